"""What each topic becomes: the same facts once, twice and in another order."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from ingestion.merging import merge
from ingestion.shopify import kept
from ingestion.shopify.testing import customer_payload, order_payload, product_payload, refund_payload
from ingestion.subscriptions import handlers
from ingestion.testing import Item, Order
from shared.contracts.events import Event
from shared.warehouse import Query

MUG = Item("Blue mug", "12.00", 2, sku="MB-1")
ORDER = Order("#1001", [MUG], email="anna@example.com", taxes="4.00", includes_tax=True)
CHANGED = "2026-05-14T12:00:00+01:00"


def every_topic() -> list[tuple[str, Any]]:
    refund = refund_payload(ORDER, number=7, created_at="2026-05-20T09:00:00Z", lines={1: (1, "12.00", "2.00")})
    mug = {"sku": "MB-1", "price": "12.00", "option1": "Default Title", "inventory_item_id": 501}
    anna = customer_payload(31, "anna@example.com", state="subscribed", updated_at=CHANGED)
    later = order_payload(ORDER, updated_at="2026-05-20T09:00:00Z", refunds=[refund])
    cancelled = {**order_payload(ORDER, updated_at="2026-05-21T09:00:00Z"), "cancelled_at": "2026-05-21T09:00:00Z"}
    return [
        ("locations/create", {"id": 11, "name": "Dublin"}),
        ("locations/update", {"id": 11, "name": "Dublin"}),
        ("products/create", product_payload(9, "Blue mug", mug, updated_at="2026-05-01T09:00:00Z")),
        ("products/update", product_payload(9, "Blue mug", mug, updated_at=CHANGED)),
        ("inventory_levels/update", _level(4, CHANGED)),
        ("orders/create", order_payload(ORDER)),
        ("orders/updated", later),
        ("refunds/create", refund),
        ("orders/cancelled", cancelled),
        ("customers/create", anna),
        ("customers/update", {**anna, "updated_at": "2026-05-15T09:00:00Z", "last_name": "Walsh"}),
        (
            "customers_email_marketing_consent/update",
            {
                "customer_id": 31,
                "email_address": "anna@example.com",
                "email_marketing_consent": {"state": "unsubscribed", "consent_updated_at": "2026-05-16T09:00:00Z"},
            },
        ),
        ("customers/delete", {"id": 31, "email": "anna@example.com", "phone": None}),
        ("customers/redact", {"shop_id": 1, "customer": {"id": 31, "email": "anna@example.com", "phone": None}}),
        ("products/delete", {"id": 9}),
    ]


def _level(available: int, updated_at: str) -> dict[str, object]:
    return {"inventory_item_id": 501, "location_id": 11, "available": available, "updated_at": updated_at}


def test_every_topic_makes_the_same_facts_however_often_it_comes(new_shop: Any) -> None:
    once, twice = new_shop(), new_shop()
    for topic, payload in every_topic():
        assert once.send(topic, payload).get_json() == {"outcome": "taken"}, topic
        twice.send(topic, payload)
        twice.send(topic, payload)  # under another event id, as a second subscription would
    assert twice.facts() == once.facts()
    assert {event.type for event in once.bus.published} == {
        "order-placed.v1",
        "order-changed.v1",
        "order-refunded.v1",
        "product-changed.v1",
        "stock-counted.v1",
        "customer-changed.v1",
        "customer-erased.v1",
    }


def test_orders_and_customers_make_the_same_facts_in_any_order(new_shop: Any) -> None:
    forward, backward = new_shop(), new_shop()
    told = [(topic, payload) for topic, payload in every_topic() if topic.startswith(("orders", "refunds", "custom"))]
    for topic, payload in told:
        forward.send(topic, payload)
    for topic, payload in reversed(told):
        backward.send(topic, payload)
    assert forward.facts() == backward.facts()


def test_a_level_of_an_item_nobody_knows_is_set_aside_until_the_next_comparison(shop: Any) -> None:
    assert shop.send("inventory_levels/update", _level(4, CHANGED)).get_json() == {"outcome": "set aside"}
    assert shop.send("inventory_levels/update", {**_level(4, CHANGED), "inventory_item_id": None}).status_code == 200
    assert kept.set_aside_now(shop.store) == 2


def test_a_customer_who_asked_to_be_forgotten_is_erased_under_every_id(shop: Any) -> None:
    shop.send("customers/redact", {"customer": {"id": 31, "email": "Anna@Example.com", "phone": "+353 1 234"}})
    erased = [data["entity_id"] for data in shop.told("customer-erased.v1")]
    assert len(erased) == 3
    assert erased[0].startswith("email-")
    assert erased[1].startswith("phone-")
    assert erased[2] == "31"


def test_a_deleted_customer_whom_nothing_names_is_set_aside(shop: Any) -> None:
    assert shop.send("customers/delete", {"id": 31, "email": None}).get_json() == {"outcome": "set aside"}


def test_a_deleted_customer_is_not_written_to_any_more(shop: Any) -> None:
    shop.send("customers/delete", {"id": 31, "email": "anna@example.com"})
    assert shop.told("customer-changed.v1")[0]["marketing_consent"] == "denied"


TABLES = ("sales", "products", "customers", "stock_counts", "daily_shop_sales", "daily_product_sales")


def merged(shop: Any, events: list[Event], *, rejected: int = 0) -> dict[str, list[str]]:
    """What the tables hold once these facts were merged, without which load brought it and when."""
    takers = handlers(shop.door)
    for event in events:
        takers[event.type](event)
    while (report := merge(shop.door)).taken:
        assert report.rejected == rejected
    shop.door.inbox.close()
    held = {}
    for table in TABLES:
        rows = shop.door.warehouse.query(Query("test", f"SELECT * FROM {table}", {}))
        held[table] = sorted(
            str({name: value for name, value in row.items() if name not in {"load_id", "recorded_at"}}) for row in rows
        )
    return held


def test_the_tables_are_the_same_once_twice_and_shuffled(new_shop: Any, new_ledger: Any, tmp_path: Path) -> None:
    told = [(topic, payload) for topic, payload in every_topic() if topic != "customers/redact"]
    shops = [new_shop(warehouse=new_ledger().warehouse, data_dir=tmp_path / name) for name in "abc"]
    for topic, payload in told:
        shops[0].send(topic, payload)
    events = list(shops[0].bus.published)
    shuffled = random.Random(7).sample([*events, *events], 2 * len(events))  # noqa: S311 - a fixed order, no secret
    once, twice, mixed = (
        merged(shop, facts) for shop, facts in zip(shops, (events, [*events, *events], shuffled), strict=True)
    )
    assert all(once[table] for table in TABLES)
    assert twice == once
    assert mixed == once


def test_whoever_was_redacted_is_in_no_table(new_shop: Any, new_ledger: Any, tmp_path: Path) -> None:
    shop = new_shop(warehouse=new_ledger().warehouse, data_dir=tmp_path / "a")
    for topic, payload in every_topic():
        shop.send(topic, payload)
    told_of_her = len(shop.told("customer-changed.v1"))
    held = merged(shop, list(shop.bus.published), rejected=told_of_her)
    assert held["sales"]
    assert not held["customers"]
    assert "email-" not in str(held)
    assert "anna" not in str(held).casefold()
