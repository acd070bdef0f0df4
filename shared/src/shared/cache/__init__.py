"""The cache: answers kept for a while, never the only copy of anything, made once however many ask at the same time.

`connect(url)` maps a scheme to an adapter. Every adapter answers the same tests (`shared/tests/test_cache.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

STALE_SECONDS = 3600.0  # an hour-old figure, marked with its age, beats an error page; an older one misleads


class CacheError(Exception):
    """No adapter serves the URL."""


@dataclass(frozen=True, slots=True)
class Cached:
    """A kept answer and the moment (UTC) its making began, from which the caller tells its age."""

    value: bytes
    created_at: datetime


class Cache(Protocol):
    """Keys to bytes that somebody can make again. Safe to use from any thread."""

    def get_or_create(self, key: str, seconds: float, create: Callable[[], bytes]) -> Cached:
        """The kept value when it is younger than `seconds`, else a new one from `create`.

        Of those who ask at once, one calls `create`. The others wait for it when nothing is kept; when an expired
        value is, not older than `STALE_SECONDS` past its time, they get that.

        What `create` raises is never kept. It propagates, unless such an expired value is there: then that is the
        answer, and the error is logged.
        """


def connect(url: str) -> Cache:
    """Open the cache a URL names: `memory://`, which lives in this process.

    Raises `CacheError` for a scheme nobody serves.
    """
    scheme = urlsplit(url).scheme
    if scheme == "memory":
        from shared.cache import memory  # noqa: PLC0415 - an adapter is imported when it is chosen, not before

        return memory.MemoryCache()
    raise CacheError(f"CACHE_URL: no adapter for {scheme or url!r}; use memory://")
