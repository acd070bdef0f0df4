"""How far a shop should be on its way to a target by now, and how likely it gets there. No table and no clock here.

What is left until the end is the forecast of the days that are left, of the day that runs only the hours that are
left. Its quantiles are those of the whole forecast sum, drawn in around the mean as the square root of what is left of
it: what sells in one hour tells little of the next, so variances add up.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import NormalDist
from typing import Any

from revenue.figures import money_ratio
from shared.money import money

LEAST_SHARE = 0.01  # of a target's weight: before a hundredth of it is over, one sale decides where that leads
_NORMAL = NormalDist()
_LEVELS = (0.025, 0.1, 0.5, 0.9, 0.975)  # of the quantiles a forecast has
_SCORES = tuple(_NORMAL.inv_cdf(level) for level in _LEVELS)
_PLACES = 4  # of a probability; the fourth already says more than is known
_PENNY = Decimal("0.0001")

FIGURES = ("expected_to_now", "gap", "run_rate", "probability_to_reach", "outlook")


@dataclass(frozen=True, slots=True)
class Spread:
    """How a target is spread: the share of its weight before the day that runs, that day's, and that day's hours."""

    before: float
    today: float
    hours: tuple[float, ...]
    has_season: bool

    def elapsed(self, hour: float) -> float:
        """The share of the target's time that is over at an hour of the day that runs (13.5 is half past one)."""
        return min(1.0, self.before + self.today * self.of_day(hour))

    def of_day(self, hour: float) -> float:
        """The share of the day that is over."""
        whole = min(max(int(hour), 0), len(self.hours))
        begun = self.hours[whole] * (hour - whole) if whole < len(self.hours) else 0.0
        return min(1.0, sum(self.hours[:whole]) + begun)


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a forecast says, in shop currency: of the day that runs, and of the days from its first to the target's last
    together: the mean, and the quantiles of 2.5, 10, 50, 90 and 97.5 %. `passed` is the mean of those that are over.

    `bias` is how far the forecast's level was off when it was tried on past days, as a share of net sales; None where
    that is not known.
    """

    today: float
    passed: float
    mean: float
    quantiles: tuple[float, ...]
    bias: float | None
    made_on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """A target, and how it stands: what is sold so far, and whether its time is over."""

    target: Decimal
    sold: Decimal
    hour: float  # of the day that runs, on the wall clock
    is_over: bool
    currency: str


def unknown(reason: str) -> dict[str, Any]:
    """The contract's Pace of which nothing is known."""
    return {
        "to": None,
        "share_elapsed": None,
        "spread_by": None,
        **dict.fromkeys(FIGURES),
        "reasons": dict.fromkeys(("to", "share_elapsed", "spread_by", *FIGURES), reason),
    }


def pace(standing: Standing, spread: Spread | str, ahead: Ahead | str) -> dict[str, Any]:
    """The contract's Pace, but for `to`. A text in place of the spread or the forecast says why there is none."""
    answer = unknown("")
    reasons: dict[str, str] = {}
    del answer["to"]
    share = 1.0 if standing.is_over else spread if isinstance(spread, str) else spread.elapsed(standing.hour)
    if isinstance(share, str):
        reasons |= dict.fromkeys(("share_elapsed", "spread_by", "expected_to_now", "gap", "run_rate"), share)
    else:
        answer["share_elapsed"] = round(share, _PLACES)
        answer["spread_by"] = None if isinstance(spread, str) else _basis(spread)
        if isinstance(spread, str):
            reasons["spread_by"] = spread
        _add_figures(answer, reasons, standing, share)
    left = _left(standing, spread, ahead)
    if isinstance(left, str):
        reasons |= dict.fromkeys(("probability_to_reach", "outlook"), left)
    else:
        answer["probability_to_reach"] = _probability(standing, left)
        answer["outlook"] = _outlook(standing, left)
    return answer | {"reasons": reasons}


def _basis(spread: Spread) -> str:
    return "weekday_season_holiday" if spread.has_season else "weekday_holiday"


def _add_figures(answer: dict[str, Any], reasons: dict[str, str], standing: Standing, share: float) -> None:
    due = (standing.target * Decimal(share)).quantize(_PENNY)
    answer["expected_to_now"] = money(due, standing.currency)
    answer["gap"] = money(standing.sold - due, standing.currency)
    if share < LEAST_SHARE:
        reasons["run_rate"] = "too_early"
    else:
        answer["run_rate"] = money((standing.sold / Decimal(share)).quantize(_PENNY), standing.currency)


@dataclass(frozen=True, slots=True)
class _Left:
    """What is still to be sold: the mean and the quantiles, and how far the mean may be off as a share of it."""

    mean: float
    quantiles: tuple[float, ...]
    bias: float | None
    made_on: date | None


def _left(standing: Standing, spread: Spread | str, ahead: Ahead | str) -> _Left | str:
    """What is left, or why nothing can be said of it."""
    if standing.is_over:
        return _Left(0.0, (0.0,) * len(_LEVELS), 0.0, None)
    if isinstance(ahead, str):
        return ahead
    over = 0.0 if isinstance(spread, str) else spread.of_day(standing.hour)
    mean = max(0.0, ahead.mean - ahead.passed - ahead.today * over)
    part = math.sqrt(mean / ahead.mean) if ahead.mean > 0 else 0.0
    quantiles = tuple(max(0.0, mean + (quantile - ahead.mean) * part) for quantile in ahead.quantiles)
    return _Left(mean, quantiles, ahead.bias, ahead.made_on)


def _probability(standing: Standing, left: _Left) -> dict[str, Any]:
    """The contract's Probability: of what is left reaching what is missing; were the forecast's level off by as much as
    it was before, the lower and the higher one.
    """
    missing = float(standing.target - standing.sold)
    low = high = None
    if left.bias is not None:
        by = abs(left.bias) * left.mean
        low, high = (round(chance(missing, left.quantiles, shift), _PLACES) for shift in (-by, by))
    return {"value": round(chance(missing, left.quantiles), _PLACES), "low": low, "high": high}


def chance(missing: float, quantiles: Sequence[float], shift: float = 0.0) -> float:
    """The probability that what is left comes to at least `missing`, from its quantiles moved by `shift`.

    Between two quantiles and beyond the outer ones the values are those of a normal distribution through the nearest
    two. It is certain where nothing is missing.
    """
    if missing <= 0:
        return 1.0
    values = [quantile + shift for quantile in quantiles]
    place = sum(missing >= value for value in values[1:-1])
    below, above = values[place], values[place + 1]
    if above <= below:
        return 0.0 if missing > above else 1.0
    score = _SCORES[place] + (missing - below) / (above - below) * (_SCORES[place + 1] - _SCORES[place])
    return 1.0 - _NORMAL.cdf(score)


def _outlook(standing: Standing, left: _Left) -> dict[str, Any]:
    """The contract's Outlook: what the target's days will have come to at their end."""

    def total(amount: float) -> dict[str, str]:
        return money((standing.sold + Decimal(amount)).quantize(_PENNY), standing.currency)

    low_95, low_80, _, high_80, high_95 = left.quantiles
    end = (standing.sold + Decimal(left.mean)).quantize(_PENNY)
    return {
        "net_sales": total(left.mean),
        "interval_80": {"low": total(low_80), "high": total(high_80)},
        "interval_95": {"low": total(low_95), "high": total(high_95)},
        "attainment": money_ratio(end, standing.target, standing.currency),
        "forecast_made_on": None if left.made_on is None else left.made_on.isoformat(),
    }
