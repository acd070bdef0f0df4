"""The cache in this process: dogpile.cache's single flight over a bounded cachetools cache."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cachetools import TLRUCache
from dogpile.cache import make_region
from dogpile.cache.api import CachedValue

from shared import telemetry
from shared.cache import STALE_SECONDS, Cached

_MOST_BYTES = 32 << 20  # a dashboard's answers are some 10 kB each; the whole suite has 150 MB
_ENTRY_BYTES = 500  # what the key, the objects and the bookkeeping of an entry weigh, roughly


@dataclass(frozen=True, slots=True)
class _Entry:
    cached: Cached
    kept_until: float  # seconds since the epoch, as dogpile.cache counts


class _RefreshedMeanwhileError(Exception):
    """Another thread refreshed the value between this one's look at it and its turn."""


class MemoryCache:
    """A `Cache` in memory: the least recently used answers go when it is full."""

    def __init__(self, *, most_bytes: int = _MOST_BYTES, stale_seconds: float = STALE_SECONDS) -> None:
        self._stale_seconds = stale_seconds
        self._entries = _Entries(most_bytes)
        self._region = make_region().configure("dogpile.cache.memory", arguments={"cache_dict": self._entries})

    def get_or_create(self, key: str, seconds: float, create: Callable[[], bytes]) -> Cached:
        if seconds < 0:
            raise ValueError("seconds must not be negative")  # -1 would mean for ever to dogpile.cache
        made = False

        def make() -> _Entry:
            nonlocal made
            kept = self._entries.get(key, None)
            if kept is not None and time.time() - kept.metadata["ct"] <= seconds:
                raise _RefreshedMeanwhileError  # dogpile.cache does not look again once it saw an expired value
            made = True
            began = datetime.now(UTC)
            cached = Cached(create(), began)
            return _Entry(cached, time.time() + seconds + self._stale_seconds)

        try:
            entry: _Entry = self._region.get_or_create(key, make, expiration_time=seconds)
        except Exception as error:
            kept = self._entries.get(key, None)
            if kept is None:
                telemetry.observe_cache(hit=False)
                raise
            if not isinstance(error, _RefreshedMeanwhileError):
                telemetry.logger().warning("refresh failed, an older answer was given", exc_info=True)
            entry, made = kept.payload, False
        telemetry.observe_cache(hit=not made)
        return entry.cached


class _Entries:
    """The dictionary dogpile.cache's memory backend works on, bounded and safe between threads."""

    def __init__(self, most_bytes: int) -> None:
        self._lock = threading.Lock()
        self._items: TLRUCache[str, CachedValue] = TLRUCache(
            most_bytes,
            ttu=lambda _key, item, _now: item.payload.kept_until,
            timer=time.time,
            getsizeof=lambda item: len(item.payload.cached.value) + _ENTRY_BYTES,
        )

    def get(self, key: str, default: Any) -> Any:  # noqa: ANN401 - dogpile.cache's default is a marker of its own
        with self._lock:
            return self._items.get(key, default)

    def __setitem__(self, key: str, item: CachedValue) -> None:
        with self._lock:
            try:
                self._items[key] = item
            except ValueError:  # larger than the whole cache: it is answered, not kept
                self._items.pop(key, None)

    def pop(self, key: str, default: Any) -> Any:  # noqa: ANN401 - as above
        with self._lock:
            return self._items.pop(key, default)
