"""The cache in this process: single flight over a bounded cachetools cache."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from cachetools import TLRUCache
from dogpile.cache import make_region
from dogpile.cache.api import CachedValue

from shared import telemetry
from shared.cache import STALE_SECONDS, Cached
from shared.cache.single_flight import SingleFlight
from shared.hurry import about_to_wait

_MOST_BYTES = 32 << 20  # a dashboard's answers are some 10 kB each; the whole suite has 150 MB
_ENTRY_BYTES = 500  # what the key, the objects and the bookkeeping of an entry weigh, roughly


class MemoryCache(SingleFlight):
    """A `Cache` in memory: the least recently used answers go when it is full."""

    def __init__(self, *, most_bytes: int = _MOST_BYTES, stale_seconds: float = STALE_SECONDS) -> None:
        entries = _Entries(most_bytes)
        region = make_region().configure("dogpile.cache.memory", arguments={"cache_dict": entries})
        super().__init__(region, stale_seconds=stale_seconds)
        self._entries = entries

    def get_or_create(self, key: str, seconds: float, create: Callable[[], bytes]) -> Cached:
        """As `Cache` says; what is kept and fresh is answered without a lock of its own."""
        kept = self._entries.get(key, None)
        if kept is not None and time.time() - kept.metadata["ct"] <= seconds:
            telemetry.observe_cache(hit=True)
            cached: Cached = kept.payload.cached
            return cached
        about_to_wait(briefly=True)  # what the making waits for says so itself
        return super().get_or_create(key, seconds, create)


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
