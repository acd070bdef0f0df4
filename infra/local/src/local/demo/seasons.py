"""When the demo shop sells: seasons of categories, weekdays, hours, holidays, growth, promotions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np

from local.demo.catalogue import season_of
from local.demo.days import EPOCH, HOUR, Month, month_of
from local.demo.randomness import Floats, Ints, Mask, choose, stream

SHOP_YEAR = (0.84, 0.86, 0.92, 0.95, 0.97, 0.95, 0.9, 0.92, 0.97, 1.02, 1.22, 1.62)
_WEEKDAYS = (  # Monday to Sunday, for the warehouse (online) and the two shops
    (1.13, 1.05, 1.0, 0.99, 0.92, 0.86, 1.05),
    (0.8, 0.82, 0.9, 1.0, 1.16, 1.52, 0.8),
    (0.78, 0.8, 0.9, 0.98, 1.18, 1.6, 0.76),
)
_ONLINE_HOURS = (9, 5, 3, 2, 2, 4, 12, 26, 38, 46, 52, 54, 58, 54, 50, 50, 52, 54, 58, 68, 84, 88, 62, 30)
_SHOP_HOURS = (0, 0, 0, 0, 0, 0, 0, 0, 0, 24, 48, 62, 80, 78, 66, 62, 64, 66, 34, 0, 0, 0, 0, 0)
_GROWTH = (0.12, 0.03, 0.05)  # a year, by place
_NOISE = 0.07  # of a day's ln(orders): weather, payday, chance
_AFTER_CHRISTMAS = 0.62
_NOVEMBER, _DECEMBER, _FRIDAY = 11, 12, 4


@dataclass(frozen=True, slots=True)
class Promotion:
    """A price campaign on a category, or on everything, in shop days."""

    identity: str
    name: str
    first: date
    end: date
    category: int | None
    channel: str | None
    rate: float


def easter(year: int) -> date:
    """Easter Sunday (the anonymous Gregorian computus)."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    shift = (32 + 2 * (century % 4) + 2 * (in_century // 4) - epact - in_century % 4) % 7
    correction = (golden + 11 * epact + 22 * shift) // 451
    month, day = divmod(epact + shift - 7 * correction + 114, 31)
    return date(year, month, day + 1)


def shops_closed(day: date) -> bool:
    """Days on which no shop opens its door."""
    fixed = (day.month, day.day) in {(1, 1), (12, 25), (12, 26)}
    return fixed or day == easter(day.year)


def year_factors(factors: tuple[float, ...], month: Month) -> Floats:
    """Twelve monthly factors as a smooth line through the middles of the months, for each day of a month."""
    at = month.first.month - 1
    around = np.array([factors[at - 1], factors[at], factors[(at + 1) % 12]])
    position = 1 + (np.arange(month.length) + 0.5) / month.length - 0.5
    return np.asarray(np.interp(position, (0.0, 1.0, 2.0), around))


@cache
def category_factors(month: Month, categories: int) -> Floats:
    """How each category sells against its own mean: [day, category], with the days before a feast."""
    factors = np.array([year_factors(season_of(number), month) for number in range(categories)]).T.copy()
    for index in range(month.length):
        day = month.day(index)
        if timedelta(0) < easter(day.year) - day <= timedelta(days=12):
            factors[index, 2] *= 1.9  # chocolate eggs
        if (day.month, day.day) >= (12, 26) or day.month == 1:
            factors[index, 15] *= 0.35  # Christmas is over
        if day.month == _DECEMBER and day.day <= 24:  # noqa: PLR2004 - Christmas Eve
            factors[index, -1] *= 3.0  # gift cards
    return factors


def order_factors(seed: int, month: Month, place: int, first_day: date, *, noise: bool = True) -> Floats:
    """How many orders a place has on each day of a month, against its mean in the first year."""
    days = [month.day(index) for index in range(month.length)]
    chance = np.exp(stream(seed, f"noise-{place}", month.number).normal(0, _NOISE if noise else 0.0, month.length))
    years = np.array([(day - first_day).days for day in days]) / 365.0
    weekday = np.array([_WEEKDAYS[place][day.weekday()] for day in days])
    factors = year_factors(SHOP_YEAR, month) * weekday * chance * np.exp(_GROWTH[place] * years)
    for index, day in enumerate(days):
        friday = black_friday(day.year)
        if friday <= day <= friday + timedelta(days=3):
            factors[index] *= 1.9 if place == 0 else 1.35
        if (day.month, day.day) >= (12, 24):
            factors[index] *= _AFTER_CHRISTMAS
        if place and shops_closed(day):
            factors[index] = 0.0
    return np.asarray(factors)


def black_friday(year: int) -> date:
    """The Friday after the fourth Thursday of November."""
    first = date(year, _NOVEMBER, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 22)


def wall_times(rng: np.random.Generator, places: Ints) -> Ints:
    """A time of day for each order, in seconds of the wall clock: as people buy online, or while the shop is open."""
    wall = np.zeros(len(places), np.int64)
    for place, hours in ((0, _ONLINE_HOURS), (1, _SHOP_HOURS), (2, _SHOP_HOURS)):
        there = np.flatnonzero(places == place)
        hour = choose(rng, np.array(hours, np.float64), len(there))
        wall[there] = hour * HOUR + rng.integers(0, HOUR, len(there))
    return wall


@cache
def promotions(seed: int, month: Month, categories: tuple[str, ...]) -> tuple[Promotion, ...]:
    """The campaigns that begin in a month: two or three on a category, and the year's great ones."""
    rng = stream(seed, "promotions", month.number)
    found = []
    for number in range(int(rng.integers(2, 4))):
        category = int(rng.integers(0, len(categories) - 3))  # books keep their price; gift sets and cards have none
        first = month.day(int(rng.integers(1 + 9 * number, 8 + 9 * number)))
        rate = float(rng.choice([0.1, 0.15, 0.2, 0.25]))
        channel = "online" if rng.random() < 0.35 else None  # noqa: PLR2004 - a third of them
        name = f"{rate:.0%} off {categories[category].lower()}"
        found.append(
            Promotion(
                f"promo-{month.code}-{number + 1}", name, first, first + timedelta(days=7), category, channel, rate
            )
        )
    if month.first.month == _NOVEMBER:
        friday = black_friday(month.first.year)
        found.append(
            Promotion(
                f"black-friday-{friday.year}",
                "Black Friday weekend",
                friday,
                friday + timedelta(days=4),
                None,
                None,
                0.15,
            )
        )
    if month.first.month == 1:
        found.append(
            Promotion(f"january-sale-{month.first.year}", "January sale", month.day(2), month.day(16), 15, None, 0.4)
        )
    return tuple(found)


@cache
def discount_rates(seed: int, month: Month, categories: tuple[str, ...]) -> Floats:
    """What campaigns take off: [channel (online, counter), day, category], the largest counts."""
    rates = np.zeros((2, month.length, len(categories)))
    first = month.ordinal
    for promotion in (*promotions(seed, month_of(month.number - 1), categories), *promotions(seed, month, categories)):
        begin = max(0, (promotion.first - EPOCH).days - first)
        end = min(month.length, (promotion.end - EPOCH).days - first)
        # Books keep their price, and so do gift sets and cards.
        where = (
            slice(0, len(categories) - 3)
            if promotion.category is None
            else slice(promotion.category, promotion.category + 1)
        )
        for channel in (0, 1) if promotion.channel is None else (0,):
            if begin < end:
                now = rates[channel, begin:end, where]
                rates[channel, begin:end, where] = np.maximum(now, promotion.rate)
    return rates


def open_days(month: Month) -> Mask:
    """Which days of a month the shops open."""
    return np.array([not shops_closed(month.day(index)) for index in range(month.length)])
