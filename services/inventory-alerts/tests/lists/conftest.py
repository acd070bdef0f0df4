"""A service on a warehouse in memory, whose tables hold what a run would have written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from inventory_alerts import queries, writing
from inventory_alerts.desk import SERVICE, Desk
from inventory_alerts.order_cycle import Reorder
from inventory_alerts.reading import LAST_RUN_KEY, LastRun
from inventory_alerts.routes_products import add_product_routes
from inventory_alerts.routes_reorders import add_reorder_routes
from inventory_alerts.routes_settings import add_settings_routes
from inventory_alerts.routes_worth import add_worth_routes
from inventory_alerts.settings import Settings
from shared.contracts.events import Event
from shared.event_bus import EventBusError
from shared.shop import Shop
from shared.testing import MemoryBus, MemorySecrets, MemoryStore, local_guard
from shared.warehouse import Table, connect
from shared.warehouse.sql_files import load_tables
from shared.web import install

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
RUN_AT = NOW - timedelta(hours=2)
GENERATION = "20260302-060000-000000"
INGESTION: Mapping[str, Table] = load_tables("ingestion")


class Bus(MemoryBus):
    """A bus that may be away."""

    failing = False

    def publish(self, events: Sequence[Event]) -> None:
        if self.failing:
            raise EventBusError("away")
        super().publish(events)


@dataclass
class Service:
    """The service as people with roles call it, and what stands behind it."""

    desk: Desk
    bus: Bus
    client: FlaskClient
    headers: Callable[[str], dict[str, str]]

    def call(self, method: str, path: str, *, role: str = "buyer", **said: Any) -> TestResponse:
        said.setdefault("headers", {}).update(self.headers(role))
        return self.client.open(f"/api/inventory{path}", method=method, **said)

    def get(self, path: str, *, role: str = "buyer") -> Any:
        answer = self.call("GET", path, role=role)
        assert answer.status_code == 200, answer.text
        return answer.json

    def fill(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Put rows into a table; a column left out is null, or nothing where that may not be."""
        known = queries.TABLES.get(table) or INGESTION[table]
        nothing = {"STRING": "", "INT64": 0, "NUMERIC": Decimal(0), "BOOL": False, "TIMESTAMP": RUN_AT}
        empty = {each.name: nothing.get(each.type) if each.mode == "REQUIRED" else None for each in known.columns}
        with self.desk.warehouse.change() as change:
            change.insert(known, [{**empty, **row} for row in rows])

    def suggest(self, reorder_id: str, **more: Any) -> None:
        suggested = Reorder(
            **{
                "reorder_id": reorder_id,
                "recorded_at": RUN_AT,
                "state": "suggested",
                "product_id": "mug",
                "location_id": "dublin",
                "supplier_id": "acme",
                "suggested_quantity": Decimal(48),
                "quantity": Decimal(48),
                "received_quantity": Decimal(0),
                "unit_cost": Decimal("5.10"),
                "lead_time_days": 10,
                "lead_time_from": "supplier",
                "suggested_at": RUN_AT,
                "changed_at": RUN_AT,
                "order_by": None,
                "decided_by": "run",
                "evidence": json.dumps({"position": 3}),
                **more,
            }
        )
        assert asdict(suggested)["reorder_id"] == reorder_id
        writing.add_reorders(self.desk.warehouse, [suggested])


@pytest.fixture
def service() -> Iterator[Service]:
    store, bus = MemoryStore(), Bus()
    guard, headers = local_guard(MemoryStore())
    with closing(connect("duckdb:///:memory:")) as warehouse:
        warehouse.create([*INGESTION.values(), *queries.TABLES.values()])
        desk = Desk(
            warehouse=warehouse,
            store=store,
            secrets=MemorySecrets(),
            event_bus=bus,
            shop=lambda: Shop("Europe/Dublin", "EUR", "IE"),
            settings=Settings(),
            now=lambda: NOW,
        )
        run = LastRun("run-1", RUN_AT, RUN_AT, RUN_AT, RUN_AT, (), 0, {})
        store.put(LAST_RUN_KEY, run.document())
        for table in ("product_forecasts", "alert_candidates"):
            store.put(
                f"generations/{SERVICE}/{table}", json.dumps({"generation_id": GENERATION, "tables": [table]}).encode()
            )
        app = Flask("inventory-alerts")
        install(app, service="inventory-alerts")
        blueprint = Blueprint("inventory-alerts", __name__, url_prefix="/api/inventory")
        for add in (add_product_routes, add_reorder_routes, add_settings_routes, add_worth_routes):
            add(blueprint, desk, guard)
        app.register_blueprint(blueprint)
        yield Service(desk, bus, app.test_client(), headers)
