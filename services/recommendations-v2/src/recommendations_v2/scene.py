"""One request with everything that is known of it: what candidates and signals are made from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommendations_v2.figures import Figures
from recommendations_v2.habits import Habits, habits_of
from recommendations_v2.links import NOTHING_LINKED, Linked, Links, linked
from recommendations_v2.offers import Offers
from recommendations_v2.orders import Orders
from recommendations_v2.promotions import Promotions
from recommendations_v2.purchases import Asked, Catalogue, Floats, Matrix, Whole
from recommendations_v2.signals import Attention, Signals, attention_of
from recommendations_v2.tastes import Tastes

_POINTERS = 100  # of his products, those bought most and last: the rest point hardly anywhere
_RECENT_DAYS = 180.0  # half-life of a purchase as a pointer to others


@dataclass(frozen=True, slots=True, repr=False)  # as words it would fill pages
class Knowledge:
    """One night's batch: what is known of all products and customers."""

    catalogue: Catalogue
    figures: Figures
    orders: Orders
    by_customers: Links  # products that the same customers buy
    by_baskets: Links  # products that the same baskets hold
    shelf_lift: Matrix  # (shelves, shelves) log of how much oftener two are in one basket than by chance
    tastes: Tastes
    offers: Offers | Promotions | None
    popular_directions: Matrix  # (n, d) of the products that sell most, in their order
    signals: Signals | None = None  # where looks are recorded and customers are segmented


@dataclass(frozen=True, slots=True)
class Scene:
    """`neighbours` is by product."""

    habits: Habits
    cart: Whole
    local: int
    together: Linked  # how well it goes with what he bought
    neighbours: Floats
    taste: Matrix  # (d,) where he stands
    cart_sum: Linked  # how well it goes with the cart
    cart_most: Linked
    offered: Whole
    offer_kind: npt.NDArray[np.int8]
    attention: Attention | None = None  # None where the shop's looks are not known
    viewed_together: Linked | None = None  # how well it goes with what he looked at
    segment: int = -1


def scene_of(known: Knowledge, asked: Asked, neighbours: Floats, popularity: Floats | None = None) -> Scene:
    """`neighbours` is `known.tastes.of_neighbours` of the customer: the same for all his visits of a day;
    `popularity` is `known.tastes.popularity_of` all products, where it is at hand.
    """
    habits, cart = habits_of(asked, known.catalogue, known.figures), asked.cart
    mine = habits.product
    weight = np.log1p(mine.times) * 0.5 ** (mine.days_since / _RECENT_DAYS) if len(mine.key) else np.zeros(0)
    most = np.argpartition(-weight, _POINTERS - 1)[:_POINTERS] if len(weight) > _POINTERS else np.arange(len(weight))
    with_cart = known.by_baskets.linked(cart, np.ones(len(cart))) if len(cart) else (NOTHING_LINKED, NOTHING_LINKED)
    offered, kind = (
        (np.zeros(0, np.int64), np.zeros(0, np.int8))
        if known.offers is None
        else known.offers.at(asked.week, habits.place)
    )
    attention, seen = None, None
    if known.signals is not None and asked.looks is not None:
        attention = attention_of(asked.looks, asked.moment, mine)
        seen = known.signals.by_sessions.linked(attention.product, np.minimum(attention.viewed, 1.0))[0]
    return Scene(
        habits,
        cart,
        asked.local,
        _together(known.by_customers, mine.key[most], weight[most], float(weight.sum()))
        if len(mine.key)
        else NOTHING_LINKED,
        neighbours,
        known.tastes.placed(mine.key, weight, popularity),
        *with_cart,
        offered,
        kind,
        attention,
        seen,
        asked.segment,
    )


def _together(links: Links, products: Whole, weights: Floats, total: float) -> Linked:
    return linked(links.summed(products, weights), max(total, 1.0))
