"""What every event bus promises between a publisher and a subscriber, on each bus of the fixture `delivery`."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Protocol

import pytest

from shared.contracts.events import Event, event_types, new_event
from shared.event_bus import EventBus, EventBusError, Handler

Eventually = Callable[[Callable[[], bool]], bool]
PRODUCT = "product-changed.v1"
COST = "product-cost-changed.v1"


class Delivery(Protocol):
    bus: EventBus

    def begin(self, handlers: Mapping[str, Handler]) -> None: ...
    def dead(self) -> list[Event]: ...


class Notebook:
    """A handler that notes what it is given."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)

    def titles(self) -> set[str]:
        return {event.data["title"] for event in self.events}


def product(title: str, *, event_id: str | None = None) -> Event:
    data = {"entity_id": "mug", "version": 1, "occurred_at": "2026-03-01T08:00:00Z", "title": title}
    return new_event(PRODUCT, "/ingestion/test", data, event_id=event_id)


def test_an_event_arrives_as_it_was_published(delivery: Delivery, eventually: Eventually) -> None:
    notebook = Notebook()
    delivery.begin({PRODUCT: notebook})
    moment = datetime(2026, 3, 1, 8, 0, 0, 123456, tzinfo=UTC)
    data = {**event_types()[PRODUCT].example, "title": "'; DROP TABLE products; -- \u2028 \U0001f4a9 \\u0000 \x7f äöü"}
    sent = new_event(PRODUCT, "/ingestion/tést", data, event_id='an "id" of ünüsual \U0001f4a9 letters', time=moment)

    delivery.bus.publish([sent])

    assert eventually(lambda: len(notebook.events) >= 1)
    assert notebook.events[0] == sent


def test_publishing_does_not_wait_for_the_subscriber(delivery: Delivery, eventually: Eventually) -> None:
    go_on, done = threading.Event(), Notebook()

    def slow(event: Event) -> None:
        assert go_on.wait(20)
        done(event)

    delivery.begin({PRODUCT: slow})
    delivery.bus.publish([product("mug")])

    assert not done.events
    go_on.set()
    assert eventually(lambda: len(done.events) >= 1)


def test_each_type_goes_to_its_own_handler(delivery: Delivery, eventually: Eventually) -> None:
    products, costs = Notebook(), Notebook()
    delivery.begin({PRODUCT: products, COST: costs})
    cost = new_event(COST, "/inventory-alerts", event_types()[COST].example)

    delivery.bus.publish([product("mug"), cost, product("tray")])

    assert eventually(lambda: len(products.events) >= 2 and len(costs.events) >= 1)
    assert products.titles() == {"mug", "tray"}
    assert {event.id for event in costs.events} == {cost.id}


def test_a_handler_that_fails_is_given_the_event_again(delivery: Delivery, eventually: Eventually) -> None:
    tried, done = Counter[str](), Notebook()

    def fails_twice(event: Event) -> None:
        tried[event.id] += 1
        if tried[event.id] <= 2:
            raise OSError("the disk is full")
        done(event)

    delivery.begin({PRODUCT: fails_twice})
    sent = product("mug")
    delivery.bus.publish([sent])

    assert eventually(lambda: sent in done.events)
    assert tried[sent.id] == 3
    assert delivery.dead() == []


def test_what_fails_five_times_is_given_up_while_the_others_pass(delivery: Delivery, eventually: Eventually) -> None:
    tried, done = Counter[str](), Notebook()

    def takes_no_poison(event: Event) -> None:
        tried[event.data["title"]] += 1
        if event.data["title"] == "poison":
            raise ValueError("cannot be")
        done(event)

    delivery.begin({PRODUCT: takes_no_poison})
    poison = product("poison")
    delivery.bus.publish([product("before"), poison, *(product(f"after {number}") for number in range(20))])

    assert eventually(lambda: len(done.events) >= 21)
    assert eventually(lambda: delivery.dead() == [poison])
    time.sleep(0.2)  # a sixth attempt would come within that
    assert tried["poison"] == 5
    assert "poison" not in done.titles()


def test_an_event_published_again_is_told_by_its_id(delivery: Delivery, eventually: Eventually) -> None:
    notebook = Notebook()
    delivery.begin({PRODUCT: notebook})
    sent = product("mug", event_id="4711")

    delivery.bus.publish([sent])
    delivery.bus.publish([sent])

    assert eventually(lambda: len(notebook.events) >= 1)
    assert all((event.source, event.id) == ("/ingestion/test", "4711") for event in notebook.events)


def test_many_threads_publish_and_nothing_is_lost(delivery: Delivery, eventually: Eventually) -> None:
    notebook = Notebook()
    delivery.begin({PRODUCT: notebook})

    def publish(thread: int) -> None:
        for batch in range(5):
            delivery.bus.publish([product(f"{thread}/{batch}/{number}") for number in range(4)])

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(publish, range(10)))

    expected = {f"{thread}/{batch}/{number}" for thread in range(10) for batch in range(5) for number in range(4)}
    assert eventually(lambda: notebook.titles() == expected)


def test_nothing_to_publish_is_fine(delivery: Delivery) -> None:
    delivery.bus.publish([])


def test_an_event_that_no_subscriber_would_take_is_refused(delivery: Delivery) -> None:
    huge = Event(PRODUCT, "/ingestion/test", "1", datetime.now(UTC), {"title": "x" * 1_100_000})

    with pytest.raises(EventBusError, match="bytes"):
        delivery.bus.publish([huge])


def test_a_closed_bus_says_so(delivery: Delivery) -> None:
    delivery.bus.close()
    delivery.bus.close()

    with pytest.raises(EventBusError, match="closed"):
        delivery.bus.publish([product("mug")])
