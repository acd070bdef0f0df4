"""The schedule of one machine: the times somebody chose, in the store, for the suite's own clock to read."""

from __future__ import annotations

import json
from dataclasses import asdict

from shared.schedule import Timing, cron
from shared.store import Store


class StoredSchedule:
    """Implements `shared.schedule.Schedule`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, name: str) -> Timing | None:
        stored = self._store.get(f"schedule/{name}")
        return Timing(**json.loads(stored.value)) if stored else None

    def set(self, name: str, timing: Timing) -> None:
        cron.check(timing)
        self._store.put(f"schedule/{name}", json.dumps(asdict(timing)).encode())
