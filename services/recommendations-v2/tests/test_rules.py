"""What may not be shown is not, and what a rule moves stays within its bound."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recommendations_v2 import rules
from recommendations_v2.rules import Ruled, Rules, Stock
from recommendations_v2.trees import UNIT

COUNT = 12
PRODUCT = np.arange(100, 100 + COUNT)
SCORE = np.arange(COUNT, 0, -1) * UNIT // 10  # a tenth from place to place
NO_CART = np.zeros(0, np.int64)


@pytest.fixture
def stock() -> Stock:
    """Everything in stock, and of a category of its own."""
    yes, nothing = np.ones(COUNT, bool), np.zeros(COUNT)
    return Stock(
        yes, np.full(COUNT, np.nan), nothing, np.full(COUNT, np.nan), yes,
        np.arange(COUNT), np.arange(COUNT), np.full(COUNT, 999.0), ~yes, nothing,
    )  # fmt: skip


def only(value: float, at: int, rest: float = 0.0) -> np.ndarray:
    values = np.full(COUNT, rest)
    values[at] = value
    return values


def listed(stock: Stock, settings: Rules | None = None, cart: np.ndarray = NO_CART) -> Ruled:
    return rules.apply(settings or Rules(), PRODUCT, SCORE, stock, cart=cart, count=10)


def test_without_anything_to_say_the_ranking_stays(stock: Stock) -> None:
    ruled = listed(stock)
    assert ruled.chosen == list(range(10))
    assert ruled.why_not == {10: rules.RANKED_LOWER, 11: rules.RANKED_LOWER}


@pytest.mark.parametrize(
    ("name", "values", "why"),
    [
        ("in_stock", only(0, 0, 1) > 0, rules.OUT_OF_STOCK),
        ("dismissed", only(1, 0) > 0, rules.DISMISSED),
    ],
)
def test_the_best_is_left_out_and_the_next_move_up(stock: Stock, name: str, values: np.ndarray, why: str) -> None:
    ruled = listed(replace(stock, **{name: values}))
    assert ruled.chosen == list(range(1, 11))
    assert ruled.why_not[0] == why


def test_what_is_in_the_cart_or_banned_is_not_shown_even_if_pinned(stock: Stock) -> None:
    ruled = listed(stock, Rules(pinned=(100, 101), banned=(101,)), np.array([100]))
    assert ruled.why_not[0] == rules.IN_CART
    assert ruled.why_not[1] == rules.BANNED
    assert 0 not in ruled.chosen
    assert 1 not in ruled.chosen


def test_what_was_just_bought_waits_unless_it_is_used_up(stock: Stock) -> None:
    bought = replace(stock, days_since=only(3, 0, 999), consumable=only(0, 0, 1) > 0)
    assert listed(bought).why_not[0] == rules.JUST_BOUGHT
    assert listed(replace(bought, consumable=np.ones(COUNT, bool))).chosen[0] == 0


def test_of_siblings_the_better_one_is_shown(stock: Stock) -> None:
    ruled = listed(replace(stock, parent=np.where(np.arange(COUNT) == 3, 0, np.arange(COUNT))))
    assert ruled.why_not[3] == rules.SIBLING


def test_of_a_category_at_most_three(stock: Stock) -> None:
    ruled = listed(replace(stock, category=np.where(np.arange(COUNT) < 6, 0, np.arange(COUNT))))
    assert [at for at in ruled.chosen if at < 6] == [0, 1, 2]
    assert ruled.why_not[3] == rules.CATEGORY_FULL


def test_pins_come_first_in_their_order(stock: Stock) -> None:
    assert listed(stock, Rules(pinned=(111, 105))).chosen[:3] == [11, 5, 0]


@pytest.mark.parametrize(
    ("name", "value", "rule", "bound"),
    [
        ("overstocked", 50.0, rules.OVERSTOCK, 0.2),
        ("cover_days", 0.0, rules.LOW_COVER, -0.4),
        ("margin_share", 7.0, rules.MARGIN, 0.1),
        ("cross_sold", 3.0, rules.CROSS_SELL, 0.3),
    ],
)
def test_a_move_ends_at_its_bound(stock: Stock, name: str, value: float, rule: str, bound: float) -> None:
    moved = listed(replace(stock, **{name: only(value, 5, np.nan if name == "cover_days" else 0.0)})).moved[rule]
    assert moved[5] == round(bound * UNIT)
    assert np.count_nonzero(moved) == 1


def test_low_cover_demotes_in_the_list(stock: Stock) -> None:
    assert listed(replace(stock, cover_days=only(0, 0, 30))).chosen[:6] == [1, 2, 3, 0, 4, 5]


def test_margin_moves_nothing_below_the_relevance_floor(stock: Stock) -> None:
    settings = Rules(relevance_floor=0.5)
    moved = listed(replace(stock, margin_share=np.ones(COUNT)), settings).moved[rules.MARGIN]
    assert np.flatnonzero(moved).tolist() == [0, 1, 2, 3, 4, 5]


def test_unknown_cover_and_margin_move_nothing(stock: Stock) -> None:
    assert not any(np.any(moved) for moved in listed(stock).moved.values())
