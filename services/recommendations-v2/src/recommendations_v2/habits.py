"""What one customer does, from his own purchases before a moment: by product, by shelf, by category, and in general.

"Due" is the time since the last purchase over the usual time between two: his own, and where he has few, the shop's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommendations_v2.figures import Figures, day_part
from recommendations_v2.purchases import DAY, Asked, Catalogue, Floats, Whole, weekday
from recommendations_v2.spans import among, grouped

NEVER = 999.0  # days since something that did not happen; more than any history's worth of weight
_LATELY_DAYS = 90.0  # whoever tried much last year may have settled since
_LAST_BASKETS = (1, 3, 10)


@dataclass(frozen=True, slots=True)
class Group:
    """Per thing bought (a product, a shelf, ...): `key` is sorted, the arrays are by its place."""

    key: Whole
    times: Floats
    faded: dict[int, Floats]  # by half-life in days
    days_since: Floats
    gap_days: Floats

    def places(self, keys: Whole) -> tuple[Whole, Floats]:
        """Where each of these is, and 1.0 where it is there at all, else 0.0."""
        if not len(self.key):
            return np.zeros(len(keys), np.int64), np.zeros(len(keys))
        at = np.minimum(np.searchsorted(self.key, keys), len(self.key) - 1)
        return at, (self.key[at] == keys).astype(float)


@dataclass(frozen=True, slots=True)
class Habits:
    """Of one customer at one moment."""

    product: Group
    shelf: Group
    category: Group
    maker: Group  # of category and maker together
    days_before_last: Floats  # by product: between the last purchase and the one before it
    first_days: Floats  # by product: since the first
    of_baskets: Floats  # by product: share of the baskets since the first purchase
    in_last: list[Floats]  # by product: of the last 1, 3 and 10 baskets
    baskets_since: Floats  # by product
    same_part: Floats  # by product: purchases in this part of the day
    same_day: Floats  # by product: purchases on this weekday
    with_cart: Floats  # by product: how much the baskets that held it are like the cart
    shelf_with_cart: Floats  # by shelf
    shelf_choice: Floats  # by shelf: different products bought of it
    baskets: int
    size: float  # mean products of a basket
    visit_gap: float  # days
    visit_since: float  # days
    price_level: float  # log of what he pays over his shelves' mean
    own_brand: float  # share of purchases
    explores: float  # share of purchases that were new to him, of the last 90 days
    place: int  # where he bought last, -1 where he never did


def habits_of(asked: Asked, catalogue: Catalogue, figures: Figures) -> Habits:
    """From one customer's purchases before a moment; none is an answer too."""
    own, cart, local = asked.own, asked.cart, np.array(asked.local)
    age = (asked.moment - own.at) / DAY
    edge = np.ones(len(own.at), bool)
    edge[1:] = own.basket[1:] != own.basket[:-1]
    order = np.cumsum(edge)  # baskets from 1
    baskets = int(order[-1]) if len(order) else 0
    makers = catalogue.makers
    key, which = grouped(own.product)
    shelves_of, category = catalogue.shelf[key], catalogue.category[key]
    by_product, _ = _group(key, which, age, (7, 21, 60, 180))
    by_shelf, of_shelf = _groups(shelves_of, which, age, (14, 60))
    by_category, _ = _groups(category, which, age, (30, 120))
    by_maker, _ = _groups(category * makers + catalogue.maker[key], which, age, (60,))
    count, shelves = len(by_product.key), len(by_shelf.key)
    last_order, first_order, first_age = (np.zeros(count) for _ in range(3))
    last_order[which], first_order[which[::-1]], first_age[which[::-1]] = order, order[::-1], age[::-1]
    earlier = order != last_order[which]
    before_last = np.full(count, NEVER)
    before_last[which[earlier]] = age[earlier]
    overlap = np.bincount(order - 1, among(cart, own.product), baskets) if len(cart) else np.zeros(baskets)
    alike = overlap[order - 1] if baskets else np.zeros(0)
    part, day = day_part(own.local) == day_part(local), weekday(own.local) == weekday(local)
    visits = age[edge]
    return Habits(
        by_product,
        by_shelf,
        by_category,
        by_maker,
        np.where(before_last < NEVER, before_last - by_product.days_since, NEVER),
        first_age,
        by_product.times / np.maximum(baskets - first_order + 1.0, 1.0),
        [np.bincount(which, order > baskets - last, count) for last in _LAST_BASKETS],
        baskets - last_order,
        np.bincount(which, part, count),
        np.bincount(which, day, count),
        np.bincount(which, alike, count) / max(len(cart), 1),
        np.bincount(of_shelf, alike, shelves) / max(len(cart), 1),
        np.bincount(np.searchsorted(by_shelf.key, shelves_of), minlength=shelves).astype(float),
        baskets,
        len(own.at) / max(baskets, 1),
        float((visits[0] - visits[-1]) / max(len(visits) - 1, 1)) if baskets else NEVER,
        float(visits[-1]) if baskets else NEVER,
        float(figures.price_level[own.product].mean()) if baskets else 0.0,
        float(catalogue.own_brand[own.product].mean()) if baskets else 0.0,
        _exploring(first_age, age),
        int(own.place[-1]) if baskets else -1,
    )


def _groups(of: Whole, which: Whole, age: Floats, half_lives: tuple[int, ...]) -> tuple[Group, Whole]:
    """By what each different product belongs to."""
    keys, inner = grouped(of)
    return _group(keys, inner[which], age, half_lives)


def _group(keys: Whole, which: Whole, age: Floats, half_lives: tuple[int, ...]) -> tuple[Group, Whole]:
    last, first = np.zeros(len(keys)), np.zeros(len(keys))
    last[which], first[which[::-1]] = age, age[::-1]  # the last assignment stays: purchases are in their order
    times = np.bincount(which, minlength=len(keys)).astype(float)
    faded = {days: np.bincount(which, np.exp2(age / -days), len(keys)) for days in half_lives}
    return Group(keys, times, faded, last, (first - last) / np.maximum(times - 1.0, 1.0)), which


def _exploring(first_age: Floats, age: Floats) -> float:
    lately = int(np.count_nonzero(age <= _LATELY_DAYS))
    return float(np.count_nonzero(first_age <= _LATELY_DAYS) / max(lately, 1))
