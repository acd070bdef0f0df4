"""Two real shops, to the penny. Their files lie beside the repository; where they do not, these tests skip."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from ingestion.files.plan import shipped_mapping
from shared.shop import Shop

Load = Any  # the fixture's callable
DATA = Path(__file__).parents[5] / "shared" / "data"
UCI = DATA / "online_retail_uci" / "online_retail_2010-12_2011-08.parquet"
RESELLER = DATA / "adventureworks_reseller"
needs_uci = pytest.mark.skipif(not UCI.exists(), reason="../shared/data/online_retail_uci is not there")
needs_reseller = pytest.mark.skipif(not RESELLER.exists(), reason="../shared/data/adventureworks_reseller is not there")


SERVICES = {"POST", "DOT", "C2", "M", "m", "D", "S", "B", "BANK CHARGES", "AMAZONFEE", "CRUK"}


@pytest.fixture(scope="module")
def uci(load_once: Load) -> Any:
    return load_once({UCI.name: UCI}, mapping=shipped_mapping("uci_online_retail"))


@needs_uci
def test_the_uci_file_is_staged_to_the_penny(uci: Any) -> None:
    assert uci.rejected == []
    assert (uci.report.files[0].table, uci.report.files[0].rows_read) == ("sales", 320_705)
    net, gross, discount = (uci.column("sales", f"{name}_amount") for name in ("net", "gross", "discount"))
    assert sum(net) == Decimal("5761931.382")
    assert net == [one - other for one, other in zip(gross, discount, strict=True)]
    assert sum(customer is None for customer in uci.column("sales", "customer_id")) == 88_652
    assert set(uci.column("sales", "channel")) == {"online"}
    assert uci.report.proposed_shop == {"time_zone": "Europe/London", "currency": "GBP", "country": "GB"}


def by_hand(row: dict[str, Any]) -> tuple[str, str]:
    """Kind and line type of a row, as its columns say it to a person."""
    code, invoice = row["StockCode"], row["InvoiceNo"]
    free = row["UnitPrice"] == 0
    if code == "D":
        return "adjustment", "merchandise"
    if invoice[0] == "A":
        return "adjustment", "bad_debt"
    codes = {"POST": "shipping", "DOT": "shipping", "C2": "shipping", "BANK CHARGES": "fee", "AMAZONFEE": "fee"}
    codes |= {"CRUK": "fee", "S": "sample"}
    line_type = codes.get(code, "gift_card" if code.startswith("gift_") else "sample" if free else "merchandise")
    if free and row["Quantity"] < 0:
        return "adjustment", line_type
    return "refund" if invoice[0] == "C" else "sale", line_type


@needs_uci
def test_every_line_of_the_uci_file_is_what_its_codes_say(uci: Any) -> None:
    found = list(zip(uci.column("sales", "kind"), uci.column("sales", "line_type"), strict=True))
    assert found == [by_hand(row) for row in pq.read_table(UCI).to_pylist()]
    assert Counter(line_type for _, line_type in found) == {
        "merchandise": 317_387,
        "shipping": 1390,
        "sample": 1845,
        "fee": 49,
        "gift_card": 31,
        "bad_debt": 3,
    }


@needs_uci
def test_repeated_lines_of_the_uci_file_share_a_key_and_others_do_not(uci: Any) -> None:
    table = pq.read_table(UCI)
    names = ("InvoiceNo", "StockCode", "Quantity", "UnitPrice", "InvoiceDate")
    lines = list(zip(*(table.column(name).to_pylist() for name in names), strict=True))
    keys = uci.column("sales", "_line_key")
    assert len(set(keys)) == len(set(lines)) == len(set(zip(lines, keys, strict=True)))
    whole = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
    assert len(whole) - len(set(whole)) == 2483  # genuine repetitions
    assert len(keys) - len(set(keys)) == 2484  # and one line that differs in its description only


@needs_uci
def test_products_and_customers_of_the_uci_file(uci: Any) -> None:
    titles: dict[str, str] = {}
    countries: dict[str, str] = {}
    for row in pq.read_table(UCI).to_pylist():
        if row["UnitPrice"] > 0 and row["StockCode"] not in SERVICES:
            titles[row["StockCode"]] = row["Description"].strip()
        if row["CustomerID"] is not None:
            countries[str(row["CustomerID"])] = row["Country"]
    assert {row["product_id"]: row["title"] for row in uci.rows("products")} == titles
    assert {row["customer_id"]: row["country"] for row in uci.rows("customers")} == countries
    gift_cards = {row["product_id"] for row in uci.rows("products") if row["is_gift_card"]}
    assert gift_cards == {product for product in titles if product.startswith("gift_")}


@needs_uci
def test_the_uci_file_as_csv_is_the_same_shop(load: Load, tmp_path: Path) -> None:
    table = pq.read_table(UCI).slice(0, 40_000)
    pyarrow.csv.write_csv(table, tmp_path / "retail.csv")
    pq.write_table(table, tmp_path / "retail.parquet")
    mapping = shipped_mapping("uci_online_retail")
    from_csv = load({"retail.csv": tmp_path / "retail.csv"}, mapping=mapping).table("sales")
    from_parquet = load({"retail.parquet": tmp_path / "retail.parquet"}, mapping=mapping).table("sales")
    assert from_csv.drop_columns(["_line"]).equals(from_parquet.drop_columns(["_line"]))


@needs_reseller
def test_reseller_sales_come_with_cost_people_and_targets(load: Load) -> None:
    files = {path.name: path for path in sorted(RESELLER.glob("*.parquet"))}
    shop = Shop("America/Los_Angeles", "USD", "US")
    loaded = load(files, mapping=shipped_mapping("adventureworks_reseller"), shop=shop)
    assert loaded.rejected == []
    sales = loaded.rows("sales")
    assert len(sales) == 47_572
    assert sum(row["net_amount"] for row in sales) == Decimal("64898547.41")
    cent = Decimal("0.01")
    costs = [(row["unit_cost"] * row["quantity"]).quantize(cent) for row in sales]
    assert costs == [Decimal(repr(cost)) for cost in pq.read_table(RESELLER / "Sales.parquet")["Cost"].to_pylist()]
    assert sum(costs) == Decimal("63928776.13")
    people = {str(person) for person in pq.read_table(RESELLER / "Salesperson.parquet")["EmployeeID"].to_pylist()}
    assert {row["staff_id"] for row in sales} <= people
    assert {row["country"] for row in sales} == {
        "United States",
        "Canada",
        "France",
        "Germany",
        "Australia",
        "United Kingdom",
    }
    assert min(row["local_date"] for row in sales) == min(
        pq.read_table(RESELLER / "Sales.parquet")["OrderDate"].to_pylist()
    )
    targets = loaded.rows("targets")
    assert len(targets) == 431
    assert {row["scope_id"] for row in targets} <= people
    december = next(row for row in targets if row["period_start"] == date(2017, 12, 1))
    assert (december["scope"], december["period_end"]) == ("staff", date(2017, 12, 31))
    helmet = next(row for row in loaded.rows("products") if row["product_id"] == "216")
    assert (helmet["title"], helmet["category"], helmet["unit_cost"]) == (
        "Sport-100 Helmet, Black",
        "Accessories",
        Decimal("13.88"),
    )
    assert len(loaded.rows("customers")) == 701
    assert loaded.report.notes == ["SalespersonRegion.parquet: not used; the mapping wants no file of this name."]
