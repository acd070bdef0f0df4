"""Reads a BigQuery dataset into Parquet files, which then go the way of every file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingestion.files.feeds import Feed
from ingestion.files.foreign_statements import (
    Bounded,
    as_moment,
    bounded,
    check_types,
    digest,
    relation,
    since_of,
    watermark_column,
    whole,
)
from ingestion.files.mapped import ForeignRead, foreign_reads, mapped_feeds
from ingestion.files.mapping import Mapping
from ingestion.files.plan import FilesError, SourceFile
from ingestion.foreign import LAST, ForeignSource
from shared.shop import Shop
from shared.warehouse import Column, Query, Value, WarehouseError
from shared.warehouse.bigquery_source import Answered, Estimate, SourceUnavailableError

Progress = Callable[[str, int, int], None]
_GIGABYTE = 1_000_000_000


class Source(Protocol):
    """What `shared.warehouse.bigquery_source` opens."""

    def estimate(self, query: Query, parameters: dict[str, Value] | None = None) -> Estimate:
        """What a statement would read, without running it."""

    def read(self, query: Query, parameters: dict[str, Value] | None = None) -> Answered:
        """Run a statement that was estimated."""


@dataclass
class ReadTable:
    """What was read of one table or SELECT. `until` is the last watermark seen; `key` is what it holds for."""

    name: str
    tables: list[str]
    bytes: int
    rows: int
    since: str | None
    watermark: str | None
    until: str | None
    key: str
    ignored: list[str]  # columns that are there and not read


@dataclass(frozen=True)
class _Header:
    """A source of which only the columns are known yet."""

    file: SourceFile
    header: list[str]
    total: int = 0
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class _Prepared:
    read: ForeignRead
    statement: Bounded
    watermark: Column | None
    told: ReadTable


def read_foreign(
    mapping: Mapping, source: ForeignSource, opened: Source, *, shop: Shop, folder: Path, progress: Progress
) -> tuple[list[SourceFile], list[ReadTable], list[str]]:
    """Read what the mapping asks for into `folder`: the files, what is to be told of each, and notes.

    Everything is asked of BigQuery's dry run before anything is read. Raises FilesError for a mapping that does not
    fit the dataset and for more bytes than may be read, SourceUnavailableError when BigQuery cannot be asked.
    """
    reads = foreign_reads(mapping)
    if not reads:
        raise FilesError("The mapping reads files; for BigQuery each table names what is read: from, or select.")
    if source.since is not None and not any(read.watermark for read in reads):
        raise FilesError("No table of the mapping has a watermark, so nothing says which rows are new: add watermark.")
    zone = ZoneInfo(mapping.time_zone or shop.time_zone)
    prepared = []
    for read in reads:
        progress(read.name, 0, 0)
        with plainly():
            prepared.append(_prepare(mapping, read, source, opened, zone))
    check_cost([one.told for one in prepared], source.maximum_bytes)
    files = []
    for place, one in enumerate(prepared):
        path = folder / f"source-{place:03}.parquet"
        with plainly(), without_values(one.read.name, shown=source.show_rows):
            last = _copy(one, opened, path, progress)
        if last is not None:
            until = min(as_moment(last, zone), datetime.fromisoformat(source.now))
            one.told.until = until.astimezone(UTC).isoformat()
        files.append(SourceFile(one.read.name, path))
    return files, [one.told for one in prepared], _notes(prepared, source)


@contextmanager
def plainly() -> Iterator[None]:
    """What BigQuery refuses is an error of the load; that it cannot be asked is another matter."""
    try:
        yield
    except SourceUnavailableError:
        raise
    except WarehouseError as error:
        raise FilesError(str(error)) from error


@contextmanager
def without_values(name: str, *, shown: bool) -> Iterator[None]:
    """What fails on a row quotes it (`Invalid date: 'ann@example.org'`): not for who may not see rows."""
    try:
        yield
    except SourceUnavailableError:
        raise
    except WarehouseError as error:
        if shown:
            raise
        reason = "it fails on a row, and what it says of it is for who may see personal data and margins"
        raise FilesError(f"{name}: {reason}.") from error


def _prepare(mapping: Mapping, read: ForeignRead, source: ForeignSource, opened: Source, zone: ZoneInfo) -> _Prepared:
    text = relation(read, source)
    columns = opened.estimate(whole(read, text)).columns
    header = _Header(SourceFile(read.name, Path(read.name)), [column.name for column in columns])
    feeds: list[Feed] = mapped_feeds(mapping, header, ())  # type: ignore[arg-type]  # of a Source only the header is used
    watermark = watermark_column(read, columns)
    check_types(read, feeds, columns)
    names = list(dict.fromkeys(name for feed in feeds for name in feed.used))
    if watermark is not None and watermark.name not in names:
        names.append(watermark.name)
    key = digest(mapping, read, source)
    since = since_of(source, key, zone) if watermark is not None else None
    statement = bounded(read, text, names=names, watermark=watermark, since=since, zone=zone)
    told = ReadTable(
        name=read.name,
        tables=[entry.table for entry in read.entries],
        bytes=opened.estimate(statement.query, statement.parameters).bytes,
        rows=0,
        since=since.astimezone(UTC).isoformat() if since is not None else None,
        watermark=watermark.name if watermark is not None else None,
        until=None,
        key=key,
        ignored=[name for name in header.header if name not in names],
    )
    return _Prepared(read, statement, watermark, told)


def check_cost(tables: Sequence[ReadTable], most: int) -> None:
    """Raise FilesError when BigQuery would read more bytes for these than it may."""
    total = sum(table.bytes for table in tables)
    if total > most:
        each = ", ".join(f"{table.name} {_gigabytes(table.bytes)}" for table in tables)
        raise FilesError(
            f"BigQuery would read {_gigabytes(total)} ({each}), and one load may have it read {_gigabytes(most)}."
            " Read less (--since, fewer columns, a WHERE on the partitions), or raise BIGQUERY_MAX_GB."
        )


def _gigabytes(count: int) -> str:
    return f"{count / _GIGABYTE:,.2f} GB"


def _copy(one: _Prepared, opened: Source, path: Path, progress: Progress) -> date | datetime | None:
    """Write a statement's rows into a Parquet file, batch by batch; answers the last watermark."""
    answered = opened.read(one.statement.query, one.statement.parameters)
    last: date | datetime | None = None
    writer: Any = None  # pyarrow has no types
    try:
        for batch in answered.batches:
            writer = writer or pq.ParquetWriter(path, batch.schema)
            writer.write_batch(batch)
            one.told.rows += batch.num_rows
            progress(one.read.name, one.told.rows, answered.total_rows)
            last = _later(last, batch, one.watermark)
    except pa.ArrowException as error:
        raise FilesError(f"{one.read.name}: its columns cannot be kept as they are ({error}); cast them.") from error
    finally:
        if writer is not None:
            writer.close()
    return last


def _later(last: date | datetime | None, batch: pa.RecordBatch, watermark: Column | None) -> date | datetime | None:
    if watermark is None:
        return None
    highest = pc.max(batch.column(watermark.name)).as_py()
    return highest if last is None or (highest is not None and highest > last) else last


def _notes(prepared: Iterable[_Prepared], source: ForeignSource) -> list[str]:
    notes = []
    for one in prepared:
        if source.since is None:
            continue
        if one.watermark is None:
            notes.append(f"{one.read.name}: read whole, since it has no watermark.")
        elif source.since == LAST and one.statement.since is None:
            notes.append(f"{one.read.name}: read whole; no earlier load of it with this mapping is there.")
    return notes
