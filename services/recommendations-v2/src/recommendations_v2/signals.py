"""What else speaks for a product than purchases: looks, articles and videos, carts left, the segment, what is new.

A look fades: what was seen an hour ago says more than what was seen last week, and half as much after each half-life.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommendations_v2.habits import NEVER, Group
from recommendations_v2.links import Links
from recommendations_v2.purchases import DAY, Flags, Floats, Looks, Matrix, Whole
from recommendations_v2.spans import grouped

VIEW_DAYS, CONTENT_DAYS, CART_DAYS = 3.0, 14.0, 7.0  # half-lives: a look is of the moment, a recipe of a fortnight
LOOKED_BACK_DAYS = 28  # beyond, nothing is left of a look


@dataclass(frozen=True, slots=True)
class Attention:
    """Of one person at one moment; arrays are by place in `product`, which is sorted."""

    product: Whole
    viewed: Floats  # looks, faded
    engaged: Floats  # share of articles and videos about it, faded
    left: Floats  # put into the cart since it was bought last, faded
    days_since: Floats  # since the last look of any kind

    def places(self, products: Whole) -> tuple[Whole, Floats]:
        """Where each of these is, and 1.0 where it is there at all, else 0.0."""
        if not len(self.product):
            return np.zeros(len(products), np.int64), np.zeros(len(products))
        at = np.minimum(np.searchsorted(self.product, products), len(self.product) - 1)
        return at, (self.product[at] == products).astype(float)


@dataclass(frozen=True, slots=True)
class Signals:
    """Of the shop, from the same night's batch."""

    by_sessions: Links  # products that the same visits look at
    segment_lift: Matrix  # (segments, products) log of how much more the segment buys it than the shop does
    segment_popular: npt.NDArray[np.int32]  # (segments, n) best first, -1 where there are fewer
    fresh: Whole  # products that are new, the newest first
    is_fresh: Flags  # (products,) the same


def attention_of(looks: Looks, moment: int, bought: Group) -> Attention:
    """From one person's looks before a moment, and what he bought by product."""
    if not len(looks.product):
        return NOTHING_SEEN
    product, which = grouped(looks.product)
    age = np.maximum(moment - looks.at, 0) / DAY
    days_since = np.full(len(product), NEVER)
    np.minimum.at(days_since, which, age)
    at, has = bought.places(looks.product)
    since_bought = np.where(has > 0, bought.days_since[at], NEVER) if len(bought.key) else np.full(len(age), NEVER)

    def faded(strength: Floats, half_life: float) -> Floats:
        if not strength.any():
            return np.zeros(len(product))
        return np.bincount(which, strength * 0.5 ** (age / half_life), len(product))

    return Attention(
        product,
        faded(looks.viewed, VIEW_DAYS),
        faded(looks.engaged, CONTENT_DAYS),
        faded(looks.carted * (age < since_bought), CART_DAYS),
        days_since,
    )


_NONE, _NOTHING = np.zeros(0, np.int64), np.zeros(0)
NOTHING_SEEN = Attention(_NONE, _NOTHING, _NOTHING, _NOTHING, _NOTHING)
NO_LOOKS = Looks(_NONE, _NONE, _NONE, _NOTHING, _NOTHING, _NOTHING)
