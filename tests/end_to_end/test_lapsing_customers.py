"""The demo's planted group of regulars who stopped coming is expected less than regulars who go on."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from local.demo.testing import WrittenDemo, written
from revenue.settings import Settings
from revenue.use_cases import Desk
from revenue.use_cases_customer_value import value_customers
from shared import generations
from shared.cache import connect as connect_cache
from shared.shop import Shop
from shared.testing import MemoryBus, MemorySecrets, MemoryStore
from shared.warehouse import Query, Warehouse, connect
from shared.warehouse.sql_files import load_tables

MONEY = pa.decimal128(38, 9)
EPOCH = date(1970, 1, 1)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> WrittenDemo:
    return written(tmp_path_factory.mktemp("demo"))


def by_customer_and_day(demo: WrittenDemo) -> pa.Table:
    """Rows of daily_customer_sales, one for each day on which a known customer bought."""
    sales = demo.table("sales")
    sold = sales.filter(pc.and_(pc.is_valid(sales["customer_id"]), pc.equal(sales["kind"], "sale")))
    made = pa.table({"customer_id": sold["customer_id"], "day": pc.cast(sold["occurred_at"], pa.date32()),
                     "net": sold["net_amount"].cast(pa.float64())})  # fmt: skip
    days = made.group_by(["customer_id", "day"]).aggregate([("net", "sum")])
    net, nothing = pc.round(days["net_sum"], 2).cast(MONEY), pa.repeat(pa.scalar(0, MONEY), len(days))
    ones = pa.array(np.ones(len(days), np.int64))
    same = dict.fromkeys(("local_date", "ordered_local_date"), days["day"])
    amounts = dict.fromkeys(("gross_sales", "net_sales", "net_sales_with_cost"), net)
    empty = dict.fromkeys(("discounts", "refunds", "cost", "units", "units_refunded"), nothing)
    place = dict.fromkeys(("location_id", "channel"), pa.repeat(pa.scalar("one"), len(days)))
    return pa.table(
        {"customer_id": days["customer_id"], **same, **amounts, **empty, **place, "costed": ones, "orders": ones}
    )


def valued(demo: WrittenDemo, folder: Path, rollup: pa.Table) -> dict[str, float]:
    """The job, over these days: expected purchases by customer."""
    until = demo.demo.until.astimezone(UTC)
    warehouse: Warehouse = connect("duckdb:///:memory:")
    ours = load_tables("ingestion")
    warehouse.create([*ours.values(), *load_tables("revenue").values()])
    table, path = ours["daily_customer_sales"], folder / "rollup.parquet"
    pq.write_table(rollup, path)
    with warehouse.change() as change:
        change.stage("made_rollup", table.columns, [path])
        names = ", ".join(table.column_names)
        change.execute(Query("fill", f"INSERT INTO {table.name} ({names}) SELECT {names} FROM made_rollup", {}))
    store, first = MemoryStore(), pc.min(rollup["local_date"]).as_py()
    start = datetime.combine(first, datetime.min.time(), UTC)
    known = {"version": 1, "data_from": start.isoformat(), "data_until": until.isoformat()}
    store.put("versions/data", json.dumps(known).encode())
    shop = Shop("UTC", "GBP", "GB")
    value_customers(
        Desk(
            warehouse,
            store,
            connect_cache("memory://"),
            lambda: shop,
            Settings(),
            lambda: until,
            MemoryBus(),
            MemorySecrets(),
        )
    )
    live = generations.live(store, "revenue", "customer_value")
    ask = Query("all", "SELECT * FROM customer_value WHERE generation_id = @it", {"it": "STRING"})
    rows = warehouse.query(ask, {"it": live})
    warehouse.close()
    return {str(row["customer_id"]): float(str(row["expected_purchases_90d"])) for row in rows}


@pytest.mark.slow
def test_regulars_who_stopped_are_expected_less_than_regulars_who_go_on(demo: WrittenDemo, tmp_path: Path) -> None:
    rollup = by_customer_and_day(demo)
    expected = valued(demo, tmp_path, rollup)
    lapsed = set(demo.truths["truths"]["lapsing_group"]["customer_ids"])
    days: dict[str, list[int]] = {}
    for who, day in zip(rollup["customer_id"].to_pylist(), rollup["local_date"].to_pylist(), strict=True):
        days.setdefault(who, []).append((day - EPOCH).days)
    today = (demo.demo.until.date() - EPOCH).days
    regulars = {who: sorted(came) for who, came in days.items() if len(came) >= 8}
    peers = {
        who for who, came in regulars.items() if np.median(np.diff(came)) <= 21 and today - came[-1] <= 21
    } - lapsed
    assert len(peers) > 50
    assert len(lapsed & set(expected)) > 150
    theirs, others = ([expected[who] for who in group if who in expected] for group in (lapsed, peers))
    assert np.quantile(theirs, 0.9) < np.quantile(others, 0.1)
    assert np.median(theirs) < np.median(others) / 3
