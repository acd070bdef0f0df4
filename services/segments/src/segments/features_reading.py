"""What the warehouse exported of customers, as arrays: one element for each customer, in one order. In the child.

Purchases are read a hundred thousand customers at a time: memory holds some 300 bytes for each customer, and never all
purchases at once. Two threads, for two cores: what takes long lets go of the interpreter.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from segments.cadence import Habits, habits_of
from segments.feature_files import FEATURES, KNOWN, LINES, PREDICTED, PREVIOUS, PURCHASES

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

Numbers = TypeVar("Numbers", Floats, Integers)

_THREADS = 2
AT_ONCE = 1 << 17  # customers of a batch: some ten million numbers of work at most
_MOST_CELLS = 1 << 22  # customers by categories that are counted at once: 32 MB
DECIMAL = pa.decimal128(38, 9)


@dataclass(frozen=True, slots=True)
class Tastes:
    """What customers bought of in the window: `top` is the place of a category, -1 where none is known."""

    top: Integers
    top_lines: Integers
    lines: Integers
    categories: Integers


@dataclass(frozen=True, slots=True)
class People:
    """Everybody: first those in FEATURES, in its order, `buyers` of them; then those who are only known."""

    ids: pa.Array
    rows: int  # in FEATURES
    habits: Habits
    monetary: Floats
    realised: Floats  # 0 where nothing is known
    known: pa.Table  # customer_id, created_at
    known_at: Integers  # the row of `known`, or -1
    predicted: pa.Table
    predicted_at: Integers
    tastes: Tastes
    previous: pa.Table
    previous_at: Integers  # the row of `previous`, or -1
    gone: Integers  # rows of `previous` of whom nothing is known any more

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.ids)


def read_people(folder: Path, window_from: int, realised: str, channels: int) -> People:
    """Read all files of a folder; `realised` is the column that tells what customers brought: margin or net_sales."""
    told = _read(folder / FEATURES, "customer_id", "monetary", realised)
    ids = pa.concat_arrays(told["customer_id"].chunks)
    known, predicted, lines, previous = (_read(folder / name) for name in (KNOWN, PREDICTED, LINES, PREVIOUS))
    purchased = _read(folder / PURCHASES, "customer_id")["customer_id"]
    with ThreadPoolExecutor(_THREADS) as pool:
        of_known = pool.submit(_places, ids, known["customer_id"])
        of_rest = pool.submit(_places, ids, purchased, predicted["customer_id"], lines["customer_id"])
        (place,), (of_purchased, of_predicted, of_lines) = of_known.result(), of_rest.result()
        prospects = np.flatnonzero(place < 0)
        everybody = pa.concat_arrays([ids, *known["customer_id"].take(pa.array(prospects)).chunks])
        place[prospects] = len(ids) + np.arange(len(prospects))
        size = len(everybody)
        of_previous = pool.submit(_places, everybody, previous["customer_id"])
        habits = _habits(pool, _Purchases(folder / PURCHASES, of_purchased, window_from, channels), size)
        tastes = _tastes(lines["lines"], of_lines, size)
        (of_before,) = of_previous.result()
    return People(
        ids=everybody,
        rows=len(ids),
        habits=habits,
        monetary=_padded(_floats(told["monetary"]), size),
        realised=_padded(np.nan_to_num(_floats(told[realised])), size),
        known=known,
        known_at=_reversed(place, size),
        predicted=predicted,
        predicted_at=_reversed(of_predicted, size),
        tastes=tastes,
        previous=previous,
        previous_at=_reversed(of_before, size),
        gone=np.flatnonzero(of_before < 0),
    )


def read_amounts(folder: Path, name: str, size: int) -> Floats:
    """A column of FEATURES as numbers; NaN where it is null, and beyond those who are in it 0."""
    column = _read(folder / FEATURES, name)[name]
    return _padded(_floats(column), size)


def _read(path: Path, *columns: str) -> pa.Table:
    """A file, or some columns of it. Arrow's read_table would import its data sets first: half a second."""
    with pq.ParquetFile(path) as file:
        return file.read(columns=list(columns) or None)


@dataclass(frozen=True, slots=True)
class _Purchases:
    """A file of purchases: where each of its rows stands among everybody, and how it is to be read."""

    path: Path
    places: Integers
    window_from: int
    channels: int


def _habits(pool: ThreadPoolExecutor, purchases: _Purchases, size: int) -> Habits:
    """Everybody's habits; of a row group at a time in each thread, so that memory holds two of them."""
    whole: dict[str, Any] = {each.name: np.zeros(size, np.int64) for each in fields(Habits)}
    for name in ("mean_gap", "gap_sd"):
        whole[name] = np.full(size, np.nan)
    with pq.ParquetFile(purchases.path) as file:
        groups = [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
    starts = np.cumsum([0, *groups])

    def read(number: int) -> None:
        with pq.ParquetFile(purchases.path) as file:
            column = file.read_row_group(number, columns=["purchases"], use_threads=False)["purchases"]
        at = purchases.places[starts[number] : starts[number + 1]]
        there = at >= 0
        found = habits_of(*_flat(pa.concat_arrays(column.chunks)), purchases.window_from, purchases.channels)
        for name, values in whole.items():
            values[at[there]] = getattr(found, name)[there]

    list(pool.map(read, range(len(groups))))
    return Habits(**whole)


def _flat(lists: pa.ListArray) -> tuple[Integers, Integers]:
    """All elements, and how many each list has; none where it is null."""
    lengths = np.asarray(pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False), np.int64)
    return np.asarray(lists.flatten().to_numpy(zero_copy_only=False), np.int64), lengths


def _floats(column: pa.Array | pa.ChunkedArray) -> Floats:
    return np.asarray(column.cast(pa.float64()).to_numpy(zero_copy_only=False), np.float64)


def _places(among: pa.Array, *columns: pa.ChunkedArray) -> list[Integers]:
    """Where each value of some columns stands in an array; -1 where it does not."""
    together = pa.chunked_array([chunk for column in columns for chunk in column.chunks], pa.string())
    found = np.array(pc.fill_null(pc.index_in(together, value_set=among), -1).to_numpy(), np.int64)
    return np.split(found, np.cumsum([len(column) for column in columns])[:-1])


def _reversed(places: Integers, size: int) -> Integers:
    """For each of `size` places the element that stands there, -1 where none does."""
    at = np.full(size, -1)
    there = places >= 0
    at[places[there]] = np.flatnonzero(there)
    return at


def _padded(values: Numbers, size: int) -> Numbers:
    return np.concatenate([values, np.zeros(size - len(values), values.dtype)])


def _tastes(lists: pa.ChunkedArray, places: Integers, size: int) -> Tastes:
    tastes = Tastes(np.full(size, -1), *(np.zeros(size, np.int64) for _ in range(3)))
    start = 0
    for chunk in lists.chunks:
        values, lengths = _flat(chunk)
        width = int(np.max(values, initial=0)) + 1
        step = max(1, _MOST_CELLS // width)
        ends = np.concatenate([[0], np.cumsum(lengths)])
        for first in range(0, len(lengths), step):
            some = slice(first, min(first + step, len(lengths)))
            who = np.repeat(np.arange(some.stop - first), lengths[some])
            cells = who * width + values[ends[first] : ends[some.stop]]
            counted = np.bincount(cells, minlength=(some.stop - first) * width).reshape(-1, width)
            _note(tastes, places[start + first : start + some.stop], counted)
        start += len(lengths)
    return tastes


def _note(tastes: Tastes, at: Integers, counted: Integers) -> None:
    there = at >= 0
    at, counted = at[there], counted[there]
    top = counted.argmax(axis=1)  # the first in order of those that are as many
    tastes.top[at], tastes.top_lines[at] = top, counted[np.arange(len(at)), top]
    tastes.lines[at], tastes.categories[at] = counted.sum(axis=1), np.count_nonzero(counted, axis=1)
