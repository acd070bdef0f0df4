"""The suite's clock: what Cloud Scheduler does on Google Cloud, a thread does on one machine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from shared import telemetry
from shared.web import Service

_EVERY_SECONDS = 20.0  # a job that has nothing to do reads two small values; a day that ended is told within it


class Clock:
    """Runs the jobs of some services, each again and again in a thread of its own.

    Each finds out by itself whether anything is to be done, and one that takes long holds up no other.
    """

    def __init__(self, services: Iterable[Service]) -> None:
        self._jobs = [(name, job) for service in services for name, job in service.jobs.items()]
        self._ended = threading.Event()

    def start(self) -> None:
        """Begin at once: what a suite that was off has missed is due."""
        for name, job in self._jobs:
            threading.Thread(target=self._run, args=(name, job), name=f"clock {name}", daemon=True).start()

    def close(self) -> None:
        """End it; a job that runs goes on to its end, or is repeated at the next start."""
        self._ended.set()

    def _run(self, name: str, job: Callable[[], object]) -> None:
        while not self._ended.is_set():
            try:
                job()
            except Exception:  # noqa: BLE001 - whatever it is may be over at the next time
                if not self._ended.is_set():
                    telemetry.logger().warning("job failed", job=name, exc_info=True)
            self._ended.wait(_EVERY_SECONDS)
