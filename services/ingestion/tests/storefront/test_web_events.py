"""What a page sends is taken, each event for itself, and published once it is durable."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from shared.contracts.events import check, decode, encode

View = Callable[..., dict[str, Any]]


def test_an_event_becomes_one_of_the_contract(storefront: Any, viewed: View) -> None:
    event = viewed("product_view", product_id="mug-blue", page="/p/mug-blue?utm_source=x&email=a@b.example#top")
    answer = storefront.send(
        event,
        session_id="s-1",
        source="newsletter",
        medium="email",
        campaign="spring",
        device="mobile",
        sent_at="2026-03-02T10:00:00Z",
    )

    assert answer.status_code == 200
    assert answer.get_json() == {"accepted": 1, "rejected": [], "customer": "none"}
    published = storefront.bus.published[0]
    assert (published.type, published.source, published.id) == (
        "web-event-received.v1",
        "/ingestion/web-events",
        event["id"],
    )
    assert published.data == {
        "entity_id": event["id"],
        "version": 1,
        "occurred_at": "2026-03-02T10:00:00.000Z",
        "event": "product_view",
        "visitor_id": "v-1",
        "session_id": "s-1",
        "product_id": "mug-blue",
        "page": "/p/mug-blue",
        "source": "newsletter",
        "medium": "email",
        "campaign": "spring",
        "device": "mobile",
        "consent": "granted",
        "is_bot": False,
    }
    check(published.type, published.data)
    assert decode(encode(published)) == published


def test_the_same_event_again_is_a_repetition(storefront: Any, viewed: View) -> None:
    event = viewed()
    first, second = storefront.send(event), storefront.send(viewed(), event, event)

    assert (first.get_json()["accepted"], second.get_json()["accepted"]) == (1, 3)
    names = [(one.source, one.id) for one in storefront.bus.published]
    assert len(names) == 4
    assert len(set(names)) == 2


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ({"id": "short", "event": "page_view"}, "id"),
        ({"event": "page_view"}, "id"),
        ({"id": "a@b.example", "event": "page_view"}, "id"),
        ({"id": "event-0001", "event": "teleport"}, "event"),
        ({"id": "event-0001"}, "event"),
        ({"id": "event-0001", "event": "product_view"}, "product_id"),
        ({"id": "event-0001", "event": "product_view", "product_id": "anna@shop.example"}, "product_id"),
        ({"id": "event-0001", "event": "product_view", "product_id": "a\u0000b"}, "product_id"),
        ({"id": "event-0001", "event": "product_view", "product_id": 7}, "product_id"),
        ({"id": "event-0001", "event": "product_view", "product_id": "x" * 301}, "product_id"),
        ({"id": "event-0001", "event": "add_to_cart", "product_id": "mug", "quantity": 0}, "quantity"),
        ({"id": "event-0001", "event": "add_to_cart", "product_id": "mug", "quantity": -1}, "quantity"),
        ({"id": "event-0001", "event": "add_to_cart", "product_id": "mug", "quantity": 1e300}, "quantity"),
        ({"id": "event-0001", "event": "add_to_cart", "product_id": "mug", "quantity": "2"}, "quantity"),
        ({"id": "event-0001", "event": "remove_from_cart"}, "product_id"),
        ({"id": "event-0001", "event": "content_view"}, "content_id"),
        ({"id": "event-0001", "event": "content_progress", "content_id": "story"}, "progress"),
        ({"id": "event-0001", "event": "content_progress", "content_id": "story", "progress": 1.01}, "progress"),
        ({"id": "event-0001", "event": "search"}, "query"),
        ({"id": "event-0001", "event": "page_view", "occurred_at": "yesterday"}, "occurred_at"),
        ({"id": "event-0001", "event": "page_view", "occurred_at": "2026-03-02T10:00:00"}, "occurred_at"),
        ({"id": "event-0001", "event": "page_view", "occurred_at": "2026-02-27T09:59:59Z"}, "occurred_at"),
        ({"id": "event-0001", "event": "page_view", "page": "/" * 4001}, "page"),
        ({"id": "event-0001", "event": "page_view", "colour": "red"}, "colour"),
        ({"id": "event-0001", "event": "page_view", "page": {"a": [[]]}}, "page"),
        ("an event", ""),
        (None, ""),
        ([["page_view"]], ""),
    ],
)
def test_a_wrong_event_is_named_and_the_others_are_kept(
    storefront: Any, viewed: View, event: object, field: str
) -> None:
    answer = storefront.send(viewed(), event, viewed())

    report = answer.get_json()
    assert (answer.status_code, report["accepted"]) == (200, 2)
    assert [(one["index"], one["errors"][0]["field"]) for one in report["rejected"]] == [(1, field)]
    assert report["rejected"][0]["id"] == (event.get("id") if isinstance(event, dict) else None)
    assert "anna@shop.example" not in answer.text.replace('"id":"anna@shop.example"', "")
    assert len(storefront.published) == 2


@pytest.mark.parametrize(
    ("batch", "field"),
    [
        ({"events": []}, "events"),
        ({"events": None}, "events"),
        ({"events": {"id": 1}}, "events"),
        ({"events": [{"id": f"event-{n:04}", "event": "page_view"} for n in range(101)]}, "events"),
        ({"consent": "yes"}, "consent"),
        ({"visitor_id": "anna@shop.example"}, "visitor_id"),
        ({"visitor_id": ""}, "visitor_id"),
        ({"visitor_id": "x" * 101}, "visitor_id"),
        ({"session_id": "a b"}, "session_id"),
        ({"sent_at": "now"}, "sent_at"),
        ({"device": "fridge"}, "device"),
        ({"customer": "c-17"}, "customer"),
        ({"customer": {"id": "c-17"}}, "customer.customer_id"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_batch_is_refused_whole(storefront: Any, viewed: View, batch: dict[str, object], field: str) -> None:
    answer = storefront.send(viewed(), **batch)
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert field in [error["field"] for error in answer.get_json()["errors"]]
    assert storefront.published == []


def test_a_hundred_events_are_taken_at_once(storefront: Any, viewed: View) -> None:
    assert storefront.send(*(viewed() for _ in range(100))).get_json()["accepted"] == 100


def test_a_batch_over_64_kb_is_refused(storefront: Any, viewed: View) -> None:
    answer = storefront.send(*(viewed(page="/" + "p" * 3900) for _ in range(18)))
    assert answer.status_code == 413
    assert storefront.published == []


@pytest.mark.parametrize(
    ("sent_at", "occurred_at", "kept"),
    [
        (None, None, "2026-03-02T10:00:00.000Z"),
        (None, "2026-03-02T09:58:00Z", "2026-03-02T09:58:00.000Z"),
        (None, "2026-03-02T11:58:00+02:00", "2026-03-02T09:58:00.000Z"),
        (None, "2026-03-02T12:00:00Z", "2026-03-02T10:00:00.000Z"),  # the future is now
        ("2026-03-02T10:00:01Z", "2026-03-02T09:59:01Z", "2026-03-02T09:59:00.000Z"),
        ("2031-01-01T00:01:00Z", "2031-01-01T00:00:00Z", "2026-03-02T09:59:00.000Z"),  # a clock years ahead
        ("1970-01-01T00:01:00Z", "1970-01-01T00:00:00Z", "2026-03-02T09:59:00.000Z"),  # one that was never set
        ("2026-03-02T10:00:00Z", "2026-03-02T10:00:05Z", "2026-03-02T10:00:00.000Z"),
        ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-03-02T10:00:00.000Z"),
        ("2026-03-02T10:00:00Z", "2026-02-27T10:00:00Z", "2026-02-27T10:00:00.000Z"),  # three days, kept offline
    ],
)
def test_how_old_an_event_is_its_own_clock_says(
    storefront: Any, viewed: View, sent_at: str | None, occurred_at: str | None, kept: str
) -> None:
    event = viewed() if occurred_at is None else viewed(occurred_at=occurred_at)
    assert storefront.send(event, sent_at=sent_at).get_json()["accepted"] == 1
    assert storefront.last["occurred_at"] == kept


def test_an_event_older_than_three_days_by_a_wrong_clock_is_refused(storefront: Any, viewed: View) -> None:
    old = viewed(occurred_at="0001-01-01T00:00:00Z")
    report = storefront.send(old, viewed(), sent_at="9999-12-31T23:59:59Z").get_json()
    assert report["accepted"] == 1
    assert report["rejected"] == [
        {"index": 0, "id": old["id"], "errors": [{"field": "occurred_at", "message": "is older than 3 days"}]}
    ]


def test_quantities_and_progress_are_decimals(storefront: Any, viewed: View) -> None:
    storefront.send(
        viewed("add_to_cart", product_id="mug"),
        viewed("add_to_cart", product_id="tea", quantity=0.1 + 0.2),
        viewed("remove_from_cart", product_id="mug", quantity=1_000_000),
        viewed("content_progress", content_id="story", progress=1),
        viewed("content_progress", content_id="story", progress=0.123456),
    )
    told = [(one.get("quantity"), one.get("progress")) for one in storefront.published]
    assert told == [("1", None), ("0.3", None), ("1000000", None), (None, "1"), (None, "0.123")]


def test_what_is_not_durable_is_not_accepted_and_may_be_sent_again(storefront: Any, viewed: View) -> None:
    event = viewed()
    storefront.bus.fails = True
    refused = storefront.send(event)
    assert refused.status_code == 503
    assert refused.get_json()["type"].endswith("event-bus-unavailable")
    assert int(refused.headers["Retry-After"]) > 0
    assert refused.headers["Access-Control-Allow-Origin"] == "https://shop.example"

    storefront.bus.fails = False
    assert storefront.send(event).get_json()["accepted"] == 1


def test_while_the_store_is_down_nobody_is_let_in_and_all_may_come_again(storefront: Any, viewed: View) -> None:
    storefront.store.fails = True
    refused = storefront.send(viewed())
    assert (refused.status_code, refused.get_json()["type"]) == (503, "urn:shopsight:problem:store-unavailable")
    assert "Retry-After" in refused.headers
    storefront.store.fails = False
    assert storefront.send(viewed()).status_code == 200


def test_fifty_batches_at_once_are_all_published(new_storefront: Callable[..., Any], viewed: View) -> None:
    storefront = new_storefront(storefront_address_per_second=1000)
    batches = [[viewed() for _ in range(20)] for _ in range(50)]
    together, accepted = threading.Barrier(50), []

    def send(events: list[dict[str, Any]], visitor: int) -> None:
        together.wait()
        accepted.append(storefront.send(*events, visitor_id=f"v-{visitor}").get_json()["accepted"])

    threads = [threading.Thread(target=send, args=(events, place)) for place, events in enumerate(batches)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert accepted == [20] * 50
    sent = {event["id"]: f"v-{place}" for place, events in enumerate(batches) for event in events}
    assert {one["entity_id"]: one["visitor_id"] for one in storefront.published} == sent
    assert len(storefront.published) == 1000


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b'"text"', b"{", b"\xff\xfe", b'{"events": ' + b"[" * 5000, b'{"key": 1}', b"key=sf_1"],
)
def test_a_body_without_a_key_gets_nobody_in(storefront: Any, body: bytes) -> None:
    headers = {"Origin": "https://shop.example", "Content-Type": "text/plain"}
    answer = storefront.client.post("/api/ingest/web-events", data=body, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_with_the_key_elsewhere_a_body_that_is_no_json_is_named(storefront: Any) -> None:
    for body in (b"", b"{", b"[]", b'"\\ud800"'):
        answer = storefront.client.post(
            f"/api/ingest/web-events?key={storefront.key}",
            data=body,
            headers={"Origin": "https://shop.example", "Content-Type": "text/plain"},
        )
        assert (answer.status_code, answer.get_json()["type"]) == (400, "urn:shopsight:problem:invalid-body")


def test_what_is_received_late_keeps_its_own_time(storefront: Any, viewed: View) -> None:
    storefront.time += timedelta(days=1)
    storefront.send(viewed(occurred_at="2026-03-02T10:00:00Z"), sent_at="2026-03-03T10:00:00Z")
    assert storefront.last["occurred_at"] == "2026-03-02T10:00:00.000Z"
    assert json.loads(encode(storefront.bus.published[-1]))["time"] == "2026-03-03T10:00:00Z"
