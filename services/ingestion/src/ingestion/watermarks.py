"""Until when a BigQuery dataset has been read: kept with the load that read it, and taken back with it.

A watermark that is too low only reads known rows again; one that is too high would leave rows out for good. So it is
written after a load is there, and put back before a load is taken back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from ingestion.foreign import ForeignSource
from shared.store import Store, StoreConflictError

_TRIES = 5  # of a compare-and-set; loads are one at a time, so the second one nearly always holds

Kept = dict[str, dict[str, str]]  # by the digest of what was read: until, load_id


def _state_key(source: ForeignSource) -> str:
    return f"sources/{hashlib.sha256(source.url.encode()).hexdigest()}"


def _load_key(load_id: str) -> str:
    return f"loads/{load_id}/watermarks"


def known(store: Store, source: ForeignSource, *, is_there: Callable[[str], bool]) -> dict[str, str]:
    """Until when each table or SELECT of a source was read, as far as the load that read it `is_there`."""
    stored = store.get(_state_key(source))
    kept: Kept = json.loads(stored.value) if stored is not None else {}
    return {key: one["until"] for key, one in kept.items() if is_there(one["load_id"])}


def keep(store: Store, source: ForeignSource, read: Sequence[Mapping[str, Any]], load_id: str) -> list[str]:
    """Remember what a load read until when; answers notes on what it left out.

    A load that begins after the last watermark leaves a gap, and the watermark stays where it was.
    """
    key, notes = _state_key(source), []
    before: dict[str, dict[str, str] | None] = {}
    after: Kept = {}
    stored = store.get(key)
    kept: Kept = json.loads(stored.value) if stored is not None else {}
    for one in read:
        if one["until"] is None:
            continue
        old = kept.get(one["key"]) if one["key"] in source.watermarks else None
        if old is not None and one["since"] is not None and _moment(one["since"]) > _moment(old["until"]):
            notes.append(
                f"{one['name']}: rows between {old['until']} and {one['since']} were not read; --since last goes on"
                " from the former"
            )
            continue
        if old is not None and _moment(old["until"]) >= _moment(one["until"]):
            continue
        before[one["key"]] = old
        after[one["key"]] = {"until": str(one["until"]), "load_id": load_id}
    if after:
        store.put(_load_key(load_id), json.dumps({"key": key, "before": before}).encode())
        _change(store, key, lambda kept: {**kept, **after})
    return notes


def put_back(store: Store, load_id: str) -> None:
    """Go back to before a load: what it read is to be read again. For one that read no BigQuery, nothing."""
    stored = store.get(_load_key(load_id))
    if stored is None:
        return
    said = json.loads(stored.value)
    before: dict[str, dict[str, str] | None] = said["before"]

    def lowered(kept: Kept) -> Kept:
        for key, one in before.items():
            there = kept.pop(key, None)
            if there is not None and one is not None:
                kept[key] = min(there, one, key=lambda each: _moment(each["until"]))
        return kept

    _change(store, said["key"], lowered)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _change(store: Store, key: str, changed: Callable[[Kept], Kept]) -> None:
    for _ in range(_TRIES):
        stored = store.get(key)
        content = json.dumps(changed(json.loads(stored.value) if stored is not None else {})).encode()
        try:
            if stored is None:
                store.put(key, content, if_absent=True)
            else:
                store.put(key, content, if_version=stored.version)
        except StoreConflictError:
            continue
        return
    raise StoreConflictError(key)
