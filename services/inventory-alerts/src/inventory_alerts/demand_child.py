"""What fast products will sell, day by day: the input table in, rows out, and how good engines were. Runs in a child.

The engine of this machine learns from the same rows that BigQuery ML is given, by the method of the alerts
(`forecast`): a rate with its weekdays, and a negative binomial around it. Both are judged on the 28 days before, from
the series that ended there, beside the same weekday a week before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from inventory_alerts import forecast, negative_binomial, outlook
from inventory_alerts.demand_files import GIVEN, LOCAL, NAIVE, SERIES, TABLE
from inventory_alerts.inputs import Floats

AHEAD = 28  # days: what a buyer plans
LEVELS = (0.5, 0.1, 0.9)  # the median, and both ends of an interval of 80 %
_WEEK = 7

Item = tuple[str, str]  # product and location


@dataclass(frozen=True, slots=True)
class Series:
    """Days of some items that end before one day: [item, day], with what may not be learned from or judged by."""

    items: Sequence[Item]
    first_day: date
    units: Floats
    masked: Any  # [item, day] of bool
    first: Any  # [item] place of the first day it was there

    @property
    def until(self) -> date:
        """The day after the last one."""
        return self.first_day + timedelta(days=self.units.shape[1])


Said = Mapping[Item, Floats]  # [day ahead, LEVELS]
Given = Mapping[tuple[int, Item, date, float], float]  # days ago, item, day, quantile: value


def run(folder: Path, arguments: Mapping[str, Any]) -> dict[str, object]:
    """Read SERIES, and GIVEN if `given` says that another engine left it; write TABLE.

    Answers how many `items` there are, the `engine` that spoke, and `scores`: by engine, on past days.
    """
    rows = pq.read_table(folder / SERIES).to_pydict()
    ago = max(rows["days_ago"], default=0)
    now, past = _series(rows, 0), _series(rows, ago) if ago else None
    given = _given(folder / GIVEN) if arguments.get("given") else {}
    name = str(arguments.get("given") or LOCAL)
    ahead = _local(now) if now else {}
    if now and name != LOCAL:
        theirs = _of(given, 0, now.until)
        if set(theirs) != set(now.items):
            name = LOCAL  # it left somebody out: one engine speaks of all
        else:
            ahead = theirs
    _write(folder / TABLE, ahead, now.until if now else date.min, name)
    scores = _scores(now, past, given, str(arguments.get("given") or "")) if now and past else {}
    return {"items": len(ahead), "engine": name, "scores": scores}


def _series(rows: Mapping[str, Sequence[Any]], ago: int) -> Series | None:
    kept = [place for place, each in enumerate(rows["days_ago"]) if each == ago]
    if not kept:
        return None
    days = [rows["day"][place] for place in kept]
    first, length = min(days), (max(days) - min(days)).days + 1
    items = sorted({(rows["product_id"][place], rows["location_id"][place]) for place in kept})
    row_of = {item: number for number, item in enumerate(items)}
    units = np.zeros((len(items), length))
    there = np.zeros((len(items), length), dtype=np.bool_)
    masked = np.zeros((len(items), length), dtype=np.bool_)
    for place, day in zip(kept, days, strict=True):
        row, column = row_of[rows["product_id"][place], rows["location_id"][place]], (day - first).days
        units[row, column], there[row, column] = rows["value"][place], True
        masked[row, column] = rows["is_masked"][place]
    return Series(items, first, units, masked, there.argmax(axis=1))


def _local(series: Series) -> Said:
    n, days = series.units.shape
    short = max(AHEAD - days, 0)  # the method wants four weeks; what was before them is nought, and not in stock
    units = np.pad(series.units, ((0, 0), (short, 0))).astype(np.float32)
    in_stock = np.pad(~series.masked, ((0, 0), (short, 0)))
    nobody = np.full(n, -1, dtype=np.int32)
    weekday = series.until.weekday()
    learnt = forecast.learn(
        units,
        in_stock,
        np.zeros(units.shape, dtype=np.uint8),
        nobody,
        (weekday - units.shape[1]) % _WEEK,
        first_day=(series.first + short).astype(np.int32),
    )
    view = outlook.look_ahead(learnt, np.zeros((n, AHEAD), dtype=np.uint8), weekday)
    exposure = np.diff(view.exposure, axis=1, prepend=np.zeros((n, 1), np.float32))
    found = np.zeros((n, AHEAD, len(LEVELS)))
    for day in range(AHEAD):
        mean = np.asarray(learnt.rate * exposure[:, day], dtype=np.float64)
        for column, level in enumerate(LEVELS):
            found[:, day, column] = negative_binomial.quantile(level, mean, forecast.sizes(mean, learnt))
        found[:, day, 0] = mean  # steps of whole units are too coarse for the middle of seven units a week
    return {item: found[number] for number, item in enumerate(series.items)}


def _given(path: Path) -> Given:
    rows = pq.read_table(path).to_pydict()
    names = ("days_ago", "product_id", "location_id", "day", "quantile", "value")
    return {
        (int(ago), (product, place), day, round(level, 4)): float(value)
        for ago, product, place, day, level, value in zip(*(rows[name] for name in names), strict=True)
    }


def _of(given: Given, ago: int, first: date) -> Said:
    """What the engine said of the days from one on, of those items of which it told every day."""
    items = {item for days_ago, item, _, _ in given if days_ago == ago}
    days = [first + timedelta(days=number) for number in range(AHEAD)]
    found = {}
    for item in items:
        told = [[given.get((ago, item, day, level)) for level in LEVELS] for day in days]
        if all(value is not None for row in told for value in row):
            found[item] = np.array(told, dtype=np.float64)
    return found


def _scores(now: Series, past: Series, given: Given, name: str) -> dict[str, dict[str, float]]:
    """Of each engine, on days that could be judged: errors, what was sold, how often it lay in the interval."""
    said = {LOCAL: _local(past), NAIVE: _naive(past)}
    if name:
        said[name] = _of(given, (now.until - past.until).days, past.until)
    row_of = {item: number for number, item in enumerate(now.items)}
    begin = (past.until - now.first_day).days
    items = [item for item in past.items if item in row_of and all(item in each for each in said.values())]
    places = [row_of[item] for item in items]
    window = slice(begin, begin + AHEAD)
    actual, judged = now.units[places, window], ~now.masked[places, window]
    found = {}
    for engine, told in said.items():
        values = np.array([told[item][: actual.shape[1]] for item in items]).reshape(*actual.shape, len(LEVELS))
        error = (values[:, :, 0] - actual)[judged]
        held = ((values[:, :, 1] <= actual) & (actual <= values[:, :, 2]))[judged]
        found[engine] = {
            "absolute_error": round(float(np.abs(error).sum()), 4),
            "error": round(float(error.sum()), 4),
            "actual": round(float(actual[judged].sum()), 4),
            "covered_80": int(held.sum()),
            "forecasts": int(judged.sum()),
            "items": len(items),
        }
    return found


def _naive(past: Series) -> Said:
    week = past.units[:, -_WEEK:][:, np.arange(AHEAD) % _WEEK]
    return {item: np.repeat(week[number][:, None], len(LEVELS), axis=1) for number, item in enumerate(past.items)}


def _write(path: Path, said: Said, first: date, engine: str) -> None:
    rows = [
        (item[0], item[1], first + timedelta(days=day), *(round(float(each), 4) for each in values), engine)
        for item, days in sorted(said.items())
        for day, values in enumerate(days)
    ]
    kinds = [pa.string(), pa.string(), pa.date32(), pa.float64(), pa.float64(), pa.float64(), pa.string()]
    names = ("product_id", "location_id", "local_date", "expected", "low_80", "high_80", "engine")
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    made = {name: pa.array(list(values), kind) for name, values, kind in zip(names, columns, kinds, strict=True)}
    pq.write_table(pa.table(made), path)
