"""Which of today's clusters is which of last week's, so that a label keeps its meaning. Pure.

Centres are compared in logarithms, scaled as today, and matched so that all distances together are least (Kuhn 1955). A
label is kept if its centre moved less than half the way to the next one of last week's: it is still in its own place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from segments.cluster_scaling import Floats, Scaling

_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Named:
    """Labels of today's clusters in their order, which of them are new, and the number the next new one will get."""

    labels: tuple[str, ...]
    is_new: tuple[bool, ...]
    next_number: int


def first_names(spend: Sequence[float], first_number: int = 1) -> Named:
    """Labels where no training is there to compare with: the first is the cluster that spends most (`spend`)."""
    order = np.argsort(-np.asarray(spend), kind="stable")
    labels = [""] * len(order)
    for number, place in enumerate(order.tolist(), start=first_number):
        labels[place] = str(number)
    return Named(tuple(labels), (True,) * len(labels), first_number + len(labels))


def kept_names(
    centres: Floats, scaling: Scaling, before: Floats, before_labels: Sequence[str], next_number: int
) -> Named:
    """Labels of today's `centres` (scaled) after last time's centres `before` (logarithms).

    `next_number` is the first that no cluster ever had: a label is never given to another one.
    """
    earlier = scaling.rescaled(before)
    moved = np.linalg.norm(centres[:, None, :] - earlier[None, :, :], axis=2)
    apart = np.linalg.norm(earlier[:, None, :] - earlier[None, :, :], axis=2)
    np.fill_diagonal(apart, np.inf)
    labels, is_new = [""] * len(centres), [True] * len(centres)
    for place, was in zip(*linear_sum_assignment(moved), strict=True):
        if moved[place, was] < _HALF * apart[was].min():
            labels[place], is_new[place] = before_labels[was], False
    for place, label in enumerate(labels):
        if not label:
            labels[place] = str(next_number)
            next_number += 1
    return Named(tuple(labels), tuple(is_new), next_number)
