"""A small shop to ask: its ledger is written by hand, its rollups are summed up here, in Python, line by line."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from services.revenue.tests.first_orders import first_order_rollups
from werkzeug.test import TestResponse

from revenue.settings import Settings
from revenue.wiring import build_service
from shared.auth import ROLES, Identity, NotSignedInError
from shared.auth.routes import Guard
from shared.cache import connect as connect_cache
from shared.shop import Shop
from shared.testing import MemoryBus, MemorySecrets, MemoryStore, local_push
from shared.warehouse import Row, connect
from shared.warehouse.sql_files import load_tables
from shared.web import install

TABLES = load_tables("ingestion")
BY_DAY = ("local_date", "ordered_local_date")
ROLLUPS = {
    "daily_shop_sales": (*BY_DAY, "location_id", "channel"),
    "daily_product_sales": (*BY_DAY, "product_id", "location_id", "channel"),
    "daily_customer_sales": (*BY_DAY, "customer_id", "location_id", "channel"),
    "daily_cut_sales": (*BY_DAY, "location_id", "channel", "staff_id", "country"),
    "daily_quarter_sales": ("local_date", "quarter", "location_id", "channel"),
    "daily_moment_sales": ("local_date", "occurred_at", "location_id", "channel"),
    "weekly_product_sales": ("week_start", "product_id"),
}
ZERO = Decimal(0)
BEFORE_ALL, AFTER_ALL = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
TOKENS_LAST = timedelta(minutes=15)


class RoleIsToken:
    """A verifier whose tokens are the names of the roles."""

    def verify(self, token: str) -> Identity:
        if token not in ROLES:
            raise NotSignedInError("unknown token")
        return Identity("somebody", token, ROLES[token], datetime.now(UTC) + TOKENS_LAST, f"role:{token}:1")

    def holds(self, proof: str) -> bool:
        return proof.split(":")[1] in ROLES


class SmallShop:
    """Write lines into the ledger, then ask the service; times are wall-clock times of the shop."""

    def __init__(self, time_zone: str = "Europe/London", currency: str = "GBP") -> None:
        self.shop = Shop(time_zone, currency, "GB")
        self.lines: list[dict[str, Any]] = []
        self.costs: list[Row] = []
        self.products: list[Row] = []
        self.targets: list[Row] = []
        self.others: dict[str, list[dict[str, Any]]] = defaultdict(list)  # rows of other tables, by their name
        self.now = datetime(2030, 1, 1, tzinfo=UTC)
        self.version = 1

    def at(self, text: str) -> datetime:
        """A wall-clock time of the shop, in UTC."""
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(self.shop.time_zone)).astimezone(UTC)

    def line(self, order: str, at: str | datetime, product: str | None, quantity: int, price: str, **more: Any) -> None:
        """One line of a sale, or with kind= of a refund or an adjustment; `ordered` is when the order was placed."""
        occurred_at = self.at(at) if isinstance(at, str) else at
        placed = [line for line in self.lines if line["order_id"] == order]
        ordered = more.pop("ordered", placed[0]["ordered_at"] if placed else occurred_at)
        ordered_at = self.at(ordered) if isinstance(ordered, str) else ordered
        gross = Decimal(price) * quantity
        discount = Decimal(more.pop("discount", "0"))
        cost = more.pop("cost", None)
        self.lines.append(
            {
                "entry_id": f"e{len(self.lines):04}",
                "kind": "sale",
                "order_id": order,
                "line_type": "merchandise",
                "line_type_given": "merchandise",
                "occurred_at": occurred_at,
                "local_date": self.shop.local_date(occurred_at),
                "ordered_at": ordered_at,
                "ordered_local_date": self.shop.local_date(ordered_at),
                "ordered_at_given": True,
                "is_order_start": False,
                "product_id": product,
                "quantity": Decimal(quantity),
                "gross_amount": gross,
                "discount_amount": discount,
                "net_amount": gross - discount,
                "unit_cost": None if cost is None else Decimal(cost),
                "currency": self.shop.currency,
                "original_amount": gross - discount,
                "fx_rate": Decimal(1),
                "channel": "counter",
                "location_id": "high-street",
                "is_test": False,
                "load_id": "load-1",
                **more,
            }
        )

    def refund(
        self, order: str, at: str | datetime, product: str | None, quantity: int, price: str, **more: Any
    ) -> None:
        """Goods given back: so many, at that price each."""
        self.line(order, at, product, -quantity, price, kind="refund", **more)

    def product(self, product: str, category: str | None, recorded_at: str = "2024-01-01 00:00") -> None:
        when = self.at(recorded_at)
        self.products.append({"product_id": product, "category": category, "load_id": "load-1", "recorded_at": when})

    def cost(self, product: str, unit_cost: str, *, since: str | None = None, until: str | None = None) -> None:
        valid_from, valid_to = self.at(since) if since else BEFORE_ALL, self.at(until) if until else AFTER_ALL
        self.costs.append(
            {"product_id": product, "valid_from": valid_from, "valid_to": valid_to, "unit_cost": Decimal(unit_cost)}
        )

    def counted(self, product: str, at: str, on_hand: int, location: str = "high-street") -> None:
        """So many units on the shelf."""
        row = {"product_id": product, "location_id": location, "counted_at": self.at(at), "on_hand": Decimal(on_hand)}
        self.others["stock_counts"].append(row | {"load_id": "load-1", "recorded_at": self.at(at)})

    def received(self, product: str, at: str, quantity: int, location: str | None = "high-street") -> None:
        """So many units arrived."""
        number = len(self.others["receipts"])
        row = {"receipt_id": f"r{number}", "line_no": 1, "product_id": product, "location_id": location}
        when = self.at(at)
        row |= {"quantity": Decimal(quantity), "received_at": when, "load_id": "load-1", "recorded_at": when}
        self.others["receipts"].append(row)

    def target(self, first: str, last: str, amount: str | None, scope: str = "shop", scope_id: str = "") -> None:
        recorded_at = datetime(2024, 1, 1, 0, len(self.targets), tzinfo=UTC)
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        net = None if amount is None else Decimal(amount)
        self.targets.append(
            {
                "scope": scope,
                "scope_id": scope_id,
                "period_start": start,
                "period_end": end,
                "net_amount": net,
                "load_id": "load-1",
                "recorded_at": recorded_at,
            }
        )

    def unit_cost(self, line: dict[str, Any]) -> Decimal | None:
        if line["unit_cost"] is not None:
            return Decimal(line["unit_cost"])
        for cost in self.costs:
            if cost["product_id"] == line["product_id"] and cost["valid_from"] <= line["ordered_at"] < cost["valid_to"]:
                return Decimal(str(cost["unit_cost"]))
        return None

    def sums(self, lines: Iterable[dict[str, Any]]) -> dict[str, Any]:
        """What lines of merchandise add up to, one by one."""
        total: dict[str, Any] = defaultdict(Decimal)
        for line in lines:
            refunded = line["kind"] == "refund"
            total["gross_sales"] += ZERO if refunded else line["gross_amount"]
            total["discounts"] += ZERO if refunded else line["discount_amount"]
            total["refunds"] += -line["net_amount"] if refunded else ZERO
            total["net_sales"] += line["net_amount"]
            total["units"] += line["quantity"]
            total["units_refunded"] += -line["quantity"] if refunded else ZERO
            cost = self.unit_cost(line)
            total["net_sales_with_cost"] += ZERO if cost is None else line["net_amount"]
            total["cost"] += ZERO if cost is None else line["quantity"] * cost
        return total

    def merchandise(self) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["line_type"] == "merchandise" and not line["is_test"]]

    def open(
        self,
        *,
        data_until: str | None = None,
        bus: Any = None,
        settings: Settings | None = None,
        around: Callable[[Any], Any] = lambda warehouse: warehouse,
    ) -> Visitor:
        """The service over this shop's ledger; `data_until` where the data goes on after the last sale."""
        self._mark_order_starts()
        warehouse = connect("duckdb:///:memory:")
        warehouse.create(TABLES.values())
        warehouse.create(load_tables("revenue").values())
        tables = {
            "sales": self.lines,
            "product_costs": self.costs,
            "products": self.products,
            "targets": self.targets,
            **self.others,
            **{name: self._rollup(name) for name in ROLLUPS},
            **first_order_rollups(self.lines),
        }
        with warehouse.change() as change:
            for name, rows in tables.items():
                columns = TABLES[name].column_names
                change.insert(TABLES[name], [{column: row.get(column) for column in columns} for row in rows])
        moments = sorted(line["occurred_at"] for line in self.lines)
        until = self.at(data_until) if data_until else moments[-1] if moments else None
        store = MemoryStore()
        state = {
            "version": self.version,
            "data_from": moments[0].isoformat() if moments else None,
            "data_until": until.isoformat() if until else None,
        }
        store.put("versions/data", json.dumps(state).encode())
        return Visitor(self, store, around(warehouse), bus, settings)

    def _mark_order_starts(self) -> None:
        seen: set[str] = set()
        for line in sorted(self.merchandise(), key=lambda line: (line["occurred_at"], line["entry_id"])):
            if line["kind"] == "sale" and line["order_id"] not in seen:
                seen.add(line["order_id"])
                line["is_order_start"] = True

    def _rollup(self, name: str) -> list[Row]:
        keys = ROLLUPS[name]
        groups: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
        for line in self.merchandise():
            day, quarter = line["local_date"], line["occurred_at"].timestamp() // (15 * 60)
            known = {**line, "quarter": int(quarter), "week_start": day - timedelta(day.weekday())}
            groups[tuple(known.get(key) for key in keys)].append(line)
        rows: list[Row] = []
        for key, lines in groups.items():
            starts = sum(line["is_order_start"] for line in lines)
            placed = ("order_id", "local_date", "ordered_local_date", "location_id", "channel")
            sold = len({tuple(line[name] for name in placed) for line in lines if line["kind"] == "sale"})
            orders = sold if "product_id" in keys else starts
            rows.append(
                dict(zip(keys, key, strict=True))
                | self.sums(lines)
                | {"orders": orders, "costed": sum(self.unit_cost(line) is not None for line in lines)}
            )
        return rows


class Visitor:
    """Asks the service over HTTP, as whoever holds a role."""

    def __init__(self, small: SmallShop, store: MemoryStore, warehouse: Any, bus: Any, settings: Any) -> None:
        self.small = small
        self.store, self.secrets = store, MemorySecrets()
        self.warehouse = warehouse
        self.app = Flask("test")
        install(self.app, service="test")
        self.bus = bus or MemoryBus()
        self.service = build_service(
            warehouse=warehouse,
            store=store,
            cache=connect_cache("memory://"),
            guard=Guard(RoleIsToken()),
            shop=lambda: small.shop,
            settings=settings or Settings(),
            now=lambda: small.now,
            event_bus=self.bus,
            secrets=self.secrets,
            push=local_push()[0],
        )
        self.app.register_blueprint(self.service.blueprint)

    def newer_data(self, **stated: Any) -> None:
        """Another version of the data, of which the given is true."""
        held = json.loads(self.store.get("versions/data").value)
        self.store.put("versions/data", json.dumps(held | {"version": held["version"] + 1} | stated).encode())

    def ask(
        self, path: str, *, role: str | None = "owner", headers: dict[str, str] | None = None, **q: Any
    ) -> TestResponse:
        """GET a path of the service; a time without its zone is a wall-clock time of the shop. `from_` is from."""
        query = {name.rstrip("_"): value for name, value in q.items()}
        signed = {"Authorization": f"Bearer {role}"} if role else {}
        return self.app.test_client().get(f"/api/revenue/{path}", query_string=query, headers=signed | (headers or {}))

    def get(self, path: str, **q: Any) -> Any:
        """The document of an answer that succeeds."""
        response = self.ask(path, **q)
        assert response.status_code == 200, response.text
        return response.get_json()


@pytest.fixture(scope="session")
def small_shop() -> Callable[..., SmallShop]:
    """Makes an empty shop: time zone, currency."""
    return SmallShop
