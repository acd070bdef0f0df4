"""A shop whose customers a test puts into segments by hand, and the service in this process around it."""

from __future__ import annotations

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
from flask import Flask
from werkzeug.test import TestResponse

from segments import queries
from segments.desk import SERVICE, Desk
from segments.export_desk import Outlet
from segments.refreshes import TABLE
from segments.routes import make_blueprint
from segments.settings import Settings
from segments.use_cases_refresh import Report, refresh
from shared.runs import Runs
from shared.shop import Shop
from shared.store import Store
from shared.testing import MemoryBus, MemorySecrets, MemoryStore, local_guard
from shared.warehouse import Query, Row, Table, Warehouse, connect
from shared.warehouse.sql_files import load_tables
from shared.web import install

FOREIGN = {**load_tables("ingestion"), **load_tables("revenue")}
TYPES = {
    "STRING": pa.string(),
    "INT64": pa.int64(),
    "FLOAT64": pa.float64(),
    "BOOL": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us", tz="UTC"),
    "NUMERIC": pa.decimal128(38, 9),
}
ZEROS: dict[str, Any] = {
    "STRING": "",
    "INT64": 0,
    "FLOAT64": 0.0,
    "BOOL": False,
    "DATE": date(2026, 3, 1),
    "TIMESTAMP": datetime(2026, 3, 1, tzinfo=UTC),
    "NUMERIC": Decimal(0),
}


def whole(table: Table, row: Mapping[str, Any]) -> Row:
    """A row with every column: what is not said is null, or zero where it may not be."""
    given = {column.name: ZEROS[column.type] if column.mode == "REQUIRED" else None for column in table.columns}
    return {**given, **row}


class ByHand:
    """The child: puts each customer where the test says, and writes what that changes about memberships."""

    def __init__(self) -> None:
        self.segments: dict[str, str] = {}
        self.tags: dict[str, str] = {}
        self.facts: dict[str, dict[str, Any]] = {}
        self.asked: list[Mapping[str, Any]] = []
        self.fails: Exception | None = None

    def __call__(
        self,
        _target: str,
        folder: Path,
        arguments: Mapping[str, Any],
        *,
        meanwhile: Callable[[], object] | None = None,
    ) -> Mapping[str, object]:
        if meanwhile is not None:
            meanwhile()
        self.asked.append(dict(arguments))
        if self.fails is not None:
            raise self.fails
        found = [
            {
                "customer_id": customer,
                "segment_id": segment,
                "tags": self.tags.get(customer, ""),
                "reason_code": segment,
                "value_basis": "net_sales",
                "monetary_basis": "net_sales",
                **self.facts.get(customer, {}),
            }
            for customer, segment in self.segments.items()
        ]
        self._write(folder / "customers.parquet", TABLE, found)
        self._write(folder / "changes.parquet", "segment_members", self._changes(folder, arguments))
        counts = list(self.segments.values())
        return {
            "customers": len(found),
            "purchasers": len(found),
            "segments": {segment: counts.count(segment) for segment in sorted(set(counts))},
            "tags": {},
            "cuts": {"recency": [90, 60, 30, 10], "frequency": [1, 2, 3, 4], "monetary": [5, 9, 20, 40.5]},
            "monetary_basis": "gross_margin",
            "value_basis": "net_sales",
            "notes": [{"code": "rfm", "words": "Too few", "have": 3, "needed": 50, "enough_on": "2026-06-01"}],
        }

    def _changes(self, folder: Path, arguments: Mapping[str, Any]) -> list[dict[str, Any]]:
        day, moment = date.fromisoformat(arguments["day"]), datetime.fromisoformat(arguments["recorded_at"])
        said = {"recorded_at": moment, "refresh_id": arguments["refresh_id"]}
        before = {row["customer_id"]: row for row in pq.read_table(folder / "previous.parquet").to_pylist()}
        changes = []
        for customer in sorted({*before, *self.segments}):
            old, now = before.get(customer), self.segments.get(customer)
            tags = self.tags.get(customer, "")
            if old is not None and (old["segment_id"], old["tags"]) == (now, tags):
                continue
            if old is not None and (now is None or old["valid_from"] < day):
                changes.append({**old, "valid_to": day, **said})
            if now is not None:
                new = {"customer_id": customer, "segment_id": now, "tags": tags, "valid_from": day, "valid_to": None}
                changes.append({**new, **said})
        return changes

    def _write(self, path: Path, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
        table = queries.TABLES[name]
        columns = [column for column in table.columns if column.name != "generation_id"]
        written = [whole(table, row) for row in rows]
        arrays = {each.name: pa.array([row[each.name] for row in written], TYPES[each.type]) for each in columns}
        pq.write_table(pa.table(arrays), path)


class SegmentedShop:
    """Say who is where, refresh, then look; it is ten past five in the morning of 2 March 2026 in London."""

    def __init__(self, store: Store | None = None, warehouse: Warehouse | None = None) -> None:
        self.warehouse = warehouse or connect("duckdb:///:memory:")
        self.warehouse.create([*FOREIGN.values(), *queries.TABLES.values()])
        self.store, self.bus, self.child = store or MemoryStore(), MemoryBus(), ByHand()
        self.now = datetime(2026, 3, 2, 5, 10, tzinfo=UTC)
        self.desk = Desk(
            warehouse=self.warehouse,
            store=self.store,
            secrets=MemorySecrets(),
            event_bus=self.bus,
            shop=lambda: Shop("Europe/London", "GBP", "GB"),
            settings=Settings(),
            now=lambda: self.now,
        )
        self.tell_data()

    def tell_data(self) -> None:
        """What ingestion says of the loaded data: it reaches until the evening before."""
        told = {"version": 1, "data_from": "2025-01-01T10:00:00+00:00"}
        until = self.now - timedelta(hours=9)
        self.store.put("versions/data", json.dumps({**told, "data_until": until.isoformat()}).encode())

    def puts(self, **segments: str) -> None:
        """Who is where from the next refresh on; the others stay."""
        self.child.segments |= {name: segment.replace("_", "-") for name, segment in segments.items()}

    def refresh(self, run_id: str = "r1") -> Report:
        return refresh(self.desk, self.child, run_id, patience_seconds=5)

    def next_day(self, days: int = 1) -> None:
        self.now += timedelta(days=days)
        self.tell_data()

    def knows(self, customer: str, **facts: Any) -> None:
        """A customer, as ingestion has them."""
        row = {"customer_id": customer, "marketing_consent": "subscribed", "email": f"{customer}@example.org", **facts}
        self._add("customers", row)

    def predicts(self, until: date, basis: str) -> None:
        """What revenue expects, as of a day."""
        made = {"generation_id": "v1", "customer_id": "anna", "as_of_date": until, "basis": basis}
        self._add("customer_value", made)
        pointer = {"generation_id": "v1", "tables": ["customer_value"], "follows": None, "building": None}
        self.store.put("generations/revenue/customer_value", json.dumps(pointer).encode())

    def sells(self, net_sales: str, of_known_cost: str) -> None:
        """What a customer bought a week ago, and how much of it has a known cost."""
        day = (self.now - timedelta(days=7)).date()
        amounts = {"net_sales": Decimal(net_sales), "net_sales_with_cost": Decimal(of_known_cost)}
        self._add(
            "daily_customer_sales", {"customer_id": "anna", "local_date": day, "ordered_local_date": day, **amounts}
        )

    def _add(self, name: str, row: Mapping[str, Any]) -> None:
        table = FOREIGN[name]
        with tempfile.TemporaryDirectory() as folder, self.warehouse.change() as change:
            lines = Path(folder) / "added.jsonl"
            lines.write_text(json.dumps(whole(table, row), default=str) + "\n", encoding="utf-8")
            change.stage("added", table.columns, [lines])
            names = ", ".join(table.column_names)
            change.execute(Query("add", f"INSERT INTO {name} ({names}) SELECT {names} FROM added", {}))

    def rows(self, text: str) -> list[Row]:
        return self.warehouse.query(Query("test", text, {}))

    def memberships(self) -> list[tuple[Any, ...]]:
        """Everybody's intervals as a reader sees them: customer, segment, first day, day after the last."""
        latest = """
            SELECT customer_id, segment_id, valid_from, valid_to FROM segment_members
            QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id, valid_from ORDER BY recorded_at DESC) = 1
            ORDER BY customer_id, valid_from"""
        return [
            (row["customer_id"], row["segment_id"], row["valid_from"], row["valid_to"]) for row in self.rows(latest)
        ]


class Asked:
    """Every route, asked in the name of a role."""

    def __init__(self, shop: SegmentedShop) -> None:
        app = Flask("test")
        install(app, service="segments")
        assert isinstance(shop.store, MemoryStore)
        guard, self._headers = local_guard(shop.store)
        outlet = Outlet(shop.desk, {})
        app.register_blueprint(make_blueprint(outlet, guard, Runs(shop.store, SERVICE, shop.desk.now)))
        self._client = app.test_client()

    def get(self, path: str, role: str = "marketer", **headers: str) -> TestResponse:
        return self._client.get(f"/api/segments{path}", headers={**self._headers(role), **headers})

    def put(self, path: str, body: Mapping[str, Any], role: str = "marketer") -> TestResponse:
        return self._client.put(f"/api/segments{path}", json=body, headers=self._headers(role))

    def post(self, path: str, role: str = "marketer") -> TestResponse:
        return self._client.post(f"/api/segments{path}", headers=self._headers(role))


@pytest.fixture
def shop() -> SegmentedShop:
    return SegmentedShop()


@pytest.fixture
def new_shop() -> Callable[[Store, Warehouse], SegmentedShop]:
    return SegmentedShop


@pytest.fixture
def ask() -> Callable[[SegmentedShop], Asked]:
    return Asked
