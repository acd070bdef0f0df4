"""The warehouse on Google Cloud: the tables of one BigQuery dataset, through the official client.

Results come as rows over REST: panels are small, and neither pandas nor the Storage API's client is worth its start
time here. Arrow is imported by an export only, which jobs do and no request. What the emulator (`local-bigquery`)
cannot show: it answers 0 bytes to a dry run, bills nothing and enforces no limit, so the guards of cost are tested
against a stand-in of their own (`shared/tests/test_warehouse_costs.py`).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from google.api_core.client_options import ClientOptions
from google.auth.credentials import AnonymousCredentials
from google.cloud import bigquery
from google.cloud.bigquery.retry import DEFAULT_RETRY

from shared.warehouse import Query, Row, Table, Value, WarehouseError
from shared.warehouse.bigquery_change import BigQueryChange
from shared.warehouse.bigquery_jobs import READ_SECONDS, REQUEST_SECONDS, WORK_SECONDS, Jobs, Limits, refusals, rows_of
from shared.warehouse.bigquery_tables import create_tables
from shared.warehouse.recording import record

if TYPE_CHECKING:  # imported when it is asked for
    from shared.warehouse.bigquery_learning import BigQueryLearning

_STREAM_ROWS = 4096  # rows in memory while a result is streamed, as on the other engine
_EXPORT_ROWS = 50_000  # rows a page: BigQuery ends a page at 10 MB by itself, and each costs a request
_OPTIONS = frozenset({"maximum_bytes_billed", "service", "location", "emulator"})


def connect(url: str) -> BigQueryWarehouse:
    """Open `bigquery://<project>/<dataset>`; asks BigQuery nothing yet.

    Options after `?`: `maximum_bytes_billed` (per statement; a dearer one is refused), `service` (a label on every
    job), `location` (else the dataset's is asked for before the first change), `emulator` (`http://host:port`, without
    credentials). Raises WarehouseError when the URL cannot be read or there are no credentials.
    """
    parts = urlsplit(url)
    options = _options(parts)
    project, dataset_id = unquote(parts.netloc), unquote(parts.path).strip("/")
    if not project or not dataset_id or "/" in dataset_id:
        raise WarehouseError("WAREHOUSE_URL: write bigquery://<project>/<dataset>")
    most = options.get("maximum_bytes_billed")
    if most is not None and not (most.isdecimal() and int(most) > 0):
        raise WarehouseError(f"WAREHOUSE_URL: maximum_bytes_billed is a number of bytes, not {most!r}")
    emulator = options.get("emulator")
    with refusals("WAREHOUSE_URL"):
        client = bigquery.Client(
            project=project,
            credentials=AnonymousCredentials() if emulator else None,  # type: ignore[no-untyped-call]  # the library lacks it
            client_options=ClientOptions(api_endpoint=emulator) if emulator else None,
        )
    limits = Limits(maximum_bytes_billed=int(most) if most else None, service=options.get("service", ""))
    jobs = Jobs(client, bigquery.DatasetReference(project, dataset_id), limits)
    return BigQueryWarehouse(jobs, options.get("location"))


def _options(parts: SplitResult) -> dict[str, str]:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := sorted(set(options) - _OPTIONS):
        raise WarehouseError(f"WAREHOUSE_URL: {', '.join(unknown)} unknown; there are {', '.join(sorted(_OPTIONS))}")
    return options


class BigQueryWarehouse:
    """Implements `shared.warehouse.Warehouse`."""

    exclusive = False

    def __init__(self, jobs: Jobs, location: str | None) -> None:
        self._jobs = jobs
        self._known_location = location
        self._asking = threading.Lock()

    def create(self, tables: Iterable[Table]) -> None:
        with refusals("create"):
            create_tables(self._jobs.client, self._jobs.dataset, list(tables))

    def query(self, query: Query, parameters: Mapping[str, Value] | None = None) -> list[Row]:
        started = time.perf_counter()
        with refusals(query.name):
            rows = list(rows_of(self._jobs.read(query, parameters)))
        record(query, parameters or {}, rows=len(rows), seconds=time.perf_counter() - started)
        return rows

    def stream(self, query: Query, parameters: Mapping[str, Value] | None = None) -> Iterator[Row]:
        started, count = time.perf_counter(), 0
        with refusals(query.name):
            result = self._jobs.read(query, parameters, seconds=WORK_SECONDS, page_size=_STREAM_ROWS)
            for row in rows_of(result):
                count += 1
                yield row
        record(query, parameters or {}, rows=count, seconds=time.perf_counter() - started)

    def export(self, query: Query, parameters: Mapping[str, Value] | None, path: Path) -> int:
        from shared.warehouse.bigquery_export import write_parquet  # noqa: PLC0415 - Arrow, which serves no request

        started = time.perf_counter()
        try:
            with refusals(query.name):
                result = self._jobs.read(query, parameters, seconds=WORK_SECONDS, page_size=_EXPORT_ROWS)
                rows = write_parquet(result, path)
        except BaseException:
            path.unlink(missing_ok=True)  # a part of the rows looks like all of them
            raise
        record(query, parameters or {}, rows=rows, seconds=time.perf_counter() - started)
        return rows

    def bytes_scanned(self, query: Query, parameters: Mapping[str, Value] | None = None) -> int:
        """What a SELECT would read and bill, in bytes, without running it."""
        with refusals(query.name):
            return self._jobs.bytes_scanned(query, parameters)

    def learning(self) -> BigQueryLearning:
        """Its models, see `shared.warehouse.learning`."""
        from shared.warehouse.bigquery_learning import BigQueryLearning  # noqa: PLC0415 - jobs only, and few of them

        return BigQueryLearning(self._jobs, self._known_location)

    @contextmanager
    def change(self) -> Iterator[BigQueryChange]:
        change = BigQueryChange(self._jobs, self._location())
        try:
            yield change
            if not change.rolled_back:
                change.commit()
        except BaseException:
            change.roll_back()
            raise
        finally:
            change.clean_up()

    def _location(self) -> str | None:
        """Where the dataset is: a session that names no table would begin somewhere else."""
        with self._asking:
            if self._known_location is None:
                with refusals("change"):
                    dataset = self._jobs.client.get_dataset(
                        self._jobs.dataset, timeout=REQUEST_SECONDS, retry=DEFAULT_RETRY.with_timeout(READ_SECONDS)
                    )
                self._known_location = dataset.location
            return self._known_location

    def close(self) -> None:
        self._jobs.client.close()  # type: ignore[no-untyped-call]  # the library lacks the annotation
