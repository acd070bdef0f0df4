"""How the day that runs goes against what was to be expected of it by now. No table and no clock here.

What is expected by now is the day's forecast as far as its hours are over, as such a weekday sells. Its interval is the
day's, drawn in as the square root of that share: what sells in one hour tells little of the next, so variances add up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from revenue.pace import Spread
from shared.money import money

FORECAST_FIGURES = ("forecast", "interval_80", "forecast_made_on")
NOW_FIGURES = ("expected_to_now", "interval_80_to_now", "gap")
TARGET_FIGURES = ("target", "target_to_now", "target_gap")
FIGURES = ("to", "share_elapsed", *FORECAST_FIGURES, *NOW_FIGURES, *TARGET_FIGURES)
_PLACES = 4  # of a share; the fourth already says more than is known
_PENNY = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class DayAhead:
    """What a forecast says of one day, in shop currency: the mean, and the quantiles of 10 and 90 %."""

    mean: float
    low: float
    high: float
    made_on: date


@dataclass(frozen=True, slots=True)
class DaySoFar:
    """What a day sold until an hour of its wall clock (13.5 is half past one)."""

    sold: Decimal
    hour: float
    currency: str


def unknown_day(reason: str) -> dict[str, Any]:
    """The contract's DayPace of which nothing is known."""
    return {**dict.fromkeys(FIGURES), "reasons": dict.fromkeys(FIGURES, reason)}


def day_pace(
    so_far: DaySoFar, hours: tuple[float, ...] | str, ahead: DayAhead | str, target: Decimal | str
) -> dict[str, Any]:
    """The contract's DayPace, but for `to`. A text in place of the hours' shares, the forecast or the day's part of the
    target says why there is none.
    """
    answer: dict[str, Any] = unknown_day("")
    reasons: dict[str, str] = {}
    del answer["to"]
    share = hours if isinstance(hours, str) else Spread(0.0, 1.0, hours, has_season=False).of_day(so_far.hour)

    def amount(value: Decimal | float) -> dict[str, str]:
        return money(Decimal(value).quantize(_PENNY), so_far.currency)

    if isinstance(share, str):
        reasons |= dict.fromkeys(("share_elapsed", *NOW_FIGURES, "target_to_now", "target_gap"), share)
    else:
        answer["share_elapsed"] = round(share, _PLACES)
    if isinstance(ahead, str):
        reasons |= dict.fromkeys((*FORECAST_FIGURES, *NOW_FIGURES), ahead)
    else:
        answer["forecast"] = amount(ahead.mean)
        answer["interval_80"] = {"low": amount(ahead.low), "high": amount(ahead.high)}
        answer["forecast_made_on"] = ahead.made_on.isoformat()
        if not isinstance(share, str):
            due, part = Decimal(ahead.mean * share).quantize(_PENNY), math.sqrt(share)
            low, high = (max(0.0, ahead.mean * share + (end - ahead.mean) * part) for end in (ahead.low, ahead.high))
            answer["expected_to_now"] = amount(due)
            answer["interval_80_to_now"] = {"low": amount(low), "high": amount(high)}
            answer["gap"] = amount(so_far.sold - due)
    if isinstance(target, str):
        reasons |= dict.fromkeys(TARGET_FIGURES, target)
    else:
        answer["target"] = amount(target)
        if not isinstance(share, str):
            due = (target * Decimal(share)).quantize(_PENNY)
            answer["target_to_now"] = amount(due)
            answer["target_gap"] = amount(so_far.sold - due)
    return answer | {"reasons": reasons}
