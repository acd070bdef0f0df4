"""A time of day comes exactly once on every shop day, in any zone; an interval goes by the minutes that pass."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from shared.schedule import ScheduleError, Timing
from shared.schedule.cron import check, due_after, due_on, in_words
from shared.shop import Shop

SIX = "0 6 * * *"
# Where, and a first day of ten within which the clock is changed there.
CHANGES = [
    ("UTC", date(2026, 3, 25)),
    ("Europe/London", date(2026, 3, 25)),  # forward at one in the morning
    ("Europe/London", date(2026, 10, 20)),  # back at two
    ("America/New_York", date(2026, 3, 4)),
    ("America/New_York", date(2026, 10, 28)),
    ("Australia/Lord_Howe", date(2026, 9, 30)),  # by half an hour
    ("Australia/Lord_Howe", date(2026, 3, 31)),
    ("Antarctica/Troll", date(2026, 3, 25)),  # by two hours
    ("Asia/Beirut", date(2026, 3, 25)),  # skips midnight
    ("Asia/Beirut", date(2026, 10, 20)),  # an hour before midnight comes twice
    ("America/Havana", date(2026, 3, 4)),
    ("America/Havana", date(2026, 10, 28)),  # midnight comes twice
    ("America/Sao_Paulo", date(2017, 10, 10)),  # skips midnight
    ("America/St_Johns", date(2010, 3, 10)),  # at one minute past midnight
    ("America/St_Johns", date(2010, 11, 3)),  # back across midnight
    ("America/Scoresbysund", date(2023, 10, 24)),
    ("Africa/Casablanca", date(2026, 2, 10)),  # a month without summer time
    ("Pacific/Apia", date(2011, 12, 25)),  # had no 30 December
    ("Pacific/Kwajalein", date(1993, 8, 16)),  # had no 21 August
    ("America/Caracas", date(2007, 12, 5)),  # changed its zone by half an hour, at three
    ("Asia/Pyongyang", date(2018, 5, 1)),  # half an hour, across midnight
]


def due_times(timing: Timing, first: datetime, last: datetime) -> list[datetime]:
    found, due = [], due_after(timing, first - timedelta(seconds=1))
    while due < last:
        found.append(due)
        due = due_after(timing, due)
    return found


@pytest.mark.parametrize(
    "at", ["0 6 * * *", "0 0 * * *", "1 0 * * *", "30 0 * * *", "30 1 * * *", "15 2 * * *", "59 23 * * *"]
)
@pytest.mark.parametrize(("zone", "first_day"), CHANGES)
def test_a_time_of_day_comes_once_on_every_shop_day(zone: str, first_day: date, at: str) -> None:
    shop = Shop(zone, "GBP", "GB")
    begins = [shop.day_start(first_day + timedelta(days=number)) for number in range(11)]
    days = [shop.local_date(begin) for begin, end in pairwise(begins) if begin < end]
    due = due_times(Timing(at, zone), begins[0], begins[-1])
    assert [shop.local_date(moment) for moment in due] == days


@pytest.mark.parametrize(("zone", "first_day"), CHANGES)
def test_it_is_that_time_where_there_is_one(zone: str, first_day: date) -> None:
    shop = Shop(zone, "GBP", "GB")
    for moment in due_times(
        Timing(SIX, zone), shop.day_start(first_day), shop.day_start(first_day + timedelta(days=9))
    ):
        assert moment.astimezone(ZoneInfo(zone)).strftime("%H:%M") == "06:00"


def test_a_time_that_is_skipped_comes_at_the_first_moment_after_it() -> None:
    before = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert due_after(Timing("30 1 * * *", "Europe/London"), before) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    half_past_midnight = due_after(Timing("30 0 * * *", "Asia/Beirut"), datetime(2026, 3, 28, 12, tzinfo=UTC))
    assert half_past_midnight.astimezone(ZoneInfo("Asia/Beirut")).strftime("%d %H:%M") == "29 01:00"


def test_a_time_that_comes_twice_is_meant_the_first_time() -> None:
    before = datetime(2026, 10, 24, 12, tzinfo=UTC)
    first = due_after(Timing("30 1 * * *", "Europe/London"), before)
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert due_after(Timing("30 1 * * *", "Europe/London"), first) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_two_times_that_are_skipped_together_are_one() -> None:
    skipped = Timing("10,40 1 * * *", "Europe/London")
    begin = datetime(2026, 3, 29, tzinfo=UTC)
    assert due_times(skipped, begin, begin + timedelta(hours=20)) == [begin + timedelta(hours=1)]


@pytest.mark.parametrize(
    ("cron", "minutes"), [("* * * * *", 1), ("*/5 * * * *", 5), ("20 * * * *", 60), ("0 */2 * * *", 0)]
)
@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_an_interval_goes_by_the_minutes_that_pass(cron: str, minutes: int, day: date) -> None:
    shop = Shop("Europe/London", "GBP", "GB")
    begin, end = shop.day_start(day), shop.day_start(day + timedelta(days=1))
    due = due_times(Timing(cron, "Europe/London"), begin, end)
    if minutes:
        assert len(due) == (end - begin) / timedelta(minutes=minutes)
    assert all(begin <= moment < end for moment in due)


def test_weekdays_and_days_of_the_month() -> None:
    monday = due_after(Timing("0 6 * * 1", "Europe/London"), datetime(2026, 3, 3, tzinfo=UTC))
    assert monday == datetime(2026, 3, 9, 6, tzinfo=UTC)
    leap_day = due_after(Timing("0 6 29 2 *", "Europe/London"), datetime(2026, 3, 3, tzinfo=UTC))
    assert leap_day == datetime(2028, 2, 29, 6, tzinfo=UTC)


def test_the_last_time_it_was_due() -> None:
    six = Timing(SIX, "Europe/London")
    assert due_on(six, datetime(2026, 3, 3, 5, 59, tzinfo=UTC)) == datetime(2026, 3, 2, 6, tzinfo=UTC)
    assert due_on(six, datetime(2026, 3, 3, 6, tzinfo=UTC)) == datetime(2026, 3, 3, 6, tzinfo=UTC)
    assert due_on(Timing("0 6 1 1 *", "Europe/London"), datetime(2026, 3, 3, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("cron", "zone", "why"),
    [
        ("0 6 * * *", "Europe/Nowhere", "no IANA time zone"),
        ("0 6 * * *", "../../etc/passwd", "no IANA time zone"),
        ("0 6 * *", "Europe/London", "five fields"),
        ("0 0 6 * * *", "Europe/London", "five fields"),
        ("0 25 * * *", "Europe/London", "ever due"),
        ("0 6 31 2 *", "Europe/London", "ever due"),
        ("six o'clock on every day", "Europe/London", "ever due"),
        ("1," * 200 + "1 6 * * *", "Europe/London", "five fields"),
    ],
)
def test_what_is_no_timing_is_refused_in_words(cron: str, zone: str, why: str) -> None:
    with pytest.raises(ScheduleError, match=why):
        check(Timing(cron, zone))


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("0 6 * * *", "every day at 06:00"),
        ("* * * * *", "every minute"),
        ("17 * * * *", "every hour at 17 past"),
        ("0 4 * * 1", "At 04:00 on Monday"),
    ],
)
def test_a_cron_in_words(cron: str, words: str) -> None:
    assert in_words(Timing(cron, "Europe/London")) == words
