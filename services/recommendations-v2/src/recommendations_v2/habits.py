"""What one customer does, from his own purchases before a moment: by product, by shelf, by category, and in general.

"Due" is the time since the last purchase over the usual time between two: his own, and where he has few, the shop's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommendations_v2.figures import Figures, day_part
from recommendations_v2.purchases import DAY, Asked, Catalogue, Floats, Whole, weekday
from recommendations_v2.spans import Groups, among, groups_of, wider

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
        at = np.minimum(self.key.searchsorted(keys), len(self.key) - 1)
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
    own, cart = asked.own, asked.cart
    age = (asked.moment - own.at) / DAY
    edge = np.ones(len(own.at), bool)
    np.not_equal(own.basket[1:], own.basket[:-1], out=edge[1:])
    order = np.cumsum(edge)  # baskets from 1
    begins = edge.nonzero()[0]  # of baskets
    baskets = len(begins)
    fades, of_product = _Fades(age), groups_of(own.product)
    key, which = of_product.key, of_product.which
    shelves_of, category = catalogue.shelf[key], catalogue.category[key]
    by_product = _group(of_product, age, fades, (7, 21, 60, 180))
    of_shelf, inner = wider(of_product, shelves_of)
    by_shelf = _group(of_shelf, age, fades, (14, 60))
    by_category = _group(wider(of_product, category)[0], age, fades, (30, 120))
    maker = category * catalogue.makers + catalogue.maker[key]
    by_maker = _group(wider(of_product, maker)[0], age, fades, (60,))
    count, shelves = len(key), len(by_shelf.key)
    last_order, first_age = order[of_product.last], age[of_product.first]
    earlier = order != last_order[which]
    before_last = np.full(count, NEVER)
    before_last[which[earlier]] = age[earlier]  # the last assignment stays: purchases are in their order
    parts, days = day_part(own.local[begins]), weekday(own.local[begins])
    local = np.array(asked.local)
    part, day = (parts == day_part(local))[order - 1], (days == weekday(local))[order - 1]
    alike = None
    if len(cart) and baskets:
        alike = np.bincount(order - 1, among(cart, own.product), baskets)[order - 1]
    visits = age[begins]
    return Habits(
        by_product,
        by_shelf,
        by_category,
        by_maker,
        np.where(before_last < NEVER, before_last - by_product.days_since, NEVER),
        first_age,
        by_product.times / np.maximum(baskets - order[of_product.first] + 1.0, 1.0),
        [_of_last(which, begins, last, count) for last in _LAST_BASKETS],
        (baskets - last_order).astype(float),
        np.bincount(which, part, count),
        np.bincount(which, day, count),
        np.zeros(count) if alike is None else np.bincount(which, alike, count) / len(cart),
        np.zeros(shelves) if alike is None else np.bincount(of_shelf.which, alike, shelves) / len(cart),
        np.bincount(inner, minlength=shelves).astype(float),
        baskets,
        len(own.at) / max(baskets, 1),
        float((visits[0] - visits[-1]) / max(len(visits) - 1, 1)) if baskets else NEVER,
        float(visits[-1]) if baskets else NEVER,
        float(figures.price_level[key][which].mean()) if baskets else 0.0,
        int(np.count_nonzero(catalogue.own_brand[key][which])) / len(which) if baskets else 0.0,
        _exploring(first_age, age),
        int(own.place[-1]) if baskets else -1,
    )


class _Fades:
    """What is left of each purchase after its age, by half-life in days: made once for all groups."""

    def __init__(self, age: Floats) -> None:
        self._age = age
        self._made: dict[int, Floats] = {}

    def of(self, days: int) -> Floats:
        """(purchases,) from 1 down."""
        made = self._made.get(days)
        if made is None:
            made = self._made[days] = np.exp2(self._age / -days)
        return made


def _of_last(which: Whole, begins: Whole, baskets: int, count: int) -> Floats:
    """(products,) how many of the last baskets held it."""
    since = int(begins[-baskets]) if len(begins) >= baskets else 0
    return np.bincount(which[since:], minlength=count).astype(float)


def _group(groups: Groups, age: Floats, fades: _Fades, half_lives: tuple[int, ...]) -> Group:
    times = groups.count.astype(float)
    last, first = age[groups.last], age[groups.first]
    faded = {days: np.bincount(groups.which, fades.of(days), len(groups.key)) for days in half_lives}
    return Group(groups.key, times, faded, last, (first - last) / np.maximum(times - 1.0, 1.0))


def _exploring(first_age: Floats, age: Floats) -> float:
    lately = int(np.count_nonzero(age <= _LATELY_DAYS))
    return float(np.count_nonzero(first_age <= _LATELY_DAYS) / max(lately, 1))
