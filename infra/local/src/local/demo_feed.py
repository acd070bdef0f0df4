"""Keeps a demo going: what happens is published as events, and what was missed is loaded as files.

A time is told either by events or by a file, for a line has another identity in each. So what may have been published
is noted before the first event goes out, and published again, where a process has ended in between: events are known
by their identity.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import ingestion.wiring
from local.demo_folder import MadeDemo
from local.demo_plan import APPENDED_UNTIL, PUBLISHED_UNTIL, SOURCE, DemoMaker, Portion
from local.suite import Suite
from shared import telemetry
from shared.contracts.events import Event, decode
from shared.serving import utc_now

# What happens is published as events when it happens, which the merger writes with one small change. What events do not
# carry, some sixty times a day, is loaded from files at the end of each portion: that takes a second of processor, most
# of it the start of the child that reads them, and where nothing is to be loaded it takes none.
_EVERY = timedelta(seconds=30)  # of the demo's time, at its usual speed
_AHEAD = 30  # portions written at once: the child that invents them repeats the shop's stock first, which takes seconds
_LOOK_SECONDS = 3.0  # between two looks whether something has happened: whoever watches sees it move
_AT_ONCE = 500  # events of one publication: one transaction of the bus
_VISITS = "web-event-received.v1"  # nine a minute, a merge for each: they come with the end of a portion
_MOST_DUE = 4  # more of them are due after a sleep: inventing the whole time anew is quicker than so many loads
# At night hours pass without a sale: without a word of the feed they would be unknown, not zero. Each word makes every
# kept answer anew, so it is not said with every portion.
_VOUCHED_EVERY = timedelta(minutes=10)
_RETRY_SECONDS = 30.0  # after a failure: a full disk, or somebody's erasure that holds the lease
_END_SECONDS = 2.0  # a load that is told to stop does so at its next step; a process that ends undoes it anyway


class _StoppedError(Exception):
    """The feed is to end; what it was loading is undone, and comes again with the next."""


class DemoFeed:
    """Goes on with an open demo while it is shown, in a thread of its own; `speed` times as fast as the clock."""

    def __init__(
        self,
        suite: Suite,
        made: MadeDemo,
        maker: DemoMaker,
        *,
        now: Callable[[], datetime] = utc_now,
        speed: int = 1,
    ) -> None:
        self._suite = suite
        self._made = made
        self._maker = maker
        self._now = now
        self._every = _EVERY * speed
        self._folder: Path | None = None
        self._written: list[Portion] = []  # the next ones, without a gap; the first is under way
        self._due: list[Event] | None = None  # events of the first portion that are to come; None before it begins
        self._vouched = made.until
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="demo feed", daemon=True)

    def start(self) -> None:
        """Catch up with now, however long nobody looked, and go on from there."""
        self._thread.start()

    def stop(self) -> None:
        """End it; a load in the middle is undone."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(_END_SECONDS)

    def append(self, now: datetime) -> bool:
        """Publish and load what has happened by `now`; answers whether there was anything."""
        store = self._suite.plugs.store
        since = self._noted(APPENDED_UNTIL) or self._made.until
        if now <= since:
            return False  # built for a later moment, or the clock was put back
        known = bool(self._written) and self._written[0].since == since
        if not known or sum(portion.until <= now for portion in self._written) > _MOST_DUE:
            self._write(since, now)
        anything = False
        while self._written and self._written[0].since < now:
            portion = self._written[0]
            anything |= self._publish(portion, now)
            if portion.until > now:
                break
            if portion.files:
                self._load(portion)
                anything = True
            # After it all: a process that is killed in between does the same again, and finds it known.
            store.put(APPENDED_UNTIL, portion.until.isoformat().encode())
            self._written.pop(0)
            self._due = None
            if portion.since - self._vouched >= _VOUCHED_EVERY:  # what came before this portion is merged by now
                ingestion.wiring.vouch(self._suite.door, portion.since)
                self._vouched = portion.since
        return anything

    def _noted(self, key: str) -> datetime | None:
        stored = self._suite.plugs.store.get(key)
        return datetime.fromisoformat(stored.value.decode()) if stored else None

    def _publish(self, portion: Portion, now: datetime) -> bool:
        """Publish the events of a portion that have happened by now; answers whether there were any."""
        if portion.events is None:
            return False
        if self._due is None:
            self._due = [decode(line) for line in portion.events.read_bytes().splitlines()]
            # Before the first of them: whatever happens now, this time is told by events, and never by a file as well.
            self._suite.plugs.store.put(PUBLISHED_UNTIL, portion.until.isoformat().encode())
        is_over = portion.until <= now
        come = [event for event in self._due if is_over or (event.type != _VISITS and event.occurred_at <= now)]
        for start in range(0, len(come), _AT_ONCE):
            self._suite.door.event_bus.publish(come[start : start + _AT_ONCE])
            self._check()
        published = {event.id for event in come}
        self._due = [event for event in self._due if event.id not in published]
        return bool(come)

    def _write(self, since: datetime, now: datetime) -> None:
        """Have everything up to now written as one portion of files, and some of what is to come as events."""
        self._written, self._due = [], None
        staging = self._suite.door.settings.staging
        staging.mkdir(parents=True, exist_ok=True)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._folder = Path(tempfile.mkdtemp(prefix="demo-", dir=staging))
        ends: list[tuple[datetime, bool]] = []
        published = self._noted(PUBLISHED_UNTIL) or since
        if published > since:  # a process that ended in the middle of a portion: the rest of it comes as events too
            ends.append((published, True))
        if now > published:
            ends.append((now, False))
        begin = max(now, published)
        ends += [(begin + step * self._every, True) for step in range(1, _AHEAD + 1)]
        self._written = self._maker.write_next(self._made, since, ends, self._folder)
        self._check()

    def _load(self, portion: Portion) -> None:
        # One load a day in the list: a thousand loads a day would hide what the demo is about.
        load_id = f"{SOURCE}-{portion.until:%Y%m%d}"
        ingestion.wiring.load_portion(
            self._suite.door, portion.files, load_id=load_id, source=SOURCE, progress=lambda *_: self._check()
        )

    def _check(self) -> None:
        if self._stop.is_set():
            raise _StoppedError

    def _run(self) -> None:
        while not self._stop.is_set():
            pause = _LOOK_SECONDS
            try:
                self.append(self._now().replace(microsecond=0))
            except _StoppedError:
                return
            except Exception:  # noqa: BLE001 - whatever it is may be over at the next attempt
                pause = _RETRY_SECONDS
                if not self._stop.is_set():
                    telemetry.logger().warning("demo not continued", exc_info=True)
            self._stop.wait(pause)
