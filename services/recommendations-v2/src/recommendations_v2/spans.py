"""Rows of different lengths in one array: where the elements of some of them are."""

from __future__ import annotations

import numpy as np

from recommendations_v2.purchases import Whole


def within(start: Whole, rows: Whole) -> tuple[Whole, Whole]:
    """Places of the elements of these rows, row after row, and how many each has; row i is start[i]:start[i + 1]."""
    begin, length = start[rows], start[rows + 1] - start[rows]
    inside = np.arange(int(length.sum())) - np.repeat(np.cumsum(length) - length, length)
    return np.repeat(begin, length) + inside, length
