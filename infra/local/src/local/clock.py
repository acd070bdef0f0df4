"""The suite's clock: what Cloud Scheduler does on Google Cloud, a thread does on one machine."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared import telemetry
from shared.schedule import Job, JobBusyError, NotYetError, Schedule, ScheduleError, Timing, job_name
from shared.schedule.cron import due_after, is_interval
from shared.schedule.doing import LastRun, do, last_run
from shared.shop import Shop
from shared.store import Store

_TICK_SECONDS = 1.0  # between two looks at the time, in memory; a job is late by no more than this and the next
# Live figures go out at each fifth second, and a full minute is one: what begins with it makes nobody wait for them.
_BEAT_SECONDS, _QUIET_FROM, _QUIET_UNTIL = 5.0, 1.5, 4.0
_LOOK_SECONDS = 10.0  # between two looks at what the store says of a job: another process may have done it, or moved it
_SETTLED_SECONDS = 15.0  # a start has enough to do; then what was missed comes
_AGAIN = timedelta(minutes=5)  # after a failure, once: a vendor or a disk may be back
_NOT_YET = timedelta(minutes=1)  # until it is asked again: whoever loads files wants to see what is made of them


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A job of a service, and by when it goes."""

    service: str
    name: str
    job: Job
    timing: Timing


class Timetable:
    """The jobs of some services, and when each is due."""

    def __init__(
        self, services: dict[str, dict[str, Job]], store: Store, schedule: Schedule, shop: Callable[[], Shop]
    ) -> None:
        self.store = store
        self._services = services
        self._schedule = schedule
        self._shop = shop

    def jobs(self) -> list[Scheduled]:
        """Every job by the times that were chosen for it, else by its own."""
        return [
            Scheduled(service, name, job, self._timing(service, name, job))
            for service, jobs in self._services.items()
            for name, job in jobs.items()
        ]

    def _timing(self, service: str, name: str, job: Job) -> Timing:
        chosen = self._schedule.get(job_name(service, name))
        return chosen or Timing(job.cron, self._shop().time_zone)

    def due(self, scheduled: Scheduled, now: datetime) -> datetime | None:
        """When a job is due next; a moment that has passed when it was missed; None while it is being done.

        What was missed while the suite was off is due once, however often it would have been.
        """
        last = last_run(self.store, scheduled.service, scheduled.name)
        if last.outcome == "running":
            return None
        if last.began_at is None or last.ended_at is None or last.began_at > now:
            return now  # never done, killed in the middle, or of a clock that was put back
        regular = due_after(scheduled.timing, last.began_at)
        return min(regular, _soon(last) or regular)


def _soon(last: LastRun) -> datetime | None:
    """When a job that could not do its work tries again, if before its time."""
    if last.ended_at is not None and last.outcome == "not_yet":
        return last.ended_at + _NOT_YET
    if last.ended_at is not None and last.outcome == "failed" and last.failures == 1:
        return last.ended_at + _AGAIN
    return None


@dataclass(slots=True)
class _Waiting:
    """What the clock knows of a job: when it is due, and whether this process is doing it."""

    scheduled: Scheduled
    due: datetime | None = None
    running: threading.Lock = field(default_factory=threading.Lock)


class Clock:
    """Starts each job when it is due, in a thread of its own: one that takes long holds up no other."""

    def __init__(self, timetable: Timetable, now: Callable[[], datetime]) -> None:
        self.timetable = timetable
        self.now = now
        self._ended = threading.Event()

    def start(self) -> None:
        """Begin: what a suite that was off has missed is due."""
        if self.timetable.jobs():
            threading.Thread(target=self._run, name="clock", daemon=True).start()

    def close(self) -> None:
        """End it; a job that runs goes on to its end, or is repeated at the next start."""
        self._ended.set()

    def _run(self) -> None:
        began, looked = time.monotonic(), 0.0
        known: dict[str, _Waiting] = {}
        while not self._ended.is_set():
            try:
                if time.monotonic() - looked >= _LOOK_SECONDS:
                    known, looked = self._look(known), time.monotonic()
                self._start_due(known.values(), settled=time.monotonic() - began >= _SETTLED_SECONDS)
            except Exception:  # noqa: BLE001 - a store may answer again at the next look
                telemetry.logger().warning("the clock could not look", exc_info=True)
                looked = time.monotonic()
            self._ended.wait(_TICK_SECONDS)

    def _look(self, known: dict[str, _Waiting]) -> dict[str, _Waiting]:
        found = {}
        for scheduled in self.timetable.jobs():
            name = job_name(scheduled.service, scheduled.name)
            waiting = known.get(name) or _Waiting(scheduled)
            waiting.scheduled = scheduled
            found[name] = waiting
            try:
                waiting.due = self.timetable.due(scheduled, self.now())
            except ScheduleError:
                telemetry.logger().warning("a job has no time that is one", job=name, exc_info=True)
        return found

    def _start_due(self, known: Iterable[_Waiting], *, settled: bool) -> None:
        now = self.now()
        if not _QUIET_FROM <= now.timestamp() % _BEAT_SECONDS < _QUIET_UNTIL:
            return
        for waiting in known:
            ready = settled or is_interval(waiting.scheduled.timing.cron)
            if ready and waiting.due is not None and waiting.due <= now and waiting.running.acquire(blocking=False):
                name = f"job {job_name(waiting.scheduled.service, waiting.scheduled.name)}"
                threading.Thread(target=self._do, args=(waiting,), name=name, daemon=True).start()

    def _do(self, waiting: _Waiting) -> None:
        scheduled = waiting.scheduled
        try:
            do(self.timetable.store, scheduled.service, scheduled.name, scheduled.job, now=self.now)
        except (NotYetError, JobBusyError) as why:
            telemetry.logger().info("job waits", service=scheduled.service, job=scheduled.name, why=str(why))
        except Exception:  # noqa: BLE001 - whatever it is may be over at the next time
            if not self._ended.is_set():
                telemetry.logger().warning("job failed", service=scheduled.service, job=scheduled.name, exc_info=True)
        finally:
            try:
                waiting.due = self.timetable.due(scheduled, self.now())
            except Exception:  # noqa: BLE001 - as in `_run`; the next look says when
                waiting.due = None
            waiting.running.release()
