"""Waits until what a suite of this process has published is in its tables: such a suite ends with its command."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from local.talk import Progress

if TYPE_CHECKING:  # flask and duckdb, which whoever has a suite has imported already
    from local.suite import Suite

_PAUSE_SECONDS = 0.1  # between two looks; a merge takes about a second
_PATIENCE_SECONDS = 20.0  # in which nothing moved on: a load of somebody else's goes on, or the disk is full


def settle(suite: Suite, progress: Progress) -> int:
    """Wait until all is in the tables, or nothing moves on any more; answers how many events still wait.

    They are safe: the next start of the suite goes on with them.
    """
    from shared.event_bus.local import of_this_machine  # noqa: PLC0415 - `--help` does not need it

    bus = of_this_machine(suite.plugs.event_bus)
    if bus is None:
        return 0  # Pub/Sub delivers to services elsewhere
    most = left = bus.waiting(0)[0] + suite.door.inbox.depth().facts
    moved_at = time.monotonic()
    while left and time.monotonic() - moved_at < _PATIENCE_SECONDS:
        progress("bringing it into the tables", max(0, most - left), most)
        time.sleep(_PAUSE_SECONDS)
        waiting = bus.waiting(0)[0] + suite.door.inbox.depth().facts
        if waiting != left:
            most, left, moved_at = max(most, waiting), waiting, time.monotonic()
    return left
