"""From levels to what lies ahead: mean demand by horizon, its distribution, and when stock runs out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inventory_alerts import negative_binomial
from inventory_alerts.forecast import Levels, sizes
from inventory_alerts.inputs import DAYS_AHEAD, Floats, Incoming, Matrix, Steps, Whole


@dataclass(frozen=True, slots=True)
class Outlook:
    """Demand of `n` items over the next `DAYS_AHEAD` days."""

    levels: Levels
    exposure: Matrix  # (n, DAYS_AHEAD) running sum of exposure; times the rate it is the mean

    def mean(self, days: Whole | int) -> Floats:
        """Mean demand of the first `days` days, 1 to DAYS_AHEAD; one number for all or one per item."""
        rows = np.arange(len(self.exposure))
        return np.asarray(self.levels.rate * self.exposure[rows, np.asarray(days, np.intp) - 1], np.float64)

    def at_least(self, units: Floats, days: Whole | int) -> Floats:
        """P(demand of the first `days` days >= units)."""
        mean = self.mean(days)
        return negative_binomial.at_least(units, mean, sizes(mean, self.levels))

    def quantile(self, probability: float, days: Whole | int) -> Floats:
        mean = self.mean(days)
        return negative_binomial.quantile(probability, mean, sizes(mean, self.levels))

    def lost(self, units: Floats, days: Whole | int) -> Floats:
        """Mean demand beyond `units` in the first `days` days: what a shop with that stock cannot sell."""
        mean = self.mean(days)
        return negative_binomial.beyond(units, mean, sizes(mean, self.levels))

    def only(self, rows: Whole) -> Outlook:
        """Of some items."""
        return Outlook(self.levels.only(rows), self.exposure[rows])


def look_ahead(
    levels: Levels, promoted: Steps, first_weekday: int, calendar: Floats | None = None, season: Matrix | None = None
) -> Outlook:
    """`promoted`, `calendar` and `season` as in `forecast.learn`, of the days from today, whose weekday is given."""
    days = promoted.shape[1]
    calendar = np.ones(days) if calendar is None else calendar
    shapes = levels.weekday[:, (np.arange(days) + first_weekday) % 7] * calendar
    exposure = shapes.astype(np.float32)[levels.category]
    item, day = np.nonzero(promoted)
    exposure[item, day] *= levels.lift[item, promoted[item, day]].astype(np.float32)
    if season is not None:
        exposure *= season
    return Outlook(levels, np.cumsum(exposure, axis=1, dtype=np.float32))


def landed(incoming: Incoming, items: int, days: int) -> Matrix:
    """(items, days) units that land until the end of each day from today; an overdue delivery is not counted on."""
    counted = (incoming.day >= 0) & (incoming.day < days)
    flat = incoming.item[counted].astype(np.int64) * days + incoming.day[counted]
    units = np.bincount(flat, weights=incoming.units[counted], minlength=items * days).reshape(items, days)
    return np.asarray(np.cumsum(units, axis=1), np.float32)


def out_within(outlook: Outlook, available: Floats, incoming: Incoming, days: int) -> Floats:
    """P(stock reaches nothing on one of the next `days` days), net of receipts that land before.

    The largest over the days of P(demand until then >= stock until then): exact without receipts, else a little low.
    NaN where stock is unknown.
    """
    answer = outlook.at_least(available, days)
    rows = np.unique(incoming.item[(incoming.day >= 0) & (incoming.day < days)]).astype(np.int32)
    if len(rows):
        some = outlook.only(rows)
        stock = available[rows, None] + landed(incoming, len(available), days)[rows]
        answer[rows] = np.max([some.at_least(stock[:, day], day + 1) for day in range(days)], axis=0)
    return np.asarray(np.where(np.isnan(available), np.nan, answer))


def days_until_out(outlook: Outlook, available: Floats, probabilities: Sequence[float]) -> list[Floats]:
    """For each probability the first day by which stock is gone with it, were nothing received; 0 where it is gone.

    NaN: stock unknown, or later than DAYS_AHEAD. Seven halvings of the days ahead, of what is gone by their end.
    """
    answers = [np.where(available <= 0, 0.0, np.nan) for _ in probabilities]
    rows = np.flatnonzero(available > 0).astype(np.int32)
    outlook, units = outlook.only(rows), available[rows]
    in_the_end = outlook.at_least(units, DAYS_AHEAD)
    for answer, probability in zip(answers, probabilities, strict=True):
        gone = np.flatnonzero(in_the_end >= probability).astype(np.int32)
        answer[rows[gone]] = _first_day(outlook.only(gone), units[gone], probability)
    return answers


def _first_day(outlook: Outlook, available: Floats, probability: float) -> Floats:
    low = np.zeros(len(available), np.int32)
    high = np.full(len(available), DAYS_AHEAD, np.int32)
    for _ in range(DAYS_AHEAD.bit_length()):
        middle = np.minimum((low + high) // 2 + 1, DAYS_AHEAD)
        gone = outlook.at_least(available, middle) >= probability
        high = np.where(gone, middle - 1, high).astype(np.int32)
        low = np.where(gone, low, middle).astype(np.int32)
        low = np.minimum(low, high)
    return np.asarray(low + 1, np.float64)
