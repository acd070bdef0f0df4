"""The statements of insights and worth, one function per .sql file; with a path it writes the rows as Parquet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from revenue.periods import DayRange
from revenue.queries import ask
from shared.warehouse import Row, Value, Warehouse
from shared.warehouse.sql_files import load_query

EVER = datetime(9999, 12, 31, tzinfo=UTC)  # whatever was written, also in this very second


def insight_shop_days(warehouse: Warehouse, days: DayRange, path: Path) -> int:
    """Figures per day and place."""
    return _export(warehouse, "insight_shop_days", _bounds(days), path)


def insight_product_days(warehouse: Warehouse, days: DayRange, path: Path) -> int:
    """Figures per day and product."""
    return _export(warehouse, "insight_product_days", _bounds(days), path)


def insight_products(warehouse: Warehouse, path: Path) -> int:
    """Title and category of every product."""
    return _export(warehouse, "insight_products", {}, path)


def insight_promotions(warehouse: Warehouse, since: datetime, until: datetime, path: Path) -> int:
    """What promotions hold, and when."""
    return _export(warehouse, "insight_promotions", {"since": since, "until": until}, path)


def insight_order_quarters(warehouse: Warehouse, days: DayRange, path: Path) -> int:
    """Orders per place and quarter of an hour."""
    return _export(warehouse, "insight_order_quarters", _bounds(days), path)


def insight_web_quarters(warehouse: Warehouse, since: datetime, until: datetime, path: Path) -> int:
    """Web sessions per quarter of an hour."""
    return _export(warehouse, "insight_web_quarters", {"since": since, "until": until}, path)


def export_forecasts(warehouse: Warehouse, generation_id: str | None, days: DayRange, path: Path) -> int:
    """What was forecast for each day on the day before; no row where no forecast was ever made."""
    return _export(warehouse, "insight_forecasts", _of_generation(generation_id, days), path)


def insight_forecasts(warehouse: Warehouse, generation_id: str | None, days: DayRange) -> list[Row]:
    """The same, as rows."""
    return ask(warehouse, "insight_forecasts", _of_generation(generation_id, days))


def standing_insights(warehouse: Warehouse, days: DayRange, *, known_until: datetime = EVER) -> list[Row]:
    """The latest row of each insight on each day, withdrawn ones too, and of each day that was looked at."""
    return ask(warehouse, "standing_insights", {**_bounds(days), "known_until": known_until})


def insight_rows(warehouse: Warehouse, insight_id: str) -> list[Row]:
    """The days of one insight; none where there is no such insight."""
    return ask(warehouse, "insight_rows", {"insight_id": insight_id})


def last_insight_day(warehouse: Warehouse, *, known_until: datetime = EVER) -> date | None:
    """The last shop day that was looked at."""
    found = ask(warehouse, "last_insight_day", {"known_until": known_until})[0]["local_date"]
    return found if isinstance(found, date) else None


def insight_responses(warehouse: Warehouse, *, known_until: datetime = EVER) -> list[Row]:
    """The latest word on each insight: its dismissal, and the action that was taken."""
    return ask(warehouse, "insight_responses", {"known_until": known_until})


def insight_subject_days(warehouse: Warehouse, dimension: str, subject: str, days: DayRange) -> list[Row]:
    """Net sales and refunds per day of what an insight is about; no row for a day on which nothing happened."""
    return ask(warehouse, "insight_subject_days", {"dimension": dimension, "subject": subject, **_bounds(days)})


def _bounds(days: DayRange) -> dict[str, Value]:
    return {"from_day": days.first_day, "to_day": days.day_after}


def _of_generation(generation_id: str | None, days: DayRange) -> dict[str, Value]:
    return {"generation_id": generation_id or "", **_bounds(days)}


def _export(warehouse: Warehouse, name: str, parameters: Mapping[str, Value], path: Path) -> int:
    return warehouse.export(load_query("revenue", name), parameters, path)
