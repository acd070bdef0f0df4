"""Who is told at once that this process shall end, before requests in hand are finished and plugs let go of.

What lives longer than a request (a WebSocket) would otherwise hear of it when the time to end is nearly over.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType

_told: dict[object, Callable[[], None]] = {}


def tell(end: Callable[[], None]) -> Callable[[], None]:
    """Have `end` called when the process is told to end; answers what takes that back.

    It runs in a signal handler, wherever the main thread happens to be: it may set a flag and write to a pipe, and must
    wait for nothing, a lock least of all.
    """
    key = object()
    _told[key] = end

    def forget() -> None:
        _told.pop(key, None)

    return forget


def tell_all() -> None:
    """Tell everybody."""
    for end in list(_told.values()):
        end()


def tell_at(sent: signal.Signals) -> None:
    """Tell everybody when this signal comes, before what its handler did until now. Call it in the main thread."""
    before = signal.getsignal(sent)

    def handle(number: int, frame: FrameType | None) -> None:
        tell_all()
        if callable(before):
            before(number, frame)

    signal.signal(sent, handle)
