"""What customers will bring: purchases to come times what one is worth, and how far off that may be. Arrays only.

Three ways to tell, and the shop's own past says which (`lifetime_value_holdout`): by the models of purchases and of
spend; the mean of these and of what the customer did in the last window; or, where there is too little for a model or
it did worse, what customers of the same month of first purchase do in the mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv

from revenue import lifetime_value_purchases as purchases
from revenue import lifetime_value_spend as spend
from revenue.lifetime_value_purchases import Floats, Histories, Integers, NotFittedError

YEAR_DAYS = 365
MONTHS = 12
LOWER, UPPER = 0.1, 0.9  # of eight in ten customers, what they bring lies between
_LEAST_COHORT = 30  # customers seen for a whole window: the mean of fewer is told by chance
_HARDLY = 1e-12  # a chance to buy at all that is rounding
_NO_SPREAD = 1e-9  # a variance this much smaller than the square of the mean is rounding


@dataclass(frozen=True, slots=True)
class Seen:
    """Customers as they were known at the end of a day, one element each; days as numbers since 1970."""

    until: int  # that day
    first_day: Integers
    last_day: Integers
    days: Integers  # on which they purchased: at least one
    value: Floats  # what these brought, refunds taken off
    window: int  # days of the last window, which ends with `until`
    recent_days: Integers  # purchase days in the last window
    recent_value: Floats

    @property
    def frequency(self) -> Integers:
        return self.days - 1

    @property
    def age(self) -> Integers:
        return self.until - self.first_day

    @property
    def repeaters(self) -> int:
        return int(np.count_nonzero(self.days > 1))

    @property
    def whole_window(self) -> npt.NDArray[np.bool_]:
        """Who was a customer already when the last window began."""
        return self.age >= self.window


@dataclass(frozen=True, slots=True)
class Models:
    """What was fitted; `spend` is None where the model of spend found no parameters."""

    purchases: purchases.PurchaseModel
    spend: spend.SpendModel | None
    histories: Histories
    mean_value: float  # of a purchase day, over all of them


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is to be expected in some time, by customer."""

    purchases: Floats
    value: Floats
    none: Floats  # the probability of no purchase at all
    spread: Floats  # the expectation of the square of the value / the square of its expectation


def fit(seen: Seen) -> Models:
    """Both models. Raises NotFittedError where the one of purchases finds no parameters."""
    histories = purchases.collapse(seen.frequency, seen.last_day - seen.first_day, seen.age)
    model = purchases.fit(histories)
    mean = seen.value / seen.days
    # Days that brought nothing in the mean (all given back, sold below cost) have no place in a gamma distribution.
    repeaters = (seen.days > 1) & (mean > 0)
    try:
        spent = spend.fit(seen.days[repeaters], mean[repeaters])
    except NotFittedError:
        spent = None
    return Models(model, spent, histories, float(seen.value.sum() / seen.days.sum()))


def by_models(models: Models, seen: Seen, ahead: int, *, discount: float = 0.0) -> Outlook:
    """In so many days; the value of later months is discounted, `discount` a month.

    Twelve steps, each told at its end: the sum of new purchases times a purchase day's value, over (1 + d)^t.
    """
    model, alike, place = models.purchases, models.histories, models.histories.place
    if discount:
        steps = [ahead * step / MONTHS for step in range(1, MONTHS + 1)]
        until = [purchases.expected_purchases(model, alike, step) for step in steps]
        total = until[-1]
        month = YEAR_DAYS / MONTHS
        valued = np.zeros_like(total)
        for step, before, later in zip(steps, [valued, *until], until, strict=False):
            valued = valued + (later - before) / (1 + discount) ** (step / month)
    else:
        total = valued = purchases.expected_purchases(model, alike, ahead)
    squares = purchases.expected_squares(model, alike, ahead)
    none = purchases.none_expected(model, alike, ahead)
    with np.errstate(divide="ignore", invalid="ignore"):  # nobody who never comes back brings anything
        spread = np.where(total > 0, spread_of(models.spend, alike.frequency + 1, total, squares), 1.0)
    return Outlook(total[place], valued[place] * day_values(models, seen), none[place], spread[place])


def day_values(models: Models, seen: Seen) -> Floats:
    """What a purchase day of each customer is worth; where spend has no model, the mean of all."""
    if models.spend is None:
        return np.full(seen.days.shape, models.mean_value)
    return spend.expected_value(models.spend, seen.days, seen.value / seen.days)


def spread_of(model: spend.SpendModel | None, days: Integers, total: Floats, squares: Floats) -> Floats:
    """E[S^2] / E[S]^2 of what N days bring (E[N] is `total`, E[N^2] `squares`); it does not depend on how much that is.

    Given the customer's own scale, the sum is gamma with the shape p N. The scale's posterior has a second moment only
    where p days + q is above 2: below, it is taken as at 2.5. Without a model a day's value varies as its mean.
    """
    if model is None:
        return (squares + total) / total**2
    known = np.maximum(model.p * days + model.q, 2.5)
    found: Floats = (known - 1) / (known - 2) * (squares + total / model.p) / total**2
    return found


def by_last_window(seen: Seen, ahead: int) -> Outlook:
    """The same as in the last window: what a forecast has to be better than."""
    size, share = seen.days.size, ahead / seen.window
    return Outlook(seen.recent_days.astype(float) * share, seen.recent_value * share, np.zeros(size), np.ones(size))


def averaged(modelled: Outlook, seen: Seen, *, windows: float, windows_value: float) -> Outlook:
    """The mean of the model and of the customer's own last window, where the customer has had one.

    The time ahead is worth so many windows in purchases and in (discounted) value; how uncertain it is, in proportion,
    is the model's.
    """
    both = seen.whole_window
    bought = np.where(both, (modelled.purchases + seen.recent_days * windows) / 2, modelled.purchases)
    value = np.where(both, (modelled.value + seen.recent_value * windows_value) / 2, modelled.value)
    return Outlook(bought, value, modelled.none, modelled.spread)


def by_cohort(seen: Seen, ahead: int, *, discount: float = 0.0) -> Outlook:
    """What customers of the same month of first purchase did in the last window, per customer and day of being one.

    A month with fewer than thirty customers seen for a whole window is told by all customers.
    """
    _, which = np.unique(seen.first_day.astype("datetime64[D]").astype("datetime64[M]"), return_inverse=True)
    exposed = np.minimum(seen.age, seen.window).astype(float)
    again = (seen.recent_days - (seen.age < seen.window)).astype(float)  # the first purchase is none of a customer
    cohort = np.stack([np.bincount(which, weights=each) for each in (exposed, again, seen.days, seen.value)])
    told = cohort[0] >= _LEAST_COHORT * seen.window
    exposure, bought, days, value = np.where(told, cohort, cohort.sum(axis=1, keepdims=True))
    rate = bought / np.maximum(exposure, 1)
    total = (rate * ahead)[which]
    months = ahead * MONTHS / YEAR_DAYS
    left = discounted_share(discount, months)
    return Outlook(total, total * left * (value / days)[which], *_scatter(again[seen.whole_window], total))


def discounted_share(discount: float, months: float) -> float:
    """What an even stream over twelve steps of so many months is worth, as a share of its sum."""
    return sum(float((1 + discount) ** -(months * step / MONTHS)) for step in range(1, MONTHS + 1)) / MONTHS


def _scatter(counts: Floats, total: Floats) -> tuple[Floats, Floats]:
    """`none` and `spread` of negative binomial counts that scatter as these did; a day's value varies as its mean."""
    mean, variance = (float(counts.mean()), float(counts.var())) if counts.size else (0.0, 0.0)
    over = (variance - mean) / mean**2 if variance > mean > 0 else 0.0
    none = np.exp(-np.log1p(over * total) / over) if over else np.exp(-total)
    with np.errstate(divide="ignore", invalid="ignore"):
        return none, np.where(total > 0, 1 + over + 2 / total, 1.0)


def interval(outlook: Outlook) -> tuple[Floats, Floats]:
    """What eight in ten customers like this one bring lies between; it holds the expectation too.

    Nothing at all with the outlook's probability, else a gamma distribution with its mean and spread. Where nine in ten
    buy nothing, the upper end is the expectation: no quantile of theirs is above nothing.
    """
    some = np.maximum(1 - outlook.none, _HARDLY)
    relative = np.maximum(outlook.spread * some - 1, _NO_SPREAD)  # variance / square of the mean, of who buys at all
    shape = 1 / relative
    ends = []
    for level in (LOWER, UPPER):
        within = (level - outlook.none) / some
        end = np.zeros(outlook.value.shape)
        open_ = within > 0
        end[open_] = gammaincinv(shape[open_], np.minimum(within[open_], 1 - _HARDLY)) / shape[open_] / some[open_]
        ends.append(end * outlook.value)
    low, high = np.minimum(*ends), np.maximum(*ends)
    return np.minimum(low, outlook.value), np.maximum(high, outlook.value)


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - date(1970, 1, 1)).days
