"""How many subjects an experiment needs, how many it still needs, and how many days that is. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import NormalDist

from recommendations_v2.statistics_difference import boundary

POWER = 0.80  # the field's custom: four of five experiments find what is there
_NORMAL = NormalDist()
_Z_POWER = _NORMAL.inv_cdf(POWER)
_TUNED_SHARE = 0.25  # of the planned size: at its end that costs 5 % more people, and what does more is told far sooner
_ROUNDS = 20  # of the boundary and the size that makes it, one after the other: they settle in five
PACE_DAYS = 14  # two weeks, each weekday twice: how fast subjects come


def needed_once(base_rate: float, effect: float, alpha: float) -> int:
    """Subjects an arm that find a relative `effect` on a conversion rate, for who looks once, at the end.

    (z of alpha / 2 + z of power)^2 x (p (1 - p) + q (1 - q)) / (q - p)^2, q = p (1 + effect): J. L. Fleiss, Statistical
    Methods for Rates and Proportions. About 14,000 for a fifth more of 3 %.
    """
    return ceil((_NORMAL.inv_cdf(1 - alpha / 2) + _Z_POWER) ** 2 * _spread(base_rate, effect))


def needed_always(base_rate: float, effect: float, alpha: float) -> int:
    """The same for who looks every day and stops at the first verdict, with the interval `tuned` for that size.

    It is twice as many: the price of looking. Most experiments with an effect of that size end earlier.
    """
    return ceil((boundary(1.0, alpha, _TUNED_SHARE) + _Z_POWER) ** 2 * _spread(base_rate, effect))


def needed_seen(subjects: int, error: float, effect: float, alpha: float, tuned_for: float) -> int:
    """Subjects of both arms that find an absolute `effect`, told by the error that `subjects` have left."""
    alone = subjects * (error / effect) ** 2  # as many as leave an error as large as the effect
    found = float(subjects)
    for _ in range(_ROUNDS):
        found = alone * (boundary(found, alpha, tuned_for) + _Z_POWER) ** 2
    return ceil(found)


@dataclass(frozen=True, slots=True)
class Left:
    """Subjects that are still missing, and days until the last of them can be judged; None with the reason."""

    subjects: int
    days: int | None
    reason: str | None = None


def left(needed: int, mature: int, exposed: int, joined_lately: Sequence[int], window_days: int) -> Left:
    """What is missing until `needed` subjects have had their window; `mature` have, of all `exposed`.

    `joined_lately` are those who joined on each of the last days, oldest first.
    """
    if mature >= needed:
        return Left(0, 0)
    missing = max(0, needed - exposed)
    lately = joined_lately[-PACE_DAYS:]
    pace = sum(lately) / len(lately) if lately else 0.0
    if not missing:
        return Left(needed - mature, window_days)
    if not pace:
        return Left(needed - mature, None, "nobody_joins")
    return Left(needed - mature, ceil(missing / pace) + window_days)


def _spread(base_rate: float, effect: float) -> float:
    other = min(1.0, base_rate * (1 + effect))
    return (base_rate * (1 - base_rate) + other * (1 - other)) / (other - base_rate) ** 2


def tuned(planned: int) -> float:
    """How many subjects of both arms the interval is tightest at, of an experiment planned for so many in each."""
    return max(2.0, 2 * planned * _TUNED_SHARE)
