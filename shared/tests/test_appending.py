"""A batch that is too large for one statement is appended in portions, and is the same batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.warehouse import Change, Column, Query, Row, Table, Value, Warehouse, connect
from shared.warehouse.appending import append

COUNTS = Table(
    name="counts",
    description="What stood on the shelves",
    shape="facts",
    public=True,
    columns=(
        Column("count_id", "STRING", "REQUIRED"),
        Column("units", "INT64"),
        Column("load_id", "STRING", "REQUIRED"),
    ),
    key=("count_id",),
    partition=None,
    cluster=(),
)
STAGED = " UNION ALL ".join(
    f"SELECT {file} AS _file, {line} AS _line, '{name}' AS count_id, {units} AS units"
    for file, line, name, units in [
        (0, 1, "a", 1),
        (0, 2, "b", 2),
        (0, 4, "c", 3),
        (0, 9, "d", 4),
        (0, 10, "a", 1),
        (1, 3, "e", 5),
        (1, 4, "b", 7),
        (1, 5, "f", 6),
    ]
)


class InPortions:
    """A change that takes so many rows at once."""

    def __init__(self, change: Change, rows_at_once: int | None) -> None:
        self._change = change
        self.rows_at_once = rows_at_once
        self.inserts = 0

    def stage(self, name: str, columns: Sequence[Column], files: Sequence[Path]) -> None:
        self._change.stage(name, columns, files)

    def derive(self, name: str, query: Query, parameters: Mapping[str, Value] | None = None) -> int:
        return self._change.derive(name, query, parameters)

    def insert(self, table: Table, rows: Sequence[Row]) -> None:
        self._change.insert(table, rows)

    def query(self, query: Query, parameters: Mapping[str, Value] | None = None) -> list[Row]:
        return self._change.query(query, parameters)

    def execute(self, query: Query, parameters: Mapping[str, Value] | None = None) -> int:
        self.inserts += 1
        return self._change.execute(query, parameters)

    def roll_back(self) -> None:
        self._change.roll_back()


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    warehouse = connect("duckdb:///:memory:")
    warehouse.create([COUNTS])
    yield warehouse
    warehouse.close()


@pytest.mark.parametrize(("rows_at_once", "inserts"), [(None, 1), (8, 1), (4, 5), (3, 4), (2, 7), (1, 8)])
def test_a_batch_in_portions_is_the_same_batch(warehouse: Warehouse, rows_at_once: int | None, inserts: int) -> None:
    with warehouse.change() as change:
        change.insert(COUNTS, [{"count_id": "f", "units": 6, "load_id": "earlier"}])
        change.derive("staged_counts", Query("staged", STAGED, {}))
        taking = InPortions(change, rows_at_once)
        appended = append(taking, COUNTS, "staged_counts", load_id="now", recorded_at=datetime(2024, 5, 1, tzinfo=UTC))
        stored = change.query(Query("stored", "SELECT count_id, units, load_id FROM counts ORDER BY count_id", {}))

    assert [(row["count_id"], row["units"], row["load_id"]) for row in stored] == [
        ("a", 1, "now"),
        ("b", 2, "now"),
        ("c", 3, "now"),
        ("d", 4, "now"),
        ("e", 5, "now"),
        ("f", 6, "earlier"),
    ]
    assert {file: [(known.load_id, known.rows) for known in rows] for file, rows in appended.known.items()} == {
        0: [("now", 1)],
        1: [("earlier", 1)],
    }
    assert [(row.file, row.line, row.reason) for row in appended.refused] == [(1, 4, "entry_changed")]
    assert taking.inserts == inserts
