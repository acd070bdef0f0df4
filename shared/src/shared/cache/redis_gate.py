"""What stands between a call and Redis: an allowance of time, and a circuit breaker.

pybreaker was not taken: it holds a lock while the guarded call runs, so that one thread at a time would reach Redis.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from shared import telemetry
from shared.cache.single_flight import UnavailableError

T = TypeVar("T")

CALL_SECONDS = 0.035  # a call may lose 60 ms to a Redis that fails; the rest is for the next line, and for waking up
_COMMAND_SECONDS = 0.004  # what each of a call's five commands has at least: a busy process is not Redis's failure
_LATE_BYTES = 256 << 10  # larger than nearly all answers: what is there already may still be taken when time is up
PAUSE_SECONDS = 2.0  # at 500 requests a second, one in 1,000 pays for finding out whether Redis is back
_MOST_DETAIL = 200  # characters of a server's error that say what is wrong; a hostile one might send megabytes


class Allowance(threading.local):
    """What Redis may still take of the call this thread is in. Every wait on a socket ends with it."""

    def __init__(self, call_seconds: float = CALL_SECONDS) -> None:
        """Runs once in every thread."""
        self.call_seconds = call_seconds
        self.left = call_seconds
        self._ends = 0.0  # time.monotonic() when the command in hand must be done
        self._late_bytes = 0  # that the command in hand may still receive after that

    def begin(self, now: float, *, free: bool) -> None:
        """A command begins; a `free` one has the time of a whole call."""
        self._ends = now + (self.call_seconds if free else max(self.left, _COMMAND_SECONDS))
        self._late_bytes = _LATE_BYTES

    def remaining(self) -> float:
        """Seconds that the command in hand may still wait; 0 when only what is there already may be taken."""
        return max(0.0, self._ends - time.monotonic())

    def received(self, count: int) -> None:
        """Raises TimeoutError when time is up and there is still more coming."""
        if self.remaining() == 0:
            self._late_bytes -= count
            if self._late_bytes < 0:
                raise TimeoutError("Redis sends without end")


class Gate:
    """Lets commands through to Redis while it works. After a failure nobody asks it for `pause_seconds`; then one
    caller tries while the others go on without, and what that one finds holds for all.
    """

    def __init__(self, allowance: Allowance, *, pause_seconds: float = PAUSE_SECONDS) -> None:
        self._allowance = allowance
        self._pause_seconds = pause_seconds
        self._lock = threading.Lock()
        self._try_again_at: float | None = None  # time.monotonic(); None: Redis works

    @contextmanager
    def call(self) -> Iterator[None]:
        """A call with an allowance of its own begins; calls may stand in one another."""
        outer = self._allowance.left
        self._allowance.left = self._allowance.call_seconds
        try:
            yield
        finally:
            self._allowance.left = outer

    def ask(self, command: Callable[[], T], *, free: bool = False) -> T:
        """Run a command on Redis within what is left of the call's allowance; `free` ones do not use it up.

        Raises UnavailableError when Redis fails in any way, or is known to.
        """
        if not self._lets_through():
            raise UnavailableError
        allowance = self._allowance
        began = time.monotonic()
        allowance.begin(began, free=free)
        try:
            answer = command()
        except Exception as error:
            self._failed(error)
            raise UnavailableError from error
        finally:
            if not free:
                allowance.left -= time.monotonic() - began
        self._worked()
        return answer

    def _lets_through(self) -> bool:
        with self._lock:
            now = time.monotonic()
            if self._try_again_at is None:
                return True
            if now < self._try_again_at:
                return False
            self._try_again_at = now + self._pause_seconds  # this caller tries, and nobody else as long
            return True

    def _worked(self) -> None:
        with self._lock:
            back, self._try_again_at = self._try_again_at is not None, None
        if back:
            telemetry.logger().info("Redis works again")

    def _failed(self, error: Exception) -> None:
        with self._lock:
            first = self._try_again_at is None
            self._try_again_at = time.monotonic() + self._pause_seconds
        if first:
            telemetry.logger().warning(
                "Redis fails, answers are kept in this process meanwhile",
                error=f"{type(error).__name__}: {error}"[:_MOST_DETAIL],
            )
