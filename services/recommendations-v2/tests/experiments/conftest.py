"""The routes of experiments on a warehouse in memory, whose tables hold what a shop would have written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from recommendations_v2.assignment import Assignment, Traffic, assign
from recommendations_v2.desk import Desk
from recommendations_v2.experiments import traffic_now
from recommendations_v2.exposures import Recorder
from recommendations_v2.routes_experiments import add_experiment_routes
from recommendations_v2.routes_performance import add_performance_routes
from recommendations_v2.settings import Settings
from recommendations_v2.use_cases_exposures import load_exposures
from shared.cache.memory import MemoryCache
from shared.shop import Shop
from shared.testing import MemoryBus, MemorySecrets, MemoryStore, local_guard
from shared.warehouse import JSON_LINES, Query, Table, connect
from shared.warehouse.sql_files import load_tables
from shared.web import install

BEGUN = datetime(2026, 3, 1, 8, tzinfo=UTC)
INGESTION: Mapping[str, Table] = load_tables("ingestion")
OWN: Mapping[str, Table] = load_tables("recommendations_v2")


@dataclass
class Clock:
    """Now, as the test has it."""

    at: datetime = BEGUN

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Service:
    """The service as people with roles call it, and the tables behind it."""

    desk: Desk
    clock: Clock
    bus: MemoryBus
    recorder: Recorder
    client: FlaskClient
    headers: Callable[[str], dict[str, str]]
    looked_up: list[None] = field(default_factory=list)

    def call(self, method: str, path: str, body: object = None, *, role: str = "owner", **said: Any) -> TestResponse:
        said.setdefault("headers", {}).update(self.headers(role))
        return self.client.open(f"/api/recommendations/v2{path}", method=method, json=body, **said)

    def get(self, path: str, *, role: str = "owner") -> Any:
        answer = self.call("GET", path, role=role)
        assert answer.status_code == 200, answer.text
        return answer.json

    def post(self, path: str, body: object = None, *, status: int = 200) -> Any:
        answer = self.call("POST", path, body)
        assert answer.status_code == status, answer.text
        return answer.json

    def plan(self, name: str = "v2-at-home", *, status: int = 201, **changed: Any) -> Any:
        """Plan v1 against v2 at home, with what the test wants otherwise."""
        arms = [{"arm": "v1", "variant": "v1", "weight": 0.5}, {"arm": "v2", "variant": "v2", "weight": 0.5}]
        planned = {"experiment_id": name, "name": "The second version at home", "surfaces": ["home"], "arms": arms}
        return self.post("/experiments", {**planned, **changed}, status=status)

    def fill(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Put rows into a table; a column left out is null, or nothing where that may not be."""
        known = OWN.get(table) or INGESTION[table]
        nothing = {
            "STRING": "",
            "INT64": 0,
            "NUMERIC": Decimal(0),
            "BOOL": False,
            "TIMESTAMP": BEGUN,
            "DATE": BEGUN.date(),
        }
        empty = {each.name: nothing[each.type] if each.mode == "REQUIRED" else None for each in known.columns}
        names = ", ".join(known.column_names)
        add = Query(f"fill_{table}", f"INSERT INTO {table} ({names}) SELECT {names} FROM filled", {})
        with TemporaryDirectory() as folder, self.desk.warehouse.change() as change:
            file = Path(folder) / f"rows{JSON_LINES}"
            file.write_text("".join(json.dumps({**empty, **row}, default=str) + "\n" for row in rows))
            change.stage("filled", known.columns, [file])
            change.execute(add)

    def sees_home(self, subjects: Sequence[str]) -> dict[str, Assignment]:
        """These people are answered a list now; in which arm each was."""
        traffic: Traffic = traffic_now(self.desk.store)
        share = self.desk.settings.hold_out_share
        arms = {subject: assign(subject, "home", traffic, share) for subject in subjects}
        for subject, assigned in arms.items():
            self.recorder.seen(subject, "home", assigned, self.clock.at)
        self.recorder.flush()
        load_exposures(self.desk)
        return arms

    def buys(
        self, customer_ids: Sequence[str], net: str, cost: str | None = None, *, came_back: str | None = None
    ) -> None:
        """Each places an order of two products in an hour."""
        at = self.clock.at + timedelta(hours=1)
        rows = []
        for customer_id in customer_ids:
            order: dict[str, Any] = {
                "order_id": f"o-{customer_id}-{at:%j}",
                "customer_id": customer_id,
                "line_type": "merchandise",
                "ordered_at": at.isoformat(),
                "occurred_at": at.isoformat(),
                "local_date": at.date(),
            }
            line = {**order, "kind": "sale", "quantity": 1, "unit_cost": cost}
            rows += [
                {**line, "entry_id": f"{order['order_id']}-{product}", "product_id": product, "net_amount": net}
                for product in ("p1", "p2")
            ]
            if came_back is not None:
                refund = {
                    **line,
                    "entry_id": f"{order['order_id']}-r",
                    "kind": "refund",
                    "product_id": "p1",
                    "quantity": -1,
                }
                rows.append({**refund, "net_amount": f"-{came_back}"})
        self.fill("sales", rows)

    def days_later(self, days: int) -> None:
        """As many days go by, and their sales are loaded."""
        self.clock.at += timedelta(days=days)
        data = {"version": days, "data_from": BEGUN.isoformat(), "data_until": self.clock.at.isoformat()}
        self.desk.store.put("versions/data", json.dumps(data).encode())


@pytest.fixture
def service() -> Iterator[Service]:
    store, clock, bus = MemoryStore(), Clock(), MemoryBus()
    guard, headers = local_guard(MemoryStore())
    with closing(connect("duckdb:///:memory:")) as warehouse:
        warehouse.create([*(INGESTION[name] for name in ("sales", "web_events")), *OWN.values()])
        desk = Desk(
            warehouse=warehouse,
            store=store,
            cache=MemoryCache(),
            secrets=MemorySecrets(),
            event_bus=bus,
            shop=lambda: Shop("Europe/Dublin", "EUR", "IE"),
            settings=Settings(),
            now=clock,
        )
        app = Flask("recommendations_v2")
        install(app, service="recommendations-v2")
        blueprint = Blueprint("recommendations_v2", __name__, url_prefix="/api/recommendations/v2")
        made = Service(desk, clock, bus, Recorder(store), app.test_client(), headers)
        add_experiment_routes(blueprint, desk, guard, lambda: made.looked_up.append(None))
        add_performance_routes(blueprint, desk, guard)
        app.register_blueprint(blueprint)
        made.days_later(0)
        yield made
