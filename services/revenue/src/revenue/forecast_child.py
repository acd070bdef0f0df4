"""In a child process: days and promotions from Parquet, the forecast into Parquet. `shared.child` calls `run`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from revenue.forecast_calendar import Promotion, events, promoted, running
from revenue.forecast_days import DailySales
from revenue.forecast_engine import AHEAD, KEPT_HORIZONS, Accuracy, Outcome, Outlook, look_ahead
from revenue.forecast_engine import SAID as SAID_METHOD
from revenue.forecast_given import Given, Rows, given_of
from revenue.forecasts import LEAST_DAYS, LOCAL
from shared.progress import tell

SALES, PROMOTIONS, SAID = "sales.parquet", "promotions.parquet", "said.parquet"
GIVEN = "given.parquet"  # what another engine said; there only where one was asked
FORECAST, HISTORY, METHODS = "forecast.parquet", "history.parquet", "methods.parquet"
INTERVAL = ("low_95", "low_80", "high_80", "high_95")  # in the order of forecast_intervals.LEVELS

_MONEY = pa.decimal128(38, 9)
_PLACES = 4  # of a NUMERIC's nine: no currency has coins for more
_DAY = timedelta(days=1)
_USUAL_DISCOUNT = 0.1  # of a promotion that does not say its rate: what a modest one takes off
_LONGEST_PROMOTION = timedelta(days=92)  # of one without an end; one that lasts longer is the shop's usual price

Record = dict[str, Any]
_Schema = list[tuple[str, pa.DataType]]

_OF_A_DAY: _Schema = [("mean", _MONEY), *((name, _MONEY) for name in INTERVAL), ("seasonal_naive", _MONEY)]
_FORECAST: _Schema = [
    ("local_date", pa.date32()),
    ("horizon_days", pa.int64()),
    *_OF_A_DAY,
    ("sum_mean", _MONEY),
    *((f"sum_{name}", _MONEY) for name in INTERVAL),
    ("holiday", pa.string()),
    ("is_closed", pa.bool_()),
    ("promotions", pa.int64()),
    ("method", pa.string()),
    ("made_on", pa.date32()),
    ("made_at", pa.timestamp("us", tz="UTC")),
]
_HISTORY: _Schema = [
    ("local_date", pa.date32()),
    ("horizon_days", pa.int64()),
    ("made_on", pa.date32()),
    *_OF_A_DAY,
    ("actual", _MONEY),
    ("is_closed", pa.bool_()),
    ("method", pa.string()),
    ("was_said", pa.bool_()),
]
_METHODS: _Schema = [
    ("method", pa.string()),
    ("is_chosen", pa.bool_()),
    ("choice_wape", pa.float64()),
    ("absolute_error", _MONEY),
    ("error", _MONEY),
    ("actual", _MONEY),
    ("covered_80", pa.int64()),
    ("covered_95", pa.int64()),
    ("forecasts", pa.int64()),
    ("origins", pa.int64()),
    ("first_day", pa.date32()),
    ("last_day", pa.date32()),
]


def run(folder: Path, arguments: Mapping[str, Any]) -> dict[str, object]:
    """Read SALES, PROMOTIONS and SAID (of the .sql files of like names), write FORECAST, HISTORY and METHODS.

    Arguments: `until` (the last known shop day), `country`, `time_zone`, `made_on`, `made_at`, and `given_method` where
    another engine's rows lie in GIVEN. Answers `known_days` and the `method` that was chosen; without a method there
    are too few days, and nothing is written. `engine_failed` says why the other engine was not listened to.
    """
    until = date.fromisoformat(arguments["until"])
    campaigns = read_promotions(folder / PROMOTIONS, ZoneInfo(arguments["time_zone"]))
    days = read_days(folder / SALES, until, arguments["country"], campaigns)
    if days is None or days.known < LEAST_DAYS:
        return {"known_days": 0 if days is None else days.known}
    tell("forecasting", 0, 1)
    given = read_given(folder / GIVEN, days, arguments.get("given_method"))
    failed = given is not None and not given.speaks(days.known, AHEAD)
    if failed:
        given = None
    outcome = look_ahead(days, given=given)
    own = None if given is None else look_ahead(days)
    made_on, made_at = date.fromisoformat(arguments["made_on"]), datetime.fromisoformat(arguments["made_at"])
    ahead = forecast_rows(days, outcome.ahead, campaigns, made_on, made_at)
    _write(folder / FORECAST, _FORECAST, ahead)
    _write(folder / HISTORY, _HISTORY, history_rows(days, outcome, ahead, pq.read_table(folder / SAID).to_pylist()))
    _write(folder / METHODS, _METHODS, method_rows(days, outcome, own))
    why = "it did not tell of every day ahead" if failed else None
    return {"known_days": days.known, "method": outcome.ahead.choice.method, "engine_failed": why}


def read_given(path: Path, days: DailySales, method: str | None) -> Given | None:
    """What another engine said; None where none was asked."""
    if method is None:
        return None
    table = pq.read_table(path)
    quantile, value = (np.asarray(table.column(name).to_numpy(), dtype=np.float64) for name in ("quantile", "value"))
    rows = Rows(table.column("series_id").to_pylist(), table.column("day").to_pylist(), quantile, value)
    return given_of(method, days.first_day, rows)


def read_promotions(path: Path, zone: ZoneInfo) -> list[Promotion]:
    """The promotions of forecast_promotions.sql in shop days."""
    found = []
    for row in pq.read_table(path).to_pylist():
        start = row["starts_at"].astimezone(zone)
        end = start + _LONGEST_PROMOTION if row["ends_at"] is None else row["ends_at"].astimezone(zone)
        last = (end - timedelta(microseconds=1)).date()
        rate = _USUAL_DISCOUNT if row["discount_rate"] is None else float(row["discount_rate"])
        found.append(Promotion(start.date(), last + _DAY, rate * max(0.0, row["share"] or 0.0)))
    return found


def read_days(path: Path, until: date, country: str, campaigns: Sequence[Promotion]) -> DailySales | None:
    """The days of forecast_sales.sql from the first order to `until`, those between without anything as zeros."""
    rows = [row for row in pq.read_table(path).to_pylist() if row["local_date"] <= until]
    first = next((row["local_date"] for row in rows if row["orders"] > 0), None)
    if first is None:
        return None
    known = (until - first).days + 1
    net, orders = np.zeros(known), np.zeros(known)
    for row in rows:
        place = (row["local_date"] - first).days
        if place >= 0:
            net[place], orders[place] = float(row["net_sales"]), float(row["orders"])
    length = known + AHEAD
    return DailySales(first, net, orders, events(country, first, length), promoted(campaigns, first, length))


def forecast_rows(
    days: DailySales, ahead: Outlook, campaigns: Sequence[Promotion], made_on: date, made_at: datetime
) -> list[Record]:
    """The rows of sales_forecast."""
    total = np.cumsum(ahead.mean)
    return [
        {
            **_of_a_day(days, ahead, place),
            "sum_mean": _money(total[place]),
            **{f"sum_{name}": _money(value) for name, value in zip(INTERVAL, ahead.sums[place], strict=True)},
            "holiday": days.events[days.known + place],
            "promotions": running(campaigns, days.day(days.known + place)),
            "made_on": made_on,
            "made_at": made_at,
        }
        for place in range(len(ahead.mean))
    ]


def history_rows(
    days: DailySales, outcome: Outcome, ahead: Iterable[Record], said_before: Iterable[Record]
) -> list[Record]:
    """The rows of forecast_history: back-filled, then what was told before, then what is told now, each over the last.

    What is told now of a day that is already over (the data came late) was not told before it, and is left out.
    """
    names = [name for name, _ in _HISTORY]
    found: dict[tuple[date, int], Record] = {}
    for origin in outcome.past:
        for horizon in KEPT_HORIZONS:
            if origin.origin + horizon <= days.known:
                row = _of_a_day(days, origin, horizon - 1)
                found[row["local_date"], horizon] = row | {"made_on": days.day(origin.origin), "was_said": False}
    for row in said_before:
        found[row["local_date"], row["horizon_days"]] = row | {"was_said": True}
    for row in ahead:
        if row["horizon_days"] in KEPT_HORIZONS and row["made_on"] <= row["local_date"]:
            found[row["local_date"], row["horizon_days"]] = row | {"was_said": True}
    for (day, _), row in found.items():
        place = (day - days.first_day).days
        row["actual"] = _money(days.net[place]) if 0 <= place < days.known else None
    return [{name: found[key][name] for name in names} for key in sorted(found)]


def method_rows(days: DailySales, outcome: Outcome, own: Outcome | None = None) -> list[Record]:
    """The rows of forecast_methods; none where no past day could be compared.

    `own` is what this machine's engine would have said where another one spoke: it is compared as a method is.
    """
    if outcome.compared is None:
        return []
    accuracies = [*outcome.accuracy, *(replace(each, method=LOCAL) for each in _said(own))]
    first, last = (days.day(place) for place in outcome.compared)
    choice = outcome.ahead.choice
    return [
        {
            "method": each.method,
            "is_chosen": each.method == choice.method,
            "choice_wape": choice.wape.get(each.method),
            "absolute_error": _money(each.absolute_error),
            "error": _money(each.error),
            "actual": _money(each.actual),
            "covered_80": each.covered and each.covered[0],
            "covered_95": each.covered and each.covered[1],
            "forecasts": each.forecasts,
            "origins": each.origins,
            "first_day": first,
            "last_day": last,
        }
        for each in accuracies
    ]


def _said(own: Outcome | None) -> list[Accuracy]:
    return [each for each in own.accuracy if each.method == SAID_METHOD] if own else []


def _of_a_day(days: DailySales, told: Outlook, place: int) -> Record:
    return {
        "local_date": days.day(told.origin + place),
        "horizon_days": place + 1,
        "mean": _money(told.mean[place]),
        **{name: _money(value) for name, value in zip(INTERVAL, told.days[place], strict=True)},
        "seasonal_naive": _money(told.naive[place]),
        "is_closed": bool(told.closed[place]),
        "method": told.choice.method,
    }


def _money(amount: float) -> Decimal:
    return Decimal(f"{amount:.{_PLACES}f}")


def _write(path: Path, schema: _Schema, rows: list[Record]) -> None:
    pq.write_table(pa.Table.from_pylist(rows, schema=pa.schema(schema)), path, compression="lz4")
