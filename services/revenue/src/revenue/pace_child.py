"""In a child process: days and quarters of hours from Parquet, profiles into Parquet. `shared.child` calls `run`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from revenue.day_profile import HOURS, LEAST_DAYS, WEEKDAYS, day_profile, hour_shares
from revenue.forecast_calendar import events
from revenue.forecast_days import Floats

DAYS, QUARTERS = "days.parquet", "quarters.parquet"
DAY_PROFILE, HOUR_PROFILE = "day_profile.parquet", "hour_profile.parquet"

_BEFORE, _AFTER = 400, 732  # days around the last known one: a target of a year that has begun, and one of the next
_QUARTER = timedelta(minutes=15)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_SCHEMA = pa.schema(
    [
        ("local_date", pa.date32()),
        ("weight", pa.float64()),
        ("weekday_factor", pa.float64()),
        ("season_factor", pa.float64()),
        ("event", pa.string()),
        ("event_factor", pa.float64()),
        ("has_season", pa.bool_()),
    ]
)
_HOUR_SCHEMA = pa.schema([("weekday", pa.int64()), ("hour", pa.int64()), ("share", pa.float64())])


def run(folder: Path, arguments: Mapping[str, Any]) -> dict[str, object]:
    """Read DAYS (of forecast_sales.sql) and QUARTERS (of profile_quarters.sql), write DAY_PROFILE and HOUR_PROFILE.

    Arguments: `until` (the last known shop day), `country`, `time_zone`. Answers `known_days` and `has_season`; with
    too few days nothing is written.
    """
    until = date.fromisoformat(arguments["until"])
    rows = [row for row in pq.read_table(folder / DAYS).to_pylist() if row["local_date"] <= until]
    first = next((row["local_date"] for row in rows if row["orders"] > 0), None)
    known = 0 if first is None else (until - first).days + 1
    if first is None or known < LEAST_DAYS:
        return {"known_days": known}
    net = np.zeros(known)
    for row in rows:
        if row["local_date"] >= first:
            net[(row["local_date"] - first).days] = float(row["net_sales"])
    begin = min(first, until - timedelta(days=_BEFORE))
    length = (until - begin).days + 1 + _AFTER
    named = events(arguments["country"], begin, length)
    profile = day_profile(first, net, named[(first - begin).days :])
    days = []
    for place in range(max(0, (until - begin).days - _BEFORE), length):
        day, event = begin + timedelta(days=place), named[place]
        days.append(
            {
                "local_date": day,
                "weight": profile.weight(day, event),
                "weekday_factor": profile.weekday_factor(day),
                "season_factor": profile.season_factor(day),
                "event": event,
                "event_factor": profile.event_factor(event),
                "has_season": profile.has_season,
            }
        )
    pq.write_table(pa.Table.from_pylist(days, _DAY_SCHEMA), folder / DAY_PROFILE)
    shares = hour_shares(_hours(folder / QUARTERS, ZoneInfo(arguments["time_zone"])))
    hours = [
        {"weekday": weekday + 1, "hour": hour, "share": float(shares[weekday, hour])}
        for weekday in range(WEEKDAYS)
        for hour in range(HOURS)
    ]
    pq.write_table(pa.Table.from_pylist(hours, _HOUR_SCHEMA), folder / HOUR_PROFILE)
    return {"known_days": known, "has_season": profile.has_season}


def _hours(path: Path, zone: ZoneInfo) -> Floats:
    """Net sales by weekday and hour of the shop's wall clock."""
    found = np.zeros((WEEKDAYS, HOURS))
    for row in pq.read_table(path).to_pylist():
        local = (_EPOCH + row["quarter"] * _QUARTER).astimezone(zone)
        found[local.weekday(), local.hour] += float(row["net_sales"])
    return found
