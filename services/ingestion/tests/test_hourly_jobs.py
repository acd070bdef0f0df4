"""A connected vendor is asked what changed once an hour, by whoever has a clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ingestion.door import Door
from ingestion.jobs import JOBS, hourly
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
        """The clock looks once; answers how often the vendor was asked so far."""
        jobs: dict[str, Callable[[Door], None]] = {**JOBS, SYNC: lambda _: self.times.append(self.now)}
        hourly(self.door, jobs)[SYNC]()
        return len(self.times)


@pytest.fixture
def asked(ledger: Any, tmp_path: Path) -> Asked:
    shop = Shop("Europe/London", "GBP", "GB")
    settings = Settings(data_dir=tmp_path)
    hidden, bus = MemorySecrets(), MemoryBus()
    return Asked(Door(ledger.warehouse, MemoryStore(), hidden, lambda: shop, settings, lambda: NOON, event_bus=bus))


def test_a_vendor_that_is_not_connected_is_not_asked(asked: Asked) -> None:
    assert asked.look() == 0


def test_a_connected_one_is_asked_every_hour_but_for_the_first_time(asked: Asked) -> None:
    asked.door.secrets.put("lightspeed", "{}")
    assert asked.look() == 0  # whoever connected it brings the first of it over
    asked.now = NOON + timedelta(minutes=59)
    assert asked.look() == 0
    asked.now = NOON + timedelta(minutes=60)
    assert asked.look() == 1
    asked.now = NOON + timedelta(minutes=119)
    assert asked.look() == 1
    asked.now = NOON + timedelta(minutes=120)
    assert asked.look() == 2


def test_one_that_fails_is_asked_an_hour_later(asked: Asked) -> None:
    asked.door.secrets.put("lightspeed", "{}")
    asked.look()

    def fails(_: Door) -> None:
        raise OSError("the vendor is away")

    asked.now = NOON + timedelta(hours=1)
    with pytest.raises(OSError, match="away"):
        hourly(asked.door, {**JOBS, SYNC: fails})[SYNC]()
    assert asked.look() == 0
    asked.now = NOON + timedelta(hours=2)
    assert asked.look() == 1
