"""What the ranking looks at: some seventy numbers of each candidate, each belonging to one family of signals.

All are finite: what did not happen has a number of its own, so that a tree can tell it apart and a sum stays a sum.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from recommendations_v2.figures import day_part
from recommendations_v2.habits import NEVER, Group
from recommendations_v2.offers import kinds
from recommendations_v2.purchases import Floats, Matrix, Whole, weekday
from recommendations_v2.scene import Knowledge, Scene
from recommendations_v2.spans import among, grouped

HABIT, DUE, SHELF, TOGETHER, POPULAR = "habit", "due", "shelf", "together", "popular"
TREND, RHYTHM, OFFER, PRICE, CART, CUSTOMER = "trend", "rhythm", "offer", "price", "cart", "customer"
FAMILIES = (HABIT, DUE, SHELF, TOGETHER, POPULAR, TREND, RHYTHM, OFFER, PRICE, CART, CUSTOMER)
VIEWS, CONTENT, LEFT, SEGMENT, SEASON, NEW = "views", "content", "left_in_cart", "segment", "season", "new"
SIGNAL_FAMILIES = (VIEWS, CONTENT, LEFT, SEGMENT, SEASON, NEW)  # where looks are recorded and customers segmented
GAP_STRENGTH = 1.0  # own gaps at which the customer's own cadence weighs as much as the shop's
TINY = 1e-6  # of a share of baskets: one in a million
OFTEN = 60.0  # days: beyond, a longer gap says nothing more

Column = tuple[str, str, Floats]  # name, family, by candidate


def build(known: Knowledge, scene: Scene, products: Whole) -> Matrix:
    """(candidates, features) in the order of `columns`, each feature's values beside one another in memory."""
    values = [values for _, _, values in columns(known, scene, products)]
    table = np.empty((len(values), len(products)), np.float32)
    for row, each in zip(table, values, strict=True):
        row[:] = each
    return table.T


def columns(known: Knowledge, scene: Scene, products: Whole) -> Iterator[Column]:
    """Name, family and values of every feature, always in the same order."""
    yield from _habit(known, scene, products)
    yield from _shelf(known, scene, products)
    yield from _others(known, scene, products)
    yield from _selling(known, scene, products)
    yield from _cart(known, scene, products)
    yield from _customer(scene, len(products))
    yield from _signals(known, scene, products)


def _habit(known: Knowledge, scene: Scene, products: Whole) -> Iterator[Column]:
    habits, figures = scene.habits, known.figures
    own = habits.product
    at, has = own.places(products)
    there = has > 0
    kept = (
        (own.times, 0.0),
        *((faded, 0.0) for faded in own.faded.values()),
        (_standing(own.faded[60]), NEVER),
        (_standing(own.times + 1e-3 * own.faded[60]), NEVER),
        (habits.of_baskets, 0.0),
        *((each, 0.0) for each in habits.in_last),
        (habits.baskets_since, NEVER),
        (habits.first_days, NEVER),
        (own.gap_days, 0.0),
        (own.days_since, NEVER),
        (habits.days_before_last, NEVER),
        (habits.same_part, 0.0),
        (habits.same_day, 0.0),
    )
    table = np.empty((len(kept), len(own.key) + 1))  # of what he never bought the last column tells
    for line, (values, missing) in zip(table, kept, strict=True):
        line[:-1], line[-1] = values, missing
    told = iter(table[:, np.where(there, at, len(own.key))])
    times = next(told)
    yield "times", HABIT, times
    faded = {days: next(told) for days in own.faded}
    for days, values in faded.items():
        yield f"faded_{days}", HABIT, values
    yield "of_most", HABIT, faded[60] / max(float(np.max(own.faded[60], initial=0.0)), TINY)
    for name in (
        "place_by_faded",
        "place_by_times",
        "of_baskets",
        "in_last",
        "in_last_3",
        "in_last_10",
        "baskets_since",
    ):
        yield name, HABIT, next(told)
    yield "first_days", HABIT, next(told)
    own_gap, since, last_gap, same_part, same_day = told
    gaps, shop_gap = np.maximum(times - 1.0, 0.0), figures.gap_days[products]
    usual = (own_gap * gaps + GAP_STRENGTH * shop_gap) / (gaps + GAP_STRENGTH)
    yield "days_since", DUE, since
    yield "usual_gap", DUE, usual
    yield "due", DUE, np.where(there, since / np.maximum(usual, 0.5), NEVER)
    yield "due_of_shop", DUE, np.where(there, since / np.maximum(shop_gap, 0.5), NEVER)
    yield "last_gap", DUE, last_gap
    visits = max(habits.visit_gap, 0.2)
    yield "due_next_visit", DUE, np.where(there, (since - usual) / visits, NEVER)
    yield "same_part", RHYTHM, same_part / np.maximum(times, 1.0)
    yield "same_day", RHYTHM, same_day / np.maximum(times, 1.0)


def _standing(score: Floats) -> Floats:
    """0 for the highest, 1 for the next, ..."""
    place = np.empty(len(score))
    place[np.argsort(-score, kind="stable")] = np.arange(len(score))
    return place


def _of_group(group: Group, keys: Whole, name: str, family: str) -> Iterator[Column]:
    at, has = group.places(keys)
    there = has > 0
    some = len(group.key) > 0
    for days, faded in group.faded.items():
        yield f"{name}_faded_{days}", family, np.where(there, faded[at], 0.0) if some else np.zeros(len(keys))
    since = np.where(there, group.days_since[at], NEVER) if some else np.full(len(keys), NEVER)
    yield f"{name}_days_since", family, since


def _shelf(known: Knowledge, scene: Scene, products: Whole) -> Iterator[Column]:
    habits, catalogue = scene.habits, known.catalogue
    shelf, category = catalogue.shelf[products], catalogue.category[products]
    maker = category * catalogue.makers + catalogue.maker[products]
    yield from _of_group(habits.shelf, shelf, "shelf", SHELF)
    yield from _of_group(habits.category, category, "category", SHELF)
    yield from _of_group(habits.maker, maker, "maker", SHELF)
    at, has = habits.shelf.places(shelf)
    own_at, own_has = habits.product.places(products)
    if not len(habits.shelf.key):
        at = np.zeros(len(products), np.int64)
        nothing = np.zeros(len(products))
        yield from (("shelf_loyalty", SHELF, nothing), ("shelf_choice", SHELF, nothing), ("shelf_due", DUE, nothing))
        return
    mine = np.where(own_has > 0, habits.product.faded[60][own_at], 0.0)
    yield "shelf_loyalty", SHELF, np.where(has > 0, mine / np.maximum(habits.shelf.faded[60][at], TINY), 0.0)
    yield "shelf_choice", SHELF, np.where(has > 0, habits.shelf_choice[at], 0.0)
    gap = np.clip(habits.shelf.gap_days[at], 0.5, OFTEN)
    yield "shelf_due", DUE, np.where(has > 0, habits.shelf.days_since[at] / gap, NEVER)


def _others(known: Knowledge, scene: Scene, products: Whole) -> Iterator[Column]:
    yield "together", TOGETHER, scene.together.of(products)
    yield "neighbours", TOGETHER, scene.neighbours[products]
    directions = known.tastes.directions[products]
    yield "taste", TOGETHER, (directions @ scene.taste).astype(np.float64)


def _selling(known: Knowledge, scene: Scene, products: Whole) -> Iterator[Column]:
    figures, catalogue = known.figures, known.catalogue
    week, month, quarter = (np.log(each[products] + TINY) for each in (figures.week, figures.month, figures.quarter))
    yield "month", POPULAR, month
    yield "quarter", POPULAR, quarter
    yield "buyers", POPULAR, np.log1p(figures.buyers[products])
    yield "returning", POPULAR, figures.returning[products]
    yield "shop_gap", POPULAR, figures.gap_days[products]
    sold = figures.sold_at(scene.habits.place, products)
    yield "sold_here", POPULAR, sold
    shelf = figures.shelf_month[catalogue.shelf[products]]
    yield "of_shelf", POPULAR, figures.month[products] / np.maximum(shelf, TINY)
    yield "idle_days", TREND, figures.idle_days[products]
    yield "age_days", TREND, figures.age_days[products]
    yield "week_trend", TREND, week - month
    yield "month_trend", TREND, month - quarter
    part, day = int(day_part(np.array(scene.local))), int(weekday(np.array(scene.local)))
    yield "of_day", RHYTHM, figures.of_day[products, part].astype(np.float64)
    yield "of_week", RHYTHM, figures.of_week[products, day].astype(np.float64)
    displayed, mailed = kinds(scene.offered, scene.offer_kind, products)
    yield "displayed", OFFER, displayed
    yield "mailed", OFFER, mailed
    yield "price", PRICE, np.log(np.maximum(figures.price[products], 0.01))  # a cent: free has no logarithm
    yield "price_level", PRICE, figures.price_level[products]
    yield "off_own_level", PRICE, figures.price_level[products] - scene.habits.price_level
    yield "own_brand", PRICE, catalogue.own_brand[products].astype(float)
    yield "department", POPULAR, catalogue.department[products].astype(float)


def _cart(known: Knowledge, scene: Scene, products: Whole) -> Iterator[Column]:
    if not len(scene.cart):
        return
    catalogue, habits = known.catalogue, scene.habits
    shelf, cart_shelf = catalogue.shelf[products], catalogue.shelf[scene.cart]
    yield "cart_sum", CART, scene.cart_sum.of(products)
    yield "cart_most", CART, scene.cart_most.of(products)
    lift = known.shelf_lift[np.ix_(cart_shelf, shelf)].astype(np.float64)
    yield "cart_shelf_lift", CART, lift.mean(axis=0)
    yield "cart_shelf_most", CART, lift.max(axis=0)
    at, has = habits.product.places(products)
    alike = np.where(has > 0, habits.with_cart[at], 0.0) if len(habits.with_cart) else np.zeros(len(products))
    times = np.where(has > 0, habits.product.times[at], 0.0) if len(habits.with_cart) else np.zeros(len(products))
    yield "own_with_cart", CART, alike
    yield "own_with_cart_share", CART, alike / np.maximum(times, 1.0)
    at, has = habits.shelf.places(shelf)
    alike = np.where(has > 0, habits.shelf_with_cart[at], 0.0) if len(habits.shelf.key) else np.zeros(len(products))
    yield "shelf_with_cart", CART, alike
    yield "shelf_in_cart", CART, among(np.sort(cart_shelf), shelf).astype(float)
    same = catalogue.category[products][:, None] == catalogue.category[scene.cart][None, :]
    yield "category_in_cart", CART, same.mean(axis=1)
    same = catalogue.department[products][:, None] == catalogue.department[scene.cart][None, :]
    yield "department_in_cart", CART, same.mean(axis=1)
    yield "cart_size", CUSTOMER, np.full(len(products), float(len(scene.cart)))
    new = 1.0 - among(habits.product.key, scene.cart).mean()
    yield "cart_new", CUSTOMER, np.full(len(products), new)


def _customer(scene: Scene, count: int) -> Iterator[Column]:
    habits = scene.habits
    for name, value in (
        ("baskets", habits.baskets),
        ("basket_size", habits.size),
        ("visit_gap", habits.visit_gap),
        ("visit_since", habits.visit_since),
        ("visit_due", habits.visit_since / max(habits.visit_gap, 0.2)),
        ("explores", habits.explores),
        ("different", len(habits.product.key)),
        ("buys_own_brand", habits.own_brand),
    ):
        yield name, CUSTOMER, np.full(count, float(value))
    yield "hour_part", RHYTHM, np.full(count, float(day_part(np.array(scene.local))))
    yield "weekday", RHYTHM, np.full(count, float(weekday(np.array(scene.local))))


def _signals(known: Knowledge, scene: Scene, products: Whole) -> Iterator[Column]:
    signals, attention, seen = known.signals, scene.attention, scene.viewed_together
    if signals is None or attention is None or seen is None:
        return
    at, has = attention.places(products)
    row = np.where(has > 0, at, len(attention.product))

    def of(values: Floats, missing: float = 0.0) -> Floats:
        return np.append(values, missing)[row]

    shelf, shelves = known.catalogue.shelf, known.catalogue.shelf[attention.product]
    yield "viewed", VIEWS, np.log1p(of(attention.viewed))
    yield "look_days_since", VIEWS, of(attention.days_since, NEVER)
    yield "viewed_together", VIEWS, seen.of(products)
    yield "shelf_viewed", VIEWS, np.log1p(_summed(shelves, attention.viewed, shelf[products]))
    yield "engaged", CONTENT, of(attention.engaged)
    yield "shelf_engaged", CONTENT, np.log1p(_summed(shelves, attention.engaged, shelf[products]))
    yield "left_in_cart", LEFT, of(attention.left)
    there = 0 <= scene.segment < len(signals.segment_lift)
    lift = signals.segment_lift[scene.segment, products] if there else np.zeros(len(products))
    yield "segment_lift", SEGMENT, lift.astype(np.float64)
    yield "season", SEASON, known.orders.season[products]
    yield "is_new", NEW, signals.is_fresh[products].astype(float)


def _summed(keys: Whole, values: Floats, asked: Whole) -> Floats:
    """Of each asked key what its values add up to; keys come in any order and more than once."""
    if not len(keys):
        return np.zeros(len(asked))
    known, which = grouped(keys)
    total = np.bincount(which, values, len(known))
    at = np.minimum(np.searchsorted(known, asked), len(known) - 1)
    return np.where(known[at] == asked, total[at], 0.0)
