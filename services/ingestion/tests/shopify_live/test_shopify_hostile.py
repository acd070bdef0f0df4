"""Payloads that are not as documented: each is taken or set aside, whatever stands where."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.shopify.directory import Directory
from ingestion.shopify.reading import MalformedError
from ingestion.shopify.testing import customer_payload, order_payload, product_payload, refund_payload
from ingestion.shopify.topics import TAKERS
from ingestion.testing import Item, Order
from shared.contracts.events import check
from shared.testing import MemoryStore

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
MUG = Item("Blue mug", "12.00", 2, sku="MB-1")
ORDER = Order("#1001", [MUG, MUG], email="anna@example.com", taxes="4.00", shipping="4.90", includes_tax=True)
REFUND = refund_payload(
    ORDER,
    number=7,
    created_at="2026-05-20T09:00:00Z",
    lines={1: (1, "12.00", "2.00")},
    shipping=("4.08", "0.82"),
    discrepancy="-1.00",
)
VARIANT = {"sku": "MB-1", "price": "12.00", "option1": "Default Title", "inventory_item_id": 501}
PAYLOADS: dict[str, Any] = {
    "orders/updated": {
        **order_payload(ORDER, refunds=[REFUND]),
        "cancelled_at": "2026-05-21T09:00:00Z",
        "total_tip_received": "1.00",
    },
    "refunds/create": REFUND,
    "products/update": product_payload(9, "Blue mug", VARIANT, updated_at="2026-05-14T12:00:00Z"),
    "products/delete": {"id": 9},
    "customers/update": customer_payload(
        31, "anna@example.com", state="subscribed", updated_at="2026-05-14T12:00:00Z", phone="+353 1 234"
    ),
    "customers_email_marketing_consent/update": {
        "customer_id": 31,
        "email_address": "anna@example.com",
        "email_marketing_consent": {"state": "unsubscribed", "consent_updated_at": "2026-05-16T09:00:00Z"},
    },
    "customers/delete": {"id": 31, "email": "anna@example.com"},
    "customers/redact": {"customer": {"id": 31, "email": "anna@example.com", "phone": "+353 1 234"}},
    "inventory_levels/update": {
        "inventory_item_id": 501,
        "location_id": 11,
        "available": 4,
        "updated_at": "2026-05-14T12:00:00Z",
    },
    "locations/update": {"id": 11, "name": "Dublin"},
}
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["", "-1", "1e9", "9" * 40, "0.0000000001", "\x00", "x" * 2000, "NaN", "Infinity", "0", "12.00"]),
    st.sampled_from(["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-05-14", "2026-05-14T12:00:00"]),
    st.just([]),
    st.just({}),
    st.just([None]),
    st.just([{}]),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a document."""
    if path:
        yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inside:
        yield from places(one, (*path, name))


def put(document: Any, path: tuple[Any, ...], value: object) -> Any:
    changed = copy.deepcopy(document)
    inside = changed
    for name in path[:-1]:
        inside = inside[name]
    inside[path[-1]] = value
    return changed


@pytest.mark.parametrize("topic", PAYLOADS)
@settings(max_examples=150)
@given(data=st.data())
def test_a_payload_with_something_else_somewhere_is_taken_or_refused(topic: str, data: st.DataObject) -> None:
    payload = PAYLOADS[topic]
    path = data.draw(st.sampled_from(list(places(payload))))
    changed = put(payload, path, data.draw(JUNK))
    directory = Directory(MemoryStore())
    directory.learn_shop(locations={"11": "Dublin"}, taxes_included=True)
    directory.learn([("9", ["MB-1", "Old"], {"501": "MB-1"})])
    try:
        told = TAKERS[topic](changed, directory, "GBP", NOW, NOW)
    except MalformedError:
        return
    for event in told.events:
        check(event.type, event.data)
    told.learn()
