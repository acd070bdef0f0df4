"""A shop that takes events: its tables, its inbox, and the merger's one step at a time."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ingestion import merging, queries, rollups, starting, use_cases
from ingestion.door import Door
from ingestion.events.testing import Fact, told
from ingestion.files.plan import SourceFile
from ingestion.loads import LoadRequest
from ingestion.merging import MergeReport
from ingestion.settings import Settings
from ingestion.subscriptions import handlers
from shared.contracts.events import new_event
from shared.secrets import connect as connect_secrets
from shared.shop import Shop
from shared.store import connect as connect_store
from shared.testing import MemoryBus
from shared.warehouse import Query, Row, connect

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DUBLIN = Shop("Europe/Dublin", "EUR", "IE")


def quiet(_what: str, _done: int, _of: int) -> None:
    """Progress nobody watches."""


@dataclass
class Till:
    """A shop and what may be done with it."""

    door: Door
    folder: Path

    def hear(self, *facts: Fact, again: bool = False) -> None:
        """Give facts to the handlers, as the bus does; `again` as other events that say the same."""
        handled = handlers(self.door)
        for kind, data in facts:
            event_id = f"{kind}/{data['entity_id']}/{data['version']}{'/again' if again else ''}"
            handled[kind](new_event(kind, "/tests", data, event_id=event_id))

    def merge(self, *facts: Fact, again: bool = False) -> MergeReport:
        """Hear facts and merge what waits."""
        self.hear(*facts, again=again)
        return merging.merge(self.door)

    def load(self, **texts: str) -> dict[str, Any]:
        files = []
        for name, text in texts.items():
            path = self.folder / f"{name}.csv"
            path.write_text(text, encoding="utf-8")
            files.append(SourceFile(path.name, path))
        request = LoadRequest(tuple(files), "canonical", None, source="canonical", dry_run=False)
        return use_cases.load_files(self.door, request, quiet)

    def rows(self, text: str) -> list[Row]:
        return self.door.warehouse.query(Query("test", text, {}))

    def ledger(self) -> Counter[tuple[Any, ...]]:
        """As the oracle says it."""
        return Counter(told(row) for row in self.rows("SELECT * FROM sales"))

    def contents(self, *, without: Sequence[str] = ("load_audit",)) -> dict[str, list[str]]:
        """Everything that the tables hold, in a stable order, but when it was recorded about orders and entities."""
        held = {}
        for name in queries.TABLES:
            if name not in without:
                drop = " EXCEPT (recorded_at)" if name in ("order_facts", "entity_facts") else ""
                held[name] = sorted(repr(row) for row in self.rows(f"SELECT *{drop} FROM {name}"))
        return held

    def assert_rollups_equal_the_ledger(self) -> None:
        before = self.contents()
        with self.door.warehouse.change() as change:
            queries.all_days(change)
            queries.no_redated_entries(change)
            rollups.refresh(change, quiet)
        assert self.contents() == before

    def counted(self) -> dict[tuple[str, str, str], int]:
        """What the audit says: rows by table, outcome and reason, those of events only."""
        rows: list[dict[str, Any]] = [
            dict(row) for row in self.rows("SELECT * FROM load_audit WHERE source = 'events'")
        ]
        return {(row["table_name"], row["outcome"], row["reason"]): row["row_count"] for row in rows}


@pytest.fixture
def new_till(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Till]]:
    with ExitStack() as opened:

        def made() -> Till:
            folder = tmp_path_factory.mktemp("till")
            store, secrets = connect_store(f"file://{folder}/store"), connect_secrets(f"file://{folder}/secrets")
            warehouse = connect("duckdb:///:memory:")
            settings, bus = Settings(data_dir=folder), MemoryBus()
            door = Door(warehouse, store, secrets, lambda: DUBLIN, settings, lambda: NOW, event_bus=bus)
            starting.start(door, quiet)
            opened.callback(warehouse.close)
            opened.callback(door.inbox.close)
            return Till(door, folder)

        yield made


@pytest.fixture
def till(new_till: Callable[[], Till]) -> Till:
    return new_till()


def shuffled(facts: Iterable[Fact], chance: random.Random) -> list[Fact]:
    copies = list(facts)
    chance.shuffle(copies)
    return copies


def order(version: int = 1, order_id: str = "1001", **given: Any) -> Fact:
    """An order of two mugs; a version above 1 is a change of it."""
    data = {
        "entity_id": order_id,
        "version": version,
        "occurred_at": f"2026-03-{version:02}T10:15:00Z",
        "ordered_at": "2026-03-01T10:15:00Z",
        "customer_id": "c-17",
        "currency": "EUR",
        "channel": "online",
        "location_id": "dublin",
        "country": "IE",
        "lines": [mug()],
    }
    return ("order-placed.v1" if version == 1 else "order-changed.v1", data | given)


def mug(**given: Any) -> dict[str, Any]:
    """A line of two mugs for 21.60."""
    line = {"line_id": "1", "line_no": 1, "line_type": "merchandise", "product_id": "mug", "quantity": "2"}
    line |= {"gross_amount": "24.00", "discount_amount": "2.40", "tax_amount": "4.05", "unit_cost": "5.10"}
    return line | given


def refund(version: int = 1, order_id: str = "1001", **given: Any) -> Fact:
    """One mug of an order that came back."""
    line = {"line_id": "1", "line_type": "merchandise", "quantity": "1"}
    line |= {"gross_amount": "12.00", "discount_amount": "1.20", "tax_amount": "2.02"}
    data = {
        "entity_id": f"{order_id}/r",
        "version": version,
        "occurred_at": "2026-03-20T09:00:00Z",
        "order_id": order_id,
        "currency": "EUR",
        "lines": [line],
    }
    return "order-refunded.v1", data | given


@pytest.fixture
def make() -> Any:
    """The makers of facts, by name: `make.order(...)`, `make.mug(...)`, `make.refund(...)`, `make.shuffled(...)`."""

    class Makers:
        order = staticmethod(order)
        mug = staticmethod(mug)
        refund = staticmethod(refund)
        shuffled = staticmethod(shuffled)

    return Makers
