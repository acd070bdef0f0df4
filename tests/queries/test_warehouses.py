"""What every warehouse promises its callers, asked of both engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet
import pytest

from shared.warehouse import Column, Query, Row, Table, Value, Warehouse, WarehouseError
from shared.warehouse.recording import recording

NOON = datetime(2024, 5, 1, 12, 0, 0, 123456, tzinfo=UTC)
VALUES: list[tuple[str, Value]] = [
    ("STRING", "tray, 'oak' \"round\" \\ ☕"),
    ("STRING", ""),
    ("INT64", -9_007_199_254_740_993),  # more than a double can hold
    ("FLOAT64", 0.1),
    ("BOOL", False),
    ("NUMERIC", Decimal("12345678901234567890123456789.123456789")),
    ("NUMERIC", Decimal("-0.01")),
    ("DATE", date(2024, 2, 29)),
    ("TIMESTAMP", NOON),
    ("TIMESTAMP", datetime(1, 1, 1, tzinfo=UTC)),
    ("TIMESTAMP", datetime(9999, 12, 31, tzinfo=UTC)),
]
LISTS: list[tuple[str, Value]] = [
    ("ARRAY<STRING>", ["mug", "tray"]),
    ("ARRAY<DATE>", [date(2024, 5, 1), date(2024, 5, 2)]),
    ("ARRAY<TIMESTAMP>", [NOON]),  # type: ignore[list-item]  # Value does not list it, adapters take it
    ("ARRAY<INT64>", [1, 2, 3]),  # type: ignore[list-item]  # as above
]
LEDGER = Table(
    name="ledger",
    description="Lines",
    shape="facts",
    public=False,
    columns=(
        Column("entry_id", "STRING", "REQUIRED"),
        Column("local_date", "DATE", "REQUIRED"),
        Column("occurred_at", "TIMESTAMP"),
        Column("net_amount", "NUMERIC"),
        Column("tags", "STRING", "REPEATED"),
    ),
    key=("entry_id",),
    partition="local_date",
    cluster=("entry_id",),
)
ALL = Query("ledger", "SELECT entry_id, net_amount FROM ledger ORDER BY entry_id", {})
ADD = Query(
    "add",
    "INSERT INTO ledger (entry_id, local_date, net_amount) VALUES (@entry_id, DATE '2024-05-01', 1)",
    {"entry_id": "STRING"},
)
REMOVE = Query("remove", "DELETE FROM ledger WHERE entry_id <> 'a'", {})


class PowerCutError(Exception):
    """What ends a change in the middle."""


def line(entry_id: str, amount: str = "1") -> Row:
    return {
        "entry_id": entry_id,
        "local_date": date(2024, 5, 1),
        "occurred_at": NOON,
        "net_amount": Decimal(amount),
        "tags": ["new", "gift"],
    }


def answer(warehouse: Warehouse, sql: str, types: dict[str, str] | None = None, **given: Value) -> list[Row]:
    return warehouse.query(Query("asked", sql, types or {}), given)


def entries(warehouse: Warehouse) -> list[object]:
    return [row["entry_id"] for row in warehouse.query(ALL)]


@pytest.fixture
def ledger(new_warehouse: Callable[[], Warehouse]) -> Warehouse:
    warehouse = new_warehouse()
    warehouse.create([LEDGER])
    return warehouse


@pytest.mark.parametrize(("kind", "value"), VALUES)
def test_a_value_comes_back_as_it_went(warehouse: Warehouse, kind: str, value: Value) -> None:
    [row] = answer(warehouse, "SELECT @given AS value", {"given": kind}, given=value)
    assert row["value"] == value
    assert type(row["value"]) is type(value)


def test_a_moment_is_the_same_in_every_zone_and_comes_back_in_utc(warehouse: Warehouse) -> None:
    there = NOON.astimezone(timezone(timedelta(hours=-3, minutes=-30)))
    [row] = answer(warehouse, "SELECT @given AS value", {"given": "TIMESTAMP"}, given=there)
    assert isinstance(row["value"], datetime)
    assert row["value"] == NOON
    assert row["value"].utcoffset() == timedelta(0)


def test_an_amount_is_the_same_text_wherever_it_was_computed(warehouse: Warehouse) -> None:
    given = "(SELECT CAST('12.5' AS NUMERIC) AS x UNION ALL SELECT NUMERIC '-0.5') AS t"
    [row] = answer(warehouse, f"SELECT MAX(x) AS highest, SUM(x) AS total, SUM(x) - SUM(x) AS nothing FROM {given}")
    written = {name: str(value) for name, value in row.items()}
    assert written == {"highest": "12.500000000", "total": "12.000000000", "nothing": "0E-9"}


@pytest.mark.parametrize("kind", ["STRING", "INT64", "FLOAT64", "BOOL", "NUMERIC", "DATE", "TIMESTAMP"])
def test_nothing_is_null_of_every_type(warehouse: Warehouse, kind: str) -> None:
    sql = "SELECT @given AS value, @given IS NULL AS missing"
    assert answer(warehouse, sql, {"given": kind}, given=None) == [{"value": None, "missing": True}]


@pytest.mark.parametrize(("kind", "values"), LISTS)
def test_a_list_is_what_it_holds(warehouse: Warehouse, kind: str, values: list[Value]) -> None:
    sql = "SELECT item FROM UNNEST(@given) AS item ORDER BY item"
    assert [row["item"] for row in answer(warehouse, sql, {"given": kind}, given=values)] == values  # type: ignore[arg-type]  # as LISTS


@pytest.mark.parametrize("kind", [kind for kind, _ in LISTS])
def test_an_empty_list_holds_nothing(warehouse: Warehouse, kind: str) -> None:
    sql = "SELECT COUNT(*) AS items FROM UNNEST(@given) AS item"
    assert answer(warehouse, sql, {"given": kind}, given=[]) == [{"items": 0}]


def test_a_filter_that_is_off_lets_everything_through(warehouse: Warehouse) -> None:
    sql = "SELECT g FROM (SELECT 'a' AS g UNION ALL SELECT 'b') AS t WHERE @only IS NULL OR g = @only ORDER BY g"
    assert answer(warehouse, sql, {"only": "STRING"}, only=None) == [{"g": "a"}, {"g": "b"}]
    assert answer(warehouse, sql, {"only": "STRING"}, only="b") == [{"g": "b"}]


@pytest.mark.parametrize("given", [{}, {"wanted": 1, "unwanted": 2}])
def test_a_statement_gets_the_parameters_it_takes_and_no_others(warehouse: Warehouse, given: dict[str, int]) -> None:
    with pytest.raises(WarehouseError, match="asked: takes"):
        answer(warehouse, "SELECT @wanted AS value", {"wanted": "INT64"}, **given)


@pytest.mark.parametrize("sql", ["SELECT x FROM nowhere", "SELECT ERROR('no') AS value"])
def test_a_refusal_names_the_statement(warehouse: Warehouse, sql: str) -> None:
    with pytest.raises(WarehouseError, match=r"^asked: \w+"):
        answer(warehouse, sql)


def test_what_was_asked_is_kept_for_an_explanation(warehouse: Warehouse) -> None:
    with recording() as asked:
        answer(warehouse, "SELECT item FROM UNNEST(@days) AS item", {"days": "ARRAY<DATE>"}, days=[date(2024, 5, 1)])
    [executed] = asked
    assert (executed.name, executed.rows) == ("asked", 1)
    assert "2024" in str(executed.parameters["days"])


def test_a_long_answer_comes_in_portions_and_others_may_be_asked_meanwhile(warehouse: Warehouse) -> None:
    numbers = "SELECT n FROM UNNEST(GENERATE_ARRAY(1, @last)) AS n ORDER BY n"
    stream = warehouse.stream(Query("numbers", numbers, {"last": "INT64"}), {"last": 10_000})
    first = next(stream)
    assert answer(warehouse, "SELECT 1 AS one") == [{"one": 1}]
    assert [first["n"], *(row["n"] for row in stream)] == list(range(1, 10_001))


MANY = """
SELECT n, CAST(n * 0.25 AS NUMERIC) AS quarter, DATE_ADD(DATE '2024-02-28', INTERVAL 1 DAY) AS local_date,
  @noon AS noon, CAST(n AS STRING) AS text, CAST(n AS FLOAT64) AS rate, MOD(n, 2) = 0 AS is_even,
  SUM(n) OVER () AS total, NULLIF(n, 1) AS not_one, ['new', 'gift'] AS tags
FROM UNNEST(GENERATE_ARRAY(1, @last)) AS n
ORDER BY n DESC
"""


def test_what_is_exported_is_a_file_with_the_types_of_the_columns(warehouse: Warehouse, tmp_path: Path) -> None:
    path = tmp_path / "it's many.parquet"
    many = Query("many", MANY, {"noon": "TIMESTAMP", "last": "INT64"})
    assert warehouse.export(many, {"noon": NOON, "last": 130_000}, path) == 130_000
    table = pyarrow.parquet.read_table(path)
    assert {field.name: str(field.type).replace("element", "item") for field in table.schema} == {
        "n": "int64",
        "quarter": "decimal128(38, 9)",
        "local_date": "date32[day]",
        "noon": "timestamp[us, tz=UTC]",
        "text": "string",
        "rate": "double",
        "is_even": "bool",
        "total": "int64",
        "not_one": "int64",
        "tags": "list<item: string>",
    }
    assert table["n"].to_pylist() == list(range(130_000, 0, -1))
    assert table.slice(129_999).to_pylist() == [
        {
            "n": 1,
            "quarter": Decimal("0.25"),
            "local_date": date(2024, 2, 29),
            "noon": NOON,
            "text": "1",
            "rate": 1.0,
            "is_even": False,
            "total": 130_000 * 130_001 // 2,
            "not_one": None,
            "tags": ["new", "gift"],
        }
    ]


def test_an_export_of_nothing_has_its_columns(warehouse: Warehouse, tmp_path: Path) -> None:
    path = tmp_path / "none.parquet"
    none = Query("none", "SELECT NUMERIC '1' AS amount, 'x' AS name FROM UNNEST(GENERATE_ARRAY(1, 0)) AS n", {})
    assert warehouse.export(none, None, path) == 0
    assert [str(kind) for kind in pyarrow.parquet.read_schema(path).types] == ["decimal128(38, 9)", "string"]


@pytest.mark.parametrize("sql", ["SELECT x FROM nowhere", "SELECT ERROR('no') AS value"])
def test_an_export_that_is_refused_leaves_no_file(warehouse: Warehouse, tmp_path: Path, sql: str) -> None:
    path = tmp_path / "refused.parquet"
    with pytest.raises(WarehouseError, match=r"^asked: \w+"):
        warehouse.export(Query("asked", sql, {}), None, path)
    assert not path.exists()


def test_tables_that_are_there_are_left_alone(ledger: Warehouse) -> None:
    with ledger.change() as change:
        change.insert(LEDGER, [line("a")])
    ledger.create([LEDGER])
    assert entries(ledger) == ["a"]


def test_inserted_rows_are_what_was_given(ledger: Warehouse) -> None:
    bare: Row = {**line("b"), "occurred_at": None, "net_amount": None, "tags": []}
    with ledger.change() as change:
        change.insert(LEDGER, [])
        change.insert(LEDGER, [line("a", "12.345678901"), bare])
    rows = answer(ledger, "SELECT * FROM ledger ORDER BY entry_id")
    assert rows == [line("a", "12.345678901"), bare]


def test_more_rows_than_one_statement_takes_are_all_inserted(ledger: Warehouse) -> None:
    with ledger.change() as change:
        change.insert(LEDGER, [line(f"{number:05}") for number in range(250)])
    assert len(entries(ledger)) == 250


def test_a_change_is_seen_by_itself_at_once_and_by_others_at_its_end(ledger: Warehouse) -> None:
    with ledger.change() as change:
        assert change.execute(ADD, {"entry_id": "a"}) == 1
        change.insert(LEDGER, [line("b"), line("c")])
        assert [row["entry_id"] for row in change.query(ALL)] == ["a", "b", "c"]
        assert entries(ledger) == []
        assert change.execute(REMOVE) == 2
    assert entries(ledger) == ["a"]


def test_a_change_that_fails_leaves_nothing(ledger: Warehouse) -> None:
    with pytest.raises(PowerCutError), ledger.change() as change:  # noqa: PT012 - it is the block that fails
        change.execute(ADD, {"entry_id": "a"})
        raise PowerCutError
    assert entries(ledger) == []


def test_a_change_whose_statement_is_refused_leaves_nothing(ledger: Warehouse) -> None:
    with pytest.raises(WarehouseError), ledger.change() as change:  # noqa: PT012 - as above
        change.execute(ADD, {"entry_id": "a"})
        change.query(Query("broken", "SELECT nothing FROM nowhere", {}))
    assert entries(ledger) == []


def test_a_change_can_be_rolled_back_and_the_next_one_counts(ledger: Warehouse) -> None:
    with ledger.change() as change:
        change.execute(ADD, {"entry_id": "a"})
        change.roll_back()
    with ledger.change() as change:
        change.execute(ADD, {"entry_id": "b"})
    assert entries(ledger) == ["b"]


def test_a_change_of_two_tables_is_one(ledger: Warehouse) -> None:
    other = replace(LEDGER, name="other", columns=(Column("x", "INT64"),), partition=None, cluster=())
    ledger.create([other])
    with pytest.raises(PowerCutError), ledger.change() as change:  # noqa: PT012 - as above
        change.insert(LEDGER, [line("a")])
        change.insert(other, [{"x": 1}])
        raise PowerCutError
    assert (entries(ledger), answer(ledger, "SELECT x FROM other")) == ([], [])


def test_a_change_that_does_nothing_is_fine(ledger: Warehouse) -> None:
    with ledger.change():
        pass
    with ledger.change() as change:
        change.roll_back()
    assert entries(ledger) == []
