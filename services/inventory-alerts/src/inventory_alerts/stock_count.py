"""Counts that cannot be trusted: negative, missing, or so old that what was rolled forward from them is guesswork."""

from __future__ import annotations

import numpy as np

from inventory_alerts.candidates import found
from inventory_alerts.inputs import Inputs
from inventory_alerts.outcome import Candidates
from inventory_alerts.outlook import Outlook
from inventory_alerts.stock_now import StockNow

_COUNTING_SHOP = 0.5  # share of the selling items with a count from which a missing one is a problem, not the rule


def stock_count_problem(inputs: Inputs, stock: StockNow, outlook: Outlook) -> Candidates:
    """Negative is a fact and pushed; missing and old are told where the item sells, and never pushed."""
    selling = outlook.mean(28) >= 1.0  # a unit in four weeks
    counted = ~np.isnan(inputs.on_hand)
    shop_counts = counted[selling].mean() >= _COUNTING_SHOP if selling.any() else False
    negative = counted & (inputs.on_hand < 0)
    missing = ~counted & selling & shop_counts
    old = counted & ~negative & stock.stock_old & selling
    cause = np.select([negative, missing, old], ["negative", "missing", "old"], "")
    return found(
        (negative | missing | old) & ~inputs.muted,
        "stock_count_problem",
        np.where(negative, "", "no_loss_yet"),
        expected=outlook.mean(28),
        observed=np.where(old, inputs.stock_age_days, inputs.on_hand),
        threshold=np.where(old, float(inputs.settings.count_older_than_days), 0.0),
        cause=cause,
    )
