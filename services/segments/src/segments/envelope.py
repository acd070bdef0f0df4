"""What every answer of this service says of itself: until when the data reach, of which refresh it is, whose it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from segments.desk import Desk
from segments.refreshes import Refresh, last_refresh
from shared.shop import Shop

_VERSION_KEY = "versions/data"  # ingestion's: what is loaded
_CHANGED_KEY = "segments/changed"  # in the store: changes with whatever a person or an export changes
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Data:
    """What ingestion says of the loaded data: the first and the last instant the sales speak of, None without any."""

    version: int
    since: datetime | None
    until: datetime | None


def data_state(desk: Desk) -> Data:
    """What is loaded now."""
    stored = desk.store.get(_VERSION_KEY)
    if stored is None:
        return Data(0, None, None)
    stated = json.loads(stored.value)
    since, until = (stated.get(name) for name in ("data_from", "data_until"))
    return Data(int(stated["version"] or 0), _moment(since), _moment(until))


def last_known_day(desk: Desk, data: Data, now: datetime) -> date | None:
    """The last shop day that is over and that the data reach; None without one.

    Sales end in the evening, so the last day of the data counts as known when it is over: who bought on it has bought.
    """
    shop = desk.shop()
    if data.since is None or data.until is None:
        return None
    day = min(shop.local_date(now) - _DAY, shop.local_date(data.until))
    return day if day >= shop.local_date(data.since) else None


def instant(shop: Shop, moment: datetime | None) -> str | None:
    """A moment in the shop's own time."""
    if moment is None:
        return None
    local = moment.astimezone(shop.zone)
    offset = local.utcoffset() or timedelta()
    # Before standard time offsets had seconds, which RFC 3339 cannot write.
    return (local if offset % timedelta(minutes=1) == timedelta() else moment.astimezone(UTC)).isoformat()


def envelope(desk: Desk, *, may_see_margin: bool) -> dict[str, Any]:
    """The fields that every document has; `reasons` says why there is no refresh, or not all of it is shown."""
    shop, data, refresh = desk.shop(), data_state(desk), last_refresh(desk)
    now = desk.now()
    old = timedelta(hours=desk.settings.stale_after_hours)
    ages = (data.until, refresh.as_of if refresh else None)
    reasons = {"refresh": "not_computed_yet"} if refresh is None else {}
    hides_cuts = refresh is not None and refresh.monetary_basis == "gross_margin" and not may_see_margin
    if hides_cuts:
        reasons["refresh.cuts.monetary"] = "needs_margin_read"
    return {
        "as_of": instant(shop, refresh.as_of if refresh else now),
        "data": shop.data,
        "data_until": instant(shop, data.until),
        "basis": "accounting",
        "currency": shop.currency,
        "time_zone": shop.time_zone,
        "is_provisional": refresh is not None and refresh.data_version != data.version,
        "stale": any(until is None or now - until > old for until in ages),
        "refresh": None if refresh is None else _refresh(shop, refresh, hides_cuts=hides_cuts),
        "reasons": reasons,
    }


def _refresh(shop: Shop, refresh: Refresh, *, hides_cuts: bool) -> dict[str, Any]:
    cuts = {**refresh.cuts, "monetary": None} if hides_cuts else refresh.cuts
    return {
        "refresh_id": refresh.refresh_id,
        "as_of": instant(shop, refresh.as_of),
        "as_of_date": refresh.day.isoformat(),
        "finished_at": instant(shop, refresh.finished_at),
        "customers": refresh.customers,
        "monetary_basis": refresh.monetary_basis,
        "settings_version": refresh.settings_version,
        "cuts": {name: cuts.get(name) for name in ("recency", "frequency", "monetary")},
    }


def missing(desk: Desk, refresh: Refresh | None, codes: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The contract's Missing: what cannot be said yet; of some codes, or all of them."""
    if refresh is None:
        loaded = data_state(desk).until is not None
        why = "No refresh has been done yet; the next is due in the morning" if loaded else "No sales are loaded yet"
        return [{"what": "segments", "why": why, "have": None, "need": None, "enough_on": None}]
    return [
        {"what": note.code, "why": note.words, "have": note.have, "need": note.needed, "enough_on": note.enough_on}
        for note in refresh.notes
        if not codes or note.code in codes
    ]


def etag(desk: Desk, kind: str, asked: Iterable[object] = ()) -> str:
    """Names an answer by everything it is made of: the refresh, the data, what was changed since, and the question."""
    stored, refresh = desk.store.get(_CHANGED_KEY), last_refresh(desk)
    age = int(desk.now().timestamp()) // 3600  # staleness is said by the hour
    parts = (
        kind,
        *asked,
        refresh.refresh_id if refresh else None,
        data_state(desk),
        desk.shop(),
        stored.version if stored else None,
        age,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def changed(desk: Desk) -> None:
    """Say that something was changed, so that nobody is shown an answer from before."""
    desk.store.put(_CHANGED_KEY, desk.now().isoformat().encode())


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None
