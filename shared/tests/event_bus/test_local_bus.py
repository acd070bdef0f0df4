"""What the bus of one machine promises beside what every bus does: its file, its pauses, its order with requests."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from shared.contracts.events import Event, event_types, new_event
from shared.event_bus import EventBusError, connect
from shared.event_bus.local import LocalBus, of_this_machine
from shared.event_bus.local_delivery import Pace
from shared.testing import MemoryBus

Eventually = Callable[[Callable[[], bool]], bool]
KIND = "product-changed.v1"
VICTIM = Path(__file__).with_name("local_bus_victim.py")


def product(name: str) -> Event:
    return new_event(KIND, "/ingestion/test", {**event_types()[KIND].example, "entity_id": name})


def test_what_is_published_waits_in_the_file_for_somebody_to_deliver_it(
    file: Path, subscriber: Any, eventually: Eventually
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
    kind = "segments-refreshed.v1"
    assert event_types()[kind].subscribers == ()
    bus.publish([new_event(kind, "/segments", event_types()[kind].example)])
    assert bus.waiting(10)[0] == 0


def test_what_a_request_publishes_is_delivered_once_it_is_answered(
    bus: LocalBus, subscriber: Any, eventually: Eventually
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
    answering: Any = bus.answering(shop)
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
    bus: LocalBus, subscriber: Any, eventually: Eventually
) -> None:
    def shop(_environ: Any, _start_response: Any) -> list[bytes]:
        bus.publish([product("mug")])
        raise OSError("the line is cut")

    subscriber.deliver_from(bus)
    answering: Any = bus.answering(shop)
    with pytest.raises(OSError, match="cut"):
        answering({}, lambda *_: None)

    assert eventually(lambda: subscriber.names == ["mug"])


def test_the_file_shrinks_again_when_a_crowd_has_passed(bus: LocalBus, subscriber: Any, eventually: Eventually) -> None:
    data = {**event_types()[KIND].example, "title": "x" * 999}
    for _ in range(12):
        bus.publish([new_event(KIND, "/ingestion/test", data) for _ in range(300)])
    crowded = bus.file.stat().st_size
    subscriber.deliver_from(bus)

    assert eventually(lambda: bus.waiting(1)[0] == 0)
    assert eventually(lambda: bus._connection.execute("PRAGMA freelist_count").fetchone()[0] < 256)
    assert eventually(lambda: bus.file.stat().st_size < crowded / 2)


def test_nothing_of_what_was_delivered_stays_in_the_files(
    bus: LocalBus, subscriber: Any, eventually: Eventually
) -> None:
    """An event may name a customer who is erased later, and a page that is free would name them for months."""

    def naming(who: str) -> list[str]:
        return [path.name for path in sorted(bus.file.parent.iterdir()) if who.encode() in path.read_bytes()]

    for number in range(40):  # several pages, most of them of both
        bus.publish([product(f"anna-{number}-" + "x" * 200), product(f"ben-{number}")])
    assert naming("anna-") == ["events.sqlite-wal"]
    subscriber.deliver_from(bus)

    assert eventually(lambda: bus.waiting(1)[0] == 0)
    assert len(subscriber.names) == 80
    assert eventually(lambda: naming("anna-") == [])  # once it is quiet
    assert naming("ben-") == []
    opened = (bus._connection, bus.connect(synchronous="NORMAL"))
    assert [each.execute("PRAGMA secure_delete").fetchone() for each in opened] == [(1,), (1,)]
    opened[1].close()


def test_one_process_delivers_from_a_file(bus: LocalBus, file: Path, subscriber: Any) -> None:
    subscriber.deliver_from(bus)
    with closing(LocalBus(file)) as second:
        second.publish([product("mug")])
        with pytest.raises(EventBusError, match="another process"):
            subscriber.deliver_from(second)


def test_a_bus_that_is_closed_while_it_delivers_loses_nothing(
    file: Path, new_subscriber: Callable[..., Any], eventually: Eventually
) -> None:
    subscriber = new_subscriber(lambda _: time.sleep(0.005))
    names = {str(number) for number in range(400)}
    with closing(LocalBus(file)) as first:
        first.publish([product(name) for name in sorted(names)])
        subscriber.deliver_from(first, Pace(pushers=2))
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
    tmp_path: Path, subscriber: Any, eventually: Eventually
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
    assert published <= set((tmp_path / "taken").read_text().split()) | set(subscriber.names)
    with closing(sqlite3.connect(tmp_path / "events.sqlite")) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
