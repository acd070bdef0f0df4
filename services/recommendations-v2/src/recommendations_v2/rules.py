"""Hand rules on top of the ranking: what may not be shown, what moves up or down within a bound, and the list's shape.

Moves are millionths of a score, as the ranking's, and each rule tells its own, so that a list can be explained.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import numpy as np

from recommendations_v2.purchases import Flags, Floats, Whole
from recommendations_v2.spans import among
from recommendations_v2.trees import UNIT

OUT_OF_STOCK, IN_CART, JUST_BOUGHT, DISMISSED, BANNED = "out_of_stock", "in_cart", "just_bought", "dismissed", "banned"
SIBLING, CATEGORY_FULL, RANKED_LOWER = "sibling_variant", "category_full", "ranked_lower"
OVERSTOCK, LOW_COVER, MARGIN, CROSS_SELL = "overstock", "low_cover", "margin", "cross_sell"
PINNED, EXPLORED = "pinned", "explored"
_LIST = 10  # places that shares of a list are told of
_EXPLORABLE = 20  # new products that are drawn among: those that the ranking finds best
_DRAWN = 997  # a prime: shares of a place are drawn in so many steps


@dataclass(frozen=True, slots=True)
class Rules:
    """The shop's settings. Bounds are of a score; the ranking's scores span some four between first and last."""

    most_per_category: int = 3  # of ten: a list of one category is a shelf, not a recommendation
    just_bought_days: float = 14.0  # unless it is used up
    overstock_bound: float = 0.2  # at most so much up; about two places
    low_cover_bound: float = 0.4  # at most so much down: what runs out is not pushed, but not hidden
    low_cover_days: float = 7.0  # of cover, below which a product moves down
    margin_bound: float = 0.1  # for the whole of its price
    relevance_floor: float = 1.0  # below the best by more, margin moves nothing
    cross_sell_bound: float = 0.3
    explored: int = 1  # of ten places at most, given to new products that nobody's purchases could bring there
    explored_from: int = 3  # places at the top that are never given
    pinned: tuple[int, ...] = ()  # shown first, in this order, unless they may not be shown
    banned: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Stock:
    """Of the candidates: what rules look at. NaN where unknown, and then nothing moves."""

    in_stock: Flags
    cover_days: Floats
    overstocked: Floats  # 0 to 1, how far beyond what sells in time
    margin_share: Floats  # of the price
    consumable: Flags
    parent: Whole  # variants of one product share it
    category: Whole
    days_since: Floats  # since the customer bought it
    dismissed: Flags
    cross_sold: Floats  # 0 to 1, strength of the cross-sell rule that names it for this cart
    fresh: Flags | None = None  # new products, which may be explored; None where none may


@dataclass(frozen=True, slots=True)
class _Asked:
    """Candidates, and how many of them are wanted."""

    product: Whole
    score: Whole
    stock: Stock
    count: int


@dataclass(frozen=True, slots=True)
class Ruled:
    """The list, best first, as places among the candidates; why others are not in it; and what each rule moved."""

    chosen: list[int]
    why_not: dict[int, str]
    moved: dict[str, Whole] = field(default_factory=dict)
    score: Whole = field(default_factory=lambda: np.zeros(0, np.int64))


def moves(rules: Rules, score: Whole, stock: Stock) -> dict[str, Whole]:
    """(candidates,) millionths by rule, each within its bound."""
    best = int(np.max(score)) if len(score) else 0
    shares = np.empty((4, len(score)))
    shares[0] = stock.overstocked
    shares[1] = 1.0 - stock.cover_days / rules.low_cover_days
    shares[2] = stock.margin_share
    shares[3] = stock.cross_sold
    np.fmin(np.fmax(shares, 0.0, out=shares), 1.0, out=shares)  # of NaN and 0 the larger is 0
    shares[2] *= score >= best - round(rules.relevance_floor * UNIT)
    shares *= [
        [rules.overstock_bound],
        [-rules.low_cover_bound],
        [rules.margin_bound],
        [rules.cross_sell_bound],
    ]
    shares *= UNIT
    moved = np.rint(shares, out=shares).astype(np.int64)
    return dict(zip((OVERSTOCK, LOW_COVER, MARGIN, CROSS_SELL), moved, strict=True))


def apply(
    rules: Rules,
    product: Whole,
    score: Whole,
    stock: Stock,
    *,
    cart: Whole,
    count: int,
    forbidden: Mapping[str, Flags] | None = None,
    relatives: AbstractSet[int] = frozenset(),
    draw: int | None = None,
) -> Ruled:
    """At most `count` of the candidates, by score with what rules moved; equal scores stand by product number.

    `forbidden` are more reasons for which something may not be shown; `relatives` the parents of what is at hand
    already, whose variants are not shown; `draw` any number that stays the same for one person and day: which new
    product he explores. Without it nobody explores.
    """
    asked = _Asked(product, score, stock, count)
    why_not = _forbidden(rules, asked, cart, forbidden or {})
    moved = moves(rules, score, stock)
    moved[PINNED] = _pinned(rules, product, score + _sum(moved)) if rules.pinned else np.zeros(len(score), np.int64)
    ruled = _listed(rules, asked, why_not, moved, relatives)
    if draw is not None and stock.fresh is not None:
        places = int(count * rules.explored / _LIST + draw % _DRAWN / _DRAWN)
        for turn in range(places - int(np.count_nonzero(stock.fresh[ruled.chosen]))):
            more = _explored(rules, ruled, asked, why_not, draw + turn)
            if more is None:
                break
            moved = more
            ruled = _listed(rules, asked, why_not, moved, relatives)
    return ruled


def _sum(moved: Mapping[str, Whole]) -> Whole | int:
    return sum(moved.values(), start=0)


def _pinned(rules: Rules, product: Whole, total: Whole) -> Whole:
    """As much as brings pins before everything else, in their order."""
    moved = np.zeros(len(total), np.int64)
    best = int(np.max(total, initial=0))
    for place, pin in enumerate(rules.pinned):
        at = np.flatnonzero(product == pin)
        moved[at] = best + (len(rules.pinned) - place) * UNIT - total[at]
    return moved


def _listed(
    rules: Rules, asked: _Asked, forbidden: Mapping[int, str], moved: dict[str, Whole], relatives: AbstractSet[int]
) -> Ruled:
    product, stock, count = asked.product, asked.stock, asked.count
    total = np.asarray(asked.score + _sum(moved))
    why_not = dict(forbidden)
    chosen: list[int] = []
    parents = set(relatives)
    per_category: dict[int, int] = {}
    pinned, categories, of_parents = (moved[PINNED] != 0).tolist(), stock.category.tolist(), stock.parent.tolist()
    most = rules.most_per_category * max(-(-count // _LIST), 1)
    order = np.lexsort((product, -total)).tolist()
    for place, at in enumerate(order):
        if len(chosen) == count:
            why_not = dict.fromkeys(order[place:], RANKED_LOWER) | why_not
            break
        if at in why_not:
            continue
        category, parent = categories[at], of_parents[at]
        if parent in parents:
            why_not[at] = SIBLING
        elif not pinned[at] and per_category.get(category, 0) >= most:
            why_not[at] = CATEGORY_FULL
        else:
            chosen.append(at)
            parents.add(parent)
            per_category[category] = per_category.get(category, 0) + 1
    return Ruled(chosen, why_not, moved, total)


def _explored(
    rules: Rules, ruled: Ruled, asked: _Asked, forbidden: Mapping[int, str], draw: int
) -> dict[str, Whole] | None:
    """The moves with one new product more brought into the list; None where there are enough, or none to bring."""
    fresh = np.zeros(len(asked.product), bool) if asked.stock.fresh is None else asked.stock.fresh
    first = max(rules.explored_from, int(np.count_nonzero(ruled.moved[PINNED])))
    if len(ruled.chosen) <= first:
        return None
    crowded = {at for at, why in ruled.why_not.items() if why in (SIBLING, CATEGORY_FULL)}
    new = [at for at in np.flatnonzero(fresh).tolist() if at not in forbidden and at not in crowded]
    new = sorted(set(new) - set(ruled.chosen), key=lambda at: (-int(ruled.score[at]), at))[:_EXPLORABLE]
    if not new:
        return None
    which, place = new[draw % len(new)], ruled.chosen[first + draw // len(new) % (len(ruled.chosen) - first)]
    moved = dict(ruled.moved)
    moved[EXPLORED] = moved.get(EXPLORED, np.zeros(len(ruled.score), np.int64)).copy()
    moved[EXPLORED][which] += int(ruled.score[place]) + 1 - int(ruled.score[which])
    return moved


def _forbidden(rules: Rules, asked: _Asked, cart: Whole, more: Mapping[str, Flags]) -> dict[int, str]:
    """The first reason of each that may not be shown at all; also a pin may not."""
    product, stock = asked.product, asked.stock
    just = (stock.days_since < rules.just_bought_days) & ~stock.consumable
    reasons = (
        *more.items(),
        (BANNED, among(np.sort(np.array(rules.banned, np.int64)), product)),
        (OUT_OF_STOCK, ~stock.in_stock),
        (IN_CART, among(np.sort(cart), product)),
        (DISMISSED, stock.dismissed),
        (JUST_BOUGHT, just),
    )
    why: dict[int, str] = {}
    for reason, holds in reasons:
        if holds.any():
            for at in np.flatnonzero(holds).tolist():
                why.setdefault(at, reason)
    return why
