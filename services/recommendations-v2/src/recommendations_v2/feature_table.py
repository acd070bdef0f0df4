"""The numbers of `features.columns` for the candidates of one visit, made at once: the same to the last bit.

`features` says what each number is; here each is worked out once for every thing bought, shelf or product that it is
of, and candidates take theirs by rows. A test holds the two against one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recommendations_v2.features import GAP_STRENGTH, OFTEN, TINY
from recommendations_v2.figures import day_part
from recommendations_v2.habits import NEVER, Group
from recommendations_v2.offers import kinds
from recommendations_v2.purchases import Floats, Matrix, Whole, weekday
from recommendations_v2.scene import Knowledge, Scene
from recommendations_v2.spans import among

_DENSE = 20_000  # things at most that are looked up by a table of all of them, which is made for each visit
_HABITS = 22  # rows of what he does with a product
_STANDING = 56  # rows that every visit has, before the cart's
_OF_CART, _OF_CUSTOMER, _OF_SIGNALS = 12, 10, 10
_STILL = 16  # columns of `standing`
_MISSING = (6, 7, 12, 13, 14, 16, 17, 18, 19)  # rows of habits in which what was never bought has a number of its own
_NEVER_BOUGHT = np.array([[NEVER if row in _MISSING else 0.0] for row in range(_HABITS)], np.float32)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Candidates of one visit, their shelves, and (16, candidates) of `standing`: what is the same for everybody."""

    known: Knowledge
    scene: Scene
    products: Whole
    shelf: Whole
    still: Matrix


def build(known: Knowledge, scene: Scene, products: Whole, still: Matrix | None = None) -> Matrix:
    """(candidates, features) in the order of `features.columns`, each feature's values beside one another in memory.

    `still` is `standing` of all products; without it their part is worked out for these alone.
    """
    cart = _OF_CART if len(scene.cart) else 0
    has_signals = known.signals is not None and scene.attention is not None and scene.viewed_together is not None
    size = _STANDING + cart + _OF_CUSTOMER + (_OF_SIGNALS if has_signals else 0)
    table = np.empty((size, len(products)), np.float32)
    fixed = standing(known, products) if still is None else still.take(products, axis=0)
    asked = _Asked(known, scene, products, known.catalogue.shelf.take(products), fixed.T)
    _bought(asked, table)
    table[33] = scene.together.of(products)
    table[34] = scene.neighbours.take(products)
    table[35] = known.tastes.directions.take(products, axis=0) @ scene.taste
    _selling(asked, table[36:56])
    if cart:
        _cart(asked, table[_STANDING : _STANDING + cart])
    habits = scene.habits
    of_customer = (
        habits.baskets,
        habits.size,
        habits.visit_gap,
        habits.visit_since,
        habits.visit_since / max(habits.visit_gap, 0.2),
        habits.explores,
        len(habits.product.key),
        habits.own_brand,
        day_part(np.array(scene.local)),
        weekday(np.array(scene.local)),
    )
    for row, value in enumerate(of_customer, _STANDING + cart):
        table[row] = value
    if has_signals:
        _signals(asked, table[-_OF_SIGNALS:])
    return table.T


def standing(known: Knowledge, products: Whole) -> Matrix:
    """(products, 16) what does not depend on who asks and when."""
    figures, catalogue = known.figures, known.catalogue
    week, month, quarter = (np.log(each[products] + TINY) for each in (figures.week, figures.month, figures.quarter))
    columns: Sequence[Floats] = (
        month,
        quarter,
        np.log1p(figures.buyers[products]),
        figures.returning[products],
        figures.gap_days[products],
        figures.month[products] / np.maximum(figures.shelf_month[catalogue.shelf[products]], TINY),
        figures.idle_days[products],
        figures.age_days[products],
        week - month,
        month - quarter,
        np.log(np.maximum(figures.price[products], 0.01)),
        figures.price_level[products],
        catalogue.own_brand[products].astype(float),
        catalogue.department[products].astype(float),
        known.orders.season[products],
        known.signals.is_fresh[products].astype(float) if known.signals is not None else np.zeros(len(products)),
    )
    table = np.empty((len(products), _STILL), np.float32)
    for column, values in enumerate(columns):
        table[:, column] = values
    return table


def _bought(asked: _Asked, table: Matrix) -> None:
    """Rows 0 to 32: what he does with the product, its shelf, its category and its maker."""
    known, scene, products, shelf = asked.known, asked.scene, asked.products, asked.shelf
    habits, catalogue = scene.habits, known.catalogue
    at, there = _own_places(habits.product, products)
    shelves = _rows_of(habits.shelf, shelf, catalogue.shelves)
    if there.any():
        own = _of_own(known, scene)
        own[:_HABITS].take(at, axis=1, out=table[:_HABITS], mode="clip")
        own[_HABITS].take(at, out=table[30], mode="clip")
    else:  # a list of what is new to him
        table[:_HABITS], table[30] = _NEVER_BOUGHT, 0.0
    np.copyto(table[15], asked.still[4], where=~there)  # the usual gap of what he never bought is the shop's
    _of_shelves(habits.shelf, habits.shelf_choice).take(shelves, axis=1, out=table[22:27], mode="clip")
    table[31:33] = table[25:27]
    category = catalogue.category.take(products)
    of = _faded(habits.category, (30, 120))
    of.take(_rows_of(habits.category, category, catalogue.categories), axis=1, out=table[25:28], mode="clip")
    maker = category * catalogue.makers + catalogue.maker.take(products)
    of = _faded(habits.maker, (60,))
    of.take(_rows_of(habits.maker, maker, _DENSE + 1), axis=1, out=table[28:30], mode="clip")
    if not len(habits.shelf.key):
        table[32] = 0.0


def _own_places(own: Group, products: Whole) -> tuple[Whole, Whole]:
    """Of each product its row of what he bought, the row behind all where he did not; and whether he did."""
    if not len(own.key):
        return np.zeros(len(products), np.int64), np.zeros(len(products), bool)
    at = own.key.searchsorted(products)
    np.minimum(at, len(own.key) - 1, out=at)
    there = own.key.take(at) == products
    return np.where(there, at, len(own.key)), there


def _rows_of(group: Group, keys: Whole, most: int) -> Whole:
    """Of each key its row in a group's numbers, the row behind all where it has none; keys are below `most`."""
    size = len(group.key)
    if most > _DENSE:
        return _own_places(group, keys)[0]
    row = np.full(most, size)
    row[group.key] = np.arange(size)
    return row.take(keys)


def _of_own(known: Knowledge, scene: Scene) -> Matrix:
    """(23, products bought and one that was not)."""
    habits, figures = scene.habits, known.figures
    own = habits.product
    times, faded, since = own.times, own.faded, own.days_since
    gaps, shop_gap = np.maximum(times - 1.0, 0.0), figures.gap_days.take(own.key)
    usual = (own.gap_days * gaps + GAP_STRENGTH * shop_gap) / (gaps + GAP_STRENGTH)
    often = np.maximum(times, 1.0)
    of_shelf = habits.shelf.faded[60].take(habits.shelf.key.searchsorted(known.catalogue.shelf.take(own.key)))
    visits = max(habits.visit_gap, 0.2)
    rows = (
        times,
        *faded.values(),
        faded[60] / max(float(np.max(faded[60], initial=0.0)), TINY),
        _standing(faded[60]),
        _standing(times + 1e-3 * faded[60]),
        habits.of_baskets,
        *habits.in_last,
        habits.baskets_since,
        habits.first_days,
        since,
        usual,
        since / np.maximum(usual, 0.5),
        since / np.maximum(shop_gap, 0.5),
        habits.days_before_last,
        (since - usual) / visits,
        habits.same_part / often,
        habits.same_day / often,
        faded[60] / np.maximum(of_shelf, TINY),
    )
    table = np.empty((_HABITS + 1, len(own.key) + 1), np.float32)
    for line, values in zip(table, rows, strict=True):
        line[:-1] = values
    table[:_HABITS, -1:], table[_HABITS, -1] = _NEVER_BOUGHT, 0.0
    return table


def _standing(score: Floats) -> Floats:
    """0 for the highest, 1 for the next, ..."""
    place = np.empty(len(score))
    place[(-score).argsort(kind="stable")] = np.arange(len(score))
    return place


def _faded(group: Group, half_lives: tuple[int, ...]) -> Matrix:
    """(half-lives and one, things bought and one that was not): faded purchases, and days since the last."""
    table = np.empty((len(half_lives) + 1, len(group.key) + 1), np.float32)
    for line, days in zip(table, half_lives, strict=False):
        line[:-1] = group.faded[days]
    table[-1, :-1] = group.days_since
    table[:-1, -1], table[-1, -1] = 0.0, NEVER
    return table


def _of_shelves(shelf: Group, choice: Floats) -> Matrix:
    """(5, shelves and one): faded twice, days since, different products bought, and how far it is due."""
    table = np.empty((5, len(shelf.key) + 1), np.float32)
    table[:3] = _faded(shelf, (14, 60))
    table[3, :-1] = choice
    table[4, :-1] = shelf.days_since / np.minimum(np.maximum(shelf.gap_days, 0.5), OFTEN)
    table[3:, -1] = 0.0, NEVER
    return table


def _selling(asked: _Asked, table: Matrix) -> None:
    """Rows 36 to 55: what all buy, when, where, on offer, and at which price."""
    figures, scene, products, fixed = asked.known.figures, asked.scene, asked.products, asked.still
    table[:5] = fixed[:5]
    table[5] = figures.sold_at(scene.habits.place, products)
    table[6:11] = fixed[5:10]
    local = np.array(scene.local)
    table[11] = figures.of_day[products, int(day_part(local))]
    table[12] = figures.of_week[products, int(weekday(local))]
    if len(scene.offered):
        table[13], table[14] = kinds(scene.offered, scene.offer_kind, products)
    else:
        table[13:15] = 0.0
    table[15:17] = fixed[10:12]
    table[17] = figures.price_level.take(products) - scene.habits.price_level
    table[18:20] = fixed[12:14]


def _cart(asked: _Asked, table: Matrix) -> None:
    """The cart's rows."""
    known, scene, products, shelf = asked.known, asked.scene, asked.products, asked.shelf
    catalogue, habits, cart = known.catalogue, scene.habits, scene.cart
    size, cart_shelf = len(cart), catalogue.shelf.take(cart)
    table[0] = scene.cart_sum.of(products)
    table[1] = scene.cart_most.of(products)
    lift = (
        known.shelf_lift.take(cart_shelf, axis=0).take(shelf, axis=1).astype(np.float64)
    )  # whole rows first: they lie beside one another
    table[2] = lift.sum(axis=0) / size
    table[3] = lift.max(axis=0)
    at, _ = _own_places(habits.product, products)
    own = np.zeros((2, len(habits.product.key) + 1), np.float32)
    own[0, :-1] = habits.with_cart
    own[1, :-1] = habits.with_cart / np.maximum(habits.product.times, 1.0)
    own.take(at, axis=1, out=table[4:6], mode="clip")
    alike = np.append(habits.shelf_with_cart, 0.0)
    table[6] = alike.take(_rows_of(habits.shelf, shelf, catalogue.shelves))
    table[7] = among(np.sort(cart_shelf), shelf)
    for row, kind in ((8, catalogue.category), (9, catalogue.department)):
        same = kind.take(cart)[:, None] == kind.take(products)
        table[row] = same.sum(axis=0) / size
    table[10] = size
    table[11] = 1.0 - among(habits.product.key, cart).mean()


def _signals(asked: _Asked, table: Matrix) -> None:
    """The rows of looks, segments, season and what is new."""
    known, scene, products, shelf = asked.known, asked.scene, asked.products, asked.shelf
    signals, attention, seen = known.signals, scene.attention, scene.viewed_together
    if signals is None or attention is None or seen is None:
        return
    table[8:] = asked.still[14:]
    table[2] = seen.of(products)
    there = 0 <= scene.segment < len(signals.segment_lift)
    table[7] = signals.segment_lift[scene.segment].take(products) if there else 0.0
    if not len(attention.product):
        table[:2] = [[0.0], [NEVER]]
        table[3:7] = 0.0
        return
    at = attention.product.searchsorted(products)
    np.minimum(at, len(attention.product) - 1, out=at)
    row = np.where(attention.product.take(at) == products, at, len(attention.product))
    for line, values, missing in (
        (0, np.log1p(attention.viewed), 0.0),
        (1, attention.days_since, NEVER),
        (4, attention.engaged, 0.0),
        (6, attention.left, 0.0),
    ):
        table[line] = np.append(values, missing).take(row)
    shelves = known.catalogue.shelf.take(attention.product)
    for line, looked in ((3, attention.viewed), (5, attention.engaged)):
        table[line] = np.log1p(np.bincount(shelves, looked, known.catalogue.shelves).take(shelf))
