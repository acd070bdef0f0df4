"""A shop's first day with nothing but Shopify's exports: what the digest says an hour after they were loaded."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator

from ingestion.testing import INVENTORY, PRODUCTS, Item, Order, orders_csv, table_csv
from inventory_alerts.testing_vendors import standing_in
from shared.secrets import connect as connect_secrets

CONTRACT = json.loads(
    resources.files("shared.contracts.generated").joinpath("inventory_alerts.json").read_text(encoding="utf-8")
)
DAYS = 120  # of orders, one a day
MUG, TRAY = Item("Mug", "12.00", 4, sku="MUG-1"), Item("Tray", "48.00", 1, sku="TRAY-1")


def exports() -> dict[str, bytes]:
    """Orders until yesterday evening; ten mugs left, which is two days of them, and four hundred trays."""
    last = datetime.now(UTC).replace(hour=20, minute=0, second=0, microsecond=0) - timedelta(days=1)
    orders = [
        Order(
            f"#{1000 + DAYS - ago}",
            [MUG, TRAY] if ago % 2 else [MUG],
            created_at=f"{last - timedelta(days=ago):%Y-%m-%d %H:%M:%S} +0000",
        )
        for ago in range(DAYS)
    ]
    products = [
        {"Handle": "mug", "Title": "Mug", "Type": "Kitchen", "Variant SKU": "MUG-1", "Cost per item": "4.00"},
        {"Handle": "tray", "Title": "Tray", "Type": "Kitchen", "Variant SKU": "TRAY-1", "Cost per item": "20.00"},
    ]
    stock = [
        {"Title": title, "SKU": sku, "Location": "High Street", "On hand (current)": on_hand}
        for title, sku, on_hand in (("Mug", "MUG-1", "10"), ("Tray", "TRAY-1", "400"))
    ]
    return {
        "orders_export_1.csv": orders_csv(orders).encode(),
        "products_export.csv": table_csv(PRODUCTS, products).encode(),
        "inventory_export.csv": table_csv(INVENTORY, stock).encode(),
    }


def asked(suite: Any, path: str, schema: str) -> dict[str, Any]:
    """What the service answers, as its contract has it."""
    answer: dict[str, Any] = suite.get(f"/api/inventory/{path}").get_json()
    whole = {"$ref": f"#/components/schemas/{schema}", "components": CONTRACT["components"]}
    Draft202012Validator(whole).validate(answer)
    return answer


def test_a_fresh_export_gets_a_useful_digest_on_its_first_day(new_suite: Callable[..., Any]) -> None:
    with standing_in() as slack:
        suite = new_suite(SLACK_HOOKS_URL=f"{slack.url}/")
        secrets = connect_secrets(f"file://{suite.data_dir}/secrets")
        secrets.put("slack", json.dumps({"webhook_url": f"{slack.url}/services/T0/B0/x"}))
        loaded = suite.load(exports(), format="shopify")
        assert loaded.status_code == 200, loaded.text
        service = next(each for each in suite.services if each.name == "inventory-alerts")
        service.jobs["daily"].run()
        (message,) = slack.accepted
    # In a month of data nothing can be said of the season; of stock, orders and money everything can.
    assert "1 item sells out by" in message["text"]
    assert "at risk" in message["text"]
    assert "to reorder" in message["text"]
    told = json.dumps(message["blocks"])
    assert "Mug" in told
    assert "10 left" in told
    assert "too much in stock" in told
    alerts = asked(suite, "alerts", "AlertPage")["items"]
    pushed = {(alert["kind"], alert["title"]) for alert in alerts if alert["is_pushed"]}
    assert pushed == {("low_stock", "Mug"), ("overstock", "Tray")}
    assert {alert["severity"] for alert in alerts if alert["is_pushed"]} == {"act"}
    (mug,) = asked(suite, "reorders", "ReorderPage")["items"]
    assert (mug["title"], mug["lead_time_from"]) == ("Mug", "shop_default")
    assert mug["quantity"] > 14 * 4
    for path, schema in (
        (f"alerts/{alerts[0]['alert_id']}", "AlertDetail"),
        ("alerts/quality", "AlertQuality"),
        ("products", "ProductPage"),
        (f"products/{mug['product_id']}", "ProductDetail"),
        ("settings", "InventorySettings"),
        ("value", "InventoryValue"),
        ("digests", "DigestPage"),
    ):
        asked(suite, path, schema)
