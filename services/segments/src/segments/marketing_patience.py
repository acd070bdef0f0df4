"""How vendors are asked: what they say of a failure, and when they are asked again.

Both clients give up their answers' headers or try again by themselves; here neither happens. Too many requests (429)
were certainly not taken, so they are sent again after what Retry-After asks for, and everybody else waits as long too.
After a fault or without an answer only a question is asked again; a change is not, for it may have been made.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TypeVar

from segments.export_target import TargetError, TargetRefusedError, TryLaterError

T = TypeVar("T")

_TRIES = 8  # of a question: with one answer in eight failing, one batch of 500 questions in ten million gives up
_FIRST_PAUSE = 0.5  # seconds where the vendor names none; doubled with every try
_LONGEST_PAUSE = 60.0  # seconds within one send: a slice of a run has 600; for longer the run itself comes back later
_ADVICE: Mapping[int, str] = {
    HTTPStatus.UNAUTHORIZED: "the key does not hold",
    HTTPStatus.FORBIDDEN: "the key may not do this",
}


class MissingError(TargetRefusedError):
    """What was asked for is not there (404)."""


def by_status(vendor: str, status: int, said: str, retry_after: str | None) -> TargetError:
    """What an HTTP status of 400 or more means. `said` is a title of the vendor's that can name nobody."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return TryLaterError(f"{vendor} takes no more for now", seconds_of(retry_after), is_untouched=True)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        return TryLaterError(f"{vendor} answered {status}", seconds_of(retry_after))
    if status == HTTPStatus.NOT_FOUND:
        return MissingError(f"{vendor} does not know it (404)")
    words = _ADVICE.get(status, said)
    return TargetRefusedError(f"{vendor} answered {status}: {words}" if words else f"{vendor} answered {status}")


def without_answer(vendor: str, error: BaseException) -> TryLaterError:
    """A request that ended without an answer: only the kind of the error is told, its text could quote an address."""
    return TryLaterError(f"{vendor} did not answer ({type(error).__name__})")


def seconds_of(retry_after: str | None) -> float | None:
    """The seconds that a Retry-After asks for, as a number or as a moment; None for none, or nonsense."""
    plain = (retry_after or "").strip()
    if plain.replace(".", "", 1).isdecimal():
        return float(plain)
    try:
        at = parsedate_to_datetime(plain)
    except ValueError:
        return None
    at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return max(0.0, (at - datetime.now(UTC)).total_seconds())


class Patience:
    """Asks a vendor again where that is right; one for all threads of a target, which pause together."""

    def __init__(
        self,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        *,
        tries: int = _TRIES,
        first_pause: float = _FIRST_PAUSE,
    ) -> None:
        self.sleep = sleep
        self._clock = clock
        self._tries = tries
        self._first_pause = first_pause
        self._not_before = 0.0
        self._lock = threading.Lock()

    def ask(self, question: Callable[[], T]) -> T:
        """Ask until there is an answer: for what may be asked twice. Raises TryLaterError in the end."""
        return self._until_answered(question, may_repeat=True)

    def tell(self, change: Callable[[], T]) -> T:
        """Make a change once; again only where it was certainly not taken. Raises TryLaterError otherwise."""
        return self._until_answered(change, may_repeat=False)

    def _until_answered(self, call: Callable[[], T], *, may_repeat: bool) -> T:
        for attempt in range(self._tries - 1):
            self._wait()
            try:
                return call()
            except TryLaterError as error:
                if not (may_repeat or error.is_untouched):
                    raise
                pause = error.retry_after_seconds
                if pause is None:
                    pause = self._first_pause * 2.0**attempt
                if pause > _LONGEST_PAUSE:
                    raise
                self._pause(pause)
        self._wait()
        return call()

    def _pause(self, seconds: float) -> None:
        with self._lock:
            self._not_before = max(self._not_before, self._clock() + seconds)

    def _wait(self) -> None:
        with self._lock:
            left = self._not_before - self._clock()
        if left > 0:
            self.sleep(left)
