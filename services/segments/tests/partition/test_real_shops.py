"""A real shop and the demo: everybody in exactly one segment, and who was planted as lapsing is found at risk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from services.segments.tests.partition.small_shop import MONEY, SmallShop
from sklearn.metrics import adjusted_rand_score

from local.demo.testing import written

UCI = Path(__file__).parents[5] / "shared" / "data" / "online_retail_uci" / "online_retail_2010-12_2011-08.parquet"


def sell(shop: SmallShop, orders: pa.Table) -> None:
    """Write the rollup of lines with customer_id, day, order_id, net and channel."""
    days = orders.group_by(["customer_id", "day", "channel"]).aggregate(
        [("net", "sum"), ("order_id", "count_distinct")]
    )
    amounts = pc.round(days["net_sum"], 2).cast(MONEY)
    same = dict.fromkeys(("local_date", "ordered_local_date"), days["day"])
    rows = {"customer_id": days["customer_id"], "channel": days["channel"], **same}
    rows |= {"gross_sales": amounts, "net_sales": amounts, "orders": days["order_id_count_distinct"]}
    shop.write("daily_customer_sales", pa.table(rows))


def test_everybody_of_the_uci_shop_is_in_exactly_one_segment(
    new_shop: Callable[[], SmallShop],
) -> None:
    if not UCI.exists():
        pytest.skip("the UCI Online Retail sample is not beside the project")
    lines = pq.read_table(UCI)
    lines = lines.filter(
        pc.and_(pc.is_valid(lines["CustomerID"]), pc.greater(lines["Quantity"], 0))  # returns name no order
    )
    orders = pa.table(
        {
            "customer_id": lines["CustomerID"].cast(pa.int64()).cast(pa.string()),
            "day": lines["InvoiceDate"].cast(pa.date32()),
            "order_id": lines["InvoiceNo"],
            "net": pc.multiply(lines["Quantity"].cast(pa.float64()), lines["UnitPrice"].cast(pa.float64())),
            "channel": pa.repeat(pa.scalar("online"), len(lines)),
        }
    )
    until = pc.max(orders["day"]).as_py()
    told = []
    for order in (orders, orders.take(pa.array(np.random.default_rng(1).permutation(len(orders))))):
        shop = new_shop()
        sell(shop, order)
        shop.until = until
        told.append(shop.refresh())
    found = told[0]
    assert sorted(found.customers["customer_id"].to_pylist()) == sorted(set(orders["customer_id"].to_pylist()))
    assert dict(Counter(found.segments.values())) == {
        name: count for name, count in found.answer["segments"].items() if count
    }
    assert {"new", "vip", "loyalist", "at-risk", "inactive", "regular"} == set(found.segments.values())
    assert found.segments == told[1].segments


@pytest.mark.slow
def test_the_lapsing_group_of_the_demo_is_found_at_risk(shop: SmallShop, tmp_path: Path) -> None:
    demo = written(tmp_path / "demo")
    sales, customers = demo.table("sales"), demo.table("customers")
    kept = pc.and_(pc.equal(sales["kind"], "sale"), pc.equal(sales["line_type"], "merchandise"))
    sold = sales.filter(pc.and_(kept, pc.and_(pc.is_valid(sales["customer_id"]), pc.invert(sales["is_test"]))))
    orders = pa.table(
        {
            "customer_id": sold["customer_id"],
            "day": sold["occurred_at"].cast(pa.date32()),
            "order_id": sold["order_id"],
            "net": sold["net_amount"].cast(pa.float64()),
            "channel": sold["channel"],
        }
    )
    sell(shop, orders)
    people = customers.group_by("customer_id").aggregate([("created_at", "min")])
    shop.write("customers", pa.table({"customer_id": people["customer_id"], "created_at": people["created_at_min"]}))
    shop.until = demo.demo.until.date() - timedelta(days=1)
    found = shop.refresh()
    everybody = found.customers["customer_id"].to_pylist()
    assert sorted(everybody) == sorted({*people["customer_id"].to_pylist(), *orders["customer_id"].to_pylist()})
    planted = set(demo.truths["truths"]["lapsing_group"]["customer_ids"])
    truth = [name in planted for name in everybody]
    at_risk = [segment == "at-risk" for segment in found.customers["segment_id"].to_pylist()]
    assert len(planted) > 150
    assert adjusted_rand_score(truth, at_risk) >= 0.8
