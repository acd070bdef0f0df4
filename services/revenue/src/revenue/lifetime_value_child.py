"""In a child process: customers' histories from Parquet, what each will bring into Parquet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from revenue import lifetime_value as values
from revenue import lifetime_value_holdout as holdout
from revenue.lifetime_value import Models, Seen
from revenue.lifetime_value_holdout import COHORT_MEAN, WITH_LAST_WINDOW, Actual
from revenue.lifetime_value_purchases import Floats, Integers
from shared.progress import tell

HISTORIES, EARLIER, VALUES, RUNS = "histories.parquet", "earlier.parquet", "values.parquet", "runs.parquet"
AHEAD_DAYS = 90  # what churn is asked for
_MOST_COMPARED = 100_000  # customers of a split: errors are told to a third of a percent then, and fits take a tenth
_PLACES = 4  # of a NUMERIC's nine: no currency has coins for more
_DECIMAL = pa.decimal128(38, 9)
_DEAREST = 9e9  # in money: 64 bits hold no more of nine places, and no customer is worth more
_MIXING = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)  # of SplitMix64 (Steele, Lea & Flood, 2014)


@dataclass(frozen=True, slots=True)
class _Told:
    """Which way of telling was taken, and why it is not the models."""

    method: str
    reason: str | None
    calibration: holdout.Calibration | None


def run(folder: Path, arguments: Mapping[str, Any]) -> dict[str, object]:
    """Read HISTORIES (of customer_histories.sql) and EARLIER (runs before), write VALUES and RUNS.

    Arguments: `until` (the last day known), `window` days, `basis`, `discount` a month, `calibrated` (whether the
    shop's past holds two windows to compare), `made_at`. Answers the new run's row.
    """
    table = pq.read_table(folder / HISTORIES)
    until, window = date.fromisoformat(arguments["until"]), int(arguments["window"])
    ends = [values.day_number(until) - window * split for split in range(3)]
    tell("comparing with what came", 0, 3)
    told = _choose(table, ends, window) if arguments["calibrated"] else _Told(COHORT_MEAN, "history_too_short", None)
    tell("fitting", 1, 3)
    seen = _seen(table, 0, ends[0], window)
    models = holdout.models_of(seen) if told.method != COHORT_MEAN else None
    if models is None and told.method != COHORT_MEAN:
        told = _Told(COHORT_MEAN, "did_not_converge", told.calibration)
    tell("writing", 2, 3)
    discount = float(arguments["discount"])
    soon = holdout.outlooks(seen, models, AHEAD_DAYS)[told.method]
    year = holdout.outlooks(seen, models, values.YEAR_DAYS, discount=discount)[told.method]
    low, high = values.interval(year)
    method = _method_by_customer(told.method, models, seen)
    written = pa.table(
        {
            "customer_id": table["customer_id"],
            "as_of_date": pa.repeat(pa.scalar(until), len(table)),
            "expected_purchases_90d": soon.purchases,
            "value_12m": _money(year.value),
            "value_low": _money(low),
            "value_high": _money(high),
            "basis": pa.repeat(pa.scalar(arguments["basis"]), len(table)).cast(pa.string()),
            "method": method,
        }
    )
    pq.write_table(written, folder / VALUES, compression="lz4")
    row = {
        "as_of_date": until.isoformat(),
        "made_at": arguments["made_at"],
        "customers": len(table),
        "expected_purchases_90d": float(soon.purchases.sum()),
        "value_12m": float(year.value.sum()),
        "basis": arguments["basis"],
        "method": told.method,
        "summary": _summary(told, models, seen, arguments),
    }
    _write_runs(folder, row)
    return row


def _choose(table: pa.Table, ends: list[int], window: int) -> _Told:
    """The method that was best two windows ago, and how right it was one window ago."""
    compared = _compared(table)
    before, then = _seen(compared, 2, ends[2], window), _seen(compared, 1, ends[1], window)
    chosen = holdout.choose(before, _actual(compared, 1, known=2))
    method = chosen or COHORT_MEAN
    reason = None
    if chosen is None:
        few = before.repeaters < holdout.LEAST_REPEATERS
        reason = "too_few_repeaters" if few else "did_not_converge"
    elif chosen == COHORT_MEAN:
        reason = "measured_better"
    return _Told(method, reason, holdout.calibrate(then, _actual(compared, 0, known=1), method))


def _seen(table: pa.Table, split: int, until: int, window: int) -> Seen:
    """Who was a customer at the end of a split."""
    days = _integers(table, f"days_{split}")
    known = days > 0
    return Seen(
        until,
        _days(table, "first_day")[known],
        _days(table, f"last_day_{split}")[known],
        days[known],
        table[f"value_{split}"].to_numpy()[known],
        window,
        _integers(table, f"recent_days_{split}")[known],
        table[f"recent_value_{split}"].to_numpy()[known],
    )


def _actual(table: pa.Table, split: int, *, known: int) -> Actual:
    """What those who were known a split before did in the window that ends this one."""
    rows = _integers(table, f"days_{known}") > 0
    return Actual(_integers(table, f"recent_days_{split}")[rows], table[f"recent_value_{split}"].to_numpy()[rows])


def _compared(table: pa.Table) -> pa.Table:
    """At most so many customers, drawn by what they did: the same ones in whatever order they come."""
    if len(table) <= _MOST_COMPARED:
        return table
    drawn = np.zeros(len(table), np.uint64)
    for name in ("first_day", "last_day_0", "days_0", "value_0"):
        column = _days(table, name) if "day" in name and name != "days_0" else table[name].to_numpy()
        drawn = _mixed(drawn + np.ascontiguousarray(column, np.float64).view(np.uint64))
    least = np.argpartition(drawn, _MOST_COMPARED)[:_MOST_COMPARED]
    return table.take(pa.array(np.sort(least)))


def _mixed(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    first, second, third = (np.uint64(each) for each in _MIXING)
    numbers = numbers + first
    numbers = (numbers ^ (numbers >> np.uint64(30))) * second
    numbers = (numbers ^ (numbers >> np.uint64(27))) * third
    return numbers ^ (numbers >> np.uint64(31))


def _integers(table: pa.Table, name: str) -> Integers:
    return np.asarray(table[name].to_numpy(), np.int64)


def _days(table: pa.Table, name: str) -> Integers:
    """Days since 1970; of those without one, 0."""
    return np.asarray(pc.fill_null(table[name].cast(pa.int32()), 0).to_numpy(), np.int64)


def _money(amounts: Floats) -> pa.Array:
    """Amounts as NUMERIC: 128 bits, of which a number of this size fills half."""
    rounded = np.rint(np.clip(amounts, -_DEAREST, _DEAREST) * 10**_PLACES).astype(np.int64)
    units = rounded * 10 ** (_DECIMAL.scale - _PLACES)
    words = np.stack([units, units >> 63], axis=1)
    return pa.Array.from_buffers(_DECIMAL, len(units), [None, pa.py_buffer(np.ascontiguousarray(words))])


def _method_by_customer(method: str, models: Models | None, seen: Seen) -> pa.Array:
    """What each row was told by, in words a reader of the table finds in README."""
    if models is None:
        return pa.repeat(pa.scalar(COHORT_MEAN), len(seen.days)).cast(pa.string())
    told = "bg_nbd_gamma_gamma" if models.spend is not None else "bg_nbd_mean_value"
    both = seen.whole_window if method == WITH_LAST_WINDOW else np.zeros(len(seen.days), bool)
    names = pa.array([told, f"{told}_with_last_window"])
    return pa.DictionaryArray.from_arrays(pa.array(both.astype(np.int8)), names).cast(pa.string())


def _summary(told: _Told, models: Models | None, seen: Seen, arguments: Mapping[str, Any]) -> dict[str, object]:
    """What the answer says of how the values were made."""
    fitted: dict[str, object] | None = None
    if models is not None:
        bought, spent = models.purchases, models.spend
        fitted = {
            "purchases": {name: getattr(bought, name) for name in ("r", "alpha", "a", "b", "log_likelihood")},
            "spend": None if spent is None else asdict(spent),
            "day_value": models.mean_value if spent is None else spent.mean,
        }
    return {
        "reason": told.reason,
        "window_days": seen.window,
        "discount": arguments["discount"],
        "repeaters": seen.repeaters,
        "without_value": int(np.count_nonzero((seen.days > 1) & (seen.value <= 0))),
        "fitted": fitted,
        "calibration": None if told.calibration is None else told.calibration.plain(),
    }


def _write_runs(folder: Path, row: Mapping[str, Any]) -> None:
    """The runs before, but for one of the same day, and this one."""
    made = pa.table(
        {
            "as_of_date": pa.array([date.fromisoformat(row["as_of_date"])]),
            "made_at": pa.array([row["made_at"]]).cast(pa.timestamp("us", "UTC")),
            "customers": pa.array([row["customers"]], pa.int64()),
            "expected_purchases_90d": pa.array([row["expected_purchases_90d"]]),
            "value_12m": _money(np.array([row["value_12m"]])),
            "basis": [row["basis"]],
            "method": [row["method"]],
            "summary": [json.dumps(row["summary"])],
        }
    )
    earlier = pq.read_table(folder / EARLIER)
    kept = earlier.filter(pc.not_equal(earlier["as_of_date"], made["as_of_date"][0]))
    pq.write_table(pa.concat_tables([kept.select(made.column_names).cast(made.schema), made]), folder / RUNS)
