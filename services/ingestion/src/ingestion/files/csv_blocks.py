"""Blocks of CSV in which every line is a record: Arrow reads them ten times as fast as the csv module, and the same.

What is not as plain (a cell of several lines, a quote in the wrong place, a byte that is no letter) is left to the csv
module, which says what is wrong and where.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
from numpy.typing import NDArray

LONGEST_CELL = 1 << 20  # no shop writes a cell of a megabyte; a quote that is never closed does
_BLOCK = 4 << 20  # letters: some fifty thousand rows, enough for vectorised work
_QUOTE, _LINE_END, _RETURN = b'"'[0], b"\n"[0], b"\r"[0]
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # Arrow takes one at the start of a block for a byte order mark


class Lines:
    """The lines of a text, one by one or a block of whole lines at once."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._rest = ""
        self._block = io.StringIO()
        self._size = 0

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self._block.readline()
        if not line:
            self.put_back(self._pull())
            line = self._block.readline()
            if not line:
                raise StopIteration
        return line

    @property
    def at_block_end(self) -> bool:
        """Whether all lines of the block have been handed out."""
        return self._block.tell() == self._size

    def take(self) -> str:
        """The rest of this block, or the next one; empty at the end of the text."""
        return self._block.read() or self._pull()

    def put_back(self, block: str) -> None:
        """Hand out these lines next; a block that was taken, and nothing after it."""
        self._block = io.StringIO(block, newline="")
        self._size = len(block)

    def _pull(self) -> str:
        pieces = [self._rest]
        while piece := self._text.read(_BLOCK):
            # A return at the very end may be half of a line end.
            end = max(piece.rfind("\n"), piece.rfind("\r", 0, len(piece) - 1)) + 1
            if end:
                self._rest = piece[end:]
                return "".join([*pieces, piece[:end]])
            pieces.append(piece)
        self._rest = ""
        return "".join(pieces)


@dataclass(frozen=True)
class Records:
    """A block as columns; its lines are counted from 0."""

    columns: dict[str, pa.Array]
    lines: NDArray[np.intp]  # of the records in the columns
    line_count: int
    ragged: list[tuple[int, list[str]]]  # the lines that have not as many cells as the header


def plain_records(block: str, header: Sequence[str], columns: Sequence[str], delimiter: str) -> Records | None:
    """The records of a block that is plain; None for one that is not."""
    if len(header) == 1 or len(delimiter.encode()) > 1 or block.startswith(_MARK):
        return None
    try:
        data = block.encode()
    except UnicodeEncodeError:
        return None
    letters = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(letters == _LINE_END)
    if not _has_plain_lines(data, ends) or not _has_plain_quotes(letters, ends, delimiter.encode()[0]):
        return None
    written = _written_lines(letters, ends)
    ragged: list[tuple[int, list[str]]] = []

    def put_aside(row: pa_csv.InvalidRow) -> str:
        cells = next(csv.reader([row.text], delimiter=delimiter, strict=True), [])
        ragged.append((int(written[row.number - 1]), cells))
        return "skip"

    table = pa_csv.read_csv(
        pa.BufferReader(data),
        pa_csv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=list(header)),
        pa_csv.ParseOptions(delimiter=delimiter, invalid_row_handler=put_aside),
        pa_csv.ConvertOptions(
            column_types=dict.fromkeys(columns, pa.string()), include_columns=list(columns), strings_can_be_null=False
        ),
    )
    found = {name: pa.concat_arrays(table.column(name).chunks or [pa.array([], pa.string())]) for name in columns}
    lines = np.setdiff1d(written, [line for line, _ in ragged], assume_unique=True) if ragged else written
    return Records(found, lines, len(ends) + (not data.endswith(b"\n")), ragged)


def _has_plain_lines(data: bytes, ends: NDArray[np.intp]) -> bool:
    """Every line ends with a line feed, and none is longer than a cell may be."""
    longest = int(np.diff(ends, prepend=-1, append=len(data)).max())
    return longest <= LONGEST_CELL and data.count(b"\r") == data.count(b"\r\n")


def _written_lines(letters: NDArray[np.uint8], ends: NDArray[np.intp]) -> NDArray[np.intp]:
    """The lines with anything in them, as Arrow counts them."""
    stops = ends if len(ends) and ends[-1] == len(letters) - 1 else np.append(ends, len(letters))
    starts = np.append(0, stops[:-1] + 1)
    sizes = stops - starts
    blank = (sizes == 0) | ((sizes == 1) & (letters[starts] == _RETURN))
    return np.flatnonzero(~blank)


def _has_plain_quotes(letters: NDArray[np.uint8], ends: NDArray[np.intp], delimiter: int) -> bool:
    """Every quote opens a cell, closes it in the same line, or stands twice within it."""
    quotes = np.flatnonzero(letters == _QUOTE)
    if not len(quotes):
        return True
    if len(quotes) % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    if (np.searchsorted(ends, opening) != np.searchsorted(ends, closing)).any():
        return False
    twice = opening[1:] == closing[:-1] + 1
    before = letters[np.maximum(opening - 1, 0)]
    opens = (before == delimiter) | (before == _LINE_END) | (opening == 0)
    opens[1:] |= twice
    after = letters[np.minimum(closing + 1, len(letters) - 1)]
    closes = (after == delimiter) | (after == _LINE_END) | (after == _RETURN) | (closing == len(letters) - 1)
    closes[:-1] |= twice
    return bool(opens.all() and closes.all())
