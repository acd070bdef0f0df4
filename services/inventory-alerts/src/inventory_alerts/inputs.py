"""What the engine needs of a shop: numpy arrays over items, an item being one product at one location.

Days are shop days. A matrix over days ends with yesterday in its last column; what lies ahead begins with today.
Unknown numbers are NaN, never 0. Quantities are units of stock, bundles already exploded into components.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Matrix = NDArray[np.float32]  # items x days; 70,000 x 365 are 102 MB
Flags = NDArray[np.bool_]
Whole = NDArray[np.int32]
Steps = NDArray[np.uint8]  # class of promotion

DAYS_AHEAD = 120  # the furthest any rule looks: two months of lead time, a month of review, 30 days of overstock


LITTLE = 1 / 5_000  # of the sales of four weeks: what nobody acts on, one by one


def coded(category: Whole) -> tuple[Whole, int]:
    """Categories without -1, which gets a code of its own, and how many codes there are."""
    count = int(np.max(category)) + 1 if len(category) else 0
    return np.asarray(np.where(category < 0, count, category), np.int32), count + 1


def summed(values: Matrix | Floats, code: Whole, count: int) -> Floats:
    """(count, columns) sums of rows by code; ten times as fast as `np.add.at`."""
    columns = range(values.shape[1])
    return np.stack([np.bincount(code, weights=values[:, each], minlength=count) for each in columns], axis=1)


@dataclass(frozen=True, slots=True)
class Settings:
    """A shop's knobs, with the values that measured best (days 120 to 231 of the public grocer) as defaults."""

    act_probability: float = 0.8  # low stock, pushed; measured: at most 5 % did not run out within 10 days
    within_7_probability: float = 0.9  # from here the words are "within 7 days", below "within 10 days"
    watch_probability: float = 0.5
    act_weekly_units: float = 3.0  # slower products get no pushed low-stock alert: even the true rate cannot tell
    service_level: float = 0.95  # share of replenishment cycles without a stock-out that reorders aim at
    order_cover_days: int = 14  # what an order should last beyond lead time and review; the shop's rhythm of buying
    overstock_after_days: int = 30  # stock beyond lead time and review that is too much
    overstock_probability: float = 0.9
    dead_after_days: int = 180
    slow_after_days: int = 30
    new_for_days: int = 28  # no slow-mover or trend alert for younger products
    trend_change: float = 0.5  # at least +50 % (-50 %) against eight weeks, and against last week
    trend_false_discovery: float = 0.05  # over the whole catalogue, Benjamini and Hochberg
    spike_margin: float = 0.5  # a season's peak lies at least this much above the recent level
    count_older_than_days: int = 90  # a count older than this is a stock-count problem
    carrying_rate: float = 0.25  # a year's cost of holding stock, as a share of its cost
    least_at_stake: float | None = None  # money; what has less is watched; None: LITTLE of the shop's sales of 28 days
    budget: float | None = None  # most that one run may suggest to spend, in the shop's currency; None: no bound


@dataclass(frozen=True, slots=True)
class Incoming:
    """Open purchase orders: `k` expected deliveries, partial receipts already taken off."""

    item: Whole  # (k,) row of the item
    day: Whole  # (k,) days from today: 0 lands today, negative is overdue and not counted on
    units: Floats  # (k,)

    @staticmethod
    def none() -> Incoming:
        return Incoming(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0))


@dataclass(frozen=True, slots=True)
class SeasonHistory:
    """What each item sold by week over some years; a yearly profile needs 104 weeks, else there is none."""

    weekly: Matrix  # (n, w) units of seven days each; the last column ends with yesterday
    holidays: tuple[tuple[date, str], ...] = ()  # the shop's country's, of these years and DAYS_AHEAD days on


@dataclass(frozen=True, slots=True)
class Inputs:
    """`n` items, `d` days of history (28 at least, 365 are enough), `DAYS_AHEAD` days ahead."""

    today: date
    units: Matrix  # (n, d) net demand per day as sold, `demand_days.sql` leaves bulk orders out
    in_stock: Flags  # (n, d) could be bought that day, see `run_stock.calendar`
    promoted: (
        Steps  # (n, d + DAYS_AHEAD) class: 0 none, 1 weak (display, below 15 % off), 2 usual, 3 strong (from 30 %)
    )
    first_day: Whole  # (n,) column of the first sale, count or receipt; d where there was none yet
    category: Whole  # (n,) 0-based code; -1: none
    on_hand: Floats  # (n,) now, rolled forward from the last count; NaN: never counted
    committed: Floats  # (n,) sold and not yet sent; 0 where the shop does not say
    stock_age_days: Floats  # (n,) since the last count; NaN: never counted
    stock_assumed: Flags  # (n,) the in-stock calendar is inferred from sales
    lead_time_days: Floats  # (n,) product's, else supplier's, else the shop's
    review_days: Floats  # (n,) days between two orders to that supplier; 1: may order every day
    unit_cost: Floats  # (n,) NaN: unknown
    price: Floats  # (n,) net of tax; NaN: unknown
    price_change: Floats  # (n,) last week's mean price over the eight weeks before it, minus 1; NaN: unknown
    pack_size: Floats  # (n,) 1 where unknown
    min_order: Floats  # (n,) units; 0 where there is none
    muted: Flags  # (n,) the shop said: never alert, never reorder
    incoming: Incoming = field(default_factory=Incoming.none)
    season: SeasonHistory | None = None
    settings: Settings = field(default_factory=Settings)

    def checked(self) -> Inputs:
        """Itself; raises ValueError where shapes do not fit or a matrix is too short."""
        n, d = self.units.shape
        if d < 28:  # noqa: PLR2004 - one run of the exponentially weighted mean
            raise ValueError(f"units: {d} days; at least 28 are needed, zero-filled where the shop is younger")
        for name in (
            "first_day",
            "category",
            "on_hand",
            "committed",
            "stock_age_days",
            "stock_assumed",
            "muted",
            "lead_time_days",
            "review_days",
            "unit_cost",
            "price",
            "price_change",
            "pack_size",
            "min_order",
        ):
            if getattr(self, name).shape != (n,):
                raise ValueError(f"{name}: shape {getattr(self, name).shape}, expected {(n,)}")
        if self.in_stock.shape != (n, d) or self.promoted.shape != (n, d + DAYS_AHEAD):
            raise ValueError(f"in_stock {self.in_stock.shape}, promoted {self.promoted.shape}, units {(n, d)}")
        return self
