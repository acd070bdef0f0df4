"""What the shop sets out to sell: read, set, take back.

Ingestion alone writes the shop's tables. A change is kept in the store first, so that whoever made it reads it at once,
then sent to ingestion, and let go of when the tables have it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import uuid4

from revenue.paging import write_cursor
from revenue.periods import DAY, DayRange
from revenue.publishing import PublishingError
from revenue.queries import FIRST, LAST
from revenue.question import Question
from revenue.target_changes import PENDING_KEY, as_stored, pending_changes, without
from revenue.targets import read_targets
from revenue.use_cases import Answer, Desk
from shared.contracts.target_changed import TargetChange, TargetKey
from shared.money import money
from shared.store import LeaseHeldError, StoreConflictError, StoreError, lease
from shared.telemetry import logger
from shared.warehouse import WarehouseError

CSV_HEADER = ("scope", "scope_id", "period_start", "period_end", "net_amount")
_LEASE_KEY = "leases/targets"
_PATIENCE_SECONDS = 5.0  # another caller's changes are sent within that; a person waits for the answer
_PAUSE_SECONDS = 0.1  # between two tries
_TRIES = 20  # to write beside others who write at the same moment: each of them gets through once

Standing = dict[TargetKey, Decimal]


def standing(desk: Desk, asked: Question, scope: str | None, scope_id: str | None) -> Standing:
    """The targets that stand, within the days of the question if it has any."""
    days = asked.days or DayRange(FIRST, LAST)
    return read_targets(desk.warehouse, asked, scope, scope_id, days)


def page(asked: Question, targets: Standing, *, after: TargetKey | None, limit: int, digest: str) -> Answer:
    """The contract's TargetPage: those after a target."""
    left = [key for key in targets if after is None or key.sorted_by > after.sorted_by]
    shown = left[:limit]
    following = None
    if len(left) > limit:
        last = shown[-1]
        place = (last.scope, last.scope_id, last.period_start.isoformat(), last.period_end.isoformat())
        following = write_cursor(digest, asked.as_of, place)
    return {"items": [_item(asked, key, targets[key]) for key in shown], "next_cursor": following}


def _item(asked: Question, key: TargetKey, net_amount: Decimal) -> dict[str, Any]:
    return {
        "scope": key.scope,
        "scope_id": key.scope_id,
        "period_start": key.period_start.isoformat(),
        "period_end": key.period_end.isoformat(),
        "net_amount": money(net_amount, asked.shop.currency),
        "is_pending": any(change.key == key for change in asked.target_changes),
    }


def rows(targets: Standing) -> Iterator[list[object]]:
    """Every target as a row under CSV_HEADER, the amount to its last digit: what was sent comes back."""
    for key, net_amount in targets.items():
        yield [key.scope, key.scope_id, key.period_start, key.period_end, net_amount.normalize()]


def change(desk: Desk, changes: Sequence[TargetChange], question: Callable[[], Question]) -> Answer:
    """Set or take back targets; the contract's TargetsSet, read anew by `question` when it is done."""
    _keep(desk, lambda pending: (*pending, *changes))
    is_pending = not send(desk)
    asked = question()
    names = {each.key for each in changes}
    targets: Standing = {}
    for scope in {key.scope for key in names}:
        found = read_targets(desk.warehouse, asked, scope, None, DayRange(FIRST, LAST))
        targets |= {key: amount for key, amount in found.items() if key in names}
    shown = [_item(asked, key, targets[key]) for key in sorted(targets, key=lambda each: each.sorted_by)]
    return {"changed": len(names), "is_pending": is_pending and bool(asked.target_changes), "items": shown}


def take_back(desk: Desk, key: TargetKey, question: Callable[[], Question]) -> Answer | None:
    """Take one target back; None where it does not stand."""
    days = DayRange(key.period_start, key.period_end + DAY)
    if key not in read_targets(desk.warehouse, question(), key.scope, key.scope_id, days):
        return None
    return change(desk, [TargetChange(key, None, uuid4().hex)], question)


def send(desk: Desk) -> bool:
    """Send what is kept to ingestion, in turns with others; whether nothing is left. What fails waits for next time."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            with lease(desk.store, _LEASE_KEY, holder="targets on their way"):
                return _send(desk)
        except LeaseHeldError:
            if time.monotonic() > deadline:
                return False
            time.sleep(_PAUSE_SECONDS)
        except (StoreError, WarehouseError, PublishingError):
            logger().warning("targets not sent", exc_info=True)
            return False


def send_left(desk: Desk) -> None:
    """At the start: what an earlier process could not send."""
    if desk.target_changes():
        send(desk)


def _send(desk: Desk) -> bool:
    while changes := desk.target_changes():
        if desk.publish_targets is None:
            return False
        desk.publish_targets(changes)
        _keep(desk, partial(without, done=changes))
    return True


def _keep(desk: Desk, make: Callable[[tuple[TargetChange, ...]], Sequence[TargetChange]]) -> None:
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
