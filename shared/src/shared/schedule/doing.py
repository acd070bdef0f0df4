"""Does a job: alone, told how far it is, and remembered how it ended."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Literal

from shared import telemetry
from shared.progress import Progress, told_to
from shared.schedule import Job, JobBusyError, NotYetError
from shared.schedule.cron import is_interval
from shared.store import LeaseHeldError, Store, lease
from shared.store.leases import held_by

Outcome = Literal["done", "failed", "not_yet", "running", "interrupted", "never"]

_BUSY_SECONDS = 5.0  # a merge takes seconds, one that makes rollups anew minutes; Cloud Run ends the wait after an hour
_LONGEST = 500  # characters of an answer or an error that are kept


@dataclass(frozen=True, slots=True)
class LastRun:
    """How a job went last: when it began and ended, how, and what it said. `failures` are those in a row."""

    outcome: Outcome = "never"
    began_at: datetime | None = None
    ended_at: datetime | None = None
    said: str | None = None
    failures: int = 0


def last_run(store: Store, service: str, name: str) -> LastRun:
    """How a job went last: "running" while it is being done, "interrupted" when it was killed in the middle."""
    run = _read(store, service, name)
    if run.outcome == "interrupted" and held_by(store, _lease_key(service, name)) is not None:
        return replace(run, outcome="running")
    return run


def do(
    store: Store, service: str, name: str, job: Job, *, now: Callable[[], datetime], progress: Progress | None = None
) -> object:
    """Do a job now, alone, and keep how it went; answers what it answers.

    Raises JobBusyError where it is being done already, and whatever the job raises.
    """
    key = _lease_key(service, name)
    try:
        with lease(store, key, holder=f"{socket.gethostname()}, process {os.getpid()}"):
            return _do(store, service, name, job, now, progress)
    except LeaseHeldError as held:
        if held.key != key:
            raise  # another lease, which the job wanted
        raise JobBusyError(f"{service}'s {name} is being done already, by {held.holder}") from held


def attempt(name: str, job: Callable[[], object], *, waits: bool, pause: Callable[[float], None] = time.sleep) -> None:
    """Do a job for whoever started a process for it: that there is nothing to do yet is no failure, and neither is that
    another process does it, which is waited for where `waits` says so. Raises whatever else the job raises.
    """
    while True:
        try:
            job()
        except (NotYetError, JobBusyError) as why:
            telemetry.logger().info("job waits", job=name, why=str(why))
            if waits and isinstance(why, JobBusyError):
                pause(_BUSY_SECONDS)
                continue
        return


def _do(  # noqa: PLR0917 - the arguments of `do`
    store: Store, service: str, name: str, job: Job, now: Callable[[], datetime], progress: Progress | None
) -> object:
    before = _read(store, service, name)
    began = replace(before, outcome="interrupted", began_at=now(), ended_at=None, said=None)
    _keep(store, service, name, began)  # so reads it if it is never heard of again
    try:
        with told_to(progress or (lambda *_: None)):
            answer = job.run()
    except NotYetError as why:
        _keep(store, service, name, replace(began, outcome="not_yet", ended_at=now(), said=str(why), failures=0))
        raise
    except BaseException as error:
        failed = replace(began, outcome="failed", ended_at=now(), said=_text(error), failures=before.failures + 1)
        with suppress(Exception):  # what went wrong in the job is the news
            _keep(store, service, name, failed)
        raise
    said = None if answer is None else str(answer)[:_LONGEST]
    _keep(store, service, name, replace(began, outcome="done", ended_at=now(), said=said, failures=0))
    if not is_interval(job.cron):  # a line a minute says nothing
        telemetry.logger().info("job done", service=service, job=name, said=said)
    return answer


def _text(error: BaseException) -> str:
    return (str(error) or type(error).__name__)[:_LONGEST]


def _key(service: str, name: str) -> str:
    return f"jobs/{service}/{name}"


def _lease_key(service: str, name: str) -> str:
    return f"leases/jobs/{service}.{name}"


def _read(store: Store, service: str, name: str) -> LastRun:
    stored = store.get(_key(service, name))
    if stored is None:
        return LastRun()
    content = json.loads(stored.value)
    moments = {field: _moment(content[field]) for field in ("began_at", "ended_at")}
    return LastRun(**{**content, **moments})


def _keep(store: Store, service: str, name: str, run: LastRun) -> None:
    content = asdict(run)
    moments = {field: value.isoformat() for field, value in content.items() if isinstance(value, datetime)}
    store.put(_key(service, name), json.dumps({**content, **moments}).encode())


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
