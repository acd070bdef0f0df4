"""What the doctor finds at Cloud Scheduler."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shared.diagnosis import APPLY, Finding
from shared.schedule.examining import examine
from shared.testing_google import GoogleStandIn, google_stand_in

JOBS = {"revenue": ["forecast"], "inventory-alerts": ["daily"]}
PLACE = "--location europe-west2 --project shop-of-tests"


@pytest.fixture
def google() -> Iterator[GoogleStandIn]:
    with google_stand_in() as stand_in:
        stand_in.add_job("inventory-alerts-daily", "0 6 * * *", "Europe/London")
        stand_in.add_job("start-revenue-forecast", "30 4 * * *", "Europe/London")
        yield stand_in


def findings(google: GoogleStandIn) -> list[Finding]:
    url = f"cloud-scheduler://shop-of-tests/europe-west2?emulator={google.url}"
    return list(examine(url, JOBS, "Europe/London"))


def paused(google: GoogleStandIn) -> None:
    google.job("start-revenue-forecast")["state"] = "PAUSED"


def failing(google: GoogleStandIn) -> None:
    google.job("start-revenue-forecast")["status"] = {"code": 7, "message": "denied"}


def of_another_zone(google: GoogleStandIn) -> None:
    google.job("inventory-alerts-daily")["timeZone"] = "UTC"


def gone(google: GoogleStandIn) -> None:
    google.jobs.clear()


def forbidden(google: GoogleStandIn) -> None:
    google.faults.append(403)


@pytest.mark.parametrize(
    ("broken", "cause", "mend"),
    [
        (paused, "start-revenue-forecast is paused", f"gcloud scheduler jobs resume start-revenue-forecast {PLACE}"),
        (failing, "failed: 7 denied", f"gcloud scheduler jobs run start-revenue-forecast {PLACE}"),
        (of_another_zone, "goes by UTC, the shop by Europe/London", "gcloud scheduler jobs update pubsub inventory"),
        (gone, "no job for revenue.forecast, inventory-alerts.daily", APPLY),
        (forbidden, "is not allowed", "gcloud projects add-iam-policy-binding shop-of-tests"),
    ],
)
def test_what_keeps_a_job_from_its_time_is_found(
    google: GoogleStandIn, broken: Callable[[GoogleStandIn], Any], cause: str, mend: str
) -> None:
    assert all(finding.well for finding in findings(google))
    broken(google)

    [found] = findings(google)

    assert cause in found.said
    assert (found.mend or "").startswith(mend)


def test_the_clock_of_one_machine_is_not_asked_about() -> None:
    assert list(examine("local://", JOBS, "Europe/London")) == []
