"""The vendor's own description: the stand-in speaks as it says, and the vendor's own examples can be read."""

from __future__ import annotations

import gzip
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openapi_schema_validator import OAS30Validator

from ingestion.lightspeed.testing import DISCOUNT, MUG, NORTH, RETAILER, line, sale, uuid_of

SPEC = Path(__file__).parents[5] / "shared/data/vendor_specs/lightspeed/x-series-2.0.openapi3.json.gz"
pytestmark = pytest.mark.skipif(not SPEC.exists(), reason="../shared/data/vendor_specs/lightspeed is not there")
SCHEMAS = {
    "outlets": "Outlet",
    "users": "User",
    "products": "Product",
    "customers": "Customer",
    "sales": "Sale",
    "inventory": "Inventory",
}


@pytest.fixture(scope="module")
def spec() -> Any:
    return json.loads(gzip.decompress(SPEC.read_bytes()))


def faults(spec: Any, schema: str, item: object) -> list[str]:
    validator = OAS30Validator({"$ref": f"#/components/schemas/{schema}", "components": spec["components"]})
    return [f"{'/'.join(map(str, error.path))}: {error.message}" for error in validator.iter_errors(item)]


def examples(spec: Any, entity: str) -> list[Any]:
    """The items of the answer that the vendor shows."""
    shown = spec["paths"][f"/{entity}"]["get"]["responses"]["200"]["content"]["application/json"]
    found: list[Any] = shown["example"]["data"]
    return found


def test_the_stand_in_holds_what_the_vendor_describes(shop: Any, spec: Any) -> None:
    lines = [line(MUG, 2, 10, discount=1, salesperson_id=uuid_of("user")), line(DISCOUNT, -1, 3)]
    shop.lightspeed.put("sales", sale("1", *lines), sale("2", line(MUG, -1, 10), return_for=uuid_of("sale 1")))
    shop.lightspeed.put("inventory", {"id": "i", "product_id": MUG, "outlet_id": NORTH, "inventory_level": 4})

    wrong = {
        f"{entity} {item['id']}": found
        for entity, schema in SCHEMAS.items()
        for item in shop.lightspeed.lists[entity]
        if (found := faults(spec, schema, {name: value for name, value in item.items() if value is not None}))
    }
    # The vendor's schema requires times of a user, and names of a customer that its own examples have as null.
    assert {text for found in wrong.values() for text in found} <= {
        f": '{name}' is a required property"
        for name in ("created_at", "updated_at", "is_primary_user", "first_name", "last_name")
    }
    assert [fault for fault in faults(spec, "Retailer", RETAILER) if not fault.startswith("timezone")] == []


def test_the_lists_are_asked_for_with_parameters_the_vendor_knows(shop: Any, spec: Any) -> None:
    shop.sync()

    for asked in shop.lightspeed.requests:
        path, _, query = asked.partition("?")
        known = {one["name"] for one in spec["paths"][f"/{path}"]["get"].get("parameters", [])}
        given = {pair.partition("=")[0] for pair in query.split("&") if pair}
        assert given <= known, asked


def test_the_vendors_own_examples_come_over(shop: Any, spec: Any) -> None:
    # Users and outlets are read for their names alone; one product of the examples has an object for a number.
    shop.lightspeed.lists.clear()
    for entity in SCHEMAS:
        for item in examples(spec, entity):
            shop.lightspeed.put(entity, item)
    report = shop.sync()

    told = {one["entity"]: one for one in report["entities"]}
    assert {entity: (one["read"], one["set_aside"]) for entity, one in told.items()} == {
        entity: (len(examples(spec, entity)), []) for entity in SCHEMAS
    }
    orders = {one["entity_id"]: one for one in shop.published("order-placed.v1") + shop.published("order-changed.v1")}
    for shown in examples(spec, "sales"):
        lines = orders[shown["id"]]["lines"]
        net = sum((Decimal(one["gross_amount"]) - Decimal(one["discount_amount"]) for one in lines), Decimal(0))
        tax = sum((Decimal(one["tax_amount"]) for one in lines), Decimal(0))
        assert net == Decimal(str(shown["total_price"]))
        assert round(tax, 2) == Decimal(str(shown["total_tax"]))
        assert orders[shown["id"]]["location_id"] in {"Main Outlet", "Second Outlet", "Sydney"}


def test_the_vendors_own_example_of_a_return_is_a_refund(shop: Any, spec: Any) -> None:
    answer = spec["paths"]["/sales/{sale_id}/actions/return"]["put"]["responses"]["200"]["content"]["application/json"]
    shown = answer["example"]["data"]
    items = [{**one, "status": "CONFIRMED"} for one in shown["line_items"]]
    shop.lightspeed.put("sales", {**shown, "status": "CLOSED", "line_items": items})
    shop.sync()

    refund = shop.published("order-refunded.v1")[0]
    assert refund["order_id"] == shown["return_for"]
    amounts = [(one["quantity"], one["gross_amount"], one["tax_amount"], one["unit_cost"]) for one in refund["lines"]]
    assert amounts == [("1", "200", "30", "100"), ("1", "0", "0", "100")]
