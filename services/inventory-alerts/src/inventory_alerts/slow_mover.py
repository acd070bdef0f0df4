"""Silence: in stock, and nothing sold for too long, against a fixed time or against the product's own rhythm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inventory_alerts.candidates import found, together
from inventory_alerts.inputs import Flags, Floats, Inputs, Matrix
from inventory_alerts.outcome import Candidates
from inventory_alerts.outlook import Outlook
from inventory_alerts.stock_now import StockNow, carrying_cost

SURPRISE = 0.001  # chance of so long a silence at the product's own rate; measured beside 0.01 and 0.0001
AGAIN_WITHIN = 30  # days in which a product that sells again was no slow mover
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Silence:
    """`n` items; days in stock since the last sale, and what was expected in them."""

    days: Floats
    expected: Floats
    chance: Floats  # of no sale in that time, at the rate before it


def silence(units: Matrix, in_stock: Flags, spread: Floats) -> Silence:
    """The rate before the silence is units over days in stock until the last sale, of which at least 28 are needed.

    With `spread`, the variance over the mean of a week's demand, buyers come in fewer, larger clumps:
    the chance of none in m units expected is that of a Poisson with m / spread clumps.
    """
    d = units.shape[1]
    sold = units > 0
    last = np.where(sold.any(axis=1), d - 1 - np.argmax(sold[:, ::-1], axis=1), -1)
    days = (in_stock & (np.arange(d) > last[:, None])).sum(axis=1, dtype=np.int32).astype(np.float64)
    before = in_stock.sum(axis=1, dtype=np.int32) - days
    rate = np.where(before >= 28, units.sum(axis=1) / np.maximum(before, 1), 0.0)  # noqa: PLR2004 - see above
    expected = rate * days
    return Silence(days, expected, np.asarray(np.exp(-expected / np.maximum(spread, 1.0))))


def too_silent(quiet: Silence, slow_after_days: int) -> Flags:
    """Silent for so many days in stock, and no chance at the rate before."""
    return np.asarray((quiet.days >= slow_after_days) & (quiet.chance < SURPRISE))


def slow_mover(inputs: Inputs, stock: StockNow, outlook: Outlook, quiet: Silence) -> Candidates:
    """In stock, not new, silent for `slow_after_days` in stock and far longer than its own rhythm explains."""
    settings = inputs.settings
    again = outlook.at_least(np.ones(len(quiet.days)), AGAIN_WITHIN)
    holds = (
        (stock.available > 0)
        & (stock.age_days >= settings.new_for_days + settings.slow_after_days)
        & too_silent(quiet, settings.slow_after_days)
        & ~inputs.muted
    )
    reason = np.select([inputs.stock_assumed, stock.stock_old], ["stock_assumed", "stock_old"], "")
    return found(
        holds & ~_dead(inputs, stock),
        "slow_mover",
        reason,
        probability=1.0 - again,
        horizon_days=AGAIN_WITHIN,
        money=_cost(inputs, stock, outlook),
        money_basis="carrying_cost",
        expected=outlook.mean(AGAIN_WITHIN),
        observed=quiet.days,
        baseline=quiet.expected,
        threshold=float(settings.slow_after_days),
    )


def dead_stock(inputs: Inputs, stock: StockNow, outlook: Outlook) -> Candidates:
    """In stock, and no sale for `dead_after_days`: a fact where the history is that long."""
    settings = inputs.settings
    silent = np.where(np.isnan(stock.days_since_sale), stock.age_days, stock.days_since_sale)
    return found(
        _dead(inputs, stock) & ~inputs.muted,
        "dead_stock",
        np.where(stock.stock_old, "stock_old", ""),
        horizon_days=1,
        money=_cost(inputs, stock, outlook),
        money_basis="carrying_cost",
        expected=outlook.mean(AGAIN_WITHIN),
        observed=silent,
        threshold=float(settings.dead_after_days),
    )


def _dead(inputs: Inputs, stock: StockNow) -> Flags:
    """Never sold counts from the day the item appeared; out of stock for half of that time, it had no chance."""
    after = inputs.settings.dead_after_days
    silent = np.where(np.isnan(stock.days_since_sale), stock.age_days, stock.days_since_sale)
    stocked = inputs.in_stock[:, -min(after, inputs.in_stock.shape[1]) :].mean(axis=1)
    half = 0.5
    return np.asarray((stock.available > 0) & (silent >= after) & (stocked >= half), np.bool_)


def _cost(inputs: Inputs, stock: StockNow, outlook: Outlook) -> Floats:
    return carrying_cost(
        np.maximum(stock.available, 0.0), outlook.levels.rate, stock.unit_cost, inputs.settings.carrying_rate
    )


def silences(inputs: Inputs, stock: StockNow, outlook: Outlook) -> Candidates:
    quiet = silence(inputs.units, inputs.in_stock, outlook.levels.spread)
    return together([slow_mover(inputs, stock, outlook, quiet), dead_stock(inputs, stock, outlook)])
