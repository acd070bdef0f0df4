"""Daily net sales as arrays, with what a calendar says of each day, and which days the shop is closed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

WEEK = 7
_WEEKDAY_CASES = 8  # weeks that tell whether a weekday is one without sales: two months
_FEWEST_CASES = 3  # a weekday seen less often is taken for open
_MOSTLY = 0.75  # of a weekday's cases: one sale by hand on a Sunday opens no shop
_HOLIDAYS_CLOSED = 0.6  # of the holidays so far, for one that was never seen: more often closed than not
_FEWEST_HOLIDAYS = 2  # one holiday is no habit


@dataclass(frozen=True)
class DailySales:
    """One series of days without a gap: `net` and `orders` of the known ones; `events` and `promoted` go on after them.

    `events` names public holidays and days of shopping that move; `promoted` is the share of sales on which a discount
    is known to run, times that discount.
    """

    first_day: date
    net: Floats  # shop currency
    orders: Floats
    events: Sequence[str | None]
    promoted: Floats

    def __post_init__(self) -> None:
        """Raises ValueError for arrays that do not fit together."""
        if len(self.net) != len(self.orders) or len(self.events) != len(self.promoted):
            raise ValueError("net and orders speak of the same days, events and promoted too")
        if len(self.events) < len(self.net):
            raise ValueError("the calendar ends before the sales do")

    @property
    def known(self) -> int:
        """How many days are known."""
        return len(self.net)

    @cached_property
    def weekday(self) -> Ints:
        """0 is Monday."""
        return (np.arange(len(self.events)) + self.first_day.weekday()) % WEEK

    @cached_property
    def event(self) -> Mask:
        return np.array([name is not None for name in self.events], dtype=np.bool_)

    @cached_property
    def eve(self) -> Mask:
        """Days before an event that are none themselves."""
        return np.append(self.event[1:], np.False_) & ~self.event

    @cached_property
    def closed(self) -> Mask:
        """Known days on which nothing was sold."""
        return np.asarray((self.orders <= 0) & (self.net <= 0))

    @cached_property
    def day_of_year(self) -> Floats:
        return np.array([self.day(place).timetuple().tm_yday for place in range(len(self.events))], dtype=np.float64)

    @cached_property
    def day_of_month(self) -> Floats:
        return np.array([self.day(place).day for place in range(len(self.events))], dtype=np.float64)

    def day(self, place: int) -> date:
        return self.first_day + timedelta(days=place)


def closed_days(days: DailySales, origin: int, horizon: int) -> Mask:
    """On which of the days after the first `origin` ones the shop will sell nothing, as those tell.

    A weekday without sales in most of the last two months; a holiday on which nothing was sold the last time, or one
    never seen in a shop that was closed on most holidays.
    """
    weekday, event, closed = days.weekday, days.event, days.closed
    shut = np.zeros(WEEK, dtype=np.bool_)
    for number in range(WEEK):
        cases = np.flatnonzero((weekday[:origin] == number) & ~event[:origin])[-_WEEKDAY_CASES:]
        shut[number] = len(cases) >= _FEWEST_CASES and closed[cases].mean() >= _MOSTLY
    expected = shut[weekday[origin : origin + horizon]]
    seen = np.flatnonzero(event[:origin] & ~shut[weekday[:origin]])
    habit = len(seen) >= _FEWEST_HOLIDAYS and bool(closed[seen].mean() >= _HOLIDAYS_CLOSED)
    last = {days.events[place]: bool(closed[place]) for place in seen.tolist()}  # the latest stays
    for ahead in np.flatnonzero(event[origin : origin + horizon] & ~expected).tolist():
        expected[ahead] = last.get(days.events[origin + ahead], habit)
    return expected
