"""Where each item is this morning: stock, position, age, and what a unit of it earns or costs to keep."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inventory_alerts.inputs import DAYS_AHEAD, Flags, Floats, Inputs, Whole
from inventory_alerts.outlook import Outlook, landed
from inventory_alerts.velocity import days_since_sale

_PATIENCE_DAYS = 14.0  # an order is awaited at least so long after its day: suppliers are late by days, not by weeks


@dataclass(frozen=True, slots=True)
class StockNow:
    """`n` items; NaN is unknown."""

    available: Floats  # on hand - committed
    position: Floats  # available + all that is on order and not given up, see `_awaited`
    cover_days: Whole  # lead time + review, 1 to DAYS_AHEAD
    age_days: Floats  # since the item first appeared
    days_since_sale: Floats
    margin: Floats  # of one unit
    unit_cost: Floats
    stock_old: Flags  # last counted longer ago than the shop allows


def stock_now(inputs: Inputs) -> StockNow:
    """From what was counted, sold and ordered."""
    n, d = inputs.units.shape
    available = inputs.on_hand - inputs.committed
    coming = (
        landed(inputs.incoming, n, DAYS_AHEAD)[:, -1] + _awaited(inputs) if len(inputs.incoming.item) else np.zeros(n)
    )
    cover = np.clip(np.ceil(inputs.lead_time_days + inputs.review_days), 1, DAYS_AHEAD)
    return StockNow(
        available=available,
        position=available + coming,
        cover_days=cover.astype(np.int32),
        age_days=(d - inputs.first_day).astype(np.float64),
        days_since_sale=days_since_sale(inputs.units),
        margin=np.maximum(inputs.price - inputs.unit_cost, 0.0),
        unit_cost=inputs.unit_cost,
        stock_old=inputs.stock_age_days > inputs.settings.count_older_than_days,
    )


def _awaited(inputs: Inputs) -> Floats:
    """(n,) units that are overdue by no more than their lead time, two weeks at least.

    Nobody can say when they come, so no alert counts on them; but what is ordered is not ordered again. Later than that
    the order is taken for forgotten.
    """
    coming = inputs.incoming
    patience = np.maximum(inputs.lead_time_days, _PATIENCE_DAYS)[coming.item]
    late = (coming.day < 0) & (coming.day >= -patience)
    return np.bincount(coming.item[late], weights=coming.units[late], minlength=len(inputs.on_hand))


def lost_margin(outlook: Outlook, stock: Floats, days: Whole, margin: Floats, of: Flags) -> Floats:
    """Mean margin of the demand that this stock cannot serve in so many days; NaN of others than `of`."""
    rows = np.flatnonzero(of).astype(np.int32)
    lost = np.full(len(stock), np.nan)
    lost[rows] = outlook.only(rows).lost(np.nan_to_num(stock[rows]), days[rows]) * margin[rows]
    return lost


def carrying_cost(excess: Floats, rate: Floats, unit_cost: Floats, carrying_rate: float) -> Floats:
    """Cost of holding the excess until it is sold, a year at most: on average half of it is there for all that time."""
    years = np.minimum(excess / np.maximum(rate, 1e-9), 365.0) / 365.0
    return np.asarray(np.maximum(excess, 0.0) * unit_cost * carrying_rate * np.where(years < 1.0, years / 2.0, 1.0))
