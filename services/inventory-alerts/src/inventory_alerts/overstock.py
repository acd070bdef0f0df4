"""More stock than will sell for long: the lower tail of demand beyond lead time and review."""

from __future__ import annotations

import numpy as np

from inventory_alerts.candidates import found
from inventory_alerts.inputs import DAYS_AHEAD, Flags, Floats, Inputs, Whole
from inventory_alerts.outcome import Candidates
from inventory_alerts.outlook import Outlook
from inventory_alerts.stock_now import StockNow, carrying_cost


def lasts_longer(outlook: Outlook, available: Floats, days: Whole | int) -> Floats:
    """P(demand of so many days < stock); NaN where stock is unknown."""
    return np.asarray(np.where(np.isnan(available), np.nan, 1.0 - outlook.at_least(available, days)))


def too_much(
    outlook: Outlook, available: Floats, days: Whole, pack: Floats, least_probability: float
) -> tuple[Flags, Floats, Floats]:
    """What lasts longer than so many days with at least that probability; the probability, and what is beyond the mean
    demand of these days: less than one pack of that, or than two pieces, is no stock to act on.
    """
    probability, excess = lasts_longer(outlook, available, days), available - outlook.mean(days)
    holds = (available > 0) & (probability >= least_probability) & (excess >= np.maximum(pack, 2.0))
    return np.asarray(holds), probability, excess


def overstock(inputs: Inputs, stock: StockNow, outlook: Outlook) -> Candidates:
    """P(more than `overstock_after_days` of stock beyond lead time and review) of at least `overstock_probability`."""
    settings = inputs.settings
    days = np.minimum(stock.cover_days + settings.overstock_after_days, DAYS_AHEAD).astype(np.int32)
    holds, probability, excess = too_much(
        outlook, stock.available, days, inputs.pack_size, settings.overstock_probability
    )
    return found(
        holds & (stock.age_days >= settings.new_for_days) & ~inputs.muted,
        "overstock",
        np.where(stock.stock_old, "stock_old", ""),
        probability=probability,
        horizon_days=days,
        money=carrying_cost(excess, outlook.levels.rate, stock.unit_cost, settings.carrying_rate),
        money_basis="carrying_cost",
        expected=outlook.mean(days),
        observed=stock.available,
        threshold=settings.overstock_probability,
    )
