"""Shop-day arithmetic: what is counted for an answer, and when that is complete. No table is read here.

A *span* is a run of shop days that ends at its cut, the instant up to which it is counted. A comparison is cut at the
same elapsed wall-clock time as the period it stands beside, so that a morning is never compared with a whole day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from shared.shop import Shop

Basis = Literal["accounting", "order"]
Granularity = Literal["day", "week", "month"]

DAY = timedelta(days=1)
WEEK_DAYS = 7
YEAR_DAYS = 364  # 52 weeks, so that weekdays meet
_SPANS_KEPT = 5_000  # of past days, 300 bytes each
LONGEST_DAYS = 3660  # ten years and their leap days: what one answer lists at most


class DayRange(NamedTuple):  # a long series makes thousands, in less than half of a frozen dataclass's time
    """Shop days from `first_day` until `day_after`, exclusive."""

    first_day: date
    day_after: date


def covering(ranges: Iterable[DayRange], most: int) -> list[DayRange]:
    """At most so many ranges, in order and apart, that hold all given ones; what lies nearest together is joined."""
    joined: list[DayRange] = []
    for each in sorted(ranges, key=lambda given: given.first_day):
        if joined and each.first_day <= joined[-1].day_after:
            last = joined.pop()
            joined.append(DayRange(last.first_day, max(last.day_after, each.day_after)))
        else:
            joined.append(each)
    while len(joined) > most:
        gaps = [after.first_day - before.day_after for before, after in pairwise(joined)]
        place = gaps.index(min(gaps))
        joined[place : place + 2] = [DayRange(joined[place].first_day, joined[place + 1].day_after)]
    return joined


class Span(NamedTuple):  # as DayRange
    """Shop days from `first_day`, counted up to the instant `end`.

    The days from `first_day` until `part_day` count whole; of `part_day` what lies before `end`, which is nothing when
    `end` is the day's own start.
    """

    first_day: date
    part_day: date
    start: datetime
    end: datetime
    over: datetime  # when its time is over: `end`, or later while it still runs
    has_part: bool
    reached: bool  # whether its time has begun

    @property
    def day_after(self) -> date:
        """The first day of which nothing counts."""
        return self.part_day + DAY if self.has_part else self.part_day


def span(shop: Shop, first_day: date, end: datetime, over: datetime | None = None) -> Span:
    """The days from `first_day` up to the instant `end` (nothing, if that is before the first day begins)."""
    start = shop.day_start(first_day)
    reached, end = end >= start, max(end, start)
    # A day that a time zone skipped begins and ends at one instant, which belongs to the day after it.
    part_day = shop.local_date(end) if end > start else first_day
    return Span(first_day, part_day, start, end, over or end, end > shop.day_start(part_day), reached)


def whole_days(shop: Shop, days: DayRange, counted_until: datetime) -> Span:
    """Whole days, as far as they have come by `counted_until`."""
    over = shop.day_start(days.day_after)
    if over <= counted_until and (past := _past(shop, days.first_day, days.day_after)) is not None:
        return past
    return span(shop, days.first_day, min(over, counted_until), over)


@lru_cache(maxsize=_SPANS_KEPT)
def _past(shop: Shop, first_day: date, day_after: date) -> Span | None:
    """Days that are over, which a long series asks for by the hundred; None where a time zone skipped one at an end."""
    start, over = shop.day_start(first_day), shop.day_start(day_after)
    if start < over < shop.day_start(day_after + DAY):
        return Span(first_day, day_after, start, over, over, has_part=False, reached=True)
    return None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the loaded data speaks of, and the instant an answer is made for; nothing later is known."""

    known_until: datetime
    data_from: datetime | None
    data_until: datetime | None
    first_day: date | None  # shop day of data_from

    @property
    def complete_until(self) -> datetime | None:
        """Up to when figures are final: the end of the data, or the moment of the question if that is earlier."""
        return None if self.data_until is None else min(self.data_until, self.known_until)

    def complete(self, asked: Span) -> bool:
        """Whether the time of a span is over and the data covers it from its first day on."""
        until = self.complete_until
        if until is None or self.first_day is None:
            return False
        return asked.end == asked.over <= until and asked.first_day >= self.first_day

    def covers(self, asked: Span) -> bool:
        """Whether the data speaks of all of a span's elapsed time, so that it may stand beside another."""
        if self.data_until is None or self.first_day is None:
            return False
        return asked.end <= self.data_until and asked.first_day >= self.first_day

    def provisional(self, asked: Span) -> bool:
        """Whether a span can still change because its time is not over or its data not there."""
        return self.complete_until is None or asked.over > self.complete_until

    def missing(self, asked: Span) -> str | None:
        """Why nothing can be said about a span; None when something can."""
        if not asked.reached:
            return "not_reached_yet"
        if self.data_from is None or self.data_until is None:
            return "no_data"
        if asked.start > self.data_until:
            return "no_data_since"
        if asked.end <= self.data_from:
            return "no_data_before"
        return None

    def may_have_entries(self, start: datetime, end: datetime) -> bool:
        """Whether anything happened between two instants as far as the covered time tells."""
        if self.data_from is None or self.data_until is None:
            return False
        return start <= self.data_until and end > self.data_from


def coverage(shop: Shop, known_until: datetime, data_from: datetime | None, data_until: datetime | None) -> Coverage:
    """The coverage of a shop's data at a moment."""
    first_day = None if data_from is None else shop.local_date(data_from)
    return Coverage(known_until, data_from, data_until, first_day)


def last_full_day(shop: Shop, covered: Coverage) -> date | None:
    """The last shop day that the data covers from end to end; None without one."""
    if covered.complete_until is None or covered.first_day is None:
        return None
    day = shop.local_date(covered.complete_until) - DAY
    return day if day >= covered.first_day else None


def same_elapsed(shop: Shop, days_back: int, known_until: datetime) -> Span:
    """The day that lies `days_back` shop days back, cut at the same wall-clock time; over when it is cut."""
    day = shop.local_date(known_until) - days_back * DAY
    cut = min(shop.shifted(known_until, -days_back), shop.day_start(day + DAY))
    return span(shop, day, cut)


class Bucket(NamedTuple):  # as DayRange
    """One step of a series: its days inside the window, what of them is counted, and whether the window cuts it."""

    days: DayRange
    counted: Span
    cut: bool


@dataclass(frozen=True, slots=True)
class Window:
    """The days a series shows, and up to which instant they are counted."""

    days: DayRange
    counted_until: datetime
    total: Span


def window(shop: Shop, days: DayRange, counted_until: datetime) -> Window:
    """The days asked for, counted up to the moment of the question."""
    return Window(days, counted_until, whole_days(shop, days, counted_until))


def shifted_window(shop: Shop, asked: Window, days_back: int, known_until: datetime) -> Window:
    """The same number of days `days_back` earlier, cut at the same elapsed wall-clock time as the window asked for."""
    days = DayRange(asked.days.first_day - days_back * DAY, asked.days.day_after - days_back * DAY)
    over = known_until >= asked.total.over
    return window(shop, days, known_until if over else shop.shifted(known_until, -days_back))


def buckets(shop: Shop, shown: Window, granularity: Granularity) -> Iterator[Bucket]:
    """The window cut into days, weeks from Monday or months, without a gap; the outer ones end with the window."""
    first_day, last = shown.days.first_day, shown.days.day_after
    while first_day < last:
        inside = whole = _bounds(first_day, granularity)
        if whole.first_day < first_day or whole.day_after > last:
            inside = DayRange(first_day, min(whole.day_after, last))
        yield Bucket(inside, whole_days(shop, inside, shown.counted_until), cut=inside is not whole)
        first_day = inside.day_after


def _bounds(day: date, granularity: Granularity) -> DayRange:
    """The day, week or month a day is in."""
    if granularity == "day":
        return DayRange(day, day + DAY)
    if granularity == "week":
        monday = day - day.weekday() * DAY
        return DayRange(monday, monday + WEEK_DAYS * DAY)
    return month_of(day)


def month_of(day: date) -> DayRange:
    """The month a day is in."""
    first = day.replace(day=1)
    return DayRange(first, (first + 31 * DAY).replace(day=1))  # 31 days after a first is always in the next month
