"""The digest's time where Cloud Scheduler keeps it: read from there, and set there by whoever asks the service."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from inventory_alerts.post_room import PostRoom
from inventory_alerts.use_cases_recipients import schedule_document, set_schedule
from shared.contracts.problems import ProblemError
from shared.schedule import connect
from shared.testing import MemoryStore
from shared.testing_google import GoogleStandIn, google_stand_in


@pytest.fixture
def google() -> Iterator[GoogleStandIn]:
    with google_stand_in() as stand_in:
        stand_in.add_job("inventory-alerts-daily", "0 6 * * *", "Europe/London")  # as infra/terraform makes it
        yield stand_in


@pytest.fixture
def at_google(room: PostRoom, google: GoogleStandIn) -> PostRoom:
    url = f"cloud-scheduler://shop-of-tests/europe-west2?emulator={google.url}"
    return replace(room, schedule=lambda: connect(url, MemoryStore()))


def test_a_new_time_reaches_scheduler_and_is_told_from_there(at_google: PostRoom, google: GoogleStandIn) -> None:
    assert schedule_document(at_google)["is_default"] is True

    told = set_schedule(at_google, "07:30", "Europe/Rome")

    job = google.job("inventory-alerts-daily")
    assert (job["schedule"], job["timeZone"]) == ("30 7 * * *", "Europe/Rome")
    assert (told["at"], told["time_zone"], told["is_default"]) == ("07:30", "Europe/Rome", False)
    assert schedule_document(at_google)["next_at"] == told["next_at"]


def test_a_time_that_scheduler_refuses_is_a_problem_that_says_what_to_do(
    at_google: PostRoom, google: GoogleStandIn
) -> None:
    google.job("inventory-alerts-daily")["state"] = "PAUSED"

    with pytest.raises(ProblemError, match="gcloud scheduler jobs resume inventory-alerts-daily"):
        set_schedule(at_google, "07:30", None)
