"""How a shop's sales are spread over days and hours is learnt from its own: weekdays, seasons, holidays that move."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest

from revenue.day_profile import HOURS, WEEKDAYS, DayProfile, day_profile, hour_shares
from revenue.forecast_calendar import events

MONDAY = date(2023, 1, 2)
SATURDAY = 5
DAY = timedelta(days=1)


def learnt(
    days: int, amount: Callable[[date, str | None], float], *, country: str = "GB", first: date = MONDAY
) -> DayProfile:
    named = events(country, first, days)
    net = np.array([amount(first + place * DAY, named[place]) for place in range(days)])
    return day_profile(first, net, named)


def twice_on_saturdays(day: date, _: str | None = None) -> float:
    return 200.0 if day.weekday() == SATURDAY else 100.0


def test_a_saturday_that_sells_twice_as_much_weighs_twice_as_much() -> None:
    profile = learnt(56, twice_on_saturdays)
    assert profile.weekday_factor(date(2026, 3, 7)) == pytest.approx(2 * profile.weekday_factor(date(2026, 3, 6)))
    assert profile.weekday.mean() == pytest.approx(1)
    assert not profile.has_season


def test_the_level_of_sales_is_no_part_of_it() -> None:
    small, large = learnt(56, twice_on_saturdays), learnt(56, lambda day, _: 1000 * twice_on_saturdays(day))
    assert small.weekday == pytest.approx(large.weekday)


def test_a_day_the_shop_is_closed_on_weighs_nothing() -> None:
    profile = learnt(56, lambda day, _: 0.0 if day.weekday() == 6 else 100.0)
    assert profile.weight(date(2026, 3, 8), None) == 0
    assert sum(profile.weight(date(2026, 3, 2) + n * DAY, None) for n in range(7)) == pytest.approx(7)


def december(day: date, _: str | None) -> float:
    return 300.0 if day.month == 12 else 100.0


@pytest.mark.parametrize(("years", "at_least"), [(1, 2.0), (3, 2.3)])
def test_a_season_is_learnt_from_a_year_on_and_better_from_three(years: int, at_least: float) -> None:
    profile = learnt(364 * years, december, country="XX", first=date(2022, 1, 3))
    factor = profile.season_factor(date(2026, 12, 12)) / profile.season_factor(date(2026, 6, 12))
    assert at_least < factor < 3.01
    assert profile.has_season


def test_growth_is_not_taken_for_a_season_when_years_tell() -> None:
    profile = learnt(364 * 3, lambda day, _: 100.0 * 1.3 ** ((day - MONDAY).days / 364), country="XX")
    assert max(profile.season) / min(profile.season) < 1.1


def test_a_holiday_that_moves_is_known_by_its_name() -> None:
    def easter_sells(_: date, event: str | None) -> float:
        return 400.0 if event == "Easter Sunday" else 100.0

    profile = learnt(364 * 3, easter_sells)
    named = dict(
        zip((date(2026, 1, 1) + n * DAY for n in range(365)), events("GB", date(2026, 1, 1), 365), strict=True)
    )
    easter = date(2026, 4, 5)
    assert named[easter] == "Easter Sunday"
    assert 3.0 < profile.event_factor(named[easter]) < 4.2
    assert profile.weight(easter, named[easter]) > 2.5 * profile.weight(easter + 7 * DAY, None)


def test_a_holiday_the_shop_is_closed_on_weighs_little_and_one_never_seen_as_any_day() -> None:
    profile = learnt(730, lambda _, event: 0.0 if event == "Christmas Day" else 100.0)
    assert profile.event_factor("Christmas Day") < 0.15
    assert profile.event_factor("Jubilee") == 1


def test_days_of_more_refunds_than_sales_count_as_none() -> None:
    profile = learnt(56, lambda day, _: -50.0 if day.weekday() == 0 else 100.0)
    assert profile.weekday_factor(MONDAY) == 0
    assert min(profile.weekday) >= 0


def test_a_shop_without_sales_is_spread_evenly() -> None:
    profile = learnt(400, lambda *_: 0.0)
    assert profile.weight(date(2026, 3, 7), None) == pytest.approx(1)


def test_four_weeks_are_needed() -> None:
    with pytest.raises(ValueError, match="28 are needed"):
        learnt(27, twice_on_saturdays)


def test_the_hours_of_every_weekday_are_shares_of_its_day() -> None:
    sold = np.zeros((WEEKDAYS, HOURS))
    sold[:6, 9:17] = 100.0
    sold[6, 11:13] = 50.0  # Sundays: two hours, and little
    shares = hour_shares(sold)
    assert shares.sum(axis=1) == pytest.approx(np.ones(WEEKDAYS))
    assert shares[0, 9:17] == pytest.approx(np.full(8, 0.125), abs=0.01)
    assert shares[6, 11] > 2 * shares[6, 9]
    assert shares[:, :9].sum() == 0


def test_hours_without_sales_are_spread_evenly() -> None:
    assert hour_shares(np.zeros((WEEKDAYS, HOURS))) == pytest.approx(np.full((WEEKDAYS, HOURS), 1 / 24))
