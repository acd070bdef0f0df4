"""Writes what the bus delivered into the tables, in a thread of the suite."""

from __future__ import annotations

import threading

import ingestion.wiring
from ingestion.door import Door

_END_SECONDS = 5.0  # a merge in hand takes one or two; one that is cut off is repeated at the next start


class Merger:
    """A thread that merges what waits in the inbox, from `start` to `stop`."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._ended = threading.Event()
        self._thread = threading.Thread(
            target=ingestion.wiring.run_merger, args=(door, self._ended), name="merger", daemon=True
        )

    def start(self) -> None:
        """Begin at once: what a suite that was off had taken is waiting."""
        self._thread.start()

    def stop(self) -> None:
        """End it after the merge in hand. Twice is fine."""
        self._ended.set()
        self._door.inbox.wake()
        self._thread.join(_END_SECONDS)

    def close(self) -> None:
        """Stop, then let go of the inbox: nothing can be delivered any more."""
        self.stop()
        self._door.inbox.close()
