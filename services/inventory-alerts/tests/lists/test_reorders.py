"""The buyer's suggestions to order, from the list to the delivery."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

FORECAST = {
    "generation_id": "20260302-060000-000000",
    "product_id": "mug",
    "location_id": "dublin",
    "title": "Mug, blue",
}


def told(service: Any, kind: str) -> list[dict[str, Any]]:
    return [event.data for event in service.bus.published if event.type == kind]


def test_reorders_are_listed_by_supplier_with_what_they_come_to(service: Any) -> None:
    service.fill("product_forecasts", [FORECAST])
    service.fill("suppliers", [{"supplier_id": "acme", "name": "Acme", "min_order_amount": 500}])
    service.suggest("r1", order_by=date(2026, 3, 4))
    service.suggest("r2", product_id="tray", supplier_id=None, unit_cost=None)
    page = service.get("/reorders")

    assert [(each["reorder_id"], each["title"], each["supplier_name"]) for each in page["items"]] == [
        ("r1", "Mug, blue", "Acme"),
        ("r2", None, None),
    ]
    assert page["items"][0]["amount"] == {"amount": "244.80", "currency": "EUR"}
    assert page["items"][1]["reasons"]["amount"] == "cost_unknown"
    acme, nobody = page["suppliers"]
    assert (acme["amount"], acme["reaches_minimum"]) == ({"amount": "244.80", "currency": "EUR"}, False)
    assert nobody["reasons"]["reaches_minimum"] == "no_minimum_known"


def test_pages_follow_one_another(service: Any) -> None:
    for number in range(5):
        service.suggest(f"r{number}", product_id=f"p{number}", supplier_id=None if number > 3 else f"s{number % 2}")
    seen, cursor = [], ""
    while cursor is not None:
        page = service.get(f"/reorders?limit=2{cursor and '&cursor=' + cursor}")
        seen += [each["reorder_id"] for each in page["items"]]
        cursor = page["next_cursor"]
        assert page["total"] == 5
    assert seen == ["r0", "r2", "r1", "r3", "r4"]


def test_without_margin_no_cost_is_seen(service: Any) -> None:
    service.suggest("r1", evidence='{"margin_at_risk": 17.5, "position": 3}')
    page = service.get("/reorders", role="viewer")

    assert page["items"][0]["unit_cost"] is page["items"][0]["amount"] is page["suppliers"][0]["amount"] is None
    assert page["items"][0]["reasons"]["amount"] == "needs_margin_read"
    assert page["items"][0]["evidence"] == {"margin_at_risk": None, "position": 3}
    assert page["items"][0]["reasons"]["evidence.margin_at_risk"] == "needs_margin_read"
    assert service.get("/reorders")["items"][0]["evidence"]["margin_at_risk"] == 17.5


def test_from_the_suggestion_to_the_last_delivery(service: Any) -> None:
    service.suggest("r1")
    approved = service.call("POST", "/reorders/r1/approve", json={"quantity": 30, "note": "the shelf is small"}).json
    assert (approved["state"], approved["quantity"], approved["note"]) == ("approved", 30.0, "the shelf is small")
    assert service.get("/reorders/r1") == approved
    ordered = [service.call("POST", "/reorders/r1/order", json={}).json for _ in range(2)]
    assert ordered[0] == ordered[1]
    assert ordered[0]["purchase_order_id"] == "po-r1"
    (order,) = {each["version"]: each for each in told(service, "purchase-order-changed.v1")}.values()
    assert (order["entity_id"], order["status"], order["lines"][0]["quantity"]) == ("po-r1", "open", "30")

    part = {"json": {"quantity": 12.5}, "headers": {"Idempotency-Key": "dn-1"}}
    for _ in range(2):
        arrived = service.call("POST", "/reorders/r1/receive", **part).json
        assert (arrived["state"], arrived["received_quantity"]) == ("ordered", 12.5)
    rest = {"json": {"quantity": 10, "is_all": True}, "headers": {"Idempotency-Key": "dn-2"}}
    assert service.call("POST", "/reorders/r1/receive", **rest).json["state"] == "received"

    receipts = {each["entity_id"]: each["lines"][0]["quantity"] for each in told(service, "stock-received.v1")}
    assert sorted(receipts.values()) == ["10", "12.5"]
    assert told(service, "purchase-order-changed.v1")[-1]["status"] == "received"
    assert service.get("/reorders")["items"] == []
    assert service.get("/reorders?state=received")["total"] == 1


def test_an_order_that_is_taken_back_is_cancelled(service: Any) -> None:
    service.suggest("r1")
    service.call("POST", "/reorders/r1/order", json={"purchase_order_id": "2026-17"})
    taken_back = service.call("POST", "/reorders/r1/withdraw", json={"note": "too dear"})

    assert taken_back.json["state"] == "withdrawn"
    assert [each["status"] for each in told(service, "purchase-order-changed.v1")][-1] == "cancelled"


def test_a_bus_that_is_away_is_told_later(service: Any) -> None:
    service.suggest("r1")
    service.bus.failing = True
    assert service.call("POST", "/reorders/r1/order", json={}).status_code == 200
    assert told(service, "purchase-order-changed.v1") == []
    service.bus.failing = False
    service.suggest("r2", product_id="tray")
    service.call("POST", "/reorders/r2/reject", json={})
    assert [each["entity_id"] for each in told(service, "purchase-order-changed.v1")] == ["po-r1"]


@pytest.mark.parametrize(
    ("path", "said", "status", "problem"),
    [
        ("r1/receive", {"json": {"quantity": 1}, "headers": {"Idempotency-Key": "dn-1"}}, 409, "wrong-state"),
        ("r1/receive", {"json": {"quantity": 1}}, 400, "invalid-parameter"),
        ("r1/receive", {"json": {"quantity": 1}, "headers": {"Idempotency-Key": "d n"}}, 400, "invalid-parameter"),
        ("r1/approve", {"json": {"quantity": 0}}, 400, "invalid-body"),
        ("r1/withdraw", {"json": {}}, 409, "wrong-state"),
        ("nobody/approve", {"json": {}}, 404, "no-such-reorder"),
        ("r1/approve", {"json": {}, "role": "viewer"}, 403, "not-allowed"),
    ],
)
def test_what_cannot_be_done_says_why(service: Any, path: str, said: dict[str, Any], status: int, problem: str) -> None:
    service.suggest("r1")
    answer = service.call("POST", f"/reorders/{path}", **said)

    assert (answer.status_code, answer.json["type"].rpartition(":")[2]) == (status, problem)
    assert service.get("/reorders")["items"][0]["state"] == "suggested"


def test_a_file_is_a_purchase_order_to_send(service: Any) -> None:
    service.suggest("r1")
    header, line = service.call("GET", "/reorders.csv").text.splitlines()

    assert dict(zip(header.split(","), line.split(","), strict=True)) | {"suggested_at": ""} == {
        "reorder_id": "r1",
        "state": "suggested",
        "supplier_id": "acme",
        "supplier_name": "",
        "product_id": "mug",
        "sku": "",
        "title": "",
        "category": "",
        "location_id": "dublin",
        "quantity": "48",
        "unit_cost": "5.10",
        "amount": "244.80",
        "order_by": "",
        "purchase_order_id": "",
        "received_quantity": "0",
        "suggested_quantity": "48",
        "lead_time_days": "10",
        "lead_time_from": "supplier",
        "suggested_at": "",
        "note": "",
    }
