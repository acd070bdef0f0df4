"""The live figures: what is told is what /api/revenue/current answers, computed once however many look."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from revenue import live_messages
from revenue.frames import TEXT
from revenue.live_feed import LiveFeed
from revenue.live_messages import WITH_MARGIN, WITHOUT_MARGIN
from revenue.live_places import Admission, Places
from revenue.live_sockets import LiveSockets
from revenue.settings import Settings
from revenue.use_cases import Desk
from shared.cache import connect as connect_cache
from shared.contracts.generated.revenue_answers import LiveMessage
from shared.looks import Looks
from shared.testing import MemoryBus, MemorySecrets
from shared.warehouse import WarehouseError
from shared.warehouse.sql_files import load_tables

_PATIENCE_SECONDS = 20.0  # a loaded machine must not fail a test
_TICK_SECONDS = 0.2


class Watched:
    """A warehouse that counts what it is asked, and can fail."""

    def __init__(self, warehouse: Any) -> None:
        self._warehouse = warehouse
        self.asked = 0
        self.is_broken = False

    def query(self, *question: Any) -> Any:
        self.asked += 1
        if self.is_broken:
            raise WarehouseError("broken")
        return self._warehouse.query(*question)


class Viewer:
    """Keeps the document as a client does."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.held = b""
        self.document: Any = None
        self.seq = -1

    def hear(self) -> Any:
        """The next message, applied."""
        while True:
            if len(self.held) >= 2:
                size, start = self.held[1], 2
                if size == 126:
                    size, start = int.from_bytes(self.held[2:4], "big"), 4
                if len(self.held) >= start + size:
                    break
            self.held += self.sock.recv(1 << 16)
        assert self.held[0] & 0x0F == TEXT
        text, self.held = self.held[start : start + size], self.held[start + size :]
        LiveMessage.model_validate_json(text)
        message = json.loads(text)
        if message["type"] == "snapshot":
            self.document = message["current"]
        elif message["type"] == "delta":
            assert message["seq"] == self.seq + 1
            for step in message["patch"]:
                self._apply(step)
        self.seq = message["seq"]
        return message

    def _apply(self, step: Any) -> None:
        *above, last = step["path"].split("/")[1:]
        held = self.document
        for name in above:
            held = held[name]
        assert (last in held) == (step["op"] != "add")
        if step["op"] == "remove":
            del held[last]
        else:
            held[last] = step["value"]

    def until(self, holds: Callable[[Any], bool]) -> Any:
        """The first document that is as wanted."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not holds(self.document):
            assert time.monotonic() < deadline, self.document
            self.hear()
        return self.document


class House:
    """A shop, its desk, and its live figures."""

    def __init__(self, small: Any) -> None:
        self.small = small
        self.visitor = small.open(data_until="2024-05-10 13:00")
        self.warehouse = Watched(self.visitor.warehouse)
        self.desk = Desk(
            warehouse=self.warehouse,
            store=self.visitor.store,
            cache=connect_cache("memory://"),
            shop=lambda: small.shop,
            settings=Settings(),
            now=lambda: small.now,
            event_bus=MemoryBus(),
            secrets=MemorySecrets(),
        )
        self.places = Places(50, 50)
        self.feed = LiveFeed(self.desk, LiveSockets(self.places), tick_seconds=_TICK_SECONDS)
        self.socks: list[socket.socket] = []

    def enter(self, kind: str = WITH_MARGIN, since: int | None = None) -> Viewer:
        theirs, ours = socket.socketpair()
        theirs.settimeout(_PATIENCE_SECONDS)
        self.socks.append(theirs)
        self.feed.prepare()
        self.places.take("ann")
        self.feed.join(Admission("ann", kind, "", float("inf")), ours, since)
        return Viewer(theirs)

    def sell(self, price: str) -> None:
        """Another sale of this quarter of an hour, of which moments are read, and the version of the data with it."""
        tables = load_tables("ingestion")
        moment = self.small.at("2024-05-10 13:02") + timedelta(microseconds=len(self.small.lines))
        self.small.line(f"o{len(self.small.lines)}", moment, "mug", 1, price, cost="1", is_order_start=True)
        row = self.small.lines[-1]
        sold = {**row, **self.small.sums([row]), "orders": 1, "costed": 1}
        with self.visitor.warehouse.change() as change:
            for name in ("sales", "daily_moment_sales"):
                change.insert(tables[name], [{column: sold.get(column) for column in tables[name].column_names}])
        self.visitor.newer_data()

    def close(self) -> None:
        self.feed.close()
        for sock in self.socks:
            sock.close()


@pytest.fixture
def house(small_shop: Callable[..., Any]) -> Iterator[House]:
    small = small_shop()
    small.now = small.at("2024-05-10 13:05") + timedelta(seconds=3)
    small.line("a", "2024-05-02 10:00", "mug", 5, "10", cost="4", customer_id="c1")
    small.line("today", "2024-05-10 10:00", "mug", 1, "100", cost="40", customer_id="c1")
    small.target("2024-05-01", "2024-05-31", "1000")
    made = House(small)
    yield made
    made.close()


@pytest.mark.parametrize(("kind", "role"), [(WITH_MARGIN, "owner"), (WITHOUT_MARGIN, "viewer")])
def test_the_first_message_is_what_current_answers_to_that_role(house: House, kind: str, role: str) -> None:
    told = house.enter(kind).hear()
    answered = house.visitor.get("current", role=role)
    assert told["current"] == answered
    assert (told["type"], told["as_of"]) == ("snapshot", answered["as_of"])


def test_the_door_is_told_that_somebody_looks_and_while_nobody_does_it_is_not(house: House) -> None:
    looks = Looks(house.desk.store, lambda: house.small.now)
    assert not looks.within(timedelta(minutes=2))
    house.enter().hear()
    assert looks.within(timedelta(minutes=2))
    house.feed.close()
    house.small.now += timedelta(minutes=3)
    assert not looks.within(timedelta(minutes=2))
    house.visitor.get("current")  # whoever asks without a socket looks too
    assert looks.within(timedelta(minutes=2))


@pytest.mark.parametrize("margin", [True, False])
def test_no_role_without_margin_is_told_more_where_figures_are_unknown(house: House, margin: bool) -> None:
    for as_of in ("2024-05-10T12:00:00Z", "2024-05-02T12:00:00Z", "2020-01-01T00:00:00Z"):
        owner, viewer = (house.visitor.get("current", role=role, as_of=as_of) for role in ("owner", "viewer"))
        assert live_messages.by_kind(owner)[WITH_MARGIN if margin else WITHOUT_MARGIN] == (owner if margin else viewer)


def test_what_follows_leads_to_what_current_answers_then(house: House) -> None:
    owner, viewer = house.enter(), house.enter(WITHOUT_MARGIN)
    owner.hear()
    viewer.hear()
    for price in ("1", "2.50", "0"):
        house.sell(price)
        house.small.now += timedelta(seconds=5)
        wanted = house.visitor.get("current")
        assert owner.until(lambda document, wanted=wanted: document["as_of"] == wanted["as_of"]) == wanted
        seen = house.visitor.get("current", role="viewer")
        assert viewer.until(lambda document, seen=seen: document["as_of"] == seen["as_of"]) == seen


def test_a_target_and_a_large_sale_are_told_before_the_next_tick(house: House) -> None:
    house.feed._tick = 3600.0
    ann = house.enter()
    ann.hear()
    body = {"items": [{"scope": "shop", "period_start": "2024-05-10", "period_end": "2024-05-10"}]}
    body["items"][0]["net_amount"] = {"amount": "7", "currency": "GBP"}
    house.visitor.app.test_client().put("/api/revenue/targets", json=body, headers={"Authorization": "Bearer owner"})
    assert ann.until(lambda held: held["target"]["net_amount"]["amount"] == "7.00")
    house.sell("50")
    assert ann.until(lambda held: held["today"]["net_sales"]["amount"] == "150.00")


def test_whoever_was_away_is_told_what_they_missed_and_else_gets_a_snapshot(house: House) -> None:
    ann, bob = house.enter(), house.enter()
    ann.hear()
    bob.hear()
    held = json.loads(json.dumps(ann.document))
    ann.sock.close()
    for _ in range(3):
        bob.hear()
    again = house.enter(since=ann.seq)
    again.document, again.seq = held, ann.seq
    kinds = []
    while again.seq < bob.seq:
        kinds.append(again.hear()["type"])
    assert set(kinds) == {"delta"}
    assert house.enter(since=ann.seq - 5).hear()["type"] == "snapshot"
    assert house.enter(since=ann.seq + 5000).hear()["type"] == "snapshot"
    assert house.enter(since=0).hear()["type"] == "snapshot"


def test_a_number_of_another_process_is_in_no_ring(house: House) -> None:
    ann = house.enter()
    ann.hear()
    house.feed.close()
    house.places = Places(5, 5)
    house.feed = LiveFeed(house.desk, LiveSockets(house.places), tick_seconds=_TICK_SECONDS)
    assert house.enter(since=ann.seq).hear()["type"] == "snapshot"


def test_it_is_computed_once_however_many_look_and_not_at_all_when_nobody_does(house: House) -> None:
    first = house.enter()
    first.hear()
    asked = house.warehouse.asked
    viewers = [house.enter() for _ in range(20)]
    for viewer in viewers:
        viewer.hear()
    assert house.warehouse.asked == asked
    for sock in house.socks:
        sock.close()
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while house.places.taken:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    time.sleep(2 * _TICK_SECONDS)  # what was under way ends
    reads: list[str] = []
    held_get, house.desk.store.get = house.desk.store.get, lambda key: (reads.append(key), held_get(key))[1]
    house.small.now += timedelta(seconds=60)
    time.sleep(5 * _TICK_SECONDS)
    assert (house.warehouse.asked, reads) == (asked, [])


def test_while_no_figures_can_be_had_the_heart_goes_on_beating(house: House) -> None:
    ann = house.enter()
    ann.hear()
    house.warehouse.is_broken = True
    house.small.now += timedelta(seconds=5)
    beat = ann.hear()
    while beat["type"] != "heartbeat":
        beat = ann.hear()
    assert (beat["seq"], beat["as_of"]) == (ann.seq, ann.document["as_of"])
    house.warehouse.is_broken = False
    house.small.now += timedelta(seconds=5)
    wanted = house.visitor.get("current")
    assert ann.until(lambda document: document["as_of"] == wanted["as_of"]) == wanted
