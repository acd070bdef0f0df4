"""When a target may be asked again: after a fault, after a pause that it asked for, or another time."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from threading import Lock

from segments.export_target import TryLaterError

_FIRST_PAUSE_SECONDS = 1.0  # after a fault; each one after it waits twice as long
_LONGEST_PAUSE_SECONDS = 60.0  # waited for here; whoever asks for more is tried again by the clock
_MOST_TRIES = 6  # of one batch in a row without an answer: half a minute of pauses

_chance = random.Random()  # noqa: S311 - spreads pauses, and guards nothing


class PutOffError(Exception):
    """The target gives no answer, or asks for `seconds`, more than a run may wait: `str()` says what it said."""

    def __init__(self, words: str, seconds: float | None = None) -> None:
        super().__init__(words)
        self.seconds = seconds


class Pacing:
    """When the target may be asked again, for all threads together."""

    def __init__(
        self,
        pause: Callable[[float], None],
        is_over: Callable[[], bool] = lambda: False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pause = pause
        self._is_over = is_over
        self._clock = clock
        self._from = 0.0
        self._lock = Lock()

    def wait(self) -> None:
        """Until nobody was asked to wait longer. Raises PutOffError where that is too long."""
        left = self._from - self._clock()
        if left > _LONGEST_PAUSE_SECONDS:
            raise PutOffError(f"The target asks to be left alone for {left:.0f} seconds", left)
        if left > 0:
            self._pause(left)

    def later(self, error: TryLaterError, tries: int) -> None:
        """The target asked to wait, or gave no answer `tries` times in a row. Raises PutOffError after the last."""
        if tries >= _MOST_TRIES or self._is_over():
            raise PutOffError(str(error))
        seconds = error.retry_after_seconds
        if seconds is None:
            grown = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2 ** (tries - 1))
            seconds = grown * _chance.uniform(0.5, 1.0)  # half of it at random: batches that failed together part
        with self._lock:
            self._from = max(self._from, self._clock() + seconds)
