"""The hourly comparison: what webhooks missed is found, said and repaired, at Shopify's pace."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest

from ingestion.shopify import kept
from ingestion.shopify.reconciling import NotConnectedError
from ingestion.shopify.testing import (
    customer_node,
    customer_payload,
    order_node,
    order_payload,
    product_node,
    product_payload,
    refund_payload,
)
from ingestion.testing import Item, Order
from shared.store import LeaseHeldError, lease

MUG, BOWL, JUG = (Item(name, "12.00", sku=name) for name in ("Mug", "Bowl", "Jug"))
WITHIN = "2026-06-01T11:50:00Z"  # in the last quarter of an hour, which the first comparison looks at
ORDERS = [
    Order(f"#{number}", [MUG, BOWL, JUG], created_at="2026-06-01 11:49:00 +0000", email=f"c{number}@example.com")
    for number in range(1, 6)
]


def kinds(report: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    return {row["kind"]: (row["changed"], row["missed"], row["refused"]) for row in report["kinds"]}


def test_orders_that_no_webhook_told_are_published_as_the_webhook_would_have(new_shop: Any, shopify: Any) -> None:
    refund = refund_payload(
        ORDERS[0],
        number=7,
        created_at=WITHIN,
        lines=dict.fromkeys((1, 2, 3), (1, "12.00", "0.00")),
        shipping=("4.90", "0.00"),
        discrepancy="-1.00",
    )
    payloads = [order_payload(order, updated_at=WITHIN, refunds=[refund][: order is ORDERS[0]]) for order in ORDERS]
    shopify.orders = [order_node(payload) for payload in payloads]
    told, silent = new_shop(), new_shop()
    for payload in payloads:
        told.send("orders/updated", payload)
    assert kinds(silent.reconcile())["orders"] == (5, 5, 0)
    assert silent.facts() == told.facts()
    _wait_for_marks(told, 5)
    assert kinds(told.reconcile())["orders"] == (5, 0, 0)


def _wait_for_marks(shop: Any, count: int) -> None:
    """Marks are written after the answer."""
    for _ in range(500):
        if len(kept.marks(shop.store)) >= count:
            return
        time.sleep(0.01)
    raise AssertionError("the marks were not written")


def test_a_gap_is_repaired_and_nothing_else(shop: Any, shopify: Any) -> None:
    payloads = [order_payload(order, updated_at=WITHIN) for order in ORDERS]
    shopify.orders = [order_node(payload) for payload in payloads]
    for payload in payloads[:3]:
        shop.send("orders/create", payload)
    _wait_for_marks(shop, 3)
    assert kinds(shop.reconcile())["orders"] == (5, 2, 0)
    assert {data["entity_id"] for data in shop.told("order-changed.v1")} == {str(one["id"]) for one in payloads[3:]}
    assert sum("order(id" in query for query in shopify.asked) == 2 * 2  # each with two pages of lines


def test_running_it_again_finds_nothing_missing(shop: Any, shopify: Any) -> None:
    _fill(shopify)
    first = kinds(shop.reconcile())
    assert first == {
        "products": (3, 3, 0),
        "orders": (5, 5, 0),
        "customers": (2, 2, 0),
        "levels": (3, 3, 0),
        "costs": (3, 2, 0),
    }
    before = len(shop.bus.published)
    again = kinds(shop.reconcile())
    assert {missed for _, missed, _ in again.values()} == {0}
    assert len(shop.bus.published) == before


def _fill(shopify: Any) -> None:
    products = [
        product_payload(
            number,
            f"Product {number}",
            *[
                {"sku": f"S{number}{size}", "price": "12.00", "option1": size, "inventory_item_id": number * 10 + place}
                for place, size in enumerate("SML")
            ],
            updated_at=WITHIN,
        )
        for number in (1, 2, 3)
    ]
    shopify.products = [product_node(payload) for payload in products]
    shopify.orders = [order_node(order_payload(order, updated_at=WITHIN)) for order in ORDERS]
    shopify.customers = [
        customer_node(customer_payload(number, f"c{number}@example.com", state="subscribed", updated_at=WITHIN))
        for number in (1, 2)
    ]
    shopify.levels = [
        {
            "place": "11",
            "updatedAt": WITHIN,
            "item": {"legacyResourceId": str(item)},
            "quantities": [{"name": "on_hand", "quantity": 7}, {"name": "committed", "quantity": 2}],
        }
        for item in (10, 11, 20)
    ]
    shopify.costs = [
        {
            "legacyResourceId": str(item),
            "updatedAt": WITHIN,
            "unitCost": cost and {"amount": cost, "currencyCode": "GBP"},
        }
        for item, cost in ((10, "5.10"), (11, "5.20"), (12, None))
    ]


def test_products_are_named_by_their_skus_with_stock_and_cost(shop: Any, shopify: Any) -> None:
    _fill(shopify)
    shop.reconcile()
    named = {data["entity_id"]: data for data in shop.told("product-changed.v1") if "title" in data}
    assert len(named) == 9
    assert named["S1S"]["title"] == "Product 1 - S"
    assert "price" not in named["S1S"]  # this shop's prices hold the tax
    costs = {data["entity_id"]: data["unit_cost"] for data in shop.told("product-changed.v1") if "unit_cost" in data}
    assert costs == {"S1S": "5.10", "S1M": "5.20"}
    levels = [(one["product_id"], one["location_id"], one["on_hand"], one["committed"]) for one in _levels(shop)]
    assert levels == [("S1S", "Dublin", "7", "2"), ("S1M", "Dublin", "7", "2"), ("S2S", "Dublin", "7", "2")]


def _levels(shop: Any) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = shop.told("stock-counted.v1")
    return told


def test_what_a_level_webhook_told_is_counted_exactly_and_not_as_missed(shop: Any, shopify: Any) -> None:
    _fill(shopify)
    shopify.levels, level = [], shopify.levels[0]
    shop.reconcile()
    webhook = {"inventory_item_id": 10, "location_id": 11, "available": 5, "updated_at": "2026-06-01T12:30:00Z"}
    shop.clock[0] += timedelta(hours=1)
    before = len(kept.marks(shop.store))
    assert shop.send("inventory_levels/update", webhook).get_json() == {"outcome": "taken"}
    shopify.levels = [{**level, "updatedAt": "2026-06-01T12:30:00Z"}]
    _wait_for_marks(shop, before + 1)
    assert kinds(shop.reconcile())["levels"][:2] == (1, 0)
    assert [(one["on_hand"], one.get("committed")) for one in _levels(shop)] == [("5", None), ("7", "2")]
    assert _levels(shop)[1]["version"] > _levels(shop)[0]["version"]


def test_an_order_that_came_before_its_location_is_said_again_with_the_name(shop: Any, shopify: Any) -> None:
    order = Order("#1", [MUG], cells={"Source": "pos", "Location": "Galway"})
    payload = order_payload(order, updated_at=WITHIN)
    shop.send("orders/create", payload)
    shopify.orders = [order_node(payload)]
    assert kinds(shop.reconcile())["orders"] == (1, 1, 0)
    said = [shop.told(f"order-{kind}.v1")[0] for kind in ("placed", "changed")]
    assert [one["location_id"] for one in said] == ["12", "Galway"]
    assert said[1]["version"] > said[0]["version"]


def test_consent_that_a_webhook_leaves_out_is_added_and_the_customer_was_not_missed(shop: Any, shopify: Any) -> None:
    anna = customer_payload(31, "anna@example.com", state="subscribed", updated_at=WITHIN)
    shopify.customers = [customer_node(anna)]
    shop.send("customers/update", {name: value for name, value in anna.items() if "consent" not in name})
    _wait_for_marks(shop, 1)
    assert kinds(shop.reconcile())["customers"] == (1, 0, 0)
    told = shop.told("customer-changed.v1")
    assert [one.get("marketing_consent") for one in told] == [None, "granted"]
    assert told[1]["version"] > told[0]["version"]
    shop.reconcile()
    assert len(shop.told("customer-changed.v1")) == 2


def test_a_product_of_more_variants_than_a_webhook_holds_is_read_whole(shop: Any, shopify: Any) -> None:
    sizes = [
        {"sku": f"S{size}", "price": "9.00", "option1": size, "inventory_item_id": place}
        for place, size in enumerate("SML")
    ]
    whole = product_payload(1, "Shirt", *sizes, updated_at=WITHIN)
    shopify.products = [product_node(whole)]
    cut_off = {**whole, "variants": whole["variants"][:2], "variant_gids": [{}, {}, {}]}
    shop.reconcile(since=shop.clock[0])
    shop.send("products/update", whole)
    shop.send("products/update", cut_off)
    assert not [one for one in shop.told("product-changed.v1") if not one.get("active", True)]
    shop.send("products/update", {**whole, "variants": whole["variants"][:2], "updated_at": "2026-06-01T11:55:00Z"})
    assert [one["entity_id"] for one in shop.told("product-changed.v1") if not one.get("active", True)] == ["SL"]


def test_the_first_time_orders_of_before_are_left_to_the_exports(shop: Any, shopify: Any) -> None:
    shopify.orders = [order_node(order_payload(ORDERS[0], updated_at="2026-05-01T00:00:00Z"))]
    assert kinds(shop.reconcile())["orders"] == (0, 0, 0)
    since = shop.clock[0] - timedelta(days=60)
    assert kinds(shop.reconcile(since=since))["orders"] == (1, 1, 0)


def test_what_changed_a_moment_ago_may_still_be_on_its_way(shop: Any, shopify: Any) -> None:
    shopify.orders = [order_node(order_payload(ORDERS[0], updated_at="2026-06-01T11:59:00Z"))]
    assert kinds(shop.reconcile())["orders"] == (0, 0, 0)
    shop.clock[0] += timedelta(hours=1)
    assert kinds(shop.reconcile())["orders"] == (1, 1, 0)


def test_one_that_cannot_be_taken_is_named_and_keeps_no_other_out(shop: Any, shopify: Any) -> None:
    payloads = [order_payload(order, updated_at=WITHIN) for order in ORDERS]
    payloads[1]["total_price"] = "1.00"
    shopify.orders = [order_node(payload) for payload in payloads]
    report = shop.reconcile()
    assert kinds(report)["orders"] == (5, 4, 1)
    assert str(payloads[1]["id"]) in report["notes"][0]


def test_only_one_comparison_runs_at_a_time(shop: Any) -> None:
    with lease(shop.store, "leases/shopify", holder="another"), pytest.raises(LeaseHeldError):
        shop.reconcile()


def test_without_a_connection_it_says_what_to_do(shop: Any) -> None:
    shop.door.secrets.put("shopify", "null")
    with pytest.raises(NotConnectedError, match="connect shopify"):
        shop.reconcile()


def test_marks_of_what_was_compared_are_forgotten(shop: Any, shopify: Any) -> None:
    _fill(shopify)
    for _ in range(3):
        shop.reconcile()
        shop.clock[0] += timedelta(hours=6)
    shopify.orders = []
    shop.reconcile()
    shop.reconcile()
    assert not kept.marks(shop.store)
