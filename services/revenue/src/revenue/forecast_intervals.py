"""Intervals that hold what they promise: quantiles of how earlier forecasts erred, relative to what they said.

Split conformal prediction (Vovk et al. 2005) on rolling origins: by how far ahead, and for each weekday as widely as it
errs against the others.
"""

from __future__ import annotations

import numpy as np
from scipy.special import stdtrit  # quantiles of Student's t

from revenue.forecast_days import WEEK, DailySales, Floats, Ints
from revenue.forecast_methods import COMBINED_OF
from revenue.forecast_rolling import Rolled, learned

LEVELS = (0.025, 0.1, 0.9, 0.975)  # of the quantiles, in the order of the columns: both ends of 95 and of 80 %

_BANDS = ((1, 3), (4, 7), (8, 14), (15, 28), (29, 56), (57, 92))  # days ahead that err alike
_FEWEST_DAYS = 14  # in a band; with fewer all that is nearer counts too
_UNSEEN = 1.25  # times as wide for days so far ahead that none was seen: a guess, and on the wide side
# Forecasts of neighbouring days err together. Counting every third day as one brought 80 % intervals of the earlier
# halves of the public data from 75 to 78 and from 78 to 81 % of the days.
_DAYS_TOGETHER = 3.0
_ADAPTS = 0.04  # of a level, for a day that all missed; on earlier halves of the public data 0.02 to 0.08 held as well
_MISSED = (0.18, 0.045)  # of the days, aimed at for 80 and 95 %: it follows what has changed, and so comes late
_MOST_SHIFT = 0.15  # of a level: an interval of 80 % is never asked for less than 65 or more than 95
_WEEKDAY_CASES = 15.0  # days of the common error that each weekday's own is averaged with
_EVENT_CASES, _EVENT_WIDER = 5.0, 1.5  # the same for holidays and their eves, which are few and err half as much again
_TRIMMED = 0.98  # of the errors: one great order widens no weekday for months
_FEWEST_SUMS = 20  # origins whose sum is known, for the error of that sum to be taken from them
_DRIFT = 0.25  # power of time by which a sum's error grows beyond: between no drift and that of a random walk
_FREEDOM = (3.0, 60.0)  # degrees of it; sums of overlapping days are few in truth, and sixty is as good as all


NO_SHIFTS = np.zeros((len(_BANDS), 2))  # of the levels, for each band and for the intervals of 80 and 95 %


def adapted(shifts: Floats, missed: Floats) -> Floats:
    """The shifts after a day of which this share of the forecasts of a band missed it; NaN where there were none.

    Adaptive conformal inference (Gibbs and Candes 2021): an interval that missed too often becomes wider until it holds
    what it promises, also where days err otherwise than they used to.
    """
    step = _ADAPTS * (missed - np.array(_MISSED))
    return np.asarray(np.clip(shifts + np.nan_to_num(step, nan=0.0), -_MOST_SHIFT, _MOST_SHIFT))


def bands_of(ahead: Ints) -> Ints:
    """Which band of days ahead each is in."""
    return np.searchsorted([last for _, last in _BANDS], ahead)


def day_quantiles(
    days: DailySales, rolled: Rolled, method: str, origin: int, mean: Floats, *, shifts: Floats = NO_SHIFTS
) -> Floats:
    """For each day ahead the quantiles of LEVELS: [day, level]; zero where nothing will be sold.

    They enclose the mean and are never negative. `shifts` are those of `adapted`.
    """
    horizon = len(mean)
    rows, seen = learned(rolled, origin, horizon)
    said = rolled.said[method][rows, :horizon]
    cells = seen[:, :horizon] & (said > 0)
    error = rolled.actual[rows, :horizon][cells] / said[cells] - 1
    ahead = np.broadcast_to(np.arange(1, horizon + 1), cells.shape)[cells]
    day = rolled.day[rows, :horizon][cells]
    width = _width(days, day, error)
    place = origin + np.arange(horizon)
    special = (days.event | days.eve)[place]
    wide = width[0][days.weekday[place]] * np.where(special, width[1], 1.0)
    scaled = error / (width[0][days.weekday[day]] * np.where((days.event | days.eve)[day], width[1], 1.0))
    found = np.zeros((horizon, len(LEVELS)))
    for (first, last), (by_80, by_95) in zip(_BANDS, shifts, strict=True):
        if first > horizon:
            break
        until = min(last, horizon)
        levels = np.array(LEVELS) + np.array([-by_95 / 2, -by_80 / 2, by_80 / 2, by_95 / 2])
        found[first - 1 : until] = _band(scaled, ahead, day, (first, until), levels)
    relative = np.where(np.array(LEVELS) < 0.5, np.minimum(found, 0.0), np.maximum(found, 0.0))  # noqa: PLR2004 - the median is between
    return np.asarray(np.maximum(0.0, mean[:, None] * (1 + relative * wide[:, None])))


def _width(days: DailySales, day: Ints, error: Floats) -> tuple[Floats, float]:
    """How much each weekday errs against all, and how much holidays and eves do."""
    weekdays = np.ones(WEEK)
    if not len(error):
        return weekdays, _EVENT_WIDER
    size = np.minimum(np.abs(error), np.quantile(np.abs(error), _TRIMMED))
    against = size / max(float(size.mean()), np.finfo(np.float64).tiny)
    for number in range(WEEK):
        cells = days.weekday[day] == number
        weekdays[number] = _shrunk(day[cells], against[cells], _WEEKDAY_CASES, 1.0)
    special = (days.event | days.eve)[day]
    return weekdays, max(1.0, _shrunk(day[special], against[special], _EVENT_CASES, _EVENT_WIDER))


def _shrunk(day: Ints, against: Floats, cases: float, usual: float) -> float:
    """The mean of some errors, each against the mean of all, averaged with so many cases of what is usual."""
    seen = len(np.unique(day))
    own = float(against.mean()) if seen else 0.0
    return (seen * own + cases * usual) / (seen + cases)


def _band(error: Floats, ahead: Ints, day: Ints, band: tuple[int, int], levels: Floats) -> Floats:
    """The quantiles of relative errors of a band of days ahead; of all nearer ones where it has too few days."""
    first, last = band
    cells = (ahead >= first) & (ahead <= last)
    wider = 1.0
    if len(np.unique(day[cells])) < _FEWEST_DAYS:
        wider = _UNSEEN if first > 1 else 1.0
        cells = ahead <= last
    seen = len(np.unique(day[cells]))
    if not seen:
        return np.zeros(len(LEVELS))
    outward = np.clip(levels + (levels - 0.5) * _DAYS_TOGETHER / seen, 0.0, 1.0)
    return np.asarray(wider * np.quantile(error[cells], outward))


def sum_quantiles(rolled: Rolled, method: str, origin: int, mean: Floats, day: Floats) -> Floats:
    """For each day ahead the quantiles of the sum of all days until it: [day, level].

    From how much the sums of earlier forecasts erred, never less than if days erred independently of one another (`day`
    has their own quantiles), and from how much the methods disagree now: they part where a season begins, which the
    errors of the last weeks cannot tell. Student's t, because sums that do not overlap are few.
    """
    horizon = len(mean)
    rows, _ = learned(rolled, origin, horizon)
    said, actual = rolled.said[method][rows, :horizon], rolled.actual[rows, :horizon]
    over = np.where(rolled.day[rows, :horizon] < origin, np.cumsum(said, axis=1), np.nan)
    ratio = np.cumsum(actual, axis=1) / np.where(over > 0, over, np.nan) - 1
    known = np.isfinite(ratio)
    count = known.sum(axis=0)
    squared = np.where(known, ratio, 0.0) ** 2
    error = np.sqrt(squared.sum(axis=0) / np.maximum(count, 1))
    seen = int((count >= _FEWEST_SUMS).sum())  # the fewer the further ahead
    ahead = np.arange(1, horizon + 1)
    if seen:
        error[seen:] = error[seen - 1] * (ahead[seen:] / seen) ** _DRIFT
    total = np.cumsum(mean)
    one = stdtrit(_FREEDOM[1], LEVELS[2])
    apart = np.sqrt(np.cumsum(((day[:, 2] - day[:, 1]) / 2 / one) ** 2))
    spread = np.hypot(np.maximum(error * total, apart), _disagreement(rolled, origin, horizon))
    freedom = np.clip(np.maximum(count, 1) / ahead, *_FREEDOM)
    found = total[:, None] + spread[:, None] * stdtrit(freedom[:, None], np.array(LEVELS)[None, :])
    found[0] = day[0]
    return np.asarray(np.maximum(0.0, found))


def _disagreement(rolled: Rolled, origin: int, horizon: int) -> Floats:
    """The standard deviation of what the methods say of the sum of all days until each; none where only one speaks."""
    row = int(np.searchsorted(rolled.origins, origin))
    sums = [np.cumsum(rolled.said[name][row, :horizon]) for name in COMBINED_OF if name in rolled.said]
    spoken = [each for each in sums if np.isfinite(each[0])]
    return np.asarray(np.std(spoken, axis=0, ddof=1)) if len(spoken) > 1 else np.zeros(horizon)
