"""One feed of one file on its way into a Parquet file."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ingestion.files.distinct import Distinct
from ingestion.files.feeds import Feed
from ingestion.files.frame import Frame
from ingestion.files.plan import StagedFile
from ingestion.files.reading import BadRow
from ingestion.files.rejects import Rejected, Rejects
from ingestion.files.rows import schema_of, take
from ingestion.files.sales import Ledger

# Keys are nearly all different: a dictionary of them would only cost time.
_NO_DICTIONARY = frozenset({"_line_key", "_line", "entry_id", "event_id"})


@dataclass
class Stream:
    """Takes chunks, counts what it reads, writes what it stages (on the other core, while the next chunk is read)."""

    feed: Feed
    told: StagedFile
    ledger: Ledger | None
    writer: Any  # pq.ParquetWriter, which has no types
    distinct: Distinct | None
    _hand: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(max_workers=1))
    _writing: Future[None] | None = None

    def accept(self, frame: Frame, file_index: int, rejects: Rejects) -> None:
        """Stage a chunk's rows."""
        taken = take(self.feed, self.ledger, frame, file_index)
        self._reject(taken.rejected, rejects)
        if self.distinct is not None:
            self.distinct.add(taken.rows)
        elif taken.rows.num_rows:
            self._write(taken.rows)

    def refuse(self, bad: Sequence[BadRow], rejects: Rejects) -> None:
        """Reject what could not be read as rows at all."""
        personal = self.feed.table.name in {"customers", "suppliers"}
        self._reject([Rejected(row.line, "", row.reason, "" if personal else row.value) for row in bad], rejects)

    def finish(self) -> None:
        """Write what is left; nothing may follow."""
        if self.distinct is not None:
            self._write(self.distinct.rows())
        self._wait()
        self.writer.close()

    def close(self) -> None:
        """Let go of the file, finished or not."""
        self._hand.shutdown()
        self.writer.close()

    def _reject(self, rows: Sequence[Rejected], rejects: Rejects) -> None:
        rejects.add(self.told.name, self.told.table, rows)
        self.told.rows_read += len(rows)

    def _write(self, rows: pa.Table) -> None:
        self.told.rows_read += rows.num_rows
        self._wait()  # one chunk at a time: more would only lie in memory
        self._writing = self._hand.submit(self.writer.write_table, rows)

    def _wait(self) -> None:
        if self._writing is not None:
            self._writing.result()


def open_stream(feed: Feed, told: StagedFile, ledger: Ledger | None, path: Path) -> Stream:
    """A stream into a new Parquet file."""
    schema = schema_of(feed.table)
    dictionaries = [name for name in schema.names if name not in _NO_DICTIONARY]
    writer = pq.ParquetWriter(path, schema, use_dictionary=dictionaries, compression="lz4")
    return Stream(feed, told, ledger, writer, Distinct(schema, feed.table.key) if feed.distinct else None)
