"""How much each item sells on an ordinary day in stock, and how surely: the ground of every rule.

The rate blends a 28-day exponentially weighted mean with a long-run mean, both over days in stock and both corrected
for weekday, promotion and season (exposure: what a day in stock counts for). Around it lies a negative binomial
whose variance is the item's own where its weeks tell, else that of its like. Measured:
`python -m tests.benchmarks inventory`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from inventory_alerts.inputs import Flags, Floats, Matrix, Steps, Whole, coded, summed

CLASSES = 4  # of promotion: none, and three strengths
_ROWS = 4096  # items at a time: their matrices stay in the processor's cache
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Tuning:
    """Constants of the method, chosen by log-likelihood on days 120 to 231 of the public grocer."""

    recent_days: float = 28.0  # time constant of the recent mean
    long_days: float = 180.0  # of the long-run mean: longer, and tastes of last year weigh too much
    long_strength: float = 4.0  # units of sales at which the recent mean weighs as much as the long-run mean
    prior_strength: float = 1.0  # units of sales at which an item's own mean weighs as much as its category's
    clumping: float = 1.5  # variance over mean of a week's sales of a slow item: several pieces in one basket
    drift: float = 0.05  # and of what a week's mean adds to it: rates move
    spread_strength: float = 12.0  # weeks of evidence the two figures above are worth against the item's own
    lift_strength: float = 10.0  # units sold in promotion at which an item's own lift weighs as much as its category's


@dataclass(frozen=True, slots=True)
class Levels:
    """What the history says about each item."""

    rate: Floats  # (n,) units a day at exposure 1
    evidence: Floats  # (n,) units of sales the rate rests on: its relative variance is spread / evidence
    spread: Floats  # (n,) variance over mean of an ordinary week's demand: clumping + drift x its mean
    clumping: Floats  # (n,) variance over mean of demand at a steady rate
    drift: Floats  # (n,) relative variance of the rate from one week to another
    lift: Floats  # (n, CLASSES) what a promotion of that class multiplies demand by; 1 for none
    weekday: Floats  # (categories + 1, 7) from Monday, mean 1; the last row is the whole shop's
    category: Whole  # (n,) row of `weekday`

    def only(self, rows: Whole) -> Levels:
        """Of some items."""
        return Levels(
            self.rate[rows],
            self.evidence[rows],
            self.spread[rows],
            self.clumping[rows],
            self.drift[rows],
            self.lift[rows],
            self.weekday,
            self.category[rows],
        )

    def wider(self, rows: Flags, factor: float) -> Levels:
        """The same rates, less sure of `rows`: every part of their variance times `factor`."""
        times = np.where(rows, factor, 1.0)
        return replace(self, spread=self.spread * times, clumping=self.clumping * times, drift=self.drift * times)


@dataclass(frozen=True, slots=True)
class _History:
    """`n` items over `d` days that end with yesterday, cleared of what makes days unlike."""

    units: Matrix  # (n, d)
    exposure: Matrix  # (n, d) what the day counted for: 0 out of stock or closed, else times season
    promoted: Steps  # (n, d)
    category: Whole  # (n,) without -1
    categories: int
    weekday: Whole  # (d,) Monday 0
    calendar: Floats  # (d,)


@dataclass(frozen=True, slots=True)
class _Sums:
    """Per item, promotion class and weekday: what was sold, and the days in stock, by three weights of a day."""

    sold: Floats  # (n, CLASSES, 3)
    days: Floats  # (n, CLASSES, 3, 7)


_PLAIN, _LONG, _RECENT = range(3)


def _sums(history: _History, tuning: Tuning) -> _Sums:
    n, d = history.units.shape
    age = np.arange(d, 0, -1)
    weights = np.stack([np.ones(d), np.exp(-age / tuning.long_days), np.exp(-age / tuning.recent_days)], axis=1)
    by_weekday = np.zeros((d, 3, 7), np.float32)
    by_weekday[np.arange(d), :, history.weekday] = weights * history.calendar[:, None]
    flat, plain = by_weekday.reshape(d, 21), weights.astype(np.float32)
    sold = np.zeros((n, CLASSES, 3))
    days = np.zeros((n, CLASSES, 3, 7))
    for start in range(0, n, _ROWS):
        rows = slice(start, start + _ROWS)
        units, exposure, kind = history.units[rows], history.exposure[rows], history.promoted[rows]
        sold[rows, 0] = units @ plain
        days[rows, 0] = (exposure @ flat).reshape(-1, 3, 7)
        for step in range(1, CLASSES):
            some = np.flatnonzero((kind == step).any(axis=1))
            mask = kind[some] == step
            sold[start + some, step] = (units[some] * mask) @ plain
            days[start + some, step] = ((exposure[some] * mask) @ flat).reshape(-1, 3, 7)
        sold[rows, 0] -= sold[rows, 1:].sum(axis=1)
        days[rows, 0] -= days[rows, 1:].sum(axis=1)
    return _Sums(np.maximum(sold, 0.0), np.maximum(days, 0.0))


def _lifts(sold: Floats, days: Floats, category: Whole, categories: int, tuning: Tuning) -> Floats:
    """(n, CLASSES) lifts: the shop's of a class, the category's, the item's own, each shrunk to the one before.

    Three rounds of: rate given lifts, lifts given rate. The fixed point is the maximum of the Poisson likelihood.
    """
    lift = np.ones_like(sold)
    if not sold[:, 1:].any():
        return lift
    for _ in range(3):
        rate = sold.sum(axis=1) / np.maximum((days * lift).sum(axis=1), _TINY)
        expected = rate[:, None] * days
        shop = np.maximum((sold.sum(axis=0) + 1.0) / (expected.sum(axis=0) + 1.0), 1.0)
        by_category = np.empty((categories, CLASSES))
        lift = np.ones_like(sold)
        for step in range(1, CLASSES):
            got = np.bincount(category, weights=sold[:, step], minlength=categories)
            due = np.bincount(category, weights=expected[:, step], minlength=categories)
            # a category's lift weighs as much as the shop's once it sold five times what an item needs
            strength = 5.0 * tuning.lift_strength
            by_category[:, step] = (got + strength * shop[step]) / (due + strength)
            own = by_category[category, step]
            lift[:, step] = (sold[:, step] + tuning.lift_strength * own) / (expected[:, step] + tuning.lift_strength)
        lift[:, 1:] = np.clip(lift[:, 1:], 0.5, 12.0)  # what was ever seen; beyond lies noise
    return lift


def _weekdays(history: _History) -> Floats:
    """(categories + 1, 7): sales a day in stock by weekday over its mean, the category's shrunk to the shop's."""
    since = slice(-min(182, len(history.weekday)), None)  # half a year: the shape of a week moves slowly
    fold = (history.weekday[since, None] == np.arange(7)).astype(np.float32)
    sold = history.units[:, since] @ fold
    days = history.exposure[:, since] @ (fold * history.calendar[since, None].astype(np.float32))
    category, categories = history.category, history.categories
    rate = sold.sum(axis=1) / np.maximum(days.sum(axis=1), _TINY)
    by_sold = summed(sold, category, categories)
    by_days = summed(days * rate[:, None], category, categories)
    shop = (by_sold.sum(axis=0) + 1.0) / (by_days.sum(axis=0) + 1.0)
    strength = 500.0  # units a weekday at which a category's own shape weighs as much as the shop's
    shape = (by_sold + strength * shop) / (by_days + strength)
    shape = np.vstack([shape, shop])
    return np.asarray(shape / shape.mean(axis=1, keepdims=True))


def learn(
    units: Matrix,
    in_stock: Flags,
    promoted: Steps,
    category: Whole,
    first_weekday: int,
    *,
    first_day: Whole | None = None,
    calendar: Floats | None = None,
    season: Matrix | None = None,
    tuning: Tuning | None = None,
) -> Levels:
    """The level of each of `n` items from `d` days that end with yesterday.

    `category` is 0-based, -1 for none; `first_weekday` is the first column's, Monday 0; `calendar` (d,) is what a day
    multiplies the whole shop's demand by, `season` (n, d) what the time of the year does; None where that is unknown.
    Before `first_day` an item was not there yet. A day on which nothing at all was sold is a closed day.
    """
    tuning = tuning or Tuning()
    d = units.shape[1]
    own, categories = coded(category)
    weekdays = ((np.arange(d) + first_weekday) % 7).astype(np.int32)
    exposure = (in_stock & _open_days(units, weekdays)).astype(np.float32)
    if first_day is not None and (first_day > 0).any():
        exposure *= np.arange(d) >= first_day[:, None]
    if season is not None:
        exposure *= season
    _open_until_sold_out(exposure, units, in_stock)
    history = _History(
        units,
        exposure,
        promoted,
        own,
        categories,
        weekdays,
        np.ones(d) if calendar is None else calendar,
    )
    weekday = _weekdays(history)
    sums = _sums(history, tuning)
    days = np.einsum("nksw,nw->nks", sums.days, weekday[own])
    lift = _lifts(sums.sold[:, :, _PLAIN], days[:, :, _PLAIN], own, categories, tuning)
    exposed = np.einsum("nks,nk->ns", days, lift)
    sold = sums.sold.sum(axis=1)
    shop = sold[:, _LONG].sum() / max(exposed[:, _LONG].sum(), _TINY)
    by_category = (np.bincount(own, weights=sold[:, _LONG], minlength=categories) + 20.0 * shop) / (
        np.bincount(own, weights=exposed[:, _LONG], minlength=categories) + 20.0
    )  # twenty days of the shop's mean: enough to hold a category of one new item
    prior = np.maximum(by_category[own], _TINY)
    strength = tuning.prior_strength
    long_run = (sold[:, _LONG] + strength) / (exposed[:, _LONG] + strength / prior)
    rate = (sold[:, _RECENT] + tuning.long_strength) / (exposed[:, _RECENT] + tuning.long_strength / long_run)
    spread = _spread(history, lift, weekday[own], rate, tuning)
    usual = tuning.clumping + tuning.drift * 7.0 * rate
    own_share = spread / usual
    evidence = sold[:, _RECENT] + tuning.long_strength
    return Levels(rate, evidence, spread, tuning.clumping * own_share, tuning.drift * own_share, lift, weekday, own)


def _open_days(units: Matrix, weekday: Whole) -> Flags:
    """(d,) without the days on which nothing at all was sold, such as Christmas.

    A weekday on which the shop mostly sells nothing is no closed day but its week's shape: Saturdays of a wholesaler. A
    shop of under eight units a day may sell nothing by chance (e^-8 is one day in eight years).
    """
    totals = units.sum(axis=0)
    sold = (totals > 0) | (totals.mean() < 8.0)  # noqa: PLR2004 - see above
    share = np.bincount(weekday, weights=sold, minlength=7) / np.maximum(np.bincount(weekday, minlength=7), 1)
    return np.asarray(sold | (share < 0.5)[weekday])  # noqa: PLR2004 - under half the time


def _open_until_sold_out(exposure: Matrix, units: Matrix, in_stock: Flags) -> None:
    """Shortens, in place, the days whose last piece went: what was sold over what would have been.

    E[D - s | D >= s] of a Poisson is near (r - s + sqrt((r - s)^2 + 2.56 r)) / 2: its tail r / s for small rates,
    0.8 sqrt(r) at s = r (half-normal), r - s for large ones.
    """
    item, day = np.nonzero(in_stock[:, :-1] & ~in_stock[:, 1:] & (units[:, :-1] > 0))
    rate = (units.sum(axis=1) / np.maximum(exposure.sum(axis=1), _TINY))[item]
    sold = units[item, day]
    unmet = (rate - sold + np.sqrt((rate - sold) ** 2 + 2.56 * rate)) / 2
    exposure[item, day] *= sold / (sold + unmet)


def _spread(history: _History, lift: Floats, weekday: Floats, rate: Floats, tuning: Tuning) -> Floats:
    """Pearson's dispersion of the last twelve weeks, shrunk to what items of that rate show at this shop."""
    n, d = history.units.shape
    weeks = min(12, d // 7)
    since = slice(d - 7 * weeks, None)
    due = history.exposure[:, since] * (weekday[:, history.weekday[since]] * history.calendar[since]).astype(np.float32)
    item, day = np.nonzero(history.promoted[:, since])
    due[item, day] *= lift[item, history.promoted[:, since][item, day]].astype(np.float32)
    sold = history.units[:, since].reshape(n, weeks, 7).sum(axis=2).astype(np.float64)
    days = due.reshape(n, weeks, 7).sum(axis=2).astype(np.float64)
    mean = (sold.sum(axis=1) / np.maximum(days.sum(axis=1), _TINY))[:, None] * days
    squares = np.where(mean > 0, (sold - mean) ** 2 / np.maximum(mean, _TINY), 0.0).sum(axis=1)
    freedom = np.maximum((days > 0).sum(axis=1) - 1, 0)
    usual = tuning.clumping + tuning.drift * 7.0 * rate
    tells = np.minimum(freedom, mean.sum(axis=1)) >= weeks / 2  # half the weeks, and a unit in every second one
    ratio = np.minimum(squares[tells] / (freedom * usual)[tells], 20.0)  # one wild item is not the shop
    shop = (ratio.sum() + 50.0) / (len(ratio) + 50.0)  # fifty items of the grocer's kind
    usual = usual * max(shop / 1.1, 1.0)  # 1.1 is the grocer's own: the mean of a skewed figure
    return np.asarray((squares + tuning.spread_strength * usual) / (freedom + tuning.spread_strength))


def sizes(mean: Floats, levels: Levels) -> Floats:
    """Size of the negative binomial of demand with this mean, over any horizon.

    Its variance adds clumping, which a longer horizon averages out, to drift and the rate's error, which stay.
    """
    mean = np.maximum(mean, _TINY)
    shared = levels.drift + levels.spread / levels.evidence
    variance = levels.clumping * mean + shared * mean * mean
    return np.asarray(mean * mean / np.maximum(variance - mean, 0.02 * mean + _TINY))
