"""Single flight: dogpile.cache's, with what it leaves out, whatever keeps the answers."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from dogpile.cache import CacheRegion
from dogpile.cache.api import CachedValue

from shared import telemetry
from shared.cache import Cached


@dataclass(frozen=True, slots=True)
class Entry:
    """What a backend of dogpile.cache is given to keep."""

    cached: Cached
    kept_until: float  # seconds since the epoch, as dogpile.cache counts


class UnavailableError(Exception):
    """What keeps the answers does not answer itself. Nothing was made."""


class _RefreshedMeanwhileError(Exception):
    """Somebody else refreshed the value between this thread's look at it and its turn."""


class SingleFlight:
    """A `Cache` over a region of dogpile.cache whose backend keeps entries as long as they say."""

    def __init__(self, region: CacheRegion, *, stale_seconds: float) -> None:
        self._region = region
        self._stale_seconds = stale_seconds

    def get_or_create(self, key: str, seconds: float, create: Callable[[], bytes]) -> Cached:
        """As `Cache` says. Raises `UnavailableError` when the backend does, always before `create` is called."""
        if seconds < 0:
            raise ValueError("seconds must not be negative")  # -1 would mean for ever to dogpile.cache
        made = False
        kept: CachedValue | None = None

        def make() -> Entry:
            nonlocal made, kept
            kept = self._region.get_value_metadata(key, ignore_expiration=True)
            if kept is not None and time.time() - kept.metadata["ct"] <= seconds:
                raise _RefreshedMeanwhileError  # dogpile.cache does not look again once it saw an expired value
            made = True
            began = datetime.now(UTC)
            cached = Cached(create(), began)
            return Entry(cached, time.time() + seconds + self._stale_seconds)

        try:
            entry: Entry = self._region.get_or_create(key, make, expiration_time=seconds)
        except UnavailableError:
            raise
        except Exception as error:
            if kept is None:
                telemetry.observe_cache(hit=False)
                raise
            if not isinstance(error, _RefreshedMeanwhileError):
                telemetry.logger().warning("refresh failed, an older answer was given", exc_info=True)
            entry, made = kept.payload, False
        telemetry.observe_cache(hit=not made)
        return entry.cached
