"""Units a day in stock, as buyers know it; and what was not sold for want of stock."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inventory_alerts import negative_binomial
from inventory_alerts.forecast import Levels, sizes
from inventory_alerts.inputs import Flags, Floats, Matrix, Whole

WINDOWS = ((7, 5), (30, 15), (90, 30))  # days, and how many of them must be in stock for a figure


@dataclass(frozen=True, slots=True)
class Velocity:
    """Units a day in stock of one window; NaN below the least number of days in stock."""

    units_a_day: Floats
    days_in_stock: Whole
    least: int


def velocity(units: Matrix, in_stock: Flags, days: int, least: int) -> Velocity:
    """Net units over days in stock of the last `days`: 50 sold with 10 of 42 days out of stock are 50 / 32 = 1.56."""
    window = slice(max(0, units.shape[1] - days), None)
    counted = in_stock[:, window].sum(axis=1, dtype=np.int32)
    sold = units[:, window].sum(axis=1, dtype=np.float64)
    figure = np.where(counted >= least, sold / np.maximum(counted, 1), np.nan)
    return Velocity(np.asarray(figure), np.asarray(counted, np.int32), least)


def why_unknown(days: int, days_in_stock: int, least: int) -> str | None:
    """The reason beside a velocity that is null."""
    if days_in_stock >= least:
        return None
    return f"in stock on {days_in_stock} of the last {days} days; {least} are needed"


def week_over_week(units: Matrix, in_stock: Flags) -> Floats:
    """Last seven days' units over the seven before, minus 1; NaN where those are 0 or a week was short of stock."""
    this, before = units[:, -7:].sum(axis=1), units[:, -14:-7].sum(axis=1)
    least = WINDOWS[0][1]
    stocked = (in_stock[:, -7:].sum(axis=1) >= least) & (in_stock[:, -14:-7].sum(axis=1) >= least)
    return np.asarray(np.where(stocked & (before > 0), this / np.maximum(before, 1e-9) - 1.0, np.nan), np.float64)


def days_since_sale(units: Matrix) -> Floats:
    """1 where the last sale was yesterday; NaN where there was none."""
    sold = units > 0
    last = units.shape[1] - np.argmax(sold[:, ::-1], axis=1) - 1
    return np.asarray(np.where(sold.any(axis=1), units.shape[1] - last, np.nan), np.float64)


def missed(levels: Levels, in_stock: Flags, first_day: Whole, days: int = 28) -> tuple[Floats, Floats, Floats]:
    """Units not sold in the last `days` for want of stock: an 80 % interval around its mean, as (low, mean, high).

    Demand at the item's own rate on each day without stock since it first appeared.
    """
    d = in_stock.shape[1]
    known = np.arange(d - min(days, d), d) >= first_day[:, None]
    empty = (~in_stock[:, -min(days, d) :] & known).sum(axis=1)
    mean = levels.rate * empty
    size = sizes(mean, levels)
    low = negative_binomial.quantile(0.1, mean, size)
    high = negative_binomial.quantile(0.9, mean, size)
    return np.where(empty > 0, low, 0.0), mean, np.where(empty > 0, high, 0.0)
