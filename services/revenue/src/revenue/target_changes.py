"""Changes of targets that are on their way into the shop's tables; no table and no store is touched here.

Ingestion alone writes the tables. Until a change is there, the store holds it, so that whoever made it reads it back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import cast

from shared.contracts.target_changed import TargetChange, TargetKey, from_document

PENDING_KEY = "targets/pending"  # in the store: a JSON list of changes, oldest first


def pending_changes(stored: bytes | None) -> tuple[TargetChange, ...]:
    """The changes in the store's document; none where there is no document."""
    return tuple(from_document(each) for each in json.loads(stored)) if stored else ()


def as_stored(changes: Iterable[TargetChange]) -> bytes:
    """The store's document of some changes: of those of one target only the latest is kept."""
    latest: dict[TargetKey, TargetChange] = {}
    for change in changes:
        latest.pop(change.key, None)
        latest[change.key] = change
    return json.dumps([change.document() for change in latest.values()]).encode()


def without(changes: Iterable[TargetChange], done: Iterable[TargetChange]) -> tuple[TargetChange, ...]:
    """What is left when some changes are done; a target that was changed again meanwhile is not."""
    gone = {change.change_id for change in done}
    return tuple(change for change in changes if change.change_id not in gone)


def dated(changes: Iterable[TargetChange], pending: Iterable[TargetChange], now: datetime) -> list[TargetChange]:
    """New changes, made now: each a microsecond after what was said of the same target before, however close."""
    latest = {change.key: change.changed_at for change in pending}
    made = []
    for change in changes:
        before = latest.get(change.key)
        moment = now if before is None else max(now, before + timedelta(microseconds=1))
        latest[change.key] = moment
        made.append(replace(change, changed_at=moment))
    return made


def landed(changes: Iterable[TargetChange], written: Iterable[Mapping[str, object]]) -> list[TargetChange]:
    """The changes that the tables hold, or something said later; `written` says when each target was written last."""
    latest = {
        TargetKey(
            str(row["scope"]),
            str(row["scope_id"]),
            cast("date", row["period_start"]),
            cast("date", row["period_end"]),
        ): cast("datetime", row["recorded_at"])
        for row in written
    }
    return [change for change in changes if change.key in latest and latest[change.key] >= change.changed_at]
