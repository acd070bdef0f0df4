"""Looks at the clock's jobs at Cloud Scheduler. On one machine the suite is its own clock: nothing to see there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from shared.diagnosis import APPLY, Finding, found, ill
from shared.schedule import ScheduleError, job_name


def examine(url: str, jobs: Mapping[str, Sequence[str]], time_zone: str) -> Iterator[Finding]:
    """Whether each job of each service stands at Cloud Scheduler, goes, went well, and by the shop's time zone."""
    parts = urlsplit(url)
    if parts.scheme != "cloud-scheduler":
        return
    from shared.schedule import cloud_scheduler  # noqa: PLC0415 - an adapter is imported when it is chosen

    project, location = parts.netloc, parts.path.strip("/")
    place = f"--location {location} --project {project}"
    try:
        there = {job.job_id: job for job in cloud_scheduler.connect(url).jobs()}
    except ScheduleError as error:
        command = str(error).rpartition(": gcloud ")[2]
        known = f"gcloud {command}" if ": gcloud " in str(error) else f"gcloud scheduler jobs list {place}"
        yield ill("schedules", str(error), known)
        return
    yield from found("schedules", _ills(there, jobs, time_zone, place), "every job has its time, in the shop's zone")


def clock_goes(url: str, *, is_running: bool) -> bool:
    """Whether somebody starts what is due: Cloud Scheduler always, the suite's own clock while it runs."""
    return is_running or urlsplit(url).scheme != "local"


def command_to_run(url: str, service: str, name: str, command: Callable[[str], str], words: str = "") -> str:
    """What does a job now; `command` makes of the words after `shopsight` what is to be typed on one machine."""
    parts = urlsplit(url)
    if parts.scheme != "cloud-scheduler":
        return command(words or f"jobs run {service}/{name}")
    from shared.schedule import cloud_scheduler  # noqa: PLC0415 - an adapter is imported when it is chosen

    asked, started = cloud_scheduler.job_ids(job_name(service, name))
    try:
        there = {job.job_id for job in cloud_scheduler.connect(url).jobs()}
    except ScheduleError:
        there = set()  # the finding about schedules says why
    job_id = asked if asked in there else started
    return f"gcloud scheduler jobs run {job_id} --location {parts.path.strip('/')} --project {parts.netloc}"


def _ills(
    there: Mapping[str, object], jobs: Mapping[str, Sequence[str]], time_zone: str, place: str
) -> Iterator[Finding]:
    from shared.schedule.cloud_scheduler import SchedulerJob, job_ids  # noqa: PLC0415 - as above

    missing = []
    for service, names in jobs.items():
        for name in names:
            job = next((there[one] for one in job_ids(job_name(service, name)) if one in there), None)
            if not isinstance(job, SchedulerJob):
                missing.append(job_name(service, name))
                continue
            told = f"{job.job_id} {place}"
            if job.state == "PAUSED":
                yield ill("schedules", f"{job.job_id} is paused", f"gcloud scheduler jobs resume {told}")
            elif job.last_error is not None:
                cause = f"the last attempt of {job.job_id} failed: {job.last_error}"
                yield ill("schedules", cause, f"gcloud scheduler jobs run {told}")
            elif job.timing.time_zone != time_zone:
                cause = f"{job.job_id} goes by {job.timing.time_zone}, the shop by {time_zone}"
                yield ill(
                    "schedules",
                    cause,
                    f"gcloud scheduler jobs update {_kind(job.job_id)} {told} --time-zone {time_zone}",
                )
    if missing:
        yield ill("schedules", f"Cloud Scheduler has no job for {', '.join(missing)}", APPLY)


def _kind(job_id: str) -> str:
    """How gcloud names what a job calls: an address, or a topic."""
    return "http" if job_id.startswith("start-") else "pubsub"
