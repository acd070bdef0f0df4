"""The demo shop's days and months: local, with the 23 and 25 hour days of its zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

from local.demo.randomness import Ints

ZONE = ZoneInfo("Europe/Dublin")
DAY = 86_400
HOUR = 3_600
_AT_WORK = 2 * HOUR  # clocks change between one and two o'clock
EPOCH = date(1970, 1, 1)


def midnight(day: date) -> int:
    """When a shop day begins, in UTC seconds."""
    return int(datetime.combine(day, time(), ZONE).timestamp())


def shop_day(moment: datetime) -> date:
    """The shop day of a moment."""
    return moment.astimezone(ZONE).date()


def seconds(moment: datetime) -> int:
    """UTC seconds of a moment."""
    return int(moment.timestamp())


def moment_of(utc: int) -> datetime:
    """A moment from UTC seconds."""
    return datetime.fromtimestamp(utc, UTC)


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or its last."""
    number = day.year * 12 + day.month - 1 - months
    month = month_of(number)
    return month.first + timedelta(days=min(day.day, month.length) - 1)


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month of shop days, numbered through the years."""

    number: int
    first: date
    length: int
    midnights: tuple[int, ...]  # UTC seconds; one more than days

    @property
    def ordinal(self) -> int:
        """The first day as days since 1970."""
        return (self.first - EPOCH).days

    @property
    def code(self) -> str:
        """Year and month as four digits."""
        return f"{self.first:%y%m}"

    def day(self, index: int) -> date:
        return self.first + timedelta(days=index)

    def utc(self, days: Ints, wall: Ints) -> Ints:
        """UTC seconds of wall-clock seconds on days of the month, counted from 0."""
        starts = np.asarray(self.midnights, np.int64)
        shift = np.diff(starts)[days] - DAY
        # In autumn one hour comes twice: odd seconds are of the second time.
        again = (wall >= _AT_WORK) | ((shift > 0) & (wall >= _AT_WORK - HOUR) & (wall % 2 == 1))
        return starts[days] + wall + np.where(again, shift, 0)


@cache
def month_of(number: int) -> Month:
    """A month by its number (years times twelve plus months)."""
    first = date(number // 12, number % 12 + 1, 1)
    after = date((number + 1) // 12, (number + 1) % 12 + 1, 1)
    length = (after - first).days
    return Month(number, first, length, tuple(midnight(first + timedelta(days=day)) for day in range(length + 1)))


def number_of(day: date) -> int:
    """The number of a day's month."""
    return day.year * 12 + day.month - 1
