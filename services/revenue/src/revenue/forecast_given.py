"""What another engine said of days, beside the methods of this machine: rows in, matrices out.

Its rows are (series, day, quantile, value), a series being named by how many days it knew. An engine that tells the
median tells it in place of the mean: net sales of days are nearly symmetric, and it is the errors that count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from revenue.forecast_days import Floats
from revenue.forecast_intervals import LEVELS
from revenue.forecast_rolling import Rolled

MIDDLE = 0.5
OLDEST = 7  # days: a model that is trained weekly speaks of the days until it is trained again
_COLUMNS = (MIDDLE, *LEVELS)
_SAME = 1e-6  # between two levels: a double's own error is far below


@dataclass(frozen=True, slots=True)
class Given:
    """One engine's words: by how many days it knew, [day after them, middle and LEVELS]; NaN where it said nothing."""

    method: str
    of: Mapping[int, Floats]

    def said(self, origin: int, horizon: int) -> Floats:
        """What it said of the days after the first `origin`, as told last by then: [day, middle and LEVELS]."""
        found = np.full((horizon, len(_COLUMNS)), np.nan)
        known = max((days for days in self.of if origin - OLDEST < days <= origin), default=None)
        if known is not None:
            rows = self.of[known][origin - known : origin - known + horizon]
            found[: len(rows)] = rows
        return found

    def speaks(self, origin: int, horizon: int) -> bool:
        """Whether it said everything of these days."""
        return bool(np.isfinite(self.said(origin, horizon)).all())


@dataclass(frozen=True, slots=True)
class Rows:
    """What an engine answers, column by column."""

    series_id: Sequence[str]
    day: Sequence[date]
    quantile: Floats
    value: Floats


def given_of(method: str, first_day: date, rows: Rows) -> Given:
    """What an engine said, from its rows; those of quantiles that nobody asked for are left out."""
    known = np.array([int(each) for each in rows.series_id], dtype=np.int64)
    place = np.array([(each - first_day).days for each in rows.day], dtype=np.int64) - known
    longest = 1 + max((each for each in place.tolist()), default=-1)
    of = {days: np.full((longest, len(_COLUMNS)), np.nan) for days in sorted(set(known.tolist()))}
    for column, level in enumerate(_COLUMNS):
        for row in np.flatnonzero((np.abs(rows.quantile - level) < _SAME) & (place >= 0)).tolist():
            of[int(known[row])][place[row], column] = rows.value[row]
    return Given(method, of)


def beside(rolled: Rolled, given: Given) -> Rolled:
    """The methods' matrices with the engine's as one more; what is expected to be closed sells nothing."""
    horizon = rolled.actual.shape[1]
    said = np.stack([given.said(int(origin), horizon)[:, 0] for origin in rolled.origins])
    open_days = np.where(rolled.closed & np.isfinite(said), 0.0, np.maximum(said, 0.0))
    return replace(rolled, said={**rolled.said, given.method: open_days})


def own_quantiles(given: Given, origin: int, mean: Floats) -> Floats:
    """The engine's quantiles of the days after the first `origin`, enclosing the mean and never negative."""
    said = given.said(origin, len(mean))[:, 1:]
    low = np.array(LEVELS) < MIDDLE
    held = np.where(low, np.minimum(said, mean[:, None]), np.maximum(said, mean[:, None]))
    return np.asarray(np.where((mean > 0)[:, None], np.maximum(held, 0.0), 0.0))
