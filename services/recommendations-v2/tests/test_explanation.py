"""Every item's parts add up to its score exactly, whatever the customer, the cart, the model and the rules."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations_v2 import candidates, features, trees
from recommendations_v2.explanation import FILLER, RULE, Explained, Model, adds_up, explain, words
from recommendations_v2.habits import NEVER
from recommendations_v2.purchases import DAY
from recommendations_v2.rules import Rules, Stock, apply
from recommendations_v2.testing_planted import COFFEE, CUSTOMERS, PASTA, PESTO, PRODUCTS, PlantedShop
from recommendations_v2.training import Lessons, lambda_rank
from recommendations_v2.weight_training import logistic

Listed = Callable[[int, set[int], int, str, int], tuple[list[Explained], list[int]]]
CART = (PASTA,)


@pytest.fixture(scope="module")
def told(shop: PlantedShop) -> tuple[list[str], list[str]]:
    columns = list(features.columns(shop.known, shop.scene(0, cart=CART), np.arange(PRODUCTS)))
    return [name for name, _, _ in columns], [family for _, family, _ in columns]


@pytest.fixture(scope="module")
def models(shop: PlantedShop, told: tuple[list[str], list[str]]) -> dict[str, Model]:
    """Learned from every customer's last month, half of what else was bought being in the cart."""
    tables, right, sizes, who = [], [], [], []
    for customer in range(CUSTOMERS):
        mine = shop.own(customer)
        for number in np.unique(mine.basket)[-6:]:
            bought = mine.product[mine.basket == number]
            scene = shop.scene(
                customer, cart=tuple(bought[::2].tolist()), moment=int(mine.at[mine.basket == number][0])
            )
            product = np.setdiff1d(np.arange(PRODUCTS), scene.cart)
            tables.append(features.build(shop.known, scene, product))
            right.append(np.isin(product, bought))
            sizes.append(len(product))
            who.append(customer)
    lessons = Lessons(np.concatenate(tables), np.concatenate(right), np.array(sizes), np.array(who))
    return {"forest": trees.read(lambda_rank(lessons, told[0], 40)), "weights": logistic(lessons, told[0])}


def stock(count: int, drawn: np.random.Generator) -> Stock:
    """Anything may be known or unknown of a product."""
    some = drawn.random(count)
    return Stock(
        some > 0.1,
        np.where(some > 0.3, 30 * drawn.random(count), np.nan),
        drawn.random(count),
        np.where(some > 0.5, drawn.random(count), np.nan),
        some > 0.5,
        np.arange(count),
        np.arange(count) // 4,
        np.full(count, NEVER),
        some > 0.9,
        drawn.random(count),
    )


@pytest.fixture(scope="module")
def explained(shop: PlantedShop, models: dict[str, Model], told: tuple[list[str], list[str]]) -> Listed:
    """A function, since Hypothesis writes out what it is given, and a shop fills pages."""

    def of(customer: int, cart: set[int], weeks_ago: int, kind: str, seed: int) -> tuple[list[Explained], list[int]]:
        scene = shop.scene(customer, cart=tuple(cart), moment=shop.end - weeks_ago * 7 * DAY)
        found = candidates.candidates(shop.known, scene, candidates.CART, new_only=False)
        table, model = features.build(shop.known, scene, found.product), models[kind]
        score = model.scores(table)
        held = stock(len(score), np.random.default_rng(seed))
        ruled = apply(Rules(), found.product, score, held, cart=scene.cart, count=10)
        return explain(model, table, *told, ruled.moved), ruled.score.tolist()

    return of


@settings(max_examples=60, deadline=None)  # each makes and explains a list
@given(
    customer=st.integers(0, CUSTOMERS),  # the last one is nobody
    cart=st.sets(st.integers(0, PRODUCTS - 1), min_size=1, max_size=4),
    weeks_ago=st.integers(0, 40),
    kind=st.sampled_from(["forest", "weights"]),
    seed=st.integers(0, 99),
)
def test_parts_add_up(
    explained: Listed, *, customer: int, cart: set[int], weeks_ago: int, kind: str, seed: int
) -> None:
    items, scores = explained(customer, cart, weeks_ago, kind, seed)
    assert len(items) > 10
    for item, score in zip(items, scores, strict=True):
        assert adds_up(item)
        assert item.score == score
        speaking = {family for family, added in item.families.items() if added > 0} - {features.CUSTOMER}
        assert item.reason in speaking or (item.reason == FILLER and not speaking)


def test_with_pasta_in_the_cart_pesto_comes_first_and_the_cart_is_the_reason(
    shop: PlantedShop, models: dict[str, Model], told: tuple[list[str], list[str]]
) -> None:
    scene = shop.scene(1, cart=CART)
    product = np.setdiff1d(np.arange(PRODUCTS), CART)
    table = features.build(shop.known, scene, product)
    explained = explain(models["forest"], table, *told, {})
    best = max(range(len(product)), key=lambda at: explained[at].score)
    assert product[best] == PESTO
    assert explained[best].reason == features.CART


def test_a_rule_is_a_part_of_the_score(models: dict[str, Model], told: tuple[list[str], list[str]]) -> None:
    table = np.zeros((1, len(told[0])), np.float32)
    without = explain(models["forest"], table, *told, {})[0]
    item = explain(models["forest"], table, *told, {"overstock": np.array([150_000])})[0]
    assert item.score - without.score == item.families[RULE] == 150_000


def test_words_say_what_was_seen() -> None:
    values = {"times": 3.0, "days_since": 24.0, "usual_gap": 21.0, "same_part": 1.0, "hour_part": 1.0}
    said = words(values, features.RHYTHM, "coffee")
    assert said == "because coffee was bought 3 times, last 24 days ago; usually in the mornings"
    assert "usually every 21 days" in words(values, features.DUE, "coffee")
    assert words({"times": 0.0}, features.CART, "pesto") == "because pesto goes with what is in the cart"


def test_coffee_is_explained_by_what_its_customer_does(
    shop: PlantedShop, models: dict[str, Model], told: tuple[list[str], list[str]]
) -> None:
    last = int(shop.own(0).at[shop.own(0).product == COFFEE].max())
    scene = shop.scene(0, cart=(PASTA,), moment=last + 10 * DAY)
    table = features.build(shop.known, scene, np.array([COFFEE]))
    item = explain(models["forest"], table, *told, {})[0]
    assert item.reason in {features.HABIT, features.DUE, features.SHELF}
