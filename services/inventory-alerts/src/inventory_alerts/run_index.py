"""Which item a row of the warehouse's files is about. Runs in the run's child.

A product at a place is a cell, numbered place by place as they come up, so that a row is looked up and never searched
for. Files of millions of rows are read a million at a time: their texts become numbers at once. Places repeat and are
read as codes; products do not repeat enough for the warehouse to write them so, and are looked up row by row.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from inventory_alerts.inputs import Floats, Whole
from inventory_alerts.run_stock import Indices

_ROWS = 1_000_000  # of a file at once: some dozen megabytes


def batches(folder: Path, name: str) -> Iterator[pa.Table]:
    """One of the files that the warehouse wrote, in parts of some row groups."""
    file = pq.ParquetFile(folder / f"{name}.parquet", read_dictionary=["location_id"])
    groups, rows = [], 0
    for group in range(file.num_row_groups):
        groups.append(group)
        rows += file.metadata.row_group(group).num_rows
        if rows >= _ROWS or group == file.num_row_groups - 1:
            yield file.read_row_groups(groups, use_threads=False)
            groups, rows = [], 0


def read(folder: Path, name: str) -> pa.Table:
    """One of the files that the warehouse wrote."""
    return pq.read_table(folder / f"{name}.parquet", use_threads=False)


def numbers(rows: pa.Table, name: str) -> Floats:
    """A column of numbers; NaN for null."""
    return np.asarray(rows.column(name).to_numpy(zero_copy_only=False), dtype=np.float64)


def days_of(rows: pa.Table, name: str) -> Whole:
    """Dates as days since 1970."""
    return np.asarray(pc.cast(rows.column(name), pa.int32()).to_numpy(zero_copy_only=False), dtype=np.int32)


def moments(rows: pa.Table, name: str) -> Any:  # noqa: ANN401 - an array of datetime64
    """A column of moments, in UTC."""
    column = pc.cast(pc.cast(rows.column(name), pa.timestamp("us", "UTC")), pa.timestamp("us"))
    return column.to_numpy(zero_copy_only=False)


def joined(parts: list[Any], kind: Any) -> Any:  # noqa: ANN401 - arrays of that kind
    """One array of the parts of one."""
    return np.concatenate(parts) if parts else np.zeros(0, dtype=kind)


class Index:
    """Numbers products at places. First `count` tells where products are counted, then `at_home` may be asked."""

    def __init__(self, product_ids: pa.Array) -> None:
        self.product_ids = product_ids
        self.places: dict[str, int] = {"": 0}
        self._counted = np.zeros(0, dtype=np.int64)
        self._homes = np.zeros(0, dtype=np.int64)
        self._main = np.full(len(product_ids), -1, dtype=np.int64)

    @property
    def cells(self) -> int:
        """How many cells there are by now."""
        return len(self.places) * len(self.product_ids)

    def product(self, cells: Indices) -> Indices:
        """The product of each cell."""
        return np.asarray(cells % max(len(self.product_ids), 1))

    def place(self, cells: Indices) -> Indices:
        """The place of each cell."""
        return np.asarray(cells // max(len(self.product_ids), 1))

    def count(self, stock: pa.Table) -> Indices:
        """The cell of each row of `stock_now`, -1 where it is none: where products are counted. The main place of a
        product is that with the largest count, of two the one whose name comes first.
        """
        cells = self.where_said(stock)
        known = np.flatnonzero(cells >= 0)
        names = np.array(stock.column("location_id").to_pylist(), dtype=object)[known]
        names = np.array([name or "" for name in names], dtype=object)
        order = known[np.lexsort((np.argsort(np.argsort(names)), -numbers(stock, "counted_units")[known]))[::-1]]
        self._main[self.product(cells[order])] = cells[order]  # the best comes last, and stays
        self._counted = np.unique(cells[known])
        self._homes = np.zeros(0, dtype=np.int64)
        return cells

    def at_home(self, rows: pa.Table) -> Indices:
        """The cell of each row, -1 where it is none of ours (a gift card, a bundle). What happened where a product is
        never counted belongs to its main place; where it is counted nowhere, to where it happened.
        """
        cells = self.where_said(rows)
        ours = cells >= 0
        cells[ours] = self._home()[cells[ours]]
        return cells

    def where_said(self, rows: pa.Table) -> Indices:
        """The cell of each row as it names it."""
        found = pc.fill_null(pc.index_in(rows.column("product_id"), self.product_ids), -1)
        product = np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.int64)
        cells = self._places_of(rows.column("location_id")) * len(self.product_ids) + product
        cells[product < 0] = -1
        return cells

    def _home(self) -> Indices:
        """Of each cell there is by now the one that what happened there belongs to."""
        if len(self._homes) != self.cells:
            cells = np.arange(self.cells)
            counted = np.zeros(self.cells, dtype=np.bool_)
            counted[self._counted] = True
            main = self._main[self.product(cells)]
            self._homes = np.where(counted | (main < 0), cells, main)
        return self._homes

    def _places_of(self, column: pa.ChunkedArray) -> Indices:
        """The number of each row's place; no place is one as well."""
        coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        whole = coded.unify_dictionaries().combine_chunks()
        codes = np.asarray(pc.fill_null(whole.indices, -1).to_numpy(zero_copy_only=False), dtype=np.int64)
        numbers_of = [self._place(each) for each in [*whole.dictionary.to_pylist(), ""]]  # null is the last
        return np.array(numbers_of, dtype=np.int64)[codes]

    def _place(self, name: str | None) -> int:
        return self.places.setdefault(name or "", len(self.places))
