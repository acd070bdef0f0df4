"""The course of sales over time: gap-free, honest about what is cut, unknown or not there yet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import pytest


@pytest.fixture(scope="module")
def visitor(small_shop: Callable[..., Any]) -> Any:
    """Sales around the night in which London's clocks went forward, 31 March 2024, and of a year before."""
    small = small_shop()
    small.line("y", "2023-04-02 09:00", "mug", 1, "7")
    small.line("y2", "2023-04-02 23:00", "mug", 1, "7")
    small.line("a", "2024-03-30 23:59", "mug", 1, "10", customer_id="ann")
    small.line("b", "2024-03-31 00:30", "mug", 2, "10", customer_id="ann")
    small.line("c", "2024-03-31 23:30", "mug", 3, "10", channel="online")
    small.refund("c", "2024-04-01 09:00", "mug", 1, "10", channel="online")
    small.line("d", "2024-04-02 10:00", "mug", 4, "10")
    return small.open(data_until="2024-04-03 18:00")


def net(buckets: list[dict[str, Any]]) -> dict[str, str | None]:
    return {each["start"]: each["net_sales"] and each["net_sales"]["amount"] for each in buckets}


def test_a_day_of_23_hours_holds_its_own_sales(visitor: Any) -> None:
    answer = visitor.get("trends", from_="2024-03-30", to="2024-04-02", as_of="2024-04-10T12:00:00Z")
    assert net(answer["series"]) == {
        "2024-03-30": "10.00",
        "2024-03-31": "50.00",
        "2024-04-01": "-10.00",
        "2024-04-02": "40.00",
    }
    assert all(bucket["complete"] for bucket in answer["series"])
    assert not answer["is_provisional"]


def test_by_order_the_refund_lies_on_the_day_of_its_order(visitor: Any) -> None:
    asked = {"from_": "2024-03-30", "to": "2024-04-02", "as_of": "2024-04-10T12:00:00Z"}
    answer = visitor.get("trends", basis="order", **asked)
    assert net(answer["series"]) == {
        "2024-03-30": "10.00",
        "2024-03-31": "40.00",
        "2024-04-01": "0.00",
        "2024-04-02": "40.00",
    }


def test_the_last_bucket_and_its_counterparts_are_cut_at_the_moment(visitor: Any) -> None:
    answer = visitor.get("trends", window="7d", as_of="2024-03-31T09:00:00Z")  # 10:00 in London
    assert (answer["from"], answer["to"]) == ("2024-03-25", "2024-03-31")
    assert net(answer["series"])["2024-03-31"] == "20.00"
    assert net(answer["year_before"])["2023-04-02"] == "7.00"  # the sale of 23:00 is not compared
    for name in ("series", "previous", "year_before"):
        assert len(answer[name]) == 7
        assert not answer[name][-1]["complete"]
    assert answer["totals"]["series"]["net_sales"]["amount"] == "30.00"
    assert answer["is_provisional"]


@pytest.mark.parametrize("granularity", ["day", "week", "month"])
def test_no_day_is_missing_or_counted_twice(visitor: Any, granularity: str) -> None:
    answer = visitor.get("trends", window="90d", granularity=granularity, as_of="2024-04-02T12:00:00Z")
    for name, first in (("series", "2024-01-04"), ("previous", "2023-10-06"), ("year_before", "2023-01-05")):
        buckets = answer[name]
        assert buckets[0]["start"] == first
        assert all(one["end"] == after["start"] for one, after in pairwise(buckets))
        days = date.fromisoformat(buckets[-1]["end"]) - date.fromisoformat(first)
        assert days.days == 90


def test_a_week_that_the_window_cuts_is_not_complete(visitor: Any) -> None:
    asked = {"from_": "2024-03-27", "to": "2024-04-02", "granularity": "week", "as_of": "2024-04-10T12:00:00Z"}
    first, second = visitor.get("trends", **asked)["series"]
    assert (first["start"], first["end"], first["complete"]) == ("2024-03-27", "2024-04-01", False)
    assert (second["start"], second["end"], second["complete"]) == ("2024-04-01", "2024-04-03", False)


def test_days_outside_the_data_are_unknown_each_with_its_reason(visitor: Any) -> None:
    asked = {"from_": "2023-04-01", "to": "2024-04-20", "as_of": "2024-04-10T12:00:00Z"}
    series = {bucket["start"]: bucket for bucket in visitor.get("trends", **asked)["series"]}
    assert series["2023-04-01"]["reasons"]["net_sales"] == "no_data_before"
    assert series["2023-04-03"]["net_sales"]["amount"] == "0.00"
    assert series["2024-04-04"]["reasons"]["net_sales"] == "no_data_since"
    assert series["2024-04-11"]["reasons"]["net_sales"] == "not_reached_yet"
    assert not series["2024-04-03"]["complete"]  # the data ends at 18:00


def test_the_same_figures_come_as_a_file(visitor: Any) -> None:
    asked = {"from_": "2024-03-30", "to": "2024-04-02", "as_of": "2024-04-10T12:00:00Z"}
    answer = visitor.get("trends", **asked)
    by_name = visitor.ask("trends.csv", **asked)
    by_accept = visitor.ask("trends", headers={"Accept": "text/csv"}, **asked)
    assert by_name.text == by_accept.text
    assert by_name.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(by_name.text)))
    assert len(rows) == 12
    shown = [row for row in rows if row["series"] == "series"]
    assert {row["start"]: row["net_sales"] for row in shown} == net(answer["series"])
    assert shown[2]["net_sales"] == "-10.00"  # a negative number stays a number
    year_before = next(row for row in rows if row["start"] == "2023-04-01")
    assert year_before["net_sales"] == ""
    assert "net_sales: no_data_before" in year_before["reasons"]


def test_without_the_scope_for_margin_a_file_holds_none(visitor: Any) -> None:
    asked = {"from_": "2024-03-30", "to": "2024-04-02", "as_of": "2024-04-10T12:00:00Z"}
    for row in csv.DictReader(io.StringIO(visitor.ask("trends.csv", role="viewer", **asked).text)):
        assert (row["gross_margin"], row["gross_margin_rate"], row["cost_coverage"]) == ("", "", "")
        assert "gross_margin: needs_margin_read" in row["reasons"]
