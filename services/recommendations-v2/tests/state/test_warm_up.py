"""What people did lately is made again from the shop's tables, and beside what events told changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from recommendations_v2.state_keys import cart_key, trail_key
from recommendations_v2.warm_up import Warmer, WarmUp
from shared.cache.trails_in_redis import TrailsInRedis
from shared.shop import Shop
from shared.testing import MemoryStore
from shared.testing_redis import free_port
from shared.warehouse import Row, Table, Warehouse, WarehouseError, connect
from shared.warehouse.sql_files import load_tables

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
TABLES = {
    name: table
    for package in ("ingestion", "inventory_alerts", "recommendations_v2")
    for name, table in load_tables(package).items()
}
_PLAIN: dict[str, Any] = {
    "STRING": "",
    "BOOL": False,
    "NUMERIC": Decimal(0),
    "DATE": date(2026, 3, 2),
    "TIMESTAMP": NOW,
    "INT64": 0,
}


def row(table: Table, **said: Any) -> Row:
    return {
        column.name: said.get(column.name, _PLAIN[column.type] if column.mode == "REQUIRED" else None)
        for column in table.columns
    }


def fill(warehouse: Warehouse, name: str, *rows: dict[str, Any]) -> None:
    with warehouse.change() as change:
        change.insert(TABLES[name], [row(TABLES[name], **each) for each in rows])


def minutes_ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


@pytest.fixture
def empty() -> Iterator[Warehouse]:
    with closing(connect("duckdb:///:memory:")) as opened:
        yield opened


@pytest.fixture
def warehouse(empty: Warehouse) -> Warehouse:
    empty.create(TABLES[name] for name in ("web_events", "sales", "alerts", "recommendation_feedback"))
    web = {"consent": "granted", "visitor_id": "v"}
    fill(
        empty,
        "web_events",
        {**web, "event_id": "e1", "event": "product_view", "product_id": "mug", "occurred_at": minutes_ago(9)},
        {
            **web,
            "event_id": "e2",
            "event": "add_to_cart",
            "product_id": "tray",
            "quantity": Decimal(2),
            "occurred_at": minutes_ago(8),
        },
        {**web, "event_id": "e3", "event": "remove_from_cart", "product_id": "tray", "occurred_at": minutes_ago(7)},
        {
            **web,
            "event_id": "e4",
            "event": "content_progress",
            "content_id": "how",
            "progress": Decimal("0.75"),
            "customer_id": "c",
            "occurred_at": minutes_ago(6),
        },
        {
            **web,
            "event_id": "e5",
            "event": "product_view",
            "product_id": "bowl",
            "occurred_at": minutes_ago(48 * 60 + 1),
        },
    )
    fill(
        empty,
        "recommendation_feedback",
        {
            "feedback_id": "f1",
            "event": "dismissed",
            "visitor_id": "v",
            "product_id": "cup",
            "occurred_at": minutes_ago(900 * 1440),
        },
        {"feedback_id": "f2", "event": "bought", "visitor_id": "v", "product_id": "pot", "occurred_at": minutes_ago(5)},
    )
    sale = {
        "kind": "sale",
        "line_type": "merchandise",
        "customer_id": "c",
        "quantity": Decimal(1),
        "ordered_at": minutes_ago(1440),
        "local_date": date(2026, 3, 1),
    }
    fill(
        empty,
        "sales",
        {**sale, "entry_id": "s1", "order_id": "o1", "product_id": "mug"},
        {**sale, "entry_id": "s2", "order_id": "o1", "product_id": "pan"},
    )
    fill(
        empty,
        "alerts",
        {"alert_id": "a1", "kind": "low_stock", "product_id": "mug", "state": "open", "changed_at": minutes_ago(240)},
    )
    return empty


def warm_up(online: Any, warehouse: Warehouse, known_until: datetime | None = None) -> WarmUp:
    shop = Shop("Europe/Dublin", "EUR", "IE")
    return WarmUp(
        warehouse,
        MemoryStore(),
        online.trails,
        online.state,
        online.alerts,
        lambda: shop,
        lambda: NOW,
        lambda: known_until,
    )


def test_what_people_did_is_made_again(online: Any, warehouse: Warehouse) -> None:
    done = warm_up(online, warehouse).run()
    online.alerts.look()

    assert done.missing == ()
    visitor, customer = online.visitor("v"), online.customer("c")
    assert visitor.cart == ("tray",)
    assert visitor.views == (("mug", minutes_ago(9)),)
    assert visitor.dismissed == {"cup"}
    assert visitor.bought == (("pot", minutes_ago(5)),)
    assert customer.engaged == (("how", minutes_ago(6), 0.75),)
    assert customer.cart == ("tray",)  # of his browser, before he signed in
    assert {product for product, _ in customer.bought} == {"mug", "pan"}
    assert online.alerts.current().low == {"mug"}


def test_what_events_told_already_is_the_same_and_says_more_of_an_order(online: Any, warehouse: Warehouse) -> None:
    online.take(
        online.event("product-viewed.v1", 9, {"visitor_id": "v"}, entity_id="e1", product_id="mug"),
        online.event("cart-changed.v1", 8, {"visitor_id": "v"}, entity_id="e2", product_id="tray", quantity="2"),
        online.event("cart-changed.v1", 7, {"visitor_id": "v"}, entity_id="e3", product_id="tray", quantity="-1"),
        online.event(
            "content-engaged.v1",
            6,
            {"visitor_id": "v", "customer_id": "c"},
            entity_id="e4",
            content_id="how",
            progress="0.75",
        ),
        online.ordered(
            "o1", 1440, ["mug"], "c", version=2
        ),  # the pan was taken off, which the ledger does not know yet
    )
    before = online.trails.read(_trails_of("visitor:v")).trails
    warm_up(online, warehouse).run()

    assert online.trails.read(_trails_of("visitor:v")).trails == before
    assert [product for product, _ in online.customer("c").bought] == ["mug"]


def _trails_of(subject: str) -> list[str]:
    return [trail_key(subject), cart_key(subject)]


def test_orders_that_the_build_knows_are_left_out(online: Any, warehouse: Warehouse) -> None:
    assert warm_up(online, warehouse, known_until=NOW + timedelta(days=2)).run().counts["sales"] == 0


def test_an_erased_customer_is_not_brought_back(online: Any, warehouse: Warehouse) -> None:
    online.state.forget("c")
    warm_up(online, warehouse).run()

    assert online.customer("c").engaged == online.customer("c").bought == ()


def test_a_shop_without_some_of_the_tables_gets_the_others_and_one_without_any_is_told(
    online: Any, empty: Warehouse
) -> None:
    with pytest.raises(WarehouseError):
        warm_up(online, empty).run()
    assert not Warmer(warm_up(online, empty)).attempt(None)

    empty.create([TABLES["web_events"]])
    assert warm_up(online, empty).run().missing == ("recommendation_feedback", "sales", "alerts")


def test_it_is_done_once_by_processes_that_start_together_and_again_when_it_is_lost(
    online: Any, warehouse: Warehouse
) -> None:
    again = warm_up(online, warehouse)
    fresh = timedelta(minutes=10)
    assert again.is_due(fresh)
    assert Warmer(again).attempt(fresh)
    assert not again.is_due(fresh)

    online.trails.remove(["recommendations-v2/state/warm"])
    assert again.is_due(None)


def test_without_redis_nothing_is_read_in_vain(on_trails: Any, warehouse: Warehouse) -> None:
    online = on_trails(TrailsInRedis(f"redis://127.0.0.1:{free_port()}"))
    assert not warm_up(online, warehouse).is_due(None)
