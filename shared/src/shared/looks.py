"""That somebody looks at live figures: said in the store by whoever shows them, read by whoever makes them newer.

A merge of facts costs more than a look at them (shared/decisions/0076): it is done often while somebody looks.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from shared.store import Store, StoreError
from shared.telemetry import logger

_KEY = "looks/live"
_SAID_EVERY = timedelta(seconds=30)  # a write each time costs more than being half a minute late


class Looks:
    """Safe to use from any thread."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._lock = threading.Lock()
        self._said_at: datetime | None = None

    def say(self) -> None:
        """Somebody looks now; written at most each half a minute. A store that is away costs nobody the figures."""
        now = self._now()
        with self._lock:
            if self._said_at is not None and _SAID_EVERY > now - self._said_at >= timedelta(0):
                return
            self._said_at = now
        try:
            self._store.put(_KEY, now.astimezone(UTC).isoformat().encode())
        except StoreError:
            logger().warning("that somebody looks could not be said", exc_info=True)

    def within(self, period: timedelta) -> bool:
        """Whether somebody looked within the last `period`. Raises StoreError."""
        stored = self._store.get(_KEY)
        return stored is not None and self._now() - datetime.fromisoformat(stored.value.decode()) <= period
