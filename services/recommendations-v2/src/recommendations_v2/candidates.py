"""Where recommendations come from: each source names its products, best first; the ranking decides among all of them.

A source's count is a bound of the work, not of the quality: on the weeks before the last cut more gained nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from recommendations_v2.purchases import Floats, Whole
from recommendations_v2.scene import Knowledge, Scene

BOUGHT_BEFORE, TOGETHER, LIKE_CUSTOMERS, TASTE = "bought_before", "bought_together", "customers_alike", "taste"
FROM_CART, CART_SHELVES, POPULAR, HERE = "from_cart", "cart_shelves", "popular", "popular_here"
TRENDING, SEASONAL, SHELVES, OFFERED = "trending", "seasonal", "similar_content", "on_offer"

Counts = Mapping[str, int]

HOME: Counts = {BOUGHT_BEFORE: 220, TOGETHER: 30, LIKE_CUSTOMERS: 40, POPULAR: 20, SHELVES: 30, OFFERED: 20}
CART: Counts = {
    BOUGHT_BEFORE: 200, FROM_CART: 100, TOGETHER: 20, LIKE_CUSTOMERS: 30, POPULAR: 20, SHELVES: 20, OFFERED: 20,
}  # fmt: skip
DISCOVERY: Counts = {
    TOGETHER: 100, LIKE_CUSTOMERS: 150, TASTE: 100, POPULAR: 60, HERE: 60, TRENDING: 30, SEASONAL: 20, SHELVES: 250, OFFERED: 100,
}  # fmt: skip
_SHELVES_SEARCHED = 60  # of a customer's own, by faded purchases
_LEAST_TREND = 3.0  # times of the usual week at which a product trends
"""The surfaces: what each is made from."""


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates, sorted by product, and which sources named each: bit i is SOURCES[i]."""

    product: Whole
    sources: Whole


SOURCES = (
    BOUGHT_BEFORE, TOGETHER, LIKE_CUSTOMERS, TASTE, FROM_CART, CART_SHELVES, POPULAR, HERE, TRENDING, SEASONAL, SHELVES, OFFERED,
)  # fmt: skip


def top(score: Floats, count: int) -> Whole:
    """Products of the highest scores above nothing, best first."""
    chosen = np.flatnonzero(score > 0)  # first: partition takes its square of many equal ones
    if count < len(chosen):
        chosen = chosen[np.argpartition(-score[chosen], count - 1)[:count]]
    return chosen[np.argsort(-score[chosen], kind="stable")][:count]


def candidates(known: Knowledge, scene: Scene, counts: Counts, *, new_only: bool) -> Found:
    """The union of the sources; without what is in the cart, and for discovery without what he ever bought."""
    named = [(SOURCES.index(name), _source(known, scene, name, count, new_only=new_only)) for name, count in counts.items()]
    product, which = np.unique(np.concatenate([each for _, each in named]), return_inverse=True)
    bits = np.repeat([1 << place for place, _ in named], [len(each) for _, each in named])
    sources = np.zeros(len(product), np.int64)
    np.bitwise_or.at(sources, which, bits)
    left = ~np.isin(product, scene.cart)
    if new_only:
        left &= ~np.isin(product, scene.habits.product.key)
    return Found(product[left], sources[left])


def _source(known: Knowledge, scene: Scene, name: str, count: int, *, new_only: bool) -> Whole:
    figures, own = known.figures, scene.habits.product
    if name == BOUGHT_BEFORE:
        return own.key[np.argsort(-(own.faded[60] + own.faded[21] + 1e-3 * own.times), kind="stable")[:count]]
    if name in {SHELVES, OFFERED}:
        return _on_own_shelves(known, scene, count, offered=name == OFFERED, new_only=new_only)
    if name == FROM_CART:
        return top(scene.cart_sum, count)
    if name == HERE:
        first, last = np.searchsorted(figures.place_key, np.array([0, 1]) * figures.products + scene.habits.place * figures.products)
        best = first + np.argsort(-figures.place_sold[first:last], kind="stable")[: count + len(own.key) * new_only]
        return _new(figures.place_key[best] - scene.habits.place * figures.products, scene, new_only=new_only)[:count]
    if name == TASTE:
        score = (known.tastes.directions @ scene.taste).astype(np.float64) * (figures.quarter > 0)
    elif name == TRENDING:
        score = figures.week * (figures.week > _LEAST_TREND * figures.quarter)
    else:
        score = {TOGETHER: scene.together, LIKE_CUSTOMERS: scene.neighbours, POPULAR: figures.month}.get(name, figures.week)
    if new_only:
        score = score.copy()
        score[own.key] = 0.0
    return top(score, count)


def _new(products: Whole, scene: Scene, *, new_only: bool) -> Whole:
    return products[~np.isin(products, scene.habits.product.key)] if new_only else products


def _on_own_shelves(known: Knowledge, scene: Scene, count: int, *, offered: bool, new_only: bool) -> Whole:
    """What sells most on the shelves he buys from: similar by content, since nothing but the catalogue links it."""
    shelf = scene.habits.shelf
    best = np.argsort(-shelf.faded[60], kind="stable")[:_SHELVES_SEARCHED]
    liking = np.zeros(len(known.shelf_lift))
    liking[shelf.key[best]] = shelf.faded[60][best]
    among = _new(scene.offered if offered else np.flatnonzero(known.figures.month > 0), scene, new_only=new_only)
    score = liking[known.catalogue.shelf[among]] ** 0.5 * known.figures.month[among] ** 0.5
    return among[top(score, count)]
