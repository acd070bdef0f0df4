"""Writes a shop of any size as canonical Parquet: two years of orders of five lines, from a fixed seed, fast.

Shapes are a real shop's: few customers buy often and most a few times, new ones keep coming; few products sell most;
counters close at night; 3 % of lines come back; one cost in three is known by the product only.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

MILLION = 1_000_000
START = datetime(2022, 1, 1, tzinfo=UTC)
DAYS = 730
LINES = 5  # of an order
PRODUCTS, CATEGORIES = 1500, 12
CUSTOMERS_PER_MILLION = 20_000
GUESTS = 0.12  # share of orders without a customer
REFUNDED = 0.03  # share of lines that come back
COST_IN_LINE = 0.67  # share of lines whose source knew the cost
RETURN_DAYS = 21  # what comes back does within three weeks
CHUNK_ORDERS = 100_000  # half a million lines a row group: the writer's memory stays under 300 MB
PLACES = (("online", None, 0.55), ("counter", "north", 0.30), ("counter", "south", 0.15))  # channel, location, share
COUNTRIES = ("GB", "GB", "GB", "GB", "IE", "FR", "DE", "US")  # as often as they stand here
STAFF = 12
_QUARTER_DAY = 6 * 3600  # seconds; shops and most customers sleep for a quarter of the day
_SCHEMA = pa.schema(
    [
        ("order_id", pa.string()),
        ("kind", pa.string()),
        ("occurred_at", pa.timestamp("us", tz="UTC")),
        ("product_id", pa.string()),
        ("customer_id", pa.string()),
        ("channel", pa.string()),
        ("location_id", pa.string()),
        ("country", pa.string()),
        ("staff_id", pa.string()),
        ("quantity", pa.int64()),
        ("unit_price", pa.decimal128(12, 2)),
        ("discount_amount", pa.decimal128(12, 2)),
        ("unit_cost", pa.decimal128(12, 2)),
    ]
)


@dataclass(frozen=True)
class Catalogue:
    """Prices and costs in pence by product, and how often each is bought (adding up to 1)."""

    price: NDArray[np.int64]
    cost: NDArray[np.int64]
    demand: NDArray[np.float64]


def catalogue() -> Catalogue:
    """The shop's products, the same for every size."""
    chance = np.random.default_rng(1)
    price = chance.integers(150, 9000, PRODUCTS)
    demand = 1 / (np.arange(PRODUCTS) + 20.0)
    chance.shuffle(demand)
    return Catalogue(price, (price * chance.uniform(0.3, 0.8, PRODUCTS)).astype(np.int64), demand / demand.sum())


def write_shop(folder: Path, rows: int) -> list[Path]:
    """Write about `rows` lines of sales, refunds among them, and what belongs to them; answers the files."""
    folder.mkdir(parents=True, exist_ok=True)
    goods = catalogue()
    orders = int(rows / (LINES * (1 + REFUNDED)))
    sales = folder / "sales.parquet"
    with pq.ParquetWriter(sales, _SCHEMA, compression="zstd") as writer:
        for first in range(0, orders, CHUNK_ORDERS):
            count = min(CHUNK_ORDERS, orders - first)
            sold, returned = _lines(goods, first, count, orders, rows)
            writer.write_table(sold)
            writer.write_table(returned)
    return [sales, _write_products(folder, goods), _write_targets(folder, rows), _write_stock(folder, goods)]


def _lines(goods: Catalogue, first: int, count: int, orders: int, rows: int) -> tuple[pa.Table, pa.Table]:
    """The lines of some orders, and those of them that came back."""
    chance = np.random.default_rng([2, first])
    numbers = np.arange(first, first + count)
    seconds = _moments(numbers, orders, chance)
    place = chance.choice(len(PLACES), count, p=[share for *_, share in PLACES])
    # New customers keep coming, and a low number buys more often: the square of a uniform share.
    known = CUSTOMERS_PER_MILLION * rows / MILLION * (0.3 + 0.7 * numbers / orders)
    customer = (known * chance.uniform(0, 1, count) ** 2).astype(np.int64)
    guest = chance.uniform(0, 1, count) < GUESTS
    country = chance.integers(0, len(COUNTRIES), count)
    order = np.repeat(np.arange(count), LINES)
    product = chance.choice(PRODUCTS, count * LINES, p=goods.demand)
    quantity = chance.choice([1, 2, 3, 6], count * LINES, p=[0.7, 0.18, 0.08, 0.04])
    discount = np.where(chance.uniform(0, 1, len(order)) < 0.15, goods.price[product] * quantity // 10, 0)
    costed = chance.uniform(0, 1, len(order)) < COST_IN_LINE
    counter = place[order] > 0
    staff = np.where(counter, chance.integers(0, STAFF, count)[order], -1)

    def table(at: NDArray[np.int64], moment: NDArray[np.int64], kind: str, sign: int) -> pa.Table:
        of = order[at]
        columns = [
            _named("o", numbers[of]),
            pa.array([kind]).take(pa.array(np.zeros(len(at), np.int64))),
            pa.array(moment * MILLION, pa.int64()).cast(pa.timestamp("us", tz="UTC")),
            _named("p", product[at]),
            _named("c", customer[of], missing=guest[of]),
            pa.array([name for name, *_ in PLACES]).take(pa.array(place[of])),
            pa.array([name for _, name, _ in PLACES]).take(pa.array(place[of])),
            pa.array(COUNTRIES).take(pa.array(country[of])),
            _named("s", staff[at], missing=staff[at] < 0),
            pa.array(quantity[at] * sign),
            _pence(goods.price[product[at]]),
            _pence(discount[at] * sign),
            _pence(goods.cost[product[at]], missing=~costed[at]),
        ]
        return pa.Table.from_arrays(columns, schema=_SCHEMA)

    returned = np.flatnonzero(chance.uniform(0, 1, len(order)) < REFUNDED)
    back = seconds[order[returned]] + chance.integers(3600, RETURN_DAYS * 86400, len(returned))
    last = int(START.timestamp()) + DAYS * 86400 - 1
    sold = table(np.arange(len(order)), seconds[order], "sale", 1)
    return sold, table(returned, np.minimum(back, last), "refund", -1)


def _moments(numbers: NDArray[np.int64], orders: int, chance: np.random.Generator) -> NDArray[np.int64]:
    """When each order was placed, in seconds since 1970: more of them every month, none from midnight to six."""
    through = (np.sqrt(1 + 3 * (numbers / orders)) - 1) * DAYS  # twice as many a day at the end as in the beginning
    day = np.minimum(through.astype(np.int64), DAYS - 1)
    awake = (through - day) * (86400 - _QUARTER_DAY)
    clock = _QUARTER_DAY + np.clip(awake + chance.uniform(-60, 60, len(numbers)), 0, 86399 - _QUARTER_DAY)
    return int(START.timestamp()) + day * 86400 + clock.astype(np.int64)


def _named(letter: str, numbers: NDArray[np.int64], missing: NDArray[np.bool_] | None = None) -> pa.Array:
    names = pc.binary_join_element_wise(letter, pa.array(numbers).cast(pa.string()), "")
    return names if missing is None else pc.if_else(pa.array(missing), pa.scalar(None, pa.string()), names)


def _pence(amounts: NDArray[np.int64], missing: NDArray[np.bool_] | None = None) -> pa.Array:
    """Pence as an exact amount: hundredths by changing the scale of the same integers."""
    whole = pa.array(amounts, mask=missing).cast(pa.decimal128(20, 0))
    return pc.multiply(whole, pa.scalar("0.01").cast(pa.decimal128(3, 2))).cast(pa.decimal128(12, 2))


def _write_products(folder: Path, goods: Catalogue) -> Path:
    path = folder / "products.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["product_id", "title", "category", "unit_cost"])
        for number in range(PRODUCTS):
            cost = "" if number % 25 == 0 else f"{goods.cost[number] / 100:.2f}"  # some costs nobody knows
            writer.writerow([f"p{number}", f"Product {number}", f"Category {number % CATEGORIES}", cost])
    return path


def _write_targets(folder: Path, rows: int) -> Path:
    path = folder / "targets.csv"
    months = [f"{year}-{month:02}-01" for year in (2022, 2023) for month in range(1, 13)]
    lines = [
        f"{scope},{name},{month},{rows * 2}\n"
        for month in months
        for scope, name in (("shop", ""), ("channel", "online"))
    ]
    path.write_text("scope,scope_id,month,net_amount\n" + "".join(lines), encoding="utf-8")
    return path


def _write_stock(folder: Path, goods: Catalogue) -> Path:
    """A count of every product at the end of every quarter."""
    path = folder / "stock_counts.csv"
    days = (
        "2022-03-31",
        "2022-06-30",
        "2022-09-30",
        "2022-12-31",
        "2023-03-31",
        "2023-06-30",
        "2023-09-30",
        "2023-12-30",
    )
    lines = [
        f"p{number},{place},{day}T20:00:00Z,{int(goods.demand[number] * 40_000) + 5}\n"
        for day in days
        for place in ("north", "south")
        for number in range(PRODUCTS)
    ]
    path.write_text("product_id,location_id,counted_at,on_hand\n" + "".join(lines), encoding="utf-8")
    return path
