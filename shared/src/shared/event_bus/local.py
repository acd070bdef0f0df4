"""The bus of one machine: a SQLite file that holds what is not delivered yet, and the dead letters.

A row of `deliveries` is one event for one subscription; it goes when the subscriber answered 2xx. What is published is
on the disk before `publish` returns (WAL, synchronous FULL); publishers that come at the same moment share a
transaction. `shared.event_bus.local_delivery` delivers.
"""

from __future__ import annotations

import fcntl
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import IO, TYPE_CHECKING
from uuid import uuid4
from weakref import finalize

from shared.contracts.events import LARGEST_EVENT, Event, encode, event_types
from shared.event_bus import EventBus, EventBusError
from shared.event_bus.local_delivery import LocalDelivery, Pace
from shared.group_commit import GroupCommit
from shared.hurry import about_to_wait

if TYPE_CHECKING:  # _typeshed exists for type checkers only
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_SCHEMA = """
CREATE TABLE IF NOT EXISTS deliveries (
  delivery_no INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice: the delivery remembers how far it has read
  message_id TEXT NOT NULL,
  subscription TEXT NOT NULL,
  type TEXT NOT NULL,
  body BLOB NOT NULL,
  published_at REAL NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  due_at REAL,  -- of the next attempt; null before the first
  last_error TEXT
);
CREATE INDEX IF NOT EXISTS retries ON deliveries (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS dead_letters (
  delivery_no INTEGER PRIMARY KEY,
  message_id TEXT NOT NULL,
  subscription TEXT NOT NULL,
  type TEXT NOT NULL,
  body BLOB NOT NULL,
  published_at REAL NOT NULL,
  attempts INTEGER NOT NULL,
  died_at REAL NOT NULL,
  last_error TEXT
);
CREATE TABLE IF NOT EXISTS never_dead_letters (  -- of customers who were erased while these waited
  delivery_no INTEGER PRIMARY KEY
);
"""
_INSERT = (
    "INSERT INTO deliveries (delivery_no, message_id, subscription, type, body, published_at) VALUES (?, ?, ?, ?, ?, ?)"
)
_REVIVE = (
    "INSERT INTO deliveries (message_id, subscription, type, body, published_at)"
    " SELECT message_id, subscription, type, body, published_at FROM dead_letters"
)
_ERASED, _WITH_ADDRESSES = "customer-erased.v1", "customer-changed.v1"
_OF_CUSTOMER = "type = ? AND json_extract(CAST(body AS TEXT), '$.data.entity_id') = ?"
_FORGET = (
    f"DELETE FROM dead_letters WHERE {_OF_CUSTOMER}",
    f"INSERT OR IGNORE INTO never_dead_letters SELECT delivery_no FROM deliveries WHERE {_OF_CUSTOMER}",
)
_FORGOTTEN = "DELETE FROM never_dead_letters WHERE delivery_no NOT IN (SELECT delivery_no FROM deliveries)"
_WAITING_SECONDS = 10.0  # for another process that writes; its transactions take milliseconds
_LARGEST_LOG = 16 * 1024 * 1024  # bytes of the write-ahead log that stay once it was copied into the file

_current_request: ContextVar[list[int] | None] = ContextVar("current_request", default=None)


@dataclass(frozen=True, slots=True)
class _Publication:
    """The rows of one call of `publish`."""

    rows: list[tuple[object, ...]]
    held_by: list[int] | None  # of the request that publishes: the numbers that wait for its end
    erased: list[tuple[str, str]]  # dead letters that go with it: their type, and the customer they are of


@dataclass(frozen=True, slots=True)
class Letter:
    """A delivery that is not done: it waits for its next attempt, or is a dead letter."""

    delivery_no: int
    subscription: str
    type: str
    body: bytes = field(repr=False)
    published_at: float
    attempts: int
    due_at: float | None  # of the next attempt; null before the first, and of a dead letter
    last_error: str | None


class LocalBus:
    """Publishes into the file, which is made when it is not there. Raises EventBusError where it cannot be opened."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._publications: GroupCommit[_Publication] = GroupCommit(self._write)
        self._write_lock = Lock()  # one transaction at a time: SQLite lets others wait by sleeping, which is slower
        self._closed = False
        self._delivery: LocalDelivery | None = None
        self._delivering: IO[bytes] | None = None  # locked while this process delivers
        self.held: set[int] = set()  # numbers that wait for the answer to the request that published them
        self.released: deque[int] = deque()  # numbers that wait no more
        self.on_change: Callable[[], None] = lambda: None
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._connection = self.connect(synchronous="FULL")
            self._close_file = finalize(self, self._connection.close)  # where nobody says that it is over
        except (OSError, sqlite3.Error) as error:
            raise EventBusError(f"EVENT_BUS_URL: {file} cannot be opened: {error}") from error

    def publish(self, events: Sequence[Event]) -> None:
        """Write a delivery for every subscription of every event; all are on the disk when this returns."""
        if self._closed:
            raise EventBusError("the event bus is closed")
        about_to_wait()
        erased = [(_WITH_ADDRESSES, event.entity_id) for event in events if event.type == _ERASED]
        publication = _Publication(list(_rows(events)), _current_request.get(), erased)
        if not publication.rows:
            return
        try:
            self._publications.commit(publication)
        except sqlite3.Error as error:
            raise EventBusError(f"the events were not taken: {error}") from error
        if publication.held_by is None:
            self.on_change()

    def _write(self, together: Sequence[_Publication]) -> None:
        with self.writing(self._connection):
            given = self._connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'deliveries'").fetchone()
            number = given[0] if given else 0
            for publication in together:
                numbered = [(number + place, *row) for place, row in enumerate(publication.rows, 1)]
                self._connection.executemany(_INSERT, numbered)
                for forget in _FORGET:
                    self._connection.executemany(forget, publication.erased)
                if publication.erased:
                    self._connection.execute(_FORGOTTEN)
                if publication.held_by is not None:
                    numbers = range(number + 1, number + 1 + len(numbered))
                    publication.held_by.extend(numbers)
                    self.held.update(numbers)  # before the commit shows them to the delivery
                number += len(numbered)

    def answering(self, app: WSGIApplication) -> WSGIApplication:
        """An app around an app: what is published while it answers is delivered once the answer has been sent."""

        def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            numbers: list[int] = []
            token = _current_request.set(numbers)
            try:
                body = app(environ, start_response)
            except BaseException:
                self._release(numbers)
                raise
            finally:
                _current_request.reset(token)
            return _Sent(body, lambda: self._release(numbers)) if numbers else body

        return answer

    def _release(self, numbers: Sequence[int]) -> None:
        if numbers:
            self.held.difference_update(numbers)
            self.released.extend(numbers)
            self.on_change()

    def deliver(
        self, app: WSGIApplication, routes: Mapping[str, str], token: Callable[[], str], pace: Pace | None = None
    ) -> None:
        """Deliver, until it is closed, to an app: to the push route of each subscriber, with a token.

        Raises EventBusError where another process delivers from the file.
        """
        self._lock_delivery()
        self._delivery = LocalDelivery(self, app, routes, token, pace or Pace())

    def _lock_delivery(self) -> None:
        self._delivering = self.file.with_name(f"{self.file.name}.delivering").open("ab")
        try:
            fcntl.flock(self._delivering, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise EventBusError(f"EVENT_BUS_URL: another process delivers from {self.file}; stop that one") from error

    def waiting(self, limit: int, *, after: int = 0) -> tuple[int, list[Letter]]:
        """How many deliveries are not done, and the oldest of them, those with numbers above `after`."""
        return self._letters("deliveries", "due_at", limit, after)

    def dead_letters(self, limit: int, *, after: int = 0) -> tuple[int, list[Letter]]:
        """How many dead letters there are, and the oldest of them, those with numbers above `after`."""
        return self._letters("dead_letters", "NULL", limit, after)

    def _letters(self, table: str, due_at: str, limit: int, after: int) -> tuple[int, list[Letter]]:
        columns = f"delivery_no, subscription, type, body, published_at, attempts, {due_at}, last_error"
        chosen = f"SELECT {columns} FROM {table} WHERE delivery_no > ? ORDER BY delivery_no LIMIT ?"
        with self._write_lock:
            count = self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            return int(count), [Letter(*row) for row in self._connection.execute(chosen, (after, limit))]

    def retry(self, number: int | None = None) -> int:
        """Deliver dead letters again, all or the one of this number, with all their tries; answers how many."""
        condition, values = ("", ()) if number is None else (" WHERE delivery_no = ?", (number,))
        with self.writing(self._connection):
            self._connection.execute(f"{_REVIVE}{condition}", values)
            revived = self._connection.execute(f"DELETE FROM dead_letters{condition}", values).rowcount
        self.on_change()
        return revived

    def close(self) -> None:
        """Stop delivering and close the file; closing twice is fine."""
        self._closed = True
        if self._delivery is not None:
            self._delivery.stop()
        with self._write_lock:
            self._close_file()
        if self._delivering is not None:
            self._delivering.close()

    def connect(self, *, synchronous: str) -> sqlite3.Connection:
        """A connection to the file that any thread may use, one at a time."""
        connection = sqlite3.connect(self.file, timeout=_WAITING_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # counts for a new file only
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA synchronous = {synchronous}")
            connection.execute("PRAGMA secure_delete = ON")  # an event may name a customer who is erased
            connection.execute(f"PRAGMA journal_size_limit = {_LARGEST_LOG}")
            connection.executescript(_SCHEMA)
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def writing(self, connection: sqlite3.Connection) -> Iterator[None]:
        """A transaction of its own: all that is written inside, or nothing."""
        with self._write_lock, _transaction(connection):
            yield


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


class _Sent:
    """The body of an answer, and what is to be done once it was sent."""

    def __init__(self, body: Iterable[bytes], when_sent: Callable[[], None]) -> None:
        self._body = body
        self._when_sent = when_sent

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body)

    def close(self) -> None:
        try:
            if (close := getattr(self._body, "close", None)) is not None:
                close()
        finally:
            self._when_sent()


def of_this_machine(bus: EventBus) -> LocalBus | None:
    """The bus if it is one that has to be delivered from here."""
    return bus if isinstance(bus, LocalBus) else None


def _rows(events: Sequence[Event]) -> Iterator[tuple[object, ...]]:
    types, now = event_types(), time.time()
    for event in events:
        stated = types.get(event.type)
        if stated is None:
            raise EventBusError(f"no event {event.type!r} in the contract")
        if stated.subscribers:
            message_id, body = str(uuid4().int >> 65), encode(event)  # Pub/Sub's are numbers of 63 bits, too
            if len(body) > LARGEST_EVENT:
                raise EventBusError(f"{event.type} has {len(body)} bytes, more than {LARGEST_EVENT}; split it")
            for subscription in stated.subscribers:
                yield message_id, subscription, event.type, body, now
