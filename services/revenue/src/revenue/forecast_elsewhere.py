"""Has the warehouse itself forecast, where FORECAST_ENGINE says so: priced, bounded, and never needed.

Whatever goes wrong there, the engine of this machine speaks instead, and the run says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from revenue.forecasts import ARIMA, BIGQUERY_ML, LEAST_DAYS, TIMESFM
from revenue.periods import DayRange
from revenue.use_cases import Desk
from shared.store import Store
from shared.warehouse import Query, Value, WarehouseError
from shared.warehouse.learning import READ, TRAIN, Cost, Learning, check_affordable, holiday_region, learning_of, over
from shared.warehouse.sql_files import load_query

METHODS: Mapping[str, str] = {"timesfm": TIMESFM, "arima-plus": ARIMA}
"""What FORECAST_MODEL may be, and the method that its forecasts are told as."""

SERIES = "forecast_series"
PAST_DAYS = 118  # of origins: those that figures of accuracy are taken on, and the four weeks that each speaks of
CANDIDATES = 12  # models of auto.ARIMA with orders up to two, with and without a drift: each is billed
_INTERVALS = 2  # of 80 and of 95 %: the series are read for each
_TABLES = 1  # daily_shop_sales
_TRAINED = "revenue/arima-trained"  # in the store: the day after the last that the model knows
_WEEK = 7
_SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Whether another engine spoke: its method, or why it did not, and what it cost."""

    method: str | None = None
    reason: str | None = None
    usd: Decimal | None = None


NOT_ASKED = Elsewhere(reason="not_chosen")


def forecast_elsewhere(desk: Desk, days: DayRange, country: str, path: Path) -> Elsewhere:
    """Write what the chosen engine says as rows (series_id, day, quantile, value) into a Parquet file.

    Answers a reason where there is no file: the engine of this machine was chosen, or the warehouse failed.
    """
    settings = desk.settings
    learning = learning_of(desk.warehouse)
    if settings.forecast_engine != BIGQUERY_ML or learning is None:
        return NOT_ASKED
    method, most = METHODS[settings.forecast_model], settings.bigquery_ml_most_usd
    try:
        ask = _by_timesfm if method == TIMESFM else _by_arima
        usd = ask(desk.store, learning, days, country, most, path)
    except (WarehouseError, ValueError, ArithmeticError) as why:
        path.unlink(missing_ok=True)
        return Elsewhere(reason=f"BigQuery ML failed, {why}")
    return Elsewhere(method, usd=usd)


def series_parameters(days: DayRange, every_days: int) -> dict[str, Value]:
    """What forecast_series.sql takes."""
    return {
        "days_from": days.first_day,
        "days_to": days.day_after,
        "past_days": PAST_DAYS,
        "every_days": every_days,
        "least_days": LEAST_DAYS,
    }


def timesfm() -> Query:
    """The statement that has TimesFM speak of the series."""
    return over(load_query("revenue", "bigquery_ml/sales_timesfm"), SERIES, load_query("revenue", SERIES))


def arima_training(country: str) -> Query:
    """The statement that trains ARIMA_PLUS on the series, with a country's holidays."""
    query = over(load_query("revenue", "bigquery_ml/sales_arima_train"), SERIES, load_query("revenue", SERIES))
    return Query(query.name, query.text.replace("'GLOBAL'", f"'{holiday_region(country)}'"), query.parameters)


def _by_timesfm(_: Store, learning: Learning, days: DayRange, __: str, most_usd: Decimal, path: Path) -> Decimal:
    source, parameters = load_query("revenue", SERIES), series_parameters(days, 1)
    cost = learning.cost(source, parameters, price=READ, tables=_TABLES, times=_INTERVALS)
    check_affordable(cost, most_usd, "the forecast by TimesFM")
    learning.ask(timesfm(), parameters, path, most=cost)
    return cost.usd


def _by_arima(  # noqa: PLR0917 - as above
    store: Store, learning: Learning, days: DayRange, country: str, most_usd: Decimal, path: Path
) -> Decimal:
    """Trains on Sundays, or where nothing was trained within the week; asks what was trained last."""
    usd = Decimal(0)
    if _training_due(store, days.day_after):
        source, parameters = load_query("revenue", SERIES), series_parameters(days, _WEEK)
        cost = learning.cost(source, parameters, price=TRAIN, tables=_TABLES, times=CANDIDATES)
        check_affordable(cost, most_usd, "training ARIMA_PLUS")
        learning.train(arima_training(country), parameters, most=cost)
        store.put(_TRAINED, days.day_after.isoformat().encode())
        usd += cost.usd
    query = load_query("revenue", "bigquery_ml/sales_arima")
    cost = learning.cost(query, {}, price=READ, tables=_TABLES, times=1)
    learning.ask(query, {}, path, most=Cost(cost.bytes_read, _INTERVALS, cost.usd))
    return usd + cost.usd


def _training_due(store: Store, today: date) -> bool:
    stored = store.get(_TRAINED)
    if stored is None:
        return True
    trained = date.fromisoformat(stored.value.decode())
    last_sunday = today - timedelta(days=(today.weekday() - _SUNDAY) % _WEEK)
    return trained < last_sunday or trained > today
