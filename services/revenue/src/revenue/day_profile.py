"""How sales are spread over days and hours, whatever their level: weekday, season, holidays. Arrays in, arrays out.

A day's weight is the product of three factors, each estimated with the others divided out (the classical
multiplicative decomposition): its weekday's, its time of the year's, and that of the holiday it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from revenue.forecast_days import Floats

LEAST_DAYS = 28  # each weekday four times; as the forecast needs
YEAR = 364  # 52 weeks: whole weeks, so that weekdays weigh alike
HOURS, WEEKDAYS = 24, 7

_WEEKS = 52
_SMOOTHING = (1.0, 2.0, 3.0, 2.0, 1.0)  # of the season's weeks: one good week of one year is no season
_YEARS_UNSEEN = 0.25  # that say "no season", beside the years there are: one year counts for four fifths
_EVENTS_UNSEEN = 0.25  # that say "as any other day", beside the times an event was seen: one counts for four fifths
_LEVEL_DAYS = 57  # around a day: eight weeks, what sales came to then
_LITTLE = 0.05  # of a usual day: what a holiday does on a weekday that is closed anyway cannot be told
_WEEKS_SHARED = 4.0  # of all weekdays' hours, beside a weekday's own: eight Sundays with five orders each say little


@dataclass(frozen=True, slots=True)
class DayProfile:
    """The factors: by weekday (0 is Monday), by week of the year (from 1 January), by event; 1 is a usual day."""

    weekday: Floats
    season: Floats
    event: Mapping[str, float]
    has_season: bool

    def weekday_factor(self, day: date) -> float:
        return float(self.weekday[day.weekday()])

    def season_factor(self, day: date) -> float:
        return float(self.season[_week(day)])

    def event_factor(self, event: str | None) -> float:
        return self.event.get(event or "", 1.0)

    def weight(self, day: date, event: str | None) -> float:
        """What a day weighs beside others."""
        return self.weekday_factor(day) * self.season_factor(day) * self.event_factor(event)


def day_profile(first_day: date, net: Floats, events: Sequence[str | None]) -> DayProfile:
    """The profile of known days without a gap, `net` in shop currency. Raises ValueError for fewer than LEAST_DAYS.

    Days of more refunds than sales count as days without sales.
    """
    known = len(net)
    if known < LEAST_DAYS:
        raise ValueError(f"{known} days of sales are known, and {LEAST_DAYS} are needed")
    days = [first_day + timedelta(days=place) for place in range(known)]
    sold = np.maximum(net, 0.0)
    plain = np.array([event is None for event in events[:known]])
    weekdays = np.array([day.weekday() for day in days])
    by_weekday = _weekday_factors(sold[-YEAR:], weekdays[-YEAR:], plain[-YEAR:])
    has_season = known >= YEAR
    by_week = _season_factors(days, sold) if has_season else np.ones(_WEEKS)
    expected = by_weekday[weekdays] * by_week[[_week(day) for day in days]]
    by_event = _event_factors(sold, expected, events[:known])
    return DayProfile(by_weekday, by_week, by_event, has_season)


def _weekday_factors(sold: Floats, weekdays: np.ndarray, plain: np.ndarray) -> Floats:
    """The mean of each weekday over the mean of these means; of a weekday never seen plain, that of all its days."""
    means = np.zeros(WEEKDAYS)
    for weekday in range(WEEKDAYS):
        of_it = weekdays == weekday
        usual = of_it & plain
        means[weekday] = sold[usual if usual.any() else of_it].mean()
    whole = means.mean()
    return np.asarray(means / whole if whole > 0 else np.ones(WEEKDAYS))


def _season_factors(days: Sequence[date], sold: Floats) -> Floats:
    """Each week of the year over the year around it, smoothed, and drawn towards 1 by how few years there are."""
    around = np.convolve(sold, np.ones(WEEKDAYS) / WEEKDAYS, mode="same")
    if len(sold) < 2 * YEAR:
        days, around = days[-YEAR:], around[-YEAR:]
        trend = np.full(len(around), around.mean())
    else:
        inside = np.convolve(sold, np.ones(YEAR) / YEAR, mode="valid")
        before = (len(sold) - len(inside)) // 2
        trend = np.pad(inside, (before, len(sold) - len(inside) - before), mode="edge")
    ratio = np.divide(around, trend, out=np.ones(len(around)), where=trend > 0)
    weeks = np.array([_week(day) for day in days])
    by_week = np.array([ratio[weeks == week].mean() if (weeks == week).any() else 1.0 for week in range(_WEEKS)])
    reach = len(_SMOOTHING) // 2
    smooth = np.convolve(np.pad(by_week, reach, mode="wrap"), np.array(_SMOOTHING) / sum(_SMOOTHING), mode="valid")
    years = len(days) / YEAR
    drawn = 1.0 + (smooth / smooth.mean() - 1.0) * years / (years + _YEARS_UNSEEN)
    return np.asarray(np.maximum(drawn, 0.0))


def _event_factors(sold: Floats, expected: Floats, events: Sequence[str | None]) -> dict[str, float]:
    """What each event's days came to over what was to be expected of them without it."""
    told = (expected > _LITTLE) & np.array([event is None for event in events])
    adjusted = np.where(told, sold / np.maximum(expected, _LITTLE), 0.0)
    ones = np.ones(min(_LEVEL_DAYS, len(sold)))
    level = np.convolve(adjusted, ones, mode="same") / np.maximum(
        np.convolve(told.astype(float), ones, mode="same"), 1.0
    )
    ratios: dict[str, list[float]] = {}
    for place, event in enumerate(events):
        usual = level[place] * expected[place]
        if event is not None and expected[place] > _LITTLE and usual > 0:
            ratios.setdefault(event, []).append(float(sold[place] / usual))
    return {event: (sum(seen) + _EVENTS_UNSEEN) / (len(seen) + _EVENTS_UNSEEN) for event, seen in ratios.items()}


def _week(day: date) -> int:
    """The week of the year, counted from 1 January; the last days of December belong to the last."""
    return min((day.timetuple().tm_yday - 1) // WEEKDAYS, _WEEKS - 1)


def hour_shares(sold: Floats) -> Floats:
    """Shares of the hours of each weekday, from net sales by weekday and hour (7 x 24); each weekday's are 1 together.

    A weekday's own hours are drawn towards those of all weekdays by as much as half of eight weeks say. A shop without
    sales is spread evenly.
    """
    amounts = np.maximum(sold, 0.0)
    overall = amounts.sum(axis=0)
    shared = overall / overall.sum() if overall.sum() > 0 else np.full(HOURS, 1.0 / HOURS)
    weeks = 8.0
    mean_day = amounts.sum() / (WEEKDAYS * weeks)
    drawn = amounts + shared * mean_day * _WEEKS_SHARED
    totals = drawn.sum(axis=1, keepdims=True)
    return np.where(totals > 0, drawn / np.where(totals > 0, totals, 1.0), shared)
