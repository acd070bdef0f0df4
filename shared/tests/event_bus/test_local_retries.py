"""The bus of one machine: what fails is tried again, later and later, then put aside, and holds up nobody."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from shared.contracts.events import Event, decode, event_types, new_event
from shared.event_bus.local import LocalBus
from shared.event_bus.local_delivery import Pace

Eventually = Callable[[Callable[[], bool]], bool]
KIND = "product-changed.v1"


def product(name: str) -> Event:
    return new_event(KIND, "/ingestion/test", {**event_types()[KIND].example, "entity_id": name})


def test_pauses_grow_and_differ() -> None:
    pace = Pace()
    for attempts, longest in ((1, 1.0), (2, 4.0), (3, 16.0), (4, 64.0)):
        pauses = {pace.pause(attempts) for _ in range(50)}
        assert all(longest / 2 <= pause <= longest for pause in pauses)
        assert len(pauses) > 1


def test_a_failed_delivery_is_tried_after_ever_longer_pauses(
    bus: LocalBus, new_subscriber: Callable[..., Any], eventually: Eventually
) -> None:
    times: list[float] = []

    def fails(_: Event) -> None:
        times.append(time.monotonic())
        raise OSError("not now")

    new_subscriber(fails).deliver_from(bus, Pace(first_pause_seconds=0.04, growth=3.0))
    bus.publish([product("mug")])

    assert eventually(lambda: bus.dead_letters(1)[0] == 1)
    pauses = [later - earlier for earlier, later in pairwise(times)]
    assert len(pauses) == 4
    for pause, least in zip(pauses, (0.02, 0.06, 0.18, 0.54), strict=True):
        assert pause >= least


def test_poison_does_not_hold_up_what_comes_after_it(
    bus: LocalBus, new_subscriber: Callable[..., Any], eventually: Eventually
) -> None:
    """More of it than is in memory at once."""

    def takes_no_poison(event: Event) -> None:
        if event.entity_id.startswith("poison"):
            raise ValueError("cannot be")

    subscriber = new_subscriber(takes_no_poison)
    bus.publish([product(f"poison {number}") for number in range(600)])
    bus.publish([product("mug")])
    subscriber.deliver_from(bus, Pace(first_pause_seconds=300))

    assert eventually(lambda: subscriber.names == ["mug"])
    assert eventually(lambda: {letter.attempts for letter in bus.waiting(1000)[1]} == {1})


def test_a_crowd_that_is_tried_again_leaves_room_for_what_is_new(
    bus: LocalBus, new_subscriber: Callable[..., Any], eventually: Eventually
) -> None:
    crowd = 1500

    def takes_no_poison(event: Event) -> None:
        if event.entity_id.startswith("poison"):
            raise ValueError("cannot be")

    subscriber = new_subscriber(takes_no_poison)
    bus.publish([product(f"poison {number}") for number in range(crowd)])
    subscriber.deliver_from(bus, Pace(first_pause_seconds=0.001, growth=1.0))
    assert eventually(lambda: max(letter.attempts for letter in bus.waiting(crowd)[1]) > 1)
    bus.publish([product("mug")])

    assert eventually(lambda: subscriber.names == ["mug"])
    assert bus.dead_letters(1)[0] < crowd


def test_a_dead_letter_says_why_and_can_be_delivered_again(
    bus: LocalBus, new_subscriber: Callable[..., Any], eventually: Eventually
) -> None:
    broken = [True]

    def breaks(_: Event) -> None:
        if broken[0]:
            raise OSError("the disk is full")

    subscriber = new_subscriber(breaks)
    subscriber.deliver_from(bus)
    bus.publish([product("mug"), product("tray"), product("cup")])
    assert eventually(lambda: bus.dead_letters(10)[0] == 3)
    count, (letter, *others) = bus.dead_letters(10)
    assert count == 3
    assert (letter.subscription, letter.type, letter.attempts) == ("ingestion", KIND, 5)
    assert str(letter.last_error).startswith("500: Something went wrong here")

    broken[0] = False
    assert bus.retry(letter.delivery_no) == 1
    assert eventually(lambda: subscriber.names == [decode(letter.body).entity_id])
    assert bus.retry(letter.delivery_no) == 0
    assert bus.retry() == len(others)
    assert eventually(lambda: sorted(subscriber.names) == ["cup", "mug", "tray"])
    assert bus.dead_letters(10) == (0, [])
    assert bus.retry() == 0


def test_a_dead_letter_with_the_address_of_an_erased_customer_is_gone(
    bus: LocalBus, subscriber: Any, eventually: Eventually
) -> None:
    def of(kind: str, name: str, **said: str) -> Event:
        return new_event(kind, "/ingestion/test", {**event_types()[kind].example, "entity_id": name, **said})

    def naming(address: str) -> list[str]:
        return [path.name for path in sorted(bus.file.parent.iterdir()) if address.encode() in path.read_bytes()]

    subscriber.deliver_from(bus, paths={})  # nobody is there: all is given up
    bus.publish([of("customer-changed.v1", name, email=f"{name}@example.org") for name in ("anna", "ben")])
    bus.publish([product("anna")])
    assert eventually(lambda: bus.dead_letters(1)[0] == 5)  # of a customer two hear
    bus.publish([of("customer-erased.v1", "anna")])
    left = [(letter.type, decode(letter.body).entity_id) for letter in bus.dead_letters(100)[1]]
    assert sorted(left)[:2] == [("customer-changed.v1", "ben")] * 2
    assert (KIND, "anna") in left
    assert eventually(lambda: naming("anna@example.org") == [])  # once it is quiet
    assert naming("ben@example.org")


def test_what_waits_with_the_address_of_an_erased_customer_never_becomes_a_dead_letter(
    bus: LocalBus, subscriber: Any, eventually: Eventually
) -> None:
    def of(kind: str, name: str) -> Event:
        return new_event(kind, "/ingestion/test", {**event_types()[kind].example, "entity_id": name})

    subscriber.deliver_from(bus, Pace(first_pause_seconds=0.3, growth=1.2), paths={})  # nobody is there
    bus.publish([of("customer-changed.v1", name) for name in ("anna", "ben")])
    assert eventually(lambda: all(letter.attempts for letter in bus.waiting(100)[1]))
    assert bus.dead_letters(1)[0] == 0
    bus.publish([of("customer-erased.v1", "anna")])
    assert eventually(lambda: bus.waiting(1)[0] == 0)
    left = {(letter.type, decode(letter.body).entity_id) for letter in bus.dead_letters(100)[1]}
    assert left == {("customer-changed.v1", "ben"), ("customer-erased.v1", "anna")}


def test_a_dead_letter_has_all_its_tries_again(
    bus: LocalBus, new_subscriber: Callable[..., Any], eventually: Eventually
) -> None:
    tried = Counter[str]()

    def fails(event: Event) -> None:
        tried[event.entity_id] += 1
        raise OSError("still full")

    new_subscriber(fails).deliver_from(bus)
    bus.publish([product("mug")])
    assert eventually(lambda: bus.dead_letters(1)[0] == 1)
    bus.retry()
    assert eventually(lambda: tried["mug"] == 10 and bus.dead_letters(1)[0] == 1)


def test_an_event_for_a_service_that_does_not_run_here_is_given_up(
    bus: LocalBus, subscriber: Any, eventually: Eventually
) -> None:
    subscriber.deliver_from(bus, paths={})
    bus.publish([product("mug")])
    assert eventually(lambda: bus.dead_letters(1)[0] == 1)
    assert bus.dead_letters(1)[1][0].last_error == "no service ingestion runs here"
