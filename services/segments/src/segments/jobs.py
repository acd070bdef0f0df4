"""Schedule in, one use case: what the clock starts, on Google Cloud too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from segments import export_clock, use_cases_affinities, use_cases_clusters, use_cases_consent, use_cases_refresh
from segments.desk import SERVICE
from segments.export_desk import Outlet
from segments.use_cases_refresh import AfterRefresh, Compute
from shared.contracts.events import Event
from shared.event_bus import Handler
from shared.schedule import Job, job_name
from shared.schedule.doing import do
from shared.store import Store

Now = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Tools:
    """What jobs work with: the desk and the targets, a child that computes, and what is done after each refresh."""

    outlet: Outlet
    compute: Compute
    after_refresh: Sequence[AfterRefresh] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """A job before it has its plugs: what to do, when in shop time, and what it is in one line."""

    do: Callable[[Tools], object]
    cron: str
    what: str


# In the morning, after customers' value is predicted (04:00) and before anybody looks at a list. What is trained comes
# before it, so that the refresh assigns to what was found.
JOBS: Mapping[str, Task] = {
    "refresh": Task(
        lambda tools: use_cases_refresh.daily(tools.outlet.desk, tools.compute, tools.after_refresh),
        "10 5 * * *",
        "Puts every customer into their segment",
    ),
    "train-clusters": Task(
        lambda tools: use_cases_clusters.train_clusters(tools.outlet.desk, tools.compute),
        "10 3 * * *",
        "Finds groups of customers who are alike, on Sundays and when customers have moved",
    ),
    "affinities": Task(
        lambda tools: use_cases_affinities.find_affinities(tools.outlet.desk, tools.compute),
        "40 3 * * 0",
        "Finds what is bought together more often than by chance",
    ),
    "read-consent": Task(
        lambda tools: use_cases_consent.read_consents(tools.outlet.desk, tools.outlet.targets),
        "40 5 * * *",
        "Brings home who unsubscribed at Mailchimp or Klaviyo, and whose address bounced",
    ),
    "standing-exports": Task(
        lambda tools: export_clock.tick(tools.outlet),
        "*/10 * * * *",
        "Brings what is kept up to date at targets up to date, and goes on with exports that were left",
    ),
}
"""Every job, by the name it is started with."""


def asked_by_the_clock(store: Store, jobs: Mapping[str, Job], otherwise: Handler, now: Now) -> Handler:
    """The handler of run-requested.v1 where Scheduler asks for jobs by it, as `segments.refresh`; others are runs."""
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
