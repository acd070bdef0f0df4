"""More stock than will sell for long: the lower tail of demand beyond lead time and review."""

from __future__ import annotations

import numpy as np

from inventory_alerts.candidates import found
from inventory_alerts.inputs import DAYS_AHEAD, Floats, Inputs, Whole
from inventory_alerts.outcome import Candidates
from inventory_alerts.outlook import Outlook
from inventory_alerts.stock_now import StockNow, carrying_cost


def lasts_longer(outlook: Outlook, available: Floats, days: Whole | int) -> Floats:
    """P(demand of so many days < stock); NaN where stock is unknown."""
    return np.asarray(np.where(np.isnan(available), np.nan, 1.0 - outlook.at_least(available, days)))


def overstock(inputs: Inputs, stock: StockNow, outlook: Outlook) -> Candidates:
    """P(more than `overstock_after_days` of stock beyond lead time and review) of at least `overstock_probability`."""
    settings = inputs.settings
    days = np.minimum(stock.cover_days + settings.overstock_after_days, DAYS_AHEAD).astype(np.int32)
    probability = lasts_longer(outlook, stock.available, days)
    expected = outlook.mean(days)
    excess = stock.available - expected
    # less than one pack too much, or than two pieces, is no stock to act on
    worth = excess >= np.maximum(inputs.pack_size, 2.0)
    return found(
        (stock.available > 0)
        & (probability >= settings.overstock_probability)
        & worth
        & (stock.age_days >= settings.new_for_days)
        & ~inputs.muted,
        "overstock",
        np.where(stock.stock_old, "stock_old", ""),
        probability=probability,
        horizon_days=days,
        money=carrying_cost(excess, outlook.levels.rate, stock.unit_cost, settings.carrying_rate),
        money_basis="carrying_cost",
        expected=expected,
        observed=stock.available,
        threshold=settings.overstock_probability,
    )
