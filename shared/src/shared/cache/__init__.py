"""The cache: answers kept for a while, never the only copy of anything, made once however many ask at the same time.

`connect(url)` maps a scheme to an adapter. Every adapter answers the same tests (`shared/tests/cache/test_cache.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

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


class NoCache:
    """Keeps nothing: for whoever wants to see how a value is made."""

    def get_or_create(self, key: str, seconds: float, create: Callable[[], bytes]) -> Cached:  # noqa: ARG002 - as the protocol has it
        return Cached(create(), datetime.now(UTC))


def connect(url: str) -> Cache:
    """Open the cache a URL names. It never fails for a server that is away; that costs time, at most 60 ms a call.

    - `memory://` lives in this process.
    - `redis://[user:password@]host[:port][/db][?prefix=shop:]` is shared by all processes; `rediss://` speaks TLS,
      with `ssl_ca_certs=FILE` for an authority of one's own. Every key there begins with the prefix (`shopsight:`
      when none is given).

    Raises `CacheError` for a scheme nobody serves, and for a URL that cannot be meant.
    """
    scheme = url.partition("://")[0].lower() if "://" in url else ""
    if scheme == "memory":
        from shared.cache import memory  # noqa: PLC0415 - an adapter is imported when it is chosen, not before

        return memory.MemoryCache()
    if scheme in {"redis", "rediss"}:
        from shared.cache import redis  # noqa: PLC0415 - as above; redis-py takes 0.4 s

        return redis.RedisCache(url)
    raise CacheError(f"CACHE_URL: no adapter for {scheme!r}; use memory:// or redis://host")


def of_this_process() -> Cache:
    """A cache in memory, whatever `CACHE_URL` says: for what is made sooner than another machine is asked."""
    return connect("memory://")
