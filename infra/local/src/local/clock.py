"""The suite's clock: what Cloud Scheduler does on Google Cloud, a thread does on one machine."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from shared import telemetry
from shared.web import Service

_EVERY_SECONDS = 20.0  # a job that has nothing to do reads two small values; a day that ended is told within it


class Clock:
    """Runs every job of some services, again and again: each finds out by itself whether anything is to be done."""

    def __init__(self, services: Iterable[Service]) -> None:
        self._jobs = [(name, job) for service in services for name, job in service.jobs.items()]
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clock", daemon=True)

    def start(self) -> None:
        """Begin at once: what a suite that was off has missed is due."""
        if self._jobs:
            self._thread.start()

    def close(self) -> None:
        """End it; a job that runs goes on to its end, or is repeated at the next start."""
        self._ended.set()

    def _run(self) -> None:
        while not self._ended.is_set():
            for name, job in self._jobs:
                try:
                    job()
                except Exception:  # noqa: BLE001 - whatever it is may be over at the next time
                    if not self._ended.is_set():
                        telemetry.logger().warning("job failed", job=name, exc_info=True)
            self._ended.wait(_EVERY_SECONDS)
