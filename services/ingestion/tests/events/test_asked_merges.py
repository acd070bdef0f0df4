"""The clock asks each minute: facts are merged when it is time, by one, and sooner while somebody looks."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from ingestion.asked_merges import handler, is_time
from ingestion.door import Door
from ingestion.events.testing import Orders
from ingestion.settings import Settings
from ingestion.use_cases import LEASE_KEY
from shared.contracts.events import new_event
from shared.looks import Looks
from shared.schedule.doing import last_run
from shared.store import lease

MINUTES, WATCHED = 10, 2
RECORD, HELD = "jobs/ingestion/merge", "leases/jobs/ingestion.merge"


class Taking:
    """An inbox that counts who takes from it, and can hold them up or fail."""

    def __init__(self, inbox: Any) -> None:
        self._inbox = inbox
        self.taken = 0
        self.goes_on = threading.Event()
        self.goes_on.set()
        self.error: Exception | None = None

    def take(self, most: int) -> Any:
        self.taken += 1
        self.goes_on.wait(20)
        if self.error is not None:
            raise self.error
        return self._inbox.take(most)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inbox, name)


@dataclass
class Shop:
    till: Any
    door: Door
    inbox: Taking
    now: datetime

    def ask(self, name: str = "ingestion.merge") -> None:
        """As the clock does: the same event each minute."""
        data = {"run_id": name, "name": name, "requested_at": "2026-01-01T00:00:00Z"}
        handler(self.door)(new_event("run-requested.v1", "/scheduler", data, event_id=name))

    def after(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)

    def merges_of(self, minutes: int, looks: Callable[[int], bool]) -> list[int]:
        """In which of so many minutes the inbox was looked into."""
        found = []
        for minute in range(minutes):
            if looks(minute):
                Looks(self.door.store, self.door.now).say()
            before = self.inbox.taken
            self.ask()
            if self.inbox.taken > before:
                found.append(minute)
            self.after(1)
        return found


@pytest.fixture
def shop(till: Any) -> Shop:
    settings = Settings(data_dir=till.folder, merge_minutes=MINUTES, merge_minutes_watched=WATCHED)
    inbox = Taking(till.door.inbox)
    made = Shop(till, till.door, inbox, till.door.now())
    made.door = replace(till.door, settings=settings, now=lambda: made.now)
    made.door.__dict__["inbox"] = inbox
    return made


def facts(shop: Shop, seed: int = 3) -> None:
    shop.till.hear(*Orders(seed, 4, days=3).facts)


def waiting(shop: Shop) -> int:
    return int(shop.door.inbox.depth().facts)


def test_nobody_looks_and_facts_are_merged_every_ten_minutes(shop: Shop) -> None:
    assert shop.merges_of(31, lambda _: False) == [0, 10, 20, 30]


def test_while_somebody_looks_they_are_merged_every_two(shop: Shop) -> None:
    assert shop.merges_of(24, lambda minute: 4 <= minute <= 10) == [0, 4, 6, 8, 10, 12, 22]


def test_a_clock_that_is_some_seconds_early_misses_no_minute(shop: Shop) -> None:
    shop.ask()
    shop.after(MINUTES - 0.3)
    assert is_time(shop.door)
    shop.after(-0.5)
    assert not is_time(shop.door)


def test_what_waits_is_in_the_tables_when_the_event_is_answered(shop: Shop) -> None:
    facts(shop)
    assert waiting(shop) > 0
    shop.ask()
    assert waiting(shop) == 0
    assert shop.till.ledger()


def test_the_same_event_twice_merges_once(shop: Shop) -> None:
    facts(shop)
    shop.ask()
    held = shop.till.contents()
    shop.ask()
    assert shop.inbox.taken == 1
    assert shop.till.contents() == held


def test_of_two_instances_that_are_asked_at_once_one_merges(shop: Shop) -> None:
    facts(shop)
    shop.inbox.goes_on.clear()
    first = threading.Thread(target=shop.ask)
    first.start()
    while shop.inbox.taken == 0:
        time.sleep(0.01)
    shop.after(MINUTES)  # time for another one, were this one not at work
    shop.ask()
    assert shop.inbox.taken == 1
    shop.inbox.goes_on.set()
    first.join(20)
    assert (shop.inbox.taken, waiting(shop)) == (1, 0)


def test_a_process_that_is_killed_in_the_middle_leaves_it_to_the_next_minute(shop: Shop) -> None:
    folder = shop.till.folder
    code = f"""
        import time
        from datetime import UTC, datetime
        from shared.schedule import Job
        from shared.schedule.doing import do
        from shared.store import connect
        def merge():
            print("at work", flush=True)
            time.sleep(60)
        do(connect("file://{folder}/store"), "ingestion", "merge", Job(merge, "30 * * * *", ""),
           now=lambda: datetime.fromisoformat("{shop.now.isoformat()}"))
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "at work\n"
        child.kill()
        child.wait(20)
    facts(shop)
    shop.ask()
    assert shop.inbox.taken == 0  # nobody knows yet that it was killed
    held = shop.door.store.get(HELD)
    assert held is not None
    shop.door.store.put(HELD, json.dumps({**json.loads(held.value), "until": 0}).encode())  # fifteen seconds later
    assert last_run(shop.door.store, "ingestion", "merge").outcome == "interrupted"
    shop.after(1)
    shop.ask()
    assert (shop.inbox.taken, waiting(shop)) == (1, 0)


def test_one_that_fails_is_told_to_the_bus_and_tried_again_the_next_minute(shop: Shop) -> None:
    facts(shop)
    shop.inbox.error = OSError("the warehouse is away")
    with pytest.raises(OSError, match="away"):
        shop.ask()
    shop.inbox.error = None
    shop.after(1)
    shop.ask()
    assert waiting(shop) == 0


def test_while_a_load_goes_on_the_clock_is_not_told_of_a_failure(shop: Shop) -> None:
    facts(shop)
    with lease(shop.door.store, LEASE_KEY, holder="a load"):
        shop.ask()
    assert waiting(shop) > 0
    shop.after(1)
    shop.ask()
    assert waiting(shop) == 0


def test_rollups_of_another_version_are_left_to_the_job(shop: Shop) -> None:
    facts(shop)
    shop.door.store.put("shop/rollups", b"of a version that is being delivered")
    shop.ask()
    assert (shop.inbox.taken, waiting(shop) > 0) == (0, True)


def test_what_others_are_asked_for_is_theirs(shop: Shop) -> None:
    shop.ask("segments.refresh")
    assert (shop.inbox.taken, shop.door.store.get(RECORD)) == (0, None)


def test_that_somebody_looks_is_said_twice_a_minute_at_most(shop: Shop) -> None:
    looks = Looks(shop.door.store, shop.door.now)
    assert not looks.within(timedelta(minutes=2))
    looks.say()
    first = shop.door.store.get("looks/live")
    shop.after(0.4)
    looks.say()
    assert shop.door.store.get("looks/live") == first
    shop.after(0.2)
    looks.say()
    assert shop.door.store.get("looks/live") != first
    assert looks.within(timedelta(minutes=2))
    shop.after(2.5)
    assert not looks.within(timedelta(minutes=2))
