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
FROM_CART, POPULAR, HERE = "from_cart", "popular", "popular_here"
TRENDING, SEASONAL, SHELVES, OFFERED = "trending", "seasonal", "similar_content", "on_offer"

Counts = Mapping[str, int]

# The surfaces: what each list is made from.
HOME: Counts = {
    BOUGHT_BEFORE: 220,
    TOGETHER: 30,
    LIKE_CUSTOMERS: 40,
    POPULAR: 20,
    TRENDING: 10,
    SEASONAL: 10,
    SHELVES: 30,
    OFFERED: 20,
}
CART: Counts = {
    BOUGHT_BEFORE: 200,
    FROM_CART: 100,
    TOGETHER: 20,
    LIKE_CUSTOMERS: 30,
    POPULAR: 20,
    SHELVES: 20,
    OFFERED: 20,
}
DISCOVERY: Counts = {
    TOGETHER: 100,
    LIKE_CUSTOMERS: 150,
    TASTE: 100,
    POPULAR: 60,
    HERE: 60,
    TRENDING: 30,
    SEASONAL: 20,
    SHELVES: 250,
    OFFERED: 100,
}
SOURCES = tuple({**HOME, **CART, **DISCOVERY})  # bit by bit of `Found.sources`
_SHELVES_SEARCHED = 60  # of a customer's own, by faded purchases


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates, sorted by product, and which sources named each: bit i is SOURCES[i]."""

    product: Whole
    sources: Whole


def top(score: Floats, count: int) -> Whole:
    """Products of the highest scores above nothing, best first."""
    chosen = np.flatnonzero(score > 0)  # first: partition takes its square of many equal ones
    if count < len(chosen):
        chosen = chosen[np.argpartition(-score[chosen], count - 1)[:count]]
    return chosen[np.argsort(-score[chosen], kind="stable")][:count]


def candidates(known: Knowledge, scene: Scene, counts: Counts, *, new_only: bool) -> Found:
    """The union of the sources; without what is in the cart, and for discovery without what he ever bought."""
    named = [
        (SOURCES.index(name), _source(known, scene, name, count, new_only=new_only)) for name, count in counts.items()
    ]
    product, which = np.unique(np.concatenate([each for _, each in named]), return_inverse=True)
    bits = np.repeat([1 << place for place, _ in named], [len(each) for _, each in named])
    sources = np.zeros(len(product), np.int64)
    np.bitwise_or.at(sources, which, bits)
    left = ~np.isin(product, scene.cart)
    if new_only:
        left &= ~np.isin(product, scene.habits.product.key)
    return Found(product[left], sources[left])


def _source(known: Knowledge, scene: Scene, name: str, count: int, *, new_only: bool) -> Whole:
    own = scene.habits.product
    if name == BOUGHT_BEFORE:
        return own.key[np.argsort(-(own.faded[60] + own.faded[21] + 1e-3 * own.times), kind="stable")[:count]]
    orders = known.orders
    listed = {POPULAR: orders.popular, TRENDING: orders.rising, SEASONAL: orders.seasonal}
    if name in listed:
        return _first(listed[name], scene, count, new_only=new_only)
    if name in {SHELVES, OFFERED}:
        return _on_own_shelves(known, scene, count, offered=name == OFFERED, new_only=new_only)
    if name == HERE:
        return _sold_here(known, scene, count, new_only=new_only)
    if name == TASTE:
        near = (known.tastes.directions[orders.popular] @ scene.taste).astype(np.float64)
        return _first(orders.popular[top(near, count + len(own.key) * new_only)], scene, count, new_only=new_only)
    score = {TOGETHER: scene.together, LIKE_CUSTOMERS: scene.neighbours, FROM_CART: scene.cart_sum}[name]
    if new_only:
        score = score.copy()
        score[own.key] = 0.0
    return top(score, count)


def _first(products: Whole, scene: Scene, count: int, *, new_only: bool) -> Whole:
    """Of products, best first, so many that may be shown."""
    own = scene.habits.product.key
    if not new_only:
        return products[:count]
    reach = products[: count + len(own)]
    return reach[~np.isin(reach, own)][:count]


def _sold_here(known: Knowledge, scene: Scene, count: int, *, new_only: bool) -> Whole:
    """What sells most where he buys."""
    figures = known.figures
    first = scene.habits.place * figures.products
    here = slice(*np.searchsorted(figures.place_key, (first, first + figures.products)).tolist())
    best = np.argsort(-figures.place_sold[here], kind="stable")
    return _first(figures.place_key[here][best] - first, scene, count, new_only=new_only)


def _on_own_shelves(known: Knowledge, scene: Scene, count: int, *, offered: bool, new_only: bool) -> Whole:
    """What sells most on the shelves he buys from: similar by content, since nothing but the catalogue links it."""
    shelf = scene.habits.shelf
    best = np.argsort(-shelf.faded[60], kind="stable")[:_SHELVES_SEARCHED]
    liking = np.zeros(len(known.shelf_lift))
    liking[shelf.key[best]] = shelf.faded[60][best]
    among = scene.offered if offered else known.orders.on_shelves(shelf.key[best])
    if new_only:
        among = among[~np.isin(among, scene.habits.product.key)]
    score = np.sqrt(liking[known.catalogue.shelf[among]] * known.figures.month[among])
    return among[top(score, count)]
