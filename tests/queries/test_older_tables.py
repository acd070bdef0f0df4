"""Tables that an earlier version made, brought up by a start of this one: on both engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from shared.warehouse import Column, Query, Row, Table, Warehouse, WarehouseError

TILLS = Table(
    name="tills",
    description="Counted cash",
    shape="facts",
    public=False,
    columns=(
        Column("till_id", "STRING", "REQUIRED"),
        Column("local_date", "DATE", "REQUIRED"),
        Column("amount", "NUMERIC"),
        Column("tags", "STRING", "REPEATED"),
    ),
    key=("till_id",),
    partition=None,
    cluster=("till_id",),
)
ROW: Row = {"till_id": "a", "local_date": date(2024, 5, 1), "amount": Decimal("1.5"), "tags": ["new"]}


def answer(warehouse: Warehouse, sql: str) -> list[Row]:
    return warehouse.query(Query("asked", sql, {}))


def older(*lacking: str, **modes: str) -> Table:
    """The table as an earlier version made it."""
    columns = [column for column in TILLS.columns if column.name not in lacking]
    return replace(TILLS, columns=tuple(replace(one, mode=modes.get(one.name, one.mode)) for one in columns))


def test_a_table_of_an_earlier_version_gets_the_columns_it_lacks(new_warehouse: Callable[[], Warehouse]) -> None:
    warehouse, before = new_warehouse(), older("local_date", "tags", amount="REQUIRED")
    warehouse.create([before])
    with warehouse.change() as change:
        change.insert(before, [{"till_id": "a", "amount": Decimal(1)}])
    for _ in range(2):  # the second start finds nothing to do
        warehouse.create([TILLS])
    bare: Row = {**ROW, "till_id": "b", "amount": None}
    with warehouse.change() as change:
        change.insert(TILLS, [bare])
    old: Row = {"till_id": "a", "local_date": None, "amount": Decimal(1), "tags": []}
    assert answer(warehouse, "SELECT * FROM tills ORDER BY till_id") == [old, bare]


@pytest.mark.parametrize(
    ("before", "says"),
    [
        (replace(TILLS, columns=(*TILLS.columns[:2], Column("amount", "STRING"))), "amount is STRING there"),
        (replace(TILLS, columns=(*TILLS.columns, Column("clerk", "STRING", "REQUIRED"))), "every row fills clerk"),
        (older(tags="NULLABLE"), "tags is STRING there and ARRAY<STRING>"),
    ],
)
def test_what_cannot_be_brought_up_is_refused_and_nothing_is_changed(
    new_warehouse: Callable[[], Warehouse], before: Table, says: str
) -> None:
    warehouse = new_warehouse()
    other = replace(before, name="other", columns=(Column("x", "INT64"),), cluster=())
    warehouse.create([before, other])
    wider = replace(other, columns=(*other.columns, Column("y", "INT64")))
    with pytest.raises(WarehouseError, match=says):
        warehouse.create([wider, TILLS])
    with pytest.raises(WarehouseError):
        answer(warehouse, "SELECT y FROM other")


def test_a_column_that_this_version_does_not_know_stays(new_warehouse: Callable[[], Warehouse]) -> None:
    warehouse = new_warehouse()
    warehouse.create([TILLS])
    with warehouse.change() as change:
        change.insert(TILLS, [ROW])
    warehouse.create([older("amount", "tags")])
    assert answer(warehouse, "SELECT * FROM tills") == [ROW]
