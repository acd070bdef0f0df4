"""The SQL of a build: one function per .sql file, of the same name; `export_shop` writes what the child reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import cast

from recommendations_v2 import build_files as files
from shared.warehouse import Value, Warehouse
from shared.warehouse.sql_files import load_query

_PACKAGE = "recommendations_v2"
OUT_KINDS, LOW_KINDS, OVER_KINDS = ("stock_out",), ("low_stock",), ("overstock",)  # of alerts
_COUNTED = timedelta(days=180)  # a count of long ago says nothing of today's stock
UNITS_DAYS = 28  # of sales by which cover is told


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the shop, as of when; `day` is the shop day of `known_until`."""

    known_until: datetime
    day: date
    from_day: date  # of purchases
    looks_since: datetime
    time_zone: str
    segments_refresh: str | None  # the live refresh of segments; None where there is none
    segments_day: date  # as of when customers are in them: a training looks at nothing that came after
    has_alerts: bool
    online_locations: frozenset[str] = frozenset()  # whose stock counts; none named is all


def export_shop(warehouse: Warehouse, asked: Asked, folder: Path) -> int:
    """All that a build's child reads, into a folder; answers how many purchases there are."""
    bought = build_purchases(warehouse, asked, folder / files.PURCHASES)
    build_products(warehouse, folder / files.PRODUCTS)
    build_stock(warehouse, asked, folder / files.STOCK)
    build_units(warehouse, asked, folder / files.UNITS)
    build_looks(warehouse, asked, folder / files.LOOKS)
    build_sessions(warehouse, asked, folder / files.SESSIONS)
    build_content(warehouse, folder / files.CONTENT)
    build_promotions(warehouse, asked, folder / files.PROMOTIONS)
    if asked.segments_refresh is not None:
        build_segments(warehouse, asked.segments_refresh, asked.segments_day, folder / files.SEGMENTS)
    if asked.has_alerts:
        build_alerts(warehouse, asked, folder / files.ALERTS)
    return bought


def build_first_day(warehouse: Warehouse, from_day: date) -> date | None:
    """The first shop day with an order, of those from a day on."""
    row = warehouse.query(load_query(_PACKAGE, "build_first_day"), {"from_day": from_day})[0]
    return cast("date | None", row["first_day"])


def build_purchases(warehouse: Warehouse, asked: Asked, path: Path) -> int:
    """Who bought what, into a Parquet file; answers how many rows."""
    return _export(warehouse, "build_purchases", path, {"from_day": asked.from_day, "known_until": asked.known_until})


def build_products(warehouse: Warehouse, path: Path) -> int:
    """The catalogue."""
    return _export(warehouse, "build_products", path, {})


def build_stock(warehouse: Warehouse, asked: Asked, path: Path) -> int:
    """Units on hand, of products that are counted."""
    since = asked.known_until - _COUNTED
    given = {"since": since, "since_day": asked.day - _COUNTED - timedelta(days=1), "known_until": asked.known_until}
    return _export(warehouse, "build_stock", path, {**given, **_places(asked)})


def build_units(warehouse: Warehouse, asked: Asked, path: Path) -> int:
    """Units sold of late."""
    given = {"from_day": asked.day - timedelta(days=UNITS_DAYS), "to_day": asked.day}
    return _export(warehouse, "build_units", path, given)


def build_looks(warehouse: Warehouse, asked: Asked, path: Path) -> int:
    """What customers looked at."""
    return _export(warehouse, "build_looks", path, _looked(asked))


def build_sessions(warehouse: Warehouse, asked: Asked, path: Path) -> int:
    """What visits looked at."""
    return _export(warehouse, "build_sessions", path, _looked(asked))


def build_content(warehouse: Warehouse, path: Path) -> int:
    """What articles and videos show."""
    return _export(warehouse, "build_content", path, {})


def build_segments(warehouse: Warehouse, refresh_id: str, day: date, path: Path) -> int:
    """Who was in which segment on a shop day."""
    return _export(warehouse, "build_segments", path, {"refresh_id": refresh_id, "day": day})


def build_alerts(warehouse: Warehouse, asked: Asked, path: Path) -> int:
    """What runs out, is out, or is too much."""
    return _export(warehouse, "build_alerts", path, {"kinds": [*OUT_KINDS, *LOW_KINDS, *OVER_KINDS], **_places(asked)})


def build_promotions(warehouse: Warehouse, asked: Asked, path: Path) -> int:
    """What is on offer when."""
    return _export(warehouse, "build_promotions", path, {"from_day": asked.from_day, "time_zone": asked.time_zone})


def _places(asked: Asked) -> Mapping[str, Value]:
    return {"everywhere": not asked.online_locations, "locations": sorted(asked.online_locations)}


def _looked(asked: Asked) -> Mapping[str, Value]:
    return {"since": asked.looks_since, "known_until": asked.known_until}


def _export(warehouse: Warehouse, name: str, path: Path, parameters: Mapping[str, Value]) -> int:
    return warehouse.export(load_query(_PACKAGE, name), parameters, path)
