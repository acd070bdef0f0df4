"""The schedule on Google Cloud: the times of Cloud Scheduler's jobs, which Terraform makes and then leaves alone.

`inventory-alerts.daily` is the job `inventory-alerts-daily`, which asks for a run by an event, or else
`start-inventory-alerts-daily`, which starts a Cloud Run job (infra/terraform, functions.tf and jobs.tf). Nothing here
makes or removes one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from google.api_core.exceptions import Forbidden, GoogleAPIError, NotFound, Unauthorized
from google.api_core.retry import Retry, if_exception_type
from google.auth.credentials import AnonymousCredentials
from google.auth.exceptions import DefaultCredentialsError, GoogleAuthError
from google.cloud.scheduler_v1 import CloudSchedulerClient, Job
from google.cloud.scheduler_v1.services.cloud_scheduler.transports import CloudSchedulerRestTransport
from google.protobuf.field_mask_pb2 import FieldMask  # type: ignore[import-untyped]  # it ships no types
from requests import RequestException

from shared.hurry import about_to_wait
from shared.schedule import ScheduleError, Timing, cron

ANSWER_SECONDS = 5.0  # for one call, which takes 100 to 500 ms
RETRY_SECONDS = 10.0  # for all attempts: who asks over HTTP is gone after 20

_FIRST_WAIT, _LONGEST_WAIT = 0.2, 2.0  # seconds between attempts: several fit in
_PROJECT = re.compile(r"[a-z][a-z0-9.:-]{3,98}[a-z0-9]")
_LOCATION = re.compile(r"[a-z]+-[a-z]+[0-9]{1,2}")
_EMULATOR = re.compile(r"http://127\.0\.0\.1:\d{1,5}")  # no credentials go there
_TRANSIENT = (429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class SchedulerJob:
    """A job of Cloud Scheduler as it stands there."""

    job_id: str
    timing: Timing
    state: str  # ENABLED, PAUSED, DISABLED or UPDATE_FAILED
    last_attempt_at: datetime | None
    last_error: str | None  # of the last attempt; None where it went well, or there was none


@lru_cache(maxsize=4)  # a process has one; a client is made in 10 ms and keeps its connections
def connect(url: str) -> CloudSchedule:
    """Open `cloud-scheduler://<project>/<location>`; asks nothing yet. `?emulator=http://127.0.0.1:port` goes there,
    without credentials.

    Raises ScheduleError when the URL cannot be read or there are no credentials.
    """
    parts = urlsplit(url)
    location, options = parts.path.strip("/"), dict(parse_qsl(parts.query, keep_blank_values=True))
    emulator = options.pop("emulator", None)
    well = _PROJECT.fullmatch(parts.netloc) and _LOCATION.fullmatch(location) and not options
    if not well or not (emulator is None or _EMULATOR.fullmatch(emulator)):
        raise ScheduleError("SCHEDULE_URL: write cloud-scheduler://<project>/<location>")
    return CloudSchedule(parts.netloc, location, emulator=emulator)


class CloudSchedule:
    """Implements `shared.schedule.Schedule`. What stands there counts, whoever set it: a person in the console too."""

    def __init__(
        self, project: str, location: str, *, emulator: str | None = None, retry_seconds: float = RETRY_SECONDS
    ) -> None:
        self._project, self._location = project, location
        self._limits: dict[str, Any] = {
            "timeout": ANSWER_SECONDS,
            "retry": Retry(_is_transient, initial=_FIRST_WAIT, maximum=_LONGEST_WAIT, timeout=retry_seconds),
        }
        with self._plainly("finding credentials"):
            if emulator is None:
                self._client = CloudSchedulerClient(transport="rest")
            else:
                transport = CloudSchedulerRestTransport(
                    host=emulator.removeprefix("http://"),
                    credentials=AnonymousCredentials(),  # type: ignore[no-untyped-call]  # the library lacks it
                    url_scheme="http",
                )
                self._client = CloudSchedulerClient(transport=transport)

    def get(self, name: str) -> Timing | None:
        found = self._find(name)
        return None if found is None else Timing(found.schedule, found.time_zone)

    def set(self, name: str, timing: Timing) -> None:
        cron.check(timing)
        found = self._find(name)
        if found is None:
            raise ScheduleError(
                f"Cloud Scheduler has no job for {name} in {self._project}/{self._location}: `terraform apply` makes it"
            )
        job_id, place = self._id(found), f"--location {self._location} --project {self._project}"
        if found.state == Job.State.PAUSED:
            raise ScheduleError(f"{job_id} is paused; first: gcloud scheduler jobs resume {job_id} {place}")
        job = Job(name=found.name, schedule=timing.cron, time_zone=timing.time_zone)
        about_to_wait()
        with self._plainly(f"setting the times of {job_id}"):
            self._client.update_job(job=job, update_mask=FieldMask(paths=["schedule", "time_zone"]), **self._limits)
            stands = self._client.get_job(name=found.name, **self._limits)
        if stands.state == Job.State.UPDATE_FAILED or Timing(stands.schedule, stands.time_zone) != timing:
            raise ScheduleError(
                f"Cloud Scheduler did not take the times of {job_id}; what it says: gcloud scheduler jobs describe"
                f" {job_id} {place}"
            )

    def jobs(self) -> list[SchedulerJob]:
        """All there are, of whatever suite, in the order of their names."""
        with self._plainly("listing the jobs"):
            listed = list(self._client.list_jobs(parent=self._parent, **self._limits))
        return sorted((self._told(job) for job in listed), key=lambda job: job.job_id)

    def _find(self, name: str) -> Job | None:
        about_to_wait()
        for job_id in job_ids(name):
            with self._plainly(f"reading the times of {job_id}"):
                try:
                    return self._client.get_job(name=f"{self._parent}/jobs/{job_id}", **self._limits)
                except NotFound:
                    continue
        return None

    @property
    def _parent(self) -> str:
        return f"projects/{self._project}/locations/{self._location}"

    @staticmethod
    def _id(job: Job) -> str:
        return str(job.name).rpartition("/")[2]

    def _told(self, job: Job) -> SchedulerJob:
        attempted = job.last_attempt_time
        error = f"{job.status.code} {job.status.message}".strip() if job.status.code else None
        return SchedulerJob(
            self._id(job), Timing(job.schedule, job.time_zone), Job.State(job.state).name, attempted or None, error
        )

    @contextmanager
    def _plainly(self, doing: str) -> Iterator[None]:
        try:
            yield
        except (DefaultCredentialsError, Unauthorized) as error:
            raise ScheduleError(
                f"Cloud Scheduler: {doing} failed, nobody is signed in: gcloud auth application-default login"
            ) from error
        except Forbidden as error:
            raise ScheduleError(
                f"Cloud Scheduler: {doing} is not allowed: {error.message}. To allow it: gcloud projects"
                f" add-iam-policy-binding {self._project} --member serviceAccount:<account>"
                " --role roles/cloudscheduler.admin"
            ) from error
        except (GoogleAPIError, GoogleAuthError, RequestException) as error:
            raise ScheduleError(f"Cloud Scheduler: {doing} failed: {error}") from error


def job_ids(name: str) -> tuple[str, str]:
    """What a job of ours may be called there."""
    plain = name.replace(".", "-")
    return plain, f"start-{plain}"


def _is_transient(error: Exception) -> bool:
    return if_exception_type(RequestException)(error) or getattr(error, "code", None) in _TRANSIENT
