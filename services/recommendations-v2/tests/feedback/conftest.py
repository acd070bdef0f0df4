"""The door for feedback with a clock, and plugs that can be gone: bus, store, warehouse, Redis."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Blueprint, Flask
from werkzeug.test import TestResponse

from recommendations_v2.desk import Desk
from recommendations_v2.feedback import Reader
from recommendations_v2.feedback_inbox import FeedbackInbox
from recommendations_v2.routes_entrance import make_entrance
from recommendations_v2.routes_feedback import add_feedback_routes
from recommendations_v2.served_record import Served, ServedRecords
from recommendations_v2.settings import Settings
from recommendations_v2.state import Moment, OnlineState
from recommendations_v2.use_cases_feedback import land_feedback
from shared.auth.storefront_keys import create_key
from shared.cache import NoCache
from shared.cache.trails import Trails
from shared.cache.trails_in_store import TrailsInStore
from shared.contracts.events import Event
from shared.event_bus import EventBusError
from shared.shop import Shop
from shared.store import Stored, StoreError
from shared.testing import MemoryBus, MemorySecrets, MemoryStore, local_guard
from shared.warehouse import Query, Row, Warehouse, connect
from shared.warehouse.sql_files import load_tables
from shared.web import install

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
ORIGIN = "https://shop.example"
TABLES = load_tables("recommendations_v2")
WEB_EVENTS = load_tables("ingestion")["web_events"]


class FailingBus(MemoryBus):
    """Takes events until it is told to fail."""

    fails = False

    def publish(self, events: Sequence[Event]) -> None:
        if self.fails:
            raise EventBusError("nobody answers")
        super().publish(events)


class FailingStore(MemoryStore):
    """Takes values until it is told to fail."""

    fails = False
    is_gone = False  # for who reads

    def get(self, key: str) -> Stored | None:
        if self.is_gone:
            raise StoreError("nobody answers")
        return super().get(key)

    def put(self, key: str, value: bytes, *, if_absent: bool = False, if_version: str | None = None) -> str:
        if self.fails:
            raise StoreError("the disk is full")
        return super().put(key, value, if_absent=if_absent, if_version=if_version)


@dataclass
class Shopfront:
    """A page of the shop that was served a list to `somebody`, and what it sends."""

    warehouse: Warehouse
    trails: Trails = field(default_factory=lambda: TrailsInStore(MemoryStore()))
    time: datetime = NOW

    def __post_init__(self) -> None:
        self.bus, self.store, self.secrets = FailingBus(), FailingStore(), MemorySecrets()
        shop = Shop("Europe/Dublin", "EUR", "IE")
        guard, self.headers_of = local_guard(self.store)
        self.desk = Desk(
            warehouse=self.warehouse,
            store=self.store,
            cache=NoCache(),
            secrets=self.secrets,
            event_bus=self.bus,
            shop=lambda: shop,
            settings=Settings(allowed_origins=ORIGIN),
            now=lambda: self.time,
        )
        self.records = ServedRecords(self.secrets, self.store)
        self.records.open("")  # the key is there, as after any start
        self.state = OnlineState(self.trails, lambda: self.time, self.records)
        self.inbox = FeedbackInbox(self.store, self.bus, lambda: self.time)
        reader = Reader(self.records.open, self.state.is_erased, lambda: shop, lambda: self.time)
        self.key, _ = create_key(self.store, [ORIGIN])
        app = Flask("shopfront")
        install(app, service="recommendations-v2")
        blueprint = Blueprint("recommendations", __name__, url_prefix="/api/recommendations/v2")
        add_feedback_routes(blueprint, make_entrance(self.desk, guard), reader, self.inbox, self.state)
        app.register_blueprint(blueprint)
        self.client = app.test_client()

    def served(self, subject: str | None = "customer:c-17", *products: str, **more: Any) -> str:
        """The id of a list that was served a minute ago."""
        said = {"experiment_id": "v2-at-home", "arm": "v2", "variant": "v2", "model": "m-1", "surface": "home", **more}
        at = said.pop("served_at", self.time - timedelta(minutes=1))
        return self.records.issue(
            Served(served_at=at, subject=subject, product_ids=products or ("mug", "tray", "bowl"), **said)
        )

    def send(self, *events: Any, **batch: Any) -> TestResponse:
        body = {"key": self.key, "events": list(events), **batch}
        return self.client.post(
            "/api/recommendations/v2/feedback",
            data=json.dumps(body),
            headers={"Origin": ORIGIN, "Content-Type": "text/plain"},
        )

    def land(self) -> int:
        return land_feedback(self.desk, TABLES["recommendation_feedback"])

    def rows(self) -> list[Row]:
        text = "SELECT * FROM recommendation_feedback ORDER BY occurred_at, feedback_id"
        return self.warehouse.query(Query("rows", text, {}))

    def waiting(self) -> list[str]:
        return list(self.store.list("recommendations-v2/feedback/"))

    def of(self, subject: str) -> Moment:
        return self.state.of(subject, self.time)


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    with closing(connect("duckdb:///:memory:")) as opened:
        opened.create([*TABLES.values(), WEB_EVENTS])
        yield opened


@pytest.fixture
def shopfront(warehouse: Warehouse) -> Shopfront:
    return Shopfront(warehouse)


@pytest.fixture
def on_trails(warehouse: Warehouse) -> Any:
    """Makes one whose state is kept elsewhere."""
    return lambda trails: Shopfront(warehouse, trails)
