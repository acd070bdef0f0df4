"""The RFM grid, and what groups did week by week."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from shared.contracts.generated.segments_answers import RfmGrid, SegmentTrend
from shared.warehouse import Row


@pytest.fixture
def asked(shop: Any, ask: Callable[..., Any]) -> Any:
    """Anna and Ben, VIPs of the same scores, Cleo of the lowest, and Dan, who never purchased."""
    shop.puts(anna="vip", ben="vip", cleo="new", dan="prospect")
    shop.child.facts = {
        "anna": {"r_score": 5, "f_score": 4, "m_score": 5, "net_sales": Decimal("100.50")},
        "ben": {"r_score": 5, "f_score": 4, "m_score": 2, "net_sales": Decimal("20.00")},
        "cleo": {"r_score": 1, "f_score": 1, "m_score": 1, "net_sales": Decimal(3)},
    }
    shop.knows("anna")
    shop.knows("ben", marketing_consent="unsubscribed")
    shop.refresh()
    return ask(shop)


def bought(shop: Any, customer: str, day: date, net: str) -> None:
    row: Row = {
        "customer_id": customer,
        "local_date": day,
        "ordered_local_date": day,
        "net_sales": Decimal(net),
        "orders": 1,
    }
    shop._add("daily_customer_sales", row)


def test_customers_of_the_same_scores_stand_in_one_cell_and_all_with_scores_are_the_whole(asked: Any) -> None:
    told = asked.get("/rfm").get_json()

    RfmGrid.model_validate(told)
    assert (told["scored"], told["without_scores"]) == (3, 1)
    best, worst = told["items"]
    assert (best["r_score"], best["f_score"], best["customers"], best["contactable"]) == (5, 4, 2, 1)
    assert best["share"] == {"value": 2 / 3, "numerator": 2, "denominator": 3}
    assert best["net_sales"]["amount"] == "120.50"
    assert best["net_sales_per_customer"]["amount"] == "60.25"
    assert best["mean_m_score"] == 3.5
    assert (worst["r_score"], worst["f_score"], worst["customers"]) == (1, 1, 1)
    [header, first, _] = csv.reader(io.StringIO(asked.get("/rfm.csv").get_data(as_text=True).strip()))
    assert dict(zip(header, first, strict=True))["net_sales"] == "120.50"


def test_before_the_first_refresh_the_grid_says_what_is_missing(shop: Any, ask: Callable[..., Any]) -> None:
    told = ask(shop).get("/rfm").get_json()

    assert (told["items"], told["scored"], told["reasons"]) == ([], 0, {"refresh": "not_computed_yet"})
    assert told["missing"][0]["what"] == "segments"


def test_weeks_are_counted_back_from_the_last_day_and_tell_members_then_from_members_now(shop: Any, asked: Any) -> None:
    shop.next_day(7)  # anna leaves, cleo comes
    shop.puts(anna="loyalist", cleo="vip")
    shop.refresh("r2")
    bought(shop, "anna", date(2026, 3, 3), "10")
    bought(shop, "cleo", date(2026, 3, 8), "7.50")
    bought(shop, "cleo", date(2026, 2, 24), "1")

    told = asked.get("/vip/trend?from=2026-02-20&to=2026-03-08").get_json()

    SegmentTrend.model_validate(told)
    assert [(each["from"], each["to"]) for each in told["items"]] == [
        ("2026-02-23", "2026-03-01"),
        ("2026-03-02", "2026-03-08"),
    ]
    before, after = told["items"]
    assert (told["from"], told["known_from"]) == ("2026-02-23", "2026-03-02")
    assert before["members_then"] is None
    assert told["reasons"]["members_then"] == "membership_not_known_then"
    assert before["members_now"]["net_sales"]["amount"] == "1.00"
    assert (after["members_then"]["customers"], after["members_then"]["net_sales"]["amount"]) == (2, "10.00")
    assert (after["members_now"]["customers"], after["members_now"]["net_sales"]["amount"]) == (2, "7.50")
    lines = asked.get("/vip/trend.csv?from=2026-02-20&to=2026-03-08").get_data(as_text=True).splitlines()
    assert lines[1] == "2026-02-23,2026-03-01,then,,,,,membership_not_known_then"
    assert lines[3] == "2026-03-02,2026-03-08,then,2,1,1,10.00,"


@pytest.mark.parametrize(
    ("path", "status"), [("/vip/trend?from=2026-03-01&to=2026-03-06", 400), ("/nobody/trend", 404), ("/vip/trend", 200)]
)
def test_less_than_a_week_and_a_group_nobody_knows_are_refused(asked: Any, path: str, status: int) -> None:
    assert asked.get(path).status_code == status
