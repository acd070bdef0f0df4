"""Schedule in, one use case: what the clock starts, on Google Cloud too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from inventory_alerts import use_cases_daily, use_cases_demand
from inventory_alerts.post_room import DEFAULT_CRON, JOB, PostRoom
from inventory_alerts.run import Compute
from shared.schedule import Job


@dataclass(frozen=True, slots=True)
class Task:
    """A job before it has its plugs: what to do, when in shop time, and what it is in one line."""

    do: Callable[[PostRoom, Compute], object]
    cron: str
    what: str


JOBS: Mapping[str, Task] = {
    JOB: Task(use_cases_daily.daily, DEFAULT_CRON, "Looks at stock and demand, and sends the morning's digest"),
    # Before the run of the morning; it reads the same tables, and nothing of the run waits for it.
    "demand-forecast": Task(
        lambda room, compute: use_cases_demand.forecast_demand(room.desk, compute),
        "20 5 * * *",
        "Forecasts what fast products will sell on each of the next 28 days",
    ),
    "digest-delivery": Task(
        lambda room, _: use_cases_daily.deliver_letters(room), "* * * * *", "Tries again what could not be delivered"
    ),
}
"""Every job, by the name it is started with."""


def jobs_of(room: PostRoom, compute: Compute) -> dict[str, Job]:
    """The jobs, ready to be started."""
    return {name: Job(partial(task.do, room, compute), task.cron, task.what) for name, task in JOBS.items()}
