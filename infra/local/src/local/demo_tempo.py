"""The demo's clock: ours, or one that runs faster from the moment the demo is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from shared.serving import utc_now


@dataclass(frozen=True, slots=True)
class Tempo:
    """A clock that agreed with ours at `began` and goes `speed` times as fast."""

    speed: int
    began: datetime
    clock: Callable[[], datetime] = utc_now

    def now(self) -> datetime:
        """The moment it is in the demo."""
        return self.began + self.speed * (self.clock() - self.began)
