"""The routes of openapi/jobs.yaml: what the clock starts, and starting it by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint, Response

from ingestion.load_answers import answer_load
from local.clock import Clock, Scheduled
from shared.auth.routes import Guard
from shared.contracts.generated.jobs_answers import Job as JobDocument
from shared.progress import Progress
from shared.schedule import JobBusyError, NotYetError
from shared.schedule.cron import in_words
from shared.schedule.doing import do, last_run
from shared.web import ProblemError, csv_answer, json_answer, wants_csv

_COLUMNS = tuple(JobDocument.model_fields)


def make_jobs_blueprint(clock: Clock, guard: Guard) -> Blueprint:
    """Every route of openapi/jobs.yaml; all need the scope admin."""
    blueprint = Blueprint("jobs", __name__, url_prefix="/api")

    def every() -> list[dict[str, object]]:
        return [_document(clock, scheduled) for scheduled in clock.timetable.jobs()]

    def as_file() -> Response:
        return csv_answer("jobs.csv", _COLUMNS, ([job[name] for name in _COLUMNS] for job in every()))

    @blueprint.get("/jobs")
    @guard.requires("admin")
    def list_jobs() -> Response:
        return as_file() if wants_csv() else json_answer({"items": every()})

    @blueprint.get("/jobs.csv")
    @guard.requires("admin")
    def list_jobs_csv() -> Response:
        return as_file()

    @blueprint.post("/jobs/<service>/<job>/run")
    @guard.requires("admin")
    def run_job(service: str, job: str) -> Response:
        for scheduled in clock.timetable.jobs():
            if (scheduled.service, scheduled.name) == (service, job):
                return answer_load(_doing(clock, scheduled), refused="The job cannot be done")
        detail = f"{service[:64]!r} has no job {job[:64]!r}; GET /api/jobs lists all."
        raise ProblemError(404, "no-such-job", "No such job", detail)

    return blueprint


def _doing(clock: Clock, scheduled: Scheduled) -> Callable[[Progress], dict[str, object]]:
    """What does a job and answers how it went."""

    def work(progress: Progress) -> dict[str, object]:
        store = clock.timetable.store
        try:
            do(store, scheduled.service, scheduled.name, scheduled.job, now=clock.now, progress=progress)
        except JobBusyError as busy:
            raise ProblemError(409, "job-busy", "The job is being done already", str(busy)) from busy
        except NotYetError:
            pass  # kept, as every other outcome is
        except Exception:
            if last_run(store, scheduled.service, scheduled.name).outcome != "failed":
                raise
        return _document(clock, scheduled)

    return work


def _document(clock: Clock, scheduled: Scheduled) -> dict[str, object]:
    last = last_run(clock.timetable.store, scheduled.service, scheduled.name)
    return {
        "service": scheduled.service,
        "job": scheduled.name,
        "what": scheduled.job.what,
        "cron": scheduled.timing.cron,
        "time_zone": scheduled.timing.time_zone,
        "when": in_words(scheduled.timing),
        "outcome": last.outcome,
        "began_at": _text(last.began_at),
        "ended_at": _text(last.ended_at),
        "said": last.said,
        "due_at": _text(clock.timetable.due(scheduled, clock.now())),
    }


def _text(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None
