"""Learns how sales are spread over days and hours: a job reads, a child computes, generations are replaced."""

from __future__ import annotations

import tempfile
from datetime import UTC
from pathlib import Path

from revenue import queries_forecast, queries_pace
from revenue.periods import DAY, DayRange, last_full_day
from revenue.question import unfiltered
from revenue.use_cases import Desk
from shared import generations
from shared.child import compute
from shared.progress import tell
from shared.schedule import NotYetError
from shared.warehouse.sql_files import load_tables

_TARGET = "revenue.pace_child:run"
_READ_DAYS = 1100 * DAY  # three years, as the forecast: what is older was another shop
_HOUR_DAYS = 56 * DAY  # eight weeks: how long a shop is open changes with the season


def make_profile(desk: Desk) -> str:
    """Replace the day and the hour profile; answers in words what was done.

    Raises NotYetError while there are too few days, ChildError, WarehouseError, StoreError, GenerationLostError: then
    what stood stands.
    """
    now = desk.now().astimezone(UTC)
    asked = unfiltered(desk.shop(), desk.data_state(), (), now)
    until, first = last_full_day(asked.shop, asked.covered), asked.covered.first_day
    if until is None or first is None:
        raise NotYetError("no whole day of sales is loaded")
    with tempfile.TemporaryDirectory(prefix="profile-") as name:
        folder = Path(name)
        tell("reading days", 0, 0)
        read = DayRange(max(first, until - _READ_DAYS), until + DAY)
        queries_forecast.forecast_sales(desk.warehouse, read, folder / "days.parquet")
        hours = DayRange(until + DAY - _HOUR_DAYS, until + DAY)
        queries_pace.profile_quarters(desk.warehouse, hours, folder / "quarters.parquet")
        told = compute(
            _TARGET,
            folder,
            {"until": until.isoformat(), "country": asked.shop.country, "time_zone": asked.shop.time_zone},
        )
        if "has_season" not in told:
            raise NotYetError(f"{told['known_days']} days of sales are known, and 28 are needed")
        tables = load_tables("revenue")
        made = {tables[table]: folder / f"{table}.parquet" for table in ("day_profile", "hour_profile")}
        generations.replace(desk.warehouse, desk.store, "revenue", now, made)
    basis = "weekdays, seasons and holidays" if told["has_season"] else "weekdays and holidays, no year yet"
    return f"from {told['known_days']} days: {basis}"
