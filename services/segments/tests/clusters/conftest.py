"""A shop whose customers and orders a test writes down; clusters and affinities are computed in this process."""

from __future__ import annotations

import importlib
import json
import tempfile
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from flask import Blueprint, Flask
from werkzeug.test import TestResponse

from segments import queries
from segments.desk import SERVICE, Desk
from segments.refreshes import TABLE, Refresh, keep
from segments.routes_affinities import add_affinity_routes
from segments.routes_clusters import add_cluster_routes
from segments.settings import Settings
from shared import generations
from shared.shop import Shop
from shared.testing import MemoryBus, MemorySecrets, MemoryStore, local_guard
from shared.warehouse import Column, Query, Table, connect
from shared.warehouse.sql_files import load_tables
from shared.web import install

INGESTION = load_tables("ingestion")
_ZEROS: Mapping[str, tuple[pa.DataType, Any]] = {
    "STRING": (pa.string(), ""),
    "INT64": (pa.int64(), 0),
    "FLOAT64": (pa.float64(), 0.0),
    "BOOL": (pa.bool_(), False),
    "DATE": (pa.date32(), date(2026, 3, 1)),
    "TIMESTAMP": (pa.timestamp("us", tz="UTC"), datetime(2026, 3, 1, tzinfo=UTC)),
    "NUMERIC": (pa.decimal128(38, 9), Decimal(0)),
}


def in_process(target: str, folder: Path, arguments: Mapping[str, Any]) -> Mapping[str, object]:
    """The child's arithmetic without a child."""
    module, _, function = target.partition(":")
    answer: Mapping[str, object] = getattr(importlib.import_module(module), function)(folder, arguments)
    return answer


class GroupedShop:
    """Say who is a customer and what was ordered; it is ten past three in the night of Monday, 2 March 2026."""

    def __init__(self) -> None:
        self.warehouse = connect("duckdb:///:memory:")
        self.warehouse.create([*INGESTION.values(), *queries.TABLES.values()])
        self.store = MemoryStore()
        self.now = datetime(2026, 3, 2, 3, 10, tzinfo=UTC)
        self.desk = Desk(
            warehouse=self.warehouse,
            store=self.store,
            secrets=MemorySecrets(),
            event_bus=MemoryBus(),
            shop=lambda: Shop("Europe/London", "GBP", "GB"),
            settings=Settings(),
            now=lambda: self.now,
        )

    def has(self, customers: Iterable[Mapping[str, Any]]) -> str:
        """What a refresh found of the customers there are now; answers its id."""
        refresh_id = generations.new_generation(self.now)
        refresh = Refresh(
            refresh_id=refresh_id,
            run_id="r1",
            as_of=self.now,
            until=date(2026, 3, 1),
            day=date(2026, 3, 2),
            finished_at=self.now,
            data_version=1,
            settings_version=0,
            monetary_basis="net_sales",
            value_basis="net_sales",
            customers=1,
            purchasers=1,
            segments={},
            tags={},
            cuts={},
            rules={},
        )
        keep(self.desk, refresh)
        table = queries.TABLES[TABLE]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "customers.parquet"
            pq.write_table(_written([c for c in table.columns if c.name != generations.COLUMN], customers), path)
            generations.replace(self.warehouse, self.store, SERVICE, self.now, {table: path}, generation_id=refresh_id)
        return refresh_id

    def writes(self, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Rows of one of ingestion's tables, completed."""
        table: Table = INGESTION[name]
        with tempfile.TemporaryDirectory() as folder, self.warehouse.change() as change:
            path = Path(folder) / "added.parquet"
            pq.write_table(_written(table.columns, rows), path)
            change.stage("added", table.columns, [path])
            names = ", ".join(table.column_names)
            change.execute(Query("add", f"INSERT INTO {name} ({names}) SELECT {names} FROM added", {}))

    def tells_data(self, since: date, until: date) -> None:
        """What ingestion says of the loaded data."""
        ends = {"data_from": f"{since}T10:00:00+00:00", "data_until": f"{until}T18:00:00+00:00"}
        self.store.put("versions/data", json.dumps({"version": 1, **ends}).encode())

    def goes_on(self, **time: float) -> None:
        self.now += timedelta(**time)

    def get(self, path: str, role: str = "marketer", **headers: str) -> TestResponse:
        """A route of clusters or affinities, asked in the name of a role."""
        app = Flask("test")
        install(app, service="segments")
        guard, headers_of = local_guard(self.store)
        blueprint = Blueprint("segments", __name__, url_prefix="/api/segments")
        add_cluster_routes(blueprint, self.desk, guard)
        add_affinity_routes(blueprint, self.desk, guard)
        app.register_blueprint(blueprint)
        return app.test_client().get(f"/api/segments{path}", headers={**headers_of(role), **headers})


def _written(columns: Iterable[Column], rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows with every column: what is not said is null, or zero where it may not be."""
    given, arrays = list(rows), {}
    for column in columns:
        kind, zero = _ZEROS[column.type]
        unsaid = zero if column.mode == "REQUIRED" else None
        arrays[column.name] = pa.array([row.get(column.name, unsaid) for row in given], kind)
    return pa.table(arrays)


@pytest.fixture(scope="session")
def new_shop() -> Callable[[], GroupedShop]:
    return GroupedShop


@pytest.fixture
def shop() -> GroupedShop:
    return GroupedShop()


@pytest.fixture(scope="session")
def compute() -> Callable[[str, Path, Mapping[str, Any]], Mapping[str, object]]:
    return in_process
