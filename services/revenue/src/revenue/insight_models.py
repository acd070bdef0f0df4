"""How surprising a count is: the arithmetic that every detector of insights shares. Arrays in, numbers out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

Floats = NDArray[np.float64]

_LEAST_MEAN = 1e-9  # a mean of zero makes every count impossible; a beta function wants something above it
MAD_TO_SD = 1.4826  # of a normal distribution


def upper_tail(count: Floats | float, mean: Floats | float, dispersion: float) -> Floats:
    """P(Y >= count) of a negative binomial count: variance = mean + mean**2 / dispersion.

    It is a Poisson count whose own mean is uncertain by 1/sqrt(dispersion): chance alone is not all that moves a shop.
    """
    observed = np.asarray(count, np.float64)
    expected = np.maximum(np.asarray(mean, np.float64), _LEAST_MEAN)
    share = expected / (expected + dispersion)
    tail = betainc(np.maximum(observed, 1.0), dispersion, share)
    return np.asarray(np.where(observed <= 0, 1.0, tail), np.float64)


def lower_tail(count: Floats | float, mean: Floats | float, dispersion: float) -> Floats:
    """P(Y <= count) of the same."""
    return np.asarray(1.0 - upper_tail(np.asarray(count, np.float64) + 1.0, mean, dispersion), np.float64)


def silence(mean: float, dispersion: float) -> float:
    """P(Y = 0) of the same: how likely it is that nothing happens where `mean` was to be expected."""
    return float((1.0 + max(mean, 0.0) / dispersion) ** -dispersion)


def discoveries(p_values: Sequence[float], tests: int, rate: float) -> list[int]:
    """Which of these p-values stand out when `tests` were made, at a false discovery rate (Benjamini, Hochberg 1995).

    Those that are not given count as 1.
    """
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    last = 0
    for rank, place in enumerate(order, start=1):
        if p_values[place] <= rate * rank / max(tests, 1):
            last = rank
    return sorted(order[:last])
