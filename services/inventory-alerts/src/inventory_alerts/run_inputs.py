"""What the warehouse wrote, as the engine takes it: Parquet files in, arrays over items out. Runs in a child process.

An item is a product at a location that was counted there or sold there. Days are columns, the last one yesterday.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inventory_alerts.inputs import (
    DAYS_AHEAD,
    Flags,
    Floats,
    Incoming,
    Inputs,
    Matrix,
    SeasonHistory,
    Settings,
    Steps,
    Whole,
)
from inventory_alerts.run_holidays import holidays_of
from inventory_alerts.run_index import Index, batches, days_of, joined, moments, numbers, read
from inventory_alerts.run_stock import Indices, Moves, calendar

HISTORY_DAYS = 365  # a year shows a slow product's rhythm; the season reads longer, by category
_LEAST_DAYS = 28  # the engine's; a younger shop's first days are zero, and not in stock
_EPOCH = date(1970, 1, 1)
_WEAK, _USUAL, _STRONG = 1, 2, 3  # as `Inputs.promoted` has it
_WEAK_BELOW, _STRONG_FROM = 0.15, 0.3


@dataclass(frozen=True, slots=True)
class Items:
    """The items in their order, and what is known of the product of each."""

    product: Whole  # row of `facts`
    place: Whole  # index into `places`
    product_ids: list[str]
    places: list[str]
    facts: pa.Table
    cells: Indices  # of each in the index

    def rows(self, index: Index) -> Indices:
        """The item of each cell there is by now, -1 where it is none; the last is none too, for rows without a cell."""
        rows = np.full(index.cells + 1, -1, dtype=np.int64)
        rows[self.cells] = np.arange(len(self.cells))
        return rows

    def __len__(self) -> int:
        return len(self.product)

    def fact(self, name: str) -> Floats:
        """A number of each item's product; NaN where it is unknown."""
        column = self.facts.column(name)
        if pa.types.is_decimal(column.type):
            column = pc.cast(column, pa.float64())
        values = np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.float64)
        return values[self.product]

    def texts(self, name: str) -> pa.ChunkedArray:
        """A text of each item's product."""
        return self.facts.column(name).take(pa.array(self.product))


@dataclass(frozen=True, slots=True)
class _Sold:
    """Units of a cell on a day, which add up."""

    cell: Indices
    column: Whole
    units: Matrix


@dataclass(frozen=True, slots=True)
class Prepared:
    """The engine's inputs, and what the answers need beside them."""

    inputs: Inputs
    items: Items
    counted_at: pa.Array
    active: Flags
    moves: Moves
    first_day: date  # of the first column


def prepare(folder: Path, arguments: Mapping[str, Any], settings: Settings) -> Prepared:
    """The engine's inputs from the files in `folder`."""
    today = date.fromisoformat(arguments["today"])
    first_day = date.fromisoformat(arguments["first_day"])
    review_days = float(arguments["review_days"])
    days = max((today - first_day).days, _LEAST_DAYS)
    first_day = today - timedelta(days=days)
    # Sorted, because a warehouse answers in any order: the same rows have to give the same to the last bit.
    facts = read(folder, "product_facts").sort_by("product_id")
    index = Index(facts.column("product_id").combine_chunks())
    stock = read(folder, "stock_now")
    counted_cells = index.count(stock)
    sold = _sold(folder, index, first_day, days)
    items = _items(index, facts, sold, counted_cells)
    n, rows = len(items), items.rows(index)
    units = np.zeros((n, days), dtype=np.float32)
    row = rows[sold.cell]
    kept = row >= 0
    np.add.at(units.reshape(-1), row[kept] * days + sold.column[kept], sold.units[kept])
    del row, kept, sold  # a large shop's are some hundred megabytes
    np.maximum(units, 0, out=units)  # what came back at another place than it was sold is no demand
    on_hand, committed, counted = _stock(n, rows, stock, counted_cells)
    moved = _moves(folder, index, items, first_day, days)
    in_stock, assumed, first = calendar(units, moved, on_hand)
    categories, codes = _categories(items)
    promoted = _promoted(folder, items, codes, categories, first_day, days)
    age = (np.datetime64(today) - counted.astype("datetime64[D]")) / np.timedelta64(1, "D")
    week, weeks = (items.fact(f"{name}_amount") / _positive(items.fact(f"{name}_units")) for name in ("week", "weeks"))
    inputs = Inputs(
        today=today,
        units=units,
        in_stock=in_stock,
        promoted=promoted,
        first_day=first,
        category=codes,
        on_hand=on_hand,
        committed=committed,
        stock_age_days=np.where(np.isnat(counted), np.nan, age.astype(np.float64)),
        stock_assumed=assumed,
        lead_time_days=items.fact("lead_time_days"),
        review_days=np.full(n, review_days),
        unit_cost=items.fact("unit_cost"),
        price=_first_known(items.fact("price"), week, weeks),
        price_change=week / _positive(weeks) - 1,
        pack_size=_first_known(items.fact("pack_size"), np.ones(n)),
        min_order=_first_known(items.fact("min_order_quantity"), np.zeros(n)),
        muted=_flags(items, "never_alert"),
        incoming=_incoming(folder, index, items, on_hand, today),
        season=_season(folder, index, items, today, arguments),
        settings=settings,
    )
    return Prepared(inputs.checked(), items, pa.array(counted), _flags(items, "active"), moved, first_day)


def _first_known(*values: Floats) -> Floats:
    known = values[0]
    for other in values[1:]:
        known = np.where(np.isnan(known), other, known)
    return known


def _positive(values: Floats) -> Floats:
    return np.where(values > 0, values, np.nan)


def _flags(items: Items, name: str) -> Flags:
    column = items.facts.column(name).combine_chunks()
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.bool_)[items.product]


def _sold(folder: Path, index: Index, first_day: date, days: int) -> _Sold:
    cells, columns, units = [], [], []
    for rows in batches(folder, "demand_days"):
        cell, column = index.at_home(rows), days_of(rows, "local_date") - (first_day - _EPOCH).days
        kept = (cell >= 0) & (column >= 0) & (column < days)
        cells.append(cell[kept])
        columns.append(column[kept])
        units.append((numbers(rows, "units") - numbers(rows, "bulk_units"))[kept].astype(np.float32))
    return _Sold(joined(cells, np.int64), joined(columns, np.int32), joined(units, np.float32))


def _items(index: Index, facts: pa.Table, sold: _Sold, counted_cells: Indices) -> Items:
    """What was counted, and what was sold more of than came back, by product and by the place's name."""
    sums = np.bincount(sold.cell, weights=sold.units, minlength=index.cells)
    sums[counted_cells[counted_cells >= 0]] = 1.0
    cells = np.flatnonzero(sums > 0)
    places = list(index.places)
    rank = np.argsort(np.argsort(np.array(places, dtype=object)))
    cells = cells[np.lexsort((rank[index.place(cells)], index.product(cells)))]
    product, place = index.product(cells).astype(np.int32), index.place(cells).astype(np.int32)
    return Items(product, place, index.product_ids.to_pylist(), places, facts, cells)


def _stock(n: int, rows: Indices, stock: pa.Table, cells: Indices) -> tuple[Floats, Floats, Any]:
    """On hand, committed and the moment of the last count of each item; NaN and NaT where it was never counted."""
    on_hand, committed = np.full(n, np.nan), np.zeros(n)
    counted = np.full(n, np.datetime64("NaT", "us"))
    kept = cells >= 0
    row = rows[cells[kept]]
    on_hand[row] = numbers(stock, "on_hand")[kept]
    committed[row] = np.nan_to_num(numbers(stock, "committed")[kept])
    counted[row] = moments(stock, "counted_at")[kept]
    return on_hand, committed, counted


def _moves(folder: Path, index: Index, items: Items, first_day: date, days: int) -> Moves:
    """By item, and of each in the order of time."""
    parts: list[list[Any]] = [[] for _ in range(6)]
    for rows in batches(folder, "stock_moves"):
        cell, column = index.at_home(rows), days_of(rows, "local_date") - (first_day - _EPOCH).days
        kept = (cell >= 0) & (column >= 0) & (column < days)
        told = (numbers(rows, "counted_units"), numbers(rows, "received_units"))
        times = (moments(rows, "recorded_at"), moments(rows, "moved_at"))
        for part, values in zip(parts, (cell, column, *told, *times), strict=True):
            part.append(values[kept])
    cell, column, counted, received = (joined(part, np.float64) for part in parts[:4])
    recorded, moved = (joined(part, "datetime64[us]") for part in parts[4:])
    row = items.rows(index)[cell.astype(np.int64)]
    order = np.lexsort((recorded, moved, row))
    order = order[row[order] >= 0]
    return Moves(row[order], column[order].astype(np.int64), counted[order], np.nan_to_num(received[order]))


def _categories(items: Items) -> tuple[list[str], Whole]:
    encoded = pc.fill_null(items.facts.column("category"), "").combine_chunks().dictionary_encode()
    names = [str(each) for each in encoded.dictionary.to_pylist()]
    codes = np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int32)[items.product]
    if "" in names:
        codes = np.where(codes == names.index(""), -1, codes).astype(np.int32)
    return names, codes


def _promoted(  # noqa: PLR0917 - one call, named there
    folder: Path, items: Items, codes: Whole, categories: list[str], first_day: date, days: int
) -> Steps:
    """The class of promotion by day, see `Inputs.promoted`; of two at once the stronger."""
    steps = np.zeros((len(items), days + DAYS_AHEAD), dtype=np.uint8)
    rows_of = {product: number for number, product in enumerate(items.product_ids)}
    for row in read(folder, "promotion_days").to_pylist():
        start = max((row["starts_on"] - first_day).days, 0)
        end = days + DAYS_AHEAD if row["ends_on"] is None else (row["ends_on"] - first_day).days
        if row["product_id"] is not None:
            which = items.product == rows_of.get(row["product_id"], -1)
        elif row["category"] is not None:
            named = categories.index(row["category"]) if row["category"] in categories else -2
            which = codes == named
        else:
            which = np.ones(len(items), dtype=np.bool_)
        block = np.ix_(which, range(start, max(min(end, days + DAYS_AHEAD), start)))
        steps[block] = np.maximum(steps[block], _step(row["discount_rate"]))
    return steps


def _step(rate: float | None) -> int:
    if rate is None:
        return _USUAL
    return _WEAK if rate < _WEAK_BELOW else _STRONG if rate >= _STRONG_FROM else _USUAL


def _incoming(folder: Path, index: Index, items: Items, on_hand: Floats, today: date) -> Incoming:
    """Open orders by item; one for a place where the product is never counted is for the place that holds most."""
    table = read(folder, "incoming")
    if not table.num_rows or not len(items):
        return Incoming.none()
    cells = index.where_said(table)
    rows = items.rows(index)[cells]
    main = np.full(len(items.product_ids), -1, dtype=np.int64)
    order = np.argsort(np.nan_to_num(on_hand, nan=-np.inf), kind="stable")
    main[items.product[order]] = order  # the one that holds most comes last, and stays
    counted_here = (rows >= 0) & ~np.isnan(on_hand[rows])
    rows = np.where(cells < 0, -1, np.where(counted_here, rows, main[index.product(cells)]))
    kept = rows >= 0
    day = days_of(table, "expected_on") - (today - _EPOCH).days
    return Incoming(rows[kept].astype(np.int32), day[kept].astype(np.int32), numbers(table, "units")[kept])


def _season(
    folder: Path, index: Index, items: Items, today: date, arguments: Mapping[str, Any]
) -> SeasonHistory | None:
    first = date.fromisoformat(arguments["season_from"])
    weeks = (today - first).days // 7
    if weeks < 1 or not len(items):
        return None
    weekly = np.zeros((len(items), weeks), dtype=np.float32)
    for part in batches(folder, "demand_weeks"):
        cells = index.at_home(part)
        row = items.rows(index)[cells]
        column = weeks - 1 - numbers(part, "weeks_ago").astype(np.int64)
        kept = (cells >= 0) & (row >= 0) & (column >= 0)
        units = numbers(part, "units")[kept].astype(np.float32)
        np.add.at(weekly.reshape(-1), row[kept] * weeks + column[kept], units)
    np.maximum(weekly, 0, out=weekly)
    return SeasonHistory(weekly, holidays_of(str(arguments["country"]), first, today))
