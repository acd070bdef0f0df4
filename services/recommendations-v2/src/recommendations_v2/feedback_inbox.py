"""Feedback that is durable and on its way: a batch in the store is taken, then published, then in the warehouse.

All that a request waits for is one write to the store, which requests that come together share. Bus and warehouse may
be away: batches stay where they are until both had them. Each step may be done twice: events and rows have their ids.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import orjson

from recommendations_v2.feedback import Row, event_of
from shared.cache.trails import microseconds
from shared.event_bus import EventBus, EventBusError
from shared.group_commit import GroupCommit
from shared.hurry import about_to_wait
from shared.store import Store, StoreConflictError, StoreError
from shared.telemetry import logger

TAKEN = "recommendations-v2/feedback/taken/"  # in the store: batches that are not published yet
PUBLISHED = "recommendations-v2/feedback/published/"  # batches that are not in the warehouse yet
_GATHER_SECONDS = 0.25  # what comes meanwhile is published and written again together
_PAUSE_SECONDS = 5.0  # after a bus or a store that did not answer: asking costs a thread some seconds
_MOST_TOGETHER = 5_000  # rows of one batch behind the door: some megabytes
_ABANDONED_SECONDS = 120.0  # a batch taken so long ago is of a process that is gone, or whose bus is away
_CLOSE_SECONDS = 3.0  # at the end: a process has ten to leave


class FeedbackInbox:
    """Takes rows durably, and brings them on in a thread of its own. Safe from any thread."""

    def __init__(self, store: Store, bus: EventBus, now: Callable[[], datetime]) -> None:
        self._store = store
        self._bus = bus
        self._now = now
        self._writes: GroupCommit[Sequence[Row]] = GroupCommit(self._write)
        self._waiting: deque[str] = deque()  # keys of batches that this process took
        self._woken = threading.Event()
        self._over = False
        self._thread: threading.Thread | None = None
        self._problem: str | None = None

    @property
    def problem(self) -> str | None:
        """Why batches wait; None while they do not."""
        return self._problem

    def take(self, rows: Sequence[Row]) -> None:
        """Return when the rows are durable. Raises StoreError, and nothing was taken then."""
        about_to_wait()
        self._writes.commit(rows)

    def _write(self, together: Sequence[Sequence[Row]]) -> None:
        key = new_key(TAKEN, self._now())
        self._store.put(key, packed([row for rows in together for row in rows]))
        self._waiting.append(key)
        self._woken.set()

    def start(self) -> None:
        """Begin to bring on what is taken."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="feedback", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Bring on what is there, if that is quick, and end; what is left another process brings on."""
        self._over = True
        self._woken.set()
        if self._thread is not None:
            self._thread.join(_CLOSE_SECONDS)

    def _run(self) -> None:
        while True:
            self._woken.wait()
            self._woken.clear()
            if not self._over:
                time.sleep(_GATHER_SECONDS)
            done = self.bring_on()
            if self._over:
                return
            if not done:
                time.sleep(_PAUSE_SECONDS)
                self._woken.set()

    def bring_on(self) -> bool:
        """Publish what this process took; False when the bus or the store would not have it now."""
        while self._waiting:
            keys: list[str] = []
            rows: list[Row] = []
            try:
                while len(keys) < len(self._waiting) and len(rows) < _MOST_TOGETHER:
                    keys.append(self._waiting[len(keys)])
                    rows += read(self._store, keys[-1:])
            except StoreError as error:
                self._waits_because(error)
                return False
            if not self._passed_on(keys, rows):
                return False
            for _ in keys:
                self._waiting.popleft()
        return True

    def _passed_on(self, keys: Sequence[str], rows: Sequence[Row]) -> bool:
        try:
            pass_on(self._store, self._bus, keys, rows, self._now())
        except (EventBusError, StoreError) as error:
            self._waits_because(error)
            return False
        self._problem = None
        return True

    def _waits_because(self, error: Exception) -> None:
        if self._problem is None:
            logger().warning("feedback waits", why=str(error))
        self._problem = f"feedback waits to be published: {type(error).__name__}"


def pass_on(store: Store, bus: EventBus, keys: Sequence[str], rows: Sequence[Row], now: datetime) -> None:
    """Publish batches that were taken and let them wait for the warehouse. Raises EventBusError, StoreError."""
    if rows:
        bus.publish([event_of(row) for row in rows])
        store.put(new_key(PUBLISHED, now), packed(rows))
    for key in keys:
        store.delete(key)


def pass_on_abandoned(store: Store, bus: EventBus, now: datetime) -> int:
    """Publish what processes took that are gone; answers how many batches. Raises EventBusError, StoreError."""
    before = f"{TAKEN}{microseconds(now) - round(_ABANDONED_SECONDS * 1e6):018d}"
    keys = [key for key in store.list(TAKEN) if key < before]
    for key in keys:
        pass_on(store, bus, [key], read(store, [key]), now)
    return len(keys)


def read(store: Store, keys: Iterable[str]) -> list[Row]:
    """The rows of some batches; one that is gone has none. Raises StoreError."""
    rows: list[Row] = []
    for key in keys:
        stored = store.get(key)
        if stored is not None:
            rows += orjson.loads(stored.value)
    return rows


def strike(store: Store, is_struck: Callable[[Row], bool]) -> None:
    """Take rows out of all batches that wait. Raises StoreError."""
    for key in [*store.list(TAKEN), *store.list(PUBLISHED)]:
        stored = store.get(key)
        if stored is None:
            continue
        rows = orjson.loads(stored.value)
        left = [row for row in rows if not is_struck(row)]
        try:
            if not left:
                store.delete(key, if_version=stored.version)
            elif len(left) < len(rows):
                store.put(key, packed(left), if_version=stored.version)
        except StoreConflictError:  # brought on meanwhile: whoever brings it to the warehouse looks again
            continue


def new_key(prefix: str, now: datetime) -> str:
    """Keys sort by the time they were made."""
    return f"{prefix}{microseconds(now):018d}-{secrets.token_hex(6)}"


def packed(rows: Sequence[Row]) -> bytes:
    """Rows as they stand in the store."""
    return orjson.dumps(list(rows))
