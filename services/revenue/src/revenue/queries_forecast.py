"""The SQL of the forecast: as `queries.py`, one function per .sql file, of the same name."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from revenue.periods import DayRange
from revenue.queries import ask
from shared.warehouse import Row, Warehouse
from shared.warehouse.sql_files import load_query


def forecast_sales(warehouse: Warehouse, days: DayRange, path: Path) -> int:
    """`net_sales` and `orders` by `local_date` into a Parquet file; answers how many days there are."""
    bounds = {"days_from": days.first_day, "days_to": days.day_after}
    return warehouse.export(load_query("revenue", "forecast_sales"), bounds, path)


def forecast_promotions(warehouse: Warehouse, ends_after: datetime, shares: DayRange, path: Path) -> int:
    """Promotions that run after an instant into a Parquet file, with the share of the sales of some days they touch."""
    bounds = {"ends_after": ends_after, "days_from": shares.first_day, "days_to": shares.day_after}
    return warehouse.export(load_query("revenue", "forecast_promotions"), bounds, path)


def said_forecasts(warehouse: Warehouse, generation_id: str | None, days_from: date, path: Path) -> int:
    """What was told of days from one on into a Parquet file; without a generation nothing was."""
    bounds = {"generation_id": generation_id, "days_from": days_from}
    return warehouse.export(load_query("revenue", "said_forecasts"), bounds, path)


def sales_forecast(warehouse: Warehouse, generation_id: str, horizon_days: int) -> list[Row]:
    """The first so many days of a forecast."""
    return ask(warehouse, "sales_forecast", {"generation_id": generation_id, "horizon_days": horizon_days})


def forecast_methods(warehouse: Warehouse, generation_id: str) -> list[Row]:
    """How every method did on past days."""
    return ask(warehouse, "forecast_methods", {"generation_id": generation_id})


def forecast_scores(warehouse: Warehouse, generation_id: str, days_from: date) -> list[Row]:
    """How what was told did, by `horizon_days`."""
    return ask(warehouse, "forecast_scores", {"generation_id": generation_id, "days_from": days_from})
