"""What the shop will sell, asked as a caller: the job makes it from the ledger's days, the answer judges it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from shared import generations
from shared.schedule import NotYetError
from shared.warehouse.sql_files import load_tables

DAY = timedelta(days=1)
MONDAY = date(2024, 1, 1)
USUAL = (40, 42, 44, 46, 60, 90, 0)  # pounds by weekday; closed on Sundays


def sold(shop: Any, first: date, days: int) -> None:
    """One order on each open day, of a usual amount that sways a little."""
    for number in range(days):
        day = first + number * DAY
        amount = USUAL[day.weekday()]
        if amount and (day.month, day.day) != (1, 1):
            sway = (number * 7) % 11 - 5
            shop.line(f"o{day}", f"{day} 11:00", "mug", 1, str(amount + sway))


def amount(money: Any) -> Decimal:
    assert money["currency"] == "GBP"
    return Decimal(money["amount"])


@pytest.fixture(scope="module")
def visitor(small_shop: Callable[..., Any]) -> Any:
    """A shop of a hundred days, on the morning after them, with its forecast made."""
    shop = small_shop()
    sold(shop, MONDAY, 100)
    until = MONDAY + 100 * DAY
    shop.now = shop.at(f"{until} 05:00:03")  # an answer of now speaks of 05:00:00, and knows it all the same
    asked = shop.open(data_until=f"{until} 00:30")
    assert asked.service.jobs["forecast"]() == "the days after 2024-04-09 by combined, from 99 days"
    return asked


@pytest.fixture(scope="module")
def told(visitor: Any) -> Any:
    return visitor.get("forecast")


def test_four_weeks_follow_the_last_day_that_is_known(told: Any) -> None:
    days = [date.fromisoformat(day["date"]) for day in told["days"]]
    assert days == [date(2024, 4, 10) + number * DAY for number in range(28)]
    assert (told["made_on"], told["horizon_days"], told["stale"]) == ("2024-04-10", 28, False)
    assert told["is_provisional"]
    assert (told["total"]["from"], told["total"]["to"]) == ("2024-04-10", "2024-05-07")


def test_each_weekday_sells_as_it_does(told: Any) -> None:
    for day in told["days"]:
        usual = USUAL[date.fromisoformat(day["date"]).weekday()]
        if not day["is_closed"]:
            assert abs(amount(day["net_sales"]) - usual) < 6


def test_an_interval_holds_the_mean_and_the_narrower_one(told: Any) -> None:
    for day in [*told["days"], told["total"]]:
        wide, narrow = day["interval_95"], day["interval_80"]
        said = [wide["low"], narrow["low"], day["net_sales"], narrow["high"], wide["high"]]
        amounts = [amount(each) for each in said]
        assert amounts == sorted(amounts)
        assert amounts[0] >= 0


def test_a_closed_weekday_is_known_ahead(told: Any) -> None:
    for day in told["days"]:
        if date.fromisoformat(day["date"]).weekday() == 6:
            assert day["is_closed"]
            assert amount(day["net_sales"]) == amount(day["interval_95"]["high"]) == 0


def test_a_holiday_has_its_name(told: Any) -> None:
    assert {day["date"]: day["holiday"] for day in told["days"] if day["holiday"]} == {"2024-05-06": "May Day"}


def test_the_sum_is_that_of_the_days_and_errs_less_than_all_of_them_together(told: Any) -> None:
    total, days = told["total"], told["days"]
    assert abs(amount(total["net_sales"]) - sum(amount(day["net_sales"]) for day in days)) <= Decimal("0.30")
    apart = sum(amount(day["interval_80"]["high"]) - amount(day["interval_80"]["low"]) for day in days)
    assert amount(total["interval_80"]["high"]) - amount(total["interval_80"]["low"]) < apart


def test_it_is_compared_with_seasonal_naive_on_the_shops_own_past(told: Any) -> None:
    accuracy = told["accuracy"]
    assert accuracy["wape"]["value"] < accuracy["seasonal_naive_wape"]["value"]
    assert accuracy["forecasts"] == accuracy["coverage_80"]["denominator"]
    methods = {method["method"]: method for method in told["methods"]}
    assert set(methods) == {"seasonal_naive", "weekday_mean", "weekday_level", "calendar", "combined"}
    assert [name for name, method in methods.items() if method["is_chosen"]] == [told["method"]]
    assert methods["seasonal_naive"]["against_seasonal_naive"]["value"] == 1
    wapes = [method["wape"]["value"] for method in told["methods"]]
    assert wapes == sorted(wapes)


def test_what_was_never_told_is_not_scored(told: Any) -> None:
    assert told["scored"] is None
    assert told["reasons"]["scored"] == "too_few_days"


def test_it_says_what_it_cannot_know_yet(told: Any) -> None:
    seasons = {"what": "seasons", "known_days": 99, "needed_days": 378, "enough_on": "2025-01-14"}
    assert told["needs"] == [seasons]
    assert "does not know the seasons" in told["sentence"]


def test_the_sentence_says_what_the_answer_says(told: Any) -> None:
    total = told["total"]
    for said in (total["from"], total["to"], total["net_sales"]["amount"], total["interval_80"]["low"]["amount"]):
        assert said in told["sentence"]


def test_as_many_days_as_are_asked_for(visitor: Any) -> None:
    assert len(visitor.get("forecast", horizon="92d")["days"]) == 92
    assert len(visitor.get("forecast", horizon="1d")["days"]) == 1
    for wrong in ("0d", "93d", "28", "x"):
        assert visitor.ask("forecast", horizon=wrong).status_code == 400


def test_a_file_has_a_row_for_each_day(visitor: Any, told: Any) -> None:
    response = visitor.ask("forecast.csv", horizon="7d")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert [row["local_date"] for row in rows] == [day["date"] for day in told["days"][:7]]
    assert [round(Decimal(row["mean"]), 2) for row in rows] == [amount(day["net_sales"]) for day in told["days"][:7]]
    assert visitor.ask("forecast", headers={"Accept": "text/csv"}).mimetype == "text/csv"


def test_it_explains_itself_by_its_method_and_what_was_asked(visitor: Any, told: Any) -> None:
    first, again = (visitor.get("forecast", explain="1") for _ in range(2))
    explain = again["explain"]
    assert explain["definitions"]["method"].startswith(f"{told['method']}: ")
    assert {"net_sales", "interval_80", "interval_95", "seasonal_naive", "wape"} <= set(explain["definitions"])
    assert explain["queries"] == first["explain"]["queries"] != []  # also where an answer is kept
    assert explain["age_seconds"] == 4.5 * 3600  # at the moment asked for
    assert {**again, "explain": None} == {**told, "explain": None}


def test_whoever_holds_the_answer_is_told_so(visitor: Any) -> None:
    etag = visitor.ask("forecast").headers["ETag"]
    assert visitor.ask("forecast", headers={"If-None-Match": etag}).status_code == 304
    visitor.service.jobs["forecast"]()
    assert visitor.ask("forecast", headers={"If-None-Match": etag}).status_code == 200


def test_a_forecast_that_missed_two_days_is_old(small_shop: Callable[..., Any]) -> None:
    shop = small_shop()
    sold(shop, MONDAY, 43)
    shop.now = shop.at("2024-02-12 05:00")
    asked = shop.open(data_until="2024-02-12 00:00")
    asked.service.jobs["forecast"]()
    shop.now = shop.at("2024-02-13 03:00")
    asked.newer_data(data_until=shop.at("2024-02-13 02:00").isoformat())
    assert asked.get("forecast")["stale_reason"] is None
    shop.now = shop.at("2024-02-14 03:00")
    asked.newer_data(data_until=shop.at("2024-02-14 02:00").isoformat())
    told = asked.get("forecast")
    assert (told["stale"], told["stale_reason"]) == (True, "forecast_old")


def test_of_an_earlier_moment_the_forecast_made_since_says_nothing(visitor: Any) -> None:
    told = visitor.get("forecast", as_of="2024-04-09T12:00:00Z")
    assert told["days"] is None
    assert told["reasons"]["accuracy"] == "made_later"
    assert "made after this moment" in told["sentence"]


def test_too_few_days_are_said_with_the_morning_they_will_be_enough(small_shop: Callable[..., Any]) -> None:
    shop = small_shop()
    sold(shop, MONDAY, 20)
    shop.now = shop.at("2024-01-20 23:00")
    asked = shop.open(data_until="2024-01-20 22:00")
    with pytest.raises(NotYetError, match="18 days of sales are known, and 28 are needed: due on 2024-01-30"):
        asked.service.jobs["forecast"]()
    told = asked.get("forecast")
    assert told["days"] is None
    assert told["reasons"]["days"] == "not_enough_data"
    assert told["needs"][0] == {"what": "forecast", "known_days": 18, "needed_days": 28, "enough_on": "2024-01-30"}
    assert "28 whole days of sales, and 18 are known" in told["sentence"]
    assert len(asked.ask("forecast.csv").text.splitlines()) == 1


def test_with_four_weeks_the_simplest_method_speaks(small_shop: Callable[..., Any]) -> None:
    shop = small_shop()
    sold(shop, date(2024, 2, 1), 28)
    shop.now = shop.at("2024-02-29 05:00")
    asked = shop.open(data_until="2024-02-29 00:00")
    asked.service.jobs["forecast"]()
    told = asked.get("forecast")
    assert told["method"] == "weekday_mean"
    assert [need["what"] for need in told["needs"]] == ["choice_of_method", "seasons"]


def test_a_shop_without_sales_has_no_forecast(small_shop: Callable[..., Any]) -> None:
    asked = small_shop().open()
    with pytest.raises(NotYetError):
        asked.service.jobs["forecast"]()
    assert asked.get("forecast")["reasons"]["days"] == "no_data"


def test_what_was_told_is_scored_when_the_days_have_passed(visitor: Any) -> None:
    live = generations.live(visitor.store, "revenue", "forecast_history")
    first = date(2024, 3, 26)
    usual = {"generation_id": live, "made_on": first, "mean": 50, "low_80": 45, "high_80": 60, "low_95": 40}
    usual |= {"high_95": 70, "seasonal_naive": 40, "actual": 55, "is_closed": False, "method": "calendar"}
    said = [usual | {"local_date": first + number * DAY, "horizon_days": 1, "was_said": True} for number in range(13)]
    said += [
        usual | {"local_date": date(2024, 4, 8), "horizon_days": 1, "was_said": True, "actual": 65},
        usual | {"local_date": date(2024, 4, 9), "horizon_days": 1, "was_said": True, "actual": 0, "is_closed": True},
        usual | {"local_date": date(2024, 4, 9), "horizon_days": 7, "was_said": True},
    ]
    with visitor.warehouse.change() as change:
        change.insert(load_tables("revenue")["forecast_history"], said)
    (score,) = visitor.get("forecast", horizon="2d")["scored"]
    # Told a day ahead 14 times, the closed day apart: 13 times off by 5 and once by 15, of 13 x 55 + 65.
    assert (score["horizon_days"], score["forecasts"]) == (1, 14)
    assert (score["from"], score["to"]) == ("2024-03-26", "2024-04-08")
    assert score["wape"] == {
        "value": pytest.approx(80 / 780),
        "numerator": {"amount": "80.00", "currency": "GBP"},
        "denominator": {"amount": "780.00", "currency": "GBP"},
    }
    assert amount(score["bias"]["numerator"]) == -80
    assert amount(score["seasonal_naive_wape"]["numerator"]) == 13 * 15 + 25
    assert (score["coverage_80"]["numerator"], score["coverage_95"]["numerator"]) == (13, 14)
