"""The inbox on one machine: a SQLite file, durable to the disk, one commit for all handlers that wait for one."""

from __future__ import annotations

import sqlite3
import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import orjson

from ingestion.inbox import Depth, InboxError, Waiting
from shared.contracts.events import Event
from shared.hurry import about_to_wait
from shared.warehouse import Change

_MADE = """
CREATE TABLE IF NOT EXISTS facts (
  place INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  received_at REAL NOT NULL,
  data BLOB,
  done_at REAL,
  UNIQUE (source, id)
);
CREATE INDEX IF NOT EXISTS waiting ON facts (place) WHERE data IS NOT NULL;
CREATE INDEX IF NOT EXISTS finished ON facts (done_at) WHERE data IS NULL;
"""
_KEPT_SECONDS = 7 * 86_400.0  # done facts stay known so long: the bus brings nothing again after that
_BUSY_SECONDS = 10.0  # another connection's commit takes milliseconds; a full disk is told before
_CACHE_KB = 16_384  # pages of the index of (source, id): a million facts


class _Ticket:
    """A fact on its way to the disk, and the handler that waits for it."""

    __slots__ = ("awake", "done", "error", "row")

    def __init__(self, row: tuple[str, str, str, float, bytes]) -> None:
        self.row = row
        self.done = False
        self.error: Exception | None = None
        self.awake = threading.Lock()
        self.awake.acquire()


class SqliteInbox:
    """Implements `ingestion.inbox.Inbox`."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._writer = _opened(file, _MADE)
            with _closed_if_it_fails(self._writer):
                self._reader = _opened(file)
        except sqlite3.Error as error:
            raise InboxError(f"cannot open {file}: {error}") from error
        self._close = weakref.finalize(self, _close, self._writer, self._reader)
        self._writing, self._reading = threading.Lock(), threading.Lock()
        self._arriving: list[_Ticket] = []
        self._gate, self._led = threading.Lock(), False
        self._arrived = threading.Event()
        self._is_logged = True  # the log holds something, of whoever had the file before

    def put(self, event: Event) -> None:
        about_to_wait()
        data = orjson.dumps(event.data)
        ticket = _Ticket((event.source, event.id, event.type, time.time(), data))
        with self._gate:
            self._arriving.append(ticket)
            leads, self._led = not self._led, True
        if not leads:
            ticket.awake.acquire()
        if not ticket.done:  # one handler at a time writes for all that came meanwhile
            self._write()
        if ticket.error is not None:
            raise InboxError(f"the fact was not taken: {ticket.error}") from ticket.error
        self._arrived.set()

    def _write(self) -> None:
        """Write what has arrived, wake who waits for it, and let the first that came meanwhile write next."""
        error: Exception | None = None
        with self._writing:
            with self._gate:
                tickets, self._arriving = self._arriving, []
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                self._writer.executemany(
                    "INSERT OR IGNORE INTO facts (source, id, type, received_at, data) VALUES (?, ?, ?, ?, ?)",
                    [ticket.row for ticket in tickets],
                )
                self._writer.execute("COMMIT")
                self._is_logged = True
            except Exception as failed:  # noqa: BLE001 - whoever waits is told, whatever it was
                error = failed
                self._roll_back()
        with self._gate:
            self._led = bool(self._arriving)
            following = self._arriving[0] if self._arriving else None
        for ticket in tickets:
            ticket.done, ticket.error = True, error
            ticket.awake.release()
        if following is not None:
            following.awake.release()

    def _roll_back(self) -> None:
        with suppress(sqlite3.Error):  # what went wrong before is the news, and whoever waits must be told
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")

    def take(self, most: int) -> list[Waiting]:
        self._arrived.clear()
        with self._reading:
            rows = self._reader.execute(
                "SELECT place, source, id, type, received_at, data FROM facts WHERE data IS NOT NULL"
                " ORDER BY place LIMIT ?",
                (most,),
            ).fetchall()
        if not rows and self._is_logged:
            self._empty_log()
        return [
            Waiting(place, kind, source, event_id, datetime.fromtimestamp(received_at, UTC), orjson.loads(data))
            for place, source, event_id, kind, received_at, data in rows
        ]

    def _empty_log(self) -> None:
        """Leave nothing of what is done in the write-ahead log, now that nothing waits: rows are overwritten where they
        were, but the log keeps the pages as they were before.
        """
        with self._writing, suppress(sqlite3.Error):  # on a full disk, say: the next look does it
            self._writer.execute("PRAGMA busy_timeout = 0")  # where somebody else uses the file it is for later
            try:
                self._is_logged = bool(self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
            finally:
                self._writer.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000:.0f}")

    def done_within(self, change: Change, taken: Sequence[Waiting]) -> None:
        """This file is none of the warehouse's: `done` comes after the commit, and what is merged again is known."""

    def done(self, taken: Sequence[Waiting]) -> None:
        now = time.time()
        with self._writing:
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                self._writer.executemany(
                    "UPDATE facts SET data = NULL, done_at = ? WHERE place = ?", [(now, each.key) for each in taken]
                )
                self._writer.execute("DELETE FROM facts WHERE data IS NULL AND done_at < ?", (now - _KEPT_SECONDS,))
                self._writer.execute("COMMIT")
                self._is_logged = True
            except sqlite3.Error as error:
                self._roll_back()
                raise InboxError(f"the inbox cannot be written: {error}") from error

    def depth(self) -> Depth:
        with self._reading:
            count, since = self._reader.execute(
                "SELECT COUNT(*), MIN(received_at) FROM facts WHERE data IS NOT NULL"
            ).fetchone()
        return Depth(count, None if since is None else datetime.fromtimestamp(since, UTC))

    def wait(self, seconds: float) -> bool:
        return self._arrived.wait(seconds)

    def wake(self) -> None:
        self._arrived.set()

    def close(self) -> None:
        self._close()


def _opened(file: Path, made: str = "") -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    with _closed_if_it_fails(connection):
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # else a commit may be lost with the machine's power
        connection.execute("PRAGMA secure_delete = ON")  # a fact may name a customer who is erased
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        connection.executescript(made)
    return connection


@contextmanager
def _closed_if_it_fails(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.close()
        raise


def _close(*connections: sqlite3.Connection) -> None:
    for connection in connections:
        connection.close()
