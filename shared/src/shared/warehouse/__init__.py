"""The warehouse: where the shop's tables live, on either engine, behind one protocol.

`connect(url)` maps a scheme to an adapter. SQL is GoogleSQL, one statement a file (`sql_files`), values are always
parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

Value = str | int | float | bool | Decimal | date | datetime | Sequence[str] | Sequence[date] | None
Row = dict[str, "Value"]


JSON_LINES = ".jsonl"  # the suffix of staged files that are JSON lines


class WarehouseError(Exception):
    """Something the warehouse refused; `str()` says what and what to do."""


class WarehouseBusyError(WarehouseError):
    """The warehouse is held by another process."""


@dataclass(frozen=True, slots=True)
class Query:
    """One GoogleSQL statement: its name, text, and the GoogleSQL type of every parameter it takes."""

    name: str
    text: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; `type` is GoogleSQL, `mode` as in BigQuery's schema files."""

    name: str
    type: str
    mode: str = "NULLABLE"
    description: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as its JSON file in `tables/` defines it: the one place both engines and Terraform read."""

    name: str
    description: str
    shape: str  # facts | decisions | generation | rollup
    public: bool
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    partition: str | None
    cluster: tuple[str, ...]
    partition_filter: bool = False  # BigQuery refuses a statement that does not bound `partition`, a moment
    expiry_days: int | None = None  # BigQuery drops a partition so long after its day

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def on_all_days(self, alias: str = "") -> str:
        """What follows the condition of a statement that means all days of the table; mostly nothing."""
        if not self.partition_filter:
            return ""
        return f" AND {alias}{self.partition} >= TIMESTAMP '1970-01-01 00:00:00+00'"


class Change(Protocol):
    """One atomic change of the warehouse: all of it is seen at once, or none of it."""

    @property
    def rows_at_once(self) -> int | None:
        """How many rows one statement should append at most; None is any number."""

    def stage(self, name: str, columns: Sequence[Column], files: Sequence[Path]) -> None:
        """Make files readable as table `name` until this change ends: Parquet, or JSON lines (`.jsonl`) with amounts
        and times as texts; all of one kind. No file is an empty table.

        Stage everything before the first statement: a warehouse that reads one snapshot has no table made later.
        """

    def derive(self, name: str, query: Query, parameters: Mapping[str, Value] | None = None) -> int:
        """Keep the rows of a SELECT as table `name` until this change ends; answers how many there are."""

    def insert(self, table: Table, rows: Sequence[Row]) -> None:
        """Append a handful of rows as they are."""

    def query(self, query: Query, parameters: Mapping[str, Value] | None = None) -> list[Row]:
        """As `Warehouse.query`, seeing what this change has written so far."""

    def export(self, query: Query, parameters: Mapping[str, Value] | None, path: Path) -> int:
        """As `Warehouse.export`, seeing what this change has staged, derived and written so far."""

    def execute(self, query: Query, parameters: Mapping[str, Value] | None = None) -> int:
        """Run one INSERT or DELETE statement; answers the number of rows it touched."""

    def roll_back(self) -> None:
        """Undo everything this change did so far; nothing may follow."""


class Warehouse(Protocol):
    """The shop's tables. Safe to use from any thread."""

    @property
    def exclusive(self) -> bool:
        """Whether no other process can have these tables open: a lease on them that a start finds is a dead one's."""

    def create(self, tables: Iterable[Table]) -> None:
        """Create the tables that are not there yet, and add to the others the columns that they lack.

        Nothing is dropped or changes its type: where that would be needed it raises `WarehouseError`, which says what
        to do, before anything is changed.
        """

    def query(self, query: Query, parameters: Mapping[str, Value] | None = None) -> list[Row]:
        """Run one SELECT and answer all its rows. Raises `WarehouseError`."""

    def stream(self, query: Query, parameters: Mapping[str, Value] | None = None) -> Iterator[Row]:
        """Run one SELECT and answer its rows as they come, with bounded memory."""

    def export(self, query: Query, parameters: Mapping[str, Value] | None, path: Path) -> int:
        """Write all rows of one SELECT as a Parquet file, with bounded memory; answers how many there are.

        INT64 comes as int64, NUMERIC as decimal128(38, 9), DATE as date32, TIMESTAMP in microseconds of UTC. This is
        how data get to a child that computes (`shared.child`). Raises `WarehouseError`; then there is no file.
        """

    def change(self) -> AbstractContextManager[Change]:
        """Begin an atomic change: committed at the end of the block, undone if the block raises or rolls back."""

    def close(self) -> None:
        """Let go of the warehouse; nothing may follow."""


def connect(url: str) -> Warehouse:
    """Open the warehouse a URL names: `duckdb:///absolute/path.duckdb`, `duckdb:///:memory:` or
    `bigquery://<project>/<dataset>`.

    Raises `WarehouseError` for a scheme nobody serves and `WarehouseBusyError` when another process holds the file.
    """
    parts = urlsplit(url)
    if parts.scheme == "duckdb":
        try:
            from shared.warehouse import duckdb  # noqa: PLC0415 - an adapter is imported when it is chosen, not before
        except ModuleNotFoundError as missing:
            why = f"WAREHOUSE_URL: {missing.name} is not here: images leave it out; use bigquery://<project>/<dataset>"
            raise WarehouseError(why) from missing

        return duckdb.connect(unquote(parts.path))
    if parts.scheme == "bigquery":
        from shared.warehouse import bigquery  # noqa: PLC0415 - an adapter is imported when it is chosen, not before

        return bigquery.connect(url)
    raise WarehouseError(
        f"WAREHOUSE_URL: no adapter for {parts.scheme or url!r}; use duckdb:///<path> or bigquery://<project>/<dataset>"
    )
