"""The inbox of one machine: durable when a handler returns, once for each event, whoever comes at the same time."""

from __future__ import annotations

import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import pytest

from ingestion.door import Door
from ingestion.inbox import Inbox, InboxError, open_inbox
from ingestion.inbox.sqlite import SqliteInbox
from ingestion.settings import Settings
from shared.contracts.events import Event
from shared.settings import SettingsError, read
from shared.shop import Shop
from shared.testing import MemoryBus, MemorySecrets, MemoryStore
from shared.warehouse import connect

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def event(event_id: str, source: str = "/shop") -> Event:
    return Event("order-placed.v1", source, event_id, NOW, {"entity_id": event_id})


def taken_ids(inbox: Inbox, most: int = 1000) -> list[str]:
    return [each.id for each in inbox.take(most)]


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[], SqliteInbox]:
    return lambda: SqliteInbox(tmp_path / "shop" / "inbox.sqlite")


def test_facts_wait_in_the_order_they_came_until_they_are_done(opened: Callable[[], SqliteInbox]) -> None:
    inbox = opened()
    assert inbox.depth().facts == 0
    for name in "abc":
        inbox.put(event(name))
    first, second = inbox.take(2)
    assert (first.id, second.id, first.data) == ("a", "b", {"entity_id": "a"})
    inbox.done([first, second])
    assert taken_ids(inbox) == ["c"]
    depth = inbox.depth()
    assert (depth.facts, depth.since is not None) == (1, True)
    inbox.close()


def test_an_event_is_taken_once_also_after_it_was_merged(opened: Callable[[], SqliteInbox]) -> None:
    inbox = opened()
    inbox.put(event("a"))
    inbox.put(event("a"))
    inbox.put(event("a", source="/other"))
    inbox.done(inbox.take(10)[:1])
    inbox.put(event("a"))
    assert [each.source for each in inbox.take(10)] == ["/other"]
    inbox.close()


def test_nothing_of_what_was_merged_stays_in_the_files(opened: Callable[[], SqliteInbox], tmp_path: Path) -> None:
    """A fact may name a customer who is erased later, and a page that is free would name them for months."""

    def naming() -> list[str]:
        return [path.name for path in sorted((tmp_path / "shop").iterdir()) if b"anna-" in path.read_bytes()]

    inbox = opened()
    for number in range(40):  # several pages
        data = {"entity_id": f"c-{number}", "email": f"anna-{number}@example.org", "country": "x" * 200}
        inbox.put(Event("customer-changed.v1", "/shop", f"e-{number}", NOW, data))
    assert naming() == ["inbox.sqlite-wal"]
    inbox.done(inbox.take(100))
    assert inbox.take(100) == []
    assert naming() == []
    inbox.put(event("later"))
    assert taken_ids(inbox) == ["later"]
    inbox.close()


def test_what_was_put_is_there_after_a_restart(opened: Callable[[], SqliteInbox]) -> None:
    inbox = opened()
    inbox.put(event("a"))
    again = opened()  # while the other still holds it, as after a kill
    assert taken_ids(again) == ["a"]
    inbox.close()
    again.close()


def test_many_handlers_at_once_lose_nothing(opened: Callable[[], SqliteInbox]) -> None:
    inbox = opened()
    with ThreadPoolExecutor(32) as pool:
        list(pool.map(lambda number: inbox.put(event(str(number % 400))), range(800)))
    assert sorted(taken_ids(inbox), key=int) == [str(number) for number in range(400)]
    assert inbox.wait(0) is False
    inbox.put(event("one more"))
    assert inbox.wait(5) is True
    inbox.close()


def test_every_handler_is_told_when_the_disk_refuses(opened: Callable[[], SqliteInbox]) -> None:
    inbox = opened()
    inbox.close()

    def refused(number: int) -> bool:
        try:
            inbox.put(event(str(number)))
        except InboxError:
            return True
        return False

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(refused, range(40)))


def test_on_cloud_run_a_file_is_refused() -> None:
    for where in ({"K_SERVICE": "ingestion"}, {"CLOUD_RUN_JOB": "merge"}):
        with pytest.raises(SettingsError, match="INBOX_URL"):
            read(Settings, where)
        assert read(Settings, {**where, "INBOX_URL": "raw-facts:"}).inbox_url == "raw-facts:"


def test_a_wrong_address_is_refused(tmp_path: Path) -> None:
    warehouse = connect("duckdb:///:memory:")
    with pytest.raises(InboxError, match="INBOX_URL"):
        open_inbox("kafka://x", data_dir=tmp_path, warehouse=warehouse, store=MemoryStore())
    warehouse.close()


def test_a_file_that_is_no_database_is_refused_and_let_go(tmp_path: Path) -> None:
    file = tmp_path / "inbox.sqlite"
    file.write_bytes(b"no database" * 500)
    with pytest.raises(InboxError, match="cannot open"):
        SqliteInbox(file)
    gc.collect()  # what was left open is told here, and fails
    assert file.read_bytes() == b"no database" * 500


def test_all_threads_of_a_service_that_ask_at_its_start_get_the_same_inbox(tmp_path: Path) -> None:
    warehouse = connect("duckdb:///:memory:")
    shop = Shop("Europe/London", "GBP", "GB")
    for round_ in range(20):
        settings = Settings(data_dir=tmp_path / str(round_))
        door = Door(
            warehouse, MemoryStore(), MemorySecrets(), lambda: shop, settings, lambda: NOW, event_bus=MemoryBus()
        )
        at_once = Barrier(8)

        def ask(door: Door = door, at_once: Barrier = at_once) -> Inbox:
            at_once.wait()
            return door.inbox

        with ThreadPoolExecutor(8) as threads:
            asked = [threads.submit(ask) for _ in range(8)]
        inboxes = {id(each.result()) for each in asked}
        door.inbox.close()
        assert len(inboxes) == 1
    warehouse.close()
