"""What is known of days ahead: public holidays of the shop's country, shopping days that move, promotions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import holidays
import numpy as np

from revenue.forecast_days import Floats

_NOVEMBER, _THURSDAY = 11, 3


@dataclass(frozen=True, slots=True)
class Promotion:
    """A price campaign in shop days; `weight` is the share of sales it touches times the discount."""

    first_day: date
    day_after: date
    weight: float


def events(country: str, first_day: date, days: int) -> list[str | None]:
    """The name of the event on each day: a holiday of the country, Easter Sunday or Black Friday; else None.

    A holiday that only some parts of the country have counts where most of them do. A country that `holidays` does not
    know has none.
    """
    years = range(first_day.year, (first_day + timedelta(days=days)).year + 1)
    found: dict[date, str] = {}
    for year in years:
        found[_easter(year)] = "Easter Sunday"
        found[_black_friday(year)] = "Black Friday"
    found |= _holidays(country, years)
    return [found.get(first_day + timedelta(days=place)) for place in range(days)]


def is_known(country: str) -> bool:
    """Whether the country's holidays are known."""
    return country in holidays.list_supported_countries()


def _holidays(country: str, years: range) -> dict[date, str]:
    parts = holidays.list_supported_countries().get(country)
    if parts is None:
        return {}
    in_parts: Counter[date] = Counter()
    names: dict[date, str] = {}
    for part in parts:
        for day, name in holidays.country_holidays(country, subdiv=part, years=years).items():
            in_parts[day] += 1
            names.setdefault(day, name)
    found = {day: names[day] for day, count in in_parts.items() if 2 * count > len(parts)}
    return found | dict(holidays.country_holidays(country, years=years).items())


def _black_friday(year: int) -> date:
    """The day after the fourth Thursday of November."""
    first = date(year, _NOVEMBER, 1)
    return first + timedelta(days=(_THURSDAY - first.weekday()) % 7 + 22)


def _easter(year: int) -> date:
    """Easter Sunday (the anonymous Gregorian computus)."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    shift = (32 + 2 * (century % 4) + 2 * (in_century // 4) - epact - in_century % 4) % 7
    correction = (golden + 11 * epact + 22 * shift) // 451
    month, day = divmod(epact + shift - 7 * correction + 114, 31)
    return date(year, month, day + 1)


def promoted(promotions: Iterable[Promotion], first_day: date, days: int) -> Floats:
    """The summed weights of the promotions of each day."""
    found = np.zeros(days)
    for each in promotions:
        found[_place(each.first_day, first_day) : _place(each.day_after, first_day)] += each.weight
    return found


def running(promotions: Sequence[Promotion], day: date) -> int:
    """How many promotions run on a day."""
    return sum(each.first_day <= day < each.day_after for each in promotions)


def _place(day: date, first_day: date) -> int:
    return max(0, (day - first_day).days)
