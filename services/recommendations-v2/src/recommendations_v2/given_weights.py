"""The ranking before anything was learned: decayed frequency, then popularity, and a little of everything that speaks.

Given by hand, and said to be that: the first training replaces it, where what it learned ranks better.
"""

from __future__ import annotations

import numpy as np

from recommendations_v2.weights import Weights

NAME = "given"
# Of one unit of each signal. A purchase of today counts 1; `month` is the log of a share of baskets, so that what sells
# most stands about half a purchase before what hardly sells; a pair's cosine is seldom above 0.5.
_GIVEN = {
    "faded_60": 1.0,
    "month": 0.05,
    "together": 1.0,
    "neighbours": 0.3,
    "taste": 0.1,
    "of_day": 0.3,
    "of_week": 0.1,
    "week_trend": 0.02,
    "displayed": 0.1,
    "mailed": 0.1,
    "cart_sum": 4.0,
    "cart_most": 2.0,
    "shelf_faded_60": 0.02,
    "viewed": 0.6,
    "viewed_together": 1.0,
    "shelf_viewed": 0.1,
    "engaged": 0.6,
    "shelf_engaged": 0.1,
    "left_in_cart": 1.0,
    "segment_lift": 0.2,
    "season": 0.15,
}
_LEAST_MONTH = -13.8  # of what did not sell in four weeks: popularity only ever speaks for a product


def given_weights(names: tuple[str, ...]) -> Weights:
    """For these features, in their order."""
    weight = np.array([_GIVEN.get(name, 0.0) for name in names])
    mean = np.array([_LEAST_MONTH if name == "month" else 0.0 for name in names])
    return Weights(names, mean, np.ones(len(names)), weight, 0.0)
