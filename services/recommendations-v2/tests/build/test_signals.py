"""What is planted besides purchases, as well as in them, changes what is served in the stated direction."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from recommendations_v2 import features, strategies
from recommendations_v2.live_alerts import LiveAlerts
from recommendations_v2.marketing_rules import NO_RULES
from recommendations_v2.testing_planted import (
    COFFEE,
    LEFT_BEHIND,
    NEW,
    NOVEMBER,
    PARTNER,
    PASTA,
    PESTO,
    PILED,
    PRODUCTS,
    READ,
    STOLLEN,
    VIEWED,
    WEEKS,
    WINE,
    product_id,
)
from recommendations_v2.visit import CART, EMAIL, HOME, PRODUCT, VISITOR, Item, Visit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from conftest import BuiltShop

LATER = product_id(PRODUCTS - 1)


def signals(shop: BuiltShop, visit: Visit, product: int) -> dict[str, float]:
    """What the ranking saw of a product."""
    told = shop.engine.explain(visit, NO_RULES, LiveAlerts(), PRODUCTS)
    return next(dict(item.signals) for item in told.items if item.item.product_id == product_id(product))


def ids(items: Iterable[Item]) -> list[str]:
    return [item.product_id for item in items]


def visitor(shop: BuiltShop, **more: object) -> Visit:
    return replace(shop.visit(), kind=VISITOR, subject="v-17", **more)  # type: ignore[arg-type]  # fields of a visit


def test_looks_and_carts_of_a_customer_are_signals_of_his(shop: BuiltShop) -> None:
    seen = {product: signals(shop, shop.visit(1), product) for product in (VIEWED, READ, LEFT_BEHIND)}
    assert seen[VIEWED]["viewed"] > 0.4
    assert seen[READ]["engaged"] == pytest.approx(0.8, abs=0.1)
    assert seen[LEFT_BEHIND]["left_in_cart"] > 0.8
    assert all(value == 0 for value in (seen[READ]["viewed"], seen[VIEWED]["engaged"], seen[READ]["left_in_cart"]))
    another = signals(shop, shop.visit(3), VIEWED)
    assert (another["viewed"], another["engaged"], another["left_in_cart"]) == (0, 0, 0)


def test_what_a_visitor_just_looked_at_moves_up_and_what_goes_with_it_is_named(shop: BuiltShop) -> None:
    at = shop.visit().at
    before = shop.places(visitor(shop))
    after = visitor(shop, views=((product_id(VIEWED), at - timedelta(minutes=5)),))
    assert shop.places(after)[product_id(VIEWED)] < before[product_id(VIEWED)]
    assert shop.places(after)[product_id(PARTNER)] < before[product_id(PARTNER)]
    told = shop.engine.explain(after, NO_RULES, LiveAlerts(), PRODUCTS)
    partner = next(item for item in told.items if item.item.product_id == product_id(PARTNER))
    assert "viewed_together" in partner.sources
    assert partner.families[features.VIEWS] > 0
    assert told.ranked.strategy == strategies.OF_THE_VISIT


def test_a_film_moves_up_what_it_shows(shop: BuiltShop) -> None:
    seen = visitor(shop, engaged=(("film", shop.visit().at - timedelta(minutes=5), 0.9),))
    assert shop.places(seen)[product_id(READ)] < shop.places(visitor(shop))[product_id(READ)]


def test_who_bought_nothing_is_shown_what_his_segment_buys(shop: BuiltShop) -> None:
    evens, odds = (visitor(shop, segment_id=name) for name in ("evens", "odds"))
    lift, fall = (signals(shop, each, COFFEE)["segment_lift"] for each in (evens, odds))
    assert fall < 0 < lift
    first = shop.lists(evens, limit=PRODUCTS), shop.lists(odds, limit=PRODUCTS)
    assert first[0] != first[1]
    assert shop.ranks(evens).strategy == strategies.OF_THE_SEGMENT
    assert shop.ranks(visitor(shop)).strategy == strategies.POPULAR


def test_the_hour_of_the_day_changes_what_is_shown(shop: BuiltShop) -> None:
    morning, evening = (visitor(shop, at=shop.now + timedelta(hours=hours)) for hours in (5, 16))
    assert shop.places(evening)[product_id(WINE)] < shop.places(morning)[product_id(WINE)]


@pytest.mark.parametrize("surface", [HOME, CART, PRODUCT])
def test_the_pair_is_shown_with_its_half(shop: BuiltShop, surface: str) -> None:
    held = {"product": product_id(PASTA)} if surface == PRODUCT else {"cart": (product_id(PASTA),)}
    items = shop.ranks(visitor(shop, surface=surface, **held)).items
    assert items[0].product_id == product_id(PESTO)
    assert items[0].reason == features.CART
    assert product_id(PASTA) not in [item.product_id for item in items]


def test_an_email_leaves_out_what_is_in_the_cart_and_goes_by_habits(shop: BuiltShop) -> None:
    shown = shop.ranks(shop.visit(0, surface=EMAIL, cart=(product_id(COFFEE),)))
    assert product_id(COFFEE) not in [item.product_id for item in shown.items]
    assert features.CART not in {item.reason for item in shown.items}


def test_the_seasons_product_is_shown_in_its_season(new_shop: Callable[[], BuiltShop], shop: BuiltShop) -> None:
    november = new_shop()
    november.planted()
    november.now += timedelta(days=365 + NOVEMBER - WEEKS * 7)
    november.goes_on(november.now - timedelta(days=20))
    november.builds()
    place = november.places(visitor(november))[product_id(STOLLEN)]
    assert place < shop.places(visitor(shop))[product_id(STOLLEN)]
    assert signals(november, visitor(november), STOLLEN)["season"] > 0
    assert STOLLEN not in shop.engine.artefact.knowledge.orders.seasonal


def test_new_products_are_explored_by_a_bounded_share(shop: BuiltShop) -> None:
    people = [replace(visitor(shop), subject=f"v{number}") for number in range(60)]
    lists = [shop.ranks(each, limit=5).items for each in people]
    explored = [each for each, items in zip(people, lists, strict=True) if product_id(NEW) in ids(items)]
    assert 10 <= len(explored) <= 45  # of 300 places a tenth
    told = shop.engine.explain(explored[0], NO_RULES, LiveAlerts(), 5).items
    assert {part.name for each in told if each.item.product_id == product_id(NEW) for part in each.item.parts} >= {
        "explored"
    }
    assert all(product_id(NEW) not in ids(items[:3]) for items in lists)
    assert [shop.ranks(each, limit=5).items for each in people[:9]] == lists[:9]


def test_overstock_moves_up_within_its_bound(shop: BuiltShop) -> None:
    told = shop.engine.explain(visitor(shop), NO_RULES, LiveAlerts(), PRODUCTS).items
    moved = {
        item.item.product_id: part.millionths for item in told for part in item.item.parts if part.name == "overstock"
    }
    assert moved == {product_id(PILED): 200_000}
    first, last = shop.lists(visitor(shop))[0], shop.lists(visitor(shop))[8]
    over = LiveAlerts(over=frozenset({last}))
    assert shop.places(visitor(shop), alerts=over)[last] < shop.places(visitor(shop))[last]
    assert first in shop.lists(visitor(shop), alerts=over)


def test_low_stock_moves_down_and_what_is_out_is_not_shown(shop: BuiltShop) -> None:
    first = shop.lists(visitor(shop))[0]
    before = shop.places(visitor(shop))
    low = shop.places(visitor(shop), alerts=LiveAlerts(low=frozenset({first})))
    assert low[first] > before[first]
    assert first not in shop.places(visitor(shop), alerts=LiveAlerts(out=frozenset({first})))
