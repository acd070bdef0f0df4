"""The moments a benchmark asks for, and the days and instants a hand-written query needs of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.benchmarks.generated_shop import DAYS, START

ZONE = ZoneInfo("Europe/London")
_LAST_DAYS = 30  # the moments lie in the last month: there is a year before it, and every day of it is another
_YEAR_DAYS = 364
_LAST_SALE = START + timedelta(DAYS) - timedelta(seconds=1)  # of generated_shop.py: nothing there happens later


@dataclass(frozen=True)
class Moment:
    """An instant to ask about, as the shop's clock has it."""

    as_of: datetime
    number: int = 0

    @property
    def day(self) -> date:
        """Another day of the shop's two years for every moment."""
        return START.date() + timedelta(self.number)

    @property
    def text(self) -> str:
        return self.as_of.isoformat().replace("+00:00", "Z")

    @property
    def at_end(self) -> Moment:
        """An instant after the last sale and on its day, when nothing later is known: so somebody asks for now."""
        return Moment(_LAST_SALE + timedelta(milliseconds=self.number + 1), self.number)

    def facts(self, days: int) -> dict[str, date | datetime]:
        """Days and instants by the names of the queries' parameters, of a window of so many days that ends today."""
        today = self.as_of.astimezone(ZONE).date()
        elapsed = self.as_of - _start(today)

        def cut(day: date) -> datetime:
            return _start(day) + elapsed

        first = today - timedelta(days - 1)
        week_day, year_day, previous_last = (today - timedelta(shift) for shift in (7, _YEAR_DAYS, days))
        return {
            "as_of": self.as_of,
            "day": self.day,
            "today": today,
            "yesterday": today - timedelta(1),
            "month_start": today.replace(day=1),
            "week_day": week_day,
            "week_cut": cut(week_day),
            "year_day": year_day,
            "year_cut": cut(year_day),
            "first": first,
            "previous_first": previous_last - timedelta(days - 1),
            "previous_last": previous_last,
            "previous_cut": cut(previous_last),
            "year_first": first - timedelta(_YEAR_DAYS),
        }


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, ZONE).astimezone(UTC)


def moments(count: int) -> list[Moment]:
    """So many different moments of the shop's last month, at all hours it is open."""
    last = START + timedelta(DAYS - 1)
    return [
        Moment(
            last - timedelta(number % _LAST_DAYS) + timedelta(hours=9 + number * 5 % 12, seconds=number * 97 % 3600),
            number,
        )
        for number in range(count)
    ]
