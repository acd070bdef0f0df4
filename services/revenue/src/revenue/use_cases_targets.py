"""What the shop sets out to sell: read, set, take back.

Ingestion alone writes the shop's tables. A change is kept in the store first, so that whoever made it reads it at once,
then published, and let go of when the tables have it (`use_cases_pending`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

from revenue import use_cases_pending
from revenue.paging import write_cursor
from revenue.periods import DAY, DayRange
from revenue.queries import FIRST, LAST
from revenue.question import Question
from revenue.target_changes import dated
from revenue.targets import read_targets
from revenue.use_cases import Answer, Desk
from shared.contracts.target_changed import TargetChange, TargetKey
from shared.money import money

CSV_HEADER = ("scope", "scope_id", "period_start", "period_end", "net_amount")

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
    now = desk.now()
    use_cases_pending.keep(desk, lambda pending: (*pending, *dated(changes, pending, now)))
    use_cases_pending.send(desk)
    asked = question()
    names = {each.key for each in changes}
    targets: Standing = {}
    for scope in {key.scope for key in names}:
        found = read_targets(desk.warehouse, asked, scope, None, DayRange(FIRST, LAST))
        targets |= {key: amount for key, amount in found.items() if key in names}
    shown = [_item(asked, key, targets[key]) for key in sorted(targets, key=lambda each: each.sorted_by)]
    is_pending = any(waiting.key in names for waiting in asked.target_changes)
    return {"changed": len(names), "is_pending": is_pending, "items": shown}


def take_back(desk: Desk, key: TargetKey, question: Callable[[], Question]) -> Answer | None:
    """Take one target back; None where it does not stand."""
    days = DayRange(key.period_start, key.period_end + DAY)
    if key not in read_targets(desk.warehouse, question(), key.scope, key.scope_id, days):
        return None
    return change(desk, [TargetChange(key, None, uuid4().hex)], question)
