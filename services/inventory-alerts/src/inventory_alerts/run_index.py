"""Which item a row of the warehouse's files is about. Runs in the run's child.

A product at a place is a cell, numbered place by place as they come up, so that a row is looked up and never searched
for. Files of millions of rows are read a million at a time: their texts become numbers at once.
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
_TEXTS = ["product_id", "location_id"]  # that repeat: read as codes


def batches(folder: Path, name: str) -> Iterator[pa.RecordBatch]:
    """One of the files that the warehouse wrote, in parts."""
    file = pq.ParquetFile(folder / f"{name}.parquet", read_dictionary=_TEXTS)
    yield from file.iter_batches(batch_size=_ROWS, use_threads=False)


def read(folder: Path, name: str) -> pa.Table:
    """One of the files that the warehouse wrote."""
    return pq.read_table(folder / f"{name}.parquet", use_threads=False)


def numbers(rows: pa.RecordBatch | pa.Table, name: str) -> Floats:
    """A column of numbers; NaN for null."""
    return np.asarray(rows.column(name).to_numpy(zero_copy_only=False), dtype=np.float64)


def days_of(rows: pa.RecordBatch | pa.Table, name: str) -> Whole:
    """Dates as days since 1970."""
    return np.asarray(pc.cast(rows.column(name), pa.int32()).to_numpy(zero_copy_only=False), dtype=np.int32)


def moments(rows: pa.RecordBatch | pa.Table, name: str) -> Any:  # noqa: ANN401 - an array of datetime64
    """A column of moments, in UTC."""
    column = pc.cast(pc.cast(rows.column(name), pa.timestamp("us", "UTC")), pa.timestamp("us"))
    return column.to_numpy(zero_copy_only=False) if isinstance(column, pa.Array) else column.to_numpy()


def joined(parts: list[Any], kind: Any) -> Any:  # noqa: ANN401 - arrays of that kind
    """One array of the parts of one."""
    return np.concatenate(parts) if parts else np.zeros(0, dtype=kind)


class Index:
    """Numbers products at places. First `count` tells where products are counted, then `at_home` may be asked."""

    def __init__(self, product_ids: pa.Array) -> None:
        self.product_ids = product_ids
        self.places: dict[str, int] = {"": 0}
        self._counted = np.zeros(0, dtype=np.int64)
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
        cells = self._cells(stock.combine_chunks().to_batches(), at_home=False)
        known = np.flatnonzero(cells >= 0)
        names = np.array(stock.column("location_id").to_pylist(), dtype=object)[known]
        names = np.array([name or "" for name in names], dtype=object)
        order = known[np.lexsort((np.argsort(np.argsort(names)), -numbers(stock, "counted_units")[known]))[::-1]]
        self._main[self.product(cells[order])] = cells[order]  # the best comes last, and stays
        self._counted = np.unique(cells[known])
        return cells

    def at_home(self, rows: pa.RecordBatch) -> Indices:
        """The cell of each row, -1 where it is none of ours (a gift card, a bundle). What happened where a product is
        never counted belongs to its main place; where it is counted nowhere, to where it happened.
        """
        return self._cells([rows], at_home=True)

    def where_said(self, rows: pa.Table) -> Indices:
        """The cell of each row as it names it."""
        return self._cells(rows.combine_chunks().to_batches(), at_home=False)

    def _cells(self, parts: list[pa.RecordBatch], *, at_home: bool) -> Indices:
        found = [self._cells_of(part, at_home=at_home) for part in parts]
        return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)

    def _cells_of(self, rows: pa.RecordBatch, *, at_home: bool) -> Indices:
        products, of_product = _coded(rows.column("product_id"))
        places, of_place = _coded(rows.column("location_id"))
        known = pc.fill_null(pc.index_in(products, self.product_ids), -1).to_numpy(zero_copy_only=False)
        product = np.append(np.asarray(known, dtype=np.int64), -1)  # the last is what is named nowhere
        place = np.array([self._place(each) for each in [*places.to_pylist(), ""]], dtype=np.int64)
        # Each product at each place that this part names, whether or not they meet: far fewer than rows.
        table = place[:, None] * len(self.product_ids) + product[None, :]
        if at_home:
            table = np.where(
                self._is_counted(table), table, np.where(self._main[product] < 0, table, self._main[product])
            )
        table[:, product < 0] = -1
        return np.asarray(table[of_place, of_product])

    def _is_counted(self, cells: Any) -> Any:  # noqa: ANN401 - integer and truth arrays
        if not len(self._counted):
            return np.zeros(cells.shape, dtype=np.bool_)
        place = np.minimum(np.searchsorted(self._counted, cells), len(self._counted) - 1)
        return self._counted[place] == cells

    def _place(self, name: str | None) -> int:
        return self.places.setdefault(name or "", len(self.places))


def _coded(column: pa.Array) -> tuple[pa.Array, Indices]:
    """A column's distinct texts, and for each row which one it is; -1 for null."""
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    return coded.dictionary, np.asarray(codes, dtype=np.int64)
