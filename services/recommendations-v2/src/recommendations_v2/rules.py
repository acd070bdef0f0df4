"""Hand rules on top of the ranking: what may not be shown, what moves up or down within a bound, and the list's shape.

Moves are millionths of a score, as the ranking's, and each rule tells its own, so that a list can be explained.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from recommendations_v2.purchases import Flags, Floats, Whole
from recommendations_v2.trees import UNIT

OUT_OF_STOCK, IN_CART, JUST_BOUGHT, DISMISSED, BANNED = "out_of_stock", "in_cart", "just_bought", "dismissed", "banned"
SIBLING, CATEGORY_FULL, RANKED_LOWER = "sibling_variant", "category_full", "ranked_lower"
OVERSTOCK, LOW_COVER, MARGIN, CROSS_SELL = "overstock", "low_cover", "margin", "cross_sell"


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
    relevant = score >= best - round(rules.relevance_floor * UNIT)
    scarce = 1.0 - np.nan_to_num(stock.cover_days, nan=np.inf) / rules.low_cover_days
    return {
        OVERSTOCK: _bounded(rules.overstock_bound * _share(stock.overstocked)),
        LOW_COVER: -_bounded(rules.low_cover_bound * np.clip(scarce, 0.0, 1.0)),
        MARGIN: _bounded(rules.margin_bound * _share(stock.margin_share) * relevant),
        CROSS_SELL: _bounded(rules.cross_sell_bound * _share(stock.cross_sold)),
    }


def _share(values: Floats) -> Floats:
    return np.clip(np.nan_to_num(values, nan=0.0), 0.0, 1.0)


def _bounded(values: Floats) -> Whole:
    return np.asarray(np.round(values * UNIT).astype(np.int64))


def apply(rules: Rules, product: Whole, score: Whole, stock: Stock, *, cart: Whole, count: int) -> Ruled:
    """At most `count` of the candidates; equal scores stand by product number."""
    moved = moves(rules, score, stock)
    total = np.asarray(score + np.sum(list(moved.values()), axis=0, dtype=np.int64))
    why_not = _forbidden(rules, product, stock, cart)
    chosen: list[int] = []
    parents: set[int] = set()
    per_category: dict[int, int] = {}
    pinned = [at for pin in rules.pinned for at in np.flatnonzero(product == pin).tolist()]
    rest = [at for at in np.lexsort((product, -total)).tolist() if at not in pinned]
    for place, at in enumerate([*pinned, *rest]):
        if at in why_not:
            continue
        category, parent = int(stock.category[at]), int(stock.parent[at])
        if len(chosen) == count:
            why_not[at] = RANKED_LOWER
        elif parent in parents:
            why_not[at] = SIBLING
        elif place >= len(pinned) and per_category.get(category, 0) >= rules.most_per_category:
            why_not[at] = CATEGORY_FULL
        else:
            chosen.append(at)
            parents.add(parent)
            per_category[category] = per_category.get(category, 0) + 1
    return Ruled(chosen, why_not, moved, total)


def _forbidden(rules: Rules, product: Whole, stock: Stock, cart: Whole) -> dict[int, str]:
    """The first reason of each that may not be shown at all; also a pin may not."""
    just = (stock.days_since < rules.just_bought_days) & ~stock.consumable
    reasons = (
        (BANNED, np.isin(product, rules.banned)),
        (OUT_OF_STOCK, ~stock.in_stock),
        (IN_CART, np.isin(product, cart)),
        (DISMISSED, stock.dismissed),
        (JUST_BOUGHT, just),
    )
    why: dict[int, str] = {}
    for reason, holds in reasons:
        for at in np.flatnonzero(holds).tolist():
            why.setdefault(at, reason)
    return why
