"""The performance routes on a warehouse in memory, whose tables hold what refreshes and exports would have written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from segments import queries
from segments.definitions import plain
from segments.desk import Desk
from segments.refreshes import TABLE, Refresh, keep
from segments.routes_performance import add_performance_routes
from segments.settings import Settings
from segments.use_cases_settings import definitions_now
from shared.shop import Shop
from shared.testing import MemoryBus, MemorySecrets, MemoryStore, local_guard
from shared.warehouse import JSON_LINES, Query, Table, connect
from shared.warehouse.sql_files import load_tables
from shared.web import install

NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)
REFRESH = "20260401T041000000000Z-00000000"
INGESTION: Mapping[str, Table] = load_tables("ingestion")


@dataclass
class Service:
    """The service as people with roles call it, and the tables behind it."""

    desk: Desk
    client: FlaskClient
    headers: Callable[[str], dict[str, str]]

    def call(self, path: str, *, role: str = "owner", **said: Any) -> TestResponse:
        said.setdefault("headers", {}).update(self.headers(role))
        return self.client.get(f"/api/segments{path}", **said)

    def get(self, path: str, *, role: str = "owner") -> Any:
        answer = self.call(path, role=role)
        assert answer.status_code == 200, answer.text
        return answer.json

    def fill(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Put rows into a table; a column left out is null, or nothing where that may not be."""
        known = queries.TABLES.get(table) or INGESTION[table]
        nothing = {"STRING": "", "INT64": 0, "NUMERIC": Decimal(0), "FLOAT64": 0.0, "BOOL": False, "TIMESTAMP": NOW}
        empty = {each.name: nothing.get(each.type) if each.mode == "REQUIRED" else None for each in known.columns}
        names = ", ".join(known.column_names)
        add = Query(f"fill_{table}", f"INSERT INTO {table} ({names}) SELECT {names} FROM filled", {})
        with TemporaryDirectory() as folder, self.desk.warehouse.change() as change:
            file = Path(folder) / f"rows{JSON_LINES}"
            file.write_text("".join(json.dumps({**empty, **row}, default=str) + "\n" for row in rows))
            change.stage("filled", known.columns, [file])
            change.execute(add)

    def member(self, customer_id: str, segment_id: str, since: date, until: date | None = None, tags: str = "") -> None:
        row = {"customer_id": customer_id, "segment_id": segment_id, "tags": tags, "valid_from": since}
        self.fill("segment_members", [{**row, "valid_to": until}])

    def bought(self, customer_id: str | None, day: date, net: str, cost: str | None = None) -> None:
        """One order without a discount: in the rollups as the ledger would have it."""
        figures: dict[str, Any] = {"gross_sales": Decimal(net), "net_sales": Decimal(net), "orders": 1}
        if cost is not None:
            figures |= {"net_sales_with_cost": Decimal(net), "cost": Decimal(cost), "costed": 1}
        days = {"local_date": day, "ordered_local_date": day}
        self.fill("daily_customer_sales", [{**days, **figures, "customer_id": customer_id}])
        self.fill("daily_shop_sales", [{**days, **figures}])


def refreshed(desk: Desk) -> None:
    """The last refresh, whose rows the tables hold."""
    told: dict[str, Any] = {each.name: 0 for each in fields(Refresh) if each.type == "int"}
    known = {"refresh_id": REFRESH, "run_id": "run-1", "as_of": NOW, "finished_at": NOW, "day": NOW.date()}
    more = {"until": NOW.date() - timedelta(days=1), "monetary_basis": "gross_margin", "value_basis": "gross_margin"}
    nothing: dict[str, Any] = {"segments": {}, "tags": {}, "cuts": {}, "rules": plain(definitions_now(desk))}
    keep(desk, Refresh(**{**told, **known, **more, **nothing}))
    pointer = {"generation_id": REFRESH, "tables": [TABLE]}
    desk.store.put(f"generations/segments/{TABLE}", json.dumps(pointer).encode())


@pytest.fixture
def service() -> Iterator[Service]:
    store = MemoryStore()
    guard, headers = local_guard(MemoryStore())
    data = {"version": 1, "data_from": "2025-01-01T00:00:00+00:00", "data_until": "2026-03-31T20:00:00+00:00"}
    store.put("versions/data", json.dumps(data).encode())
    with closing(connect("duckdb:///:memory:")) as warehouse:
        warehouse.create([*INGESTION.values(), *queries.TABLES.values()])
        desk = Desk(
            warehouse=warehouse,
            store=store,
            secrets=MemorySecrets(),
            event_bus=MemoryBus(),
            shop=lambda: Shop("Europe/Dublin", "EUR", "IE"),
            settings=Settings(),
            now=lambda: NOW,
        )
        refreshed(desk)
        app = Flask("segments")
        install(app, service="segments")
        blueprint = Blueprint("segments", __name__, url_prefix="/api/segments")
        add_performance_routes(blueprint, desk, guard)
        app.register_blueprint(blueprint)
        yield Service(desk, app.test_client(), headers)
