"""A ranking is learned from earlier weeks, and served only where it ranks later ones better."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from recommendations_v2.ids import KEY
from recommendations_v2.offline_gate import CURRENT, VERSION_ONE, ndcg, verdict
from recommendations_v2.testing_planted import COFFEE, PASTA, PESTO, product_id
from recommendations_v2.train_child import FOREST, WEIGHTS
from recommendations_v2.use_cases_train import train
from recommendations_v2.visit import CART
from shared.schedule import NotYetError

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import BuiltShop

CUSTOMERS = np.repeat(np.arange(50), 4)
BETTER, WORSE = np.full(200, 0.5), np.full(200, 0.4)


def test_what_ranks_better_than_the_current_one_and_v1_passes() -> None:
    found = verdict("home", CUSTOMERS, {VERSION_ONE: WORSE, CURRENT: WORSE, "forest": BETTER, "weights": WORSE})
    assert (found.passed, found.best, found.sure) == (True, "forest", 1.0)


@pytest.mark.parametrize(
    ("scores", "why"),
    [
        ({VERSION_ONE: BETTER, CURRENT: WORSE, "forest": BETTER}, "no better than v1"),
        ({VERSION_ONE: WORSE, CURRENT: BETTER, "forest": BETTER}, "chance of 0%"),
        ({VERSION_ONE: WORSE, CURRENT: BETTER}, "nothing was learned"),
    ],
)
def test_what_does_not_is_kept_back_and_said_why(scores: dict[str, Any], why: str) -> None:
    found = verdict("home", CUSTOMERS, scores)
    assert not found.passed
    assert why in found.why


def test_a_handful_of_customers_decides_nothing() -> None:
    few = CUSTOMERS < 10
    found = verdict("home", CUSTOMERS[few], {VERSION_ONE: WORSE[few], CURRENT: WORSE[few], "forest": BETTER[few]})
    assert not found.passed
    assert "10 customers" in found.why


def test_luck_is_not_served() -> None:
    noise = np.random.default_rng(1).normal(0, 0.2, 200)
    found = verdict("home", CUSTOMERS, {VERSION_ONE: WORSE, CURRENT: BETTER, "forest": BETTER + noise - noise.mean()})
    assert not found.passed


def test_the_gain_is_of_all_that_is_sought() -> None:
    shown = np.array([3, 1, 2])
    assert ndcg(shown, np.array([3])) == 1.0
    assert ndcg(shown, np.array([1])) == pytest.approx(1 / np.log2(3))
    assert ndcg(shown, np.array([9])) == 0.0


def test_a_young_shop_waits(new_shop: Callable[[], BuiltShop], compute: Callable[..., Any]) -> None:
    with pytest.raises(NotYetError):
        train(new_shop().desk, compute, "r1")


@pytest.mark.parametrize("key", ["11", "24"])  # customers numbered otherwise, and so other visits to learn from
def test_it_learns_builds_and_serves(new_shop: Callable[[], BuiltShop], compute: Callable[..., Any], key: str) -> None:
    shop = new_shop()
    shop.desk.secrets.put(KEY, key * 32)
    shop.planted()
    shop.opened()
    told: list[Any] = []
    report = train(shop.desk, compute, "r1", told.append, most_visits=100)
    passed = [each["list_name"] for each in report.verdicts if each["passed"]]
    assert "home" in passed
    assert [each["list_name"] for each in told] == passed
    shop.shelf.look()
    assert shop.engine.version == report.version
    best = next(each["best"] for each in report.verdicts if each["list_name"] == "home")
    assert best in {FOREST, WEIGHTS}
    assert shop.engine.model_of("home", has_cart=False).startswith(best)
    items = shop.ranks(shop.visit(1)).items
    assert all(item.confidence is not None and 0 <= item.confidence <= 1 for item in items)
    current, other = (each.model_name for each in shop.engine.artefact.learned if each.list_name == "home")
    assert [shop.ranks(shop.visit(1, model=name)).model_name for name in (None, current, other, "gone")] == [
        current,
        current,
        other,
        current,
    ]
    pasta, coffee = (shop.places(shop.visit(1, surface=CART, cart=(product_id(each),))) for each in (PASTA, COFFEE))
    assert pasta[product_id(PESTO)] <= coffee[product_id(PESTO)]
