"""Customers who are alike, and directions of taste: two ways to products that nobody's own purchases name.

Neighbours are by cosine of faded purchases, as in TIFU-KNN (Hu et al., SIGIR 2020). Directions are the first singular
vectors of who bought what (Cremonesi et al., PureSVD, RecSys 2010); a customer is placed by his own purchases, so that
what he bought a minute ago counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommendations_v2.purchases import Floats, Matrix, Whole
from recommendations_v2.spans import within


@dataclass(frozen=True, slots=True)
class Tastes:
    """Reference r bought product[start[r]:start[r + 1]], faded to weight; beside customer c stand neighbour[c].

    References are the customers among whom neighbours are sought: all, or so many of a large shop's.
    """

    start: Whole
    product: npt.NDArray[np.int32]
    weight: Matrix
    neighbour: npt.NDArray[np.uint16]  # (customers, k) references
    likeness: npt.NDArray[np.float16]  # (customers, k); 0 where there are not k
    directions: Matrix  # (products, d)
    popularity_power: float  # a product's purchases count by this power of its popularity in `placed`
    buyers: Floats

    def of_neighbours(self, customer: int) -> Floats:
        """(products,) mean faded purchases of those who are like him, by likeness; nothing of one not known."""
        total = np.zeros(len(self.directions))
        if not 0 <= customer < len(self.neighbour):
            return total
        other, alike = self.neighbour[customer].astype(np.int64), self.likeness[customer].astype(np.float64)
        place, length = within(self.start, other)
        weight = self.weight[place] * np.repeat(alike / max(float(alike.sum()), 1e-9), length)
        return np.bincount(self.product[place], weight, len(self.directions))

    def placed(self, products: Whole, weights: Floats, popularity: Floats | None = None) -> Matrix:
        """(d,) where a customer of these purchases stands, of length 1 or 0; `popularity` is `popularity_of` all."""
        by = self.popularity_of(products) if popularity is None else popularity.take(products)
        stand = (weights / by).astype(np.float32) @ self.directions.take(products, axis=0)
        return np.asarray(stand / max(float(np.linalg.norm(stand)), 1e-9), np.float32)

    def popularity_of(self, products: Whole) -> Floats:
        """(products,) by what their purchases are divided in `placed`."""
        return np.asarray(np.maximum(self.buyers[products], 1.0) ** self.popularity_power)


@dataclass(frozen=True, slots=True, repr=False)  # as words it would fill pages
class Neighbours:
    """`Tastes.of_neighbours` for a process that answers: references' rows are of one length, which takes a third."""

    tastes: Tastes
    product: Whole  # (references, n); behind what one bought stands a product that there is not
    weight: Matrix  # (references, n)
    popularity: Floats  # `popularity_of` all products

    def of(self, customer: int) -> Floats:
        """As `Tastes.of_neighbours`."""
        tastes, count = self.tastes, len(self.tastes.directions)
        if not 0 <= customer < len(tastes.neighbour):
            return np.zeros(count)
        other, alike = tastes.neighbour[customer], tastes.likeness[customer].astype(np.float64)
        alike /= max(float(alike.sum()), 1e-9)
        weight = self.weight.take(other, axis=0) * alike[:, None]
        return np.bincount(self.product.take(other, axis=0).ravel(), weight.ravel(), count + 1)[:count]


def neighbours_of(tastes: Tastes) -> Neighbours:
    """Made once for each artefact: 12 bytes for each of at most 128 products of 5,000 references."""
    count, length = len(tastes.directions), np.diff(tastes.start)
    inside = np.arange(int(np.max(length, initial=0))) < length[:, None]
    product, weight = np.full(inside.shape, count), np.zeros(inside.shape, np.float32)
    product[inside], weight[inside] = tastes.product, tastes.weight
    return Neighbours(tastes, product, weight, tastes.popularity_of(np.arange(count)))
