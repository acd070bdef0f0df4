"""Products, customers, stock, purchase orders, receipts, targets, visits: twice or in any order, all the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from ingestion import use_cases
from ingestion.events.batch import EVENT_TYPES, table_of
from ingestion.events.testing import Fact
from shared.contracts.events import event_types
from shared.runs import EVENT


def at(day: int) -> str:
    return f"2026-03-{day:02}T08:00:00Z"


def said(kind: str, entity_id: str, day: int, **given: Any) -> Fact:
    return f"{kind}.v1", {"entity_id": entity_id, "version": day, "occurred_at": at(day)} | given


def _pair(kind: str, entity_id: str, older: dict[str, Any], newer: dict[str, Any]) -> tuple[Fact, Fact]:
    second = f"{entity_id}-2" if kind == "web-event-received" else entity_id  # every visit is one of its own
    return said(kind, entity_id, 1, **older), said(kind, second, 2, **newer)


PLACE = {"product_id": "mug", "location_id": "d"}
LINE = {"line_no": 1, "product_id": "mug", "quantity": "48"}
BOWLS = {"line_no": 2, "product_id": "bowl", "quantity": "12"}
TWO = [LINE, {**BOWLS, "unit_cost": "3.30"}]  # a receipt does not say what a piece costs, an order does
VISIT = {"event": "product_view", "visitor_id": "v-9", "product_id": "mug", "consent": "granted", "is_bot": False}
TARGET = {"scope": "shop", "scope_id": "", "period_start": "2026-03-01", "period_end": "2026-03-31"}
ORDERED = {"ordered_at": at(1), "status": "open"}

# Of every type two facts about one thing, the older first: what each says.
SAID: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "product-changed": ("mug", {"title": "Mug", "price": "12.00"}, {"title": "Blue mug"}),
    "product-cost-changed": ("mug", {"unit_cost": "5.10"}, {"unit_cost": "5.30"}),
    "customer-changed": ("c-1", {"email": "a@example.org", "country": "IE"}, {"email": "b@example.org"}),
    "consent-changed": ("c-1", {"marketing_consent": "granted"}, {"marketing_consent": "denied"}),
    "customer-erased": ("c-1", {}, {}),
    "purchase-order-changed": ("po", {"lines": TWO, **ORDERED}, {"lines": [LINE], **ORDERED}),
    "stock-received": ("rc", {"lines": [LINE, BOWLS]}, {"lines": [LINE]}),
    "stock-counted": ("mug@d", {"on_hand": "41", **PLACE}, {"on_hand": "40", "committed": "3", **PLACE}),
    "target-changed": ("t", {"net_amount": "40000.00", **TARGET}, {"net_amount": None, **TARGET}),
    "web-event-received": ("e", VISIT, {**VISIT, "event": "add_to_cart"}),
}
PAIRS = {f"{kind}.v1": _pair(kind, *stated) for kind, stated in SAID.items()}


def latest(till: Any, table: str, *key: str) -> list[dict[str, Any]]:
    newest = f"PARTITION BY {', '.join(key)} ORDER BY recorded_at DESC, load_id DESC"
    rows = till.rows(f"SELECT * FROM {table} QUALIFY ROW_NUMBER() OVER ({newest}) = 1 ORDER BY {', '.join(key)}")
    return [dict(row) for row in rows]


def test_every_type_that_ingestion_subscribes_to_becomes_rows() -> None:
    subscribed = {name for name, stated in event_types().items() if "ingestion" in stated.subscribers} - {EVENT}
    assert set(EVENT_TYPES) == subscribed
    orders = {"order-placed.v1", "order-changed.v1", "order-refunded.v1"}
    assert set(PAIRS) | orders == subscribed  # of orders, test_merging.py


@pytest.mark.parametrize("kind", PAIRS)
def test_the_same_fact_twice_changes_nothing(till: Any, kind: str) -> None:
    fact, _ = PAIRS[kind]
    till.merge(fact)
    before = till.contents()
    report = till.merge(fact, again=True)
    assert (report.taken, report.loaded) == (1, 0)
    assert till.contents() == before
    if kind != "customer-erased.v1":
        assert till.counted()[table_of(kind), "known", "events-20260601"] == 1


@pytest.mark.parametrize("kind", PAIRS)
def test_two_facts_swapped_come_to_the_same(new_till: Callable[[], Any], kind: str) -> None:
    older, newer = PAIRS[kind]
    straight, swapped, together = new_till(), new_till(), new_till()
    straight.merge(older)
    straight.merge(newer)
    swapped.merge(newer)
    swapped.merge(older)
    together.merge(newer, older)
    assert straight.contents() == swapped.contents() == together.contents()


def test_what_a_product_event_leaves_out_stays_as_it_was_then(new_till: Callable[[], Any]) -> None:
    facts = [
        said("product-changed", "mug", 1, title="Mug", category="Mugs", price="12.00"),
        said("product-cost-changed", "mug", 2, unit_cost="5.30"),
        said("product-changed", "mug", 3, title="Blue mug", active=False),
    ]
    for order in permutations(facts):
        till = new_till()
        for fact in order:
            till.merge(fact)
        (mug,) = latest(till, "products", "product_id")
        assert (mug["title"], mug["category"], mug["price"]) == ("Blue mug", "Mugs", Decimal(12))
        assert (mug["unit_cost"], mug["active"], mug["sku"]) == (Decimal("5.30"), False, None)
        assert mug["recorded_at"] == datetime(2026, 3, 3, 8, tzinfo=UTC)


def _later(product_id: str, **given: Any) -> Fact:
    """What is said of a product after the day on which files are loaded here."""
    return said("product-changed", product_id, 9, **{"occurred_at": "2026-06-02T00:00:00Z", **given})


def test_an_older_event_never_overrides_a_newer_file(till: Any) -> None:
    till.load(products="product_id,title,unit_cost,category\nmug,Mug of the file,6.00,Mugs\n")  # loaded in June
    till.merge(said("product-changed", "mug", 1, title="Mug of March"))
    (mug,) = latest(till, "products", "product_id")
    assert mug["title"] == "Mug of the file"
    till.merge(_later("mug", price="14"))
    (mug,) = latest(till, "products", "product_id")
    assert (mug["title"], mug["unit_cost"], mug["price"]) == ("Mug of the file", 6, 14)


def test_what_events_took_over_from_a_file_goes_when_the_file_is_taken_back(till: Any) -> None:
    file = till.load(products="product_id,title,category\nmug,Mug,Mugs\n")["load_id"]
    till.merge(_later("mug", price="14"))
    (mug,) = latest(till, "products", "product_id")
    assert (mug["title"], mug["price"]) == ("Mug", 14)
    use_cases.undo_load(till.door, file, lambda *_: None)
    (mug,) = till.rows("SELECT * FROM products")
    assert (mug["title"], mug["category"], mug["price"]) == (None, None, 14)


def test_a_cost_that_changes_by_an_event_counts_from_then_on(till: Any, make: Any) -> None:
    lines = [make.mug(unit_cost=None)]
    till.merge(make.order(lines=lines), make.order(order_id="1002", ordered_at=at(9), lines=lines))
    till.merge(
        said("product-cost-changed", "mug", 1, unit_cost="5"), said("product-cost-changed", "mug", 5, unit_cost="6")
    )
    costs = till.rows("SELECT local_date, cost FROM daily_product_sales ORDER BY local_date")
    assert [(row["local_date"], row["cost"]) for row in costs] == [(date(2026, 3, 1), 10), (date(2026, 3, 9), 12)]
    till.assert_rollups_equal_the_ledger()


def test_what_a_customer_agreed_to_last_counts_whoever_repeats_what_was_before(till: Any) -> None:
    till.merge(said("consent-changed", "c-1", 5, marketing_consent="denied"))
    till.merge(
        said("customer-changed", "c-1", 6, email="a@example.org", marketing_consent="granted", consent_updated_at=at(1))
    )
    (customer,) = latest(till, "customers", "customer_id")
    assert (customer["marketing_consent"], customer["email"]) == ("unsubscribed", "a@example.org")
    assert customer["consent_updated_at"] == datetime(2026, 3, 5, 8, tzinfo=UTC)
    till.merge(said("customer-changed", "c-1", 7, country="IE", marketing_consent="unknown"))
    (customer,) = latest(till, "customers", "customer_id")
    assert (customer["marketing_consent"], customer["country"]) == ("unsubscribed", "IE")


def test_a_line_that_is_gone_from_a_purchase_order_is_ordered_no_more(till: Any) -> None:
    for fact in PAIRS["purchase-order-changed.v1"]:
        till.merge(fact)
    lines = latest(till, "purchase_orders", "purchase_order_id", "line_no")
    assert [(line["product_id"], line["quantity"], line["status"]) for line in lines] == [
        ("mug", 48, "open"),
        ("bowl", 0, "cancelled"),
    ]


def test_a_receipt_that_is_mended_came_in_when_it_did(till: Any) -> None:
    for fact in PAIRS["stock-received.v1"]:
        till.merge(fact)
    lines = latest(till, "receipts", "receipt_id", "line_no")
    assert [(line["product_id"], line["quantity"]) for line in lines] == [("mug", 48), ("bowl", 0)]
    assert {line["received_at"] for line in lines} == {datetime(2026, 3, 1, 8, tzinfo=UTC)}


def test_nothing_of_an_erased_customer_comes_back(till: Any) -> None:
    till.merge(said("customer-changed", "c-1", 1, email="a@example.org"))
    till.merge(said("customer-erased", "c-1", 2))
    visit = said("web-event-received", "e-1", 3, customer_id="c-1", **VISIT)
    report = till.merge(
        said("customer-changed", "c-1", 3, email="new@example.org"),
        said("customer-changed", "c-2", 3, email="A@example.org"),
        visit,
    )
    assert (report.loaded, report.rejected) == (1, 2)
    assert till.counted()["customers", "rejected", "erased"] == 2
    held = repr(till.contents())
    assert "c-1" not in held
    assert "example.org" not in held
    assert till.merge(said("customer-changed", "c-3", 4, email="new@example.org")).rejected == 1


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        (said("target-changed", "t", 1, net_amount="1", **{**TARGET, "period_end": "2026-02-01"}), "invalid_target"),
        (said("product-changed", "mug", 1, price="1000000000000000"), "too_large"),
        (said("product-cost-changed", "mug", 1, unit_cost="-1"), "negative_cost"),
        (said("purchase-order-changed", "po", 1, lines=[LINE, LINE], **ORDERED), "line_twice"),
        (said("stock-counted", "m", 1, on_hand="1", **PLACE), ""),
        (said("product-cost-changed", "m", 1, unit_cost="1", occurred_at="2026-07-01T00:00:00Z"), "in_the_future"),
    ],
)
def test_what_no_table_can_take_is_set_aside(till: Any, fact: Fact, reason: str) -> None:
    till.merge(fact)
    assert [row["reason"] for row in till.rows("SELECT reason FROM set_aside_facts")] == ([reason] if reason else [])
