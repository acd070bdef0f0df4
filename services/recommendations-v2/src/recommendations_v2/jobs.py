"""Schedule in, one use case: what the clock starts, on Google Cloud too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from recommendations_v2 import artefact_store, use_cases_build, use_cases_train
from recommendations_v2.desk import SERVICE, Desk
from recommendations_v2.models_decided import tell_of_model, tell_untold
from recommendations_v2.use_cases_exposures import load_exposures
from recommendations_v2.use_cases_feedback import land_feedback
from recommendations_v2.use_cases_runs import build_or_wait
from shared.child import Argument
from shared.contracts.events import Event
from shared.event_bus import Handler
from shared.generations import made_at
from shared.runs.doing import Slice
from shared.schedule import Job, NotYetError, job_name
from shared.schedule.doing import do
from shared.store import Store
from shared.warehouse import Table
from shared.warehouse.sql_files import load_tables

Compute = Callable[[str, Path, Mapping[str, Argument]], Mapping[str, object]]
Now = Callable[[], datetime]

_SETTLED = timedelta(hours=1)  # since the last build: the other jobs of a first start take minutes

TABLES: Mapping[str, Table] = load_tables("recommendations_v2")


@dataclass(frozen=True, slots=True)
class Tools:
    """What jobs work with: the desk, and a child that computes."""

    desk: Desk
    compute: Compute


@dataclass(frozen=True, slots=True)
class Task:
    """A job before it has its plugs: what to do, when in shop time, and what it is in one line."""

    do: Callable[[Tools], object]
    cron: str
    what: str


def _train(tools: Tools) -> use_cases_train.Report:
    """Raises NotYetError at a first start, when all jobs are due at once: a training takes minutes, and one child
    computes at a time, so lists and the other services' figures come first.
    """
    desk = tools.desk
    served = artefact_store.live(desk.store)
    if served is None or desk.now() - made_at(served) < _SETTLED:
        raise NotYetError("a ranking is learned when lists have been served for an hour")
    return use_cases_train.train(desk, tools.compute, _by_the_clock(tools), partial(tell_of_model, desk))


def _by_the_clock(tools: Tools) -> str:
    return f"{tools.desk.now():%Y%m%d%H%M%S}-daily"


def _loaded(desk: Desk) -> str:
    untold = tell_untold(desk)
    return load_exposures(desk) + (f"; {untold} new rankings not told yet" if untold else "")


def _landed(rows: int) -> str:
    return f"{rows} rows of feedback brought to the warehouse"


# At night, after the segments of the day (05:10) and before anybody shops. What is landed is small and often.
JOBS: Mapping[str, Task] = {
    "build": Task(
        lambda tools: use_cases_build.build(tools.desk, tools.compute, _by_the_clock(tools)),
        "30 5 * * *",
        "Makes what lists are answered from, as of now",
    ),
    "train": Task(
        _train,
        "40 2 * * 0",
        "Learns the ranking anew, and serves it where it is better than the one that is served",
    ),
    "land-feedback": Task(
        lambda tools: _landed(land_feedback(tools.desk, TABLES["recommendation_feedback"])),
        "*/5 * * * *",
        "Brings feedback to the warehouse",
    ),
    "land-exposures": Task(
        lambda tools: _loaded(tools.desk),
        "*/5 * * * *",
        "Brings to the warehouse who was shown which arm",
    ),
}
"""Every job, by the name it is started with."""

BUILD_RUN, TRAIN_RUN = "recommendations-build", "recommendations-train"  # as in run-requested.v1
RUNS: Mapping[str, Callable[[Tools, Slice], Mapping[str, Any]]] = {
    BUILD_RUN: lambda tools, part: build_or_wait(
        tools.desk, lambda: use_cases_build.build(tools.desk, tools.compute, part.run_id).document()
    ),
    TRAIN_RUN: lambda tools, part: use_cases_train.train(
        tools.desk, tools.compute, part.run_id, partial(tell_of_model, tools.desk)
    ).document(),
}
"""What run-requested.v1 can ask of this service, besides its jobs."""


def asked_by_the_clock(store: Store, jobs: Mapping[str, Job], otherwise: Handler, now: Now) -> Handler:
    """The handler of run-requested.v1 where Scheduler asks for jobs, as `recommendations-v2.build`; others are runs."""
    named = {job_name(SERVICE, name): name for name in jobs}

    def handle(event: Event) -> None:
        name = named.get(str(event.data["name"]))
        if name is None:
            otherwise(event)
        else:
            do(store, SERVICE, name, jobs[name], now=now)

    return handle


def jobs_of(tools: Tools) -> dict[str, Job]:
    """The jobs, ready to be started."""
    return {name: Job(partial(task.do, tools), task.cron, task.what) for name, task in JOBS.items()}
