"""A small shop with half a year of sales, and the service in this process; the child's arithmetic too."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, Flask
from werkzeug.test import TestResponse

from inventory_alerts import queries, writing
from inventory_alerts.desk import Desk
from inventory_alerts.routes_alerts import add_alert_routes
from inventory_alerts.run import RunReport, run
from inventory_alerts.run_child import run as evaluate
from inventory_alerts.settings import Settings
from inventory_alerts.use_cases_alerts import ready
from shared.shop import Shop
from shared.testing import MemoryBus, MemoryStore, local_guard
from shared.warehouse import Query, Row, Warehouse, connect
from shared.warehouse.sql_files import load_tables
from shared.web import install

TODAY = date(2026, 3, 2)
HISTORY = 220
INGESTION = load_tables("ingestion")


class SmallShop:
    """Write what happened, then look; `now` is six in the morning of TODAY, in London."""

    def __init__(self, warehouse: Warehouse | None = None) -> None:
        self.warehouse = warehouse or connect("duckdb:///:memory:")
        self.warehouse.create([*INGESTION.values(), *queries.TABLES.values()])
        self.store, self.bus = MemoryStore(), MemoryBus()
        self.now = datetime(2026, 3, 2, 6, tzinfo=UTC)
        self.desk = Desk(
            warehouse=self.warehouse,
            store=self.store,
            secrets=None,  # type: ignore[arg-type]  # nothing is sent here
            event_bus=self.bus,
            shop=lambda: Shop("Europe/London", "GBP", "GB"),
            settings=Settings(),
            now=lambda: self.now,
        )

    def write(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Rows of one of ingestion's tables, completed."""
        names = ", ".join(INGESTION[table].column_names)
        add = Query("add", f"INSERT INTO {table} ({names}) SELECT {names} FROM added", {})
        with writing.rows_folder() as folder, self.warehouse.change() as change:
            lines = folder / "added.jsonl"
            lines.write_text(
                "".join(f"{json.dumps(_whole(table, row), default=_text)}\n" for row in rows), encoding="utf-8"
            )
            change.stage("added", INGESTION[table].columns, [lines])
            change.execute(add)

    def sells(self, product: str, units: Callable[[int], float], location: str = "north") -> None:
        """What was sold on each day of the history: `units` of the days ago."""
        rows = []
        for ago in range(1, HISTORY + 1):
            if sold := units(ago):
                day = TODAY - timedelta(days=ago)
                both = {"local_date": day, "ordered_local_date": day}
                figures = {
                    "units": Decimal(str(sold)),
                    "orders": 1,
                    "gross_sales": Decimal(10),
                    "net_sales": Decimal(10),
                }
                rows.append({"product_id": product, "location_id": location, **both, **figures})
        self.write("daily_product_sales", rows)

    def counted(self, product: str, on_hand: int, location: str = "north", *, ago: float = 0.25) -> None:
        """A count, so many days ago."""
        moment = self.now - timedelta(days=ago)
        count = {"product_id": product, "location_id": location, "counted_at": moment, "on_hand": Decimal(on_hand)}
        self.write("stock_counts", [count])

    def knows(self, product: str, **facts: Any) -> None:
        """A product, with a price and a cost."""
        whole = {
            "product_id": product,
            "title": product.title(),
            "category": "Kitchen",
            "price": Decimal("12.50"),
            **facts,
        }
        self.write("products", [whole])
        cost = {"product_id": product, "valid_from": datetime(1, 1, 1, tzinfo=UTC), "unit_cost": Decimal("5.00")}
        self.write("product_costs", [{**cost, "valid_to": datetime(9999, 12, 31, tzinfo=UTC)}])

    def tell_data(self, until: datetime | None = None) -> None:
        """What ingestion says of the loaded data."""
        document = {"version": 1, "data_until": (until or self.now - timedelta(hours=12)).isoformat()}
        self.store.put("versions/data", json.dumps(document).encode())

    def look(self, run_id: str = "r1") -> RunReport:
        return run(self.desk, in_process, run_id, self.now)

    def next_day(self, days: int = 1) -> None:
        self.now += timedelta(days=days)
        self.tell_data()

    def rows(self, text: str) -> list[Row]:
        return self.warehouse.query(Query("test", text, {}))

    def alerts(self) -> dict[tuple[str, str], Row]:
        """The latest of everybody's table, by kind and product."""
        rows = self.rows(
            "SELECT * FROM alerts QUALIFY ROW_NUMBER() OVER (PARTITION BY alert_id ORDER BY changed_at DESC) = 1"
        )
        return {(str(row["kind"]), str(row["product_id"])): row for row in rows}


def in_process(_target: str, folder: Path, arguments: Mapping[str, Any]) -> Mapping[str, object]:
    return evaluate(folder, arguments)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def _whole(table: str, row: Mapping[str, Any]) -> Row:
    of_type: dict[str, Any] = {
        "STRING": "",
        "INT64": 0,
        "NUMERIC": Decimal(0),
        "BOOL": False,
        "TIMESTAMP": datetime(2025, 1, 1, tzinfo=UTC),
        "DATE": TODAY,
    }
    defaults = {
        column.name: of_type[column.type] if column.mode == "REQUIRED" else None for column in INGESTION[table].columns
    }
    return {**defaults, **row}


def fill(shop: SmallShop) -> SmallShop:
    """Something of everything."""
    for product in ("mug", "tray", "gone", "dead", "viral", "plenty"):
        shop.knows(product)
    shop.sells("mug", lambda ago: 4 + ago % 3)
    shop.counted("mug", 12)
    shop.sells("tray", lambda ago: 2 + ago % 2)
    shop.counted("tray", 90)
    shop.sells("gone", lambda ago: 3 if ago > 2 else 0)
    shop.counted("gone", 0)
    shop.counted("dead", 40, ago=HISTORY - 0.75)
    shop.counted("dead", 40)
    shop.sells("viral", lambda ago: 30 if ago <= 7 else 2)
    shop.counted("viral", 500)
    shop.sells("plenty", lambda ago: 1 if ago % 4 == 0 else 0)
    shop.counted("plenty", 400)
    shop.tell_data()
    return shop


@pytest.fixture
def shop() -> SmallShop:
    return fill(SmallShop())


@pytest.fixture
def empty_shop() -> SmallShop:
    return SmallShop()


@pytest.fixture
def new_shop() -> Callable[[], SmallShop]:
    return lambda: fill(SmallShop())


class Asked:
    """The routes of alerts, asked in the name of a role."""

    def __init__(self, shop: SmallShop) -> None:
        app = Flask("test")
        install(app, service="inventory-alerts")
        guard, self._headers = local_guard(shop.store)
        blueprint = Blueprint("inventory-alerts", __name__, url_prefix="/api/inventory")
        add_alert_routes(blueprint, shop.desk, guard)
        app.register_blueprint(blueprint)
        assert ready(shop.desk) == {"warehouse": "ok"}
        self._client = app.test_client()

    def get(self, path: str, role: str = "owner", **headers: str) -> TestResponse:
        return self._client.get(f"/api/inventory{path}", headers={**self._headers(role), **headers})

    def post(self, path: str, body: Mapping[str, Any], role: str = "buyer") -> TestResponse:
        return self._client.post(f"/api/inventory{path}", json=body, headers=self._headers(role))


@pytest.fixture
def ask() -> Callable[[SmallShop], Asked]:
    return Asked
