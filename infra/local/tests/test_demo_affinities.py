"""The pair that is planted in the demo shop is what the affinities job finds, and nothing else; with the real child."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from local.demo.testing import WrittenDemo
from segments import queries
from segments.desk import Desk
from segments.settings import Settings
from segments.use_cases_affinities import affinities, find_affinities
from shared.child import compute
from shared.shop import Shop
from shared.testing import MemoryBus, MemorySecrets, MemoryStore
from shared.warehouse import Query, Warehouse, connect
from shared.warehouse.sql_files import load_tables

SALES = load_tables("ingestion")["sales"]
NEEDED = ("entry_id", "kind", "order_id", "line_type", "local_date", "customer_id", "product_id", "is_test")
YEAR = 365


def loaded(demo: WrittenDemo, folder: Path) -> Warehouse:
    """The columns of the ledger that affinities are made of; days are those of UTC."""
    table = demo.table("sales")
    days = pc.cast(table["occurred_at"], pa.date32())
    whole = pa.table({name: days if name == "local_date" else table[name] for name in NEEDED})
    path = folder / "sales.parquet"
    pq.write_table(whole, path)
    warehouse = connect("duckdb:///:memory:")
    warehouse.create([*load_tables("ingestion").values(), *queries.TABLES.values()])
    columns = [column for column in SALES.columns if column.name in NEEDED]
    zeros = {"STRING": "''", "NUMERIC": "0", "BOOL": "FALSE", "TIMESTAMP": "TIMESTAMP '2024-01-01 00:00:00+00'"}
    filled = {
        column.name: "local_date" if column.type == "DATE" else zeros[column.type]
        for column in SALES.columns
        if column.name not in NEEDED and column.mode == "REQUIRED"
    }
    names, values = ", ".join([*NEEDED, *filled]), ", ".join([*NEEDED, *filled.values()])
    with warehouse.change() as change:
        change.stage("written", columns, [path])
        change.execute(Query("fill", f"INSERT INTO sales ({names}) SELECT {values} FROM written", {}))
    return warehouse


@pytest.mark.slow
def test_the_planted_pair_is_found_and_nothing_else(written_demo: WrittenDemo, tmp_path: Path) -> None:
    now = written_demo.demo.until.astimezone(UTC)
    store, shop = MemoryStore(), Shop("UTC", "EUR", "IE")
    first = pc.min(written_demo.table("sales")["occurred_at"]).as_py()
    store.put(
        "versions/data",
        json.dumps({"version": 1, "data_from": first.isoformat(), "data_until": now.isoformat()}).encode(),
    )
    warehouse = loaded(written_demo, tmp_path)
    desk = Desk(warehouse, store, MemorySecrets(), MemoryBus(), lambda: shop, Settings(), lambda: now)
    find_affinities(desk, compute)
    answer = affinities(desk, None)
    warehouse.close()
    (found,) = answer["items"]
    truth = written_demo.truths["truths"]["bought_together"]
    assert {each["id"] for each in found["items"]} == {each["product_id"] for each in truth["products"]}
    # The truth is of two years, the search of one.
    assert found["support"]["numerator"] == orders_with(written_demo, [each["id"] for each in found["items"]], now)
    assert found["lift"] > 100
    assert found["customers"] > 0


def orders_with(demo: WrittenDemo, products: list[str], now: datetime) -> int:
    """Orders of the last year with all of these products, counted another way."""
    table = demo.table("sales")
    days = (np.datetime64(now.date()) - np.asarray(pc.cast(table["occurred_at"], pa.date32()))).astype(int)
    kept = pc.and_(pc.equal(table["kind"], "sale"), pa.array((days >= 1) & (days <= YEAR)))
    sold = table.filter(pc.and_(kept, pc.invert(table["is_test"])))
    orders = [set(sold.filter(pc.equal(sold["product_id"], each))["order_id"].to_pylist()) for each in products]
    return len(set.intersection(*orders))
