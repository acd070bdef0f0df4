"""What other services want to know follows from a web event, once however often that comes, and never from a bot's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest

from ingestion.storefront.deriving import derived, handler
from shared.contracts.events import Event, check, new_event
from shared.event_bus import EventBusError
from shared.testing import MemoryBus

View = Callable[..., dict[str, Any]]
TIME = datetime(2026, 3, 2, 10, tzinfo=UTC)
WHO = {"visitor_id": "v-9", "session_id": "s-4", "customer_id": "c-17"}


def nobody(_customer_id: str) -> bool:
    return False


def received(event: str, **fields: object) -> Event:
    data = {
        "entity_id": "event-1",
        "version": 1,
        "occurred_at": "2026-03-02T10:01:07Z",
        "event": event,
        "consent": "granted",
        "is_bot": False,
        **WHO,
        **fields,
    }
    return new_event("web-event-received.v1", "/ingestion/web-events", data, event_id="event-1", time=TIME)


@pytest.mark.parametrize(
    ("event", "kind", "told"),
    [
        (received("product_view", product_id="mug"), "product-viewed.v1", {"product_id": "mug"}),
        (
            received("add_to_cart", product_id="mug", quantity="2"),
            "cart-changed.v1",
            {"product_id": "mug", "quantity": "2"},
        ),
        (received("add_to_cart", product_id="mug"), "cart-changed.v1", {"product_id": "mug", "quantity": "1"}),
        (
            received("remove_from_cart", product_id="mug", quantity="1.5"),
            "cart-changed.v1",
            {"product_id": "mug", "quantity": "-1.5"},
        ),
        (received("content_view", content_id="story"), "content-engaged.v1", {"content_id": "story", "progress": "0"}),
        (
            received("content_progress", content_id="story", progress="0.75"),
            "content-engaged.v1",
            {"content_id": "story", "progress": "0.75"},
        ),
    ],
)
def test_what_follows_from_an_event_says_who_what_and_when(event: Event, kind: str, told: dict[str, str]) -> None:
    made = derived(event, nobody)
    assert made is not None
    same = {"entity_id": "event-1", "version": 1, "occurred_at": "2026-03-02T10:01:07Z"}
    assert (made.type, made.source, made.time) == (kind, "/ingestion/web-events/derived", TIME)
    assert made.data == {**same, **WHO, **told}
    check(kind, made.data)


@pytest.mark.parametrize("event", ["session_start", "page_view", "search", "begin_checkout", "purchase"])
def test_from_the_other_events_nothing_follows(event: str) -> None:
    assert derived(received(event, product_id="mug"), nobody) is None


def test_nothing_follows_from_a_bots_event_or_one_without_its_object() -> None:
    assert derived(received("product_view", product_id="mug", is_bot=True), nobody) is None
    assert derived(received("product_view"), nobody) is None
    assert derived(received("content_view"), nobody) is None


@pytest.mark.parametrize("consent", ["denied", "unknown"])
def test_without_consent_it_names_nobody_wherever_the_event_came_from(consent: str) -> None:
    made = derived(received("product_view", product_id="mug", consent=consent), nobody)
    assert made is not None
    assert [made.data[name] for name in WHO] == [None, None, None]
    check(made.type, made.data)


def test_an_erased_customer_is_not_named() -> None:
    made = derived(received("product_view", product_id="mug"), lambda customer_id: customer_id == "c-17")
    assert made is not None
    assert (made.data["customer_id"], made.data["visitor_id"]) == (None, "v-9")


def test_the_same_event_twice_and_two_swapped_make_the_same() -> None:
    first = received("product_view", product_id="mug")
    second = new_event(first.type, first.source, {**first.data, "entity_id": "event-2"}, event_id="event-2", time=TIME)
    elsewhere = new_event(first.type, "/somewhere/else", first.data, event_id="event-1", time=TIME)
    outcomes = []
    for order in permutations([first, first, second, elsewhere]):
        bus = MemoryBus()
        take = handler(bus, nobody)
        for event in order:
            take(event)
        outcomes.append({(one.source, one.id): one for one in bus.published})
    assert len(outcomes[0]) == 3  # one each, told apart by source too
    assert all(outcome == outcomes[0] for outcome in outcomes)


def test_what_cannot_be_published_is_tried_again() -> None:
    class Full(MemoryBus):
        def publish(self, events: Any) -> None:
            raise EventBusError(f"the disk is full, {len(events)} events are not taken")

    with pytest.raises(EventBusError):
        handler(Full(), nobody)(received("product_view", product_id="mug"))


def test_what_the_door_takes_can_be_derived_from(storefront: Any, viewed: View) -> None:
    storefront.send(
        viewed("product_view", product_id="mug"),
        viewed("remove_from_cart", product_id="mug", quantity=2),
        viewed("content_progress", content_id="story", progress=0.5),
    )
    made = [derived(event, nobody) for event in storefront.bus.published]
    assert [one.type for one in made if one] == ["product-viewed.v1", "cart-changed.v1", "content-engaged.v1"]
    assert [one.data["visitor_id"] for one in made if one] == ["v-1"] * 3
