"""One atomic change of BigQuery tables: a multi-statement transaction in a session of its own.

Staged files become tables of their own in the dataset by load jobs, under names that no other change has, and expire
after a day should nobody delete them; derived tables are temporary tables of the session. The transaction begins with
the first statement. From then on it reads one snapshot, in which a table made later is not there: so `stage` comes
before everything else, and raises after it.

Everything here is the same for BigQuery and for the emulator, which runs sessions, transactions and temporary tables
(but does not load into `_SESSION`, so staged tables are no temporary ones). Not provable without BigQuery: a process
that is killed leaves its session behind with the transaction open until it ends after a day without use, and until
then BigQuery may refuse other changes of the same tables; the log names the session, `CALL BQ.ABORT_SESSION('<id>')`
ends it. One transaction may touch at most 100 tables and 100,000 partitions.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from google.cloud import bigquery
from google.cloud.bigquery.retry import DEFAULT_RETRY
from google.cloud.bigquery.table import RowIterator

from shared import telemetry
from shared.warehouse import JSON_LINES, Column, Query, Row, Table, Value, WarehouseError
from shared.warehouse.bigquery_jobs import (
    READ_SECONDS,
    REQUEST_SECONDS,
    WORK_SECONDS,
    Jobs,
    parameter,
    refusals,
    rows_of,
    typed,
)
from shared.warehouse.recording import record

STAGING = "staging_"
"""How names of staged tables begin: a service may write to these besides its own (infra/terraform/warehouse.tf)."""

_STAGED_LIVES = timedelta(days=1)  # longer than any load; only a killed process leaves a table behind
_PARAMETERS_AT_ONCE = 1_000  # BigQuery takes 10,000 in one statement; a longer one is only slower to parse
_UPLOAD_RETRIES = 3  # of one chunk of a file; each is sent again from where the last one ended

_BEGIN = "BEGIN TRANSACTION"
_COMMIT = "COMMIT TRANSACTION"
_ROLL_BACK = "ROLLBACK TRANSACTION"
_END_SESSION = "CALL BQ.ABORT_SESSION()"  # ends this session: its temporary tables go, an open transaction is undone


def schema_field(column: Column, mode: str | None = None) -> bigquery.SchemaField:
    """A column as BigQuery's schemas name it."""
    return bigquery.SchemaField(column.name, column.type, mode or column.mode, description=column.description)


class BigQueryChange:
    """Implements `shared.warehouse.Change`. For one thread."""

    rows_at_once: int | None = None

    def __init__(self, jobs: Jobs, location: str | None) -> None:
        self._jobs = jobs
        self._location = location
        self._suffix = secrets.token_hex(6)
        self._staged: dict[str, str] = {}
        self._made: list[str] = []
        self._session_id: str | None = None
        self._ended = False
        self.rolled_back = False

    def stage(self, name: str, columns: Sequence[Column], files: Sequence[Path]) -> None:
        if self._session_id is not None:
            raise WarehouseError(f"{name}: files are staged before the first statement of a change, not after it")
        table_id = f"{STAGING}{name}_{self._suffix}_{len(self._made)}"
        # Columns of a Parquet file are nullable; what must not be null is checked when the rows reach their table.
        fields = [schema_field(column, None if column.mode == "REPEATED" else "NULLABLE") for column in columns]
        table = bigquery.Table(self._jobs.dataset.table(table_id), schema=fields)
        table.expires = datetime.now(UTC) + _STAGED_LIVES
        with refusals(f"staging {name}"):
            self._jobs.client.create_table(
                table, timeout=REQUEST_SECONDS, retry=DEFAULT_RETRY.with_timeout(READ_SECONDS)
            )
            self._made.append(table_id)
            loads = [self._load(name, table, fields, file) for file in files]  # they run while the next is sent
            for load in loads:
                load.result(timeout=WORK_SECONDS, retry=DEFAULT_RETRY.with_timeout(WORK_SECONDS))
        self._staged[name] = table_id

    def _load(
        self, name: str, table: bigquery.Table, fields: Sequence[bigquery.SchemaField], file: Path
    ) -> bigquery.LoadJob:
        lines = file.suffix == JSON_LINES
        config = bigquery.LoadJobConfig(
            source_format=bigquery.SourceFormat.NEWLINE_DELIMITED_JSON if lines else bigquery.SourceFormat.PARQUET,
            schema=list(fields),
            write_disposition=bigquery.WriteDisposition.WRITE_APPEND,
            ignore_unknown_values=True,  # a file may hold more columns than are asked for
            labels=self._jobs.labels(f"stage_{name}"),
        )
        # Else an array arrives as a record of a list of records.
        if not lines:
            config.parquet_options = bigquery.ParquetOptions.from_api_repr({"enableListInference": True})
        with file.open("rb") as content:
            return self._jobs.client.load_table_from_file(
                content,
                table.reference,
                size=file.stat().st_size,
                num_retries=_UPLOAD_RETRIES,
                job_config=config,
                location=self._location,
                timeout=WORK_SECONDS,
            )

    def derive(self, name: str, query: Query, parameters: Mapping[str, Value] | None = None) -> int:
        started = time.perf_counter()
        text = f"CREATE OR REPLACE TEMP TABLE {name} AS\n{query.text}\n;\nSELECT COUNT(*) AS row_count FROM {name}"
        counted = next(rows_of(self._run(query, parameters, text)))
        rows = int(str(counted["row_count"]))
        record(query, parameters or {}, rows=rows, seconds=time.perf_counter() - started)
        return rows

    def insert(self, table: Table, rows: Sequence[Row]) -> None:
        at_once = max(1, _PARAMETERS_AT_ONCE // len(table.columns))
        for start in range(0, len(rows), at_once):
            self._insert(table, rows[start : start + at_once])

    def _insert(self, table: Table, rows: Sequence[Row]) -> None:
        given: list[Any] = []
        tuples = []
        for place, row in enumerate(rows):
            names = [f"r{place}_{column.name}" for column in table.columns]
            for name, column in zip(names, table.columns, strict=True):
                repeated, value = column.mode == "REPEATED", row[column.name]
                kind = f"ARRAY<{column.type}>" if repeated else column.type
                given.append(parameter(name, kind, [] if repeated and value is None else value))
            tuples.append("(" + ", ".join(f"@{name}" for name in names) + ")")
        text = f"INSERT INTO {table.name} ({', '.join(table.column_names)}) VALUES {', '.join(tuples)}"
        self._send(f"insert_{table.name}", text, given)

    def query(self, query: Query, parameters: Mapping[str, Value] | None = None) -> list[Row]:
        started = time.perf_counter()
        rows = list(rows_of(self._run(query, parameters)))
        record(query, parameters or {}, rows=len(rows), seconds=time.perf_counter() - started)
        return rows

    def export(self, query: Query, parameters: Mapping[str, Value] | None, path: Path) -> int:
        from shared.warehouse.bigquery_export import write_parquet  # noqa: PLC0415 - Arrow, which serves no request

        started = time.perf_counter()
        try:
            rows = write_parquet(self._run(query, parameters), path)
        except BaseException:
            path.unlink(missing_ok=True)  # a part of the rows looks like all of them
            raise
        record(query, parameters or {}, rows=rows, seconds=time.perf_counter() - started)
        return rows

    def execute(self, query: Query, parameters: Mapping[str, Value] | None = None) -> int:
        started = time.perf_counter()
        touched = int(self._run(query, parameters).num_dml_affected_rows or 0)
        record(query, parameters or {}, rows=touched, seconds=time.perf_counter() - started)
        return touched

    def _run(self, query: Query, parameters: Mapping[str, Value] | None, text: str | None = None) -> RowIterator:
        return self._send(query.name, text or query.text, typed(query, parameters))

    def _send(self, name: str, text: str, parameters: Sequence[Any]) -> RowIterator:
        if self.rolled_back or self._ended:
            raise WarehouseError(f"{name}: the change has ended; nothing may follow")
        session_id = self._session_id or self._begin()
        with refusals(name):
            return self._jobs.write(name, self._with_staged_names(text), parameters, session_id, self._location)

    def _with_staged_names(self, text: str) -> str:
        if not self._staged:
            return text
        staged = re.compile(r"(?<![\w@.`])(" + "|".join(map(re.escape, self._staged)) + r")\b")
        return staged.sub(lambda found: self._staged[found.group()], text)

    def _begin(self) -> str:
        config = self._jobs.config("begin_change", (), WORK_SECONDS)
        config.create_session = True
        with refusals("the change was not begun"):
            job = self._jobs.client.query(
                _BEGIN,
                job_config=config,
                location=self._location,
                timeout=REQUEST_SECONDS,
                retry=DEFAULT_RETRY.with_timeout(READ_SECONDS),  # under one job id: a second one is refused
                job_retry=None,
            )
            job.result(timeout=WORK_SECONDS, job_retry=None)
        if job.session_info is None or not job.session_info.session_id:
            raise WarehouseError("the change was not begun: BigQuery named no session")
        self._session_id = str(job.session_info.session_id)
        telemetry.logger().info("warehouse change begun", session_id=self._session_id)
        return self._session_id

    def commit(self) -> None:
        """Make the change seen; raises WarehouseError."""
        if self._session_id is None:
            return
        try:
            self._send("commit_change", _COMMIT, ())
        except WarehouseError as error:
            raise WarehouseError(f"the change may not have been committed, ask before repeating it: {error}") from error

    def roll_back(self) -> None:
        if self._session_id is not None and not self.rolled_back:
            self._quietly(_ROLL_BACK)  # if this fails too, the end of the session undoes the transaction
        self.rolled_back = True

    def clean_up(self) -> None:
        """Let go of the session and the staged tables. Raises nothing: what is left behind expires."""
        self._ended = True
        if self._session_id is not None:
            self._quietly(_END_SESSION)
        for table_id in self._made:
            try:
                with refusals(table_id):
                    self._jobs.client.delete_table(
                        self._jobs.dataset.table(table_id),
                        not_found_ok=True,
                        timeout=REQUEST_SECONDS,
                        retry=DEFAULT_RETRY.with_timeout(REQUEST_SECONDS),
                    )
            except WarehouseError as error:
                telemetry.logger().warning("staged table left to expire", table=table_id, error=str(error))

    def _quietly(self, statement: str) -> None:
        try:
            with refusals(statement):
                self._jobs.write("end_change", statement, (), str(self._session_id), self._location)
        except WarehouseError as error:
            telemetry.logger().warning(
                "warehouse session left to expire", session_id=self._session_id, error=str(error)
            )
