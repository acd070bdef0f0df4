"""Who looks at the live figures, and how many may: in all, and of one user."""

from __future__ import annotations

import socket
import threading
from collections import Counter, deque
from dataclasses import dataclass, field

from revenue.frames import FrameReader

_LARGEST_FRAME = 1024  # bytes of a client's frame: clients have nothing to say but close, ping and pong


class FullError(Exception):
    """No more viewers are taken now; `str()` says why, and `of_this_user` that others still are."""

    def __init__(self, reason: str, *, of_this_user: bool = False) -> None:
        super().__init__(reason)
        self.of_this_user = of_this_user


@dataclass(frozen=True, slots=True)
class Admission:
    """Who was let in: `user` counts connections, `kind` is which messages they get, `proof` is what the guard is asked
    by whether they may still look, and `until` (seconds since 1970) is when that ends by itself.
    """

    user: str
    kind: str
    proof: str
    until: float


@dataclass(eq=False, slots=True)
class Viewer:
    """One connection, as the thread of the sockets keeps it."""

    admission: Admission
    sock: socket.socket
    reader: FrameReader = field(default_factory=lambda: FrameReader(_LARGEST_FRAME))
    waiting: deque[memoryview] = field(default_factory=deque)  # what could not be sent yet
    queued: int = 0  # bytes of it
    begun: bool = False  # whether a part of the first that waits was sent
    closing_at: float | None = None  # when its close frame was sent


class Places:
    """The places of this process. Safe to use from any thread."""

    def __init__(self, most: int, most_of_user: int) -> None:
        self.most = most
        self._most_of_user = most_of_user
        self._lock = threading.Lock()
        self._users: Counter[str] = Counter()
        self._taken = 0
        self._closed = False

    @property
    def taken(self) -> int:
        """How many look, or are about to."""
        return self._taken

    def are_full(self) -> bool:
        """Whether nobody is taken now, whoever it is."""
        return self._closed or self._taken >= self.most

    def take(self, user: str) -> None:
        """Take a place before the handshake. Raises FullError."""
        with self._lock:
            if self._closed:
                raise FullError("This instance is about to end")
            if self._taken >= self.most:
                raise FullError(f"{self.most} viewers look already, as many as this instance takes")
            if self._users[user] >= self._most_of_user:
                raise FullError(f"You hold {self._most_of_user} connections already", of_this_user=True)
            self._users[user] += 1
            self._taken += 1

    def give_back(self, user: str) -> None:
        """Leave a place to others."""
        with self._lock:
            self._taken -= 1
            self._users[user] -= 1
            if not self._users[user]:
                del self._users[user]

    def close(self) -> None:
        """Take nobody any more. Only sets a flag, so a signal handler may call it."""
        self._closed = True
