"""The shop's days as arrays, from the files that the job writes (`use_cases_insights.write_inputs` names them)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from revenue.forecast_calendar import events
from revenue.insight_data import HOURS, MEASURES, Floats, Interval, Ints, Place, Series, ShopData

QUARTER_SECONDS = 900  # of an hour: every time zone's midnight lies on one
_QUARTERS_AN_HOUR, _QUARTERS_A_DAY = 4, 96

_LEAST_SHOWN = 5  # orders, or units given back, on a day: products that never had as many stand out of nothing
_COLUMNS = {
    "net_sales": "net_sales",
    "orders": "orders",
    "units": "units",
    "units_refunded": "units_refunded",
    "refunds": "refunds",
    "with_cost": "net_sales_with_cost",
    "cost": "cost",
}


@dataclass(frozen=True)
class _Grid:
    first: date
    days: int

    def of(self, column: pa.ChunkedArray) -> Ints:
        """Days as places in the grid."""
        return np.asarray(pc.cast(column, pa.int32()).to_numpy(), np.int64) - (self.first - date(1970, 1, 1)).days


def read_shop(folder: Path, arguments: Mapping[str, Any]) -> ShopData:
    """The shop from `known_from` to `to`, in the time zone and country that are given."""
    first, last = (date.fromisoformat(str(arguments[name])) for name in ("known_from", "to"))
    grid = _Grid(first, (last - first).days + 1)
    places, by_place = _places(pq.read_table(folder / "shop_days.parquet"), grid)
    listed = {
        row["product_id"]: (row["title"] or row["product_id"], row["category"])
        for row in pq.read_table(folder / "products.parquet").to_pylist()
    }
    sold = pq.read_table(folder / "product_days.parquet")
    ids, by_product, other_products, by_category, products_sold = _products(sold, grid, listed)
    zone = ZoneInfo(str(arguments["time_zone"]))
    orders = pq.read_table(folder / "order_quarters.parquet")
    web = pq.read_table(folder / "web_quarters.parquet")
    sessions, bots = _web(web, grid, zone)
    since = date.fromisoformat(str(arguments["hours_from"]))
    named = events(str(arguments["country"]), first, grid.days)
    return ShopData(
        first=first,
        days=grid.days,
        places=places,
        by_place=by_place,
        hours=_hours(orders, places, grid, zone),
        hour_lengths=_hour_lengths(grid, zone),
        categories=tuple(by_category),
        by_category=_stacked(list(by_category.values()), grid),
        products=tuple(ids),
        titles=tuple(listed.get(each, (each, None))[0] for each in ids),
        category_of=tuple(listed.get(each, (each, None))[1] for each in ids),
        by_product=by_product,
        other_products=other_products,
        products_sold=products_sold,
        sessions=sessions,
        declared_bots=bots,
        hours_since=(since - first).days,
        holidays=frozenset(first + timedelta(days=place) for place, name in enumerate(named) if name is not None),
        promoted=_promoted(pq.read_table(folder / "promotions.parquet"), zone, first, last),
        forecasts=_forecasts(folder),
    )


def _values(table: pa.Table, column: str) -> Floats:
    return np.asarray(pc.cast(table[column], pa.float64()).to_numpy(), np.float64)


def _places(table: pa.Table, grid: _Grid) -> tuple[tuple[Place, ...], Series]:
    pairs = list(zip(table["location_id"].to_pylist(), table["channel"].to_pylist(), strict=True))
    places = sorted(set(pairs), key=lambda pair: (pair[0] or "", pair[1] or ""))
    number = {pair: place for place, pair in enumerate(places)}
    series = Series.empty(len(places), grid.days)
    where = np.array([number[pair] for pair in pairs], np.int64), grid.of(table["local_date"])
    for name in MEASURES:
        np.add.at(getattr(series, name), where, _values(table, _COLUMNS[name]))
    return tuple(Place(*pair) for pair in places), series


def _products(
    table: pa.Table, grid: _Grid, listed: Mapping[str, tuple[str, str | None]]
) -> tuple[list[str], Series, Series, dict[str, Series], Floats]:
    """The products that ever stood out by number, their series, that of the others, those of the categories, and how
    many products were sold on each day.
    """
    encoded = pc.fill_null(table["product_id"], "").combine_chunks().dictionary_encode()
    names: list[str] = encoded.dictionary.to_pylist()
    which, day = np.asarray(encoded.indices.to_numpy(), np.int64), grid.of(table["local_date"])
    orders, back = _values(table, "orders"), _values(table, "units_refunded")
    products_sold = np.bincount(day[orders > 0], minlength=grid.days).astype(np.float64)
    loud = np.zeros(len(names), np.bool_)
    loud[which[(orders >= _LEAST_SHOWN) | (back >= _LEAST_SHOWN)]] = True
    kept = np.flatnonzero(loud)
    place_of = np.full(len(names), -1)
    place_of[kept] = np.arange(len(kept))
    named = [listed.get(name, ("", None))[1] or "" for name in names]
    categories = sorted(set(named))
    category_number = {name: number for number, name in enumerate(categories)}
    in_category = np.array([category_number[name] for name in named], np.int64)
    by_product, by_category = Series.empty(len(kept), grid.days), Series.empty(len(categories), grid.days)
    others = Series.empty(1, grid.days)
    own, group = place_of[which], in_category[which] if len(names) else which
    for name in MEASURES:
        values = _values(table, _COLUMNS[name])
        # What has no place of its own (-1) lies in the one place of the others, which is 0.
        for series, place in ((by_product, own), (others, np.where(own < 0, 0, -1)), (by_category, group)):
            inside = place >= 0
            np.add.at(getattr(series, name), (place[inside], day[inside]), values[inside])
    return (
        [names[number] for number in kept],
        by_product,
        others.of(0),
        {name: by_category.of(number) for number, name in enumerate(categories)},
        products_sold,
    )


def _stacked(several: Sequence[Series], grid: _Grid) -> Series:
    if not several:
        return Series.empty(0, grid.days)
    return Series(*(np.stack([getattr(each, name) for each in several]) for name in MEASURES))


def _hours(table: pa.Table, places: Sequence[Place], grid: _Grid, zone: ZoneInfo) -> Floats:
    number = {(place.location_id, place.channel): place_no for place_no, place in enumerate(places)}
    hours = np.zeros((len(places), grid.days, HOURS))
    pairs = zip(table["location_id"].to_pylist(), table["channel"].to_pylist(), strict=True)
    where = np.array([number.get(pair, -1) for pair in pairs], np.int64)
    day, hour = _local(table["quarter"], grid, zone)
    inside = (where >= 0) & (day >= 0) & (day < grid.days)
    np.add.at(hours, (where[inside], day[inside], hour[inside]), _values(table, "orders")[inside])
    return hours


def _hour_lengths(grid: _Grid, zone: ZoneInfo) -> Floats:
    """How often each local hour comes on each day, in quarters of what is there."""
    begin = datetime.combine(grid.first, time(), zone).astimezone(UTC)
    end = datetime.combine(grid.first + timedelta(days=grid.days), time(), zone).astimezone(UTC)
    first, last = (int(moment.timestamp()) // QUARTER_SECONDS for moment in (begin, end))
    lengths = np.ones((grid.days, HOURS))
    changes = [
        quarter
        for quarter in range(first, last, _QUARTERS_A_DAY)
        if _offset(quarter, zone) != _offset(quarter + _QUARTERS_A_DAY, zone)
    ]
    for changed in changes:
        quarters = range(changed - _QUARTERS_A_DAY, changed + 2 * _QUARTERS_A_DAY)
        local = [datetime.fromtimestamp(each * QUARTER_SECONDS, UTC).astimezone(zone) for each in quarters]
        for day in {moment.date() for moment in local[_QUARTERS_A_DAY:-_QUARTERS_A_DAY]}:
            place = (day - grid.first).days
            if 0 <= place < grid.days:
                own = [moment.hour for moment in local if moment.date() == day]
                lengths[place] = np.bincount(own, minlength=HOURS) / _QUARTERS_AN_HOUR
    return lengths


def _offset(quarter: int, zone: ZoneInfo) -> timedelta | None:
    return datetime.fromtimestamp(quarter * QUARTER_SECONDS, UTC).astimezone(zone).utcoffset()


def _web(table: pa.Table, grid: _Grid, zone: ZoneInfo) -> tuple[Floats, Floats]:
    sessions, bots = np.zeros((grid.days, HOURS)), np.zeros(grid.days)
    day, hour = _local(table["quarter"], grid, zone)
    inside = (day >= 0) & (day < grid.days)
    np.add.at(sessions, (day[inside], hour[inside]), _values(table, "sessions")[inside])
    np.add.at(bots, day[inside], _values(table, "declared_bots")[inside])
    return sessions, bots


def _local(quarters: pa.ChunkedArray, grid: _Grid, zone: ZoneInfo) -> tuple[Ints, Ints]:
    """The day, as its place in the grid, and the local hour of each quarter of an hour."""
    number = np.asarray(quarters.to_numpy(), np.int64)
    distinct, which = np.unique(number, return_inverse=True)
    local = [datetime.fromtimestamp(int(each) * QUARTER_SECONDS, UTC).astimezone(zone) for each in distinct]
    days = np.array([(moment.date() - grid.first).days for moment in local], np.int64)
    hours = np.array([moment.hour for moment in local], np.int64)
    return days[which], hours[which]


def _promoted(table: pa.Table, zone: ZoneInfo, first: date, last: date) -> dict[date, frozenset[str | None]]:
    """What a promotion holds on each day: a product, a category, or (None) everything."""
    held: dict[date, set[str | None]] = defaultdict(set)
    for row in table.to_pylist():
        begin = row["starts_at"].astimezone(zone).date()
        end = last if row["ends_at"] is None else (row["ends_at"] - timedelta(microseconds=1)).astimezone(zone).date()
        day = max(begin, first)
        while day <= min(end, last):
            held[day].add(row["product_id"] or row["category"])
            day += timedelta(days=1)
    return {day: frozenset(names) for day, names in held.items()}


def _forecasts(folder: Path) -> dict[date, Interval]:
    """What was forecast before each day; of a day that was judged before, what it was judged by then."""
    made = pq.read_table(folder / "forecasts.parquet").to_pylist()
    found = {row["local_date"]: _interval(row["made_on"], row) for row in made}
    known = json.loads((folder / "known_forecasts.json").read_text(encoding="utf-8"))
    for day, told in known.items():
        found[date.fromisoformat(day)] = _interval(date.fromisoformat(told["made_on"]), told)
    return found


def _interval(made_on: date, told: Mapping[str, Any]) -> Interval:
    return Interval(
        made_on=made_on,
        mean=float(told["mean"]),
        low_80=float(told["low_80"]),
        high_80=float(told["high_80"]),
        low_95=float(told["low_95"]),
        high_95=float(told["high_95"]),
        is_closed=bool(told["is_closed"]),
    )
