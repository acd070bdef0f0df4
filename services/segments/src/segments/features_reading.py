"""What the warehouse exported of customers, as arrays: one element for each customer, in one order. In the child.

The warehouse numbers everybody, so that no text is looked up here. Memory holds some 300 bytes for each customer, and 8
for each purchase and each line of the window. Two threads, for two cores: what takes long lets go of the interpreter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from segments.cadence import CHANNEL_BITS, DAY_BITS, Habits, habits_of
from segments.feature_files import CODES, FEATURES, LINES, PREDICTED, PREVIOUS, PURCHASES

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

Numbers = TypeVar("Numbers", Floats, Integers)

_THREADS = 2
AT_ONCE = 1 << 17  # customers of a batch: some ten million numbers of work at most
_HABITS_AT_ONCE = 1 << 14  # customers: what is worked with then stays in the processor's cache
_CATEGORY_BITS = 24  # as in customer_features_lines.sql: a line is its customer and the place of its category
_LAST_CATEGORY = (1 << _CATEGORY_BITS) - 1
_MOST_CELLS = 1 << 26  # customers times categories: 256 MB
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
    known: pa.Table  # created_at
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


def read_people(folder: Path, window_from: int, realised: str, names: Mapping[str, Sequence[str]]) -> People:
    """Read all files of a folder; `realised` is the column that tells what customers brought: margin or net_sales."""
    with ThreadPoolExecutor(_THREADS) as pool:
        purchases = pool.submit(_in_order, folder / PURCHASES, "purchase")  # what takes longest, first
        known, told = _read(folder / CODES), _read(folder / FEATURES, "code", "monetary", realised)
        size, buyers = len(known), len(told)
        at = np.full(size, -1)  # where the customer of each code stands
        at[_whole(told["code"])] = np.arange(buyers)
        at[at < 0] = np.arange(buyers, size)
        tastes = pool.submit(read_tastes, folder / LINES, at, len(names["categories"]))
        predicted, previous = _read(folder / PREDICTED), _read(folder / PREVIOUS)
        predicted_at, known_at = _standing(predicted["code"], at), _standing(known["code"], at)
        predicted_at[buyers:] = -1  # value is expected of those who bought
        previous_code = pc.fill_null(previous["code"], -1)
        return People(
            ids=pa.concat_arrays(known["customer_id"].chunks).take(pa.array(known_at)),
            rows=buyers,
            monetary=_padded(_floats(told["monetary"]), size),
            realised=_padded(np.nan_to_num(_floats(told[realised])), size),
            known=known,
            known_at=known_at,
            predicted=predicted,
            predicted_at=predicted_at,
            previous=previous,
            previous_at=_standing(previous_code, at),
            gone=np.flatnonzero(_whole(previous_code) < 0),
            habits=_habits(pool, purchases.result(), at, window_from, len(names["channels"])),
            tastes=tastes.result(),
        )


def read_amounts(folder: Path, name: str, size: int) -> Floats:
    """A column of FEATURES as numbers; NaN where it is null, and beyond those who are in it 0."""
    column = _read(folder / FEATURES, name)[name]
    return _padded(_floats(column), size)


def _read(path: Path, *columns: str) -> pa.Table:
    """A file, or some columns of it. Arrow's read_table would import its data sets first: half a second."""
    with pq.ParquetFile(path) as file:
        return file.read(columns=list(columns) or None)


def _numbers(path: Path, name: str) -> Iterator[Integers]:
    """A column of whole numbers, a row group at a time."""
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            for part in file.read_row_group(group, columns=[name], use_threads=False)[name].chunks:
                yield np.asarray(part.to_numpy(), np.int64)


def _in_order(path: Path, name: str) -> Integers:
    """The same in ascending order, all at once, with no more memory than that takes."""
    with pq.ParquetFile(path) as file:
        numbers, start = np.empty(file.metadata.num_rows, np.int64), 0
    for part in _numbers(path, name):
        numbers[start : start + len(part)] = part
        start += len(part)
    numbers.sort()
    return numbers


def _habits(pool: ThreadPoolExecutor, purchases: Integers, at: Integers, window_from: int, channels: int) -> Habits:
    """Everybody's habits, where each code stands."""
    whole: dict[str, Any] = {each.name: np.zeros(len(at), np.int64) for each in fields(Habits)}
    for name in ("mean_gap", "gap_sd"):
        whole[name] = np.full(len(at), np.nan)
    bits = CHANNEL_BITS + DAY_BITS

    def read(first: int) -> None:
        last = min(first + _HABITS_AT_ONCE, len(at))
        begin, end = np.searchsorted(purchases, [first << bits, last << bits])
        found = habits_of(purchases[begin:end] - (first << bits), last - first, window_from, channels)
        for name, values in whole.items():
            values[at[first:last]] = getattr(found, name)

    list(pool.map(read, range(0, len(at), _HABITS_AT_ONCE)))
    return Habits(**whole)


def read_tastes(path: Path, at: Integers, categories: int, *, most_cells: int = _MOST_CELLS) -> Tastes:
    """What everybody bought of, where each code stands: `at` has a place for each, and there are so many categories."""
    tastes = Tastes(np.full(len(at), -1), *(np.zeros(len(at), np.int64) for _ in range(3)))
    if len(at) * categories <= most_cells:
        _count(tastes, path, at, categories)
    else:
        _count_few(tastes, path, at)
    return tastes


def _count(tastes: Tastes, path: Path, at: Integers, categories: int) -> None:
    """Where customers times categories fit into memory: each line is one more in its cell."""
    counted, one = np.zeros(len(at) * categories, np.int32), np.int32(1)  # of another type it takes ten times as long
    for line in _numbers(path, "line"):
        np.add.at(counted, (line >> _CATEGORY_BITS) * categories + (line & _LAST_CATEGORY), one)
    if not len(counted):
        return
    of = counted.reshape(len(at), categories)
    top = of.argmax(axis=1)  # the first in order of those that are as many
    most = of[np.arange(len(at)), top]
    tastes.top[at], tastes.top_lines[at] = np.where(most > 0, top, -1), most
    tastes.lines[at], tastes.categories[at] = of.sum(axis=1), np.count_nonzero(of, axis=1)


def _count_few(tastes: Tastes, path: Path, at: Integers) -> None:
    """Where they do not, and most cells would be empty: lines in order, and how many of a kind follow one another."""
    lines = _in_order(path, "line")
    begins = np.flatnonzero(np.diff(lines, prepend=-1))
    kinds, number = lines[begins], np.diff(begins, append=len(lines))
    who = kinds >> _CATEGORY_BITS
    firsts = np.flatnonzero(np.diff(who, prepend=-1))
    here = at[who[firsts]]
    if not len(here):
        return
    most = np.maximum.reduceat(number << _CATEGORY_BITS | _LAST_CATEGORY - (kinds & _LAST_CATEGORY), firsts)
    tastes.top[here], tastes.top_lines[here] = _LAST_CATEGORY - (most & _LAST_CATEGORY), most >> _CATEGORY_BITS
    tastes.lines[here] = np.add.reduceat(number, firsts)
    tastes.categories[here] = np.diff(firsts, append=len(who))


def _floats(column: pa.Array | pa.ChunkedArray) -> Floats:
    return np.asarray(column.cast(pa.float64()).to_numpy(zero_copy_only=False), np.float64)


def _whole(column: pa.ChunkedArray) -> Integers:
    return np.asarray(column.to_numpy(), np.int64)


def _standing(codes: pa.ChunkedArray, at: Integers) -> Integers:
    """For each customer the row of such a column that has their code, -1 where none does."""
    rows = np.full(len(at), -1)
    given = _whole(codes)
    there = given >= 0
    rows[at[given[there]]] = np.flatnonzero(there)
    return rows


def _padded(values: Numbers, size: int) -> Numbers:
    return np.concatenate([values, np.zeros(size - len(values), values.dtype)])
