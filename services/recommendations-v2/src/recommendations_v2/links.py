"""Which products go with which: cosine of two products over customers, or over baskets, the strongest of each.

The denominator is shrunk by ten: a pair bought together once by two who bought nothing else is no evidence
(Deshpande and Karypis, Item-Based Top-N Recommendation Algorithms, 2004, weigh it down likewise).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommendations_v2.purchases import Floats, Whole
from recommendations_v2.spans import within


@dataclass(frozen=True, slots=True)
class Links:
    """Product i goes with other[start[i]:start[i + 1]], strongest first, by so much."""

    start: Whole
    other: npt.NDArray[np.int32]
    weight: npt.NDArray[np.float32]

    def summed(self, products: Whole, weights: Floats) -> Floats:
        """(products of the shop,) how well each goes with these, which count by their weights."""
        place, length = within(self.start, products)
        weight = self.weight.take(place) * np.repeat(weights, length)
        return np.bincount(self.other.take(place), weight, len(self.start) - 1)

    def strongest(self, products: Whole) -> Floats:
        """(products of the shop,) how well each goes with the one of these that it goes with best."""
        most = np.zeros(len(self.start) - 1)
        for product in products.tolist():
            linked = slice(self.start[product], self.start[product + 1])
            others = self.other[linked]
            most[others] = np.maximum(most[others], self.weight[linked])
        return most
