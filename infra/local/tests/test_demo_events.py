"""The demo over the bus is the demo of the files: each order, refund, count and visit, to the cent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import ingestion.wiring
from ingestion import merging
from ingestion.door import Door
from local.demo import EVENTS_FILE, SHOP, write_next, write_next_events
from local.demo.testing import WrittenDemo
from local.demo_tempo import Tempo
from local.suite import open_suite
from shared.contracts.events import Event, decode
from shared.warehouse import Query

MADE_BY_THE_DOOR = {"entry_id", "load_id", "recorded_at"}  # not the shop's: who brought a line, and when
HOURS = timedelta(hours=23)  # into the morning on which shelves are counted
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def told(written_demo: WrittenDemo, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Rows]]:
    """The rows of the shop's tables after a day of the demo: loaded as files, and told by the bus."""
    demo, root = written_demo.demo, tmp_path_factory.mktemp("day")
    since, until = demo.until, demo.until + HOURS
    rows = {}
    for way, write in (("files", write_next), ("bus", write_next_events)):
        folder = root / way
        folder.mkdir()
        written = write(demo, since, until, folder)
        suite = open_suite(root / f"{way}-data", dict(SHOP), lambda *_: None, now=lambda: until)
        try:
            files = [file for file in written if file.name != EVENTS_FILE]
            ingestion.wiring.load_portion(suite.door, files, load_id="demo-1", source="demo", progress=lambda *_: None)
            for file in written:
                if file.name == EVENTS_FILE:
                    publish(suite.door, [decode(line) for line in file.read_bytes().splitlines()])
            rows[way] = {name: shop_rows(suite.plugs.warehouse.query, name) for name in TABLES}
        finally:
            suite.close()
    return rows


TABLES = ("sales", "stock_counts", "web_events", "daily_shop_sales")


def publish(door: Door, events: list[Event]) -> None:
    """Have events merged twice and backwards: nothing of it may show."""
    for event in reversed(events):
        door.inbox.put(event)
    while merging.merge(door).taken:
        pass
    for event in events[:50]:
        door.inbox.put(event)
    while merging.merge(door).taken:
        pass


def shop_rows(ask: Callable[[Query], Rows], table: str) -> Rows:
    rows = ask(Query("test", f"SELECT * FROM {table}", {}))
    plain = [{name: value for name, value in row.items() if name not in MADE_BY_THE_DOOR} for row in rows]
    return sorted(plain, key=repr)


@pytest.mark.parametrize("table", TABLES)
def test_the_bus_brings_what_the_files_hold(told: dict[str, dict[str, Rows]], table: str) -> None:
    assert len(told["files"][table]) > 50 or table == "daily_shop_sales"
    assert told["bus"][table] == told["files"][table]


def test_only_what_events_cannot_say_stays_in_files(written_demo: WrittenDemo, tmp_path: Path) -> None:
    demo = written_demo.demo
    written = write_next_events(demo, demo.until, demo.until + HOURS, tmp_path)
    names = {file.name for file in written}
    assert EVENTS_FILE in names
    assert not names & {"stock_counts.parquet", "web_events.parquet"}
    sales = next((file for file in written if file.stem == "sales"), None)
    assert sales is None or SHOP["SHOP_CURRENCY"] not in pq.read_table(sales)["currency"].to_pylist()


def test_a_clock_that_is_sped_up_goes_on_from_now() -> None:
    began = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert Tempo(60, began, lambda: began).now() == began
    assert Tempo(60, began, lambda: began + timedelta(minutes=1)).now() == began + timedelta(hours=1)
    assert Tempo(1, began, lambda: began + timedelta(minutes=1)).now() == began + timedelta(minutes=1)
