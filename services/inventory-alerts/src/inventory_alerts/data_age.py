"""Until when sales and stock are known, and what that leaves out. Plain values, no table is read here.

Stock that is counted now and then is rolled forward by sales and receipts, so it is known as long as sales are. Where a
shop never tells its receipts, only counts are: then stock is as old as the last of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from inventory_alerts.kinds import KINDS, Kind

NEED_NO_STOCK: frozenset[Kind] = frozenset({"trending_up", "trending_down", "seasonal_peak"})


@dataclass(frozen=True, slots=True)
class DataAge:
    """Until when sales and stock are known; None where there are none."""

    sales_until: datetime | None
    stock_until: datetime | None


def data_age(sales_until: datetime | None, last_counted_at: datetime | None, *, has_receipts: bool) -> DataAge:
    """The age of the data as the loaded tables tell it."""
    if last_counted_at is None:
        return DataAge(sales_until, None)
    if has_receipts and sales_until is not None:
        return DataAge(sales_until, max(sales_until, last_counted_at))
    return DataAge(sales_until, last_counted_at)


def unjudged(age: DataAge, as_of: datetime, stale_after: timedelta) -> tuple[frozenset[Kind], Mapping[str, str]]:
    """The kinds that nothing can be said of, and why, for who reads the answer."""
    every: frozenset[Kind] = frozenset(KINDS)
    if age.sales_until is None:
        return every, {"alerts": "no_sales_loaded"}
    if as_of - age.sales_until > stale_after:
        return every, {"alerts": "sales_too_old"}
    if age.stock_until is None:
        return every - NEED_NO_STOCK, {"stock": "no_stock_loaded: load stock_counts to see what runs out"}
    if as_of - age.stock_until > stale_after:
        return every - NEED_NO_STOCK, {"stock": "stock_too_old"}
    return frozenset(), {}
