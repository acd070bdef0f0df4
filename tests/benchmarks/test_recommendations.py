"""The protocol's own arithmetic, by hand: what the benchmark's figures rest on."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations_v2.purchases import Catalogue, Purchases, ordered
from recommendations_v2.ranking_lists import HOME_LIST, RankedList
from recommendations_v2.weights import Weights
from tests.benchmarks import recommendations_report as report
from tests.benchmarks.recommendations_data import Shop
from tests.benchmarks.recommendations_protocol import METRICS, SHOWN, Scores, gains, judged, requests, visits
from tests.benchmarks.recommendations_report import Promise
from tests.benchmarks.recommendations_served import Served
from tests.benchmarks.recommendations_surfaces import MODEL, Outcome

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
    assert (recall, hit, conv) == (0.5, 1.0, 0.2)
    assert conv7 == pytest.approx(0.3)
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


def outcome(ours: np.ndarray, gone: tuple[int, int, int] = (0, 0, 1)) -> Outcome:
    """One visit of each household, beside a rival that is always right by half; the later, the more baskets it has."""
    count = len(ours)
    none, every = np.zeros(count), np.ones(count, bool)
    scores = {MODEL: ours, "v1": np.full(count, 0.5)}
    held = {name: Scores(np.arange(count), np.repeat(of[:, None], len(METRICS), 1)) for name, of in scores.items()}
    return Outcome(held, {}, np.arange(count), every, np.arange(count), none, every, 1.0, gone)


@pytest.mark.parametrize(
    ("promise", "broken", "words"),
    [
        (Promise("conv", 0.07, 0.10, 0.05), 0, "kept; target +10%: reached"),
        (Promise("conv", 0.07, 0.12, 0.05), 0, "kept; target +12%: missed by 2.0 points"),
        (Promise("conv", 0.11, 0.12, 0.05), 1, "BROKEN"),
        (Promise("conv", 0.07, 0.10, 0.101), 1, "BROKEN"),  # the gain is kept, the interval is not
    ],
)
def test_a_floor_breaks_and_a_target_is_only_named(promise: Promise, broken: int, words: str) -> None:
    said, lost = report.kept(outcome(np.full(40, 0.55 + 1e-12)), "v1", (promise,))
    assert len(lost) == broken
    assert words in said[0]


def test_a_quartile_that_loses_is_named_though_the_whole_gains() -> None:
    ours = np.full(400, 0.7)
    ours[:100] = 0.4
    told, said = outcome(ours), list[str]()
    assert gains(told.scores[MODEL], told.scores["v1"])[report.CONV].of > 0
    for least in (-0.03, None):
        lost = report.by_history(told, "v1", report.CONV, least, said.append)
        assert [line.split(":")[0] for line in lost] == ["households of 0 to 99 baskets"]


def test_one_item_sold_out_breaks() -> None:
    assert report.sold_out(outcome(np.ones(2), (9, 0, 80))) == []
    assert report.sold_out(outcome(np.ones(2), (9, 1, 80))) == ["1 of 80 items shown are sold out"]


def test_lists_as_served_hold_three_of_a_category_and_nothing_of_the_cart_or_sold_out() -> None:
    count = 40
    by_number = Weights(("number",), np.zeros(1), np.ones(1), -np.ones(1), 0.0)
    listed = RankedList(HOME_LIST, by_number, "by number", ("number",), ("habit",), None)
    numbers = np.arange(count)
    category = np.where(numbers < 6, 0, numbers)
    catalogue = Catalogue(numbers, category, numbers, numbers, numbers < 0)
    made = Served(listed, catalogue, numbers % 2 == 1)
    table = numbers[:, None].astype(np.float32)
    every, unruled, left = made.lists(np.array([1]), numbers, table)
    assert every.tolist() == [0, 2, 3, *range(6, 13)]
    assert unruled.tolist() == list(range(SHOWN))
    assert left.tolist() == list(range(0, 2 * SHOWN, 2))
    assert (made.gone(unruled), made.gone(left)) == (SHOWN // 2, 0)
