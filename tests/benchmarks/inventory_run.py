"""The daily run of inventory alerts on shops of two sizes: time, memory, and whether both grow with the shop.

The whole run is measured as the suite does it: read from the warehouse, the child's arithmetic, write, decide, publish.
Beside it stands what DuckDB needs for one pass over the same ledger: no run that reads it can be faster.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from inventory_alerts import queries
from inventory_alerts.desk import Desk
from inventory_alerts.run import run
from inventory_alerts.settings import Settings
from shared.child import compute
from shared.shop import Shop
from shared.testing import MemoryBus, MemoryStore
from shared.warehouse import connect
from shared.warehouse.sql_files import load_tables
from tests.benchmarks.memory import watched

SIZES = ((14_000, 2_000_000), (70_000, 10_000_000))  # products and ledger rows; the larger has the promise
LONGEST_SECONDS, MOST_MEGABYTES = 30.0, 2_000.0
LINEAR = 1.25  # of five times the time for five times the shop
NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
_DAYS = 730
_LEDGER = """
INSERT INTO sales BY NAME
SELECT 'e' || i AS entry_id, 'sale' AS kind, 'o' || (i // 5) AS order_id, 'merchandise' AS line_type,
  'merchandise' AS line_type_given, moment AS occurred_at, moment::DATE AS local_date, moment AS ordered_at,
  moment::DATE AS ordered_local_date, true AS ordered_at_given, i % 5 = 0 AS is_order_start,
  'p' || product AS product_id,
  1 + (hash(i, 3) % 20 = 0)::INT AS quantity,
  10 AS gross_amount, 0 AS discount_amount, 10 AS net_amount, 'GBP' AS currency, 10 AS original_amount, 1 AS fx_rate,
  'online' AS channel, CASE WHEN product % 2 = 0 THEN 'north' ELSE 'south' END AS location_id, false AS is_test,
  'l' AS load_id
FROM (
  SELECT i,
    TIMESTAMPTZ '2024-03-02 09:00:00+00' + INTERVAL 1 MINUTE * (i * ({days} * 1440.0 / {rows}))::BIGINT AS moment,
    floor({products} * pow((hash(i, 1) % 1000000) / 1000000.0, 2.5))::BIGINT AS product
  FROM range({rows}) AS t(i))
"""
_ROLLUP = """
INSERT INTO daily_product_sales BY NAME
SELECT local_date, ordered_local_date, product_id, location_id, channel, sum(gross_amount) AS gross_sales,
  0 AS discounts, 0 AS refunds, sum(net_amount) AS net_sales, 0 AS net_sales_with_cost, 0 AS cost, 0 AS costed,
  sum(quantity) AS units,
  0 AS units_refunded, count(*) AS orders
FROM sales GROUP BY ALL
"""
_PRODUCTS = """
INSERT INTO products BY NAME
SELECT 'p' || i AS product_id, 'Product ' || i AS title, 'c' || (i % 40) AS category, 's' || (i % 50) AS supplier_id,
  12.5 AS price, 5 AS unit_cost, 'l' AS load_id, TIMESTAMPTZ '2024-01-01 00:00:00+00' AS recorded_at
FROM range({products}) AS t(i)
"""
_COSTS = """
INSERT INTO product_costs SELECT 'p' || i, TIMESTAMPTZ '0001-01-01 00:00:00+00', TIMESTAMPTZ '9999-12-31 00:00:00+00', 5
FROM range({products}) AS t(i)
"""
_COUNTS = """
INSERT INTO stock_counts BY NAME
SELECT 'p' || i AS product_id, CASE WHEN i % 2 = 0 THEN 'north' ELSE 'south' END AS location_id,
  TIMESTAMPTZ '2026-03-01 06:00:00+00' - INTERVAL 1 DAY * (month * 30 + i % 28) AS counted_at,
  5 + hash(i, month) % 60 AS on_hand, 'l' AS load_id, TIMESTAMPTZ '2026-03-01 06:00:00+00' AS recorded_at
FROM range({products}) AS t(i), range(12) AS m(month)
"""
_RECEIPTS = """
INSERT INTO receipts BY NAME
SELECT 'r' || i || '-' || month AS receipt_id, 1 AS line_no, 'p' || i AS product_id,
  CASE WHEN i % 2 = 0 THEN 'north' ELSE 'south' END AS location_id, 20 AS quantity,
  TIMESTAMPTZ '2026-03-01 06:00:00+00' - INTERVAL 1 DAY * (month * 30 + i % 25) AS received_at, 'l' AS load_id,
  TIMESTAMPTZ '2026-03-01 06:00:00+00' AS recorded_at
FROM range({products}) AS t(i), range(12) AS m(month)
"""
_ORDERS = """
INSERT INTO purchase_orders BY NAME
SELECT 'po' || i AS purchase_order_id, 1 AS line_no, 'p' || i AS product_id, 30 AS quantity,
  TIMESTAMPTZ '2026-02-25 06:00:00+00' AS ordered_at, TIMESTAMPTZ '2026-03-10 06:00:00+00' AS expected_at,
  'open' AS status,
  'l' AS load_id, TIMESTAMPTZ '2026-02-25 06:00:00+00' AS recorded_at
FROM range({products} // 4) AS t(i)
"""


def measure(tell: Callable[[str], None]) -> list[str]:
    """The promises that were broken."""
    figures = []
    for products, rows in SIZES:
        with tempfile.TemporaryDirectory() as name:
            file = Path(name) / "shop.duckdb"
            pass_seconds = _write(file, products, rows)
            found = _run_in_a_process(file)
        figures.append(found)
        tell(
            f"{products:,} products, {rows:,} ledger rows: {found['seconds']:.1f} s, {found['megabytes']:.0f} MB,"
            f" {found['opened']:,} alerts opened; again {found['again']:.1f} s; one pass of DuckDB over the ledger"
            f" {pass_seconds:.2f} s"
        )
    small, large = figures
    wrong = []
    if large["seconds"] > LONGEST_SECONDS:
        wrong.append(f"{large['seconds']:.1f} s instead of {LONGEST_SECONDS:g}")
    if large["megabytes"] > MOST_MEGABYTES:
        wrong.append(f"{large['megabytes']:.0f} MB instead of {MOST_MEGABYTES:g}")
    growth = large["seconds"] / small["seconds"] / (SIZES[1][1] / SIZES[0][1])
    tell(f"five times the shop takes {growth:.2f} of five times the time")
    if growth > LINEAR:
        wrong.append(f"growth {growth:.2f} of linear")
    return wrong


def _write(file: Path, products: int, rows: int) -> float:
    """Write a shop; answers the seconds of one pass over its ledger."""
    warehouse = connect(f"duckdb://{file}")
    warehouse.create([*load_tables("ingestion").values(), *queries.TABLES.values()])
    warehouse.close()
    with duckdb.connect(str(file)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for statement in (_LEDGER, _ROLLUP, _PRODUCTS, _COSTS, _COUNTS, _RECEIPTS, _ORDERS):
            connection.execute(statement.format(products=products, rows=rows, days=_DAYS))
        started = time.perf_counter()
        connection.execute(
            "CREATE TEMP TABLE one_pass AS"
            " SELECT product_id, location_id, local_date, sum(quantity) FROM sales GROUP BY ALL"
        )
        return time.perf_counter() - started


def _run_in_a_process(file: Path) -> dict[str, Any]:
    """The run in a process of its own, so that its memory is its own."""
    context = multiprocessing.get_context("spawn")
    queue = context.SimpleQueue()
    process = context.Process(target=_measured, args=(str(file), queue))
    process.start()
    with watched(process.pid or 0) as memory:
        found: dict[str, Any] = json.loads(queue.get())
        process.join()
    return found | {"megabytes": memory.proportional}


def _measured(file: str, queue: Any) -> None:
    os.environ["OMP_NUM_THREADS"] = "1"
    store = MemoryStore()
    store.put("versions/data", json.dumps({"version": 1, "data_until": "2026-03-01T23:00:00+00:00"}).encode())
    desk = Desk(
        warehouse=connect(f"duckdb://{file}"),
        store=store,
        secrets=None,  # type: ignore[arg-type]  # nothing is sent here
        event_bus=MemoryBus(),
        shop=lambda: Shop("Europe/London", "GBP", "GB"),
        settings=Settings(),
        now=lambda: NOW,
    )
    started = time.perf_counter()
    report = run(desk, compute, "first", NOW)
    first = time.perf_counter() - started
    started = time.perf_counter()
    again = run(desk, compute, "second", NOW)
    if again.opened or again.suggested:
        raise AssertionError("the second run raised something twice")
    queue.put(json.dumps({"seconds": first, "again": time.perf_counter() - started, "opened": report.opened}))
    desk.warehouse.close()
