"""The warehouse on one machine: one DuckDB file, held by one process, a cursor per thread of work."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb

from shared.hurry import about_to_wait
from shared.warehouse import JSON_LINES, Column, Query, Row, Table, Value, WarehouseBusyError, WarehouseError
from shared.warehouse.duckdb_snapshot import copy_database
from shared.warehouse.duckdb_statements import keep_translations, understood
from shared.warehouse.duckdb_tables import TYPES as _TYPES
from shared.warehouse.duckdb_tables import create_tables
from shared.warehouse.duckdb_tables import definition as _definition
from shared.warehouse.duckdb_tables import quoted as _quoted
from shared.warehouse.recording import record

_MEMORY_LIMIT = "1GB"  # the suite promises 1.5 GB at 50 million rows; DuckDB spills to disk beyond its part
# A join of more spills, and gives its rows in no order; what is not stored in the order of time has to be read whole.
_CLOSE_WITHIN_SECONDS = 1.0  # of the eight in which the suite promises to end
_ROWS_AT_ONCE = 2_000_000
_THREADS = 2  # two cores; more threads only add memory
_LOCK_PATIENCE_SECONDS = 5.0  # a killed server's worker holds the file for about a second
_LOCK_PAUSE_SECONDS = 0.1  # between two tries
_STREAM_ROWS = 4096  # rows in memory while a result is streamed

_NUMERIC = "DECIMAL(38,9)"  # as DuckDB writes it
# What a SELECT may come to beside those, and what GoogleSQL has for it: a sum of whole numbers is a HUGEINT here, which
# Parquet would hold as a double.
_WIDENED = {"HUGEINT": "BIGINT", "INTEGER": "BIGINT", "SMALLINT": "BIGINT", "TINYINT": "BIGINT", "FLOAT": "DOUBLE"}


def connect(path: str) -> DuckDBWarehouse:
    """Open (or create) the file; `/:memory:` is a warehouse that ends with the process.

    Raises WarehouseBusyError when another process still holds the file after five seconds.
    """
    memory = path.lstrip("/") in ("", ":memory:")
    if memory:
        return DuckDBWarehouse(_configured(duckdb.connect(":memory:"), None))
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + _LOCK_PATIENCE_SECONDS
    while True:
        try:
            connection = duckdb.connect(str(file))
            break
        except duckdb.IOException as error:
            if "lock" not in str(error).lower():
                raise WarehouseError(f"cannot open {file}: {_first_line(error)}") from error
            if time.monotonic() > deadline:
                raise WarehouseBusyError(f"{file} is in use by another process; stop it, or talk to it") from error
            time.sleep(_LOCK_PAUSE_SECONDS)
    spill = file.with_name(file.name + ".tmp")
    shutil.rmtree(spill, ignore_errors=True)  # what a killed process spilled; DuckDB leaves it there for ever
    return DuckDBWarehouse(_configured(connection, spill), keep_translations(file.with_name(file.name + ".sql")))


def _configured(connection: duckdb.DuckDBPyConnection, spill: Path | None) -> duckdb.DuckDBPyConnection:
    # Without it the machine's time zone leaks into casts between TIMESTAMPTZ and DATE.
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"SET threads = {_THREADS}")
    connection.execute(f"SET memory_limit = '{_MEMORY_LIMIT}'")
    connection.execute("SET preserve_insertion_order = false")
    if spill is not None:
        connection.execute("SET temp_directory = $folder", {"folder": str(spill)})
    return connection


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _read_json(columns: Sequence[Column], paths: str) -> str:
    """A function that reads JSON lines as columns of these types."""
    kinds = ", ".join(f"'{column.name}': '{_TYPES[column.type]}'" for column in columns)
    return f"read_json([{paths}], format = 'newline_delimited', columns = {{{kinds}}})"


def _copying(columns: Sequence[tuple[str, str]], path: Path) -> tuple[str, str]:
    """What stands before and after a SELECT of these columns, to write it as Parquet with GoogleSQL's own types."""
    wanted = {name: _NUMERIC if kind.startswith("DECIMAL") else _WIDENED.get(kind, kind) for name, kind in columns}
    file = str(path).replace("'", "''")
    destination = f"TO '{file}' (FORMAT parquet)"
    if wanted == dict(columns):
        return "COPY (", f") {destination}"
    cast = ", ".join(f"CAST({_quoted(name)} AS {kind}) AS {_quoted(name)}" for name, kind in wanted.items())
    return f"COPY (SELECT {cast} FROM (", f")) {destination}"


def _run(
    cursor: duckdb.DuckDBPyConnection,
    query: Query,
    parameters: Mapping[str, Value] | None,
    *,
    prefix: str = "",
    suffix: str = "",
) -> duckdb.DuckDBPyConnection:
    given = parameters or {}
    if set(given) != set(query.parameters):
        raise WarehouseError(f"{query.name}: takes {sorted(query.parameters)}, was given {sorted(given)}")
    try:
        return cursor.execute(understood(cursor, query.text, prefix, suffix), dict(given))
    except duckdb.Error as error:
        raise WarehouseError(f"{query.name}: {_first_line(error)}") from error


def _rows(cursor: duckdb.DuckDBPyConnection, tuples: Iterable[tuple[Value, ...]]) -> list[Row]:
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, values, strict=True)) for values in tuples]


def _query(cursor: duckdb.DuckDBPyConnection, query: Query, parameters: Mapping[str, Value] | None) -> list[Row]:
    started = time.perf_counter()
    result = _run(cursor, query, parameters)
    rows = _rows(result, result.fetchall())
    record(query, parameters or {}, rows=len(rows), seconds=time.perf_counter() - started)
    return rows


def _export(cursor: duckdb.DuckDBPyConnection, query: Query, parameters: Mapping[str, Value] | None, path: Path) -> int:
    started = time.perf_counter()
    try:
        columns = _run(cursor, query, parameters, prefix="DESCRIBE ").fetchall()
        prefix, suffix = _copying([(name, kind) for name, kind, *_ in columns], path)
        counted = _run(cursor, query, parameters, prefix=prefix, suffix=suffix).fetchone()
        rows = int(counted[0]) if counted else 0
    except BaseException:
        path.unlink(missing_ok=True)  # a part of the rows looks like all of them
        raise
    record(query, parameters or {}, rows=rows, seconds=time.perf_counter() - started)
    return rows


class DuckDBWarehouse:
    """Implements `shared.warehouse.Warehouse`."""

    exclusive = True  # DuckDB locks its file

    def __init__(self, connection: duckdb.DuckDBPyConnection, closed: Callable[[], None] = lambda: None) -> None:
        self._connection, self._closed = connection, closed
        self._one_call = threading.Lock()  # DuckDB refuses a second call while one goes on: a job begins as it ends
        self._local = threading.local()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        cursor: duckdb.DuckDBPyConnection | None = getattr(self._local, "cursor", None)
        if cursor is None:
            cursor = self._local.cursor = self._new_cursor()
        return cursor

    def create(self, tables: Iterable[Table]) -> None:
        create_tables(self._cursor(), list(tables))

    def query(self, query: Query, parameters: Mapping[str, Value] | None = None) -> list[Row]:
        about_to_wait()
        return _query(self._cursor(), query, parameters)

    def stream(self, query: Query, parameters: Mapping[str, Value] | None = None) -> Iterator[Row]:
        about_to_wait()
        started, count = time.perf_counter(), 0
        cursor = self._new_cursor()  # its own: the caller may ask other things while it reads
        try:
            result = _run(cursor, query, parameters)
            while batch := result.fetchmany(_STREAM_ROWS):
                count += len(batch)
                yield from _rows(result, batch)
            record(query, parameters or {}, rows=count, seconds=time.perf_counter() - started)
        finally:
            cursor.close()

    def export(self, query: Query, parameters: Mapping[str, Value] | None, path: Path) -> int:
        about_to_wait()
        cursor = self._new_cursor()  # its own, as in `stream`
        try:
            return _export(cursor, query, parameters, path)
        finally:
            cursor.close()

    @contextmanager
    def change(self) -> Iterator[DuckDBChange]:
        cursor = self._new_cursor()
        cursor.begin()
        change = DuckDBChange(cursor)
        try:
            yield change
            if not change.rolled_back:
                change.drop_staged()
                try:
                    cursor.commit()
                except duckdb.Error as error:
                    raise WarehouseError(f"the change was not committed: {_first_line(error)}") from error
        except BaseException:
            if not change.rolled_back:
                change.roll_back()
            raise
        finally:
            cursor.close()

    def snapshot(self, path: Path) -> None:
        """Write all tables into a new file, as they are in one moment, see `shared.warehouse.snapshots`."""
        with closing(self._new_cursor()) as cursor:
            copy_database(cursor, path)

    def _new_cursor(self) -> duckdb.DuckDBPyConnection:
        with self._one_call:
            return self._connection.cursor()

    def close(self) -> None:
        self._closed()
        until = time.monotonic() + _CLOSE_WITHIN_SECONDS
        with self._one_call:
            while True:
                try:
                    return self._connection.close()
                except duckdb.ResourceInUseException:  # a job's statement goes on in another thread
                    if time.monotonic() > until:
                        return None  # it ends with the process; what is committed stands in the file or its log
                time.sleep(0.02)


class DuckDBChange:
    """Implements `shared.warehouse.Change` as one transaction of one cursor."""

    rows_at_once: int | None = _ROWS_AT_ONCE

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor
        self._views: list[str] = []
        self._tables: list[str] = []
        self.rolled_back = False

    def stage(self, name: str, columns: Sequence[Column], files: Sequence[Path]) -> None:
        self._drop(name)
        if files:
            listed = ", ".join(_quoted(column.name) for column in columns)
            paths = ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)
            if files[0].suffix == JSON_LINES:  # a table: text is parsed once, however often it is asked for
                read = _read_json(columns, paths)
                self._cursor.execute(f"CREATE TEMP TABLE {_quoted(name)} AS SELECT {listed} FROM {read}")
                self._tables.append(name)
                return
            self._cursor.execute(f"CREATE TEMP VIEW {_quoted(name)} AS SELECT {listed} FROM read_parquet([{paths}])")
            self._views.append(name)
        else:
            defined = ", ".join(_definition(column) for column in columns)
            self._cursor.execute(f"CREATE TEMP TABLE {_quoted(name)} ({defined})")
            self._tables.append(name)

    def derive(self, name: str, query: Query, parameters: Mapping[str, Value] | None = None) -> int:
        self._drop(name)
        started = time.perf_counter()
        prefix = f"CREATE TEMP TABLE {_quoted(name)} AS "
        result = _run(self._cursor, query, parameters, prefix=prefix).fetchone()
        self._tables.append(name)
        rows = int(result[0]) if result else 0
        record(query, parameters or {}, rows=rows, seconds=time.perf_counter() - started)
        return rows

    def insert(self, table: Table, rows: Sequence[Row]) -> None:
        if rows:
            names = ", ".join(map(_quoted, table.column_names))  # an added column stands at the end of its table
            marks = ", ".join("?" for _ in table.columns)
            values = [[row[name] for name in table.column_names] for row in rows]
            self._cursor.executemany(f"INSERT INTO {_quoted(table.name)} ({names}) VALUES ({marks})", values)

    def query(self, query: Query, parameters: Mapping[str, Value] | None = None) -> list[Row]:
        return _query(self._cursor, query, parameters)

    def export(self, query: Query, parameters: Mapping[str, Value] | None, path: Path) -> int:
        return _export(self._cursor, query, parameters, path)

    def execute(self, query: Query, parameters: Mapping[str, Value] | None = None) -> int:
        started = time.perf_counter()
        result = _run(self._cursor, query, parameters).fetchone()
        touched = int(result[0]) if result else 0
        record(query, parameters or {}, rows=touched, seconds=time.perf_counter() - started)
        return touched

    def _drop(self, name: str) -> None:
        if name in self._views:
            self._cursor.execute(f"DROP VIEW {_quoted(name)}")
            self._views.remove(name)
        if name in self._tables:
            self._cursor.execute(f"DROP TABLE {_quoted(name)}")
            self._tables.remove(name)

    def drop_staged(self) -> None:
        for name in [*self._views, *self._tables]:
            self._drop(name)

    def roll_back(self) -> None:
        self._cursor.rollback()
        self.rolled_back = True
