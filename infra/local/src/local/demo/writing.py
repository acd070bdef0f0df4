"""The demo shop's tables into Parquet files: month by month, so that memory does not grow with the years."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from local.demo import Demo, Progress, tables
from local.demo.days import moment_of, month_of, number_of, seconds, shop_day
from local.demo.lists import SCHEMAS, known_rows
from local.demo.observing import observe, observe_web
from local.demo.plan import plan_of
from local.demo.randomness import Mask, Rows
from local.demo.simulation import Happened, months
from local.demo.web import LATEST, web_day

_ROWS = 262_144  # in a piece that becomes Arrow at once: at scale 100 a month has two million
_WRITTEN_AHEAD = 4  # pieces in memory: what is made in a moment waits for no disk, and no month lies there whole
_PLAIN = frozenset(
    {"entry_id", "event_id", "order_id", "email", "visitor_id", "session_id"}
)  # too varied for a dictionary
_DAYS_KEPT = 8  # as many as late events may belong to, and some more
_EVENTS_KEPT = 1_000_000  # in all, 90 MB: at scale 100 not even a day
_DAYS: dict[tuple[Demo, int, int], Rows] = {}


@dataclass
class _Files:
    """Open files, one per table that has rows; written on the other core, while the next rows are invented."""

    folder: Path
    writers: dict[str, Any] = field(default_factory=dict)  # pq.ParquetWriter, which has no types
    _hand: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(max_workers=1))
    _writing: deque[Future[None]] = field(default_factory=deque)

    def write(self, table: str, rows: pa.Table) -> None:
        """Add rows to a table's file."""
        if not rows.num_rows:
            return
        if table not in self.writers:
            dictionaries = [name for name in rows.schema.names if name not in _PLAIN]
            self.writers[table] = pq.ParquetWriter(
                self.path(table), rows.schema, compression="lz4", use_dictionary=dictionaries, write_statistics=False
            )
        while len(self._writing) >= _WRITTEN_AHEAD:
            self._writing.popleft().result()
        self._writing.append(self._hand.submit(self.writers[table].write_table, rows))

    def path(self, table: str) -> Path:
        return self.folder / f"{table}.parquet"

    def close(self) -> list[Path]:
        """Close all and name them."""
        self._hand.shutdown()
        for written in self._writing:
            written.result()
        for writer in self.writers.values():
            writer.close()
        return [self.path(table) for table in self.writers]


def write_span(demo: Demo, since: datetime | None, until: datetime, folder: Path, progress: Progress) -> list[Path]:
    """The rows known after `since` (None: ever), up to and with `until`, as files; those of tables that have rows."""
    folder.mkdir(parents=True, exist_ok=True)
    files = _Files(folder)
    after, last = None if since is None else seconds(since), seconds(until)
    try:
        for table, schema in SCHEMAS.items():
            files.write(table, pa.Table.from_pylist(known_rows(demo, table, after, last), schema))
        _write_months(demo, after, last, files, progress)
    finally:
        written = files.close()
    return written


def _write_months(demo: Demo, after: int | None, last: int, files: _Files, progress: Progress) -> None:
    opening = number_of(plan_of(demo).first_day)
    begin = opening if after is None else max(opening, number_of(shop_day(moment_of(after - LATEST - 86_400))))
    end = number_of(shop_day(moment_of(last)))
    for done, happened in enumerate(months(demo, begin, end)):
        if after is None and last == seconds(demo.until):
            observe(demo, happened)
        progress("inventing the demo shop", done, end - begin + 1)
        for table, rows in _rows(demo, happened, after, last):
            for start in range(0, len(rows), _ROWS):
                files.write(table, pa.table(_columns(demo, table, rows[start : start + _ROWS], last)))


def _rows(demo: Demo, happened: Happened, after: int | None, last: int) -> Iterator[tuple[str, Rows]]:
    """Each table's records of a month that became known in the span."""

    def new(rows: Rows, name: str) -> Mask:
        inside: Mask = rows[name] <= last
        return inside if after is None else inside & (rows[name] > after)

    for table, rows, name in (
        ("sales", happened.lines, "at"),
        ("stock_counts", happened.counts, "at"),
        ("receipts", happened.receipts, "at"),
    ):
        yield table, rows[new(rows, name)]
    won, left = happened.customers, happened.leavers
    changed = new(won, "created")
    if after is not None:
        changed |= new(won, "consent_at") & (won["created"] <= after)
        month_end = month_of(happened.month.number).midnights[-1]
        left = left[new(left, "consent_at") & (left["created"] <= after) & (left["consent_at"] < month_end)]
        yield "customers", left
    yield "customers", won[changed]
    ordered = happened.purchases
    changed = new(ordered, "ordered")
    if after is not None:
        changed |= new(ordered, "received") & (ordered["ordered"] <= after)
        came = happened.arriving
        came = came[new(came, "received") & (came["ordered"] <= after) & (came["received"] < month_end)]
        yield "purchase_orders", came
    yield "purchase_orders", ordered[changed]
    for events in _web(demo, happened, after, last):
        yield "web_events", events


def _web(demo: Demo, happened: Happened, after: int | None, last: int) -> Iterator[Rows]:
    month, first = happened.month, plan_of(demo).web_first
    for index in range(month.length):
        ends = month.midnights[index + 1]
        if (
            month.day(index) < first
            or month.midnights[index] > last
            or (after is not None and ends + LATEST + 3600 < after)
        ):
            continue
        events = _web_day(demo, happened, index)
        if after is None and last == seconds(demo.until):
            observe_web(demo, events)
        known = events["known"]
        yield events[(known <= last) & (True if after is None else known > after)]


def _web_day(demo: Demo, happened: Happened, index: int) -> Rows:
    """A day's events; those of the last days are kept, as `write_next` asks for the same days every few seconds."""
    key = (demo, happened.month.number, index)
    if key not in _DAYS:
        _DAYS[key] = web_day(demo, happened.month, index, happened.lines)
        while len(_DAYS) > _DAYS_KEPT or (len(_DAYS) > 1 and sum(map(len, _DAYS.values())) > _EVENTS_KEPT):
            del _DAYS[next(iter(_DAYS))]
    return _DAYS[key]


def _columns(demo: Demo, table: str, rows: Rows, last: int) -> tables.Columns:
    if table == "customers":
        return tables.customers(rows, last)
    if table == "purchase_orders":
        return tables.purchase_orders(demo, rows, last)
    made = {
        "sales": tables.sales,
        "stock_counts": tables.stock_counts,
        "receipts": tables.receipts,
        "web_events": tables.web_events,
    }[table]
    return made(demo, rows)
