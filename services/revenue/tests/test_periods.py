"""Shop days: 23 or 25 hours, months, leap days, a day that never was; windows cut without gap or overlap."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revenue.daybook import DayBook, plan
from revenue.figures import NOTHING, Amounts
from revenue.periods import (
    DAY,
    Basis,
    DayRange,
    Granularity,
    buckets,
    coverage,
    last_full_day,
    same_elapsed,
    shifted_window,
    whole_days,
    window,
)
from shared.shop import Shop

LONDON = Shop("Europe/London", "GBP", "GB")
zones = st.sampled_from(("Europe/London", "America/New_York", "Pacific/Apia", "America/Havana", "Asia/Kathmandu"))
shops = zones.map(lambda zone: Shop(zone, "GBP", "GB"))
days = st.dates(date(2011, 12, 1), date(2025, 3, 1))  # Apia had no 30 December 2011
lengths = st.integers(1, 200)
granularities = st.sampled_from(("day", "week", "month"))
offsets = st.integers(-10, 250 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


@given(shops, days, lengths, granularities, offsets)
def test_buckets_cover_the_window_once(
    shop: Shop, first: date, length: int, granularity: Granularity, after: timedelta
) -> None:
    moment = shop.day_start(first) + after
    asked = DayRange(first, first + length * DAY)
    shown = window(shop, asked, moment)
    cut = list(buckets(shop, shown, granularity))
    assert (cut[0].days.first_day, cut[-1].days.day_after) == (asked.first_day, asked.day_after)
    assert all(one.days.day_after == other.days.first_day for one, other in pairwise(cut))
    counted = sum((bucket.counted.end - bucket.counted.start for bucket in cut), timedelta())
    assert counted == shown.total.end - shown.total.start


@given(shops, days, lengths, granularities, offsets)
def test_buckets_add_up_to_the_window(
    shop: Shop, first: date, length: int, granularity: Granularity, after: timedelta
) -> None:
    moment = shop.day_start(first) + after
    shown = window(shop, DayRange(first, first + length * DAY), moment)
    book = DayBook(
        {first + n * DAY: Amounts(orders=2**n) for n in range(length)},
        {shown.total.end: Amounts(orders=-1)},  # each day, and the part of one, is told apart in the sum
    )
    parts = (book.total(bucket.counted) for bucket in buckets(shop, shown, granularity))
    assert sum(parts, NOTHING) == book.total(shown.total)


@given(shops, days, lengths, offsets, st.integers(1, 400))
def test_a_comparison_has_as_many_days_and_ends_at_the_same_wall_clock_time(
    shop: Shop, first: date, length: int, after: timedelta, back: int
) -> None:
    moment = shop.day_start(first) + after
    asked = window(shop, DayRange(first, first + length * DAY), moment)
    compared = shifted_window(shop, asked, back, moment)
    assert (compared.days.day_after - compared.days.first_day).days == length
    assert compared.total.end <= shop.day_start(compared.days.day_after)
    if asked.total.end == asked.total.over:
        assert compared.total.end == compared.total.over
    elif asked.total.start <= moment:
        assert compared.total.end == min(shop.shifted(moment, -back), compared.total.over)


def test_the_days_the_clocks_change_are_23_and_25_hours_long() -> None:
    later = datetime(2025, 1, 1, tzinfo=UTC)
    spring, autumn = date(2024, 3, 31), date(2024, 10, 27)
    for day, hours in ((spring, 23), (autumn, 25)):
        whole = whole_days(LONDON, DayRange(day, day + DAY), later)
        assert whole.end - whole.start == timedelta(hours=hours)


def test_the_same_time_of_day_before_the_clocks_changed() -> None:
    ten_in_summer_time = datetime(2024, 4, 3, 9, 0, tzinfo=UTC)
    week_ago = same_elapsed(LONDON, 7, ten_in_summer_time)
    assert week_ago.end == datetime(2024, 3, 27, 10, 0, tzinfo=UTC)
    assert week_ago.over == week_ago.end


def test_a_month_has_its_leap_day() -> None:
    shown = window(LONDON, DayRange(date(2024, 1, 15), date(2024, 3, 10)), datetime(2025, 1, 1, tzinfo=UTC))
    months = list(buckets(LONDON, shown, "month"))
    assert [month.days for month in months] == [
        DayRange(date(2024, 1, 15), date(2024, 2, 1)),
        DayRange(date(2024, 2, 1), date(2024, 3, 1)),
        DayRange(date(2024, 3, 1), date(2024, 3, 10)),
    ]
    assert [month.cut for month in months] == [True, False, True]


def test_a_span_is_complete_when_its_time_is_over_and_the_data_goes_on_to_its_end() -> None:
    noon = datetime(2024, 3, 27, 12, tzinfo=UTC)
    yesterday = whole_days(LONDON, DayRange(date(2024, 3, 26), date(2024, 3, 27)), noon)
    data_from = datetime(2024, 3, 26, 9, tzinfo=UTC)
    assert coverage(LONDON, noon, data_from, noon).complete(yesterday)
    assert not coverage(LONDON, noon, data_from, datetime(2024, 3, 26, 18, tzinfo=UTC)).complete(yesterday)
    assert not coverage(LONDON, noon, noon, noon).complete(yesterday)


def test_the_last_full_day_needs_data_to_its_end() -> None:
    noon = datetime(2024, 3, 27, 12, tzinfo=UTC)
    first = datetime(2024, 3, 25, 9, tzinfo=UTC)
    evening = datetime(2024, 3, 26, 18, tzinfo=UTC)
    assert last_full_day(LONDON, coverage(LONDON, noon, first, noon)) == date(2024, 3, 26)
    assert last_full_day(LONDON, coverage(LONDON, noon, first, evening)) == date(2024, 3, 25)
    assert last_full_day(LONDON, coverage(LONDON, noon, evening, evening)) is None
    assert last_full_day(LONDON, coverage(LONDON, noon, None, None)) is None


@pytest.mark.parametrize(("basis", "late"), [("accounting", False), ("order", True)])
def test_only_what_no_rollup_can_tell_is_read_from_the_ledger(basis: Basis, *, late: bool) -> None:
    noon = datetime(2024, 3, 27, 12, tzinfo=UTC)
    covered = coverage(LONDON, noon, datetime(2023, 1, 1, tzinfo=UTC), datetime(2024, 3, 28, tzinfo=UTC))
    week = whole_days(LONDON, DayRange(date(2024, 3, 21), date(2024, 3, 28)), noon)
    needed = plan(LONDON, covered, basis, [week])
    assert needed.whole == (DayRange(date(2024, 3, 21), date(2024, 3, 27)),)
    assert needed.parts == ((date(2024, 3, 27), noon),)
    assert (needed.late is not None) == late


def test_nothing_is_read_where_the_data_ended_long_ago() -> None:
    now = datetime(2026, 3, 27, 12, tzinfo=UTC)
    covered = coverage(LONDON, now, datetime(2023, 1, 1, tzinfo=UTC), datetime(2024, 3, 28, tzinfo=UTC))
    month = whole_days(LONDON, DayRange(date(2026, 3, 1), date(2026, 3, 28)), now)
    needed = plan(LONDON, covered, "accounting", [month])
    assert (needed.whole, needed.parts, needed.late) == ((), (), None)
