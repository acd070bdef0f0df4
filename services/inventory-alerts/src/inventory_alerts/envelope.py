"""What every answer of this service says of itself: until when the data reaches, of which run it is, whose it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from inventory_alerts.desk import Desk
from inventory_alerts.reading import LastRun, last_run, made
from shared.shop import Shop

_VERSION_KEY = "versions/data"  # ingestion's: what is loaded
DECISIONS_KEY = "inventory/decisions"  # in the store: changes with every decision a person or a run makes


@dataclass(frozen=True, slots=True)
class Data:
    """What ingestion says of the loaded data; `until` is the last instant the sales speak of, None without any."""

    version: int
    until: datetime | None


def data_state(desk: Desk) -> Data:
    """What is loaded now."""
    stored = desk.store.get(_VERSION_KEY)
    if stored is None:
        return Data(0, None)
    stated = json.loads(stored.value)
    until = stated.get("data_until")
    return Data(int(stated["version"] or 0), datetime.fromisoformat(until).astimezone(UTC) if until else None)


def instant(shop: Shop, moment: datetime | None) -> str | None:
    """A moment in the shop's own time."""
    if moment is None:
        return None
    local = moment.astimezone(shop.zone)
    offset = local.utcoffset() or timedelta()
    # Before standard time offsets had seconds, which RFC 3339 cannot write.
    return (local if offset % timedelta(minutes=1) == timedelta() else moment.astimezone(UTC)).isoformat()


def envelope(desk: Desk) -> dict[str, Any]:
    """The fields that every document has; `reasons` says why there is no run, or what it had to leave out."""
    shop, data, run = desk.shop(), data_state(desk), last_run(desk)
    now = desk.now()
    old = timedelta(hours=desk.settings.stale_after_hours)
    ages = (data.until, run.stock_until if run else data.until)
    reasons = {"run": "not_computed_yet"} if run is None else dict(run.notes)
    return {
        "as_of": instant(shop, run.as_of if run else now),
        "data": shop.data,
        "data_until": instant(shop, data.until),
        "basis": "accounting",
        "currency": shop.currency,
        "time_zone": shop.time_zone,
        "is_provisional": run is not None and run.data_version != data.version,
        "stale": any(until is None or now - until > old for until in ages),
        "run": None if run is None else _run(shop, run),
        "reasons": reasons,
    }


def _run(shop: Shop, run: LastRun) -> dict[str, Any]:
    return {
        "run_id": run.run_id,
        "as_of": instant(shop, run.as_of),
        "finished_at": instant(shop, run.finished_at),
    }


def etag(desk: Desk, kind: str, asked: Iterable[object] = ()) -> str:
    """Names an answer by everything it is made of: the run, the data, what was decided since, and the question."""
    stored = desk.store.get(DECISIONS_KEY)
    age = int(desk.now().timestamp()) // 3600  # staleness is said by the hour
    parts = (
        kind,
        *asked,
        made(desk),
        last_run(desk),
        data_state(desk),
        desk.shop(),
        stored.version if stored else None,
        age,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def decided(desk: Desk) -> None:
    """Say that something was decided, so that nobody is shown an answer from before."""
    desk.store.put(DECISIONS_KEY, desk.now().isoformat().encode())
