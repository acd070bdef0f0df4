"""The same facts make the same rows on both engines: by the SQLite inbox on DuckDB, by raw_facts on BigQuery."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ingestion import merging, queries
from ingestion.door import Door
from ingestion.events.testing import Fact, Orders, expected_ledger, told
from ingestion.settings import Settings
from ingestion.subscriptions import handlers
from shared.contracts.events import encode, event_types, new_event
from shared.secrets import connect as connect_secrets
from shared.shop import Shop
from shared.store import connect as connect_store
from shared.testing import MemoryBus
from shared.warehouse import Query, Row, connect

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DUBLIN = Shop("Europe/Dublin", "EUR", "IE")
_OF_THE_WAY = ("raw_facts", "merged_messages")  # how facts came, not what they say


def open_door(folder: Path, warehouse_url: str, inbox_url: str | None) -> Door:
    store, secrets = connect_store(f"file://{folder}/store"), connect_secrets(f"file://{folder}/secrets")
    settings = Settings(data_dir=folder, inbox_url=inbox_url)
    door = Door(connect(warehouse_url), store, secrets, lambda: DUBLIN, settings, lambda: NOW, event_bus=MemoryBus())
    door.warehouse.create(queries.TABLES.values())
    return door


@pytest.fixture
def doors(
    emulator: str, new_dataset: Callable[[str], AbstractContextManager[str]], tmp_path: Path
) -> Iterator[tuple[Door, Door]]:
    with new_dataset("merging") as dataset:
        local = open_door(tmp_path / "local", "duckdb:///:memory:", None)
        cloud = open_door(tmp_path / "cloud", f"bigquery://shop/{dataset}?emulator={emulator}", "raw-facts:")
        yield local, cloud
        for door in (local, cloud):
            door.inbox.close()
            door.warehouse.close()


def publish(door: Door, facts: list[Fact], chance: random.Random) -> None:
    """As a BigQuery subscription writes messages: some of them twice, and something that is no event."""
    rows: list[Row] = []
    for kind, data in facts:
        event = new_event(kind, "/tests", data, event_id=f"{kind}/{data['entity_id']}/{data['version']}")
        row: Row = {"subscription_name": "facts", "message_id": event.id, "publish_time": NOW, "attributes": "{}"}
        row["data"] = encode(event).decode()
        rows += [row] * chance.choice([1, 1, 2])
    rows.append({**rows[0], "message_id": f"odd {len(facts)}", "data": "nothing of ours"})
    with door.warehouse.change() as change:
        change.insert(queries.TABLES["raw_facts"], rows)


def hear(door: Door, facts: list[Fact]) -> None:
    handled = handlers(door)
    for kind, data in facts:
        handled[kind](new_event(kind, "/tests", data, event_id=f"{kind}/{data['entity_id']}/{data['version']}"))


def contents(door: Door, *without: str) -> dict[str, list[str]]:
    held = {}
    for name, table in queries.TABLES.items():
        if name not in without:
            text = f"SELECT {', '.join(table.column_names)} FROM {name} WHERE TRUE{table.on_all_days()}"
            rows = door.warehouse.query(Query(name, text, {}))
            held[name] = sorted(repr([_plain(value) for value in row.values()]) for row in rows)
    return held


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.normalize() if hasattr(value, "normalize") else value


@pytest.mark.slow
def test_the_same_facts_make_the_same_rows_on_both_engines(doors: tuple[Door, Door]) -> None:
    local, cloud = doors
    chance, orders = random.Random(3), Orders(3, 12, days=10)  # noqa: S311 - an order of arrival
    others = [
        (kind, {**stated.example, "occurred_at": "2026-03-02T07:00:00Z"})
        for kind, stated in event_types().items()
        if "ingestion" in stated.subscribers and not kind.startswith(("order-", "run-"))
    ]
    facts = [*orders.facts, *others]
    chance.shuffle(facts)
    half = len(facts) // 2
    for portion in (facts[:half], facts[half:]):
        hear(local, portion)
        publish(cloud, portion, chance)
        merging.merge(local)
        merging.merge(cloud)
    assert cloud.inbox.depth().facts == 0
    assert contents(local, *_OF_THE_WAY, "load_audit", "set_aside_facts") == contents(
        cloud, *_OF_THE_WAY, "load_audit", "set_aside_facts"
    )
    sold = Counter(told(row) for row in cloud.warehouse.query(Query("sales", "SELECT * FROM sales", {})))
    assert sold == expected_ledger(orders.facts, "Europe/Dublin", "EUR")
    odd = cloud.warehouse.query(Query("aside", "SELECT event_id, reason FROM set_aside_facts", {}))
    assert {row["event_id"] for row in odd} == {f"odd {half}", f"odd {len(facts) - half}"}
    assert {row["reason"] for row in odd} == {"no_event"}
