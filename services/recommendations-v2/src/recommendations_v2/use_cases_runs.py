"""Builds that somebody asks for: where another one goes on, its result is waited for and is the answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from recommendations_v2 import artefact_store
from recommendations_v2.desk import Desk
from shared.progress import tell
from shared.store import LeaseHeldError

_PATIENCE_SECONDS = 480.0  # as long as a slice of a run may take: another build is over by then
_PAUSE_SECONDS = 0.5  # between two looks


def build_or_wait(
    desk: Desk, build: Callable[[], Mapping[str, Any]], patience_seconds: float = _PATIENCE_SECONDS
) -> Mapping[str, Any]:
    """What a build, or the one that goes on already, came to. Raises LeaseHeldError where that takes too long, and
    what `build` raises.
    """
    before, deadline = artefact_store.live(desk.store), time.monotonic() + patience_seconds
    while True:
        try:
            return build()
        except LeaseHeldError:
            if time.monotonic() >= deadline:
                raise
        tell("waiting for another build, whose result will do", 0, 0)
        time.sleep(_PAUSE_SECONDS)
        made = artefact_store.live(desk.store)
        if made != before:
            return {"version": made, "by_another": True}
