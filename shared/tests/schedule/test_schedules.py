"""What every schedule promises, and Cloud Scheduler through the official client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shared.schedule import Schedule, ScheduleError, Timing, connect
from shared.schedule.cloud_scheduler import CloudSchedule
from shared.testing import MemoryStore
from shared.testing_google import GoogleStandIn, google_stand_in

DIGEST = "inventory-alerts.daily"
HALF_PAST_SIX = Timing("30 6 * * *", "Europe/Berlin")


@pytest.fixture
def google() -> Iterator[GoogleStandIn]:
    with google_stand_in() as stand_in:
        stand_in.add_job("inventory-alerts-daily", "0 6 * * *", "Europe/London", pubsubTarget={"topicName": "t"})
        yield stand_in


@pytest.fixture
def scheduler(google: GoogleStandIn) -> CloudSchedule:
    return CloudSchedule("shop-of-tests", "europe-west2", emulator=google.url, retry_seconds=0.5)


@pytest.fixture(params=["store", "cloud scheduler"])
def schedule(request: pytest.FixtureRequest) -> Schedule:
    if request.param == "store":
        return connect("local://", MemoryStore())
    google = request.getfixturevalue("google")
    url = f"cloud-scheduler://shop-of-tests/europe-west2?emulator={google.url}"
    return connect(url, MemoryStore())


def test_what_was_set_stands(schedule: Schedule) -> None:
    schedule.set(DIGEST, HALF_PAST_SIX)

    assert schedule.get(DIGEST) == HALF_PAST_SIX
    assert schedule.get("revenue.forecast") is None


@pytest.mark.parametrize("timing", [Timing("0 6 * *", "Europe/London"), Timing("0 6 * * *", "Europe/Londinium")])
def test_a_timing_that_is_none_changes_nothing(schedule: Schedule, timing: Timing) -> None:
    before = schedule.get(DIGEST)

    with pytest.raises(ScheduleError):
        schedule.set(DIGEST, timing)
    assert schedule.get(DIGEST) == before


def test_only_the_times_of_a_job_are_changed(google: GoogleStandIn, scheduler: CloudSchedule) -> None:
    scheduler.set(DIGEST, HALF_PAST_SIX)

    job = google.job("inventory-alerts-daily")
    assert (job["schedule"], job["timeZone"]) == ("30 6 * * *", "Europe/Berlin")
    assert job["pubsubTarget"] == {"topicName": "t"}


def test_a_job_that_starts_a_cloud_run_job_is_found_too(google: GoogleStandIn, scheduler: CloudSchedule) -> None:
    google.add_job("start-revenue-forecast", "30 4 * * *", "Europe/London")

    assert scheduler.get("revenue.forecast") == Timing("30 4 * * *", "Europe/London")


def test_a_job_nobody_made_or_that_is_paused_says_how_to_mend_it(
    google: GoogleStandIn, scheduler: CloudSchedule
) -> None:
    with pytest.raises(ScheduleError, match=r"no job for revenue\.forecast in shop-of-tests/europe-west2: `terraform"):
        scheduler.set("revenue.forecast", HALF_PAST_SIX)
    google.job("inventory-alerts-daily")["state"] = "PAUSED"
    with pytest.raises(ScheduleError, match="gcloud scheduler jobs resume inventory-alerts-daily --location"):
        scheduler.set(DIGEST, HALF_PAST_SIX)
    assert google.job("inventory-alerts-daily")["schedule"] == "0 6 * * *"


def test_what_scheduler_says_it_took_is_read_back(google: GoogleStandIn, scheduler: CloudSchedule) -> None:
    google.job("inventory-alerts-daily")["state"] = "UPDATE_FAILED"

    with pytest.raises(ScheduleError, match="did not take the times"):
        scheduler.set(DIGEST, HALF_PAST_SIX)


def test_it_is_asked_again_when_it_is_busy_and_a_refusal_names_the_role(
    google: GoogleStandIn, scheduler: CloudSchedule
) -> None:
    patient = CloudSchedule("shop-of-tests", "europe-west2", emulator=google.url)
    google.faults.extend([503, "cut"])
    assert patient.get(DIGEST) == Timing("0 6 * * *", "Europe/London")

    google.faults.append(403)
    with pytest.raises(ScheduleError, match=r"not allowed.*roles/cloudscheduler\.admin"):
        scheduler.get(DIGEST)
    google.faults.extend([503] * 100)
    with pytest.raises(ScheduleError, match="reading the times of inventory-alerts-daily failed"):
        scheduler.get(DIGEST)


def test_all_jobs_are_listed_with_how_their_last_attempt_went(google: GoogleStandIn, scheduler: CloudSchedule) -> None:
    for number in range(4):  # more than a page
        google.add_job(f"start-job-{number}", "* * * * *", "UTC")
    google.job("start-job-3").update(
        lastAttemptTime="2026-11-22T06:00:00Z", status={"code": 7, "message": "denied"}, state="PAUSED"
    )

    jobs = scheduler.jobs()

    assert [job.job_id for job in jobs] == ["inventory-alerts-daily", *(f"start-job-{n}" for n in range(4))]
    assert (jobs[-1].state, jobs[-1].last_error, jobs[0].last_error) == ("PAUSED", "7 denied", None)
    assert jobs[-1].last_attempt_at is not None
    assert jobs[0].last_attempt_at is None


@pytest.mark.parametrize("url", ["cloud-scheduler://shop", "cloud-scheduler://shop-of-tests/europe-west2?x=1"])
def test_a_url_that_cannot_be_meant_is_refused(url: str) -> None:
    with pytest.raises(ScheduleError, match="write cloud-scheduler://<project>/<location>"):
        connect(url, MemoryStore())
