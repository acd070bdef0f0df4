"""Scores of 1 to 5 within the shop. Equal customers share a score: a cut never goes through a tie.

A score s says that at least (s - 1) fifths of all buyers are strictly below. So where 70 % have come once, once is a 1
and twice is a 4, and nobody is told apart from others who did the same.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Cuts = tuple[float | None, ...]

FIFTHS = (0.2, 0.4, 0.6, 0.8)


def cuts_of(values: Floats, shares: Sequence[float] = FIFTHS) -> Cuts:
    """The smallest value that at least such a share of all values is strictly below; None where there is none."""
    ordered = np.sort(values)
    return tuple(_cut(ordered, share) for share in shares)


def _cut(ordered: Floats, share: float) -> float | None:
    size = len(ordered)
    place = int(np.ceil(share * size))  # so many have to be below
    if place >= size:
        return None
    if place > 0 and ordered[place] == ordered[place - 1]:  # a tie: the next larger value
        place = int(np.searchsorted(ordered, ordered[place], side="right"))
    return float(ordered[place]) if place < size else None


def scores_of(values: Floats, cuts: Cuts) -> Integers:
    """One, and one more for each cut that a value reaches."""
    return 1 + np.searchsorted(np.array([cut for cut in cuts if cut is not None]), values, side="right")
