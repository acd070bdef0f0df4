"""Webhooks at the door: whose they are, whether they are new, what is kept of those that cannot be taken."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from ingestion.shopify import kept
from ingestion.shopify.testing import order_payload
from ingestion.testing import Item, Order
from shared.contracts.events import Event
from shared.testing import MemoryBus, MemoryStore

MUG = Item("Blue mug", "12.00", 2, sku="MB-1")
ORDER = Order("#1001", [MUG], email="anna@example.com", taxes="4.00", includes_tax=True)
CHANGED = "2026-05-14T12:00:00+01:00"


def test_an_order_is_published_and_the_webhook_answered(shop: Any) -> None:
    answer = shop.send("orders/create", order_payload(ORDER))
    assert (answer.status_code, answer.get_json()) == (200, {"outcome": "taken"})
    assert [event.type for event in shop.bus.published] == ["order-placed.v1"]


@pytest.mark.parametrize(
    ("headers", "status", "problem"),
    [
        ({"Hmac_Sha256": "bm90IHRoZSBzaWduYXR1cmUgYXQgYWxsISEhISEhISE="}, 401, "bad-signature"),
        ({"Hmac_Sha256": ""}, 401, "bad-signature"),
        ({"Shop_Domain": "other.myshopify.com"}, 403, "foreign-shop"),
        ({"Triggered_At": "2026-05-01T00:00:00Z"}, 400, "stale-webhook"),
        ({"Triggered_At": "2026-06-01T12:06:00Z"}, 400, "stale-webhook"),
        ({"Triggered_At": "yesterday"}, 400, "stale-webhook"),
        ({"Triggered_At": ""}, 400, "stale-webhook"),
    ],
)
def test_what_is_not_shopifys_or_not_this_shops_or_old_is_refused(
    shop: Any, headers: dict[str, str], status: int, problem: str
) -> None:
    answer = shop.send("orders/create", order_payload(ORDER), **headers)
    assert answer.status_code == status
    assert answer.get_json()["type"].endswith(problem)
    assert not shop.bus.published


@pytest.mark.parametrize("written", ["2026-06-01T11:59:58.123456789Z", "2026-05-30T13:00:00+00:00"])
def test_a_webhook_of_the_last_two_days_is_taken(shop: Any, written: str) -> None:
    assert shop.send("orders/create", order_payload(ORDER), Triggered_At=written).status_code == 200


def test_the_signature_is_that_of_the_bytes_as_they_came(shop: Any) -> None:
    assert shop.send("shop/redact", b'{"a": 1}').status_code == 200
    signed_otherwise = shop.send("shop/redact", b'{"a":1}', Hmac_Sha256=_signed(b'{"a": 1}'))
    assert signed_otherwise.status_code == 401


def _signed(body: bytes) -> str:
    from ingestion.shopify.connection import signature_of  # noqa: PLC0415 - one test's

    return signature_of(body, "app-secret")


def test_a_shop_that_is_not_connected_says_so(shop: Any) -> None:
    shop.door.secrets.put("shopify", "{}")
    assert shop.send("orders/create", order_payload(ORDER)).status_code == 503  # unreadable: Shopify comes again
    assert not shop.bus.published


def test_a_repetition_is_answered_and_not_published_again(shop: Any) -> None:
    payload = order_payload(ORDER)
    shop.send("orders/create", payload, Event_Id="e1")
    assert shop.send("orders/create", payload, Event_Id="e1").get_json() == {"outcome": "repeated"}
    # One thing a merchant does may be told under several topics with one event id.
    assert shop.send("orders/updated", payload, Event_Id="e1").get_json() == {"outcome": "taken"}
    assert len(shop.bus.published) == 2
    assert len(shop.facts()) == 1


def test_an_unknown_topic_is_acknowledged_and_counted(shop: Any) -> None:
    for _ in range(3):
        assert shop.send("carts/update", {}).get_json() == {"outcome": "unknown topic"}
    assert kept.counts(shop.store) == {"unknown topic: carts/update": 3}
    assert not shop.bus.published


@pytest.mark.parametrize("topic", ["shop/redact", "customers/data_request"])
def test_topics_of_privacy_that_need_nothing_done_are_acknowledged_and_counted(shop: Any, topic: str) -> None:
    assert shop.send(topic, {"shop_id": 1}).get_json() == {"outcome": "acknowledged"}
    assert kept.counts(shop.store) == {f"acknowledged: {topic}": 1}


@pytest.mark.parametrize(
    "body",
    [
        b"not json",
        b"[]",
        b"{}",
        b'{"id": 1}',
        b'{"id": "x", "updated_at": "2026-05-14T12:00:00Z"}',
        b'{"id": 1, "updated_at": "today", "created_at": 5}',
    ],
)
def test_what_cannot_be_read_is_set_aside_and_counted(shop: Any, body: bytes) -> None:
    answer = shop.send("orders/updated", body, Event_Id="odd")
    assert (answer.status_code, answer.get_json()) == (200, {"outcome": "set aside"})
    assert kept.counts(shop.store) == {"set aside: orders/updated": 1}
    assert kept.set_aside_now(shop.store) == 1
    assert not shop.bus.published


def test_an_order_whose_totals_disagree_is_set_aside(shop: Any) -> None:
    assert shop.send("orders/updated", {**order_payload(ORDER), "total_price": "1.00"}).get_json() == {
        "outcome": "set aside"
    }


def test_what_was_set_aside_is_deleted_after_a_week(shop: Any) -> None:
    shop.send("orders/updated", b"{}")
    kept.forget_set_aside(shop.store, now=shop.clock[0] + timedelta(days=7))
    assert kept.set_aside_now(shop.store) == 1
    kept.forget_set_aside(shop.store, now=shop.clock[0] + timedelta(days=8))
    assert kept.set_aside_now(shop.store) == 0


def test_what_is_kept_is_forgotten_also_where_nobody_compares(shop: Any) -> None:
    shop.send("orders/updated", b"{}")
    shop.send("orders/create", order_payload(ORDER))
    shop.clock[0] += timedelta(days=9)
    later = {**order_payload(ORDER), "updated_at": "2026-06-09T10:00:00Z"}
    shop.send("orders/updated", later)
    for _ in range(500):
        if kept.set_aside_now(shop.store) == 0:
            break
        time.sleep(0.01)
    assert kept.set_aside_now(shop.store) == 0
    assert len(kept.marks(shop.store)) == 1


def test_too_large_a_body_is_refused(shop: Any) -> None:
    assert shop.send("orders/updated", b" " * 5_000_001).status_code == 413


class SlowBus(MemoryBus):
    """A bus that takes its time."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()

    def publish(self, events: Sequence[Event]) -> None:
        self.go_on.wait(10)
        super().publish(events)


def test_a_slow_bus_does_not_keep_shopify_waiting(new_shop: Any) -> None:
    bus = SlowBus()
    shop = new_shop(bus=bus, wait_seconds=0.1)
    began = time.monotonic()
    answer = shop.send("orders/create", order_payload(ORDER), Event_Id="e1")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert time.monotonic() - began < 1
    bus.go_on.set()
    again = shop.send("orders/create", order_payload(ORDER), Event_Id="e1")  # as Shopify does
    assert again.status_code == 200
    assert len(shop.facts()) == 1


def test_no_more_webhooks_are_in_work_than_can_be(new_shop: Any) -> None:
    bus = SlowBus()
    shop = new_shop(bus=bus, wait_seconds=0.01)
    for _ in range(16):
        assert shop.send("orders/create", order_payload(ORDER)).status_code == 503
    began = time.monotonic()
    assert shop.send("orders/create", order_payload(ORDER)).status_code == 503
    assert time.monotonic() - began < 1
    bus.go_on.set()


class BrokenBus(MemoryBus):
    """A bus that is out of order for a while."""

    broken = True

    def publish(self, events: Sequence[Event]) -> None:
        if self.broken:
            raise OSError("the disk is full")
        super().publish(events)


def test_what_the_bus_did_not_take_is_asked_for_again(new_shop: Any) -> None:
    bus = BrokenBus()
    shop = new_shop(bus=bus)
    assert shop.send("orders/create", order_payload(ORDER), Event_Id="e1").status_code == 503
    bus.broken = False
    assert shop.send("orders/create", order_payload(ORDER), Event_Id="e1").get_json() == {"outcome": "taken"}


class SlowStore(MemoryStore):
    """A store in which nothing can be written for a while."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()

    def put(self, key: str, value: bytes, **condition: Any) -> str:
        if key.startswith("shopify/"):
            self.go_on.wait(10)
        return super().put(key, value, **condition)


def test_a_slow_store_does_not_keep_shopify_waiting(new_shop: Any) -> None:
    store = SlowStore()
    shop = new_shop(store=store, wait_seconds=0.1)
    assert shop.send("carts/update", {}).status_code == 503
    assert shop.send("orders/create", order_payload(ORDER)).status_code == 200  # only the mark waits, after the answer
    store.go_on.set()
