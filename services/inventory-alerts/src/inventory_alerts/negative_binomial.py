"""The negative binomial by mean and size: variance = mean + mean^2 / size. Vectorised over items.

Source: Johnson, Kemp and Kotz, Univariate Discrete Distributions, 5.1; the tail is a regularised incomplete beta
function.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betainc

from inventory_alerts.inputs import Floats

_TABLE = 96  # quantiles up to here are read off a running sum; the few larger ones are searched for
_TINY = 1e-9  # a mean of nothing, so that no division fails


def at_least(units: Floats, mean: Floats, size: Floats) -> Floats:
    """P(demand >= units), of whole demand: half a unit more on hand needs one more unit of demand. 1 for no units."""
    mean, size = np.maximum(mean, _TINY), np.maximum(size, _TINY)
    needed = np.ceil(np.maximum(units, 0.0))
    share = mean / (mean + size)
    return np.asarray(np.where(needed <= 0, 1.0, betainc(np.maximum(needed, 0.5), size, share)))


def beyond(units: Floats, mean: Floats, size: Floats) -> Floats:
    """E[max(demand - units, 0)], from E[D; D >= k] = mean x P(D' >= k - 1), D' of size + 1 and the same share."""
    bound = np.floor(np.maximum(units, 0.0))
    above = at_least(bound + 1, mean, size)
    partial = mean * at_least(bound, mean * (size + 1) / size, size + 1)
    return np.asarray(np.maximum(partial - np.maximum(units, 0.0) * above, 0.0))


def quantile(probability: float, mean: Floats, size: Floats) -> Floats:
    """The least number of units that demand does not exceed with this probability."""
    mean = np.maximum(mean, _TINY)
    share = mean / (mean + size)
    mass = np.exp(-size * np.log1p(mean / size))
    total, answer = mass.copy(), np.zeros_like(mean)
    table = mean < _TABLE / 4
    open_rows = np.flatnonzero(table & (total < probability))
    for units in range(1, _TABLE):
        if len(open_rows) == 0:
            break
        mass[open_rows] *= (units - 1 + size[open_rows]) / units * share[open_rows]
        total[open_rows] += mass[open_rows]
        answer[open_rows] = units
        open_rows = open_rows[total[open_rows] < probability]
    searched = np.concatenate([open_rows, np.flatnonzero(~table)])
    if len(searched):
        answer[searched] = _searched(probability, mean[searched], size[searched])
    return answer


def _searched(probability: float, mean: Floats, size: Floats) -> Floats:
    """By halving: P(demand <= units) is 1 - P(demand >= units + 1)."""
    low = np.full(len(mean), -1.0)
    high = np.ceil(mean + 8 * np.sqrt(mean + mean**2 / size) + 8)  # eight standard deviations; doubled where too few
    while len(short := np.flatnonzero(1 - at_least(high + 1, mean, size) < probability)):
        high[short] *= 2
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        enough = 1 - at_least(middle + 1, mean, size) >= probability
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.asarray(high)
