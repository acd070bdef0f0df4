"""The shop's days, in every time zone there is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.shop import Shop

DAY = timedelta(days=1)
ZONES = sorted(available_timezones())


def shop_in(time_zone: str) -> Shop:
    return Shop(time_zone=time_zone, currency="GBP", country="GB")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("time_zone", "day", "start", "hours"),
    [
        ("UTC", date(2011, 8, 31), "2011-08-31 00:00", 24),
        ("Europe/London", date(2011, 8, 31), "2011-08-30 23:00", 24),
        ("Europe/London", date(2011, 3, 27), "2011-03-27 00:00", 23),
        ("Europe/London", date(2011, 10, 30), "2011-10-29 23:00", 25),
        ("America/New_York", date(2024, 3, 10), "2024-03-10 05:00", 23),
        ("America/New_York", date(2024, 11, 3), "2024-11-03 04:00", 25),
        ("Australia/Lord_Howe", date(2024, 10, 6), "2024-10-05 13:30", 23.5),
        ("America/Havana", date(2024, 3, 10), "2024-03-10 05:00", 23),  # midnight is skipped: the day begins at 01:00
        ("America/Havana", date(2024, 11, 3), "2024-11-03 04:00", 25),  # midnight comes twice: it begins at the first
        ("Africa/Cairo", date(2024, 4, 26), "2024-04-25 22:00", 23),  # skipped again
        ("Africa/Cairo", date(2024, 10, 31), "2024-10-30 21:00", 25),  # 23:00 to 24:00 comes twice
        ("America/Toronto", date(1919, 3, 31), "1919-03-31 04:30", 23.5),  # 23:30 to 00:30 is skipped
        ("America/St_Johns", date(2010, 11, 7), "2010-11-07 03:30", 24),  # at 00:01 the clock went back to 23:01
        ("America/St_Johns", date(2010, 11, 6), "2010-11-06 02:30", 25),
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-30 10:00", 0),  # a day Samoa left out
        ("Asia/Kathmandu", date(2024, 1, 1), "2023-12-31 18:15", 24),
    ],
)
def test_a_day_begins_at_its_first_instant_and_is_as_long_as_it_was(
    time_zone: str, day: date, start: str, hours: float
) -> None:
    shop = shop_in(time_zone)

    assert shop.day_start(day) == utc(start)
    assert shop.day_start(day + DAY) - shop.day_start(day) == timedelta(hours=hours)
    assert shop.day_start(day).tzinfo is UTC


def test_the_last_moment_before_midnight_belongs_to_the_day_before() -> None:
    shop = shop_in("Europe/London")

    assert shop.local_date(utc("2011-08-31 22:59:59.999999")) == date(2011, 8, 31)
    assert shop.local_date(utc("2011-08-31 23:00")) == date(2011, 9, 1)


def test_the_minute_st_johns_had_twice_belongs_to_the_day_that_went_on() -> None:
    shop = shop_in("America/St_Johns")

    assert shop.local_date(utc("2010-11-07 02:30:30")) == date(2010, 11, 6)  # its clock says 00:00:30, the first time
    assert shop.local_date(utc("2010-11-07 03:30:30")) == date(2010, 11, 7)  # and the second


def assert_days_are_right(shop: Shop, day: date) -> None:
    """Around both ends of the day and all through it: exactly what lies between its start and the next is its own."""
    start, end = shop.day_start(day), shop.day_start(day + DAY)
    assert start <= end
    ends = [
        edge + timedelta(seconds=step) for edge in (start, end) for step in (-7200, -3600, -61, -1, 0, 1, 59, 61, 3600)
    ]
    through = [start + timedelta(minutes=step) for step in range(0, 26 * 60, 59)]
    for moment in [*ends, *through, start - timedelta(microseconds=1), end - timedelta(microseconds=1)]:
        assert (start <= moment < end) == (shop.local_date(moment) == day), (shop.time_zone, day, moment)


@given(zone=st.sampled_from(ZONES), day=st.dates(date(1900, 1, 3), date(2090, 1, 1)))
@settings(deadline=None)  # the first use of a zone reads its file
def test_on_any_day_in_any_zone_moments_and_days_agree(zone: str, day: date) -> None:
    assert_days_are_right(shop_in(zone), day)


def changes_of_the_clock(zone: str, years: range) -> Iterator[date]:
    """The days around each change of the zone's clock."""
    before = None
    for year in years:
        for week in range(53):
            day = date(year, 1, 1) + timedelta(weeks=week)
            offset = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)).utcoffset()
            if before not in (None, offset):
                yield from (day - timedelta(days=back) for back in range(9))
            before = offset


@pytest.mark.parametrize("years", [range(2010, 2013), range(2023, 2026)], ids=str)
def test_around_every_change_of_the_clock_in_every_zone_moments_and_days_agree(years: range) -> None:
    checked = 0
    for zone in ZONES:
        for day in changes_of_the_clock(zone, years):
            assert_days_are_right(shop_in(zone), day)
            checked += 1

    assert checked > 5_000


@cache
def minutes_around_changes() -> tuple[tuple[str, datetime], ...]:
    changes = ((zone, day) for zone in ZONES[::7] for day in changes_of_the_clock(zone, range(2022, 2025)))
    return tuple(
        (zone, datetime(day.year, day.month, day.day, hour, 1, tzinfo=UTC))
        for zone, day in changes
        for hour in range(0, 24, 5)
    )


def test_the_shop_day_is_the_date_on_the_wall() -> None:
    assert len(minutes_around_changes()) > 1_000
    for zone, moment in minutes_around_changes():
        assert shop_in(zone).local_date(moment) == moment.astimezone(ZoneInfo(zone)).date()


def test_the_same_time_a_week_ago_is_the_same_time_on_the_wall() -> None:
    shop = shop_in("Europe/London")

    assert shop.shifted(utc("2011-03-30 14:00"), -7) == utc("2011-03-23 15:00")
    assert shop.shifted(utc("2011-03-23 15:00"), 7) == utc("2011-03-30 14:00")


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        shop_in("UTC").local_date(datetime(2011, 8, 31))  # noqa: DTZ001 - the mistake under test
