"""What sells far more or far less than in the eight weeks before, and chance does not explain it.

Last week against a negative binomial baseline; the false-discovery rate is held over the whole catalogue
(Benjamini and Hochberg, 1995). A mere "+50 % week over week" is chance in most cases.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inventory_alerts import negative_binomial
from inventory_alerts.candidates import found, together
from inventory_alerts.forecast import Tuning
from inventory_alerts.inputs import Flags, Floats, Inputs, Matrix, Steps
from inventory_alerts.outcome import Candidates, Words
from inventory_alerts.outlook import Outlook
from inventory_alerts.stock_now import StockNow

WEEK, BASELINE = 7, 56  # days
_LEAST_BASELINE = 28  # ordinary days in stock that a baseline needs
_LEAST_NOW = 5  # days in stock of the week
_LASTS = 3.25  # times the baseline forecast of next week; chosen on days 120 to 231: seven of ten stay up
_PRICE_MOVED = 0.1  # a price cut (rise) of a tenth explains a trend
_YOUNG = 91  # days within which a rise is a launch
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Trends:
    """`n` items; p-values are NaN where there is no baseline."""

    week: Floats  # units of the last seven days
    before: Floats  # of the seven before
    baseline: (
        Floats  # units expected of this week's days in stock, by ordinary days of the eight weeks before the last two
    )
    rises: Floats  # P(at least the week's units), had the rate risen by `change` and no more
    falls: Floats  # P(at most the week's units), had the rate not changed


def trends(units: Matrix, in_stock: Flags, promoted: Steps, *, change: float, tuning: Tuning | None = None) -> Trends:
    """`d` days of history, 70 of them used; days without stock and promoted days are no baseline.

    The week before the last is no baseline either: a rise seldom begins on the day a week is counted from.
    Of a rise the test asks whether the rate rose by more than `change`, so that the claim "+50 %" itself is held to the
    false-discovery rate. A week that fell holds too few units for that; there the question is whether it fell at all.
    """
    tuning = tuning or Tuning()
    d = units.shape[1]
    window = slice(d - 2 * WEEK - BASELINE, d - 2 * WEEK)
    ordinary = in_stock[:, window] & (promoted[:, window] == 0)
    by_week = ordinary.reshape(len(units), -1, WEEK).sum(axis=2)
    sales = (units[:, window] * ordinary).reshape(len(units), -1, WEEK).sum(axis=2, dtype=np.float64)
    days, sold = by_week.sum(axis=1), sales.sum(axis=1)
    now = in_stock[:, -WEEK:].sum(axis=1)
    week = units[:, -WEEK:].sum(axis=1, dtype=np.float64)
    before = units[:, -2 * WEEK : -WEEK].sum(axis=1, dtype=np.float64)
    baseline = np.maximum(
        (sold + 0.5) / np.maximum(days, 1) * now, _TINY
    )  # half a unit: Jeffreys' prior of a Poisson rate
    usual = tuning.clumping + tuning.drift * baseline
    spread = _spread(sales, by_week, usual, tuning.spread_strength)
    relative = tuning.drift * spread / usual + spread / (sold + 0.5)
    clumping = tuning.clumping * spread / usual

    def size(mean: Floats) -> Floats:
        variance = clumping * mean + relative * mean**2
        return np.asarray(mean**2 / np.maximum(variance - mean, 0.02 * mean + _TINY))

    known = (days >= _LEAST_BASELINE) & (now >= _LEAST_NOW)
    more = (1 + change) * baseline
    rises = np.where(known, negative_binomial.at_least(week, more, size(more)), np.nan)
    falls = np.where(known, 1.0 - negative_binomial.at_least(week + 1, baseline, size(baseline)), np.nan)
    return Trends(week, before, baseline, np.asarray(rises), np.asarray(falls))


def _spread(sales: Floats, days: Floats, usual: Floats, strength: float) -> Floats:
    """Pearson's dispersion of the baseline's weeks, shrunk to the usual; the week that is judged has no say in it."""
    mean = (sales.sum(axis=1) / np.maximum(days.sum(axis=1), 1))[:, None] * days
    squares = np.where(mean > 0, (sales - mean) ** 2 / np.maximum(mean, _TINY), 0.0).sum(axis=1)
    freedom = np.maximum((days > 0).sum(axis=1) - 1, 0)
    return np.asarray((squares + strength * usual) / (freedom + strength))


def discoveries(p_values: Floats, share: float) -> Flags:
    """Benjamini and Hochberg: those of which at most this share is chance. NaN is not tested."""
    tested = np.flatnonzero(~np.isnan(p_values))
    order = tested[np.argsort(p_values[tested], kind="stable")]
    under = np.flatnonzero(p_values[order] <= share * np.arange(1, len(order) + 1) / max(len(order), 1))
    answer = np.zeros(len(p_values), np.bool_)
    if len(under):
        answer[order[: under[-1] + 1]] = True
    return answer


def rising(trend: Trends, change: float, share: float) -> Flags:
    """At least +50 % against eight weeks and against last week, and no chance."""
    grown = (trend.week >= (1 + change) * trend.baseline) & (trend.week >= (1 + change) * trend.before)
    return np.asarray(discoveries(trend.rises, share) & grown)


def falling(trend: Trends, change: float, share: float) -> Flags:
    """At most half of eight weeks and of last week, and no chance."""
    shrunk = (trend.week <= (1 - change) * trend.baseline) & (trend.week <= (1 - change) * trend.before)
    return np.asarray(discoveries(trend.falls, share) & shrunk)


def lasting(trend: Trends, next_week: Floats) -> Flags:
    """The rise is forecast to stay: what ends with its promotion does not."""
    return np.asarray(next_week >= _LASTS * trend.baseline)


def trending(inputs: Inputs, stock: StockNow, outlook: Outlook) -> Candidates:
    """Both directions; products younger than `new_for_days` have no baseline to rise above."""
    settings = inputs.settings
    d = inputs.units.shape[1]
    if d < 2 * WEEK + BASELINE:
        nothing = np.zeros(len(inputs.units), np.bool_)
        return found(nothing, "trending_up", "")
    change = settings.trend_change
    trend = trends(inputs.units, inputs.in_stock, inputs.promoted, change=change)
    next_week = outlook.mean(WEEK)
    old_enough = (stock.age_days >= settings.new_for_days + WEEK) & ~inputs.muted
    up = rising(trend, settings.trend_change, settings.trend_false_discovery) & old_enough
    down = falling(trend, settings.trend_change, settings.trend_false_discovery) & old_enough
    parts = []
    fleeting = np.where(lasting(trend, next_week), "", "may_not_last")
    # What a week earns more, if there is stock for it, or less; of a rise what is forecast, for a fall what is gone.
    more, less = np.maximum(next_week - trend.baseline, 0.0), np.abs(trend.week - trend.baseline)
    for kind, holds, p_value, way, units in (
        ("trending_up", up, trend.rises, 1, more),
        ("trending_down", down, trend.falls, -1, less),
    ):
        parts.append(
            found(
                holds,
                kind,
                fleeting if way > 0 else "",  # of a fall nothing is promised: `score_card.push` has the last word
                probability=1.0 - p_value,
                horizon_days=WEEK,
                money=units * stock.margin,
                money_basis="lost_margin",
                expected=next_week,
                observed=trend.week,
                baseline=trend.baseline,
                threshold=1.0 + way * settings.trend_change,
                cause=_cause(inputs, stock, way),
            )
        )
    return together(parts)


def _cause(inputs: Inputs, stock: StockNow, way: int) -> Words:
    """A promotion that runs (rise) or ended (fall), a price that moved, a launch; the first that holds."""
    d = inputs.units.shape[1]
    promoted = inputs.promoted[:, :d] > 0
    this, before = promoted[:, -WEEK:].any(axis=1), promoted[:, -2 * WEEK : -WEEK].any(axis=1)
    campaign = this if way > 0 else before & ~this
    price = way * inputs.price_change <= -_PRICE_MOVED
    young = (stock.age_days < _YOUNG) & (way > 0)
    return np.asarray(np.select([campaign, price, young], ["promotion", "price", "new"], "unknown"))
