"""Where recommendations come from: each source names its products, best first; the ranking decides among all of them.

A source's count is a bound of the work, not of the quality: on the weeks before the last cut more gained nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from recommendations_v2.links import Linked, linked
from recommendations_v2.purchases import Flags, Floats, Whole
from recommendations_v2.scene import Knowledge, Scene
from recommendations_v2.spans import among, grouped

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

# What a served list is made from besides, where looks are recorded and customers are segmented.
LOOKED_AT, VIEWED_TOGETHER, ALIKE = "looked_at", "viewed_together", "like_what_was_looked_at"
IN_SEGMENT, NEW, GIVEN = "popular_in_segment", "new_products", "given_by_hand"
LOOKS: Counts = {LOOKED_AT: 40, VIEWED_TOGETHER: 30, ALIKE: 30, IN_SEGMENT: 20, NEW: 20}
SOURCES = tuple({**HOME, **CART, **DISCOVERY, **LOOKS, GIVEN: 0})  # bit by bit of `Found.sources`
_BIT = {name: 1 << place for place, name in enumerate(SOURCES)}
_SHELVES_SEARCHED = 60  # of a customer's own, by faded purchases


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates, sorted by product, and which sources named each: bit i is SOURCES[i]."""

    product: Whole
    sources: Whole

    def named_by(self, *names: str) -> Flags:
        """Which of them any of these sources named."""
        return (self.sources & sum(_BIT[name] for name in names)) > 0

    def where(self, rows: Whole) -> Found:
        """Those."""
        return Found(self.product[rows], self.sources[rows])


def top(score: Floats, count: int) -> Whole:
    """Products of the highest scores above nothing, best first."""
    chosen = (score > 0).nonzero()[0]  # first: partition takes its square of many equal ones
    worst_first = -score[chosen]
    if count < len(chosen):
        best = worst_first.argpartition(count - 1)[:count]
        chosen, worst_first = chosen[best], worst_first[best]
    return chosen[worst_first.argsort(kind="stable")]


def best(found: Linked, count: int) -> Whole:
    """As `top`, of what goes with something."""
    return found.product.take(top(found.score, count))


_NONE = np.zeros(0, np.int64)


def candidates(known: Knowledge, scene: Scene, counts: Counts, *, new_only: bool, given: Whole = _NONE) -> Found:
    """The union of the sources and what rules name; without what is in the cart, and for discovery without what he
    ever bought.
    """
    named = [(_BIT[name], _source(known, scene, name, count, new_only=new_only)) for name, count in counts.items()]
    named.append((_BIT[GIVEN], np.unique(given) if len(given) else given))
    product, which = grouped(np.concatenate([each for _, each in named]))
    bits = np.repeat([bit for bit, _ in named], [len(each) for _, each in named])
    sources = np.bincount(which, bits, len(product)).astype(np.int64)  # no source names a product twice
    left = ~among(scene.cart, product)
    if new_only:
        left &= ~among(scene.habits.product.key, product)
    return Found(product[left], sources[left])


def _source(known: Knowledge, scene: Scene, name: str, count: int, *, new_only: bool) -> Whole:
    if name in LOOKS:
        return _looked(known, scene, name, count, new_only=new_only)
    if name in {SHELVES, OFFERED}:
        return _on_own_shelves(known, scene, count, offered=name == OFFERED, new_only=new_only)
    if name in {TOGETHER, LIKE_CUSTOMERS, FROM_CART}:
        return _scored(scene, name, count, new_only=new_only)
    own = scene.habits.product
    if name == BOUGHT_BEFORE:
        return own.key[np.argsort(-(own.faded[60] + own.faded[21] + 1e-3 * own.times), kind="stable")[:count]]
    return _first(_listed(known, scene, name, count + len(own.key) * new_only), scene, count, new_only=new_only)


def _scored(scene: Scene, name: str, count: int, *, new_only: bool) -> Whole:
    found = {TOGETHER: scene.together, FROM_CART: scene.cart_sum}.get(name) or linked(scene.neighbours)
    if not new_only:
        return best(found, count)
    new = ~among(scene.habits.product.key, found.product)
    return best(Linked(found.product[new], found.score[new]), count)


def _listed(known: Knowledge, scene: Scene, name: str, count: int) -> Whole:
    """At least so many products of a list that is there already, best first."""
    orders = known.orders
    if name == TASTE:
        return orders.popular[top((known.popular_directions @ scene.taste).astype(np.float64), count)]
    if name == HERE:
        return _sold_here(known, scene)
    return {POPULAR: orders.popular, TRENDING: orders.rising, SEASONAL: orders.seasonal}[name]


def _first(products: Whole, scene: Scene, count: int, *, new_only: bool) -> Whole:
    """Of products, best first, so many that may be shown."""
    own = scene.habits.product.key
    if not new_only:
        return products[:count]
    reach = products[: count + len(own)]
    return reach[~among(own, reach)][:count]


def _sold_here(known: Knowledge, scene: Scene) -> Whole:
    """What sells most where he buys."""
    figures = known.figures
    first = scene.habits.place * figures.products
    here = slice(*np.searchsorted(figures.place_key, (first, first + figures.products)).tolist())
    best = np.argsort(-figures.place_sold[here], kind="stable")
    return figures.place_key[here][best] - first


def _on_own_shelves(known: Knowledge, scene: Scene, count: int, *, offered: bool, new_only: bool) -> Whole:
    """What sells most on the shelves he buys from: similar by content, since nothing but the catalogue links it."""
    shelf = scene.habits.shelf
    best = np.argsort(-shelf.faded[60], kind="stable")[:_SHELVES_SEARCHED]
    liking = np.zeros(len(known.shelf_lift))
    liking[shelf.key[best]] = shelf.faded[60][best]
    named = scene.offered if offered else known.orders.on_shelves(shelf.key[best])
    if new_only:
        named = named[~among(scene.habits.product.key, named)]
    score = np.sqrt(liking[known.catalogue.shelf[named]] * known.figures.month[named])
    return named[top(score, count)]


def _looked(known: Knowledge, scene: Scene, name: str, count: int, *, new_only: bool) -> Whole:
    """What nobody's own purchases name: looks, the segment, and what is new."""
    signals, attention, seen = known.signals, scene.attention, scene.viewed_together
    if signals is None or attention is None or seen is None:
        return _NONE
    if name == IN_SEGMENT:
        there = 0 <= scene.segment < len(signals.segment_popular)
        popular = signals.segment_popular[scene.segment].astype(np.int64) if there else _NONE
        return _first(popular[popular >= 0], scene, count, new_only=new_only)
    if name == NEW:
        return _first(signals.fresh, scene, count, new_only=new_only)
    if name == VIEWED_TOGETHER:
        return _first(best(seen, count + len(scene.habits.product.key) * new_only), scene, count, new_only=new_only)
    if name == LOOKED_AT:
        weight = attention.viewed + attention.engaged + attention.left
        return _first(attention.product[top(weight, len(weight))], scene, count, new_only=new_only)
    shelves = np.unique(known.catalogue.shelf[np.concatenate([attention.product, scene.cart])])
    named = known.orders.on_shelves(shelves[:_SHELVES_SEARCHED])
    return _first(named[top(known.figures.month[named], len(named))], scene, count, new_only=new_only)
