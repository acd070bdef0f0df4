"""What the bus of one machine promises beside what every bus does: its file, its pauses, its order with requests."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from shared.auth.tokens import local_issuer
from shared.contracts.events import Event, decode, event_types, new_event
from shared.event_bus import EventBusError, Handler, connect
from shared.event_bus.local import LocalBus, of_this_machine
from shared.event_bus.local_delivery import Pace
from shared.event_bus.push_identity import LocalPush
from shared.testing import MemoryBus, MemorySecrets, MemoryStore

Eventually = Callable[[Callable[[], bool]], bool]
KIND = "product-changed.v1"
QUICK = Pace(first_pause_seconds=0.02, growth=1.5)
VICTIM = Path(__file__).with_name("local_bus_victim.py")
PATHS = {"ingestion": "/api/ingest/events"}


def product(name: str) -> Event:
    return new_event(KIND, "/ingestion/test", {**event_types()[KIND].example, "entity_id": name})


class Subscriber:
    """An app with a push route, and what came in; `handler` takes each event."""

    def __init__(self, new_app: Callable[..., Flask], handler: Handler | None = None) -> None:
        push = LocalPush(local_issuer(MemorySecrets(), MemoryStore()))
        self.names: list[str] = []
        self.handler = handler or (lambda _: None)
        self.token = push.token
        self.app = new_app(push.verifier(), {KIND: self._take})

    def _take(self, event: Event) -> None:
        self.handler(event)
        self.names.append(event.entity_id)

    def deliver_from(self, bus: LocalBus, pace: Pace = QUICK, paths: Mapping[str, str] = PATHS) -> None:
        bus.deliver(self.app, paths, self.token, pace)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "shop" / "events.sqlite"


@pytest.fixture
def bus(file: Path) -> Iterator[LocalBus]:
    with closing(LocalBus(file)) as opened:
        yield opened


@pytest.fixture
def subscriber(new_app: Callable[..., Flask]) -> Subscriber:
    return Subscriber(new_app)


def test_what_is_published_waits_in_the_file_for_somebody_to_deliver_it(
    file: Path, subscriber: Subscriber, eventually: Eventually
) -> None:
    with closing(LocalBus(file)) as first:
        first.publish([product("mug"), product("tray")])
    with closing(LocalBus(file)) as second:
        assert second.waiting(10)[0] == 2
        subscriber.deliver_from(second)
        assert eventually(lambda: sorted(subscriber.names) == ["mug", "tray"])
        assert eventually(lambda: second.waiting(10) == (0, []))


def test_a_transaction_is_on_the_disk_before_publishing_returns(bus: LocalBus) -> None:
    assert bus._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert bus._connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


def test_events_of_one_call_are_published_all_or_none(bus: LocalBus) -> None:
    strange = Event("shop-sold.v1", "/ingestion/test", "1", product("x").time, {})

    with pytest.raises(EventBusError, match="shop-sold"):
        bus.publish([product("mug"), strange])

    assert bus.waiting(10)[0] == 0


def test_an_event_that_nobody_subscribes_to_is_not_kept(bus: LocalBus) -> None:
    kind = "run-requested.v1"
    assert event_types()[kind].subscribers == ()
    bus.publish([new_event(kind, "/revenue", event_types()[kind].example)])
    assert bus.waiting(10)[0] == 0


def test_what_a_request_publishes_is_delivered_once_it_is_answered(
    bus: LocalBus, subscriber: Subscriber, eventually: Eventually
) -> None:
    def shop(_environ: Any, start_response: Any) -> list[bytes]:
        bus.publish([product("from a request")])
        bus.publish([product("from it, too")])
        assert eventually(lambda: "from elsewhere" in subscriber.names)
        seen_meanwhile.extend(subscriber.names)
        start_response("200 OK", [])
        return [b"sold"]

    seen_meanwhile: list[str] = []
    subscriber.deliver_from(bus)
    answering = bus.answering(shop)
    threading.Timer(0.1, lambda: bus.publish([product("from elsewhere")])).start()

    answer: Any = answering({}, lambda *_: None)
    assert b"".join(answer) == b"sold"
    assert seen_meanwhile == ["from elsewhere"]
    time.sleep(0.1)
    assert subscriber.names == ["from elsewhere"]  # the answer is on its way still
    answer.close()

    assert eventually(lambda: sorted(subscriber.names) == ["from a request", "from elsewhere", "from it, too"])
    assert eventually(lambda: bus.waiting(1)[0] == 0)


def test_what_a_request_published_before_it_broke_is_delivered(
    bus: LocalBus, subscriber: Subscriber, eventually: Eventually
) -> None:
    def shop(_environ: Any, _start_response: Any) -> list[bytes]:
        bus.publish([product("mug")])
        raise OSError("the line is cut")

    subscriber.deliver_from(bus)
    with pytest.raises(OSError, match="cut"):
        bus.answering(shop)({}, lambda *_: None)

    assert eventually(lambda: subscriber.names == ["mug"])


def test_pauses_grow_and_differ() -> None:
    pace = Pace()
    for attempts, longest in ((1, 1.0), (2, 4.0), (3, 16.0), (4, 64.0)):
        pauses = {pace.pause(attempts) for _ in range(50)}
        assert all(longest / 2 <= pause <= longest for pause in pauses)
        assert len(pauses) > 1


def test_a_failed_delivery_is_tried_after_ever_longer_pauses(
    bus: LocalBus, new_app: Callable[..., Flask], eventually: Eventually
) -> None:
    times: list[float] = []

    def fails(_: Event) -> None:
        times.append(time.monotonic())
        raise OSError("not now")

    Subscriber(new_app, fails).deliver_from(bus, Pace(first_pause_seconds=0.04, growth=3.0))
    bus.publish([product("mug")])

    assert eventually(lambda: bus.dead_letters(1)[0] == 1)
    pauses = [later - earlier for earlier, later in pairwise(times)]
    assert len(pauses) == 4
    for pause, least in zip(pauses, (0.02, 0.06, 0.18, 0.54), strict=True):
        assert pause >= least


def test_poison_does_not_hold_up_what_comes_after_it(
    bus: LocalBus, new_app: Callable[..., Flask], eventually: Eventually
) -> None:
    """More of it than is in memory at once."""

    def takes_no_poison(event: Event) -> None:
        if event.entity_id.startswith("poison"):
            raise ValueError("cannot be")

    subscriber = Subscriber(new_app, takes_no_poison)
    bus.publish([product(f"poison {number}") for number in range(600)])
    bus.publish([product("mug")])
    subscriber.deliver_from(bus, Pace(first_pause_seconds=300))

    assert eventually(lambda: subscriber.names == ["mug"])
    assert eventually(lambda: {letter.attempts for letter in bus.waiting(1000)[1]} == {1})


def test_a_dead_letter_says_why_and_can_be_delivered_again(
    bus: LocalBus, new_app: Callable[..., Flask], eventually: Eventually
) -> None:
    broken = [True]

    def breaks(_: Event) -> None:
        if broken[0]:
            raise OSError("the disk is full")

    subscriber = Subscriber(new_app, breaks)
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


def test_a_dead_letter_has_all_its_tries_again(
    bus: LocalBus, new_app: Callable[..., Flask], eventually: Eventually
) -> None:
    tried = Counter[str]()

    def fails(event: Event) -> None:
        tried[event.entity_id] += 1
        raise OSError("still full")

    Subscriber(new_app, fails).deliver_from(bus)
    bus.publish([product("mug")])
    assert eventually(lambda: bus.dead_letters(1)[0] == 1)
    bus.retry()
    assert eventually(lambda: tried["mug"] == 10 and bus.dead_letters(1)[0] == 1)


def test_an_event_for_a_service_that_does_not_run_here_is_given_up(
    bus: LocalBus, subscriber: Subscriber, eventually: Eventually
) -> None:
    subscriber.deliver_from(bus, paths={})
    bus.publish([product("mug")])
    assert eventually(lambda: bus.dead_letters(1)[0] == 1)
    assert bus.dead_letters(1)[1][0].last_error == "no service ingestion runs here"


def test_the_file_shrinks_again_when_a_crowd_has_passed(
    bus: LocalBus, subscriber: Subscriber, eventually: Eventually
) -> None:
    data = {**event_types()[KIND].example, "title": "x" * 999}
    for _ in range(12):
        bus.publish([new_event(KIND, "/ingestion/test", data) for _ in range(300)])
    crowded = bus.file.stat().st_size
    subscriber.deliver_from(bus)

    assert eventually(lambda: bus.waiting(1)[0] == 0)
    assert eventually(lambda: bus._connection.execute("PRAGMA freelist_count").fetchone()[0] < 256)
    bus._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert bus.file.stat().st_size < crowded / 2


def test_one_process_delivers_from_a_file(bus: LocalBus, file: Path, subscriber: Subscriber) -> None:
    subscriber.deliver_from(bus)
    with closing(LocalBus(file)) as second:
        second.publish([product("mug")])
        with pytest.raises(EventBusError, match="another process"):
            subscriber.deliver_from(second)


def test_a_bus_that_is_closed_while_it_delivers_loses_nothing(
    file: Path, new_app: Callable[..., Flask], eventually: Eventually
) -> None:
    subscriber = Subscriber(new_app, lambda _: time.sleep(0.005))
    names = {str(number) for number in range(400)}
    with closing(LocalBus(file)) as first:
        first.publish([product(name) for name in sorted(names)])
        subscriber.deliver_from(first)
        assert eventually(lambda: len(subscriber.names) > 20)
    taken = len(subscriber.names)
    assert taken < 400
    with closing(LocalBus(file)) as second:
        assert second.waiting(1)[0] == 400 - taken  # what was pushed is written down at the end
        subscriber.deliver_from(second)
        assert eventually(lambda: set(subscriber.names) == names)
    assert len(subscriber.names) == 400


def test_a_full_disk_is_told_to_the_publisher(bus: LocalBus) -> None:
    pages = bus._connection.execute("PRAGMA page_count").fetchone()[0]
    bus._connection.execute(f"PRAGMA max_page_count = {pages + 1}")
    with pytest.raises(EventBusError, match="full"):
        bus.publish([product(str(number)) for number in range(1000)])
    bus._connection.execute("PRAGMA max_page_count = 1000000")
    bus.publish([product("mug")])
    assert bus.waiting(1)[0] == 1


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "events.sqlite").write_text("this is no database, however long it may be " * 100)
    with pytest.raises(EventBusError, match="EVENT_BUS_URL"):
        connect(f"local://{tmp_path}/events.sqlite")


def test_a_url_names_the_bus(tmp_path: Path) -> None:
    with closing(connect(f"local://{tmp_path}/a%20shop/events.sqlite")) as made:
        assert (tmp_path / "a shop" / "events.sqlite").exists()
        assert of_this_machine(made) is made
    assert of_this_machine(MemoryBus()) is None
    for wrong in ("local://host/events.sqlite", "memory://", "kafka://broker"):
        with pytest.raises(EventBusError, match="EVENT_BUS_URL"):
            connect(wrong)


def test_publishers_that_come_at_once_share_a_commit(bus: LocalBus) -> None:
    commits = 0

    def counts(statement: str) -> None:
        nonlocal commits
        commits += statement == "COMMIT"

    bus._connection.set_trace_callback(counts)
    ready = threading.Barrier(20)

    def publish(number: int) -> None:
        ready.wait()
        bus.publish([product(str(number))])

    threads = [threading.Thread(target=publish, args=(number,)) for number in range(20)]
    with bus._write_lock:  # a commit that takes its time
        for thread in threads:
            thread.start()
        time.sleep(0.2)
    for thread in threads:
        thread.join()

    assert bus.waiting(1)[0] == 20
    assert commits <= 3


def test_killed_again_and_again_it_loses_no_event_that_was_published(
    tmp_path: Path, subscriber: Subscriber, eventually: Eventually
) -> None:
    for life in range(4):
        victim = subprocess.Popen([sys.executable, str(VICTIM), str(tmp_path), str(life * 1_000_000)])
        taken = tmp_path / "taken"
        before = taken.stat().st_size if taken.exists() else 0
        assert eventually(lambda: taken.exists() and taken.stat().st_size > before + 100 * (life + 1))  # noqa: B023 - called before the loop goes on
        victim.kill()
        victim.wait()
    published = set((tmp_path / "published").read_text().split())
    with closing(LocalBus(tmp_path / "events.sqlite")) as bus:
        subscriber.deliver_from(bus)
        assert eventually(lambda: bus.waiting(1)[0] == 0)
        assert bus.dead_letters(1)[0] == 0
    times = Counter((tmp_path / "taken").read_text().split()[:-1])  # the last line may be half written
    assert published <= set(times) | set(subscriber.names)
    with closing(sqlite3.connect(tmp_path / "events.sqlite")) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
