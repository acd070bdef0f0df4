"""Ends the connections of those who may not look any more: signed out, revoked, or over."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from revenue.frames import NOT_SIGNED_IN
from revenue.live_sockets import LiveSockets
from shared.telemetry import logger

_EVERY_SECONDS = 15.0  # with the five of a role's version, and a store that takes its time, well under a minute


class LiveWatch:
    """Asks the guard again about everybody who looks, each proof once; `holds` says whether a proof still counts."""

    def __init__(
        self, sockets: LiveSockets, holds: Callable[[str], bool], *, clock: Callable[[], float] = time.time
    ) -> None:
        self._sockets = sockets
        self._holds = holds
        self._clock = clock
        self._ended = threading.Event()

    def start(self) -> None:
        """Look every quarter of a minute, in a thread of its own."""
        threading.Thread(target=self._run, name="live watch", daemon=True).start()

    def close(self) -> None:
        """Look no more."""
        self._ended.set()

    def look(self) -> int:
        """End the connections of those who may not look any more; answers how many. Raises what asking raises."""
        admitted = self._sockets.admissions()
        over = {proof for proof in {each.proof for each in admitted.values()} if not self._holds(proof)}
        now = self._clock()
        ended = [viewer for viewer, each in admitted.items() if each.proof in over or each.until <= now]
        if ended:
            self._sockets.end(ended, NOT_SIGNED_IN, "not signed in any more; sign in, and connect again")
        return len(ended)

    def _run(self) -> None:
        while not self._ended.wait(_EVERY_SECONDS):
            try:
                self.look()
            except Exception:  # noqa: BLE001 - a store that does not answer may do so in a quarter of a minute
                logger().warning("viewers not looked after", exc_info=True)
