"""One commit for all who wait for one: a disk confirms a few hundred commits a second, however little is in each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class _Member(Generic[T]):
    """What one thread wants written, and the lock it sleeps on meanwhile."""

    __slots__ = ("error", "item", "turn", "written")

    def __init__(self, item: T) -> None:
        self.item = item
        self.written = False
        self.error: BaseException | None = None
        self.turn = threading.Lock()
        self.turn.acquire()


class GroupCommit(Generic[T]):
    """Gathers what threads want written while a write is going on, and writes it together next.

    `write` is called by one of the waiting threads, never by two at once; it returns when all is durable, or raises and
    has written nothing.
    """

    def __init__(self, write: Callable[[Sequence[T]], None]) -> None:
        self._write = write
        self._lock = threading.Lock()
        self._members: list[_Member[T]] = []
        self._led = False

    def commit(self, item: T) -> None:
        """Return when the item is written. Raises what `write` raised for the items that it was written with."""
        mine = _Member(item)
        with self._lock:
            self._members.append(mine)
            leads = not self._led
            self._led = True
        if not leads:
            # Each sleeps on a lock of its own: on a common one the threads whose items are written long since would
            # queue up with those that come, and a commit would hold two items instead of as many as there are threads.
            mine.turn.acquire()
        if not mine.written:
            self._lead(mine)
        if mine.error is not None:
            raise mine.error

    def _lead(self, mine: _Member[T]) -> None:
        with self._lock:
            together, self._members = self._members, []
        error: BaseException | None = None
        try:
            self._write([member.item for member in together])
        except BaseException as failed:  # noqa: BLE001 - raised again by every thread that waits for it
            error = failed
        for member in together:
            member.written, member.error = True, error
        with self._lock:
            following = self._members[0] if self._members else None
            self._led = following is not None
        for member in together:
            if member is not mine:
                member.turn.release()
        if following is not None:
            following.turn.release()
