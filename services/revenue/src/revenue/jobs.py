"""Schedule in, one use case: what the clock starts, on Google Cloud as a Cloud Run job, `main.py job NAME`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from revenue import (
    use_cases_customer_value,
    use_cases_days,
    use_cases_forecast,
    use_cases_insights,
    use_cases_pace,
    use_cases_visits,
)
from revenue.use_cases import Desk
from shared.schedule import Job


@dataclass(frozen=True, slots=True)
class Task:
    """A job before it has its desk: what to do, when in shop time, and what it is in one line."""

    do: Callable[[Desk], object]
    cron: str
    what: str


# Nightly ones come after the shop's day has ended and been told (close-days), each after what it reads, and before six,
# when the inventory digest is sent.
JOBS: Mapping[str, Task] = {
    # Its answer is news of a day that is over; each start is a job that is billed for a minute.
    "close-days": Task(
        use_cases_days.close_days, "*/15 * * * *", "Tells the other services of shop days that have ended"
    ),
    "funnel-days": Task(
        use_cases_visits.make_visit_days, "7 * * * *", "Puts together the online shop's visits, by day"
    ),
    "pace-profile": Task(
        use_cases_pace.make_profile, "10 4 * * *", "Learns how sales are spread over days and hours, for targets"
    ),
    "forecast": Task(use_cases_forecast.make_forecast, "30 4 * * *", "Forecasts net sales of the next 92 days"),
    # Each hour, because a day closes when its data come, and late data come at any hour; nothing new costs nothing.
    "insights": Task(use_cases_insights.find_insights, "10 * * * *", "Finds what stands out on the shop's days"),
    "customer-value": Task(
        use_cases_customer_value.value_customers, "0 4 * * *", "Says what every customer is expected to bring"
    ),
}
"""Every job, by the name it is started with."""


def jobs_of(desk: Desk) -> dict[str, Job]:
    """The jobs, ready to be started."""
    return {name: Job(partial(task.do, desk), task.cron, task.what) for name, task in JOBS.items()}
