"""Files in, columns out: chunk by chunk, so that memory stays bounded whatever the size of the file."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ingestion.files.csv_blocks import LONGEST_CELL, Lines, Records, plain_records
from ingestion.files.detecting import BLOCK, Bytes, delimiter_of, encoding_of, kind_of, open_text
from ingestion.files.plan import FilesError, SourceFile
from ingestion.files.zones import Int64s

ROWS = 65_536  # in a chunk: large enough for vectorised work, small enough for memory
_CELLS = 1_000_000  # in a chunk of a wide file: a cell is a Python text of some 60 bytes
_BYTES = 64 * BLOCK  # in a chunk of long rows
_SURROGATE = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True)
class BadRow:
    """A row that could not be read as one: `ragged_row`, `bad_quotes` or `bad_encoding`."""

    line: int
    reason: str
    value: str


class Reader(Protocol):
    """What `csv.reader` makes."""

    @property
    def line_num(self) -> int: ...

    def __iter__(self) -> Iterator[list[str]]: ...


@dataclass(frozen=True)
class Chunk:
    """Some rows of a file: columns as texts (CSV) or typed (Parquet), and the line each row begins in."""

    columns: dict[str, pa.Array]
    lines: Int64s
    bad: list[BadRow]
    done: int  # of the source's total


class Source(Protocol):
    """A file that is open for reading: its columns, how much there is (bytes or rows), and its chunks."""

    file: SourceFile
    header: list[str]
    total: int
    notes: list[str]

    def chunks(self, columns: Sequence[str]) -> Iterator[Chunk]:
        """The rows, with these columns of the header. Raises FilesError for a file that cannot be read on."""


def open_source(file: SourceFile, *, encoding: str | None = None, delimiter: str | None = None) -> Source:
    """Open a file as what it is. Raises FilesError for an empty file, for no CSV or Parquet, for a bad header."""
    if kind_of(file) == "parquet":
        return ParquetSource(file)
    detected = encoding_of(file, encoding)
    source = CsvSource(file, detected.encoding, delimiter or delimiter_of(file, detected.encoding))
    if detected.note:
        source.notes.append(detected.note)
    return source


def _checked_header(file: SourceFile, names: Sequence[str]) -> list[str]:
    names = [name.replace("\x00", "").strip() or f"column {number}" for number, name in enumerate(names, 1)]
    twice = sorted(name for name, count in Counter(names).items() if count > 1)
    if twice:
        raise FilesError(
            f"{file.name}: the column {', '.join(map(repr, twice))} stands in the header twice; rename one of them."
        )
    if not names:
        raise FilesError(f"{file.name} has no columns.")
    return names


@dataclass
class CsvSource:
    """A file of delimited text."""

    file: SourceFile
    encoding: str
    delimiter: str
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.total = self.file.path.stat().st_size
        with open_text(self.file, self.encoding) as (text, _):
            rows, _ = self._header(csv.reader(text, delimiter=self.delimiter, strict=True))
        self.header = _checked_header(self.file, rows)

    def _header(self, reader: Reader) -> tuple[list[str], int]:
        """The header's cells and the line after it. Blank lines, and Excel's line `sep=;`, may stand before it."""
        csv.field_size_limit(LONGEST_CELL)  # the module's own setting, the same for every file
        try:
            for row in reader:
                if any(cell.strip() for cell in row) and not (
                    reader.line_num == 1 and row[0].lower().startswith("sep=")
                ):
                    return row, reader.line_num + 1
        except csv.Error as error:
            raise FilesError(
                f"{self.file.name}: the header line cannot be read ({error}); export it again as CSV."
            ) from error
        raise FilesError(f"{self.file.name} is empty: it has no header line. Export it again.")

    def chunks(self, columns: Sequence[str]) -> Iterator[Chunk]:
        with open_text(self.file, self.encoding) as (text, content):
            source = Lines(text)
            reader = csv.reader(source, delimiter=self.delimiter, strict=True)
            _, line = self._header(reader)
            while block := source.take():
                records = plain_records(block, self.header, columns, self.delimiter)
                if records is not None:
                    yield self._plain_chunk(records, line, content.position)
                    line += records.line_count
                    continue
                source.put_back(block)
                apart = line - reader.line_num  # lines the reader has not seen
                yield from self._written_out(reader, source, apart, columns, content)
                line = reader.line_num + apart

    def _plain_chunk(self, records: Records, line: int, done: int) -> Chunk:
        bad = [self._ragged(line + place, row) for place, row in records.ragged if _says_something(row)]
        return Chunk(records.columns, records.lines + line, bad, done)

    def _written_out(
        self, reader: Reader, source: Lines, apart: int, columns: Sequence[str], content: Bytes
    ) -> Iterator[Chunk]:
        """The records of a block that is not plain, and of the next where a cell runs on into it."""
        size = max(1, min(ROWS, _CELLS // len(self.header)))
        while not source.at_block_end:
            rows, lines, bad = self._records(reader, source, apart, size, content)
            if not rows and not bad:
                return
            yield self._chunk(rows, lines, bad, columns, content.position)

    def _records(
        self, reader: Reader, source: Lines, apart: int, size: int, content: Bytes
    ) -> tuple[list[list[str]], list[int], list[BadRow]]:
        """The next records, the line each begins in, and rows whose quotes cannot be read."""
        rows: list[list[str]] = []
        lines: list[int] = []
        bad: list[BadRow] = []
        stop = content.count + _BYTES
        line = reader.line_num + apart
        while True:
            try:
                for row in reader:
                    rows.append(row)
                    lines.append(line)
                    line = reader.line_num + apart
                    if len(rows) == size or source.at_block_end or content.count > stop:
                        return rows, lines, bad
                return rows, lines, bad  # noqa: TRY300 - the loop is what may raise
            except csv.Error as error:
                # A broken quote within a line spoils that line; one that ran on has swallowed rows nobody can count.
                if reader.line_num + apart > line + 1 or "end of data" in str(error) or "field larger" in str(error):
                    raise self._swallowed(line) from error
                bad.append(BadRow(line, "bad_quotes", ""))
                line = reader.line_num + apart
                if len(bad) == size or source.at_block_end:
                    return rows, lines, bad

    def _chunk(
        self, rows: list[list[str]], lines: list[int], bad: list[BadRow], columns: Sequence[str], done: int
    ) -> Chunk:
        width = len(self.header)
        if set(map(len, rows)) - {width}:
            whole = [len(row) == width for row in rows]
            bad += [
                self._ragged(line, row)
                for row, line, fits in zip(rows, lines, whole, strict=True)
                if not fits and _says_something(row)
            ]
            rows = [row for row, fits in zip(rows, whole, strict=True) if fits]
            lines = [line for line, fits in zip(lines, whole, strict=True) if fits]
        cells = list(zip(*rows, strict=True)) if rows else [()] * width
        places = [self.header.index(name) for name in columns]
        try:
            arrays = {self.header[place]: pa.array(cells[place], pa.string()) for place in places}
        except UnicodeEncodeError:
            spoilt = [next((row[place] for place in places if _SURROGATE.search(row[place])), None) for row in rows]
            told = zip(lines, spoilt, strict=True)
            bad += [BadRow(line, "bad_encoding", _shown(text)) for line, text in told if text is not None]
            rows = [row for row, text in zip(rows, spoilt, strict=True) if text is None]
            lines = [line for line, text in zip(lines, spoilt, strict=True) if text is None]
            return self._chunk(rows, lines, bad, columns, done)
        return Chunk(arrays, np.array(lines, np.int64), sorted(bad, key=lambda row: row.line), done)

    def _ragged(self, line: int, row: list[str]) -> BadRow:
        if any("\n" in cell or "\r" in cell for cell in row):  # a quote that ran on: nobody can count what it swallowed
            raise self._swallowed(line)
        return BadRow(line, "ragged_row", _shown(self.delimiter.join(row)))

    def _swallowed(self, line: int) -> FilesError:
        return FilesError(
            f"{self.file.name}: a quote that opens in line {line} is not closed properly, so the rows after it "
            "cannot be told apart. Mend that line (a quote inside quotes is written twice) or export the file again."
        )


def _says_something(row: Sequence[str]) -> bool:
    return any(cell.strip() for cell in row)  # a blank line is no row


def _shown(text: str) -> str:
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


@dataclass
class ParquetSource:
    """A Parquet file; its rows count as lines from 1."""

    file: SourceFile
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        try:
            # Buffered: a row group is read piece by piece, not whole.
            self._parquet = pq.ParquetFile(self.file.path, buffer_size=BLOCK, pre_buffer=False)
        except (pa.ArrowException, OSError) as error:
            raise self._damaged(error) from error
        self.header = _checked_header(self.file, self._parquet.schema_arrow.names)
        self._names = dict(zip(self.header, self._parquet.schema_arrow.names, strict=True))
        self.total = self._parquet.metadata.num_rows

    def _damaged(self, error: Exception) -> FilesError:
        return FilesError(
            f"{self.file.name}: the Parquet file is damaged or cut off ({error}); export or send it again."
        )

    def chunks(self, columns: Sequence[str]) -> Iterator[Chunk]:
        done = 0
        try:
            for batch in self._parquet.iter_batches(batch_size=ROWS, columns=[self._names[name] for name in columns]):
                arrays = {name: batch.column(self._names[name]) for name in columns}
                lines = np.arange(done + 1, done + batch.num_rows + 1, dtype=np.int64)
                done += batch.num_rows
                yield Chunk(arrays, lines, [], done)
        except (pa.ArrowException, OSError) as error:
            raise self._damaged(error) from error
