"""What the warehouse wrote, as the engine takes it: Parquet files in, arrays over items out. Runs in a child process.

An item is a product at a location that was counted there or sold there. Days are columns, the last one yesterday.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from inventory_alerts.inputs import DAYS_AHEAD, Flags, Floats, Incoming, Inputs, SeasonHistory, Settings, Steps, Whole
from inventory_alerts.run_holidays import holidays_of
from inventory_alerts.run_stock import Indices, Moves, calendar

HISTORY_DAYS = 365  # a year shows a slow product's rhythm; the season reads longer, by category
_LEAST_DAYS = 28  # the engine's; a younger shop's first days are zero, and not in stock
_EPOCH = date(1970, 1, 1)
_LONG = ("demand_days", "demand_weeks", "stock_moves")  # files of millions of rows
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
class Prepared:
    """The engine's inputs, and what the answers need beside them."""

    inputs: Inputs
    items: Items
    counted_at: pa.Array
    active: Flags
    moves: Moves
    first_day: date  # of the first column


class _Index:
    """Numbers items by product and location: one integer key per pair, looked up by sorting."""

    def __init__(self, facts: pa.Table, tables: Iterable[pa.Table]) -> None:
        self.product_ids = facts.column("product_id").combine_chunks()
        named = {name for table in tables for name in _coded(table.column("location_id"))[0].to_pylist()}
        self.places: dict[str, int] = {name: number for number, name in enumerate(sorted({"", *named}))}

    def keys(self, table: pa.Table) -> Indices:
        """A key per row; -1 where the product is none of ours (a gift card, a bundle)."""
        names, codes = _coded(table.column("product_id"))
        rows = np.asarray(pc.fill_null(pc.index_in(names, self.product_ids), -1).to_numpy(), dtype=np.int64)
        product = np.append(rows, -1)[codes]
        names, codes = _coded(table.column("location_id"))
        place = np.array([self._place(each) for each in [*names.to_pylist(), ""]], dtype=np.int64)[codes]
        return np.where(product < 0, -1, product * _MOST_PLACES + place)

    def _place(self, name: str | None) -> int:
        if len(self.places) >= _MOST_PLACES:
            raise ValueError(f"more than {_MOST_PLACES} locations")
        return self.places.setdefault(name or "", len(self.places))


_MOST_PLACES = 100_000  # locations of one shop; a key stays far below 2^63


def _coded(column: pa.ChunkedArray) -> tuple[pa.Array, Indices]:
    """A column's distinct texts, and for each row which one it is; -1 for null."""
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    one = coded.unify_dictionaries().combine_chunks()
    if isinstance(one, pa.ChunkedArray):  # a file without rows has no chunk
        return pa.array([], pa.string()), np.zeros(0, dtype=np.int64)
    return one.dictionary, np.asarray(pc.fill_null(one.indices, -1).to_numpy(zero_copy_only=False), dtype=np.int64)


def read(folder: Path, name: str) -> pa.Table:
    """One of the files that the warehouse wrote; texts that repeat as codes."""
    path = folder / f"{name}.parquet"
    texts = [field.name for field in pq.read_schema(path) if field.name in ("product_id", "location_id")]
    repeated = texts if name in _LONG else []
    return pq.read_table(path, read_dictionary=repeated, use_threads=False)


def prepare(folder: Path, arguments: Mapping[str, Any], settings: Settings) -> Prepared:
    """The engine's inputs from the files in `folder`."""
    today = date.fromisoformat(arguments["today"])
    first_day = date.fromisoformat(arguments["first_day"])
    review_days = float(arguments["review_days"])
    days = max((today - first_day).days, _LEAST_DAYS)
    first_day = today - timedelta(days=days)
    # Sorted, because a warehouse answers in any order: the same rows have to give the same to the last bit.
    facts = read(folder, "product_facts").sort_by("product_id")
    demand, stock, moves = (read(folder, name) for name in ("demand_days", "stock_now", "stock_moves"))
    index = _Index(facts, (demand, stock, moves))
    sold_keys, stock_keys, move_keys = index.keys(demand), index.keys(stock), index.keys(moves)
    sold_units = _numbers(demand, "units") - _numbers(demand, "bulk_units")
    keys = np.unique(np.concatenate([sold_keys[sold_units > 0], stock_keys]))
    keys = keys[keys >= 0]
    items = Items(
        (keys // _MOST_PLACES).astype(np.int32),
        (keys % _MOST_PLACES).astype(np.int32),
        index.product_ids.to_pylist(),
        list(index.places),
        facts,
    )
    n = len(items)
    rows = _rows(keys, sold_keys)
    units = np.zeros((n, days), dtype=np.float32)
    column = _days(demand, "local_date") - (first_day - _EPOCH).days
    kept = (rows >= 0) & (column >= 0) & (column < days)
    np.add.at(units, (rows[kept], column[kept]), sold_units[kept].astype(np.float32))
    np.maximum(units, 0, out=units)  # what came back at another place than it was sold is no demand
    on_hand, committed, counted = _stock(keys, stock, stock_keys)
    moved = _moves(keys, moves, move_keys, first_day, days)
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
        incoming=_incoming(folder, index, keys, on_hand, today),
        season=_season(folder, index, keys, today, arguments),
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


def _numbers(table: pa.Table, name: str) -> Floats:
    return np.asarray(table.column(name).to_numpy(), dtype=np.float64)


def _days(table: pa.Table, name: str) -> Indices:
    """Dates as days since 1970."""
    return np.asarray(pc.cast(table.column(name), pa.int32()).to_numpy(), dtype=np.int64)


def _rows(keys: Any, asked: Any) -> Indices:  # noqa: ANN401 - integer arrays
    """The item of each key; -1 where it is none."""
    if not len(keys):
        return np.full(len(asked), -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
    return np.where(keys[place] == asked, place, -1)


def _stock(keys: Any, stock: pa.Table, stock_keys: Any) -> tuple[Floats, Floats, Any]:  # noqa: ANN401 - as above
    """On hand, committed and the moment of the last count of each item; NaN and NaT where it was never counted."""
    n, rows = len(keys), _rows(keys, stock_keys)
    on_hand, committed = np.full(n, np.nan), np.zeros(n)
    counted = np.full(n, np.datetime64("NaT", "us"))
    kept = rows >= 0
    on_hand[rows[kept]] = _numbers(stock, "on_hand")[kept]
    committed[rows[kept]] = np.nan_to_num(_numbers(stock, "committed")[kept])
    moments = pc.cast(stock.column("counted_at"), pa.timestamp("us", "UTC"))
    counted[rows[kept]] = pc.cast(moments, pa.timestamp("us")).to_numpy()[kept]
    return on_hand, committed, counted


def _moves(keys: Any, moves: pa.Table, move_keys: Any, first_day: date, days: int) -> Moves:  # noqa: ANN401 - as above
    rows, column = _rows(keys, move_keys), _days(moves, "local_date") - (first_day - _EPOCH).days
    kept = (rows >= 0) & (column >= 0) & (column < days)
    counted, received = _numbers(moves, "counted_units")[kept], _numbers(moves, "received_units")[kept]
    return Moves(rows[kept], column[kept], counted, np.nan_to_num(received))


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


def _incoming(folder: Path, index: _Index, keys: Any, on_hand: Floats, today: date) -> Incoming:  # noqa: ANN401 - as above
    """Open orders by item; one for a place where the product is never counted is for the place that holds most."""
    table = read(folder, "incoming")
    if not table.num_rows or not len(keys):
        return Incoming.none()
    asked = index.keys(table)
    rows = _rows(keys, asked)
    order = np.lexsort((-np.nan_to_num(on_hand, nan=-np.inf), keys // _MOST_PLACES))
    products = (keys // _MOST_PLACES)[order]
    main = np.minimum(np.searchsorted(products, asked // _MOST_PLACES), len(products) - 1)
    fallback = np.where(products[main] == asked // _MOST_PLACES, order[main], -1)
    counted_here = (rows >= 0) & ~np.isnan(on_hand[np.maximum(rows, 0)])
    rows = np.where(counted_here, rows, np.where(asked >= 0, fallback, -1))
    kept = rows >= 0
    day = _days(table, "expected_on") - (today - _EPOCH).days
    return Incoming(rows[kept].astype(np.int32), day[kept].astype(np.int32), _numbers(table, "units")[kept])


def _season(folder: Path, index: _Index, keys: Any, today: date, arguments: Mapping[str, Any]) -> SeasonHistory | None:  # noqa: ANN401 - as above
    first = date.fromisoformat(arguments["season_from"])
    weeks = (today - first).days // 7
    if weeks < 1 or not len(keys):
        return None
    table = read(folder, "demand_weeks")
    weekly = np.zeros((len(keys), weeks), dtype=np.float32)
    rows = _rows(keys, index.keys(table))
    column = weeks - 1 - np.asarray(table.column("weeks_ago").to_numpy(), dtype=np.int64)
    kept = (rows >= 0) & (column >= 0)
    np.add.at(weekly, (rows[kept], column[kept]), _numbers(table, "units")[kept].astype(np.float32))
    return SeasonHistory(np.maximum(weekly, 0), holidays_of(str(arguments["country"]), first, today))
