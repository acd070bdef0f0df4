"""Trails of one process, kept in its memory and in the store: what is added is written within seconds, together.

A process that is killed loses the last seconds, which are made again from where they came from, as all trails can be.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson

from shared import telemetry
from shared.cache.trails import Addition, Entry, Keep, Known, Read, TrailsError, microseconds
from shared.store import Store, StoreError

_PREFIX = "trails/"
_TICK_SECONDS = 0.1  # of writing in one tick: the disk is there for others too, and confirms some dozen values in it
_REST_SECONDS = 5.0  # a trail that changes now changes again: it is written once for all that comes meanwhile
_MOST_DIRTY = 20_000  # trails that wait to be written: some 20 MB; of more the first are written no more
_CLOSE_SECONDS = 3.0  # at the end: a process has ten to leave
_FIRST_SWEEP_SECONDS = 300.0  # after a start, which has other things to do
_SWEEP_SECONDS = 6 * 3600.0  # between two looks for what is too old: it is read by nobody, and takes room only
_DISTANT = 1 << 62  # microseconds: what is kept for any time


@dataclass(frozen=True, slots=True)
class _Held:
    entries: tuple[Entry, ...]
    keep: Keep
    until: int  # microseconds since 1970
    since: float = 0.0  # time.monotonic() when it began to wait


class TrailsInStore:
    """Implements `shared.cache.trails.Trails`. One process at a time may have the keys."""

    def __init__(
        self, store: Store, *, rest_seconds: float = _REST_SECONDS, first_sweep_seconds: float = _FIRST_SWEEP_SECONDS
    ) -> None:
        self._store = store
        self._known = Known()
        self._dirty: dict[str, _Held] = {}  # not in the store yet
        self._lock = threading.Lock()
        self._writing = threading.Lock()  # around what the store does; taken before the other one
        self._rest_seconds = rest_seconds
        self._sweep_at = time.monotonic() + first_sweep_seconds
        self._sweeping: Iterator[str] = iter(())

    def add(self, additions: Sequence[Addition], now: datetime) -> bool:
        with self._lock:
            for addition in additions:
                before = self._of(addition.key)
                entries = self._known.add(addition, now, before)
                if entries != before:
                    self._to_write(addition, entries, now)
        return True

    def _to_write(self, addition: Addition, entries: tuple[Entry, ...], now: datetime) -> None:
        seconds, waits = addition.keep.seconds, self._dirty.get(addition.key)
        until = _DISTANT if seconds is None else microseconds(now) + round(seconds * 1e6)
        since = time.monotonic() if waits is None else waits.since
        self._dirty[addition.key] = _Held(entries, addition.keep, until, since)
        if len(self._dirty) > _MOST_DIRTY:
            del self._dirty[next(iter(self._dirty))]

    def read(self, keys: Sequence[str]) -> Read:
        found = [self._known.get(key) for key in keys]
        if None in found:
            with self._lock:
                found = [self._of(key) if trail is None else trail for key, trail in zip(keys, found, strict=True)]
        return Read([trail or () for trail in found])

    def remove(self, keys: Sequence[str]) -> None:
        with self._writing:
            with self._lock:
                self._known.drop(keys)
                for key in keys:
                    self._dirty.pop(key, None)
            try:
                for key in keys:
                    self._store.delete(_PREFIX + key)
            except StoreError as error:
                raise TrailsError(f"the store does not answer: {error}") from error

    def forget_here(self, keys: Iterable[str]) -> None:
        """Nothing: this process is the only one."""

    def tick(self, now: datetime) -> None:
        self._write(_TICK_SECONDS, self._rest_seconds)
        self._sweep(microseconds(now))

    def close(self) -> None:
        self._write(_CLOSE_SECONDS, 0.0)

    def _of(self, key: str) -> tuple[Entry, ...]:
        """A trail this process does not have in memory; called with the lock."""
        held = self._dirty.get(key)
        if held is not None:
            return held.entries
        known = self._known.get(key)
        if known is not None:
            return known
        try:
            stored = self._store.get(_PREFIX + key)
        except StoreError:
            telemetry.logger().warning("a trail was not read", exc_info=True)
            return ()
        entries = () if stored is None else _unpacked(stored.value).entries
        self._known.put(key, entries)
        return entries

    def _write(self, seconds: float, rest_seconds: float) -> None:
        """Write for so long at most, those that have waited; what is added to one meanwhile stays to be written."""
        end = time.monotonic() + seconds
        with self._writing:
            while self._dirty and time.monotonic() < end:
                with self._lock:
                    if not self._dirty:
                        return
                    key, held = next(iter(self._dirty.items()))
                if time.monotonic() - held.since < rest_seconds:
                    return
                try:
                    self._store.put(_PREFIX + key, _packed(held))
                except StoreError:
                    telemetry.logger().warning("trails were not written", exc_info=True)
                    return
                with self._lock:
                    if self._dirty.get(key) is held:
                        del self._dirty[key]

    def _sweep(self, now: int) -> None:
        began = time.monotonic()
        try:
            if began >= self._sweep_at:
                self._sweep_at = began + _SWEEP_SECONDS
                self._sweeping = iter(self._store.list(_PREFIX))
            for name in self._sweeping:
                self._remove_if_over(name, now)
                if time.monotonic() - began > _TICK_SECONDS:
                    return
        except StoreError:
            telemetry.logger().warning("old trails were not removed", exc_info=True)

    def _remove_if_over(self, name: str, now: int) -> None:
        with self._writing:
            stored = self._store.get(name)
            if stored is not None and _unpacked(stored.value).until < now:
                self._store.delete(name)
                with self._lock:
                    self._known.drop([name.removeprefix(_PREFIX)])


def _packed(held: _Held) -> bytes:
    entries = [[entry.at, entry.what.decode("latin-1")] for entry in held.entries]
    return orjson.dumps({"until": held.until, "seconds": held.keep.seconds, "most": held.keep.most, "entries": entries})


def _unpacked(value: bytes) -> _Held:
    content = orjson.loads(value)
    entries = tuple(Entry(at, what.encode("latin-1")) for at, what in content["entries"])
    return _Held(entries, Keep(content["seconds"], content["most"]), content["until"])
