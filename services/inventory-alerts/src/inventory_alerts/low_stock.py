"""What has run out, and what will within a week: the tail of demand against what is there and lands in time.

A low-stock alert is scored after 10 days ("did not run out within 10 days" is false), those worded "within 7 days" too.
"""

from __future__ import annotations

import numpy as np

from inventory_alerts.candidates import found, together
from inventory_alerts.inputs import Floats, Inputs
from inventory_alerts.outcome import Candidates
from inventory_alerts.outlook import Outlook
from inventory_alerts.stock_now import StockNow, lost_margin

WEEK = 7
SAID_LATER = 10  # days that the words reach below `within_7_probability`
_STILL_SELLS = 1.0  # units expected in four weeks; an empty shelf of what sells less often is no news


def stock_out(inputs: Inputs, stock: StockNow, outlook: Outlook) -> Candidates:
    """Nothing available of a product that still sells: a fact, so only an old count keeps it from being pushed."""
    expected = outlook.mean(28)
    reason = np.where(stock.stock_old, "stock_old", "")
    holds = (stock.available <= 0) & (expected >= _STILL_SELLS) & ~inputs.muted
    return found(
        holds,
        "stock_out",
        reason,
        money=lost_margin(outlook, stock.available, stock.cover_days, stock.margin, holds),
        money_basis="lost_margin",
        expected=outlook.mean(stock.cover_days),
        observed=stock.available,
        threshold=0.0,
        horizon_days=1,
    )


def low_stock(inputs: Inputs, stock: StockNow, outlook: Outlook, out_within_7: Floats) -> Candidates:
    """P(demand of seven days >= what is available and lands before) from `watch_probability` on.

    Pushed from `act_probability` on, but never a product too slow for any rule to be right about.
    """
    settings = inputs.settings
    weekly = outlook.levels.rate * WEEK
    reason = np.select(
        [
            out_within_7 < settings.act_probability,
            weekly < settings.act_weekly_units,
            stock.stock_old,
        ],
        ["below_act", "slow_product", "stock_old"],
        "",
    )
    sure = out_within_7 >= settings.within_7_probability
    holds = (stock.available > 0) & (out_within_7 >= settings.watch_probability) & ~inputs.muted
    return found(
        holds,
        "low_stock",
        reason,
        probability=out_within_7,
        horizon_days=np.where(sure, WEEK, SAID_LATER).astype(np.int32),
        money=lost_margin(outlook, stock.available, stock.cover_days, stock.margin, holds),
        money_basis="lost_margin",
        expected=outlook.mean(WEEK),
        observed=stock.available,
        threshold=settings.watch_probability,
    )


def shortages(inputs: Inputs, stock: StockNow, outlook: Outlook, out_within_7: Floats) -> Candidates:
    return together([stock_out(inputs, stock, outlook), low_stock(inputs, stock, outlook, out_within_7)])
