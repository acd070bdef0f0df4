"""Files that a change reads, tables it derives, and appends that never store a thing twice, on both engines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from shared.warehouse import Change, Column, Query, Row, Table, Value, Warehouse, WarehouseError
from shared.warehouse.appending import Appended, Known, Refused, append, staged_columns

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
FIELDS = {
    "STRING": pa.string(),
    "INT64": pa.int64(),
    "NUMERIC": pa.decimal128(38, 9),
    "BOOL": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us", tz="UTC"),
}
KINDS = (
    Column("name", "STRING", "REQUIRED"),
    Column("size", "INT64"),
    Column("amount", "NUMERIC"),
    Column("fresh", "BOOL"),
    Column("day", "DATE"),
    Column("at", "TIMESTAMP"),
    Column("tags", "STRING", "REPEATED"),
)
MUG: Row = {
    "name": "mug",
    "size": 3,
    "amount": Decimal("-12.345678901"),
    "fresh": True,
    "day": date(2024, 5, 1),
    "at": NOON,
    "tags": ["a", "b"],
}
TRAY: Row = {"name": "tray", "size": None, "amount": None, "fresh": None, "day": None, "at": None, "tags": []}
LEDGER = Table(
    name="ledger",
    description="Lines, which never change",
    shape="facts",
    public=False,
    columns=(
        Column("entry_id", "STRING", "REQUIRED"),
        Column("local_date", "DATE", "REQUIRED"),
        Column("net_amount", "NUMERIC"),
        Column("load_id", "STRING", "REQUIRED"),
    ),
    key=("entry_id",),
    partition="local_date",
    cluster=("entry_id",),
)
GOODS = Table(
    name="goods",
    description="Goods, of which the latest version counts",
    shape="decisions",
    public=False,
    columns=(
        Column("product_id", "STRING", "REQUIRED"),
        Column("title", "STRING"),
        Column("tags", "STRING", "REPEATED"),
        Column("recorded_at", "TIMESTAMP", "REQUIRED"),
        Column("load_id", "STRING", "REQUIRED"),
    ),
    key=("product_id",),
    partition=None,
    cluster=("product_id",),
)


def parquet(path: Path, columns: Sequence[Column], rows: Sequence[Row]) -> Path:
    """A file as ingestion writes them."""
    kinds = {
        column.name: pa.list_(FIELDS[column.type]) if column.mode == "REPEATED" else FIELDS[column.type]
        for column in columns
    }
    pyarrow.parquet.write_table(pa.Table.from_pylist(list(rows), pa.schema(list(kinds.items()))), path)
    return path


def asked(text: str) -> Query:
    return Query("asked", text, {})


@pytest.fixture
def empty(new_warehouse: Callable[[], Warehouse]) -> Warehouse:
    warehouse = new_warehouse()
    warehouse.create([LEDGER, GOODS])
    return warehouse


def test_files_are_read_as_one_table_of_the_columns_asked_for(empty: Warehouse, tmp_path: Path) -> None:
    wider = (*KINDS, Column("unasked", "STRING"))
    files = [
        parquet(tmp_path / "one.parquet", KINDS, [MUG]),
        parquet(tmp_path / "two.parquet", wider, [{**TRAY, "unasked": "x"}]),
    ]
    with empty.change() as change:
        change.stage("staged_things", KINDS, files)
        assert change.query(asked("SELECT * FROM staged_things ORDER BY name")) == [MUG, TRAY]


def test_no_file_is_an_empty_table(empty: Warehouse) -> None:
    with empty.change() as change:
        change.stage("staged_things", KINDS, [])
        assert change.query(asked("SELECT name FROM staged_things WHERE day > DATE '2024-01-01'")) == []


def test_a_derived_table_counts_its_rows_and_can_be_derived_anew(empty: Warehouse) -> None:
    days = "SELECT day FROM UNNEST(@days) AS day"
    derived = Query("days", f"-- @days ARRAY<DATE>\n{days} -- a last word", {"days": "ARRAY<DATE>"})
    with empty.change() as change:
        assert change.derive("changed_days", derived, {"days": [date(2024, 5, 1), date(2024, 5, 2)]}) == 2
        assert change.derive("changed_days", derived, {"days": []}) == 0
        assert change.query(asked("SELECT COUNT(*) AS days FROM changed_days")) == [{"days": 0}]


def test_a_change_exports_what_it_staged_and_derived(empty: Warehouse, tmp_path: Path) -> None:
    made = tmp_path / "made.parquet"
    with empty.change() as change:
        change.stage("staged_things", KINDS, [parquet(tmp_path / "two.parquet", KINDS, [MUG, TRAY])])
        change.derive("few_things", asked("SELECT name FROM staged_things WHERE name = 'mug'"))
        joined = "SELECT s.name, 3 AS number FROM staged_things AS s JOIN few_things AS f ON f.name = s.name"
        assert change.export(asked(joined), {}, made) == 1
    assert pyarrow.parquet.read_table(made).to_pylist() == [{"name": "mug", "number": 3}]
    with pytest.raises(WarehouseError), empty.change() as change:
        change.export(asked("SELECT name FROM no_such_things"), {}, made)
    assert not made.exists()


def test_what_a_change_staged_and_derived_ends_with_it(empty: Warehouse, tmp_path: Path) -> None:
    file = parquet(tmp_path / "one.parquet", KINDS, [MUG])
    for rolled_back in (False, True):
        with empty.change() as change:
            change.stage("staged_things", KINDS, [file])
            change.derive("derived_things", asked("SELECT * FROM staged_things"))
            if rolled_back:
                change.roll_back()
        for name in ("staged_things", "derived_things"):
            with pytest.raises(WarehouseError):
                empty.query(asked(f"SELECT * FROM {name}"))


def test_two_changes_at_once_have_staged_tables_of_their_own(empty: Warehouse, tmp_path: Path) -> None:
    one = parquet(tmp_path / "one.parquet", KINDS, [MUG])
    two = parquet(tmp_path / "two.parquet", KINDS, [TRAY])
    names = asked("SELECT name FROM staged_things")
    with empty.change() as first, empty.change() as second:
        first.stage("staged_things", KINDS, [one])
        second.stage("staged_things", KINDS, [two])
        assert (first.query(names), second.query(names)) == ([{"name": "mug"}], [{"name": "tray"}])


def test_a_required_column_takes_no_null(empty: Warehouse) -> None:
    text = "INSERT INTO ledger (entry_id, local_date, load_id) SELECT CAST(NULL AS STRING), DATE '2024-05-01', 'l1'"
    with pytest.raises(WarehouseError), empty.change() as change:
        change.execute(asked(text))


def loaded(
    warehouse: Warehouse, folder: Path, table: Table, load_id: str, rows: Sequence[Row], *, hours: int = 0
) -> Appended:
    """One load of one file, lines numbered from 1."""
    columns = staged_columns(table)
    numbered: list[Row] = [{**row, "_file": 0, "_line": place} for place, row in enumerate(rows, 1)]
    file = parquet(folder / f"{load_id}.parquet", columns, numbered)
    with warehouse.change() as change:
        change.stage(f"staged_{table.name}", columns, [file])
        return append(change, table, f"staged_{table.name}", load_id=load_id, recorded_at=NOON.replace(hour=12 + hours))


def sold(entry_id: str, amount: str, day: int = 1) -> Row:
    return {"entry_id": entry_id, "local_date": date(2024, 5, day), "net_amount": Decimal(amount)}


def good(product_id: str, title: str | None, *tags: str) -> Row:
    return {"product_id": product_id, "title": title, "tags": list(tags)}


def contents(warehouse: Warehouse | Change, text: str) -> list[tuple[Value, ...]]:
    return [tuple(row.values()) for row in warehouse.query(asked(text))]


def test_facts_are_stored_once_and_a_contradiction_is_refused(empty: Warehouse, tmp_path: Path) -> None:
    first = loaded(empty, tmp_path, LEDGER, "l1", [sold("a", "1"), sold("b", "2", 2), sold("a", "1")])
    assert first == Appended({0: [Known("l1", 1)]}, [])
    again = loaded(empty, tmp_path, LEDGER, "l2", [sold("a", "1"), sold("b", "3", 2), sold("c", "4"), sold("c", "5")])
    assert again.known == {0: [Known("l1", 1)]}
    assert again.refused == [Refused(0, 2, "entry_changed"), Refused(0, 4, "entry_changed")]
    assert contents(empty, "SELECT entry_id, net_amount, load_id FROM ledger ORDER BY entry_id") == [
        ("a", Decimal(1), "l1"),
        ("b", Decimal(2), "l1"),
        ("c", Decimal(4), "l2"),
    ]


def test_of_versions_the_latest_counts_and_one_that_says_nothing_new_is_known(empty: Warehouse, tmp_path: Path) -> None:
    loaded(empty, tmp_path, GOODS, "l1", [good("mug", "Mug", "blue"), good("tray", None)])
    second = loaded(
        empty,
        tmp_path,
        GOODS,
        "l2",
        [good("mug", "Mug", "red"), good("tray", None), good("cup", "Cub"), good("cup", "Cup")],
        hours=1,
    )
    assert second.known == {0: [Known("l1", 1)]}
    assert second.refused == [Refused(0, 3, "superseded_in_file")]
    third = loaded(empty, tmp_path, GOODS, "l3", [good("mug", "Mug", "blue")], hours=2)
    assert third == Appended({}, [])  # back to what it was is a version too
    assert contents(empty, "SELECT product_id, title, load_id FROM goods ORDER BY product_id, recorded_at") == [
        ("cup", "Cup", "l2"),
        ("mug", "Mug", "l1"),
        ("mug", "Mug", "l2"),
        ("mug", "Mug", "l3"),
        ("tray", None, "l1"),
    ]


def test_an_empty_file_appends_nothing(empty: Warehouse, tmp_path: Path) -> None:
    assert loaded(empty, tmp_path, LEDGER, "l1", []) == Appended({}, [])
