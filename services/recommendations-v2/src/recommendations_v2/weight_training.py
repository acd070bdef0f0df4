"""Logistic regression by L-BFGS, every customer weighing the same (job: needs scipy)."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from recommendations_v2.purchases import Floats
from recommendations_v2.training import Lessons
from recommendations_v2.weights import Weights

_PENALTY = 1e-4  # of squared weights, against the mean loss: keeps twins of a feature from running apart
_MOST_STEPS = 200  # converges in some fifty


def logistic(lessons: Lessons, names: list[str]) -> Weights:
    """Weights of scaled features, by how likely a candidate is bought."""
    mean, spread = lessons.features.mean(axis=0), lessons.features.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    scaled = ((lessons.features - mean) / spread).astype(np.float32)
    weight = lessons.weights()
    weight /= weight.sum()
    sign = np.where(lessons.bought, 1.0, -1.0)

    def loss(parameters: Floats) -> tuple[float, Floats]:
        margin = sign * (scaled @ parameters[1:].astype(np.float32) + parameters[0])
        slope = -sign * weight * expit(-margin)
        gradient = (scaled.T @ slope.astype(np.float32)).astype(float) + 2 * _PENALTY * parameters[1:]
        total = float(np.logaddexp(0.0, -margin) @ weight) + _PENALTY * float(parameters[1:] @ parameters[1:])
        return total, np.append(slope.sum(), gradient)

    found = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", options={"maxiter": _MOST_STEPS}).x
    return Weights(tuple(names), mean.astype(float), spread.astype(float), found[1:], float(found[0]))
