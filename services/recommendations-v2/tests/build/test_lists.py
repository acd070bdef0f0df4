"""What no list shows, what marketing decides, and what an explanation owes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from recommendations_v2 import rules
from recommendations_v2.engine_rules import EXCLUDED, NOT_SOLD, THIS_PRODUCT
from recommendations_v2.live_alerts import LiveAlerts
from recommendations_v2.marketing_rules import NO_RULES, Ban, CrossSell, MarketingRules, Pin
from recommendations_v2.not_shown import NOTHING_NAMED_IT, UNKNOWN_PRODUCT
from recommendations_v2.testing_planted import (
    COFFEE,
    GONE,
    NEW,
    PASTA,
    PESTO,
    PRODUCTS,
    SIBLINGS,
    SOLD_OUT,
    WINE,
    customer_id,
    product_id,
)
from recommendations_v2.visit import CART, DISCOVERY, EMAIL, HOME, PRODUCT, SURFACES, Ranked, Visit
from shared.erased_customers import ErasedLately
from shared.testing import MemorySecrets, MemoryStore

if TYPE_CHECKING:
    from conftest import BuiltShop


def asked(shop: BuiltShop, visit: Visit, product: str, marketing: MarketingRules = NO_RULES) -> str | None:
    told = shop.engine.explain(visit, marketing, LiveAlerts(), 10, product).asked
    return None if told is None else told.code


def both(shop: BuiltShop, visit: Visit, marketing: MarketingRules = NO_RULES) -> list[Ranked]:
    """All that v2 and v1 would show."""
    engine = shop.engine
    return [rank(visit, marketing, LiveAlerts(), PRODUCTS) for rank in (engine.rank, engine.version_one)]


@pytest.mark.parametrize("surface", SURFACES)
def test_every_surface_answers_everybody(shop: BuiltShop, surface: str) -> None:
    page = {"product": product_id(PASTA)} if surface == PRODUCT else {}
    for who in (shop.visit(0), shop.visit(1), shop.visit(), replace(shop.visit(), customer_id="who", kind="customer")):
        visit = replace(who, surface=surface, cart=(product_id(WINE),) if surface == CART else (), **page)
        for ranked in both(shop, visit):
            ids = [item.product_id for item in ranked.items]
            if surface != DISCOVERY:
                assert len(ids) > 10
            assert len(set(ids)) == len(ids)
            assert not {product_id(GONE), product_id(SOLD_OUT), *visit.cart} & set(ids)
        shown = shop.ranks(visit)
        told = shop.engine.explain(visit, NO_RULES, LiveAlerts(), 10)
        assert [(each.item.product_id, each.item.score_millionths, each.item.reason) for each in told.items] == [
            (item.product_id, item.score_millionths, item.reason) for item in shown.items
        ]
        for each in told.items:
            assert sum(part.millionths for part in each.item.parts) == each.item.score_millionths


def test_discovery_shows_nothing_that_was_bought(shop: BuiltShop) -> None:
    told = shop.engine.explain(shop.visit(1), NO_RULES, LiveAlerts(), PRODUCTS).items
    own = {each.item.product_id for each in told if each.signals["times"] > 0}
    assert len(own) > 5
    for ranked in both(shop, shop.visit(1, surface=DISCOVERY)):
        assert not own & {item.product_id for item in ranked.items}


def test_why_a_product_is_not_shown(shop: BuiltShop) -> None:
    first = shop.lists(shop.visit(1))[0]
    assert asked(shop, shop.visit(1), first) is None
    assert asked(shop, shop.visit(1, exclude=frozenset({first})), first) == EXCLUDED
    assert asked(shop, shop.visit(1, dismissed=frozenset({first})), first) == rules.DISMISSED
    assert asked(shop, shop.visit(1, cart=(first,), surface=HOME), first) == rules.IN_CART
    assert asked(shop, shop.visit(1, product=first, surface=EMAIL), first) == THIS_PRODUCT
    assert asked(shop, shop.visit(1), product_id(GONE)) == NOT_SOLD
    assert asked(shop, shop.visit(1), product_id(SOLD_OUT)) == rules.OUT_OF_STOCK
    assert asked(shop, shop.visit(1), "never-heard-of") == UNKNOWN_PRODUCT
    assert asked(shop, shop.visit(1), product_id(NEW)) in {rules.RANKED_LOWER, None, NOTHING_NAMED_IT}


def test_a_dismissed_product_stays_away_from_both(shop: BuiltShop) -> None:
    first = shop.lists(shop.visit(1))[0]
    for ranked in both(shop, shop.visit(1, dismissed=frozenset({first}))):
        assert first not in [item.product_id for item in ranked.items]


def test_of_two_variants_one_is_shown(shop: BuiltShop) -> None:
    shown = shop.lists(shop.visit(1), limit=PRODUCTS)
    assert len({product_id(each) for each in SIBLINGS} & set(shown)) == 1
    one, other = (product_id(each) for each in SIBLINGS)
    assert other not in shop.lists(shop.visit(1, cart=(one,)), limit=PRODUCTS)


def test_pins_come_first_and_bans_never_for_as_long_as_they_hold(shop: BuiltShop) -> None:
    at = shop.visit(1).at
    last = shop.lists(shop.visit(1), limit=PRODUCTS)[-1]
    first = shop.lists(shop.visit(1))[0]
    marketing = MarketingRules(pins=(Pin(product_id=last, ends_at=at),), bans=(Ban(product_id=first, starts_at=at),))
    assert shop.lists(shop.visit(1), rules=marketing)[0] != last
    earlier = replace(shop.visit(1), at=at - timedelta(seconds=1))
    assert shop.lists(earlier, rules=marketing)[0] == last
    assert asked(shop, shop.visit(1), first, marketing) == rules.BANNED
    assert first not in [item.product_id for item in both(shop, shop.visit(1), marketing)[1].items]


def test_a_cross_sell_rule_names_what_is_wanted(shop: BuiltShop) -> None:
    wanted = shop.lists(shop.visit(), limit=PRODUCTS)[-1]
    marketing = MarketingRules(cross_sell=(CrossSell(bought=product_id(PASTA), wants=wanted),))
    visit = shop.visit(cart=(product_id(PASTA),), surface=CART)
    told = shop.engine.explain(visit, marketing, LiveAlerts(), PRODUCTS).items
    item = next(each for each in told if each.item.product_id == wanted)
    assert "given_by_hand" in item.sources
    assert [part.millionths for part in item.item.parts if part.name == rules.CROSS_SELL] == [300_000]


def test_what_was_bought_just_now_counts_at_once(shop: BuiltShop) -> None:
    at = shop.visit(1).at
    coffee = product_id(COFFEE)
    bought = shop.visit(1, bought=((coffee, at - timedelta(minutes=1)),))
    told = shop.engine.explain(bought, NO_RULES, LiveAlerts(), PRODUCTS).items
    assert next(each.signals["times"] for each in told if each.item.product_id == coffee) == 1
    known = shop.visit(1, bought=((coffee, shop.engine.data_until - timedelta(days=3)),))  # the build knew better
    told = shop.engine.explain(known, NO_RULES, LiveAlerts(), PRODUCTS).items
    assert all(each.signals["times"] == 0 for each in told if each.item.product_id == coffee)


def test_who_was_erased_is_nobody_at_once(shop: BuiltShop) -> None:
    engine = shop.engine
    without = engine.without(
        ErasedLately(MemoryStore(), MemorySecrets(), "test", lambda: shop.now).remember(customer_id(1))
    )
    assert engine.knows_customer(customer_id(1))
    assert not without.knows_customer(customer_id(1))
    assert without.knows_customer(customer_id(2))
    assert without.rank(shop.visit(1), NO_RULES, LiveAlerts(), 10).strategy == "popular"


def test_a_card_says_what_a_shop_shows(shop: BuiltShop) -> None:
    card = shop.engine.card(product_id(PESTO))
    assert card is not None
    assert (card.title, str(card.price), card.url) == ("Product 1", "10.00", "https://shop.example/1")
    assert card.image_url is None
    assert shop.engine.card("never-heard-of") is None
    assert shop.engine.segment_of(customer_id(3)) == "odds"
