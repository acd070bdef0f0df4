"""What is planted in a shop changes what is found and shown, in the stated direction."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations_v2 import candidates, features
from recommendations_v2.candidates import SOURCES
from recommendations_v2.purchases import DAY, HOUR
from recommendations_v2.scene import Scene
from recommendations_v2.testing_planted import (
    COFFEE,
    COFFEE_EVERY,
    NOBODY,
    PASTA,
    PESTO,
    PRODUCTS,
    STOLLEN,
    WINE,
    PlantedShop,
)


def signal(shop: PlantedShop, scene: Scene, product: int, name: str) -> float:
    told = features.columns(shop.known, scene, np.array([product]))
    return next(float(values[0]) for each, _, values in told if each == name)


def test_the_pair_goes_together(shop: PlantedShop) -> None:
    links = shop.known.by_baskets
    assert links.other[links.start[PASTA]] == PESTO
    assert links.other[links.start[PESTO]] == PASTA


def test_with_pasta_in_the_cart_pesto_is_the_first_candidate_from_it(shop: PlantedShop) -> None:
    scene = shop.scene(1, cart=(PASTA,))
    assert int(scene.cart_sum.product[scene.cart_sum.score.argmax()]) == PESTO
    found = candidates.candidates(shop.known, scene, candidates.CART, new_only=False)
    assert PASTA not in found.product
    assert found.sources[found.product == PESTO][0] & (1 << SOURCES.index(candidates.FROM_CART))


def test_coffee_is_due_by_its_own_cadence(shop: PlantedShop) -> None:
    last = shop.own(0).at[shop.own(0).product == COFFEE].max()
    due = [signal(shop, shop.scene(0, moment=int(last + days * DAY)), COFFEE, "due") for days in (1, 10, 20)]
    assert abs(signal(shop, shop.scene(0), COFFEE, "usual_gap") - COFFEE_EVERY) < 1.0
    assert due == pytest.approx([0.1, 1.0, 2.0], abs=0.15)


def test_wine_is_of_the_evening(shop: PlantedShop) -> None:
    morning, evening = shop.scene(1, moment=shop.end - DAY + 8 * HOUR), shop.scene(1, moment=shop.end - DAY + 20 * HOUR)
    assert signal(shop, evening, WINE, "of_day") > 0.3
    assert signal(shop, morning, WINE, "of_day") < -0.3
    assert signal(shop, evening, WINE, "same_part") > 0.9


def test_the_christmas_product_is_seasonal_before_christmas_alone(shop: PlantedShop) -> None:
    from recommendations_v2.figures import figures_of  # noqa: PLC0415 - of this test alone
    from recommendations_v2.orders import orders_of  # noqa: PLC0415 - as above

    late = shop.purchases.where(shop.purchases.at < shop.end)
    assert STOLLEN not in shop.known.orders.seasonal  # the shop's year ends in late January
    moved = shop.end + (47 * 7 - 27) * DAY  # the next November, a year after the planted one
    figures = figures_of(late, shop.known.catalogue, moved)
    assert orders_of(late, shop.known.catalogue, figures).seasonal.tolist() == [STOLLEN]


def test_discovery_names_nothing_that_was_ever_bought(shop: PlantedShop) -> None:
    for customer in range(5):
        scene = shop.scene(customer, moment=shop.end - 50 * 7 * DAY)
        found = candidates.candidates(shop.known, scene, candidates.DISCOVERY, new_only=True)
        assert len(found.product)
        assert not np.isin(found.product, scene.habits.product.key).any()


def test_somebody_unknown_gets_what_sells(shop: PlantedShop) -> None:
    scene = shop.scene(NOBODY)
    for counts, new_only in ((candidates.HOME, False), (candidates.DISCOVERY, True)):
        found = candidates.candidates(shop.known, scene, counts, new_only=new_only)
        assert np.isin(shop.known.orders.popular[:10], found.product).all()
        assert np.isfinite(features.build(shop.known, scene, found.product)).all()


def test_signals_have_one_name_and_the_same_order_for_all(shop: PlantedShop) -> None:
    told = [
        [(name, family) for name, family, _ in features.columns(shop.known, scene, np.arange(PRODUCTS))]
        for scene in (shop.scene(0), shop.scene(NOBODY), shop.scene(1))
    ]
    assert told[0] == told[1] == told[2]
    assert len({name for name, _ in told[0]}) == len(told[0])
    assert {family for _, family in told[0]} == set(features.FAMILIES) - {features.CART}


def test_nothing_after_the_moment_is_known(shop: PlantedShop) -> None:
    moment = int(shop.own(0).at[200])
    assert shop.own(0, moment).at.max() < moment
