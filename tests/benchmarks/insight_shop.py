"""A demo shop as the insights' child reads it, made from the demo's files with Arrow: no database stands between."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from local.demo import SHOP, Demo, write_files
from local.demo.catalogue import catalogue
from revenue.forecast_calendar import Promotion, events, promoted
from revenue.forecast_days import DailySales
from revenue.forecast_engine import look_ahead
from revenue.forecast_rolling import HORIZON

ZONE = SHOP["SHOP_TIMEZONE"]
_FIGURES = ("net_sales", "orders", "units", "units_refunded", "refunds", "net_sales_with_cost", "cost")


def write_inputs(demo: Demo, folder: Path) -> tuple[date, date]:
    """Write what `use_cases_insights` would write for the whole demo; answers its first and its last whole day."""
    written = folder / "demo"
    write_files(demo, written, lambda *_told: None)
    lines = _lines(_plain(written / "sales.parquet"))
    days = pc.min_max(lines["local_date"]).as_py()
    lines = lines.filter(pc.less(lines["local_date"], days["max"]))  # the last is not over
    _grouped(lines, ["local_date", "location_id", "channel"], orders_by="is_start", path=folder / "shop_days.parquet")
    _grouped(lines, ["local_date", "product_id"], orders_by="sold", path=folder / "product_days.parquet")
    starts = lines.filter(lines["is_start"])
    quarter = pc.divide(pc.cast(pc.cast(starts["occurred_at"], pa.timestamp("s", "UTC")), pa.int64()), 900)
    starts = starts.append_column("quarter", quarter)
    counted = starts.group_by(["location_id", "channel", "quarter"]).aggregate([([], "count_all")])
    pq.write_table(
        counted.rename_columns(["location_id", "channel", "quarter", "orders"]), folder / "order_quarters.parquet"
    )
    _web(_plain(written / "web_events.parquet"), folder / "web_quarters.parquet")
    products = _plain(written / "products.parquet")
    pq.write_table(products.select(["product_id", "title", "category"]), folder / "products.parquet")
    promotions = _plain(written / "promotions.parquet")
    wanted = ["starts_at", "ends_at", "product_id", "category", "channel", "discount_rate"]
    for name in wanted:
        if name not in promotions.schema.names:
            promotions = promotions.append_column(name, pa.nulls(len(promotions), pa.string()))
    pq.write_table(promotions.select(wanted), folder / "promotions.parquet")
    (folder / "known_forecasts.json").write_text("{}", encoding="utf-8")
    return days["min"], days["max"] - timedelta(days=1)


def _plain(path: Path) -> pa.Table:
    table = pq.read_table(path)
    fields = [
        pa.field(each.name, each.type.value_type if pa.types.is_dictionary(each.type) else each.type)
        for each in table.schema
    ]
    return table.cast(pa.schema(fields))


def _lines(sales: pa.Table) -> pa.Table:
    """Merchandise that is no test, with what the rollups add up."""
    sales = sales.filter(pc.and_(pc.equal(sales["line_type"], "merchandise"), pc.invert(sales["is_test"])))
    local = pc.local_timestamp(pc.cast(sales["occurred_at"], pa.timestamp("us", ZONE)))
    refund = pc.equal(sales["kind"], "refund")
    net = pc.cast(sales["net_amount"], pa.float64())
    units = pc.cast(sales["quantity"], pa.float64())
    cost = pc.cast(sales["unit_cost"], pa.float64())
    zero = pa.scalar(0.0)
    sold = pc.equal(sales["kind"], "sale")
    columns = {
        "local_date": pc.cast(local, pa.date32()),
        "location_id": sales["location_id"],
        "channel": sales["channel"],
        "product_id": sales["product_id"],
        "order_id": sales["order_id"],
        "occurred_at": sales["occurred_at"],
        "net_sales": net,
        "units": units,
        "units_refunded": pc.if_else(refund, pc.negate(units), zero),
        "refunds": pc.if_else(refund, pc.negate(net), zero),
        "net_sales_with_cost": pc.if_else(pc.is_valid(cost), net, zero),
        "cost": pc.fill_null(pc.multiply(cost, units), 0.0),
        "sold": pc.cast(sold, pa.float64()),
    }
    table = pa.table(columns)
    order = pc.sort_indices(table, [("occurred_at", "ascending")])
    table = table.take(order)
    ids = np.asarray(table["order_id"].combine_chunks().dictionary_encode().indices)
    first = np.zeros(len(table), np.bool_)
    of_sales = np.flatnonzero(np.asarray(table["sold"]) > 0)
    first[of_sales[np.unique(ids[of_sales], return_index=True)[1]]] = True
    return table.append_column("is_start", pa.array(first))


def _grouped(lines: pa.Table, keys: list[str], *, orders_by: str, path: Path) -> None:
    lines = lines.append_column("orders", pc.cast(lines[orders_by], pa.float64()))
    summed = lines.group_by(keys).aggregate([(name, "sum") for name in _FIGURES])
    pq.write_table(summed.rename_columns([*keys, *_FIGURES]), path)


def _web(events: pa.Table, path: Path) -> None:
    started = events.filter(pc.equal(events["event"], "session_start"))
    quarter = pc.divide(pc.cast(pc.cast(started["occurred_at"], pa.timestamp("s", "UTC")), pa.int64()), 900)
    flagged = pc.cast(started["is_bot"], pa.int64())
    table = pa.table({"quarter": quarter, "sessions": pc.subtract(1, flagged), "declared_bots": flagged})
    summed = table.group_by("quarter").aggregate([("sessions", "sum"), ("declared_bots", "sum")])
    pq.write_table(summed.rename_columns(["quarter", "sessions", "declared_bots"]), path)


def forecast(folder: Path, first: date, last: date, days: int) -> None:
    """Write what the service's own engine would have said of each of the last `days` days on the day before."""
    known = (last - first).days + 1
    totals = (
        pq.read_table(folder / "shop_days.parquet")
        .group_by("local_date")
        .aggregate([("net_sales", "sum"), ("orders", "sum")])
    )
    net, orders = np.zeros(known), np.zeros(known)
    for row in totals.to_pylist():
        place = (row["local_date"] - first).days
        net[place], orders[place] = row["net_sales_sum"], row["orders_sum"]
    length = known + HORIZON
    sales = DailySales(
        first,
        net,
        orders,
        events(SHOP["SHOP_COUNTRY"], first, length),
        promoted(_promotions(folder), first, length),
    )
    rows = []
    for said in look_ahead(sales, HORIZON, days).past:
        low_95, low_80, high_80, high_95 = (float(value) for value in said.days[0])
        rows.append(
            {
                "local_date": sales.day(said.origin),
                "made_on": sales.day(said.origin),
                "mean": float(said.mean[0]),
                "low_80": low_80,
                "high_80": high_80,
                "low_95": low_95,
                "high_95": high_95,
                "is_closed": bool(said.closed[0]),
            }
        )
    pq.write_table(pa.Table.from_pylist(rows), folder / "forecasts.parquet")


def _promotions(folder: Path) -> list[Promotion]:
    """Each promotion weighs what its category sells of the whole, times the discount."""
    category = {row["product_id"]: row["category"] for row in pq.read_table(folder / "products.parquet").to_pylist()}
    sold: Counter[str | None] = Counter()
    of_products = (
        pq.read_table(folder / "product_days.parquet").group_by("product_id").aggregate([("net_sales", "sum")])
    )
    for row in of_products.to_pylist():
        sold[category.get(row["product_id"])] += row["net_sales_sum"]
    whole = sum(sold.values())
    found = []
    for row in pq.read_table(folder / "promotions.parquet").to_pylist():
        begin, end = (row[name].astimezone(ZoneInfo(ZONE)).date() for name in ("starts_at", "ends_at"))
        share = 1.0 if row["category"] is None else sold[row["category"]] / whole
        found.append(Promotion(begin, end, share * float(row["discount_rate"])))
    return found


def arguments(first: date, last: date, known_from: date) -> dict[str, str]:
    """Of the child, for the days from `first` to `last`."""
    return {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "known_from": known_from.isoformat(),
        "hours_from": known_from.isoformat(),
        "time_zone": ZONE,
        "country": SHOP["SHOP_COUNTRY"],
    }


def demo_of(seed: int, until: datetime, *, quiet: bool) -> Demo:
    return Demo(seed, until.astimezone(UTC), quiet=quiet)


def catalogue_id(seed: int, product: int) -> str:
    """The id of a product that the demo's plan names by its number."""
    return catalogue(seed).ids[product]
