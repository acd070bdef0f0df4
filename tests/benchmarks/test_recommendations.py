"""The protocol's own arithmetic, by hand: what the benchmark's figures rest on."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations_v2.purchases import Catalogue, Purchases, ordered
from tests.benchmarks.recommendations_data import Shop
from tests.benchmarks.recommendations_protocol import Scores, gains, judged, requests, visits

DAY = 86_400


def shop(rows: list[tuple[int, int, int, int]]) -> Shop:
    """(customer, basket, product, day) on the hour of noon; a week is seven days from day 0."""
    customer, basket, product, day = (np.array(column) for column in zip(*rows, strict=True))
    at = day * DAY + DAY // 2
    purchases = ordered(Purchases(customer, basket, product, at, at, np.zeros_like(at), np.ones(len(at))))
    none = np.zeros(10, np.int64)
    catalogue = Catalogue(none, none, none, none, none > 0)
    week = (purchases.at // DAY) // 7 + 1
    return Shop("by hand", purchases, week, catalogue, int(customer.max()) + 1, np.arange(10), none[:1])


def test_a_list_is_judged_by_all_that_was_bought() -> None:
    recall, ndcg, hit, conv, conv7 = judged(np.arange(10), np.array([0, 2, 50, 51]), np.array([0, 2, 5, 50, 51]))
    assert (recall, hit, conv, conv7) == (0.5, 1.0, 0.2, pytest.approx(0.3))
    ideal = 1 + 1 / np.log2(3) + 1 / np.log2(4) + 1 / np.log2(5)  # over all four, not over what ten places hold
    assert ndcg == pytest.approx((1 + 1 / np.log2(4)) / ideal)


def test_every_household_weighs_the_same_however_often_it_comes() -> None:
    scores = Scores(np.array([1, 1, 1, 2]), np.array([[1.0], [1.0], [1.0], [0.0]]))
    assert scores.means()[0] == pytest.approx(0.5)


def test_of_two_equal_lists_neither_gains() -> None:
    scores = Scores(np.arange(50), np.random.default_rng(1).random((50, 5)))
    assert [(gain.of, gain.low, gain.high) for gain in gains(scores, scores)] == [(0, 0, 0)] * 5


def test_a_household_needs_its_baskets_before_the_cut_and_is_asked_after_it() -> None:
    often = [(0, number, 1, number) for number in range(5)] + [(0, 10, 2, 8), (0, 11, 3, 9)]
    seldom = [(1, 20, 1, 0), (1, 21, 1, 8)]
    asked = requests(shop(often + seldom), 1, 2, least=5)
    assert asked.basket.tolist() == [10, 11]
    assert asked.customer.tolist() == [0, 0]


def test_a_visit_knows_what_came_before_it_and_nothing_of_its_own_basket() -> None:
    rows = [(0, number, 1, number) for number in range(5)] + [
        (0, 10, 2, 8),
        (0, 10, 3, 8),
        (0, 11, 4, 15),
        (0, 12, 5, 22),
    ]
    made = shop(rows)
    first, *_ = visits(made, requests(made, 1, 2, least=5))
    assert set(first.own.product.tolist()) == {1}
    assert first.truth.tolist() == [2, 3]
    assert first.week_after.tolist() == [2, 3]  # the next basket comes exactly seven days later: too late
    assert first.fortnight_after.tolist() == [2, 3, 4]
