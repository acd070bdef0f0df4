"""BigQuery ML through the official client: a model is a job as any other, only dearer, so each has its own limit.

What the emulator cannot show: it takes CREATE MODEL and makes none, knows no AI.FORECAST, answers 0 bytes to a dry run
and enforces no limit. So what is sent is tested against a stand-in (`shared/tests/test_warehouse_learning.py`), the
statements against golden files, and what Google makes of them by the suite marked `gcp`.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from google.cloud.bigquery import QueryJobConfig
from google.cloud.bigquery.retry import DEFAULT_RETRY

from shared.google_prices import prices
from shared.warehouse import Query, Value
from shared.warehouse.bigquery_jobs import READ_SECONDS, REQUEST_SECONDS, Jobs, refusals, typed
from shared.warehouse.learning import Cost, Place, cost_of
from shared.warehouse.recording import record

_TRAIN_SECONDS = 2700.0  # three quarters of a Cloud Run job's hour: what is left is for saying that it failed
_ASK_SECONDS = 600.0
_MARGIN = 1.25  # times what a dry run said: rows arrive between it and the job
_PAGE_ROWS = 50_000  # as an export has it


class BigQueryLearning:
    """Implements `shared.warehouse.learning.Learning`."""

    def __init__(self, jobs: Jobs, location: str | None) -> None:
        self._jobs = jobs
        self._location = location

    @property
    def place(self) -> Place:
        return Place(self._jobs.dataset.project, self._jobs.dataset.dataset_id, self._location)

    def cost(self, source: Query, parameters: Mapping[str, Value], *, price: str, tables: int, times: int = 1) -> Cost:
        with refusals(source.name):
            read = self._jobs.bytes_scanned(source, parameters)
        return cost_of(read, prices().usd[price], tables=tables, times=times)

    def train(self, query: Query, parameters: Mapping[str, Value], *, most: Cost) -> None:
        started = time.perf_counter()
        with refusals(query.name):
            self._jobs.client.query_and_wait(
                query.text,
                job_config=self._config(query, parameters, most, _TRAIN_SECONDS),
                location=self._location,
                api_timeout=REQUEST_SECONDS,
                wait_timeout=_TRAIN_SECONDS,
                retry=DEFAULT_RETRY.with_timeout(READ_SECONDS),
                job_retry=None,  # type: ignore[arg-type]  # the client documents None: training twice is paid twice
            )
        record(query, parameters, rows=0, seconds=time.perf_counter() - started)

    def ask(self, query: Query, parameters: Mapping[str, Value], path: Path, *, most: Cost) -> int:
        from shared.warehouse.bigquery_export import write_parquet  # noqa: PLC0415 - Arrow, which serves no request

        started = time.perf_counter()
        try:
            with refusals(query.name):
                result = self._jobs.client.query_and_wait(
                    query.text,
                    job_config=self._config(query, parameters, most, _ASK_SECONDS),
                    location=self._location,
                    api_timeout=REQUEST_SECONDS,
                    wait_timeout=_ASK_SECONDS,
                    retry=DEFAULT_RETRY.with_timeout(READ_SECONDS),
                    job_retry=None,  # type: ignore[arg-type]  # as above
                    page_size=_PAGE_ROWS,
                )
                rows = write_parquet(result, path)
        except BaseException:
            path.unlink(missing_ok=True)  # a part of the rows looks like all of them
            raise
        record(query, parameters, rows=rows, seconds=time.perf_counter() - started)
        return rows

    def _config(self, query: Query, parameters: Mapping[str, Value], most: Cost, seconds: float) -> QueryJobConfig:
        config = self._jobs.config(query.name.replace("/", "_"), typed(query, parameters), seconds)
        bound = round(most.bytes_read * most.times * _MARGIN)
        limit = config.maximum_bytes_billed
        config.maximum_bytes_billed = bound if limit is None else min(bound, int(limit))
        return config
