"""Two real shops, loaded as their owner would: the figures are right to the penny."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

DATA = Path(__file__).parents[3] / "shared" / "data"
UCI = DATA / "online_retail_uci" / "online_retail_2010-12_2011-08.parquet"
RESELLER = DATA / "adventureworks_reseller"

needs_uci = pytest.mark.skipif(not UCI.exists(), reason="the UCI Online Retail sample is not beside the project")
needs_reseller = pytest.mark.skipif(not RESELLER.exists(), reason="the AdventureWorks sample is not beside the project")


def load(suite: Any, paths: list[Path], mapping: str) -> dict[str, Any]:
    answer = suite.load({path.name: path.read_bytes() for path in paths}, mapping=mapping)
    assert answer.status_code == 200, answer.text
    report: dict[str, Any] = answer.get_json()
    return report


@pytest.fixture(scope="module")
def uci(unset_suite: Callable[[], Any]) -> tuple[Any, dict[str, Any]]:
    if not UCI.exists():
        pytest.skip("the UCI Online Retail sample is not beside the project")
    suite = unset_suite()
    return suite, load(suite, [UCI], "uci_online_retail")


def file_lines() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(UCI).to_pylist()
    for row in rows:
        row["amount"] = Decimal(row["Quantity"]) * Decimal(repr(row["UnitPrice"]))
    return rows


@needs_uci
def test_every_row_of_the_file_is_accounted_for(uci: Any) -> None:
    _, report = uci
    sales = next(table for table in report["tables"] if table["table"] == "sales")
    assert sales == {"table": "sales", "read": 320705, "loaded": 320705, "known": 0, "rejected": 0}
    assert report["net_amount"] == {"amount": "5761931.38", "currency": "GBP"}


@needs_uci
def test_the_exact_total_is_the_files(uci: Any) -> None:
    suite, _ = uci
    total = sum((row["amount"] for row in file_lines()), start=Decimal(0))
    assert total == suite.rows("SELECT SUM(net_amount) AS net FROM sales")[0]["net"]


@needs_uci
def test_what_is_excluded_is_named_and_the_rest_is_net_sales(uci: Any) -> None:
    suite, report = uci
    excluded = sum((Decimal(item["net_amount"]["amount"]) for item in report["excluded"]), start=Decimal(0))
    assert {item["reason"] for item in report["excluded"]} == {"bad_debt", "fee", "sample", "shipping", "gift_card"}
    everything = suite.get("/api/revenue/current?as_of=2011-09-30T00:00:00Z&from=2010-12-01&to=2011-09-01").get_json()
    net = Decimal(everything["period"]["net_sales"]["amount"])
    assert net + excluded == Decimal(report["net_amount"]["amount"])
    expected = sum((row["amount"] for row in file_lines() if counts(row)), start=Decimal(0))
    assert net == expected.quantize(Decimal("0.01"))


def counts(row: dict[str, Any]) -> bool:
    """The rule of the mapping, said again by hand."""
    code = row["StockCode"]
    return not (
        code in {"POST", "DOT", "C2", "BANK CHARGES", "AMAZONFEE", "CRUK", "S", "B"}
        or row["InvoiceNo"].startswith("A")
        or code.lower().startswith("gift_")
        or row["UnitPrice"] == 0
    )


@needs_uci
def test_the_shop_became_london_in_pounds(uci: Any) -> None:
    suite, _ = uci
    answer = suite.get("/api/revenue/trends?window=90d&as_of=2011-08-31T22:59:59Z").get_json()
    assert (answer["time_zone"], answer["currency"]) == ("Europe/London", "GBP")
    assert (answer["from"], answer["to"]) == ("2011-06-03", "2011-08-31")
    assert len(answer["series"]) == 90
    total = sum((Decimal(bucket["net_sales"]["amount"]) for bucket in answer["series"]), start=Decimal(0))
    assert total == Decimal(answer["totals"]["series"]["net_sales"]["amount"])
    by_hand = sum(
        (row["amount"] for row in file_lines() if counts(row) and row["InvoiceDate"].isoformat() >= "2011-06-03"),
        start=Decimal(0),
    )
    assert total == by_hand.quantize(Decimal("0.01"))
    assert answer["totals"]["previous"]["covered"] is True
    assert answer["totals"]["year_before"]["covered"] is False
    assert answer["year_before"][0]["net_sales"] is None
    assert answer["year_before"][0]["reasons"]["net_sales"] == "no_data_before"


@needs_uci
def test_an_owner_who_looks_months_later_reads_no_data_not_zero(uci: Any) -> None:
    suite, _ = uci
    answer = suite.get("/api/revenue/current?as_of=2011-12-24T12:00:00Z").get_json()
    assert answer["today"]["net_sales"] is None
    assert answer["today"]["reasons"]["net_sales"] == "no_data_since"
    assert answer["last_full_day"]["start"].startswith("2011-08-30")
    assert answer["stale"] is True


@needs_uci
def test_loading_the_file_again_changes_nothing(uci: Any) -> None:
    suite, _ = uci
    before = suite.get("/api/revenue/trends?window=365d&as_of=2011-08-31T22:59:59Z").get_json()
    report = load(suite, [UCI], "uci_online_retail")
    sales = next(table for table in report["tables"] if table["table"] == "sales")
    assert (sales["loaded"], sales["known"]) == (0, 320705)
    after = suite.get("/api/revenue/trends?window=365d&as_of=2011-08-31T22:59:59Z").get_json()
    assert {**after, "explain": None} == {**before, "explain": None}


@needs_reseller
def test_reseller_sales_come_with_cost_staff_and_targets(unset_suite: Callable[[], Any]) -> None:
    suite = unset_suite()
    report = load(suite, sorted(RESELLER.glob("*.parquet")), "adventureworks_reseller")
    tables = {table["table"]: table for table in report["tables"]}
    assert tables["sales"]["loaded"] == 47572
    assert tables["targets"]["loaded"] == 431
    assert report["net_amount"] == {"amount": "64898547.41", "currency": "USD"}
    all_time = suite.get("/api/revenue/current?as_of=2020-01-31T12:00:00Z&from=2017-07-01&to=2019-12-31").get_json()
    period = all_time["period"]
    costs = pq.read_table(RESELLER / "Sales.parquet")["Cost"].to_pylist()
    cost = sum((Decimal(repr(value)) for value in costs), start=Decimal(0))
    assert period["net_sales"]["amount"] == "64898547.41"
    assert period["gross_margin"]["amount"] == str((Decimal("64898547.41") - cost).quantize(Decimal("0.01")))
    assert period["cost_coverage"]["value"] == 1
