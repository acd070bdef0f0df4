"""A shop with nothing but Shopify's four exports: loaded over HTTP as a browser does, and asked for its figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ingestion.testing import CUSTOMERS, INVENTORY, PRODUCTS, Item, Order, orders_csv, table_csv

AS_OF = "2026-05-16T22:59:59Z"
MAY = "&from=2026-05-14&to=2026-05-17"
MUG = Item("Mug", "12.00", 2, sku="MUG-1")
TRAY = Item("Tray - Oak", "48.00", sku="TRAY-1", discount="12.00")
ORDERS = [
    Order(
        "#1003",
        [MUG, TRAY],
        created_at="2026-05-16 10:00:00 +0100",
        email="anna@example.com",
        taxes="10.00",
        includes_tax=True,
        cells={"Source": "pos", "Location": "High Street"},
    ),
    Order(
        "#1002",
        [TRAY],
        created_at="2026-05-15 23:30:00 +0100",
        email="ben@example.com",
        taxes="6.00",
        includes_tax=True,
        cells={"Refunded Amount": "36.00", "Financial Status": "refunded", "Cancelled at": "2026-05-16 09:00:00 +0100"},
    ),
    Order("#1001", [MUG], created_at="2026-05-14 09:00:00 +0100", shipping="6.00", taxes="5.00", includes_tax=True),
]
FILES = {
    "orders_export_1.csv": orders_csv(ORDERS),
    "products_export.csv": table_csv(
        PRODUCTS,
        [
            {"Handle": "mug", "Title": "Mug", "Type": "Kitchen", "Variant SKU": "MUG-1", "Cost per item": "4.00"},
            {"Handle": "tray", "Title": "Tray", "Type": "Kitchen", "Option1 Value": "Oak", "Variant SKU": "TRAY-1"},
        ],
    ),
    "inventory_export.csv": table_csv(
        INVENTORY, [{"Title": "Mug", "SKU": "MUG-1", "Location": "High Street", "On hand (current)": "7"}]
    ),
    "customers_export.csv": table_csv(
        CUSTOMERS, [{"Customer ID": "1", "Email": "anna@example.com", "Accepts Email Marketing": "yes"}]
    ),
}
BYTES = {name: text.encode() for name, text in FILES.items()}


@pytest.fixture(scope="module")
def shop(unset_suite: Callable[[], Any]) -> tuple[Any, dict[str, Any]]:
    suite = unset_suite()
    answer = suite.load(BYTES, format="shopify")
    assert answer.status_code == 200, answer.text
    report: dict[str, Any] = answer.get_json()
    return suite, report


def test_every_row_is_accounted_for_and_each_export_finds_its_table(shop: tuple[Any, dict[str, Any]]) -> None:
    _, report = shop

    assert {table["table"]: (table["read"], table["loaded"]) for table in report["tables"]} == {
        "sales": (6, 6),
        "products": (2, 2),
        "stock_counts": (1, 1),
        "customers": (1, 1),
    }
    assert report["rejected"] == []
    assert {file["name"]: file["table"] for file in report["files"]}["inventory_export.csv"] == "stock_counts"


def test_the_shop_takes_its_currency_and_its_clock_from_the_orders(shop: tuple[Any, dict[str, Any]]) -> None:
    suite, report = shop

    assert (suite.data_dir / "shop.toml").read_text(encoding="utf-8").count("Europe/London") == 1
    assert "amounts are in GBP, days are those of Europe/London" in " ".join(report["notes"])


def test_the_figures_are_net_of_tax_and_both_bases_are_right(shop: tuple[Any, dict[str, Any]]) -> None:
    suite, _ = shop
    nets = {}
    for basis in ("accounting", "order"):
        got = suite.get(f"/api/revenue/trends?as_of={AS_OF}&basis={basis}{MAY}")
        assert got.status_code == 200, got.text
        answer = got.get_json()
        sold = [day for day in answer["series"] if day["net_sales"] is not None]
        nets[basis] = {day["start"]: day["net_sales"]["amount"] for day in sold}

    # The order of 15 May went back on 16 May.
    assert nets["accounting"] == {"2026-05-14": "20.00", "2026-05-15": "30.00", "2026-05-16": "20.00"}
    assert nets["order"] == {"2026-05-14": "20.00", "2026-05-15": "0.00", "2026-05-16": "50.00"}


def test_loading_the_four_again_changes_nothing(shop: tuple[Any, dict[str, Any]]) -> None:
    suite, _ = shop
    before = suite.rows("SELECT * FROM sales ORDER BY entry_id")
    report = suite.load(BYTES, format="shopify").get_json()

    assert all(table["known"] == table["read"] for table in report["tables"])
    assert suite.rows("SELECT * FROM sales ORDER BY entry_id") == before


def test_a_dry_run_says_the_same_and_changes_nothing(new_suite: Callable[[], Any]) -> None:
    suite = new_suite()
    dry = suite.load(BYTES, format="shopify", dry_run="true").get_json()

    assert dry["dry_run"]
    assert sum(table["loaded"] for table in dry["tables"]) == 10
    assert suite.rows("SELECT COUNT(*) AS found FROM sales") == [{"found": 0}]


def test_what_is_no_export_is_refused_with_what_to_do(new_suite: Callable[[], Any]) -> None:
    answer = new_suite().load({"sales.csv": b"a,b\n1,2\n"}, format="shopify")

    assert answer.status_code == 422
    assert "none of these files is an export of shopify's" in answer.get_json()["detail"].lower()
