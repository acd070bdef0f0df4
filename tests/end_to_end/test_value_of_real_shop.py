"""The UCI shop: what its customers brought, and every penny between its file and net sales, worked out by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

DATA = Path(__file__).parents[3] / "shared" / "data"
UCI = DATA / "online_retail_uci" / "online_retail_2010-12_2011-08.parquet"
AS_OF = "2011-09-30T22:59:59Z"
SERVICES = {"POST", "DOT", "C2", "BANK CHARGES", "AMAZONFEE", "CRUK", "S", "B"}


@pytest.fixture(scope="module")
def suite(unset_suite: Callable[[], Any]) -> Any:
    if not UCI.exists():
        pytest.skip("the UCI Online Retail sample is not beside the project")
    made = unset_suite()
    answer = made.load({UCI.name: UCI.read_bytes()}, mapping="uci_online_retail")
    assert answer.status_code == 200, answer.text
    return made


@pytest.fixture(scope="module")
def lines(suite: Any) -> list[dict[str, Any]]:  # noqa: ARG001 - skips where the file is not there
    rows: list[dict[str, Any]] = pq.read_table(UCI).to_pylist()
    for row in rows:
        row["amount"] = Decimal(row["Quantity"]) * Decimal(repr(row["UnitPrice"]))
        row["day"] = row["InvoiceDate"].date()
        code, invoice = row["StockCode"], row["InvoiceNo"]
        row["counts"] = not (
            code in SERVICES or invoice.startswith("A") or code.lower().startswith("gift_") or row["UnitPrice"] == 0
        )
        # The first line of merchandise of an invoice that is no cancellation is where its order counts.
        row["orders"] = row["counts"] and code != "D" and not invoice.startswith("C") and row["amount"] > 0
    return rows


def test_cohorts_are_those_of_the_file(suite: Any, lines: list[dict[str, Any]]) -> None:
    answer = suite.get(f"/api/revenue/customers/ltv?as_of={AS_OF}").get_json()
    firsts: dict[str, date] = {}
    for row in sorted((row for row in lines if row["orders"] and row["CustomerID"]), key=lambda row: row["day"]):
        firsts.setdefault(row["CustomerID"], row["day"])
    assert answer["customers"] == len(firsts)
    for cohort in answer["cohorts"]:
        month = date.fromisoformat(cohort["start"])
        members = {customer for customer, first in firsts.items() if first.replace(day=1) == month}
        assert (cohort["customers"] or 0) == len(members)
        for mark in cohort["marks"]:
            if mark["net_sales"] is not None:
                inside = sum(
                    (
                        row["amount"]
                        for row in lines
                        if row["counts"]
                        and row["CustomerID"] in members
                        and (row["day"] - firsts[row["CustomerID"]]).days < mark["days"]
                    ),
                    start=Decimal(0),
                )
                assert mark["net_sales"]["numerator"]["amount"] == str(inside.quantize(Decimal("0.01")))
    assert (answer["measure"], answer["measure_reason"]) == ("net_sales", "cost_coverage_too_low")
    december = answer["cohorts"][0]
    assert (december["start"], december["begins_with_data"]) == ("2010-12-01", True)
    assert [mark["value"] is None for mark in december["marks"]] == [False, False, False, False, True]
    assert_spread(answer, firsts, lines)


def assert_spread(answer: dict[str, Any], firsts: dict[str, date], lines: list[dict[str, Any]]) -> None:
    spent: dict[str, Decimal] = defaultdict(Decimal)
    for row in lines:
        if row["counts"] and row["CustomerID"] in firsts:
            spent[row["CustomerID"]] += row["amount"]
    values = sorted(spent.values())
    median = next(each for each in answer["distribution"]["quantiles"] if each["share"] == 0.5)
    assert median["value"]["amount"] == str(values[ceil(len(values) / 2) - 1].quantize(Decimal("0.01")))
    tenth = sum(values[-ceil(len(values) / 10) :], start=Decimal(0))
    shown = answer["concentration"][1]["share"]
    assert shown["numerator"]["amount"] == str(tenth.quantize(Decimal("0.01")))
    assert shown["value"] == pytest.approx(float(tenth / sum(values)))


def test_every_penny_between_the_file_and_net_sales_has_a_name(suite: Any, lines: list[dict[str, Any]]) -> None:
    answer = suite.get(f"/api/revenue/reconcile?as_of={AS_OF}&from=2010-12-01&to=2011-08-31").get_json()
    totals = {name: Decimal(total["amount"]["amount"]) for name, total in answer["totals"].items()}
    assert totals["files"] == totals["ledger"] == sum((row["amount"] for row in lines), start=Decimal(0))
    counted = sum((row["amount"] for row in lines if row["counts"]), start=Decimal(0))
    assert totals["net_sales_accounting"] == totals["net_sales_order"] == counted
    causes = {line["cause"]: Decimal(line["amount"]["amount"]) for line in answer["lines"]}
    assert set(causes) == {"bad_debt", "fee", "gift_card", "sample", "shipping"}
    assert totals["ledger"] + sum(causes.values()) == counted
    postage = sum((row["amount"] for row in lines if row["StockCode"] in {"POST", "DOT", "C2"}), start=Decimal(0))
    assert causes["shipping"] == -postage


def test_one_day_of_the_file_is_reconciled_with_the_rest_of_it(suite: Any, lines: list[dict[str, Any]]) -> None:
    answer = suite.get(f"/api/revenue/reconcile?as_of={AS_OF}&day=2011-03-17").get_json()
    totals = {name: Decimal(total["amount"]["amount"]) for name, total in answer["totals"].items()}
    day = [row for row in lines if row["day"] == date(2011, 3, 17)]
    assert totals["ledger"] == sum((row["amount"] for row in day), start=Decimal(0))
    assert totals["net_sales_accounting"] == sum((row["amount"] for row in day if row["counts"]), start=Decimal(0))
    outside = next(line for line in answer["lines"] if line["cause"] == "outside_days")
    assert totals["files"] + Decimal(outside["amount"]["amount"]) == totals["ledger"]
    assert outside["rows"] == len(lines) - len(day)


def test_a_shop_that_never_counted_is_told_what_turnover_needs(suite: Any) -> None:
    answer = suite.get(f"/api/revenue/inventory/turnover?as_of={AS_OF}&from=2011-08-01&to=2011-08-31").get_json()
    assert [need["table"] for need in answer["needs"]] == ["stock_counts", "receipts", "products"]
    assert answer["total"]["turnover"] is None
    assert answer["total"]["units_sold"] > 0
