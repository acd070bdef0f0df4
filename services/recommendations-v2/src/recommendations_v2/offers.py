"""What is on offer where and when: displays and mailers of a week and a place, known before the week begins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommendations_v2.purchases import Floats, Whole

DISPLAYED, MAILED = 1, 2  # bits of `kind`


@dataclass(frozen=True, slots=True)
class Offers:
    """Sorted by `key` = (week * places + place) * products + product."""

    key: Whole
    kind: npt.NDArray[np.int8]
    places: int
    products: int

    def at(self, week: int, place: int) -> tuple[Whole, npt.NDArray[np.int8]]:
        """Products on offer there and then, sorted, and how."""
        if not 0 <= place < self.places:
            return np.zeros(0, np.int64), np.zeros(0, np.int8)
        first = (week * self.places + place) * self.products
        begin, end = np.searchsorted(self.key, (first, first + self.products))
        return self.key[begin:end] - first, self.kind[begin:end]


def kinds(offered: Whole, kind: npt.NDArray[np.int8], products: Whole) -> tuple[Floats, Floats]:
    """Of these products: 1.0 where displayed, 1.0 where mailed, else 0.0."""
    if not len(offered):
        return np.zeros(len(products)), np.zeros(len(products))
    at = np.minimum(np.searchsorted(offered, products), len(offered) - 1)
    of = np.where(offered[at] == products, kind[at], 0)
    return (of & DISPLAYED > 0).astype(float), (of & MAILED > 0).astype(float)
