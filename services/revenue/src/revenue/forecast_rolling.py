"""Rolling origins: what every method would have said on many past days, each from nothing but the days before.

A cell of a matrix is (origin, day ahead); what was not said, or has not happened, is NaN. An origin is the number of
days that are known, so the first day it speaks of is the day of that place. All that is learned for an origin (which
method, how wide an interval) comes from cells whose day lies before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from revenue.forecast_days import DailySales, Floats, Ints, Mask
from revenue.forecast_methods import SEASONAL_NAIVE, SIMPLEST, forecasts

HORIZON = 28  # days ahead that choices and figures of accuracy speak of: four weeks, as a buyer and a month do
LEARNING_DAYS = 140  # of origins that a choice or an interval is learned from: twenty weeks
FIRST_ORIGIN = 14  # two weeks: before, no method knows every weekday twice
_FEWEST_ORIGINS = 21  # three weeks of forecasts, below which the luckiest method would be chosen


@dataclass(frozen=True, slots=True)
class Rolled:
    """Matrices of [origin, day ahead] by method, and the actual net sales beside them."""

    origins: Ints
    said: Mapping[str, Floats]
    closed: Mask  # expected to be closed
    actual: Floats
    day: Ints  # the place of the day a cell speaks of

    @property
    def counts(self) -> Mask:
        """Cells that may be compared: the day has happened, and was not closed as expected."""
        return np.asarray(np.isfinite(self.actual) & ~(self.closed & (self.actual <= 0)))


def roll(days: DailySales, origins: Sequence[int], horizon: int) -> Rolled:
    """Say it from every origin; each may be any number of known days from FIRST_ORIGIN to all of them."""
    said: dict[str, Floats] = {}
    closed = np.zeros((len(origins), horizon), dtype=np.bool_)
    for row, origin in enumerate(origins):
        found, closed[row] = forecasts(days, origin, horizon)
        for name, values in found.items():
            said.setdefault(name, np.full((len(origins), horizon), np.nan))[row] = values
    places = np.asarray(origins, dtype=np.int64)
    day = places[:, None] + np.arange(horizon)
    sold = np.concatenate([days.net, np.full(max(0, int(day[-1, -1]) + 1 - days.known), np.nan)])
    return Rolled(places, said, closed, sold[day], day)


def learned(rolled: Rolled, origin: int, horizon: int) -> tuple[slice, Mask]:
    """The rows that an origin may learn from, and which of their cells had happened by then and count."""
    first = int(np.searchsorted(rolled.origins, origin - LEARNING_DAYS))
    rows = slice(first, int(np.searchsorted(rolled.origins, origin)))
    seen = rolled.counts[rows] & (rolled.day[rows] < origin)
    seen[:, horizon:] = False
    return rows, seen


@dataclass(frozen=True, slots=True)
class Choice:
    """The method to use, and the WAPE of each on the days the choice was made by; none when there were too few."""

    method: str
    wape: Mapping[str, float]


def choose(rolled: Rolled, origin: int) -> Choice:
    """The method that had erred least by then, against seasonal-naive on the same cells."""
    rows, seen = learned(rolled, origin, HORIZON)
    naive = np.abs(rolled.said[SEASONAL_NAIVE][rows] - rolled.actual[rows])
    against: dict[str, float] = {}
    wape: dict[str, float] = {}
    for name, values in rolled.said.items():
        cells = seen & np.isfinite(values[rows])
        if np.isfinite(values[rows][:, 0]).sum() < _FEWEST_ORIGINS or not cells.any():
            continue
        erred = float(np.abs(values[rows] - rolled.actual[rows])[cells].sum())
        sold, naively = float(np.abs(rolled.actual[rows][cells]).sum()), float(naive[cells].sum())
        if sold > 0 and naively > 0 and _says(rolled, name, origin):
            against[name], wape[name] = erred / naively, erred / sold
    if not against:
        return Choice(SIMPLEST, {})
    return Choice(min(against, key=lambda name: against[name]), wape)


def _says(rolled: Rolled, name: str, origin: int) -> bool:
    row = int(np.searchsorted(rolled.origins, origin))
    return bool(np.isfinite(rolled.said[name][row, 0]))
