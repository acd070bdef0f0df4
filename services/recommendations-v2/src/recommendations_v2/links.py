"""Which products go with which: cosine of two products over customers, or over baskets, the strongest of each.

The denominator is shrunk by ten: a pair bought together once by two who bought nothing else is no evidence
(Deshpande and Karypis, Item-Based Top-N Recommendation Algorithms, 2004, weigh it down likewise).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommendations_v2.purchases import Floats, Whole
from recommendations_v2.spans import grouped, within

_SORTED = 1_500  # links at most that are put together by sorting them; more by a table of all products


@dataclass(frozen=True, slots=True, repr=False)  # as words it would fill pages
class Linked:
    """The products that go with something, sorted, and how well; all others go with it by 0.0. A list asks of some
    hundred products out of all that a shop has: an array of all is half a megabyte, which then is in nobody's cache.
    """

    product: Whole
    score: Floats

    def of(self, products: Whole) -> Floats:
        """How well each of these goes with it."""
        if not len(self.product):
            return np.zeros(len(products))
        at = self.product.searchsorted(products)
        np.minimum(at, len(self.product) - 1, out=at)
        return np.where(self.product.take(at) == products, self.score.take(at), 0.0)


def linked(score: Floats, total: float = 1.0) -> Linked:
    """What an array of all products says, over `total`."""
    product = (score > 0).nonzero()[0]
    return Linked(product, score.take(product) / total)


NOTHING_LINKED = Linked(np.zeros(0, np.int64), np.zeros(0))


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

    def linked(self, products: Whole, weights: Floats) -> tuple[Linked, Linked]:
        """As `summed` and `strongest`, to the last bit."""
        place, length = within(self.start, products)
        if len(place) > _SORTED:
            return linked(self.summed(products, weights)), linked(self.strongest(products))
        product, which = grouped(self.other.take(place).astype(np.int64))
        weight, most = self.weight.take(place), np.zeros(len(product))
        np.maximum.at(most, which, weight)
        return Linked(product, np.bincount(which, weight * np.repeat(weights, length), len(product))), Linked(
            product, most
        )

    def strongest(self, products: Whole) -> Floats:
        """(products of the shop,) how well each goes with the one of these that it goes with best."""
        most = np.zeros(len(self.start) - 1)
        for product in products.tolist():
            linked = slice(self.start[product], self.start[product + 1])
            others = self.other[linked]
            most[others] = np.maximum(most[others], self.weight[linked])
        return most
