"""What the bus on Pub/Sub does with a service that is down, slow or forgetful, and with its own processes."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, Protocol

import pytest

from shared.contracts.events import Event, decode, encode, event_types, new_event
from shared.event_bus import EventBusError, Handler, connect
from shared.event_bus.pubsub import PubSubBus

Eventually = Callable[[Callable[[], bool]], bool]
PROJECT = "shop-of-tests"
PRODUCT = "product-changed.v1"

FORKS = """
import os, sys, time
from shared.contracts.events import event_types, new_event
from shared.event_bus import connect

def publish(bus, name):
    kind = "product-changed.v1"
    bus.publish([new_event(kind, "/ingestion/test", event_types()[kind].example, event_id=name)])

bus = connect(sys.argv[1])
publish(bus, "parent before")
if (child := os.fork()) == 0:
    publish(bus, "child")
    bus.close()
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
publish(bus, "parent after")
"""  # and ends without closing


class StandIn(Protocol):
    port: int
    faults: deque[str]
    taken: list[tuple[str, Any]]
    attempts: list[tuple[float, str, int]]

    def published(self, topic: str) -> list[Any]: ...
    def stop(self) -> None: ...


class PubSub(Protocol):
    stand_in: StandIn
    address: str
    endpoint: str
    bus: PubSubBus

    def begin(self, handlers: Mapping[str, Handler]) -> None: ...
    def subscribe(self, kind: str, endpoint: str, *, audience: str = ...) -> None: ...
    def dead(self) -> list[Event]: ...


def product(event_id: str, title: str = "Mug") -> Event:
    data = {**event_types()[PRODUCT].example, "title": title}
    return new_event(PRODUCT, "/ingestion/test", data, event_id=event_id)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fails when it takes longer; by a wide margin, for a busy machine."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


@pytest.fixture
def hasty(pubsub: PubSub) -> Iterator[PubSubBus]:
    """A bus that gives a request 0.2 s and all attempts 1 s."""
    bus = PubSubBus(PROJECT, emulator=pubsub.address, attempt_seconds=0.2, retry_seconds=1)
    yield bus
    bus.close()


def ids(pubsub: PubSub) -> list[str]:
    return [decode(message.data).id for message in pubsub.stand_in.published(PRODUCT)]


# What is sent


def test_each_type_has_a_topic_of_its_name_and_attributes_say_what_it_is(pubsub: PubSub) -> None:
    events = [new_event(kind, "/source", stated.example) for kind, stated in event_types().items()]

    pubsub.bus.publish(events)

    for event in events:
        (message,) = pubsub.stand_in.published(event.type)
        assert message.data == encode(event)
        assert dict(message.attributes) == {"type": event.type, "source": "/source", "id": event.id}


def test_more_than_one_request_may_carry_goes_in_several_and_in_order(pubsub: PubSub) -> None:
    pubsub.bus.publish([product(str(number)) for number in range(2100)])

    assert ids(pubsub) == [str(number) for number in range(2100)]


def test_large_events_are_spread_over_requests_that_fit(pubsub: PubSub) -> None:
    data = {**event_types()["order-placed.v1"].example}
    line = {**data["lines"][0], "product_id": "x" * 300}
    data["lines"] = [{**line, "line_id": str(number).zfill(300)} for number in range(1000)]
    orders = [new_event("order-placed.v1", "/source", data) for _ in range(14)]
    assert len(encode(orders[0])) * len(orders) > 10_000_000

    pubsub.bus.publish(orders)

    assert len(pubsub.stand_in.published("order-placed.v1")) == 14


# What goes wrong


def test_a_moment_of_weakness_is_not_noticed(pubsub: PubSub) -> None:
    pubsub.stand_in.faults.extend(["refused", "refused"])

    pubsub.bus.publish([product("1")])

    assert ids(pubsub) == ["1"]


@pytest.mark.parametrize("fault", ["answer lost", "hangs afterwards"])
def test_a_lost_confirmation_leads_to_a_repetition_with_the_same_id(
    pubsub: PubSub, hasty: PubSubBus, fault: str
) -> None:
    pubsub.stand_in.faults.append(fault)

    hasty.publish([product("1")])

    assert ids(pubsub) == ["1", "1"]


def test_a_service_that_hangs_is_given_up_in_time_and_reported(pubsub: PubSub, hasty: PubSubBus) -> None:
    pubsub.stand_in.faults.extend(["hangs"] * 20)

    with within(4), pytest.raises(EventBusError, match="not confirmed in time"):
        hasty.publish([product("1")])
    pubsub.stand_in.faults.clear()
    hasty.publish([product("2")])

    assert ids(pubsub) == ["2"]


def test_a_service_that_is_down_is_reported_and_found_again_when_it_is_back(
    new_stand_in: Callable[..., StandIn], pubsub: PubSub, eventually: Eventually
) -> None:
    pubsub.bus.publish([product("before")])
    pubsub.stand_in.stop()
    hasty = PubSubBus(PROJECT, emulator=pubsub.address, attempt_seconds=0.2, retry_seconds=0.5)

    for bus in (hasty, pubsub.bus):
        with within(10), pytest.raises(EventBusError, match="not confirmed in time"):
            bus.publish([product("meanwhile")])

    again = new_stand_in(port=pubsub.stand_in.port)
    try:
        assert eventually(lambda: refusal(hasty) == refusal(pubsub.bus) == "no topic")
    finally:
        again.stop()
        hasty.close()


def refusal(bus: PubSubBus) -> str:
    try:
        bus.publish([product("after")])
    except EventBusError as error:
        return "no topic" if "there is no topic" in str(error) else str(error)
    return "none"


def test_a_topic_that_nobody_made_is_reported_at_once(pubsub: PubSub) -> None:
    stranger = Event("made-up.v1", "/source", "1", product("1").time, {})

    with within(2), pytest.raises(EventBusError, match=r"no topic projects/shop-of-tests/topics/made-up\.v1"):
        pubsub.bus.publish([stranger])


def test_a_message_without_a_confirmation_of_its_own_is_no_success(pubsub: PubSub) -> None:
    pubsub.stand_in.faults.append("part confirmed")

    with pytest.raises(EventBusError, match="only 1 of 2"):
        pubsub.bus.publish([product("1"), product("2")])


# What is pushed


def test_a_push_for_another_audience_reaches_no_handler_and_ends_among_the_dead_letters(
    pubsub: PubSub, eventually: Eventually
) -> None:
    handled: list[Event] = []
    pubsub.begin({"product-cost-changed.v1": handled.append})
    pubsub.subscribe(PRODUCT, pubsub.endpoint, audience="https://elsewhere.example")

    pubsub.bus.publish([product("1")])

    assert eventually(lambda: [event.id for event in pubsub.dead()] == ["1"])
    assert handled == []


def test_a_push_that_fails_is_repeated_after_growing_pauses(pubsub: PubSub, eventually: Eventually) -> None:
    pubsub.subscribe(PRODUCT, "http://127.0.0.1:9/nobody-listens")

    pubsub.bus.publish([product("1")])

    assert eventually(lambda: len(pubsub.dead()) == 1)
    moments = [moment for moment, _, _ in pubsub.stand_in.attempts]
    pauses = [after - before for before, after in pairwise(moments)]
    assert [attempt for _, _, attempt in pubsub.stand_in.attempts] == [1, 2, 3, 4, 5]
    assert all(pause >= least for pause, least in zip(pauses, [0.02, 0.04, 0.08, 0.16], strict=True))


# Processes and settings


def test_parent_and_child_both_publish_after_a_fork(pubsub: PubSub) -> None:
    url = f"pubsub://{PROJECT}?emulator={pubsub.address}"

    ended = subprocess.run([sys.executable, "-W", "ignore", "-c", FORKS, url], timeout=60, check=False)

    assert ended.returncode == 0
    assert ids(pubsub) == ["parent before", "child", "parent after"]


def test_nobody_pays_for_the_client_who_does_not_choose_it() -> None:
    program = (
        "import sys; there = set(sys.modules);"  # a library of functions makes the empty namespace google in any Python
        "import shared.event_bus, shared.contracts.events; shared.contracts.events.event_types();"
        "sys.exit(any(name.startswith(('google', 'grpc')) for name in set(sys.modules) - there))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize(
    "url",
    [
        "pubsub://",
        "pubsub://Shop",
        "pubsub://shop-of-tests/topics",
        "pubsub://shop-of-tests?emulator=nowhere",
        "pubsub://shop-of-tests?timeout=600",
        "kafka://shop-of-tests",
    ],
)
def test_what_is_no_project_is_refused(url: str) -> None:
    with pytest.raises(EventBusError, match="EVENT_BUS_URL"):
        connect(url)


def test_missing_credentials_are_noticed_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", "/nowhere/key.json")

    with pytest.raises(EventBusError, match="EVENT_BUS_URL"):
        connect(f"pubsub://{PROJECT}")
