"""Products, customers and stock of Lightspeed; names that stay."""

from __future__ import annotations

from typing import Any

import pytest

from ingestion.lightspeed.names import Names
from ingestion.lightspeed.testing import DISCOUNT, MUG, NORTH, SOUTH, VASE, customer_item, product_item, uuid_of
from shared.testing import MemoryStore


def test_a_product_is_known_with_its_price_before_tax_and_its_cost(shop: Any) -> None:
    shop.sync()

    mug = next(one for one in shop.published("product-changed.v1") if one["entity_id"] == "MUG")
    assert {name: mug[name] for name in ("sku", "title", "category", "brand", "price", "unit_cost", "active")} == {
        "sku": "MUG",
        "title": "Mug",
        "category": "Kitchen",
        "brand": "Plain",
        "price": "10",
        "unit_cost": "3.1",
        "active": True,
    }
    assert mug["occurred_at"] == "2026-03-18T23:28:00Z"


def test_a_supply_price_of_zero_says_nothing(shop: Any) -> None:
    shop.sync()

    vase = next(one for one in shop.published("product-changed.v1") if one["entity_id"] == "VASE")
    assert "unit_cost" not in vase


def test_a_variant_names_its_parent_and_a_deleted_product_is_sold_no_more(shop: Any) -> None:
    red = product_item(uuid_of("red mug"), "MUG-RED", variant_parent_id=MUG, variant_name="Mug / Red")
    gone = product_item(uuid_of("old"), "OLD", deleted_at="2026-01-01T00:00:00+00:00")
    shop.lightspeed.put("products", red, gone)
    shop.sync()

    said = {one["entity_id"]: one for one in shop.published("product-changed.v1")}
    assert (said["MUG-RED"]["parent_product_id"], said["MUG-RED"]["title"]) == ("MUG", "Mug / Red")
    assert said["OLD"]["active"] is False


def test_the_product_that_sells_gift_cards_is_one_and_that_of_discounts_is_none(shop: Any) -> None:
    card = product_item(uuid_of("gift card"), "vend-internal-gift-card", handle="vend-gift-card")
    shop.lightspeed.put("products", card, product_item(DISCOUNT, "vend-discount"))
    report = shop.sync()

    said = {one["entity_id"]: one["is_gift_card"] for one in shop.published("product-changed.v1")}
    assert said["vend-internal-gift-card"] is True
    assert said["MUG"] is False
    assert "vend-discount" not in said
    assert shop.told(report, "products")["left_out"] == {"system_product": 1}


@pytest.mark.parametrize(("opted_out", "consent"), [(True, "denied"), (False, "unknown"), (None, "unknown")])
def test_not_having_opted_out_is_no_consent(shop: Any, opted_out: bool | None, consent: str) -> None:
    ben = customer_item("ben", do_not_email=opted_out, mobile="+44 1632 960001", physical_country_id="GB")
    shop.lightspeed.put("customers", ben)
    shop.sync()

    said = shop.published("customer-changed.v1")[-1]
    assert (said["entity_id"], said["marketing_consent"]) == (ben["id"], consent)
    assert (said["phone"], said["country"], said["first_name"]) == ("+44 1632 960001", "GB", "Ben")
    assert "email" not in said


def test_a_deleted_customer_is_left_out_and_counted(shop: Any) -> None:
    shop.lightspeed.put("customers", customer_item("ben", deleted_at="2026-01-01T00:00:00+00:00"))
    report = shop.sync()

    assert shop.told(report, "customers")["left_out"] == {"deleted": 1, "walk_in": 1}


def test_stock_is_counted_when_it_is_asked_for_at_its_outlet(shop: Any) -> None:
    shop.lightspeed.put("inventory", {"id": "i1", "product_id": MUG, "outlet_id": NORTH, "inventory_level": 12})
    shop.lightspeed.put("inventory", {"id": "i2", "product_id": VASE, "outlet_id": SOUTH, "inventory_level": "-1"})
    dated = {"id": "i3", "product_id": VASE, "outlet_id": NORTH, "current_inventory_level": 4.5}
    shop.lightspeed.put("inventory", dated, {"id": "i4", "product_id": MUG, "outlet_id": SOUTH})
    report = shop.sync()

    counted = [(one["product_id"], one["location_id"], one["on_hand"]) for one in shop.published("stock-counted.v1")]
    assert counted == [("MUG", "North", "12"), ("VASE", "South", "-1"), ("VASE", "North", "4.5")]
    assert {one["occurred_at"] for one in shop.published("stock-counted.v1")} == {"2026-06-01T12:00:00Z"}
    assert shop.told(report, "inventory")["left_out"] == {"no_level": 1}


def test_names_stay_whatever_an_entity_is_called_later() -> None:
    store = MemoryStore()
    names = Names(store, "lightspeed/x")
    assert names.take("products", "1", "MUG") == "MUG"
    assert names.take("products", "2", "MUG") == "2"
    assert names.take("products", "3", " - ") == "3"
    assert names.take("users", "aaaaaaaa-1", "Ann") == "Ann"
    assert names.take("users", "bbbbbbbb-2", "Ann") == "Ann (bbbbbbbb)"
    names.keep()

    later = Names(store, "lightspeed/x")
    assert [later.take("products", one, "CUP") for one in ("1", "2", "3", "4")] == ["MUG", "2", "3", "CUP"]
    later.gather()
    assert len(list(store.list("lightspeed/x/names/"))) == 1
    assert [Names(store, "lightspeed/x").of("products", one) for one in "1234"] == ["MUG", "2", "3", "CUP"]


def test_names_that_were_not_kept_are_none() -> None:
    store = MemoryStore()
    Names(store, "lightspeed/x").take("products", "1", "MUG")

    assert Names(store, "lightspeed/x").of("products", "1") is None
