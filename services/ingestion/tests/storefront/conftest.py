"""A storefront's door with a clock, a bus that can fail, and a key for the shop's pages."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ingestion.door import Door
from ingestion.routes_storefront import add_storefront_routes
from ingestion.settings import Settings
from shared.auth.storefront_keys import create_key
from shared.contracts.events import Event
from shared.event_bus import EventBusError
from shared.secrets import SecretsError
from shared.shop import Shop
from shared.store import Stored, StoreError
from shared.testing import MemoryBus, MemorySecrets, MemoryStore, local_guard
from shared.web import install

SHOP_ORIGIN = "https://shop.example"
NOW = datetime(2026, 3, 2, 10, 0, 0, tzinfo=UTC)
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


class FailingBus(MemoryBus):
    """Takes events until it is told to fail."""

    def __init__(self) -> None:
        super().__init__()
        self.fails = False

    def publish(self, events: Sequence[Event]) -> None:
        if self.fails:
            raise EventBusError("the disk is full")
        super().publish(events)


class FailingStore(MemoryStore):
    """Answers until it is told to fail."""

    def __init__(self) -> None:
        super().__init__()
        self.fails = False

    def get(self, key: str) -> Stored | None:
        if self.fails:
            raise StoreError("nobody answers")
        return super().get(key)


class FailingSecrets(MemorySecrets):
    """Answers until it is told to fail."""

    def __init__(self) -> None:
        super().__init__()
        self.fails = False

    def get(self, name: str) -> str | None:
        if self.fails:
            raise SecretsError("nobody answers")
        return super().get(name)


@dataclass
class Storefront:
    """The door, and what a page of the shop sends to it."""

    folder: Path
    settings: dict[str, Any] = field(default_factory=dict)
    time: datetime = NOW

    def __post_init__(self) -> None:
        self.bus, self.store, self.secrets = FailingBus(), FailingStore(), FailingSecrets()
        guard, self.headers_of = local_guard(self.store)
        shop = Shop("Europe/Dublin", "EUR", "IE")
        known = {"data_dir": self.folder, "allowed_origins": SHOP_ORIGIN, **self.settings}
        self.door = Door(
            None,  # type: ignore[arg-type]  # nothing of this door touches the warehouse
            self.store,
            self.secrets,
            lambda: shop,
            Settings(**known),
            lambda: self.time,
            event_bus=self.bus,
        )
        self.key, self.kept_key = create_key(self.store, [SHOP_ORIGIN])
        self.app = Flask("storefront")
        install(self.app, service="ingestion")
        blueprint = Blueprint("ingestion", __name__, url_prefix="/api/ingest")
        add_storefront_routes(blueprint, self.door, guard)
        self.app.register_blueprint(blueprint)

    def live(self) -> None:
        """From now on the time is the browser's: whole seconds, so that a signature can be made for it."""
        self.time = datetime.now(UTC).replace(microsecond=0)

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def send(self, *events: Any, headers: dict[str, str] | None = None, **batch: Any) -> TestResponse:
        """What the snippet sends: JSON as text/plain, the key in it. `headers` win."""
        body = {"key": self.key, "consent": "granted", "visitor_id": "v-1", "events": list(events), **batch}
        sent = {"Origin": SHOP_ORIGIN, "User-Agent": CHROME, "Content-Type": "text/plain;charset=UTF-8"}
        return self.client.post(
            "/api/ingest/web-events",
            data=json.dumps({name: value for name, value in body.items() if value is not None}),
            headers={**sent, **(headers or {})},
        )

    @property
    def published(self) -> list[dict[str, Any]]:
        """The data of what was published, oldest first."""
        return [dict(event.data) for event in self.bus.published]

    @property
    def last(self) -> dict[str, Any]:
        return self.published[-1]


def an_event(event: str = "page_view", **fields: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "event": event, **fields}


@pytest.fixture
def new_storefront(tmp_path: Path) -> Callable[..., Storefront]:
    return lambda **settings: Storefront(tmp_path, settings)


@pytest.fixture
def storefront(new_storefront: Callable[..., Storefront]) -> Storefront:
    return new_storefront()


@pytest.fixture
def viewed() -> Callable[..., dict[str, Any]]:
    return an_event
