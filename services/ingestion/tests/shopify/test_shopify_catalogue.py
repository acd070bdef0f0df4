"""Products in both layouts, inventory at several locations, customers and what they agreed to."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ingestion.testing import (
    CUSTOMERS,
    INVENTORY,
    ORDERS,
    PRODUCTS,
    PRODUCTS_2025,
    Item,
    Order,
    orders_csv,
    table_csv,
)

SHARED = Path(__file__).parents[5] / "shared" / "data" / "shopify_csv"
needs_headers = pytest.mark.skipif(not SHARED.exists(), reason="../shared/data/shopify_csv is not there")
CLASSIC = [
    {
        "Handle": "shirt",
        "Title": "Shirt",
        "Vendor": "Loom",
        "Type": "Tops",
        "Published": True,
        "Option1 Name": "Colour",
        "Option1 Value": "Red",
        "Option2 Name": "Size",
        "Option2 Value": "XL",
        "Variant SKU": "'0012",
        "Variant Price": "30.00",
        "Cost per item": "11.20",
        "Image Src": "https://shop.test/red.jpg",
        "Gift Card": False,
        "Status": "active",
    },
    {"Handle": "shirt", "Option1 Value": "Blue", "Option2 Value": "XL", "Variant SKU": "-", "Variant Price": "30.00"},
    {"Handle": "shirt", "Image Src": "https://shop.test/blue.jpg", "Image Position": "2"},
    {
        "Handle": "card",
        "Title": "Voucher",
        "Published": True,
        "Option1 Name": "Title",
        "Option1 Value": "Default Title",
        "Variant Price": "50.00",
        "Gift Card": True,
        "Status": "draft",
    },
]
STOCK = [
    {"Handle": "shirt", "Title": "Shirt", "Option1 Value": "Red", "Option2 Value": "XL", "SKU": "'0012"},
    {"Handle": "shirt", "Title": "Shirt", "Option1 Value": "Blue", "Option2 Value": "XL"},
]
NUMBERS = ("Committed (not editable)", "Available (not editable)", "On hand (current)")


def stock_at(location: str, *numbers: tuple[str, str, str]) -> list[dict[str, str]]:
    return [
        {**row, "Location": location, **dict(zip(NUMBERS, three, strict=True))}
        for row, three in zip(STOCK, numbers, strict=True)
    ]


TWO_PLACES = [
    *stock_at("High Street", ("1", "4", "5"), ("0", "-2", "-2")),
    *stock_at("Warehouse", ("0", "7", "7"), ("not stocked", "not stocked", "not stocked")),
]


@needs_headers
def test_the_generators_headers_are_shopifys() -> None:
    headers = json.loads((SHARED / "export_headers.json").read_text(encoding="utf-8"))
    assert headers["orders_export"] == ORDERS
    assert headers["customers_export"] == CUSTOMERS
    assert headers["inventory_export"] == INVENTORY
    written = {
        name: (SHARED / f"header_{name}.csv").read_text(encoding="utf-8").strip()
        for name in ("products_export_classic", "products_template_2025")
    }
    assert written == {
        "products_export_classic": ",".join(PRODUCTS),
        "products_template_2025": ",".join(PRODUCTS_2025),
    }


def test_variants_become_products_that_know_their_parent(shopify: Any) -> None:
    loaded = shopify.load(products=table_csv(PRODUCTS, CLASSIC))

    rows = shopify.rows(
        "SELECT product_id, sku, title, category, brand, price, unit_cost, is_gift_card, parent_product_id, url, active"
        " FROM products ORDER BY title DESC"
    )
    assert [tuple(None if v is None else str(v) for v in row.values()) for row in rows] == [
        ("Voucher", None, "Voucher", None, None, "50.000000000", None, "True", "card", "/products/card", "False"),
        (
            "0012",
            "0012",
            "Shirt - Red / XL",
            "Tops",
            "Loom",
            "30.000000000",
            "11.200000000",
            "False",
            "shirt",
            "/products/shirt",
            "True",
        ),
        (
            "Shirt - Blue / XL",
            None,
            "Shirt - Blue / XL",
            "Tops",
            "Loom",
            "30.000000000",
            None,
            "False",
            "shirt",
            "/products/shirt",
            "True",
        ),
    ]
    assert loaded.counts == {"products.csv": (3, 3, 0, 0)}
    assert "2 products have no cost per item" in loaded.notes


def test_the_layout_of_2025_says_the_same(new_shopify: Any) -> None:
    renamed = {
        "Handle": "URL handle",
        "Published": "Published on online store",
        "Option1 Name": "Option1 name",
        "Option1 Value": "Option1 value",
        "Option2 Name": "Option2 name",
        "Option2 Value": "Option2 value",
        "Variant SKU": "SKU",
        "Variant Price": "Price",
        "Image Src": "Product image URL",
        "Gift Card": "Gift card",
        "Image Position": "Image position",
    }
    rows = [{renamed.get(name, name): value for name, value in row.items()} for row in CLASSIC]
    classic, newer = new_shopify(), new_shopify()
    classic.load(products=table_csv(PRODUCTS, CLASSIC))
    newer.load(products=table_csv(PRODUCTS_2025, rows))

    assert newer.contents()["products"] == classic.contents()["products"]


def test_what_is_sold_is_what_the_catalogue_and_the_shelf_know(shopify: Any) -> None:
    items = [
        Item("Shirt - Red / XL", "30.00", sku="'0012"),
        Item("Shirt - Blue / XL", "30.00"),
        Item("Voucher", "50.00"),
    ]
    shopify.load(
        products=table_csv(PRODUCTS, CLASSIC),
        orders=orders_csv([Order("#1001", items)]),
        inventory=table_csv(INVENTORY, TWO_PLACES),
    )

    unknown = "NOT IN (SELECT product_id FROM products)"
    assert shopify.rows(f"SELECT product_id FROM sales WHERE product_id {unknown}") == []
    assert shopify.rows(f"SELECT product_id FROM stock_counts WHERE product_id {unknown}") == []
    # A voucher is a gift card because the products say so, though its line item does not.
    assert shopify.rows("SELECT product_id FROM sales WHERE line_type = 'gift_card'") == [{"product_id": "Voucher"}]


def test_a_sku_that_two_variants_have_is_taken_once_and_told(shopify: Any) -> None:
    rows = [dict(CLASSIC[0]), {**CLASSIC[1], "Variant SKU": "0012"}]
    loaded = shopify.load(products=table_csv(PRODUCTS, rows))

    assert loaded.reasons == [(3, "SKU", "repeated_sku")]


def test_prices_that_hold_the_tax_are_left_out_when_orders_show_it(shopify: Any) -> None:
    taxed = Order("#1001", [Item("Shirt - Red / XL", "30.00", sku="0012")], taxes="5.00", includes_tax=True)
    loaded = shopify.load(products=table_csv(PRODUCTS, CLASSIC), orders=orders_csv([taxed]))

    assert shopify.rows("SELECT DISTINCT price FROM products") == [{"price": None}]
    assert "prices of products hold the tax" in loaded.notes


def test_stock_is_counted_per_location_and_not_stocked_is_no_zero(shopify: Any) -> None:
    last = Order("#1001", [Item("Shirt - Red / XL", "30.00", sku="0012")], created_at="2026-06-10 09:00:00 +0100")
    loaded = shopify.load(inventory=table_csv(INVENTORY, TWO_PLACES), orders=orders_csv([last]))

    rows = shopify.rows(
        "SELECT product_id, location_id, on_hand, committed, counted_at FROM stock_counts ORDER BY location_id, on_hand"
    )
    assert [(r["product_id"], r["location_id"], int(str(r["on_hand"]).split(".")[0])) for r in rows] == [
        ("Shirt - Blue / XL", "High Street", -2),
        ("0012", "High Street", 5),
        ("0012", "Warehouse", 7),
    ]
    after_the_order = datetime(2026, 6, 10, 8, 0, 1, tzinfo=UTC)  # else it would be taken off the stock again
    assert {r["counted_at"] for r in rows} == {after_the_order}
    assert "1 times a product is not stocked at a location" in loaded.notes


def test_the_same_count_again_is_known_and_another_count_is_a_new_one(shopify: Any) -> None:
    text = table_csv(INVENTORY, TWO_PLACES)
    shopify.load(inventory=text)
    shopify.now = datetime(2026, 7, 9, tzinfo=UTC)
    again = shopify.load(inventory=text)
    less = [{**TWO_PLACES[0], "On hand (current)": "3"}, *TWO_PLACES[1:]]
    newer = shopify.load(inventory=table_csv(INVENTORY, less))

    assert again.counts == {"inventory.csv": (3, 0, 3, 0)}
    assert re.search(r"counted at \S+, as the count that is known and says the same$", again.notes, re.MULTILINE)
    assert newer.counts == {"inventory.csv": (3, 3, 0, 0)}


def test_the_older_layout_has_a_column_for_each_location(shopify: Any) -> None:
    header = ["Handle", "Title", "Option1 Name", "Option1 Value", "SKU", "HS Code", "COO", "High Street", "Warehouse"]
    rows = [
        {
            "Handle": "mug",
            "Title": "Mug",
            "Option1 Value": "Default Title",
            "SKU": "M",
            "High Street": "4",
            "Warehouse": "not stocked",
        }
    ]
    shopify.load(inventory=table_csv(header, rows))

    rows = shopify.rows("SELECT product_id, location_id, on_hand, committed FROM stock_counts")
    assert [(row["product_id"], row["location_id"], row["committed"]) for row in rows] == [("M", "High Street", None)]


def test_a_number_on_the_shelf_that_is_none_is_rejected(shopify: Any) -> None:
    loaded = shopify.load(inventory=table_csv(INVENTORY, [{**TWO_PLACES[0], "On hand (current)": "many"}]))

    assert loaded.reasons == [(2, "On hand", "not_a_number")]


def test_a_shop_is_told_what_the_files_it_has_not_got_would_add(shopify: Any) -> None:
    loaded = shopify.load(orders=orders_csv([Order("#1001", [Item("Mug", "1.00")])]))

    assert "without the products export there are no categories, brands and costs" in loaded.notes
    assert "without the inventory export nothing is known of stock" in loaded.notes
    assert "hold no targets, suppliers, lead times" in loaded.notes


def test_a_file_that_is_no_export_is_told_and_nothing_but_such_files_is_refused(shopify: Any) -> None:
    loaded = shopify.load(payouts="Payout Date,Status\n", orders=orders_csv([Order("#1001", [Item("Mug", "1.00")])]))
    assert "payouts.csv: not used" in loaded.notes

    with pytest.raises(Exception, match=r"None of these files is an export of Shopify's by its header: payouts\.csv"):
        shopify.load(payouts="Payout Date,Status\n")


@needs_headers
def test_shopifys_own_sample_products_are_all_taken(shopify: Any) -> None:
    files = sorted(SHARED.glob("official_sample_products_*.csv"))
    loaded = shopify.load(**{file.stem.replace("-", "_"): file for file in files})

    assert loaded.rejected == []
    parents = shopify.rows("SELECT COUNT(DISTINCT parent_product_id) AS parents FROM products")[0]["parents"]
    assert parents == 60
