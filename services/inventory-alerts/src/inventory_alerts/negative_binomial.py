"""The negative binomial by mean and size: variance = mean + mean^2 / size. Vectorised over items.

Source: Johnson, Kemp and Kotz, Univariate Discrete Distributions, 5.1; the tail is a regularised incomplete beta
function.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betainc
from scipy.stats import nbinom

from inventory_alerts.inputs import Floats

_TABLE = 96  # quantiles up to here are read off a running sum; the few larger ones are searched for, 50 times slower
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
        answer[searched] = nbinom.ppf(probability, size[searched], 1.0 - share[searched])
    return answer
