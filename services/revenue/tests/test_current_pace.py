"""What /current says of the way to a target: from the shop's own profile and forecast, made by jobs of the night."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from shared.schedule import NotYetError
from shared.warehouse.recording import recording

SATURDAY, SUNDAY = 5, 6
FIRST, TODAY = date(2024, 3, 4), date(2024, 5, 15)  # ten weeks; today is a Wednesday
DAY = timedelta(days=1)


def shop_of(small_shop: Callable[..., Any]) -> Any:
    """A shop that sells 100 a day at ten and at three, twice that on Saturdays, and is closed on Sundays."""
    small = small_shop()
    day = FIRST
    while day < TODAY:
        if day.weekday() != SUNDAY:
            price = "100.00" if day.weekday() == SATURDAY else "50.00"
            for hour in ("10:30", "15:30"):
                small.line(f"{day}-{hour}", f"{day} {hour}", "mug", 1, price)
        day += DAY
    small.line("today", f"{TODAY} 10:30", "mug", 1, "60.00")
    small.target("2024-05-13", "2024-05-19", "700.00")
    small.target("2024-05-10", "2024-12-31", "30000.00")
    small.target("2024-05-01", "2024-05-31", "2000.00", scope="location", scope_id="high-street")
    small.now = small.at(f"{TODAY} 13:00")
    return small.open(data_until=f"{TODAY} 13:00")


@pytest.fixture(scope="module")
def learnt(small_shop: Callable[..., Any]) -> Any:
    """That shop after the jobs of the night."""
    visitor = shop_of(small_shop)
    for job in ("pace-profile", "forecast"):
        visitor.service.jobs[job].run()
    return visitor


def test_before_the_first_night_it_says_that_nothing_was_learnt_yet(small_shop: Callable[..., Any]) -> None:
    pace = shop_of(small_shop).get("current")["pace"]
    assert pace["expected_to_now"] is None
    assert pace["probability_to_reach"] is None
    assert set(pace["reasons"].values()) == {"not_computed_yet"}


def test_a_week_is_spread_as_the_shop_sells(learnt: Any) -> None:
    answer = learnt.get("current")
    pace = answer["pace"]
    # Monday and Tuesday are two of seven hundreds, and Wednesday's morning half of a third.
    assert pace["share_elapsed"] == pytest.approx(2.5 / 7, abs=0.005)
    assert Decimal(pace["expected_to_now"]["amount"]) == pytest.approx(Decimal(250), abs=Decimal(4))
    sold = Decimal(answer["target"]["net_sales_so_far"]["amount"])
    assert sold == 260
    assert Decimal(pace["gap"]["amount"]) == sold - Decimal(pace["expected_to_now"]["amount"])
    assert Decimal(pace["run_rate"]["amount"]) == pytest.approx(Decimal(728), abs=Decimal(12))
    assert pace["spread_by"] == "weekday_holiday"
    assert pace["to"].startswith("2024-05-15T13:00")


def test_the_chance_to_reach_it_comes_from_the_forecast(learnt: Any) -> None:
    pace = learnt.get("current")["pace"]
    assert Decimal(pace["outlook"]["net_sales"]["amount"]) == pytest.approx(Decimal(710), abs=Decimal(25))
    low, high = (Decimal(pace["outlook"]["interval_80"][end]["amount"]) for end in ("low", "high"))
    assert low <= Decimal(pace["outlook"]["net_sales"]["amount"]) <= high
    chance = pace["probability_to_reach"]
    assert 0 <= chance["value"] <= 1
    assert pace["outlook"]["forecast_made_on"] == "2024-05-15"
    assert pace["reasons"] == {}


def test_it_is_told_up_to_when_the_data_speak(learnt: Any) -> None:
    pace = learnt.get("current", as_of=learnt.small.at(f"{TODAY} 11:30").isoformat())["pace"]
    assert pace["to"].startswith("2024-05-15T11:30")


def test_a_target_of_one_place_has_a_pace_but_the_shops_forecast_is_not_its(learnt: Any) -> None:
    pace = learnt.get("current", location="high-street")["pace"]
    assert pace["expected_to_now"] is not None
    assert pace["probability_to_reach"] is None
    assert pace["reasons"]["outlook"] == "forecast_is_of_whole_shop"


def test_a_target_that_ends_beyond_the_forecast_has_no_chance_told(learnt: Any) -> None:
    learnt.small.now = learnt.small.at("2024-05-21 13:00")
    learnt.newer_data(data_until=learnt.small.now.isoformat())
    answer = learnt.get("current")
    learnt.small.now = learnt.small.at(f"{TODAY} 13:00")
    learnt.newer_data(data_until=learnt.small.now.isoformat())
    assert answer["target"]["period_end"] == "2024-12-31"
    assert answer["pace"]["expected_to_now"] is not None
    assert answer["pace"]["reasons"]["outlook"] == "beyond_forecast"


def test_of_a_day_before_the_forecast_no_chance_is_told(learnt: Any) -> None:
    answer = learnt.get("current", as_of=learnt.small.at("2024-05-14 12:00").isoformat())
    assert answer["pace"]["expected_to_now"] is not None
    assert answer["pace"]["reasons"]["outlook"] == "before_forecast"


def test_without_a_target_there_is_no_pace(learnt: Any) -> None:
    assert learnt.get("current", category="Kitchen")["pace"] is None


def test_another_moment_of_the_same_day_asks_no_table_for_it(learnt: Any) -> None:
    learnt.get("current", as_of=learnt.small.at(f"{TODAY} 12:00").isoformat())
    with recording() as asked:
        learnt.get("current", as_of=learnt.small.at(f"{TODAY} 12:30").isoformat())
    assert not [each.name for each in asked if each.name.startswith("pace_")]


def test_the_end_of_a_day_is_told_with_the_part_that_the_profile_gives_it(learnt: Any) -> None:
    assert learnt.service.jobs["close-days"].run() == 1
    told = learnt.bus.published[-1].data
    assert told["local_date"] == "2024-05-14"
    assert Decimal(told["target"]["amount"]) == pytest.approx(Decimal(100), abs=Decimal(1))


def test_an_explanation_shows_where_it_comes_from(learnt: Any) -> None:
    learnt.get("current")
    asked = {query["name"] for query in learnt.get("current", explain="1")["explain"]["queries"]}
    assert {"pace_weights", "pace_hours", "pace_forecast", "forecast_methods"} <= asked


def test_a_new_night_counts_at_once(learnt: Any) -> None:
    before = learnt.ask("current")
    learnt.service.jobs["pace-profile"].run()
    after = learnt.ask("current")
    assert after.headers["ETag"] != before.headers["ETag"]
    assert after.get_json()["pace"] == before.get_json()["pace"]  # for nothing was sold since


def test_with_too_few_days_the_job_says_what_is_missing(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    for number in range(10):
        small.line(f"o{number}", f"2024-05-{number + 1:02} 10:00", "mug", 1, "5.00")
    small.now = small.at("2024-05-11 06:00")
    few = small.open(data_until="2024-05-11 06:00")
    with pytest.raises(NotYetError, match="10 days of sales are known, and 28 are needed"):
        few.service.jobs["pace-profile"].run()
    with pytest.raises(NotYetError, match="no whole day"):
        small_shop().open().service.jobs["pace-profile"].run()
