"""What /current says of the day that runs: forecast and target, as far as the day's hours are over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from revenue.day_pace import FIGURES, DayAhead, DaySoFar, day_pace
from shared.warehouse.recording import recording

NINE_TO_FIVE = (0.0,) * 9 + (0.125,) * 8 + (0.0,) * 7
FRIDAY = DayAhead(mean=800.0, low=600.0, high=1000.0, made_on=date(2024, 5, 17))


def told(sold: str, hour: float, *, hours: Any = NINE_TO_FIVE, ahead: Any = FRIDAY, target: Any = Decimal(1000)) -> Any:
    return day_pace(DaySoFar(Decimal(sold), hour, "GBP"), hours, ahead, target)


def amount(shown: Any) -> Decimal:
    return Decimal(shown["amount"])


def test_at_eleven_a_quarter_of_the_day_was_to_be_expected() -> None:
    answer = told("230.00", 11.0)
    assert answer["share_elapsed"] == 0.25
    assert amount(answer["expected_to_now"]) == 200
    assert amount(answer["gap"]) == 30
    assert amount(answer["target_to_now"]) == 250
    assert amount(answer["target_gap"]) == -20
    # Half of the day's width either way: the root of a quarter.
    assert [amount(answer["interval_80_to_now"][end]) for end in ("low", "high")] == [100, 300]
    assert answer["reasons"] == {}


def test_before_the_doors_open_nothing_is_late_and_at_night_all_of_it_was_due() -> None:
    early, late = told("0", 8.5), told("750", 24.0)
    assert amount(early["expected_to_now"]) == amount(early["gap"]) == 0
    assert amount(late["expected_to_now"]) == amount(late["forecast"]) == 800
    assert late["interval_80_to_now"] == late["interval_80"]


def test_what_is_not_known_says_why_and_nothing_else_is_withheld() -> None:
    no_forecast = told("230.00", 11.0, ahead="before_forecast")
    assert no_forecast["expected_to_now"] is None
    assert no_forecast["reasons"]["gap"] == "before_forecast"
    assert amount(no_forecast["target_to_now"]) == 250
    no_hours = told("230.00", 11.0, hours="not_computed_yet")
    assert amount(no_hours["forecast"]) == 800
    assert no_hours["reasons"] == dict.fromkeys(
        ("share_elapsed", "expected_to_now", "interval_80_to_now", "gap", "target_to_now", "target_gap"),
        "not_computed_yet",
    )
    assert told("1", 11.0, target="no_target")["reasons"] == dict.fromkeys(
        ("target", "target_to_now", "target_gap"), "no_target"
    )


@pytest.fixture(scope="module")
def shop(small_shop: Callable[..., Any]) -> Any:
    """Six weeks of 50 at ten and 50 at three every day, and the jobs of the night; it is Wednesday, one o'clock."""
    small = small_shop()
    for day in range(1, 15):
        for hour in ("10:30", "15:30"):
            small.line(f"april{day}-{hour}", f"2024-04-{day:02} {hour}", "mug", 1, "50.00")
    for day in range(15, 31):
        for hour in ("10:30", "15:30"):
            small.line(f"late{day}-{hour}", f"2024-04-{day:02} {hour}", "mug", 1, "50.00")
    for day in range(1, 15):
        for hour in ("10:30", "15:30"):
            small.line(f"may{day}-{hour}", f"2024-05-{day:02} {hour}", "mug", 1, "50.00")
    small.line("today", "2024-05-15 10:30", "mug", 1, "60.00")
    small.target("2024-05-13", "2024-05-19", "700.00")
    small.now = small.at("2024-05-15 13:00")
    visitor = small.open(data_until="2024-05-15 13:00")
    for job in ("pace-profile", "forecast"):
        visitor.service.jobs[job].run()
    return visitor


def test_the_morning_of_a_usual_day(shop: Any) -> None:
    answer = shop.get("current")
    day = answer["day_pace"]
    assert day["to"].startswith("2024-05-15T13:00")
    assert day["share_elapsed"] == pytest.approx(0.5, abs=0.01)
    assert amount(day["forecast"]) == pytest.approx(Decimal(100), abs=Decimal(3))
    assert amount(day["gap"]) == amount(answer["today"]["net_sales"]) - amount(day["expected_to_now"])
    assert amount(day["target"]) == pytest.approx(Decimal(100), abs=Decimal(3))
    assert day["reasons"] == {}


def test_it_is_told_up_to_when_the_data_speak_and_of_no_other_day(shop: Any) -> None:
    earlier = shop.get("current", as_of=shop.small.at("2024-05-15 09:00").isoformat())["day_pace"]
    assert earlier["share_elapsed"] == 0
    before = shop.get("current", as_of=shop.small.at("2024-05-14 12:00").isoformat())["day_pace"]
    assert before["reasons"]["forecast"] == "before_forecast"
    ahead = shop.get("current", as_of=shop.small.at("2024-05-16 12:00").isoformat())["day_pace"]
    assert ahead["reasons"] == dict.fromkeys(FIGURES, "no_data_since")


def test_of_a_part_of_the_shop_only_its_own_target_is_told(shop: Any) -> None:
    day = shop.get("current", location="high-street")["day_pace"]
    assert day["reasons"]["forecast"] == "forecast_is_of_whole_shop"
    assert day["reasons"]["target"] == "no_target"
    assert day["share_elapsed"] is not None
    assert shop.get("current", basis="order")["day_pace"]["reasons"]["gap"] == "forecast_is_by_accounting"


def test_asked_again_it_reads_no_table_for_it(shop: Any) -> None:
    shop.get("current")
    with recording() as executed:
        shop.get("current", as_of=shop.small.at("2024-05-15 12:59").isoformat())
    assert not [each.name for each in executed if each.name.startswith("pace_")]
