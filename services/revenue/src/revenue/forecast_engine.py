"""A whole forecast from a series of days: the days ahead, what would have been said of past ones, how good that was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from revenue.forecast_days import DailySales, Floats, Mask
from revenue.forecast_given import Given, beside, own_quantiles
from revenue.forecast_intervals import LEVELS, NO_SHIFTS, adapted, bands_of, day_quantiles, sum_quantiles
from revenue.forecast_methods import SEASONAL_NAIVE
from revenue.forecast_rolling import FIRST_ORIGIN, HORIZON, LEARNING_DAYS, Choice, Rolled, choose, roll

AHEAD = 92  # days a forecast goes: the longest quarter
COMPARED_DAYS = 91  # the last ones, on which figures of accuracy are taken and which are back-filled: thirteen weeks
KEPT_HORIZONS = (1, 7, 14, 28)  # days ahead that the history keeps
SAID = "forecast"  # stands for what would have been said, each day by the method that was best until then

# What any engine answers: series, day, quantile (None is the mean), value. BigQuery's AI.FORECAST gives the same.
QuantileRow = tuple[str, date, float | None, float]
Engine = Callable[[Mapping[str, DailySales], int], Iterator[QuantileRow]]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What one origin says."""

    origin: int
    choice: Choice
    mean: Floats
    naive: Floats
    closed: Mask
    days: Floats  # [day, level]
    sums: Floats  # [day, level], of all days until each


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How a method did on the days compared; `covered` counts those inside the 80 and the 95 % interval."""

    method: str
    absolute_error: float
    error: float
    actual: float
    forecasts: int
    origins: int
    covered: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outlook from the last known day, those from the days before, and the accuracy of all methods."""

    ahead: Outlook
    past: tuple[Outlook, ...]
    accuracy: tuple[Accuracy, ...]
    compared: tuple[int, int] | None  # places of the first and the last day


def local(series: Mapping[str, DailySales], horizon: int) -> Iterator[QuantileRow]:
    """The engine that runs here."""
    for name, days in series.items():
        ahead = look_ahead(days, max(horizon, HORIZON)).ahead
        for place in range(horizon):
            day = days.day(days.known + place)
            yield name, day, None, float(ahead.mean[place])
            for number, level in enumerate(LEVELS):
                yield name, day, level, float(ahead.days[place, number])


def look_ahead(
    days: DailySales, horizon: int = AHEAD, compared: int = COMPARED_DAYS, given: Given | None = None
) -> Outcome:
    """All of it. The calendar of `days` must reach `horizon` days beyond the last known one.

    With `given` another engine speaks wherever it said something, and is judged as this one is. Raises ValueError for
    fewer than FIRST_ORIGIN known days.
    """
    rolled = _rolled(days, horizon, compared)
    if given is not None:
        rolled = beside(rolled, given)
    first = max(FIRST_ORIGIN + 1, days.known - compared - HORIZON + 1)
    past, shifts = _walk(days, rolled, first, given)
    since = max(days.known - compared, first)
    shown = [name for name, values in rolled.said.items() if np.isfinite(values[-1, 0])]
    return Outcome(
        outlook(days, rolled, days.known, horizon, shifts, given),
        past,
        tuple(accuracy(rolled, past, since, name) for name in (SAID, *shown)) if past else (),
        (since, days.known - 1) if past else None,
    )


def _walk(days: DailySales, rolled: Rolled, first: int, given: Given | None) -> tuple[tuple[Outlook, ...], Floats]:
    """What each origin from `first` on says, day after day as it would have been, and the shifts of the levels then."""
    past: list[Outlook] = []
    shifts = NO_SHIFTS
    for origin in range(first, days.known):
        past.append(outlook(days, rolled, origin, HORIZON, shifts, given))
        shifts = adapted(shifts, _missed(days, past[-HORIZON:], origin))
    return tuple(past), shifts


def _missed(days: DailySales, past: Sequence[Outlook], day: int) -> Floats:
    """The share of what was said of a day that missed it: [band, interval of 80 and of 95 %]; NaN where nothing was."""
    sold = days.net[day]
    told = [(day - each.origin, each) for each in past]
    counted = [(ahead, each.days[ahead]) for ahead, each in told if not (each.closed[ahead] and sold <= 0)]
    band = bands_of(np.array([ahead + 1 for ahead, _ in counted], dtype=np.int64))
    missed = np.array([(not low <= sold <= high, not least <= sold <= most) for _, (least, low, high, most) in counted])
    found = np.full(NO_SHIFTS.shape, np.nan)
    for number in np.unique(band):
        found[number] = missed[band == number].mean(axis=0)
    return found


def outlook(  # noqa: PLR0917 - one origin of one walk
    days: DailySales,
    rolled: Rolled,
    origin: int,
    horizon: int,
    shifts: Floats = NO_SHIFTS,
    given: Given | None = None,
) -> Outlook:
    """What an origin says by the method that had been best by then, or as another engine said it."""
    choice = choose(rolled, origin)
    row = int(np.searchsorted(rolled.origins, origin))
    if given is not None and given.speaks(origin, horizon):
        choice = Choice(given.method, choice.wape)
        mean = rolled.said[given.method][row, :horizon]
        each = own_quantiles(given, origin, mean)
    else:
        mean = rolled.said[choice.method][row, :horizon]
        each = day_quantiles(days, rolled, choice.method, origin, mean, shifts=shifts)
    return Outlook(
        origin,
        choice,
        mean,
        rolled.said[SEASONAL_NAIVE][row, :horizon],
        rolled.closed[row, :horizon],
        each,
        sum_quantiles(rolled, choice.method, origin, mean, each),
    )


def accuracy(rolled: Rolled, past: tuple[Outlook, ...], since: int, method: str) -> Accuracy:
    """How a method did, or with SAID what would have been said, on days from `since` on, up to HORIZON days ahead."""
    rows = np.searchsorted(rolled.origins, [each.origin for each in past])
    actual = rolled.actual[rows, :HORIZON]
    said = np.stack([each.mean for each in past]) if method == SAID else rolled.said[method][rows, :HORIZON]
    cells = rolled.counts[rows, :HORIZON] & (rolled.day[rows, :HORIZON] >= since) & np.isfinite(said)
    error = (said - actual)[cells]
    covered = None
    if method == SAID:
        quantiles = np.stack([each.days for each in past])
        held = [
            int(((quantiles[:, :, low] <= actual) & (actual <= quantiles[:, :, high]))[cells].sum())
            for low, high in ((1, 2), (0, 3))
        ]
        covered = held[0], held[1]
    return Accuracy(
        method,
        float(np.abs(error).sum()),
        float(error.sum()),
        float(np.abs(actual[cells]).sum()),
        int(cells.sum()),
        int(cells.any(axis=1).sum()),
        covered,
    )


def _rolled(days: DailySales, horizon: int, compared: int = 0) -> Rolled:
    if days.known < FIRST_ORIGIN:
        raise ValueError(f"a forecast needs {FIRST_ORIGIN} days, not {days.known}")
    first = max(FIRST_ORIGIN, days.known - compared - HORIZON - LEARNING_DAYS)
    return roll(days, range(first, days.known + 1), horizon)
