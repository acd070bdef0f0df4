"""The small set of methods a forecast is chosen from: arrays in, arrays out.

Each says the net sales of the days after the first `origin` ones, from nothing but those.

Closed days teach nothing: they are left out of every mean, and a day that is expected to be closed is set to zero by
`forecasts`, which also keeps everything within sane bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from revenue.forecast_days import WEEK, DailySales, Floats, Mask, closed_days
from revenue.forecast_regression import calendar

Method = Callable[[DailySales, int, int], Floats]  # days, origin, horizon -> one value for each day of the horizon

SEASONAL_NAIVE = "seasonal_naive"
COMBINED = "combined"
SIMPLEST = "weekday_mean"  # what is said while there are too few days to choose by

_MEAN_CASES = 8  # of a weekday: halves the noise twice, and is no older than two months
_PROFILE_WEEKS = 26  # half a year shows how a week is spread; a year-old Saturday may be another shop's
_AROUND = 14  # days on each side: two weeks of each weekday make a local level
_LEVEL_HALF_LIFE = 28.0  # days; on the public data 14 to 56 did equally well
_YEAR = 364  # 52 weeks, so that weekdays meet
_NEAR = 3  # days on each side: a week of a year ago shows its season, and no single day
_MOST_OF_HISTORY = 1.5  # times the best day of about a year: more was never seen, and no method is trusted beyond it
_BOUND_DAYS = 400
_FIRST_DAYS = {SEASONAL_NAIVE: WEEK, SIMPLEST: 2 * WEEK, "weekday_level": 2 * WEEK, "calendar": 6 * WEEK}
_FIRST_YEAR = _YEAR + 2 * WEEK  # the level of a year ago needs some days of its own


def seasonal_naive(days: DailySales, origin: int, horizon: int) -> Floats:
    """The last known day of the same weekday, as it was: what everything else is measured against."""
    return np.asarray(days.net[origin - WEEK : origin][np.arange(horizon) % WEEK])


def weekday_mean(days: DailySales, origin: int, horizon: int) -> Floats:
    """The mean of the last eight open days of the weekday."""
    weekday, opened = days.weekday[:origin], ~days.closed[:origin]
    means = np.zeros(WEEK)
    for number in range(WEEK):
        cases = np.flatnonzero((weekday == number) & opened)[-_MEAN_CASES:]
        if len(cases):
            means[number] = days.net[cases].mean()
    return np.asarray(means[days.weekday[origin : origin + horizon]])


def weekday_level(days: DailySales, origin: int, horizon: int) -> Floats:
    """A level that follows the last weeks, times how a week is spread over its days."""
    profile = _profile(days, origin, _PROFILE_WEEKS * WEEK)
    return _level(days, origin, profile) * profile[days.weekday[origin : origin + horizon]]


def last_year(days: DailySales, origin: int, horizon: int) -> Floats:
    """The level around the same day a year ago, times how the last weeks compare with those a year before."""
    profile = _profile(days, origin, _YEAR)
    opened = ~days.closed[:origin]
    net = np.where(opened, days.net[:origin], 0.0)
    base = np.where(opened, profile[days.weekday[:origin]], 0.0)
    level = _around(net, _NEAR) / np.maximum(_around(base, _NEAR), np.finfo(np.float64).tiny)
    before = _level(days, origin - _YEAR, profile)
    growth = _level(days, origin, profile) / before if before > 0 else 1.0
    places = origin + np.arange(horizon)
    seen = places - _YEAR * (1 + (places - origin) // _YEAR)
    return np.asarray(level[seen] * growth * profile[days.weekday[places]])


METHODS: Mapping[str, Method] = {
    SEASONAL_NAIVE: seasonal_naive,
    SIMPLEST: weekday_mean,
    "weekday_level": weekday_level,
    "calendar": calendar,
    "last_year": last_year,
}
COMBINED_OF = ("weekday_level", "calendar", "last_year")
NAMES = (*METHODS, COMBINED)
LAST_YEAR_DAYS = _FIRST_YEAR  # from when on a forecast knows a year's seasons


def forecasts(days: DailySales, origin: int, horizon: int) -> tuple[dict[str, Floats], Mask]:
    """What each method that has enough days says, and which days are expected to be closed.

    Seasonal-naive is left as it is, but never negative; the others are zero on closed days and bounded by history.
    """
    closed = closed_days(days, origin, horizon)
    most = _MOST_OF_HISTORY * max(0.0, *days.net[max(0, origin - _BOUND_DAYS) : origin].tolist())
    said: dict[str, Floats] = {}
    for name, method in METHODS.items():
        if origin >= _FIRST_DAYS.get(name, _FIRST_YEAR):
            value = np.nan_to_num(method(days, origin, horizon), nan=0.0, posinf=most, neginf=0.0)
            value = value if name == SEASONAL_NAIVE else np.where(closed, 0.0, value)
            said[name] = np.clip(value, 0.0, most)
    parts = [said[name] for name in COMBINED_OF if name in said]
    if len(parts) > 1:
        said[COMBINED] = np.asarray(np.mean(parts, axis=0))
    return said, closed


def _profile(days: DailySales, origin: int, length: int) -> Floats:
    """Of each weekday, how much of the level around it is sold; 1 is the mean day. Twice, as the level needs it too."""
    start = max(0, origin - length)
    weekday, opened = days.weekday[start:origin], ~days.closed[start:origin]
    net = np.where(opened, days.net[start:origin], 0.0)
    profile = np.ones(WEEK)
    for _ in range(2):
        base = np.where(opened, profile[weekday], 0.0)
        level = _around(net, _AROUND) / np.maximum(_around(base, _AROUND), np.finfo(np.float64).tiny)
        for number in range(WEEK):
            cases = (weekday == number) & opened
            whole = float(level[cases].sum())
            if whole > 0:
                profile[number] = max(0.0, float(net[cases].sum()) / whole)
    return profile


def _level(days: DailySales, origin: int, profile: Floats) -> float:
    """What a mean day sells now: later days count more, a day of four weeks ago half."""
    opened = ~days.closed[:origin]
    weight = np.where(opened, 0.5 ** (np.arange(origin - 1, -1, -1) / _LEVEL_HALF_LIFE), 0.0)
    base = float((weight * profile[days.weekday[:origin]]).sum())
    return max(0.0, float((weight * days.net[:origin]).sum())) / base if base > 0 else 0.0


def _around(values: Floats, near: int) -> Floats:
    """The sum of the values up to `near` places away on both sides."""
    summed = np.concatenate([[0.0], np.cumsum(values)])
    places = np.arange(len(values))
    return np.asarray(summed[np.minimum(places + near + 1, len(values))] - summed[np.maximum(places - near, 0)])
