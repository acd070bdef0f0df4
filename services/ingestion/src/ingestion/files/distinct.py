"""Rows reduced to one per key while a file is read: products and customers out of a list of sales."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_HELD = 200_000  # rows held before they are reduced; memory then follows the number of keys, not of rows
_NOWHERE = pa.scalar(None, pa.int64())


class Distinct:
    """The rows of a table, one per key: of each column the last value that is there, and the line it ended on."""

    def __init__(self, schema: pa.Schema, key: Sequence[str]) -> None:
        self._key = list(key)
        self._parts = [schema.empty_table()]

    def add(self, rows: pa.Table) -> None:
        """Take more rows, in the order of the file."""
        self._parts.append(self._reduced(rows))
        if sum(part.num_rows for part in self._parts[1:]) > _HELD:
            self._parts = [self._reduced(pa.concat_tables(self._parts))]

    def rows(self) -> pa.Table:
        """What is left, in the order of the lines."""
        return self._reduced(pa.concat_tables(self._parts)).sort_by("_line")

    def _reduced(self, rows: pa.Table) -> pa.Table:
        rows = rows.combine_chunks()
        places = pa.array(np.arange(rows.num_rows))
        others = [name for name in rows.column_names if name not in self._key]
        filled = {name: pc.if_else(pc.is_valid(rows.column(name)), places, _NOWHERE) for name in others}
        keys = {name: rows.column(name) for name in self._key}
        last = pa.table({**keys, **filled}).group_by(self._key).aggregate([(name, "max") for name in others])
        columns = [
            last.column(name) if name in self._key else pc.take(rows.column(name), last.column(f"{name}_max"))
            for name in rows.column_names
        ]
        return pa.Table.from_arrays(columns, schema=rows.schema)
