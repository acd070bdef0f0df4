"""The same orders as webhooks and as an export: the ledger has the same figures."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ingestion.door import Door
from ingestion.merging import merge
from ingestion.settings import Settings
from ingestion.shopify.facts import ShopSays
from ingestion.shopify.orders import order_events, refund_event
from ingestion.shopify.refunds import refund_data
from ingestion.shopify.testing import LOCATIONS, order_payload, refund_payload
from ingestion.subscriptions import handlers
from ingestion.testing import Item, Order, orders_csv
from shared.contracts.events import Event
from shared.testing import MemoryBus, MemorySecrets, MemoryStore

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
SAYS = ShopSays("GBP", {number: name for name, number in LOCATIONS.items()}, taxes_included=True)
COLUMNS = (
    "kind, order_id, line_no, line_type, occurred_at, local_date, ordered_at, customer_id, product_id, quantity,"
    " gross_amount, discount_amount, net_amount, tax_amount, currency, country, channel, location_id, is_test"
)
MUG, BOWL = Item("Blue mug", "12.00", 2, sku="MB-1"), Item("Bowl - Red / XL", "9.99")
POS = {"Source": "pos", "Location": "Dublin", "Employee": "Ann"}
ORDERS = [
    Order(
        "#1", [MUG, BOWL], email="Anna@example.com", taxes="5.67", includes_tax=True, cells={"Tax 1 Name": "VAT 20%"}
    ),
    Order("#2", [MUG], email="bob@example.com", taxes="4.80", shipping="4.90"),
    Order("#3", [MUG, BOWL], discount="3.33", taxes="5.11", includes_tax=True, shipping="4.90"),
    Order("#4", [replace(MUG, discount="1.00"), replace(BOWL, taxable=False)], taxes="3.83", includes_tax=True),
    Order("#5", [BOWL, Item("Tip", "3.00", taxable=False, ships=False)], cells=POS),
    Order("#6", [Item("Gift card 25", "25.00", taxable=False, ships=False)], email="c@example.com"),
    Order("#7", [MUG], cells={"Payment Method": "Bogus"}),
    Order("#8", [MUG], duties="7.50", cells={"Source": "shopify_draft_order", "Billing Phone": "+353 1 234 567"}),
    Order("#9", [MUG], cells={"Source": "4567"}),
    Order("#10", [MUG, replace(BOWL, price="0.00")], discount="24.00"),
    Order("#11", [MUG], cells={"Financial Status": "pending", "Cancelled at": "2026-05-16 09:00:00 +0100"}),
    Order("#12", [MUG], cells={"Financial Status": "voided"}),
    Order(
        "#13",
        [MUG, BOWL],
        cells={
            "Financial Status": "partially_paid",
            "Outstanding Balance": "13.99",
            "Cancelled at": "2026-05-16 09:00:00 +0100",
            "Refunded Amount": "0.00",
        },
    ),
]


def events_of(order: Order, **said: Any) -> list[Event]:
    return list(order_events(order_payload(order, **said), SAYS, placed=True, now=NOW).events)


@pytest.fixture
def by_events(new_shopify: Any, tmp_path: Path) -> Callable[[Iterable[Event]], Any]:
    """A shop whose facts came over the bus and were merged."""

    def merged(events: Iterable[Event], shop: Any = None) -> Any:
        shop = shop or new_shopify()
        settings = Settings(data_dir=tmp_path / f"shop-{id(shop)}")
        settings.staging.mkdir(parents=True, exist_ok=True)
        warehouse = shop.ledger.warehouse
        door = Door(
            warehouse, MemoryStore(), MemorySecrets(), lambda: shop.shop, settings, lambda: NOW, event_bus=MemoryBus()
        )
        takers = handlers(door)
        for event in events:
            takers[event.type](event)
        while (report := merge(door)).taken:
            assert not report.rejected
        door.inbox.close()
        return shop

    return merged


def ledger(shop: Any, where: str = "TRUE") -> list[Mapping[str, object]]:
    rows: list[Mapping[str, object]] = shop.rows(
        f"SELECT {COLUMNS} FROM sales WHERE {where} ORDER BY order_id, kind DESC, line_no IS NULL, line_no, line_type"
    )
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: object) -> object:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.name)
def test_an_order_is_the_same_rows_by_webhook_and_by_file(order: Order, new_shopify: Any, by_events: Any) -> None:
    loaded = new_shopify()
    loaded.load(orders=orders_csv([order]))
    merged = by_events(events_of(order))
    expected, found = ledger(loaded), ledger(merged)
    assert bool(expected) == (order.name != "#12"), "one that was voided at once is no sale"
    assert found == expected


def random_order(chance: random.Random, number: int) -> Order:
    items = [
        Item(
            f"Thing {place}",
            f"{chance.randrange(1, 5000) / 100:.2f}",
            chance.randrange(1, 4),
            sku=chance.choice(["", f"SKU-{place}"]),
            taxable=chance.random() < 0.8,
        )
        for place in range(chance.randrange(1, 5))
    ]
    goods = sum((Decimal(item.price) * item.quantity for item in items), Decimal(0))
    taxed = sum((Decimal(item.price) * item.quantity for item in items if item.taxable), Decimal(0))
    includes_tax = chance.random() < 0.5
    return Order(
        f"#{number}",
        items,
        created_at=f"2026-05-{chance.randrange(1, 29):02} {chance.randrange(24):02}:30:00 +0100",
        email=chance.choice(["", f"c{number % 7}@example.com"]),
        shipping=chance.choice(["0.00", "4.90"]),
        taxes=f"{taxed / 6:.2f}",
        discount=f"{goods * chance.randrange(0, 4) / 10:.2f}" if taxed == goods else "0.00",
        includes_tax=includes_tax,
    )


def test_three_hundred_orders_have_the_same_figures_by_webhook_and_by_file(new_shopify: Any, by_events: Any) -> None:
    chance = random.Random(20260514)  # noqa: S311 - made-up orders, the same each time
    orders = [random_order(chance, number) for number in range(1, 301)]
    loaded = new_shopify()
    loaded.load(orders=orders_csv(orders))
    events = [event for order in orders for event in events_of(order)]
    chance.shuffle(events)
    merged = by_events(events)
    assert len(ledger(loaded)) > 500
    for rollup in ("daily_shop_sales", "daily_product_sales", "daily_customer_sales"):
        assert _rows(merged, rollup) == _rows(loaded, rollup)


def _rows(shop: Any, table: str) -> list[Any]:
    return sorted(([_plain(value) for value in row.values()] for row in shop.rows(f"SELECT * FROM {table}")), key=repr)


def test_a_whole_refund_goes_back_as_the_file_has_it(new_shopify: Any, by_events: Any) -> None:
    order = Order("#1", [MUG, BOWL], taxes="5.67", includes_tax=True, cells={"Tax 1 Name": "VAT 20%"})
    at = "2026-05-14T11:23:45+01:00"
    refund = refund_payload(order, number=7, created_at=at, lines={1: (2, "24.00", "4.00"), 2: (1, "9.99", "1.67")})
    refunded = replace(order, cells={**order.cells, "Refunded Amount": "33.99", "Financial Status": "refunded"})
    loaded = new_shopify()
    loaded.load(orders=orders_csv([refunded]))
    merged = by_events(events_of(order, refunds=[refund]))
    assert ledger(merged) == ledger(loaded)
    assert merged.total("net_amount") == 0


def test_a_refund_is_the_same_alone_and_within_its_order() -> None:
    order = Order("#1", [MUG, BOWL], taxes="5.67", includes_tax=True, cells={"Tax 1 Name": "VAT 20%"})
    refund = refund_payload(
        order,
        number=7,
        created_at="2026-05-20T09:00:00Z",
        lines={1: (1, "12.00", "2.00")},
        shipping=("4.08", "0.82"),
        discrepancy="-1.50",
    )
    within = events_of(order, updated_at="2026-05-20T09:00:05Z", refunds=[refund])[1]
    unlike = ShopSays("GBP", {}, taxes_included=False)  # whatever else is known of the shop
    alone = refund_event(refund_data(refund, unlike), NOW)
    assert (alone.id, alone.data) == (within.id, within.data)
    assert [(line["line_type"], line["gross_amount"], line["tax_amount"]) for line in alone.data["lines"]] == [
        ("merchandise", "10.00", "2.00"),
        ("shipping", "4.08", "0.82"),
        ("merchandise", "1.50", "0"),
    ]


def test_an_order_that_changes_after_a_file_brought_it_is_not_doubled(new_shopify: Any, by_events: Any) -> None:
    order = Order("#1", [MUG, BOWL], email="anna@example.com")
    shop = new_shopify()
    shop.load(orders=orders_csv([order]))
    by_events(events_of(order, updated_at="2026-05-14T12:00:00Z"), shop)
    assert shop.total("net_amount") == Decimal("33.99")
    by_events(events_of(replace(order, items=[MUG]), updated_at="2026-05-15T09:00:00Z"), shop)
    assert shop.total("net_amount") == Decimal("24.00")
    assert shop.total("net_amount", "kind = 'sale'") == Decimal("33.99")


def test_units_that_an_edit_took_out_are_sold_no_more_whether_a_refund_tells_it_or_not() -> None:
    order = Order("#1", [MUG, BOWL])
    payload = order_payload(order, updated_at="2026-05-15T09:00:00Z")
    payload["line_items"][0]["current_quantity"] = 1
    payload["line_items"][1]["current_quantity"] = 1
    untold = order_events(payload, SAYS, placed=False, now=NOW).events[0].data["lines"]
    assert [(line["quantity"], line["gross_amount"]) for line in untold] == [("1", "12.00"), ("1", "9.99")]
    payload["refunds"] = [
        refund_payload(order, number=7, created_at="2026-05-15T09:00:00Z", lines={1: (1, "12.00", "0.00")})
    ]
    told = order_events(payload, SAYS, placed=False, now=NOW).events
    assert [line["quantity"] for line in told[0].data["lines"]] == ["2", "1"]
    assert [line["quantity"] for line in told[1].data["lines"]] == ["1"]
