"""Shops of 68,000 products for the speed of recommendations: Complete Journey's baskets, spread over more customers.

A spread of ten gives each household's baskets to ten customers in turn; copies repeat all of it with a fifth of the
products drawn anew from the same shelf, so that no two copies are alike.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from recommendations_v2.purchases import DAY, Purchases, Whole
from shared.warehouse import Column, Query, Warehouse
from tests.benchmarks.recommendations_data import Shop, complete_journey

_REDRAWN = 0.2  # of a copy's lines
_LOOKS = 4  # of a customer in the last four weeks
_TYPES = {"STRING": pa.string(), "INT64": pa.int64(), "FLOAT64": pa.float64()}


@dataclass(frozen=True, slots=True)
class Size:
    """Copies of the grocer, each household's baskets given to so many customers in turn."""

    name: str
    copies: int
    spread: int

    @property
    def customers(self) -> int:
        return 2_467 * self.copies * self.spread


def moment_of(shop: Shop) -> datetime:
    """Just after the last purchase."""
    return datetime.fromtimestamp(int(np.max(shop.purchases.at)) + 1, UTC)


def customer_id(number: int) -> str:
    return f"customer-{number:07}"


def fill(warehouse: Warehouse, shop: Shop, size: Size, seed: int = 5) -> int:
    """Sell it all; answers how many lines there are."""
    drawn, lines = np.random.default_rng(seed), 0
    with tempfile.TemporaryDirectory() as name:
        files = []
        for copy in range(size.copies):
            path = Path(name) / f"lines{copy}.parquet"
            lines += _copy(path, shop, size, copy, drawn)
            files.append(path)
        columns = [Column(each, kind) for each, kind in _LINES.items()]
        with warehouse.change() as change:
            change.stage("lines", columns, files)
            change.stage("goods", [Column(each, "STRING") for each in _GOODS], [_goods(Path(name), shop)])
            change.stage(
                "seen", [Column(each, kind) for each, kind in _SEEN.items()], [_seen(Path(name), shop, size, drawn)]
            )
            for query in (_SELL, _STOCK_UP, _COUNT, _ROLL_UP, _OPEN, _LOOK):
                change.execute(Query("fill", query, {}), {})
    return lines


def households(shop: Shop, size: Size) -> Purchases:
    """The grocer's own purchases with the customers of the first copy."""
    return _spread(shop.purchases, size, 0)


def _spread(bought: Purchases, size: Size, copy: int) -> Purchases:
    customer = (copy * 2_467 + bought.customer) * size.spread + bought.basket % size.spread
    return Purchases(customer, bought.basket, bought.product, bought.at, bought.local, bought.place, bought.paid)


_LINES = {
    "line": "INT64",
    "customer": "INT64",
    "basket": "INT64",
    "product": "INT64",
    "place": "INT64",
    "paid": "FLOAT64",
    "at": "INT64",
}
_GOODS = ("product_id", "title", "category", "brand")
_SEEN = {"look": "INT64", "customer": "INT64", "product": "INT64", "at": "INT64"}


def _copy(path: Path, shop: Shop, size: Size, copy: int, drawn: np.random.Generator) -> int:
    bought = _spread(shop.purchases, size, copy)
    product = bought.product
    if copy:
        product = product.copy()
        again = np.flatnonzero(drawn.random(len(product)) < _REDRAWN)
        product[again] = _of_the_same_shelf(shop, product[again], drawn)
    count = len(product)
    parts = {
        "line": copy * count + np.arange(count),
        "customer": bought.customer,
        "basket": copy * 1_000_000 + bought.basket,
        "product": product,
        "place": bought.place,
        "paid": bought.paid,
        "at": bought.at,
    }
    pq.write_table(pa.table({name: pa.array(values, _TYPES[_LINES[name]]) for name, values in parts.items()}), path)
    return count


def _of_the_same_shelf(shop: Shop, product: Whole, drawn: np.random.Generator) -> Whole:
    by_shelf = np.argsort(shop.catalogue.shelf, kind="stable")
    start = np.searchsorted(shop.catalogue.shelf[by_shelf], np.arange(shop.catalogue.shelves + 1))
    shelf = shop.catalogue.shelf[product]
    size = start[shelf + 1] - start[shelf]
    return by_shelf[start[shelf] + (drawn.random(len(product)) * size).astype(np.int64)]


def _goods(folder: Path, shop: Shop) -> Path:
    catalogue, path = shop.catalogue, folder / "goods.parquet"
    pq.write_table(
        pa.table(
            {
                "product_id": [str(each) for each in range(catalogue.products)],
                "title": [f"Product {each} of shelf {shelf}" for each, shelf in enumerate(catalogue.shelf)],
                "category": [
                    f"{department} > {category} > {shelf}"
                    for department, category, shelf in zip(
                        catalogue.department, catalogue.category, catalogue.shelf, strict=True
                    )
                ],
                "brand": [f"brand {each}" for each in catalogue.maker],
            }
        ),
        path,
    )
    return path


def _seen(folder: Path, shop: Shop, size: Size, drawn: np.random.Generator) -> Path:
    count, path = size.customers * _LOOKS, folder / "seen.parquet"
    until = int(np.max(shop.purchases.at))
    columns = {
        "look": np.arange(count),
        "customer": drawn.integers(0, size.customers, count),
        "product": drawn.choice(shop.purchases.product, count),
        "at": until - drawn.integers(0, 28 * DAY, count),
    }
    pq.write_table(pa.table({name: pa.array(values, pa.int64()) for name, values in columns.items()}), path)
    return path


_AT = "TIMESTAMP_ADD(TIMESTAMP '1970-01-01 00:00:00+00', INTERVAL at SECOND)"
_WHO = "CONCAT('customer-', SUBSTR(CAST(customer + 10000000 AS STRING), 2, 7))"
_SELL = f"""
INSERT INTO sales (
  entry_id, kind, order_id, line_type, line_type_given, occurred_at, local_date, ordered_at, ordered_local_date,
  ordered_at_given, is_order_start, customer_id, product_id, quantity, gross_amount, discount_amount, net_amount,
  currency, original_amount, fx_rate, location_id, is_test, load_id)
SELECT
  CAST(line AS STRING), 'sale', CAST(basket AS STRING), 'merchandise', 'merchandise', {_AT}, DATE({_AT}, 'UTC'), {_AT},
  DATE({_AT}, 'UTC'), TRUE, FALSE, {_WHO}, CAST(product AS STRING), CAST(1 AS NUMERIC), CAST(paid AS NUMERIC),
  CAST(0 AS NUMERIC), CAST(paid AS NUMERIC), 'USD', CAST(paid AS NUMERIC), CAST(1 AS NUMERIC), CAST(place AS STRING),
  FALSE, 'bench'
FROM lines
"""
_STOCK_UP = """
INSERT INTO products (product_id, title, category, brand, price, unit_cost, is_consumable, active, load_id, recorded_at)
SELECT product_id, title, category, brand, CAST(3 AS NUMERIC), CAST(2 AS NUMERIC), TRUE, TRUE, 'bench',
  TIMESTAMP '2017-01-01 00:00:00+00'
FROM goods
"""
_COUNT = f"""
INSERT INTO stock_counts (product_id, location_id, counted_at, on_hand, load_id, recorded_at)
SELECT CAST(product AS STRING), 'all', MAX({_AT}), CAST(1000 AS NUMERIC), 'bench', MAX({_AT})
FROM lines
GROUP BY product
"""
_ROLL_UP = """
INSERT INTO daily_product_sales (
  local_date, ordered_local_date, product_id, gross_sales, discounts, refunds, net_sales, net_sales_with_cost, cost,
  costed, units, units_refunded, orders)
SELECT local_date, local_date, product_id, SUM(net_amount), CAST(0 AS NUMERIC), CAST(0 AS NUMERIC), SUM(net_amount),
  CAST(0 AS NUMERIC), CAST(0 AS NUMERIC), 0, SUM(quantity), CAST(0 AS NUMERIC), COUNT(*)
FROM sales
GROUP BY local_date, product_id
"""
_OPEN = """
INSERT INTO daily_shop_sales (
  local_date, ordered_local_date, gross_sales, discounts, refunds, net_sales, net_sales_with_cost, cost, costed, units,
  units_refunded, orders)
SELECT local_date, local_date, SUM(gross_sales), SUM(discounts), SUM(refunds), SUM(net_sales), SUM(net_sales_with_cost),
  SUM(cost), 0, SUM(units), SUM(units_refunded), SUM(orders)
FROM daily_product_sales
GROUP BY local_date
"""
_LOOK = f"""
INSERT INTO web_events (
  event_id, occurred_at, session_id, visitor_id, customer_id, event, product_id, consent, is_bot, load_id, recorded_at)
SELECT
  CAST(look AS STRING), {_AT}, CONCAT(CAST(customer AS STRING), '-', CAST(DIV(at, 86400) AS STRING)),
  CAST(customer AS STRING), {_WHO}, 'product_view', CAST(product AS STRING), 'granted', FALSE, 'bench', {_AT}
FROM seen
"""


def grocer() -> Shop:
    """Complete Journey."""
    return complete_journey()


FOUR_WEEKS = timedelta(days=28)
