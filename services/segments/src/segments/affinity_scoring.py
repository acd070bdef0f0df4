"""Which items are bought together more often than by chance: lift, leverage and an exact test. Pure.

A pair is tested by Fisher's exact test, one-sided: the chance of so many common orders if the two were independent. A
three has to say more than its pairs do, so that each item is tested against the other two, and the least sure counts
("productive" rules, Webb 2007). Of all pairs, or threes, that were possible, those are kept that Benjamini and Hochberg
(1995) let stand, and that are worth a letter: a fifth above chance at least.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray
from scipy.stats import hypergeom

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]

FALSE_DISCOVERY_RATE = (
    0.01  # of a hundred affinities one may be chance: a letter costs little, a list is not read twice
)
LEAST_LIFT = 1.2  # in big shops everything is significant; less than a fifth above chance is of no use
_LEAST_P = 1e-300  # smaller ones are no numbers any more


@dataclass(frozen=True, slots=True)
class Scores:
    """One number per pair or three."""

    lift: Floats
    leverage: Floats
    p_value: Floats
    q_value: Floats
    is_kept: NDArray[np.bool_]


def score_pairs(together: Counts, first: Counts, second: Counts, orders: int, tests: int) -> Scores:
    """Score pairs: orders with both, with each, all orders there are, and how many pairs were possible."""
    chance = first * (second / orders)
    lift = together / chance
    p_value = np.ones(len(together))
    likely = lift >= LEAST_LIFT
    p_value[likely] = _tail(together[likely], first[likely], second[likely], orders)
    return _scores(together, chance, p_value, orders, tests)


def score_threes(together: Counts, single: Counts, pairs: Counts, orders: int, tests: int) -> Scores:
    """Score threes: `single` are orders with each item (threes x 3), `pairs` those with the other two of each."""
    chance = single[:, 0] * (single[:, 1] / orders) * (single[:, 2] / orders)
    p_value = np.ones(len(together))
    likely = together / chance >= LEAST_LIFT
    if likely.any():
        each = [_tail(together[likely], single[likely, item], pairs[likely, item], orders) for item in range(3)]
        p_value[likely] = np.max(each, axis=0)
    return _scores(together, chance, p_value, orders, tests)


def possible(items: int, of: int) -> int:
    """How many pairs (`of` 2) or threes (3) so many items can make."""
    return comb(items, of)


def corrected(p_values: Floats, tests: int) -> Floats:
    """P-values after Benjamini and Hochberg, where `tests` were made; those that are not given count as 1."""
    order = np.argsort(p_values, kind="stable")
    raised = p_values[order] * tests / np.arange(1, len(order) + 1)
    falling = np.minimum.accumulate(raised[::-1])[::-1]
    answer = np.empty(len(order))
    answer[order] = np.minimum(falling, 1.0)
    return answer


def _tail(together: Counts, first: Counts, second: Counts, orders: int) -> Floats:
    """The chance of so many common orders or more, both margins given."""
    return np.asarray(np.maximum(hypergeom.sf(together - 1, orders, first, second), _LEAST_P))


def _scores(together: Counts, chance: Floats, p_value: Floats, orders: int, tests: int) -> Scores:
    lift = together / chance
    q_value = corrected(p_value, tests)
    kept = (q_value <= FALSE_DISCOVERY_RATE) & (lift >= LEAST_LIFT)
    return Scores(lift, (together - chance) / orders, p_value, q_value, np.asarray(kept))
