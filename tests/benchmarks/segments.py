"""A refresh of customers' segments in shops of three sizes: the largest has a million and 50 million ledger rows.

The whole refresh is measured as the service does it: features from the warehouse, the child, the generation and the
memberships written and switched to. It is the first one, which opens a membership for everybody, and that of the next
morning. Beside it, in the same run, the plain pandas way: the same rollup rows in a frame, grouped, ranked, named.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd  # type: ignore[import-untyped]  # it ships no types

from segments import queries
from segments.desk import Desk
from segments.settings import Settings
from segments.use_cases_refresh import refresh
from shared.child import compute
from shared.progress import told_to
from shared.shop import Shop
from shared.testing import MemoryBus, MemorySecrets, MemoryStore
from shared.warehouse import connect
from shared.warehouse.sql_files import load_tables
from tests.benchmarks.memory import watched

SIZES = ((20_000, 1_000_000), (100_000, 5_000_000), (1_000_000, 50_000_000))  # customers and ledger rows
PROMISED_SECONDS = {100_000: 2.0, 1_000_000: 10.0}
MOST_MEGABYTES = 2_000.0  # of the suite's own and its child's together; the warehouse takes one gigabyte of it
LINEAR = 1.25  # of ten times the time for ten times the shop
_DAYS = 1095  # three years
_FIRST = datetime(2023, 3, 1, tzinfo=UTC)
_LINES = 5  # of an order
_REFUNDED = 3  # in a hundred lines
_ONCE, _GUESTS = 0.62, 12  # the share of customers who come once, and guests in a hundred other orders
_CHANNEL = "CASE WHEN hash(i, 2) % 100 < 55 THEN 'online' ELSE 'counter' END"
_WRITE = (
    # Who ordered when: three in five customers once, of the others few often and most a few times.
    """
CREATE TEMP TABLE orders AS
SELECT i, CASE
    WHEN i * {seldom} // {orders} != (i - 1) * {seldom} // {orders} THEN 'c' || ({often} + i * {seldom} // {orders})
    WHEN hash(i, 9) % 100 < {guests} THEN NULL
    ELSE 'c' || floor({often} * pow((hash(i, 1) % 1000000007) / 1000000007.0, 3))::BIGINT
  END AS customer_id,
  DATE '2023-03-01' + (i * {days} // {orders})::INT AS day, {channel} AS channel,
  CASE WHEN hash(i, 2) % 100 < 55 THEN NULL WHEN hash(i, 2) % 100 < 85 THEN 'north' ELSE 'south' END AS location_id
FROM range({orders}) AS t(i)
""",
    """
INSERT INTO sales BY NAME
SELECT 'o' || i || '-' || line AS entry_id, 'sale' AS kind, 'o' || i AS order_id, line AS line_no,
  'merchandise' AS line_type, 'merchandise' AS line_type_given, moment AS occurred_at, day AS local_date,
  moment AS ordered_at, day AS ordered_local_date, true AS ordered_at_given, line = 0 AS is_order_start, customer_id,
  'p' || floor(1500 * pow((hash(i, line) % 1000000) / 1000000.0, 2.5))::INT AS product_id, 1 AS quantity,
  price AS gross_amount, price * off AS discount_amount, price * (1 - off) AS net_amount, 0 AS tax_amount,
  CASE WHEN hash(i, line, 4) % 100 < 97 THEN price * 0.6 END AS unit_cost, 'GBP' AS currency,
  price * (1 - off) AS original_amount, 1 AS fx_rate, 'GB' AS country, channel, location_id, false AS is_test,
  'l' AS load_id
FROM (
  SELECT *, day::TIMESTAMPTZ + INTERVAL 9 HOUR + INTERVAL 1 SECOND * (i % 30000) AS moment,
    ((150 + hash(i, line, 3) % 8850) / 100.0)::DECIMAL(12, 2) AS price,
    CASE WHEN hash(i, 7) % 100 < 15 THEN 0.1 ELSE 0.0 END::DECIMAL(3, 1) AS off
  FROM orders, range({lines}) AS l(line))
""",
    """
INSERT INTO sales BY NAME
SELECT * REPLACE (entry_id || 'r' AS entry_id, 'refund' AS kind, occurred_at + INTERVAL 5 DAY AS occurred_at,
  local_date + 5 AS local_date, false AS is_order_start, -quantity AS quantity, -gross_amount AS gross_amount,
  -discount_amount AS discount_amount, -net_amount AS net_amount, -original_amount AS original_amount)
FROM sales WHERE hash(entry_id) % 100 < {refunded}
""",
    """
INSERT INTO daily_customer_sales BY NAME
SELECT local_date, ordered_local_date, customer_id, location_id, channel,
  coalesce(sum(gross_amount) FILTER (kind = 'sale'), 0) AS gross_sales,
  coalesce(sum(discount_amount) FILTER (kind = 'sale'), 0) AS discounts,
  -coalesce(sum(net_amount) FILTER (kind = 'refund'), 0) AS refunds, sum(net_amount) AS net_sales,
  coalesce(sum(net_amount) FILTER (unit_cost IS NOT NULL), 0) AS net_sales_with_cost,
  coalesce(sum(quantity::INT * unit_cost), 0) AS cost, count(unit_cost) AS costed, sum(quantity) AS units,
  coalesce(sum(-quantity) FILTER (kind = 'refund'), 0) AS units_refunded,
  count(*) FILTER (is_order_start) AS orders
FROM sales GROUP BY local_date, ordered_local_date, customer_id, location_id, channel ORDER BY local_date
""",
    """
INSERT INTO daily_cut_sales BY NAME
SELECT local_date, ordered_local_date, channel, sum(gross_sales) AS gross_sales, 0 AS discounts, 0 AS refunds,
  0 AS net_sales, 0 AS net_sales_with_cost, 0 AS cost, 0 AS costed, 0 AS units, 0 AS units_refunded,
  sum(orders) AS orders
FROM daily_customer_sales GROUP BY ALL
""",
    """
INSERT INTO products BY NAME
SELECT 'p' || i AS product_id, 'Product ' || i AS title, 'Category ' || (i % 12) AS category, 5 AS unit_cost,
  'l' AS load_id, TIMESTAMPTZ '2023-01-01 00:00:00+00' AS recorded_at
FROM range(1500) AS t(i)
""",
    """
INSERT INTO customers BY NAME
SELECT 'c' || i AS customer_id, 'c' || i || '@example.com' AS email, 'subscribed' AS marketing_consent,
  TIMESTAMPTZ '2023-01-01 00:00:00+00' AS created_at, 'l' AS load_id,
  TIMESTAMPTZ '2023-01-01 00:00:00+00' AS recorded_at
FROM range({customers}) AS t(i)
""",
    """
INSERT INTO customer_value BY NAME
SELECT 'live' AS generation_id, customer_id, DATE '2026-02-27' AS as_of_date, 0.5 AS expected_purchases_90d,
  hash(customer_id) % 1000 AS value_12m, 50 AS value_low, 1500 AS value_high, 'gross_margin' AS basis,
  'bg_nbd_gamma_gamma' AS method
FROM daily_customer_sales WHERE customer_id IS NOT NULL GROUP BY customer_id
""",
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What one size took."""

    seconds: float  # the first refresh
    again: float  # the next morning's
    processor: float  # seconds of both cores, of the first
    megabytes: float
    parts: str


def measure(tell: Callable[[str], None]) -> list[str]:
    """The promises that were broken."""
    figures, wrong = [], []
    for customers, rows in SIZES:
        with tempfile.TemporaryDirectory() as name:
            file = Path(name) / "shop.duckdb"
            ledger, rollup, once = _write(file, customers, rows)
            os.sync()  # gigabytes that are still on their way to the disk would take their part of what is measured
            tell(f"{customers:,} customers ({once:.0%} came once), {ledger:,} ledger rows, {rollup:,} rollup rows")
            found = Figures(**_in_a_process(_measured, file))
            plain = _in_a_process(_plain, file)
        figures.append(found)
        tell(
            f"  refresh {found.seconds:.2f} s ({found.processor:.1f} s of processor time), next morning"
            f" {found.again:.2f} s, at most {found.megabytes:.0f} MB; {os.getloadavg()[0]:.1f} processes wanted"
            f" {os.cpu_count()} cores"
        )
        tell(f"  {found.parts}")
        tell(f"  plain pandas, without writing anything: {plain['seconds']:.2f} s, at most {plain['megabytes']:.0f} MB")
        promised = PROMISED_SECONDS.get(customers)
        if promised is not None:
            wrong += [
                f"{customers:,} customers: {what} took {seconds:.2f} s instead of {promised:g}"
                for what, seconds in (("the first refresh", found.seconds), ("the next", found.again))
                if seconds > promised
            ]
        if found.megabytes > MOST_MEGABYTES:
            wrong.append(f"{customers:,} customers: {found.megabytes:.0f} MB instead of {MOST_MEGABYTES:g}")
    growth = figures[-1].seconds / figures[-2].seconds / (SIZES[-1][0] / SIZES[-2][0])
    tell(f"ten times the shop takes {growth:.2f} of ten times the time")
    if growth > LINEAR:
        wrong.append(f"growth {growth:.2f} of linear")
    return wrong


def _write(file: Path, customers: int, rows: int) -> tuple[int, int, float]:
    """Write a shop; answers its ledger rows, its customers' rollup rows, and the share of buyers who came once."""
    warehouse = connect(f"duckdb://{file}")
    warehouse.create([table for name in ("ingestion", "revenue") for table in load_tables(name).values()])
    warehouse.create(queries.TABLES.values())
    warehouse.close()
    orders = int(rows / (_LINES * (1 + _REFUNDED / 100)))
    seldom = int(customers * _ONCE)
    values = {
        "orders": orders,
        "customers": customers,
        "seldom": seldom,
        "often": customers - seldom,
        "guests": _GUESTS,
        "days": _DAYS,
        "channel": _CHANNEL,
        "lines": _LINES,
        "refunded": _REFUNDED,
    }
    with duckdb.connect(str(file)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET threads = 2")
        for statement in _WRITE:
            connection.execute(statement.format(**values))
        (ledger,) = connection.execute("SELECT count(*) FROM sales").fetchall()[0]
        known = "FROM daily_customer_sales WHERE customer_id IS NOT NULL"
        (rollup,) = connection.execute(f"SELECT count(*) {known}").fetchall()[0]
        (once,) = connection.execute(
            f"SELECT avg((n = 1)::INT) FROM (SELECT sum(orders) AS n {known} GROUP BY customer_id)"
        ).fetchall()[0]
    return ledger, rollup, once


def _in_a_process(work: Callable[[str, Any], None], file: Path) -> dict[str, Any]:
    """Do something in a process of its own, so that its memory is its own."""
    context = multiprocessing.get_context("spawn")
    queue = context.SimpleQueue()
    process = context.Process(target=work, args=(str(file), queue))
    process.start()
    with watched(process.pid or 0) as memory:
        process.join()
    if process.exitcode:
        raise RuntimeError(f"the measured process ended with {process.exitcode}")
    found: dict[str, Any] = json.loads(queue.get())  # fits into the pipe, so that it was written before
    return {**found, "megabytes": memory.proportional}


def _measured(file: str, queue: Any) -> None:
    store, now = MemoryStore(), [_FIRST + timedelta(days=_DAYS, hours=5, minutes=10)]
    told = {"version": 1, "data_from": _FIRST.isoformat(), "data_until": (now[0] - timedelta(hours=8)).isoformat()}
    store.put("versions/data", json.dumps(told).encode())
    pointer: dict[str, Any] = {"generation_id": "live", "tables": [], "follows": None, "building": None}
    store.put("generations/revenue/customer_value", json.dumps(pointer).encode())
    desk = Desk(
        warehouse=connect(f"duckdb://{file}"),
        store=store,
        secrets=MemorySecrets(),
        event_bus=MemoryBus(),
        shop=lambda: Shop("UTC", "GBP", "GB"),
        settings=Settings(),
        now=lambda: now[0],
    )
    parts: list[tuple[str, float]] = []
    began, worked = time.perf_counter(), _processor_seconds()
    with told_to(lambda what, *_: parts.append((what, time.perf_counter()))):
        refresh(desk, compute, "first")
    ended, busy = time.perf_counter(), _processor_seconds() - worked
    said = [f"{what} {end - at:.2f}" for (what, at), (_, end) in zip(parts, [*parts[1:], ("", ended)], strict=True)]
    now[0] += timedelta(days=1)
    started = time.perf_counter()
    refresh(desk, compute, "second")
    again = time.perf_counter() - started
    desk.warehouse.close()
    figures = {"seconds": ended - began, "again": again, "processor": busy, "parts": ", ".join(said)}
    queue.put(json.dumps(figures))


def _processor_seconds() -> float:
    """Of this process and the children that have ended."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _plain(file: str, queue: Any) -> None:
    """Read the rollup into a frame, and sort customers as any notebook does; nothing is written, taste left out."""
    rollup = Path(file).with_name("rollup.parquet")
    with duckdb.connect(file, read_only=True) as connection:
        connection.execute(
            "COPY (SELECT customer_id, ordered_local_date AS day, channel, orders, gross_sales::DOUBLE AS gross_sales,"
            " discounts::DOUBLE AS discounts, refunds::DOUBLE AS refunds, net_sales::DOUBLE AS net_sales,"
            " (net_sales_with_cost - cost)::DOUBLE AS margin"
            f" FROM daily_customer_sales WHERE customer_id IS NOT NULL) TO '{rollup}'"
        )
    started = time.perf_counter()
    frame = pd.read_parquet(rollup)
    until = pd.Timestamp(_FIRST.date()) + pd.Timedelta(days=_DAYS - 1)
    frame["day"] = pd.to_datetime(frame["day"])
    by_customer = frame.groupby("customer_id", sort=False)
    people = by_customer[["orders", "gross_sales", "discounts", "refunds", "net_sales", "margin"]].sum()
    days = frame[frame["orders"] > 0].drop_duplicates(["customer_id", "day"]).sort_values(["customer_id", "day"])
    days["gap"] = days.groupby("customer_id")["day"].diff().dt.days
    of_days = days.groupby("customer_id")
    people["days"] = of_days["day"].size()
    people["first"], people["last"] = of_days["day"].min(), of_days["day"].max()
    people["mean_gap"], people["gap_sd"] = of_days["gap"].mean(), of_days["gap"].std()
    channels = frame[frame["orders"] > 0].groupby(["customer_id", "channel"]).size()
    people["channel"] = (
        channels.sort_values(ascending=False)
        .reset_index()
        .drop_duplicates("customer_id")
        .set_index("customer_id")["channel"]
    )
    window = days[days["day"] > until - pd.Timedelta(days=365)]
    people["frequency"] = window.groupby("customer_id").size().reindex(people.index, fill_value=0)
    since = (until - people["last"]).dt.days
    scores = {
        name: (values.rank(method="min", pct=True) * 5).fillna(0).astype(int) + 1
        for name, values in (("r", -since), ("f", people["frequency"]), ("m", people["margin"]))
    }
    late = since > people["mean_gap"] + 2 * people["gap_sd"].fillna(people["mean_gap"])
    people["segment"] = "regular"
    rules = (
        ("inactive", since >= 90),
        ("at-risk", (people["days"] >= 3) & late & (since < 90)),
        ("loyalist", (people["days"] >= 5) & ~late & (people["gap_sd"] <= 0.75 * people["mean_gap"])),
        ("vip", (people["margin"].rank(pct=True) > 0.9) & (scores["f"] >= 4) & ~late),
        ("new", (until - people["first"]).dt.days < 30),
    )
    for name, holds in rules:
        people.loc[holds.fillna(value=False), "segment"] = name
    queue.put(json.dumps({"seconds": time.perf_counter() - started, "customers": len(people)}))
