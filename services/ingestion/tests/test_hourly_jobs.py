"""A connected vendor is asked what changed by every job of the clock but the first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ingestion.door import Door
from ingestion.jobs import JOBS, Task, jobs_of
from ingestion.settings import Settings
from shared.shop import Shop
from shared.testing import MemoryBus, MemorySecrets, MemoryStore

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SYNC = "sync-lightspeed"


class Asked:
    """Counts how often a vendor is asked, and what the time is."""

    def __init__(self, door: Door) -> None:
        self.now = NOON
        self.times: list[datetime] = []
        self.door = replace(door, now=lambda: self.now)

    def look(self) -> int:
        """The clock starts the job; answers how often the vendor was asked so far."""
        task = Task(lambda _: self.times.append(self.now), JOBS[SYNC].cron, JOBS[SYNC].what)
        jobs_of(self.door, {SYNC: task})[SYNC].run()
        return len(self.times)


@pytest.fixture
def asked(ledger: Any, tmp_path: Path) -> Asked:
    shop = Shop("Europe/London", "GBP", "GB")
    settings = Settings(data_dir=tmp_path)
    hidden, bus = MemorySecrets(), MemoryBus()
    return Asked(Door(ledger.warehouse, MemoryStore(), hidden, lambda: shop, settings, lambda: NOON, event_bus=bus))


def test_a_vendor_that_is_not_connected_is_not_asked(asked: Asked) -> None:
    assert asked.look() == 0


def test_a_connected_one_is_asked_each_time_but_the_first(asked: Asked) -> None:
    asked.door.secrets.put("lightspeed", "{}")
    assert asked.look() == 0  # whoever connected it brings the first of it over
    asked.now = NOON + timedelta(hours=1)
    assert asked.look() == 1
    asked.now = NOON + timedelta(hours=2)
    assert asked.look() == 2


def test_vendors_are_asked_every_hour_and_what_no_minute_could_merge_is_merged(asked: Asked) -> None:
    jobs = jobs_of(asked.door)
    assert {name: job.cron for name, job in jobs.items()} == {
        "merge": "30 * * * *",
        "reconcile-shopify": "0 * * * *",
        SYNC: "0 * * * *",
    }
    assert "merge" not in jobs_of(asked.door, merges_itself=True)


def test_one_that_fails_says_so_to_the_clock(asked: Asked) -> None:
    asked.door.secrets.put("lightspeed", "{}")
    asked.look()

    def fails(_: Door) -> None:
        raise OSError("the vendor is away")

    with pytest.raises(OSError, match="away"):
        jobs_of(asked.door, {SYNC: Task(fails, "0 * * * *", "Asks")})[SYNC].run()
