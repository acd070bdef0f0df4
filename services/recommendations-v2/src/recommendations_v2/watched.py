"""Values that stand in the store and are looked up each second in the background: whoever asks waits for nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event, Thread
from typing import Generic, Protocol, TypeVar

from shared.telemetry import logger

LOOK_SECONDS = 1.0  # so soon what one instance was told counts at all of them

T = TypeVar("T")


class Looking(Protocol):
    """What can be looked up anew. `look` raises nothing."""

    def look(self) -> None: ...


class Watched(Generic[T]):
    """The last value that could be read. Safe from any thread: the value is replaced as a whole."""

    def __init__(self, name: str, read: Callable[[], T], at_first: T) -> None:
        self._name = name
        self._read = read
        self._value = at_first
        self._problem: str | None = None

    @property
    def current(self) -> T:
        """As of the last look that came to something."""
        return self._value

    @property
    def problem(self) -> str | None:
        """Why the last look came to nothing; None where it did."""
        return self._problem

    def look(self) -> None:
        """Read it now. What cannot be read leaves what stands, and is logged when it begins."""
        try:
            self._value = self._read()
        except Exception as error:  # noqa: BLE001 - whatever it is, lists go on with what stands, marked as stale
            if self._problem is None:
                logger().warning("cannot be read", what=self._name, exc_info=True)
            self._problem = f"{self._name} cannot be read: {type(error).__name__}"
        else:
            self._problem = None


class Lookout:
    """Looks at all of them each second, or so often, from `start` to `stop`."""

    def __init__(
        self, watched: Sequence[Looking], seconds: float = LOOK_SECONDS, *, name: str = "recommendations-lookout"
    ) -> None:
        self._watched = tuple(watched)
        self._seconds = seconds
        self._name = name
        self._over = Event()
        self._thread: Thread | None = None

    def start(self, *, looks_first: bool = True) -> None:
        """Look once, in the background where a look takes longer than a start may, and go on; twice is fine."""
        if self._thread is None:
            if looks_first:
                self._look()
            first_after = self._seconds if looks_first else 0.0
            self._thread = Thread(target=self._run, args=(first_after,), name=self._name, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End; twice is fine."""
        self._over.set()
        if self._thread is not None:
            self._thread.join(timeout=2 * LOOK_SECONDS)  # a look that hangs is left to end with the process

    def _run(self, pause: float) -> None:
        while not self._over.wait(pause):
            self._look()
            pause = self._seconds

    def _look(self) -> None:
        for each in self._watched:
            try:
                each.look()
            except Exception:  # noqa: BLE001 - one that cannot be looked at must not end the looking at the others
                logger().exception("a look failed", what=type(each).__name__)
