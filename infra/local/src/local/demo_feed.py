"""Keeps a demo going: appends what has happened since the last time, through ingestion's own load."""

from __future__ import annotations

import shutil
import tempfile
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import ingestion.wiring
from local.demo_folder import MadeDemo
from local.demo_plan import APPENDED_UNTIL, SOURCE, DemoMaker, Portion
from local.suite import Suite
from shared import telemetry

# An append with rows takes a second of processor, most of it the start of the child that reads the files, and one
# without takes none: at one in thirty seconds that is a thirtieth of a core, and no shown figure is older than that.
_EVERY = timedelta(seconds=30)
_AHEAD = 30  # portions written at once: the child that invents them repeats the shop's stock first, which takes seconds
_MOST_DUE = 4  # more of them are due after a sleep: inventing the whole time anew is quicker than so many loads
# At night hours pass without a sale: without a word of the feed they would be unknown, not zero. Each word makes every
# kept answer anew, so it is not said with every append.
_VOUCHED_EVERY = timedelta(minutes=10)
_RETRY_SECONDS = 30.0  # after a failure: a full disk, or somebody's erasure that holds the lease
_LEAST_SECONDS = 0.5  # between two looks at the clock
_END_SECONDS = 2.0  # a load that is told to stop does so at its next step; a process that ends undoes it anyway


class _StoppedError(Exception):
    """The feed is to end; what it was loading is undone, and comes again with the next."""


class DemoFeed:
    """Appends to an open demo every half minute while it is shown, in a thread of its own."""

    def __init__(self, suite: Suite, made: MadeDemo, maker: DemoMaker) -> None:
        self._suite = suite
        self._made = made
        self._maker = maker
        self._folder: Path | None = None
        self._written: list[Portion] = []  # the next ones, without a gap; later than now, but for the first
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
        """Append what has happened by `now`; answers whether there was anything. Without rows there is no load."""
        store = self._suite.plugs.store
        stored = store.get(APPENDED_UNTIL)
        since = datetime.fromisoformat(stored.value.decode()) if stored else self._made.until
        if now <= since:
            return False  # built for a later moment, or the clock was put back
        known = bool(self._written) and self._written[0].since == since
        if not known or sum(portion.until <= now for portion in self._written) > _MOST_DUE:
            self._write(since, now)
        any_rows = False
        while self._written and self._written[0].until <= now:
            portion = self._written.pop(0)
            if portion.files:
                self._load(portion)
                any_rows = True
            # After the load: a process that is killed in between loads the same rows again, and finds them known.
            store.put(APPENDED_UNTIL, portion.until.isoformat().encode())
            if portion.until - self._vouched >= _VOUCHED_EVERY:
                ingestion.wiring.vouch(self._suite.door, portion.until)
                self._vouched = portion.until
        return any_rows

    def _write(self, since: datetime, now: datetime) -> None:
        """Have everything up to now written as one portion, and some of what is to come in small ones."""
        self._written = []
        staging = self._suite.door.settings.staging
        staging.mkdir(parents=True, exist_ok=True)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._folder = Path(tempfile.mkdtemp(prefix="demo-", dir=staging))
        ends = [now + step * _EVERY for step in range(_AHEAD)]
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
            pause = _RETRY_SECONDS
            try:
                self.append(datetime.now(UTC).replace(microsecond=0))
                if self._written:
                    pause = (self._written[0].until - datetime.now(UTC)).total_seconds()
            except _StoppedError:
                return
            except Exception:  # noqa: BLE001 - whatever it is may be over at the next attempt
                if not self._stop.is_set():
                    telemetry.logger().warning("demo not continued", exc_info=True)
            self._stop.wait(max(pause, _LEAST_SECONDS))
