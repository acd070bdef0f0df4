"""Somebody else's BigQuery dataset, read and never written: what a SELECT would read and cost, and its rows as Arrow.

Every statement is asked of BigQuery's dry run first, which costs nothing, names the columns and must call it a SELECT.
For the process that reads: pyarrow is imported here, which a serving process does not do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow as pa
from google.api_core.client_options import ClientOptions
from google.api_core.exceptions import BadRequest, Forbidden, NotFound
from google.auth.credentials import AnonymousCredentials
from google.auth.exceptions import DefaultCredentialsError, RefreshError
from google.cloud import bigquery
from google.cloud.bigquery.retry import DEFAULT_RETRY

from shared.warehouse import Column, Query, Value, WarehouseError
from shared.warehouse.bigquery_jobs import (
    READ_SECONDS,
    REQUEST_SECONDS,
    TOO_DEAR,
    WORK_SECONDS,
    Jobs,
    Limits,
    refusals,
    typed,
)

_TYPES = {"INTEGER": "INT64", "FLOAT": "FLOAT64", "BOOLEAN": "BOOL", "RECORD": "STRUCT"}  # the API's own old words
_LATER = frozenset({"rateLimitExceeded", "quotaExceeded", "billingNotEnabled"})  # answered as 403, but no permission


class SourceUnavailableError(WarehouseError):
    """The source cannot be asked now: no credentials, no answer. Nothing is wrong with what was asked."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a SELECT would answer and read: its columns, and the bytes that BigQuery would bill."""

    columns: tuple[Column, ...]
    bytes: int


@dataclass(frozen=True, slots=True)
class Answered:
    """The rows of a SELECT as they come: how many there will be, and batches, at least one (perhaps without rows)."""

    total_rows: int
    batches: Iterator[pa.RecordBatch]


class BigQuerySource:
    """One dataset to read from. For one thread."""

    def __init__(self, jobs: Jobs, project: str) -> None:
        self._jobs = jobs
        self._project = project

    def estimate(self, query: Query, parameters: dict[str, Value] | None = None) -> Estimate:
        """What a statement would read, without running it. Raises WarehouseError for one that is no SELECT."""
        config = self._jobs.config(query.name, typed(query, parameters), READ_SECONDS)
        config.dry_run = True
        config.use_query_cache = False  # else it answers 0 bytes for what somebody asked before
        with _plainly(query.name, self._project):
            job = self._jobs.client.query(
                query.text, job_config=config, timeout=REQUEST_SECONDS, retry=DEFAULT_RETRY.with_timeout(READ_SECONDS)
            )
            if job.statement_type != "SELECT":
                raise WarehouseError(f"{query.name}: BigQuery takes it for {job.statement_type}; only a SELECT is run")
            columns = tuple(
                Column(field.name, _TYPES.get(field.field_type, field.field_type), field.mode)
                for field in job.schema or ()
            )
            return Estimate(columns, int(job.total_bytes_processed or 0))

    def read(self, query: Query, parameters: dict[str, Value] | None = None) -> Answered:
        """Run a SELECT that `estimate` has looked at; a page of its result is in memory at a time."""
        with _plainly(query.name, self._project):
            result = self._jobs.read(query, parameters, seconds=WORK_SECONDS)

        def batches() -> Iterator[pa.RecordBatch]:
            with _plainly(query.name, self._project):
                yield from result.to_arrow_iterable()

        return Answered(int(result.total_rows or 0), batches())

    def close(self) -> None:
        """Let go of the connection."""
        self._jobs.client.close()  # type: ignore[no-untyped-call]  # the library lacks the annotation


def open_source(
    project: str,
    dataset: str,
    *,
    job_project: str | None,
    maximum_bytes_billed: int,
    service: str,
    emulator: str | None = None,
) -> BigQuerySource:
    """A dataset to read from; asks BigQuery nothing yet.

    `job_project` runs the jobs and pays for them, the source's own if None. `emulator` (`http://host:port`) is asked
    instead of Google, without credentials. Raises SourceUnavailableError when there are no credentials.
    """
    paying = job_project or project
    with _plainly("BigQuery", paying):
        client = bigquery.Client(
            project=paying,
            credentials=AnonymousCredentials() if emulator else None,  # type: ignore[no-untyped-call]  # the library lacks it
            client_options=ClientOptions(api_endpoint=emulator) if emulator else None,
        )
    limits = Limits(maximum_bytes_billed=maximum_bytes_billed, service=service)
    return BigQuerySource(Jobs(client, bigquery.DatasetReference(project, dataset), limits), paying)


@contextmanager
def _plainly(name: str, project: str) -> Iterator[None]:
    """Whatever the client raises, as what it means to the person who asked."""
    try:
        with refusals(name):
            yield
    except WarehouseError as error:
        cause = error.__cause__
        if cause is None:
            raise
        told = str(error)
        if isinstance(cause, DefaultCredentialsError):
            raise SourceUnavailableError(
                "There are no Google credentials here: run `gcloud auth application-default login`, or let"
                " GOOGLE_APPLICATION_CREDENTIALS name a key file."
            ) from cause
        if isinstance(cause, RefreshError):
            raise SourceUnavailableError(f"{told}. Google does not take these credentials; sign in anew.") from cause
        reasons = {str(one.get("reason")) for one in getattr(cause, "errors", None) or []}
        if "responseTooLarge" in reasons:
            raise WarehouseError(f"{told}. BigQuery hands out 10 GB at most; read it in parts, by a WHERE.") from cause
        if isinstance(cause, Forbidden) and not reasons & _LATER:
            raise WarehouseError(
                f"{told}. The credentials need the role BigQuery Data Viewer on the dataset and BigQuery Job User in"
                f" the project {project}."
            ) from cause
        if isinstance(cause, NotFound):
            raise WarehouseError(f"{told}. Look at the names of the project, the dataset and the table.") from cause
        if isinstance(cause, BadRequest):
            if TOO_DEAR in reasons:
                told = f"{name}: it would read more bytes than this service may pay for"
            raise WarehouseError(f"{told}.") from cause
        raise SourceUnavailableError(f"{told}. BigQuery did not answer as it should; try again.") from cause
