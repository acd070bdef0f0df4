"""The recommender that has to be beaten, pinned: it is the control arm of every experiment and the last fall-back.

(a) How many baskets of the customer held the product; of equal counts the one bought more lately; places left over go
to what sells most. The tie-break alone is worth four per cent of recall, so it is part of the definition.
(b) Cosine of products over customers, summed over what the customer ever bought: for what is new to him.
"""

from __future__ import annotations

import numpy as np

from recommendations_v2.purchases import DAY, Floats, Purchases, Whole

HALF_LIFE_DAYS = 60.0  # of the tie-break; pinned with the rest
_TIE = 1e-6  # of a count: no decayed count of ten thousand baskets reaches one
_FREE = 1e-9  # of a share of sales: below every tie


def frequency(own: Purchases, moment: int, popular: Floats) -> Floats:
    """(products,) the score of v1 (a), from one customer's purchases before a moment and what sells, in [0, 1]."""
    faded = 0.5 ** ((moment - own.at) / (HALF_LIFE_DAYS * DAY))
    return np.asarray(np.bincount(own.product, 1.0 + _TIE * faded, len(popular)) + _FREE * popular)


def decayed(own: Purchases, moment: int, products: int, half_life_days: float = HALF_LIFE_DAYS) -> Floats:
    """(products,) baskets that held the product, each halved in weight every so many days."""
    faded = 0.5 ** ((moment - own.at) / (half_life_days * DAY))
    return np.asarray(np.bincount(own.product, faded, products))


def best(score: Floats, count: int, banned: Whole | None = None) -> Whole:
    """The products that score most and above nothing, best first; of equal ones the one of lower number."""
    allowed = score > 0
    if banned is not None:
        allowed[banned] = False
    some = np.flatnonzero(allowed)  # first: partition takes very long over many equal ones
    if len(some) > count:
        least = np.partition(score[some], len(some) - count)[len(some) - count]
        some = some[score[some] >= least]
    return some[np.argsort(-score[some], kind="stable")][:count]
