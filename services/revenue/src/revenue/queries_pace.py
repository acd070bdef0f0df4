"""The SQL of pace: as `queries.py`, one function per .sql file, of the same name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from revenue.periods import DayRange
from revenue.queries import ask
from shared.warehouse import Row, Warehouse
from shared.warehouse.sql_files import load_query


def profile_quarters(warehouse: Warehouse, days: DayRange, path: Path) -> int:
    """`net_sales` by `quarter` of an hour into a Parquet file; answers how many quarters there are."""
    bounds = {"days_from": days.first_day, "days_to": days.day_after}
    return warehouse.export(load_query("revenue", "profile_quarters"), bounds, path)


def pace_weights(warehouse: Warehouse, generation_id: str, first_day: date, last_day: date, day: date) -> Row:
    """What the days of a period, both ends inclusive, weigh: together, before `day`, and that day."""
    return ask(
        warehouse,
        "pace_weights",
        {"generation_id": generation_id, "period_start": first_day, "period_end": last_day, "day": day},
    )[0]


def pace_hours(warehouse: Warehouse, generation_id: str, weekday: int) -> list[Row]:
    """`share` by `hour` of a weekday, 1 being Monday."""
    return ask(warehouse, "pace_hours", {"generation_id": generation_id, "weekday": weekday})


def pace_forecast(warehouse: Warehouse, generation_id: str, days: Sequence[date]) -> list[Row]:
    """A forecast of some days, and of all days until each of them."""
    return ask(warehouse, "pace_forecast", {"generation_id": generation_id, "days": list(days)})
