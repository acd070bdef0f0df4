"""Standing exports: which groups are kept up to date where. Kept in the store, all of them in one document."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from segments.desk import Desk
from shared.store import StoreConflictError

STANDING_KEY = "segments/standing"

_TRIES = 20  # to write beside others who write at the same moment: each of them gets through once


@dataclass(frozen=True, slots=True)
class Standing:
    """A group that is kept up to date at a target; `hold_out` None is as the settings say."""

    target: str
    group_id: str
    hold_out: float | None
    since: datetime
    by: str


def standing_now(desk: Desk) -> Sequence[Standing]:
    """What is switched on."""
    stored = desk.store.get(STANDING_KEY)
    return _read(stored.value) if stored else ()


def set_standing(desk: Desk, items: Sequence[Mapping[str, Any]], by: str) -> None:
    """Switch these on and all others off; what is as it was keeps since when and on whose word it is."""
    for attempt in range(_TRIES):
        stored = desk.store.get(STANDING_KEY)
        known = {(each.target, each.group_id): each for each in (_read(stored.value) if stored else ())}
        now = desk.now()
        made = []
        for item in items:
            new = Standing(item["target"], item["segment"], item.get("hold_out"), now, by)
            old = known.get((new.target, new.group_id))
            made.append(old if old is not None and old.hold_out == new.hold_out else new)
        try:
            version = stored.version if stored else None
            desk.store.put(STANDING_KEY, _written(made), if_absent=version is None, if_version=version)
        except StoreConflictError:
            if attempt == _TRIES - 1:
                raise
            continue
        return


def _read(content: bytes) -> Sequence[Standing]:
    return [Standing(**{**each, "since": datetime.fromisoformat(each["since"])}) for each in json.loads(content)]


def _written(items: Sequence[Standing]) -> bytes:
    return json.dumps([{**asdict(each), "since": each.since.isoformat()} for each in items]).encode()
