"""Purchase orders and deliveries as the other services are told of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from inventory_alerts.purchases import purchase_events
from shared.contracts.events import decode, encode
from shared.warehouse import Row

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)


def line(number: int, state: str, **more: Any) -> Row:
    return {
        "purchase_order_id": "po-1",
        "reorder_id": f"r{number}",
        "product_id": f"mug-{number}",
        "location_id": "dublin",
        "supplier_id": "acme",
        "quantity": Decimal("48.000000000"),
        "received_quantity": Decimal(0),
        "unit_cost": Decimal("5.100000000"),
        "state": state,
        "recorded_at": AT + timedelta(minutes=number),
        "expected_at": AT + timedelta(days=number),
        "ordered_at": AT,
        "line_no": number,
        **more,
    }


def told(lines: list[Row], bought: list[Row] | None = None) -> list[dict[str, Any]]:
    events = purchase_events("/inventory-alerts", bought or [], lines)
    for event in events:
        assert decode(encode(event)) == event  # as the contract has them
    return [event.data for event in events]


def test_a_purchase_order_is_told_whole() -> None:
    (order,) = told([line(1, "ordered"), line(2, "ordered", unit_cost=None)])

    assert order["status"] == "open"
    assert order["lines"] == [
        {"line_no": 1, "product_id": "mug-1", "quantity": "48", "unit_cost": "5.1"},
        {"line_no": 2, "product_id": "mug-2", "quantity": "48", "unit_cost": None},
    ]
    assert (order["expected_at"], order["ordered_at"]) == ("2026-03-04T08:00:00Z", "2026-03-02T08:00:00Z")


def test_a_line_that_was_taken_back_is_left_out_and_the_others_keep_their_numbers() -> None:
    (order,) = told([line(1, "withdrawn"), line(2, "ordered")])
    assert [each["line_no"] for each in order["lines"]] == [2]
    assert order["status"] == "open"


def test_an_order_is_cancelled_when_all_was_taken_back_and_received_when_nothing_more_will_come() -> None:
    assert told([line(1, "withdrawn")])[0]["status"] == "cancelled"
    short = line(1, "received", received_quantity=Decimal(40))
    (order,) = told([short, line(2, "withdrawn")])
    assert order["status"] == "received"
    assert order["lines"][0]["quantity"] == "40"  # nothing more is awaited


def test_a_delivery_names_its_line_and_what_arrived() -> None:
    part = line(2, "ordered", received_quantity=Decimal(20))
    decision: Row = {
        "reorder_id": "r2",
        "recorded_at": AT + timedelta(minutes=2),
        "purchase_order_id": "po-1",
        "product_id": "mug-2",
        "location_id": "dublin",
        "delivery": "dn-1",
        "arrived": Decimal("20.000000000"),
    }
    order, receipt = told([line(1, "ordered"), part], [decision])
    assert order["entity_id"] == receipt["purchase_order_id"] == "po-1"
    assert receipt["lines"] == [{"line_no": 2, "product_id": "mug-2", "quantity": "20"}]


def test_saying_it_again_is_no_second_event() -> None:
    lines = [line(1, "ordered")]
    first, second = (purchase_events("/inventory-alerts", [], lines)[0] for _ in range(2))
    assert first.id == second.id
