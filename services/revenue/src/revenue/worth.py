"""What the service was worth: arithmetic of docs/value.md, what was measured apart from what is estimated. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from statistics import fmean, variance

FORMULAS: Mapping[str, str] = {
    "acted_insights": "Sum over insights that were acted on of days_after x (mean of a day after - mean of a day"
    " before), of net sales of what it is about; for refunds the other way round. Before: from its first day to the day"
    " before the action, at least 2 and at most 28 days. After: the 7 days after the action. Interval of 95 %:"
    " days_after x 1.96 x sqrt(variance before / days before + variance after / days after); of several insights the"
    " squares of their half widths add up.",
    "forecast": "Sum over days of |seasonal-naive - actual| - |forecast - actual|, of forecasts that were told before"
    " the day. Interval of 95 %: 1.96 x sqrt(days x variance of the daily difference). It is money not planned wrongly,"
    " not money earned.",
    "predictions": "Predictions of insights that came true / those that are due, with Wilson's interval of 95 %.",
    "found": "Sum over insights, each on its first day, of |net_at_stake|, and of its interval's ends; margin where the"
    " cost is known. What could be won of it nobody knows: an estimate of what was found, not of what was earned.",
}
DAYS_AFTER = 7  # a week: each weekday once
LEAST_BEFORE, MOST_BEFORE = 2, 28  # days; one has no spread, and what is older is another season
LEAST_DAYS = 14  # of forecasts: two of each weekday
LEAST_SCORED = 1
_NORMAL_95 = 1.96


@dataclass(frozen=True, slots=True)
class Estimate:
    """An amount with an interval of 95 %."""

    amount: Decimal
    low: Decimal
    high: Decimal


def before_and_after(before: Sequence[float], after: Sequence[float], *, less_is_better: bool) -> Estimate:
    """What the days after an action brought beyond the mean of those before it.

    Raises ValueError for fewer than LEAST_BEFORE days before it or none after it.
    """
    if len(before) < LEAST_BEFORE or not after:
        raise ValueError("too few days")
    count = len(after)
    gained = count * (fmean(after) - fmean(before))
    spread_after = variance(after) if count > 1 else variance(before)
    half = count * _NORMAL_95 * sqrt(variance(before) / len(before) + spread_after / count)
    amount = -gained if less_is_better else gained
    return Estimate(_cents(amount), _cents(amount - half), _cents(amount + half))


def together(estimates: Sequence[Estimate]) -> Estimate:
    """Their sum; they err apart from one another, so the squares of their half widths add up."""
    amount = sum((each.amount for each in estimates), Decimal(0))
    half = _cents(sqrt(sum(float((each.high - each.low) / 2) ** 2 for each in estimates)))
    return Estimate(amount, amount - half, amount + half)


@dataclass(frozen=True, slots=True)
class Forecast:
    """A day's forecast, that of seasonal-naive, and what came."""

    mean: float
    naive: float
    actual: float
    is_inside: bool


def error_avoided(days: Sequence[Forecast]) -> Estimate:
    """How much nearer the forecasts came than seasonal-naive. Raises ValueError for fewer than LEAST_DAYS days."""
    if len(days) < LEAST_DAYS:
        raise ValueError("too few days")
    gained = [abs(day.naive - day.actual) - abs(day.mean - day.actual) for day in days]
    half = _NORMAL_95 * sqrt(len(gained) * variance(gained))
    total = sum(gained)
    return Estimate(_cents(total), _cents(total - half), _cents(total + half))


def wilson(hits: int, cases: int) -> tuple[float, float]:
    """Wilson's interval of 95 % for a share. Raises ValueError without a case."""
    if cases <= 0:
        raise ValueError("a share of nothing")
    share, squared = hits / cases, _NORMAL_95**2
    middle = (share + squared / (2 * cases)) / (1 + squared / cases)
    half = _NORMAL_95 * sqrt(share * (1 - share) / cases + squared / (4 * cases**2)) / (1 + squared / cases)
    return max(0.0, middle - half), min(1.0, middle + half)


def _cents(value: float) -> Decimal:
    return Decimal(f"{value:.2f}")
