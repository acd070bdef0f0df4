"""Delivers from the bus of one machine: pushes to the services' own routes, as Pub/Sub does, and notes how it went.

One thread reads what is due and writes down what was done, a batch at a time; a few others push. What a push did not
bring about by 2xx is tried again after a pause that grows, and is a dead letter after the fifth try. Nothing waits for
it: the others are pushed meanwhile.
"""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from queue import SimpleQueue
from typing import TYPE_CHECKING

from shared import telemetry
from shared.event_bus.envelope import wrap
from shared.event_bus.in_process import call, told_problem

if TYPE_CHECKING:  # _typeshed exists for type checkers only
    from _typeshed.wsgi import WSGIApplication

    from shared.event_bus.local import LocalBus

_COLUMNS = "delivery_no, message_id, subscription, type, body, published_at, attempts"
_NEW = f"SELECT {_COLUMNS} FROM deliveries WHERE delivery_no > ? AND due_at IS NULL ORDER BY delivery_no"
_ONE = f"SELECT {_COLUMNS} FROM deliveries WHERE delivery_no = ?"
_DUE = f"SELECT {_COLUMNS} FROM deliveries WHERE due_at <= ? ORDER BY due_at"
_NEXT_DUE = "SELECT min(due_at) FROM deliveries WHERE due_at > ?"
_DONE = "DELETE FROM deliveries WHERE delivery_no = ?"
_AGAIN = "UPDATE deliveries SET attempts = ?, due_at = ?, last_error = ? WHERE delivery_no = ?"
_GIVE_UP = (
    "INSERT INTO dead_letters (delivery_no, message_id, subscription, type, body, published_at, attempts, died_at,"
    " last_error) SELECT delivery_no, message_id, subscription, type, body, published_at, ?, ?, ? FROM deliveries"
    " WHERE delivery_no = ? AND delivery_no NOT IN (SELECT delivery_no FROM never_dead_letters)"
)

_READ_AHEAD = 512  # deliveries in memory; more would only be read again after a kill
_READ_AHEAD_BYTES = 8 * 1024 * 1024  # and of these no more than that: an event may have a megabyte
_LOW = 128  # deliveries left to push when the next are read, and what is done is written down
_LONGEST_ERROR = 500  # characters kept of why a delivery failed
_PAGES_KEPT = 256  # free pages of 4 kB that stay in the file for the next events, and are given back at once
_QUIET_SECONDS = 2.0  # until the log is emptied: a crowd's pushes come closer together, and it waits for the disk
_IDLE_SECONDS = 60.0  # between two looks when nothing is due: the clock of the machine may be set
_TROUBLE_SECONDS = 1.0  # until the file is tried again when it cannot be read or written: a full disk, mostly
_ENDING_SECONDS = 5.0  # for pushes in hand when it ends; Cloud Run's ten seconds are the measure of the house
_SUCCESS = 2  # hundred


@dataclass(frozen=True)
class Pace:
    """How often, and after which pauses, a delivery is tried.

    1, 4, 16 and 64 s: an outage of a minute is outlived, and who looks after a minute and a half finds the dead letter.
    """

    tries: int = 5
    first_pause_seconds: float = 1.0
    growth: float = 4.0
    pushers: int = 32  # handlers share the commits of what they write: measured in shared/decisions/0021

    def pause(self, attempts: int) -> float:
        """Seconds after so many attempts: half of it certain, half by chance, so that a crowd does not come back."""
        whole = self.first_pause_seconds * self.growth ** (attempts - 1)
        return whole * random.uniform(0.5, 1.0)  # noqa: S311 - spreads retries, and guards nothing


@dataclass(frozen=True, slots=True)
class _Job:
    """One delivery in memory."""

    delivery_no: int
    message_id: str
    subscription: str
    type: str
    body: bytes
    published_at: float
    attempts: int


class LocalDelivery:
    """Delivers from a bus until it is stopped. `routes` says where each subscriber's push route is."""

    def __init__(
        self,
        bus: LocalBus,
        app: WSGIApplication,
        routes: Mapping[str, str],
        token: Callable[[], str],
        pace: Pace,
    ) -> None:
        self._bus = bus
        self._app = app
        self._routes = dict(routes)
        self._token = token
        self._pace = pace
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._results: deque[tuple[_Job, str | None]] = deque()  # with what went wrong
        self._wake = threading.Event()
        self._busy_at = 0.0  # of the clock that nobody sets: when something was due last
        self._stopping = False
        self._read_to = 0
        self._skipped: set[int] = set()  # read while their publisher's request went on
        self._retried: set[int] = set()  # in memory for another attempt
        self._threads = [threading.Thread(target=self._work, name="bus delivery", daemon=True)]
        self._threads += [
            threading.Thread(target=self._keep_pushing, name=f"bus push {number}", daemon=True)
            for number in range(pace.pushers)
        ]
        bus.on_change = self._wake.set
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish the pushes in hand, write down how they went, and end."""
        self._stopping = True
        self._wake.set()
        for _ in range(self._pace.pushers):
            self._jobs.put(None)
        end = time.monotonic() + _ENDING_SECONDS
        for thread in reversed(self._threads):  # the first writes down what the others did
            if thread is not threading.current_thread():
                thread.join(max(0.0, end - time.monotonic()))
            self._wake.set()

    # What the first thread does: read and write the file.

    def _work(self) -> None:
        with closing(self._bus.connect(synchronous="NORMAL")) as file:  # a mark that is lost: one more repetition
            while not self._ended():
                try:
                    self._note(file)
                    pause = self._read(file)
                except Exception:  # noqa: BLE001 - whatever it is, it may pass, and a bus that stands still helps nobody
                    telemetry.logger().exception("the event bus cannot use its file")
                    self._wake.clear()
                    pause = _TROUBLE_SECONDS
                self._wake.wait(pause)
                self._wake.clear()
            self._note(file)

    def _ended(self) -> bool:
        return self._stopping and not any(thread.is_alive() for thread in self._threads[1:])

    def _note(self, file: sqlite3.Connection) -> None:
        """Write down, in one transaction, how pushes went."""
        results = [self._results.popleft() for _ in range(len(self._results))]
        if not results:
            return
        now = time.time()
        done, again, given_up = [], [], []
        for job, wrong in results:
            attempts = job.attempts + 1
            if wrong is None:
                done.append((job.delivery_no,))
            elif attempts < self._pace.tries:
                again.append((attempts, now + self._pace.pause(attempts), wrong, job.delivery_no))
            else:
                given_up.append((attempts, now, wrong, job.delivery_no))
                done.append((job.delivery_no,))
                telemetry.logger().error(
                    "event given up", subscription=job.subscription, type=job.type, attempts=attempts, reason=wrong
                )
        try:
            with self._bus.writing(file):
                file.executemany(_GIVE_UP, given_up)
                file.executemany(_DONE, done)
                file.executemany(_AGAIN, again)
        except sqlite3.Error:
            self._results.extendleft(reversed(results))
            raise
        self._retried.difference_update(job.delivery_no for job, _ in results)

    def _read(self, file: sqlite3.Connection) -> float | None:
        """Read what is due while few are left in memory; answers for how long nothing else will be due."""
        if self._stopping or self._jobs.qsize() >= _LOW:
            return None
        now = time.time()
        found, size = 0, 0
        for job in self._due(file, now):
            self._jobs.put(job)
            found, size = found + 1, size + len(job.body)
            if found >= _READ_AHEAD or size >= _READ_AHEAD_BYTES:
                return None  # whoever pushes the last but 128 of them wakes this thread
        if found:
            self._busy_at = time.monotonic()
            return None
        if self._give_back_space(file):
            return 0.0
        longest = _IDLE_SECONDS if self._empty_log(file) else _QUIET_SECONDS
        next_due: float | None = file.execute(_NEXT_DUE, (now,)).fetchone()[0]
        return longest if next_due is None else min(max(next_due - now, 0.001), longest)

    def _empty_log(self, file: sqlite3.Connection) -> bool:
        """Leave nothing of what was delivered in the write-ahead log, once all is quiet; answers whether it is empty.

        Rows are overwritten where they were, by `secure_delete`, but the log keeps the pages as they were before.
        """
        log = self._bus.file.with_name(f"{self._bus.file.name}-wal")
        if not log.exists() or log.stat().st_size == 0:
            return True
        if time.monotonic() - self._busy_at < _QUIET_SECONDS:
            return False
        waits = file.execute("PRAGMA busy_timeout").fetchone()[0]
        file.execute("PRAGMA busy_timeout = 0")  # where somebody else uses the file it is for later
        try:
            busy: int = file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            file.execute(f"PRAGMA busy_timeout = {waits}")
        return not busy

    def _give_back_space(self, file: sqlite3.Connection) -> bool:
        """Shorten the file a little when a crowd has passed; answers whether there is more to give back."""
        free: int = file.execute("PRAGMA freelist_count").fetchone()[0]
        if free < _PAGES_KEPT:
            return False
        with self._bus.writing(file):
            file.execute(f"PRAGMA incremental_vacuum({_PAGES_KEPT})").fetchall()
        return True

    def _due(self, file: sqlite3.Connection, now: float) -> Iterator[_Job]:
        released = self._bus.released
        while released:
            number = released.popleft()
            if number in self._skipped:
                self._skipped.discard(number)
                yield from _jobs(file.execute(_ONE, (number,)))
        again = (job for job in _jobs(file.execute(_DUE, (now,))) if job.delivery_no not in self._retried)
        for job in islice(again, _READ_AHEAD // 2):  # the other half is for those that have not failed yet
            self._retried.add(job.delivery_no)
            yield job
        for job in _jobs(file.execute(_NEW, (self._read_to,))):
            self._read_to = job.delivery_no
            if job.delivery_no in self._bus.held:
                self._skipped.add(job.delivery_no)
            else:
                yield job

    # What the others do: push.

    def _keep_pushing(self) -> None:
        while (job := self._jobs.get()) is not None and not self._stopping:
            try:
                wrong = self._push(job)
            except Exception as error:  # noqa: BLE001 - whatever the app raises: this delivery failed, the next may not
                wrong = f"{type(error).__name__}: {error}"[:_LONGEST_ERROR]
            self._results.append((job, wrong))
            if self._jobs.qsize() < _LOW:
                self._wake.set()

    def _push(self, job: _Job) -> str | None:
        """Push one delivery; answers what went wrong."""
        route = self._routes.get(job.subscription)
        if route is None:
            return f"no service {job.subscription} runs here"
        published_at = datetime.fromtimestamp(job.published_at, UTC).isoformat().replace("+00:00", "Z")
        subscription = f"projects/local/subscriptions/{job.subscription}.{job.type}"
        body = wrap(
            job.body,
            message_id=job.message_id,
            published_at=published_at,
            subscription=subscription,
            attempt=job.attempts + 1,
        )
        status, answer = call(self._app, route, body, self._token())
        return None if status // 100 == _SUCCESS else f"{status}: {told_problem(answer)}"[:_LONGEST_ERROR]


def _jobs(cursor: sqlite3.Cursor) -> Iterator[_Job]:
    try:
        for row in cursor:
            yield _Job(*row)
    finally:
        cursor.close()
