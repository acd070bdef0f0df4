"""Sends single statements to BigQuery: typed parameters, time-outs, retries, labels and the limit on cost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Context, Decimal
from typing import Any, cast

import requests
from google.api_core.exceptions import GoogleAPIError
from google.auth.exceptions import GoogleAuthError
from google.cloud import bigquery
from google.cloud.bigquery.retry import DEFAULT_JOB_RETRY, DEFAULT_RETRY
from google.cloud.bigquery.table import RowIterator

from shared.hurry import about_to_wait
from shared.warehouse import Query, Row, Value, WarehouseError

REQUEST_SECONDS = 30.0  # one HTTP request; BigQuery itself answers "not done yet" a moment before
READ_SECONDS = 60.0  # one SELECT, asked again only within it: whoever asked for a page has gone by then
WORK_SECONDS = 600.0  # one statement of a change, or a streamed SELECT: a push request ends at 600 s too

_ARRAY = re.compile(r"ARRAY<(\w+)>")
_TAKEN: dict[str, tuple[type, ...]] = {
    "STRING": (str,),
    "INT64": (int,),
    "FLOAT64": (float, int),
    "BOOL": (bool,),
    "NUMERIC": (Decimal, int),
    "DATE": (date,),
    "TIMESTAMP": (datetime,),
}
_SUBCLASSES = (bool, datetime)  # to Python a bool is an int and a moment a date; to SQL they are not
# It comes as short as it can be written; the other engine's has all its places, and so both are the same text.
_PLACES = Decimal("1e-9")
_NUMERIC = Context(prec=38)  # GoogleSQL's: 29 digits and nine places
_NO_LABEL = re.compile(r"[^a-z0-9_-]")
_LABEL_LENGTH = 63  # BigQuery's limit
TOO_DEAR = "bytesBilledLimitExceeded"  # the reason BigQuery gives

_REFUSALS = (GoogleAPIError, GoogleAuthError, requests.RequestException, TimeoutError)


@dataclass(frozen=True, slots=True)
class Limits:
    """What every job carries: the most bytes it may bill (None: no limit), and who asked."""

    maximum_bytes_billed: int | None = None
    service: str = ""


@contextmanager
def refusals(name: str) -> Iterator[None]:
    """Whatever the client raises, as a `WarehouseError` that begins with the statement's name."""
    try:
        yield
    except _REFUSALS as error:
        raise WarehouseError(f"{name}: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    details = getattr(error, "errors", None) or [{}]
    first = details[0] if isinstance(details[0], Mapping) else {}
    message = str(first.get("message") or error or type(error).__name__).splitlines()[0]
    if first.get("reason") == TOO_DEAR:
        return f"{message} (narrow what is asked, or raise maximum_bytes_billed in WAREHOUSE_URL)"
    return message


def label(text: str) -> str:
    """A text as BigQuery takes it for a label's value."""
    return _NO_LABEL.sub("_", text.lower())[:_LABEL_LENGTH]


def parameter(name: str, kind: str, value: Value) -> bigquery.ScalarQueryParameter | bigquery.ArrayQueryParameter:
    """A value under its declared GoogleSQL type.

    Raises WarehouseError for a value of another type, which the client would send as it is, and for an array that is
    None.
    """
    array = _ARRAY.fullmatch(kind)
    if array is None:
        _check(name, kind, value)
        return bigquery.ScalarQueryParameter(name, kind, cast("Any", value))
    if not isinstance(value, (list, tuple)):  # nor is there a NULL array: it would arrive empty
        raise WarehouseError(f"@{name}: {type(value).__name__} is no {kind}; pass a list, an empty one for nothing")
    for each in value:
        _check(name, array.group(1), each)
    return bigquery.ArrayQueryParameter(name, array.group(1), list(value))


def _check(name: str, kind: str, value: Value) -> None:
    taken = _TAKEN[kind]
    fits = isinstance(value, taken) and (not isinstance(value, _SUBCLASSES) or type(value) in taken)
    if value is not None and not fits:
        raise WarehouseError(f"@{name}: {type(value).__name__} is no {kind}")


def typed(query: Query, parameters: Mapping[str, Value] | None) -> list[Any]:
    """The parameters of a statement; raises WarehouseError unless exactly the declared ones are given."""
    given = parameters or {}
    if set(given) != set(query.parameters):
        raise WarehouseError(f"{query.name}: takes {sorted(query.parameters)}, was given {sorted(given)}")
    return [parameter(name, kind, given[name]) for name, kind in query.parameters.items()]


def rows_of(result: RowIterator) -> Iterator[Row]:
    """Rows as dicts: NUMERIC is Decimal with nine places, TIMESTAMP an aware datetime in UTC."""
    for row in result:
        yield {
            name: _NUMERIC.quantize(value, _PLACES) if type(value) is Decimal else value for name, value in row.items()
        }


class Jobs:
    """Statements against one dataset; unqualified names mean its tables."""

    def __init__(self, client: bigquery.Client, dataset: bigquery.DatasetReference, limits: Limits) -> None:
        self.client = client
        self.dataset = dataset
        self._limits = limits

    def labels(self, name: str) -> dict[str, str]:
        """What the bill is broken down by: the statement and the service."""
        given = {"query": label(name), "service": label(self._limits.service)}
        return {key: value for key, value in given.items() if value}

    def config(self, name: str, parameters: Sequence[Any], seconds: float) -> bigquery.QueryJobConfig:
        """The configuration every statement has."""
        config = bigquery.QueryJobConfig(
            default_dataset=self.dataset, query_parameters=list(parameters), labels=self.labels(name)
        )
        config.job_timeout_ms = round(seconds * 1000)  # also when nobody waits any more: it costs no longer
        if self._limits.maximum_bytes_billed is not None:
            config.maximum_bytes_billed = self._limits.maximum_bytes_billed
        return config

    def read(
        self,
        query: Query,
        parameters: Mapping[str, Value] | None,
        *,
        seconds: float = READ_SECONDS,
        page_size: int | None = None,
    ) -> RowIterator:
        """Run a SELECT; asked again for as long as it may take, also as a new job: it changes nothing."""
        about_to_wait()
        config = self.config(query.name, typed(query, parameters), seconds)
        return self.client.query_and_wait(
            query.text,
            job_config=config,
            api_timeout=REQUEST_SECONDS,
            wait_timeout=seconds,
            retry=DEFAULT_RETRY.with_timeout(seconds),
            job_retry=DEFAULT_JOB_RETRY.with_timeout(seconds),
            page_size=page_size,
        )

    def write(
        self, name: str, text: str, parameters: Sequence[Any], session_id: str, location: str | None
    ) -> RowIterator:
        """Run a statement of a session once.

        A request that got no answer is repeated under the same request id, which BigQuery runs once; a job that failed
        is not run again.
        """
        config = self.config(name, parameters, WORK_SECONDS)
        config.connection_properties = [bigquery.ConnectionProperty("session_id", session_id)]
        return self.client.query_and_wait(
            text,
            job_config=config,
            location=location,
            api_timeout=REQUEST_SECONDS,
            wait_timeout=WORK_SECONDS,
            retry=DEFAULT_RETRY.with_timeout(READ_SECONDS),
            job_retry=None,  # type: ignore[arg-type]  # the client documents None: a failed job is not run again
        )

    def bytes_scanned(self, query: Query, parameters: Mapping[str, Value] | None) -> int:
        """What a statement would read, by a dry run: it costs nothing and runs nothing."""
        config = self.config(query.name, typed(query, parameters), READ_SECONDS)
        config.dry_run = True
        config.use_query_cache = False  # else it answers 0 for what somebody asked before
        job = self.client.query(
            query.text, job_config=config, timeout=REQUEST_SECONDS, retry=DEFAULT_RETRY.with_timeout(READ_SECONDS)
        )
        return int(job.total_bytes_processed or 0)
