"""Trails: what happened lately under a key, as entries with a moment, bounded in age and number.

Adding an entry again changes nothing, and the order of adding does not matter, so that events may come twice and in any
order. A trail is never the only copy of anything. `connect(url, store)` maps the cache's URL to an adapter: every
adapter answers the same tests (`shared/tests/cache/test_trails.py`).
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from cachetools import LRUCache

from shared.cache import CacheError
from shared.store import Store

_MOST_BYTES = 32 << 20  # some 100,000 people with a few entries each; the least recently used go
_ENTRY_BYTES, _TRAIL_BYTES = 120, 400  # what the objects of an entry and of a trail weigh, roughly
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class TrailsError(Exception):
    """The shared trails cannot be reached; what was asked for did not happen everywhere."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """Something that happened; the same `what` is the same entry."""

    at: int  # microseconds since 1970, UTC
    what: bytes


@dataclass(frozen=True, slots=True)
class Keep:
    """How much of a trail stays: what is younger than `seconds` (None: any age), and of that the newest `most`."""

    seconds: float | None
    most: int


@dataclass(frozen=True, slots=True)
class Addition:
    """Entries for one trail."""

    key: str
    entries: Sequence[Entry]
    keep: Keep


@dataclass(frozen=True, slots=True)
class Read:
    """Trails as they were asked for, each oldest first. `stale`: as far as this process knows; others may know more."""

    trails: list[tuple[Entry, ...]]
    stale: bool = False


class Trails(Protocol):
    """Keys to trails, safe to use from any thread. A key is one of a store (`shared.store.check_key`)."""

    def add(self, additions: Sequence[Addition], now: datetime) -> bool:
        """Add entries; never an error. False when only this process knows of them: it goes on trying to tell."""

    def read(self, keys: Sequence[str]) -> Read:
        """The trails of these keys; never an error. One that is not there is empty."""

    def remove(self, keys: Sequence[str]) -> None:
        """Forget these trails, for everybody. Raises TrailsError when that is not sure."""

    def forget_here(self, keys: Iterable[str]) -> None:
        """Forget what this process alone remembers of trails that another one removed."""

    def tick(self, now: datetime) -> None:
        """Do what was put off; to be called about once a second, by one thread. Never an error."""

    def close(self) -> None:
        """Do the last of what was put off; nothing may follow."""


def connect(url: str, store: Store) -> Trails:
    """Open the trails beside the cache a URL names: in Redis for `redis://` and `rediss://`, else in the store.

    Raises `CacheError` as `shared.cache.connect`.
    """
    scheme = url.partition("://")[0].lower() if "://" in url else ""
    if scheme == "memory":
        from shared.cache.trails_in_store import TrailsInStore  # noqa: PLC0415 - an adapter is imported when chosen

        return TrailsInStore(store)
    if scheme in {"redis", "rediss"}:
        from shared.cache.trails_in_redis import TrailsInRedis  # noqa: PLC0415 - as above

        return TrailsInRedis(url)
    raise CacheError(f"CACHE_URL: no adapter for {scheme!r}; use memory:// or redis://host")


def microseconds(moment: datetime) -> int:
    """A moment as entries have it."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment_of(at: int) -> datetime:
    """The moment of an entry, UTC."""
    return _EPOCH + timedelta(microseconds=at)


def kept(entries: Collection[Entry], keep: Keep, now: datetime) -> tuple[Entry, ...]:
    """What stays of a trail, oldest first; of one `what` the latest."""
    latest: dict[bytes, int] = {}
    for entry in entries:
        latest[entry.what] = max(entry.at, latest.get(entry.what, entry.at))
    since = cut(keep, now)
    young = sorted(Entry(at, what) for what, at in latest.items() if since is None or at >= since)
    return tuple(young[-keep.most :])


def cut(keep: Keep, now: datetime) -> int | None:
    """The moment before which entries go."""
    return None if keep.seconds is None else microseconds(now) - round(keep.seconds * 1e6)


class Known:
    """Trails in this process's memory: bounded, safe between threads."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._lock = threading.Lock()
        self._trails: LRUCache[str, tuple[Entry, ...]] = LRUCache(most_bytes, getsizeof=_weight)

    def get(self, key: str) -> tuple[Entry, ...] | None:
        """What is known of a trail; None when nothing is, not even that it is empty."""
        with self._lock:
            return self._trails.get(key)

    def put(self, key: str, entries: tuple[Entry, ...]) -> None:
        """Know this of a trail from now on."""
        with self._lock:
            self._put(key, entries)

    def add(self, addition: Addition, now: datetime, before: tuple[Entry, ...] = ()) -> tuple[Entry, ...]:
        """Know more of a trail; `before` is what is known of it where this does not know it. Answers all of it."""
        with self._lock:
            entries = kept((*self._trails.get(addition.key, before), *addition.entries), addition.keep, now)
            self._put(addition.key, entries)
            return entries

    def drop(self, keys: Iterable[str]) -> None:
        """Know nothing of these any more."""
        with self._lock:
            for key in keys:
                self._trails.pop(key, None)

    def _put(self, key: str, entries: tuple[Entry, ...]) -> None:
        try:
            self._trails[key] = entries
        except ValueError:  # larger than the whole memory
            self._trails.pop(key, None)


def _weight(entries: tuple[Entry, ...]) -> int:
    return _TRAIL_BYTES + sum(len(entry.what) + _ENTRY_BYTES for entry in entries)
