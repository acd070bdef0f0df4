"""Whether an experiment's arms are as large as they were meant to be, and which arm is probably the best. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist

from recommendations_v2.statistics_arms import Mean
from recommendations_v2.statistics_tails import chi_square_above

_NORMAL = NormalDist()
_POINTS = 801  # of the integral, over _SPAN standard errors each side: good to five places
_SPAN = 8.0  # beyond it is less than 1e-15


def sample_ratio_p(counted: Sequence[int], weights: Sequence[float]) -> float:
    """How probable arms at least this far from their weights are by chance: chi-square. 1 with nobody in them.

    A small one says that something else than chance decides who is counted in which arm; then nothing may be compared.
    """
    everybody, whole = sum(counted), sum(weights)
    meant = [everybody * weight / whole for weight in weights]
    if not everybody or len(counted) == 1:
        return 1.0
    distance = sum((found - due) ** 2 / due for found, due in zip(counted, meant, strict=True) if due)
    return chi_square_above(distance, len(counted) - 1)


def best(arms: Sequence[Mean]) -> list[float]:
    """The probability of each arm to have the highest mean, given what was seen and no opinion before (flat prior).

    It is no test: who stops as soon as it is high errs often. Of two arms it is the normal distribution's at
    difference / standard error; of more, an integral over what each arm's mean may be.
    """
    errors = [sqrt(arm.squared_error) for arm in arms]
    if not all(errors):
        highest = max(arm.mean for arm in arms)
        leaders = [arm.mean == highest for arm in arms]
        return [1 / sum(leaders) if leads else 0.0 for leads in leaders]
    found = []
    for place, (arm, error) in enumerate(zip(arms, errors, strict=True)):
        others = [(each.mean, errors[at]) for at, each in enumerate(arms) if at != place]
        if len(others) == 1:
            [(mean, other)] = others
            found.append(_NORMAL.cdf((arm.mean - mean) / sqrt(error**2 + other**2)))
        else:
            found.append(_ahead(arm.mean, error, others))
    return found


def _ahead(mean: float, error: float, others: Sequence[tuple[float, float]]) -> float:
    step = 2 * _SPAN / (_POINTS - 1)
    total = 0.0
    for point in range(_POINTS):
        z = -_SPAN + point * step
        chance = _NORMAL.pdf(z) * step
        for other, spread in others:
            chance *= _NORMAL.cdf((mean + z * error - other) / spread)
        total += chance
    return total
