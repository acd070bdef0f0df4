"""A shop whose truths are planted, in a warehouse: built in this process, and served from its artefact."""

from __future__ import annotations

import importlib
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from recommendations_v2.desk import Desk
from recommendations_v2.engine import Engine
from recommendations_v2.live_alerts import LiveAlerts
from recommendations_v2.marketing_rules import NO_RULES, MarketingRules
from recommendations_v2.purchases import DAY
from recommendations_v2.settings import Settings
from recommendations_v2.standing import shelf_of
from recommendations_v2.testing_planted import (
    CUSTOMERS,
    GONE,
    LEFT_BEHIND,
    NEW,
    PARTNER,
    PILED,
    PRODUCTS,
    READ,
    SIBLINGS,
    SOLD_OUT,
    VIEWED,
    WEEKS,
    customer_id,
    planted_rows,
    product_id,
)
from recommendations_v2.use_cases_build import Report, build
from recommendations_v2.visit import CUSTOMER, Ranked, Visit
from shared import generations
from shared.cache import connect as connect_cache
from shared.shop import Shop
from shared.testing import MemoryBus, MemorySecrets, MemoryStore
from shared.warehouse import Query, Table, connect
from shared.warehouse.sql_files import load_tables

TABLES = {**load_tables("ingestion"), **load_tables("segments"), **load_tables("inventory_alerts")}
_KINDS: Mapping[str, tuple[pa.DataType, Any]] = {
    "STRING": (pa.string(), ""),
    "INT64": (pa.int64(), 0),
    "FLOAT64": (pa.float64(), 0.0),
    "BOOL": (pa.bool_(), False),
    "DATE": (pa.date32(), date(2026, 3, 1)),
    "TIMESTAMP": (pa.timestamp("us", tz="UTC"), datetime(2026, 3, 1, tzinfo=UTC)),
    "NUMERIC": (pa.decimal128(38, 9), Decimal(0)),
}
BEGAN = datetime(2025, 1, 6, tzinfo=UTC)  # a Monday, as the planted shop's first day
NOW = BEGAN + timedelta(weeks=56, hours=3)


def in_process(target: str, folder: Path, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """The child's arithmetic without a child."""
    module, _, function = target.partition(":")
    answer: Mapping[str, Any] = getattr(importlib.import_module(module), function)(folder, arguments)
    return answer


class BuiltShop:
    """Say what there is besides the planted sales, build, then ask for lists."""

    def __init__(self) -> None:
        self.warehouse = connect("duckdb:///:memory:")
        self.warehouse.create(TABLES.values())
        self.store = MemoryStore()
        self.now = NOW
        self.desk = Desk(
            warehouse=self.warehouse,
            store=self.store,
            cache=connect_cache("memory://"),
            secrets=MemorySecrets(),
            event_bus=MemoryBus(),
            shop=lambda: Shop("UTC", "GBP", "GB"),
            settings=Settings(),
            now=lambda: self.now,
        )
        self.shelf = shelf_of(self.desk)
        self._lines = 0

    def writes(self, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Rows of a table, completed."""
        table: Table = TABLES[name]
        with tempfile.TemporaryDirectory() as folder, self.warehouse.change() as change:
            path = Path(folder) / "added.parquet"
            pq.write_table(_written(table, rows), path)
            change.stage("added", table.columns, [path])
            names = ", ".join(table.column_names)
            change.execute(Query("add", f"INSERT INTO {name} ({names}) SELECT {names} FROM added", {}))

    def sells(self, rows: Iterable[tuple[str | None, str, str, datetime]]) -> None:
        """Lines of sales: customer, order, product, when."""
        lines = []
        for customer, order, product, at in rows:
            self._lines += 1
            day = at.date()
            lines.append(
                {
                    "entry_id": f"e{self._lines}",
                    "kind": "sale",
                    "order_id": order,
                    "line_type": "merchandise",
                    "line_type_given": "merchandise",
                    "occurred_at": at,
                    "local_date": day,
                    "ordered_at": at,
                    "ordered_local_date": day,
                    "customer_id": customer,
                    "product_id": product,
                    "quantity": Decimal(1),
                    "net_amount": Decimal(5),
                    "currency": "GBP",
                    "fx_rate": Decimal(1),
                    "channel": "online",
                }
            )
        self.writes("sales", lines)

    def planted(self) -> None:
        """The pure tests' planted shop, as sales and a catalogue."""
        self.sells(
            (customer_id(customer), f"o{basket}", product_id(product), BEGAN + timedelta(seconds=at))
            for customer, basket, product, at in planted_rows()
        )
        self.has_products(range(PRODUCTS))

    def goes_on(self, since: datetime) -> None:
        """The last four weeks' purchases once more, from a day on."""
        shift = since - (NOW - timedelta(days=28))
        self.sells(
            (customer_id(customer), f"again{basket}", product_id(product), BEGAN + timedelta(seconds=at) + shift)
            for customer, basket, product, at in planted_rows()
            if at >= (WEEKS - 4) * 7 * DAY
        )

    def has_products(self, numbers: Iterable[int], **more: Any) -> None:
        self.writes(
            "products",
            (
                {
                    "product_id": product_id(number), "title": f"Product {number}",
                    "category": f"Range {number // 8} > Shelf {number // 4}", "brand": f"b{number % 3}",
                    "price": Decimal(10), "unit_cost": Decimal(6), "is_consumable": True, "active": True,
                    "created_at": BEGAN, "url": f"https://shop.example/{number}", "recorded_at": BEGAN, **more,
                }
                for number in numbers
            ),
        )  # fmt: skip

    def looked(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Web events: each says what it is; the rest is completed."""
        numbered = ({"event_id": f"w{self._lines + n}", "consent": "granted", **row} for n, row in enumerate(rows))
        self.writes("web_events", numbered)
        self._lines += 1_000

    def segmented(self, groups: Mapping[str, Iterable[int]]) -> None:
        """A refresh of segments."""
        refresh = generations.new_generation(self.now)
        self.writes(
            "segment_members",
            (
                {"customer_id": customer_id(each), "segment_id": name, "valid_from": BEGAN.date(),
                 "refresh_id": refresh, "recorded_at": BEGAN}
                for name, members in groups.items() for each in members
            ),
        )  # fmt: skip
        pointer = b'{"generation_id": "%s", "tables": ["segment_customers"]}' % refresh.encode()
        self.store.put("generations/segments/segment_customers", pointer)

    def alerted(self, product: int, kind: str) -> None:
        """An alert of inventory stands open."""
        alert = {"alert_id": f"{kind}-{product}", "kind": kind, "product_id": product_id(product), "state": "open"}
        self.writes("alerts", [alert])
        pointer = b'{"generation_id": "20260101T000000000000Z-00000000", "tables": ["product_forecasts"]}'
        self.store.put("generations/inventory-alerts/product_forecasts", pointer)

    def opened(self) -> None:
        """What the shop's rollup says of its first day."""
        self.writes("daily_shop_sales", [{"local_date": BEGAN.date(), "ordered_local_date": BEGAN.date(), "orders": 1}])

    def builds(self) -> Report:
        report = build(self.desk, in_process, "test")
        self.shelf.look()
        return report

    @property
    def engine(self) -> Engine:
        assert self.shelf.engine is not None
        return self.shelf.engine

    def visit(self, customer: int | None = None, **more: Any) -> Visit:
        """Of a customer, at eight in the morning."""
        who = {"subject": f"c{customer}", "kind": "anonymous", "at": self.now + timedelta(hours=5)}
        if customer is not None:
            who |= {"kind": CUSTOMER, "customer_id": customer_id(customer)}
        return Visit(**{**who, **more})

    def ranks(
        self, visit: Visit, rules: MarketingRules = NO_RULES, alerts: LiveAlerts | None = None, limit: int = 10
    ) -> Ranked:
        return self.engine.rank(visit, rules, alerts or LiveAlerts(), limit)

    def lists(self, visit: Visit, **more: Any) -> list[str]:
        """Product ids, best first."""
        return [item.product_id for item in self.ranks(visit, **more).items]

    def places(self, visit: Visit, **more: Any) -> Mapping[str, int]:
        """Of a list of all that may be shown: each product's place from 0; what is not there stands behind all."""
        items = self.ranks(visit, limit=PRODUCTS, **more).items
        return defaultdict(lambda: PRODUCTS, {item.product_id: place for place, item in enumerate(items)})


def _written(table: Table, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    given, arrays = list(rows), {}
    for column in table.columns:
        kind, zero = _KINDS[column.type]
        repeated = column.mode == "REPEATED"
        unsaid = [] if repeated else zero if column.mode == "REQUIRED" else None
        values = [row.get(column.name, unsaid) for row in given]
        arrays[column.name] = pa.array(values, pa.list_(kind) if repeated else kind)
    return pa.table(arrays)


@pytest.fixture(scope="package")
def compute() -> Callable[..., Mapping[str, Any]]:
    return in_process


@pytest.fixture
def new_shop() -> Callable[[], BuiltShop]:
    return BuiltShop


@pytest.fixture(scope="package")
def shop() -> BuiltShop:
    """The planted shop with all that is not purchases, built once: tests ask it, and change nothing."""
    made = BuiltShop()
    made.planted()
    made.has_products([NEW], created_at=NOW - timedelta(days=10), recorded_at=NOW - timedelta(days=10))
    made.has_products(SIBLINGS, parent_product_id=product_id(SIBLINGS[0]), recorded_at=NOW - timedelta(days=10))
    made.has_products([GONE], active=False, recorded_at=NOW - timedelta(days=10))
    made.segmented({"evens": range(0, CUSTOMERS, 2), "odds": range(1, CUSTOMERS, 2)})
    yesterday = NOW - timedelta(days=1)
    made.looked(
        {"event": "product_view", "session_id": f"s{n}", "product_id": product_id(seen), "occurred_at": yesterday}
        for n in range(20) for seen in (VIEWED, PARTNER)
    )  # fmt: skip
    made.writes("content", [{"content_id": "film", "kind": "video", "product_ids": [product_id(READ)]}])
    own = {"customer_id": customer_id(1), "visitor_id": "v1", "occurred_at": yesterday}
    made.looked(
        [
            {**own, "event": "product_view", "product_id": product_id(VIEWED)},
            {**own, "event": "content_progress", "content_id": "film", "progress": Decimal("0.8")},
            {**own, "event": "add_to_cart", "product_id": product_id(LEFT_BEHIND)},
        ]
    )
    counted = {"location_id": "shop", "counted_at": NOW - timedelta(hours=1)}
    made.writes("stock_counts", [{**counted, "product_id": product_id(PILED), "on_hand": Decimal(90_000)}])
    made.writes("stock_counts", [{**counted, "product_id": product_id(SOLD_OUT), "on_hand": Decimal(0)}])
    made.writes(
        "daily_product_sales",
        [{"product_id": product_id(PILED), "local_date": yesterday.date(), "units": Decimal(28)}],
    )
    made.builds()
    return made
