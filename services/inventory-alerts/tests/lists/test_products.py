"""The buyer's list of products, one of them, and what the shop says of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

GENERATION = "20260302-060000-000000"
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


def seen(product_id: str, **more: Any) -> dict[str, Any]:
    return {"generation_id": GENERATION, "product_id": product_id, "location_id": "dublin", **more}


@pytest.fixture
def shop(service: Any) -> Any:
    service.fill(
        "product_forecasts",
        [
            seen(
                "mug", title="Mug", category="Kitchen", on_hand=10.0, available=8.0, velocity_30=2.0, next_7_mean=14.0
            ),
            seen("tray", title="Tray", on_hand=0.0, available=0.0, velocity_30=1.0, days_until_stockout=0.0),
            seen("vase", title="Vase", on_hand=3.0, available=3.0, velocity_30=0.0, unsold_days=200),
        ],
    )
    service.fill("products", [{"product_id": name, "title": name.title()} for name in ("mug", "tray", "vase")])
    cost = {"product_id": "mug", "valid_from": LONG_AGO, "valid_to": LONG_AGO + timedelta(days=9000)}
    service.fill("product_costs", [{**cost, "unit_cost": Decimal(5)}])
    alert = {"alert_id": "a1", "kind": "stock_out", "severity": "act", "state": "open", "evidence": "{}"}
    service.fill("alert_states", [{**alert, "product_id": "tray", "location_id": "dublin"}])
    return service


def names(page: Any) -> list[str]:
    return [each["product_id"] for each in page["items"]]


def test_what_runs_out_first_stands_first_and_what_nobody_knows_last(shop: Any) -> None:
    page = shop.get("/products")

    assert names(page) == ["tray", "mug", "vase"]
    assert page["items"][0]["open_alerts"] == ["stock_out"]
    assert page["items"][2]["reasons"]["days_of_cover"] == "no_velocity"
    assert page["run"]["run_id"] == "run-1"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("sort=-on_hand", ["mug", "vase", "tray"]),
        ("sort=title", ["mug", "tray", "vase"]),
        ("sort=-title", ["vase", "tray", "mug"]),
        ("runs_out_within=7d", ["tray"]),
        ("unsold_for=30d", ["vase"]),
        ("category=Kitchen", ["mug"]),
        ("search=TRA", ["tray"]),
        ("search=%25", []),
        ("location=cork", []),
        ("supplier=acme", []),
    ],
)
def test_the_owners_literal_questions(shop: Any, asked: str, found: list[str]) -> None:
    assert names(shop.get(f"/products?{asked}")) == found


@pytest.mark.parametrize("sort", ["days_of_cover", "-days_of_cover", "-velocity", "title", "-title", "-unsold_days"])
def test_pages_hold_every_product_once(shop: Any, sort: str) -> None:
    whole, found, cursor = names(shop.get(f"/products?sort={sort}")), [], ""
    while cursor is not None:
        page = shop.get(f"/products?sort={sort}&limit=1{cursor and '&cursor=' + cursor}")
        found += names(page)
        cursor = page["next_cursor"]
    assert found == whole
    assert len(found) == 3


def test_a_cursor_of_another_order_is_refused(shop: Any) -> None:
    cursor = shop.get("/products?limit=1")["next_cursor"]
    answer = shop.call("GET", f"/products?limit=1&sort=title&cursor={cursor}")
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "cursor")


@pytest.mark.parametrize("path", ["/products?sort=-stock_value", "/products.csv?sort=stock_value"])
def test_the_order_by_what_stock_cost_is_for_who_may_see_costs(shop: Any, path: str) -> None:
    assert shop.call("GET", path, role="viewer").status_code == 403
    assert shop.call("GET", path, role="owner").status_code == 200


def test_before_the_first_run_the_list_is_empty_and_says_so(service: Any) -> None:
    service.desk.store.delete("inventory/last-run")
    page = service.get("/products")
    assert (page["items"], page["reasons"]) == ([], {"run": "not_computed_yet"})


def test_one_product_with_its_days_forecast_alerts_and_reorders(shop: Any) -> None:
    shop.fill("stock_counts", [seen("mug", on_hand=12, counted_at=datetime(2026, 2, 27, 18, tzinfo=UTC))])
    shop.suggest("r1")
    mug = shop.get("/products/mug")

    assert len(mug["history"]) == 90
    assert [(each["local_date"], each["on_hand"]) for each in mug["history"][-4:]] == [
        ("2026-02-26", None),
        ("2026-02-27", 12.0),
        ("2026-02-28", 12.0),
        ("2026-03-01", 12.0),
    ]
    assert [(each["days"], each["mean"]) for each in mug["forecast"]] == [(7, 14.0)]
    assert [each["reorder_id"] for each in mug["reorders"]] == ["r1"]
    assert [each["kind"] for each in shop.get("/products/tray")["alerts"]] == ["stock_out"]


def test_a_product_nobody_knows_is_not_found(shop: Any) -> None:
    assert shop.call("GET", "/products/nobody").status_code == 404


def test_what_the_shop_says_of_a_product_stays_until_it_is_taken_back(shop: Any) -> None:
    said = shop.call("PUT", "/products/mug/settings", json={"lead_time_days": 9, "never_alert": True}).json
    assert (said["lead_time_days"], said["never_alert"], said["pack_size"]) == (9, True, None)
    said = shop.call("PUT", "/products/mug/settings", json={"pack_size": 6, "never_alert": None}).json
    assert (said["lead_time_days"], said["never_alert"], said["pack_size"]) == (9, False, 6.0)
    said = shop.call("PUT", "/products/mug/settings", json={"lead_time_days": None}).json
    assert (said["lead_time_days"], said["pack_size"]) == (None, 6.0)


def test_a_cost_is_published_and_read_back_before_the_tables_have_it(shop: Any) -> None:
    body = {"unit_cost": {"amount": "5.75", "currency": "EUR"}}
    said = shop.call("PUT", "/products/mug/settings", json=body).json

    assert (said["unit_cost"], said["is_pending"]) == ({"amount": "5.75", "currency": "EUR"}, True)
    assert shop.get("/products/mug")["settings"]["is_pending"] is True
    (event,) = [each for each in shop.bus.published if each.type == "product-cost-changed.v1"]
    assert (event.data["entity_id"], event.data["unit_cost"]) == ("mug", "5.75")
    again = shop.call("PUT", "/products/mug/settings", json={"unit_cost": {"amount": "5.00", "currency": "EUR"}}).json
    assert again["is_pending"] is False  # what the tables have


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"lead_time_days": 366}, 400),
        ({"lead_time": 3}, 400),
        ({"unit_cost": {"amount": "5.75", "currency": "USD"}}, 400),
        ({"unit_cost": {"amount": "-1.00", "currency": "EUR"}}, 400),
    ],
)
def test_settings_that_make_no_sense_are_refused(shop: Any, body: dict[str, Any], status: int) -> None:
    assert shop.call("PUT", "/products/mug/settings", json=body).status_code == status
    assert shop.get("/products/mug")["settings"]["lead_time_days"] is None


def test_many_products_by_a_file_all_or_none(shop: Any) -> None:
    file = {"data": "product_id,pack_size\nmug,6\ntray,12\n", "content_type": "text/csv"}
    assert shop.call("PUT", "/products/settings", **file).json == {"changed": 2}
    assert shop.call("PUT", "/products/settings", **file).json == {"changed": 0}
    file["data"] = "product_id,pack_size\nmug,24\nnobody,12\n"
    refused = shop.call("PUT", "/products/settings", **file)
    assert (refused.status_code, refused.json["errors"][0]["message"]) == (404, "nobody is none")
    assert shop.get("/products/mug")["settings"]["pack_size"] == 6.0
    assert shop.call("PUT", "/products/settings", json={}).status_code == 415


def test_the_shops_own_thresholds(service: Any) -> None:
    before = service.get("/settings")
    assert before["settings"] == before["defaults"]
    changed = {"review_days": 3, "budget": {"amount": "5000.00", "currency": "EUR"}}
    after = service.call("PUT", "/settings", json=changed).json
    assert (after["settings"]["review_days"], after["settings"]["budget"]) == (3, changed["budget"])
    back = service.call("PUT", "/settings", json={"review_days": None, "budget": None}).json
    assert back == before
    wrong = service.call("PUT", "/settings", json={"budget": {"amount": "1.00", "currency": "USD"}})
    assert wrong.status_code == 400


def test_what_it_was_worth_is_unknown_at_first_and_says_so(service: Any) -> None:
    value = service.get("/value")

    assert (value["from"], value["to"]) == ("2026-02-03", "2026-03-02")
    assert value["measured"]["alerts_pushed"] == 0
    assert value["measured"]["reasons"]["false_share"] == "no_outcomes_yet"
    assert value["estimated"]["reasons"]["lost_margin_avoided"] == "no_interventions_yet"
    refused = service.call("GET", "/value?from=2026-03-02&to=2026-03-01")
    assert (refused.status_code, refused.json["detail"]) == (400, "to: is before from")


def test_what_it_was_worth(service: Any) -> None:
    outcome = {"was_pushed": True, "due_on": datetime(2026, 2, 20, tzinfo=UTC).date(), "money_kind": "lost_margin"}
    service.fill(
        "alert_outcomes",
        [
            {
                **outcome,
                "outcome_id": "a1",
                "outcome": "intervention",
                "probability": 0.9,
                "money_at_stake": Decimal(100),
            },
            {**outcome, "outcome_id": "a2", "outcome": "came_true", "probability": 0.9, "money_at_stake": Decimal(40)},
        ],
    )
    value = service.get("/value", role="owner")

    assert value["estimated"]["lost_margin_avoided"] == {"amount": "90.00", "currency": "EUR"}
    assert value["estimated"]["lost_margin_avoided_low"] == {"amount": "51.55", "currency": "EUR"}
    assert value["measured"]["lost_margin_warned_of"] == {"amount": "40.00", "currency": "EUR"}
    assert value["measured"]["false_share"] == 0.0
    assert service.get("/value", role="viewer")["estimated"]["lost_margin_avoided"] is None


def test_what_it_was_worth_says_where_no_price_or_cost_is_known(service: Any) -> None:
    due = {"was_pushed": True, "due_on": datetime(2026, 2, 20, tzinfo=UTC).date(), "money_kind": "lost_margin"}
    unknown = [
        {**due, "outcome_id": each, "outcome": each, "probability": 0.9} for each in ("intervention", "came_true")
    ]
    service.fill("alert_outcomes", unknown)
    value = service.get("/value", role="owner")
    assert (value["measured"]["interventions"], value["estimated"]["lost_margin_avoided"]) == (1, None)
    assert value["estimated"]["reasons"]["lost_margin_avoided"] == "price_or_cost_unknown"
    assert value["measured"]["reasons"]["lost_margin_warned_of"] == "price_or_cost_unknown"

    known = {**due, "outcome_id": "more", "outcome": "intervention", "probability": 0.9, "money_at_stake": Decimal(100)}
    service.fill("alert_outcomes", [known])
    estimated = service.get("/value", role="owner")["estimated"]
    assert estimated["lost_margin_avoided"] == {"amount": "90.00", "currency": "EUR"}
    assert estimated["reasons"]["lost_margin_avoided"] == "some_prices_or_costs_unknown"
    assert "some_prices_or_costs_unknown" in service.call("GET", "/value.csv", role="owner").text
