"""When jobs are due: cron in the shop's own time, and the plug that keeps the times somebody chose.

A job has a cron of its own; `Schedule` holds what was set instead. On Google Cloud that is Cloud Scheduler, on one
machine the store, which the suite's own clock reads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from shared.store import Store

__all__ = ["Job", "JobBusyError", "NotYetError", "Schedule", "ScheduleError", "Timing", "connect", "job_name"]


class ScheduleError(Exception):
    """Something the schedule refused; `str()` says what and what to do."""


class NotYetError(Exception):
    """Raised by a job that has nothing to work with yet; `str()` says what is missing. It is asked again soon."""


class JobBusyError(Exception):
    """The job is being done already; `str()` says by whom."""


@dataclass(frozen=True, slots=True)
class Job:
    """What the clock starts: `run`, due by `cron` in shop time; what it answers is shown to who started it by hand.

    `cron` has five fields. A time of day ("0 6 * * *") comes exactly once on every shop day, also on those of 23 and 25
    hours; an interval (a minute or an hour that begins with `*`) goes by the minutes that pass. A job may be started
    twice for the same time, after a crash for instance: it has to find out by itself what is done.
    """

    run: Callable[[], object]
    cron: str
    what: str  # one line for a person: "Forecasts the next 90 days"

    def __call__(self) -> object:
        return self.run()


@dataclass(frozen=True, slots=True)
class Timing:
    """A cron of five fields in an IANA time zone; `shared.schedule.cron.check` says whether it will do."""

    cron: str
    time_zone: str


class Schedule(Protocol):
    """The times somebody chose, by the job's name (`job_name`). Safe to use from any thread."""

    def get(self, name: str) -> Timing | None:
        """What was set for a job; None where its own cron stands."""

    def set(self, name: str, timing: Timing) -> None:
        """Have a job run at other times from now on. Raises ScheduleError for a timing that is none."""


def job_name(service: str, job: str) -> str:
    """A job's name in the schedule."""
    return f"{service}.{job}"


def connect(url: str, store: Store) -> Schedule:
    """Open the schedule a URL names: `local://`, kept in the store and read by the suite's own clock, or
    `cloud-scheduler://<project>/<location>`.

    Raises ScheduleError for a scheme nobody serves.
    """
    scheme = urlsplit(url).scheme
    if scheme == "local":
        from shared.schedule.in_store import StoredSchedule  # noqa: PLC0415 - an adapter is imported when it is chosen

        return StoredSchedule(store)
    if scheme == "cloud-scheduler":
        from shared.schedule import cloud_scheduler  # noqa: PLC0415 - as above

        return cloud_scheduler.connect(url)
    if not url:
        raise ScheduleError(
            "SCHEDULE_URL is not set, so nobody knows where times are kept; infra/terraform sets it to"
            " cloud-scheduler://<project>/<location> where a service lets them be chosen"
        )
    raise ScheduleError(f"SCHEDULE_URL: no adapter for {url!r}; use local:// or cloud-scheduler://<project>/<location>")
