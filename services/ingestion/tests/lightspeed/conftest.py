"""A shop that is connected to a stand-in for Lightspeed, and a bus that keeps what is published."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ingestion import queries
from ingestion.door import Door
from ingestion.lightspeed.connecting import Connection, store_connection
from ingestion.lightspeed.syncing import sync
from ingestion.lightspeed.testing import PREFIX, TOKEN, StandIn, small_shop, stand_in, uuid_of
from ingestion.settings import Settings
from shared.contracts.events import Event
from shared.shop import Shop
from shared.testing import MemoryBus, MemorySecrets, MemoryStore
from shared.warehouse import connect

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LONDON = Shop("Europe/London", "GBP", "GB")


def quiet(_what: str, _done: int, _of: int) -> None:
    """Progress nobody watches."""


class UntilItBreaks(MemoryBus):
    """Takes so many batches, then fails as a bus does that cannot make them durable."""

    def __init__(self) -> None:
        super().__init__()
        self.batches_left: int | None = None

    def publish(self, events: Sequence[Event]) -> None:
        if self.batches_left == 0:
            raise OSError("the disk is full")
        if self.batches_left is not None:
            self.batches_left -= 1
        super().publish(events)


@dataclass
class ConnectedShop:
    """The shop, what it publishes, and the Lightspeed shop it is connected to."""

    door: Door
    bus: UntilItBreaks
    lightspeed: StandIn
    pauses: list[float] = field(default_factory=list)

    def sync(self, **asked: Any) -> dict[str, Any]:
        return sync(self.door, asked.pop("progress", quiet), pause=self.pauses.append, **asked)

    def told(self, report: dict[str, Any], entity: str) -> dict[str, Any]:
        """What a report says of one kind of item, its reasons by name."""
        found = next(dict(one) for one in report["entities"] if one["entity"] == entity)
        for name in ("left_out", "set_aside"):
            found[name] = {one["reason"]: one["items"] for one in found[name]}
        return found

    def published(self, kind: str) -> list[dict[str, Any]]:
        """What the events of a type say, each once, in the order of publishing."""
        unique = {(event.source, event.id): event for event in self.bus.published if event.type == kind}
        return [dict(event.data) for event in unique.values()]

    def order(self, sale: str) -> dict[str, Any]:
        """What is known of the order that a sale made, last."""
        found = [
            data
            for kind in ("order-placed.v1", "order-changed.v1")
            for data in self.published(kind)
            if data["entity_id"] == uuid_of(f"sale {sale}")
        ]
        return max(found, key=lambda data: int(data["version"]))

    def refund(self, sale: str) -> dict[str, Any]:
        """What is known of the refund that a sale made, last."""
        named = uuid_of(f"sale {sale}")
        found = [data for data in self.published("order-refunded.v1") if data["entity_id"] == named]
        return max(found, key=lambda data: int(data["version"]))


@pytest.fixture
def lightspeed() -> Iterator[StandIn]:
    """A small Lightspeed shop: two outlets, two users, four products, two customers, no sales yet."""
    with stand_in() as held:
        small_shop(held)
        yield held


@pytest.fixture
def new_shop(lightspeed: StandIn, tmp_path: Path) -> Callable[..., ConnectedShop]:
    """Makes a shop; with `shop` the settings it has. Nothing but a shop without settings is asked for its tables."""

    def made(shop: Shop = LONDON) -> ConnectedShop:
        bus, secrets = UntilItBreaks(), MemorySecrets()
        warehouse: Any = None
        if not shop.configured:
            warehouse = connect("duckdb:///:memory:")
            warehouse.create(queries.TABLES.values())
        door = Door(
            warehouse,
            MemoryStore(),
            secrets,
            lambda: shop,
            Settings(data_dir=tmp_path, lightspeed_api_url=lightspeed.url),
            lambda: NOW,
            event_bus=bus,
        )
        store_connection(secrets, Connection(PREFIX, TOKEN))
        return ConnectedShop(door, bus, lightspeed)

    return made


@pytest.fixture
def shop(new_shop: Callable[..., ConnectedShop]) -> ConnectedShop:
    return new_shop()
