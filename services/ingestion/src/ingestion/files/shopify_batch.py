"""Rows made of a Shopify export, on their way to the table's own reading: columns of texts, and what is not taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
import pyarrow as pa

from ingestion.files.reading import Chunk
from ingestion.files.rejects import Rejected, Rejects
from ingestion.files.values import mask_of, text_of

BESIDE = 1_000_000_000  # added to a line's number for what is made of it beside its own row; no file has as many lines


@dataclass
class Batch:
    """Rows of one table under way, by field, and rejected rows of the file.

    A staged row is known by its line. The first row made of a line has its number; every further one (shipping, a
    refund) has the number plus a multiple of BESIDE.
    """

    fields: tuple[str, ...]
    rows: list[tuple[str | None, ...]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)

    def add(self, line: int, values: Mapping[str, str | None]) -> None:
        self.rows.append(tuple([values.get(name) for name in self.fields]))  # a list makes it half as long
        self.lines.append(line)

    def reject(self, line: int, column: str, reason: str, value: str | None = None) -> None:
        self.rejected.append(Rejected(line, column, reason, value or ""))

    def columns(self) -> dict[str, pa.Array]:
        cells = list(zip(*self.rows, strict=True)) if self.rows else [()] * len(self.fields)
        return {name: pa.array(cells[place], pa.string()) for place, name in enumerate(self.fields)}

    def line_numbers(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array(self.lines, np.int64)


class PlainLines(Rejects):
    """Rejects that name the line of the file a row was made of."""

    def __init__(self, rejects: Rejects) -> None:
        super().__init__(rejects.writer, rejects.counted, rejects.amounts)

    def add(self, file: str, table: str, rows: Sequence[Rejected]) -> None:
        super().add(file, table, [replace(row, line=row.line % BESIDE) for row in rows])


@dataclass(frozen=True)
class Cells:
    """A chunk of an export as texts by column, trimmed, null where empty; `broken` rows hold control characters."""

    columns: Mapping[str, list[str | None]]
    lines: list[int]
    broken: frozenset[int]

    def row(self, place: int) -> dict[str, str | None]:
        return {name: values[place] for name, values in self.columns.items()}


def cells_of(chunk: Chunk, names: Mapping[str, str]) -> Cells:
    """The cells of a chunk; `names` says for each column of the file what it is called here."""
    columns: dict[str, list[str | None]] = {}
    broken = np.zeros(len(chunk.lines), np.bool_)
    for column, name in names.items():
        parsed = text_of(column, chunk.columns[column])
        columns[name] = parsed.values.to_pylist()
        for mask in parsed.problems.values():
            broken |= mask_of(pa.array(mask))
    return Cells(columns, chunk.lines.tolist(), frozenset(np.flatnonzero(broken).tolist()))


def laid_out(columns: Mapping[str, str], layouts: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Which column of the file each cell is, by its name in whichever layout the file has."""
    found = {name: [columns[alias] for alias in aliases if alias in columns] for name, aliases in layouts.items()}
    return {name: places[0] for name, places in found.items() if places}


def filled_by(columns: Mapping[str, str], cells: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """For the report: the columns of the file that each field is made of."""
    told = {name: [columns[cell] for cell in used if cell in columns] for name, used in cells.items()}
    return {name: " + ".join(used) for name, used in told.items() if used}


class Export(Protocol):
    """One kind of Shopify export, made into rows of one table."""

    table: str
    fields: tuple[str, ...]

    @property
    def recognised(self) -> Mapping[str, str]:
        """Which columns of the file fill each field, for the report."""

    @property
    def names(self) -> Mapping[str, str]:
        """The columns of the file that are read, and what the cells call them."""

    def take(self, cells: Cells) -> Batch:
        """Rows of a chunk; what has not ended yet waits for the next one."""

    def finish(self) -> Batch:
        """What is left at the end of the file."""

    def notes(self) -> Sequence[str]:
        """What a person should know about this file."""
