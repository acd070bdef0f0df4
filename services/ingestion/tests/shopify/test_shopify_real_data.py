"""Real invoices written as a Shopify shop would export them: the figures are those of their source by its mapping."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from ingestion.files.plan import shipped_mapping
from ingestion.testing import CUSTOMERS, INVENTORY, PRODUCTS, Item, Order, orders_csv, table_csv

UCI = Path(__file__).parents[5] / "shared" / "data" / "online_retail_uci" / "online_retail_2010-12_2011-08.parquet"
needs_uci = pytest.mark.skipif(not UCI.exists(), reason="../shared/data/online_retail_uci is not there")
FIRST_DAYS = 8_000  # lines: a little more than three days of December 2010
SHIPPING = frozenset({"POST", "DOT", "C2"})
BOOKINGS = frozenset({"BANK CHARGES", "AMAZONFEE", "CRUK", "S", "B"})
FIGURES = "SUM(gross_amount) AS gross, SUM(discount_amount) AS discount, SUM(net_amount) AS net, SUM(quantity) AS units"
Row = dict[str, Any]


@pytest.fixture(scope="module")
def invoices() -> list[Row]:
    """Sold lines: what Shopify could have sold too. Cancellations stand apart there, bookings are none of a shop's."""
    rows: list[Row] = pq.read_table(UCI).slice(0, FIRST_DAYS).to_pylist()
    for row in rows:
        row["UnitPrice"] = Decimal(repr(row["UnitPrice"]))
    return rows


def sold(rows: Iterable[Row]) -> list[Row]:
    sales = [row for row in rows if row["InvoiceNo"].isdecimal() and row["Quantity"] > 0 and row["UnitPrice"] > 0]
    return [row for row in sales if row["StockCode"] not in BOOKINGS]


def as_source(rows: Iterable[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, [*next(iter(rows))], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def as_orders(rows: Iterable[Row], refunds: dict[str, Decimal] | None = None) -> list[Order]:
    invoices: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        invoices[row["InvoiceNo"]].append(row)
    return [an_order(number, lines, (refunds or {}).get(number)) for number, lines in reversed(invoices.items())]


def an_order(number: str, lines: list[Row], refunded: Decimal | None) -> Order:
    goods = [line for line in lines if line["StockCode"] not in SHIPPING]
    shipping = sum((line["Quantity"] * line["UnitPrice"] for line in lines if line not in goods), Decimal(0))
    customer, country = lines[0]["CustomerID"], lines[0]["Country"]
    cells = {"Shipping Country": country, "Refunded Amount": str(refunded or "0.00")}
    return Order(
        f"#{number}",
        [an_item(line) for line in goods],
        created_at=f"{lines[0]['InvoiceDate']} +0000",
        email=f"c{customer}@example.com" if customer else "",
        shipping=str(shipping),
        cells=cells | ({"Financial Status": "partially_refunded"} if refunded else {}),
    )


def an_item(line: Row) -> Item:
    voucher = line["StockCode"].startswith("gift_")
    return Item(
        line["Description"],
        str(line["UnitPrice"]),
        line["Quantity"],
        sku=line["StockCode"],
        taxable=not voucher,
        ships=not voucher,
    )


def figures(shop: Any, by: str, where: str = "TRUE") -> list[tuple[object, ...]]:
    rows = shop.rows(f"SELECT {by}, {FIGURES} FROM sales WHERE {where} GROUP BY {by} ORDER BY {by}")
    return [tuple(row.values()) for row in rows]


@needs_uci
def test_the_figures_are_those_of_the_source_by_its_mapping(new_shopify: Any, invoices: list[Row]) -> None:
    rows = sold(invoices)
    mapped, exported = new_shopify(), new_shopify()
    mapped.load(mapping=shipped_mapping("uci_online_retail"), source=as_source(rows))
    orders = as_orders(rows)
    loaded = exported.load(orders_export_1=orders_csv(orders))

    assert loaded.rejected == []
    goods = "line_type = 'merchandise'"
    for by in ("local_date", "ordered_local_date", "product_id", "country", "line_type", "channel", "is_test"):
        where = "TRUE" if by == "line_type" else goods
        # A line of shipping per order, not per line of the invoice: its units are no units of anything.
        assert [row[:4] for row in figures(exported, by, where)] == [row[:4] for row in figures(mapped, by, where)], by
    for shop in (exported, mapped):
        assert shop.total("net_amount") == sum(row["Quantity"] * row["UnitPrice"] for row in rows)
    sold_units = [shop.total("quantity", goods) for shop in (exported, mapped)]
    assert sold_units[0] == sold_units[1]
    rollup = "SELECT local_date, orders, units, net_sales FROM daily_shop_sales ORDER BY local_date"
    people = "SELECT COUNT(DISTINCT customer_id) AS people, COUNT(DISTINCT order_id) AS orders FROM sales"
    assert exported.rows(people) == mapped.rows(people)
    assert exported.rows(rollup) == mapped.rows(rollup)


@needs_uci
def test_refunds_take_exactly_what_the_source_took_back(new_shopify: Any, invoices: list[Row]) -> None:
    rows = sold(invoices)
    sales = {(row["CustomerID"], row["StockCode"], row["Quantity"]): row for row in rows if row["CustomerID"]}
    back = [
        (row, sales[key])
        for row in invoices
        if row["InvoiceNo"].startswith("C")
        and (key := (row["CustomerID"], row["StockCode"], -row["Quantity"])) in sales
        and row["UnitPrice"] == sales[key]["UnitPrice"]
    ]
    assert back, "no cancellation of these days meets its sale"
    refunds: dict[str, Decimal] = defaultdict(Decimal)
    for row, sale in back:
        refunds[sale["InvoiceNo"]] -= row["Quantity"] * row["UnitPrice"]
    mapped, exported = new_shopify(), new_shopify()
    mapped.load(mapping=shipped_mapping("uci_online_retail"), source=as_source([*rows, *(row for row, _ in back)]))
    loaded = exported.load(orders=orders_csv(as_orders(rows, refunds)))

    assert loaded.rejected == []
    assert exported.total("net_amount") == mapped.total("net_amount")
    assert exported.total("net_amount", "kind = 'refund'") == mapped.total("net_amount", "kind = 'refund'")
    assert f"{len(refunds)} orders had" in loaded.notes


@needs_uci
def test_a_shop_of_four_files_of_real_lines_hangs_together(new_shopify: Any, invoices: list[Row]) -> None:
    rows = sold(invoices[:1500])
    articles = {row["StockCode"]: row for row in rows if row["StockCode"] not in SHIPPING}
    catalogue = [
        {
            "Handle": code.lower(),
            "Title": row["Description"],
            "Option1 Name": "Title",
            "Option1 Value": "Default Title",
            "Variant SKU": code,
            "Variant Price": row["UnitPrice"],
            "Cost per item": (row["UnitPrice"] / 2).quantize(Decimal("0.01")),
            "Gift Card": False,
            "Status": "active",
        }
        for code, row in articles.items()
    ]
    shelf = [
        {"Handle": code.lower(), "Title": row["Description"], "SKU": code, "Location": place, "On hand (current)": 5}
        for code, row in articles.items()
        for place in ("Shop", "Warehouse")
    ]
    people = sorted({row["CustomerID"] for row in rows if row["CustomerID"]})
    customers = [{"Customer ID": f"'{number}", "Email": f"c{number}@example.com"} for number in people]
    shop = new_shopify()
    files = {
        "one": table_csv(PRODUCTS, catalogue),
        "two": table_csv(INVENTORY, shelf),
        "three": table_csv(CUSTOMERS, customers),
        "four": orders_csv(as_orders(rows)),
    }
    first = shop.load(**files)
    before = shop.contents()
    again = shop.load(**files)

    assert first.rejected == again.rejected == []
    assert [file.table for file in first.report.files] == ["sales", "products", "stock_counts", "customers"]
    assert all(counts[1] == counts[0] for counts in first.counts.values())
    assert {name: counts[2] - counts[0] for name, counts in again.counts.items()} == dict.fromkeys(again.counts, 0)
    assert shop.contents() == before
    goods = "line_type = 'merchandise'"
    assert shop.total("1", f"{goods} AND product_id NOT IN (SELECT product_id FROM products)") == 0
    assert shop.total("1", "customer_id NOT IN (SELECT customer_id FROM customers)") == 0
    costed = shop.rows("SELECT SUM(net_sales - net_sales_with_cost) AS unknown FROM daily_shop_sales")
    assert costed == [{"unknown": Decimal(0)}]
    assert "without the" not in first.notes
