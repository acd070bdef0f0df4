"""Products, reorders and what all of it was worth say what each of their figures means, and what was asked for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from inventory_alerts import inputs, velocity
from inventory_alerts.explanations import PRODUCTS, REORDER

GENERATION = "20260302-060000-000000"
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
COST = "7.31"
EVIDENCE = (
    '{"position": 3, "reorder_point": 20.0, "order_up_to": 51.0, "replenishment": 48.0, "pack_size": 12.0,'
    ' "min_order": 0.0, "service": 0.99, "service_without": 0.2, "margin_at_risk": 17.31, "days_until_stockout": 2.0,'
    ' "rate": 1.5}'
)


@pytest.fixture
def shop(service: Any) -> Any:
    mug = {"product_id": "mug", "location_id": "dublin"}
    figures = {"on_hand": 10.0, "available": 8.0, "velocity_30": 2.0, "next_7_mean": 14.0, "next_28_mean": 56.0}
    service.fill(
        "product_forecasts", [{"generation_id": GENERATION, **mug, **figures, "unit_cost": Decimal(COST), "price": 12}]
    )
    service.fill("products", [{"product_id": "mug", "title": "Mug"}])
    cost = {"product_id": "mug", "valid_from": LONG_AGO, "valid_to": LONG_AGO + timedelta(days=9000)}
    service.fill("product_costs", [{**cost, "unit_cost": Decimal(COST)}])
    alert = {"alert_id": "a1", "kind": "stock_out", "severity": "act", "state": "open", "evidence": '{"rate": 1.5}'}
    service.fill("alert_states", [{**alert, **mug}])
    service.suggest("r1", unit_cost=Decimal(COST), evidence=EVIDENCE)
    return service


ANSWERS = {
    "/products": ("ProductPage", {"product_rows", "open_alert_kinds"}),
    "/products/mug": (
        "ProductDetail",
        {"product_rows", "product_days", "product_demand", "alert_rows", "reorder_rows"},
    ),
    "/reorders": ("ReorderPage", {"reorder_rows", "reorder_suppliers"}),
    "/reorders/r1": ("ReorderDetail", {"reorder_rows"}),
    "/value": ("InventoryValue", {"value_outcomes", "value_reorders"}),
}


@pytest.mark.parametrize("address", ANSWERS)
def test_every_figure_is_explained_and_nothing_that_is_not_there(
    shop: Any, unexplained: Any, unheard_of: Any, address: str
) -> None:
    schema, statements = ANSWERS[address]
    answer = shop.get(f"{address}?explain=1")

    assert (unexplained(schema, answer), unheard_of(schema, answer)) == (set(), set())
    assert statements <= {each["name"] for each in answer["explain"]["queries"]}
    assert answer["explain"]["computed_at"] == "2026-03-02T08:00:00+00:00"


@pytest.mark.parametrize("address", ANSWERS)
def test_who_does_not_ask_is_answered_as_before(shop: Any, address: str) -> None:
    plain = shop.get(address)

    assert "explain" not in plain
    assert {**shop.get(f"{address}?explain=1"), "explain": 0} == {**plain, "explain": 0}
    assert shop.call("GET", f"{address}?explain=yes").status_code == 400


@pytest.mark.parametrize("address", ANSWERS)
def test_an_explanation_tells_no_cost_to_who_may_not_see_margins(shop: Any, address: str) -> None:
    told = shop.get(f"{address}?explain=1", role="viewer")
    seen = shop.get(f"{address}?explain=1", role="buyer")

    assert told["explain"]["definitions"] == seen["explain"]["definitions"]
    for amount in (COST, "17.31", "73.1"):
        assert amount not in str(told)


def test_a_product_without_alerts_and_reorders_explains_neither(service: Any) -> None:
    service.fill("products", [{"product_id": "tray", "title": "Tray"}])
    said = service.get("/products/tray?explain=1")["explain"]["definitions"]

    assert {"days_of_cover", "history", "forecast", "demand"} <= said.keys()
    assert not {"money_at_stake", "suggested_quantity", "evidence"} & said.keys()


def test_the_worth_is_explained_by_its_own_formula(shop: Any) -> None:
    worth = shop.get("/value?explain=1")

    assert worth["explain"]["definitions"]["lost_margin_avoided"] == worth["estimated"]["formula"]


def test_a_file_explains_nothing(shop: Any) -> None:
    for name in ("products", "reorders", "value"):
        assert shop.call("GET", f"/{name}?explain=1", headers={"Accept": "text/csv"}).mimetype == "text/csv"
        assert shop.call("GET", f"/{name}.csv?explain=1").status_code == 400


def test_sentences_name_the_numbers_that_the_engine_has() -> None:
    assert f"{inputs.DAYS_AHEAD} days" in PRODUCTS["position"]
    assert f"the {inputs.Settings().order_cover_days} days after it" in REORDER["order_up_to"]
    for days, least in velocity.WINDOWS:
        assert str(days) in PRODUCTS[f"velocity_{days}"]
        assert str(least) in PRODUCTS[f"velocity_{days}"]
