"""Changes of targets on their way into the shop's tables: kept, published, and let go of when their rows are there.

Ingestion alone writes the tables. What it has not written yet stands in the store, so that whoever made a change reads
it at once; the bus brings it there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import cast

from revenue import queries_lists
from revenue.publishing import target_changed
from revenue.question import DataState
from revenue.target_changes import PENDING_KEY, as_stored, landed, pending_changes, without
from revenue.use_cases import Desk
from shared.contracts.target_changed import TargetChange
from shared.event_bus import EventBusError
from shared.store import StoreConflictError, StoreError
from shared.telemetry import logger

_TRIES = 20  # to write beside others who write at the same moment: each of them gets through once
_CHECKED_SECONDS = 3600.0  # rows come with another version of the data only, which has a key of its own


def state(desk: Desk) -> tuple[DataState, tuple[TargetChange, ...]]:
    """What is loaded now, and the changes of targets that it does not hold."""
    changes = desk.target_changes()  # before the data: a change is let go of only when its row is there
    data = desk.data_state()
    if not changes:
        return data, changes
    named = hashlib.sha256("".join(change.change_id for change in changes).encode()).hexdigest()
    kept = desk.cache.get_or_create(
        f"revenue/targets-landed/{data.version}/{named}", _CHECKED_SECONDS, lambda: _look(desk, changes)
    )
    gone = set(cast("list[str]", json.loads(kept.value)))
    return data, tuple(change for change in changes if change.change_id not in gone)


def _look(desk: Desk, changes: Sequence[TargetChange]) -> bytes:
    """Which changes the tables hold; the store is told that they are."""
    since = min(change.changed_at for change in changes)
    done = landed(changes, queries_lists.written_targets(desk.warehouse, since=since))
    if done:
        with suppress(StoreError):  # they are let go of next time
            keep(desk, partial(without, done=done))
    return json.dumps([change.change_id for change in done]).encode()


def keep(desk: Desk, make: Callable[[tuple[TargetChange, ...]], Sequence[TargetChange]]) -> None:
    """Rewrite what is kept, whoever else does so at the same moment. Raises StoreConflictError when too many do."""
    for attempt in range(_TRIES):
        stored = desk.store.get(PENDING_KEY)
        content = as_stored(make(pending_changes(stored.value if stored else None)))
        try:
            if stored is None:
                desk.store.put(PENDING_KEY, content, if_absent=True)
            else:
                desk.store.put(PENDING_KEY, content, if_version=stored.version)
        except StoreConflictError:
            if attempt == _TRIES - 1:
                raise
        else:
            return


def send(desk: Desk) -> bool:
    """Publish what is kept, again where it was before: the same events. Whether the bus has them all."""
    changes = desk.target_changes()
    if not changes:
        return True
    try:
        desk.event_bus.publish([target_changed(change) for change in changes])
    except EventBusError:
        logger().warning("targets not published", exc_info=True)  # they go with the next change, or the next start
        return False
    return True


def send_left(desk: Desk) -> None:
    """At the start: what an earlier process could not publish."""
    if state(desk)[1]:
        send(desk)
