"""A change of a target, as the service that takes it tells the one that writes the shop's tables.

It is a plain value: kept in the store while it is on its way, and published as `target-changed.v1`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from uuid import uuid4

from shared.contracts.generated.components import Targets
from shared.contracts.problems import ProblemError

SCOPES = ("shop", "location", "staff", "channel")
LONGEST_ID = 200  # characters; the most that a filter takes, so that every target can be asked for
FIRST_YEAR, LAST_YEAR = 1900, 2199  # as parameters of dates have it
LONGEST_DAYS = 3660  # ten years: nobody plans further, and what an answer lists at most
_LARGEST = Decimal(10) ** 15  # a thousand times the sales of any shop, and far from NUMERIC's end
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_NAMED_ERRORS = 20  # what a person mends before trying again
_PLACES = 9  # digits after the point that NUMERIC keeps
_AMOUNT = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")


@dataclass(frozen=True, slots=True)
class TargetKey:
    """Which target: whose (scope_id is empty for the shop), and for which days, the last one inclusive."""

    scope: str
    scope_id: str
    period_start: date
    period_end: date

    @property
    def sorted_by(self) -> tuple[str, str, date, date]:
        """How a list of targets is ordered."""
        return self.scope, self.scope_id, self.period_start, self.period_end


@dataclass(frozen=True, slots=True)
class TargetChange:
    """A target as it shall stand from now on; `net_amount` None takes it back. `change_id` names this change, and of
    two changes of one target the later `changed_at` counts.
    """

    key: TargetKey
    net_amount: Decimal | None
    change_id: str
    changed_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)  # until whoever keeps it says when that was

    def document(self) -> dict[str, str | None]:
        """As plain text, for JSON."""
        return {
            "scope": self.key.scope,
            "scope_id": self.key.scope_id,
            "period_start": self.key.period_start.isoformat(),
            "period_end": self.key.period_end.isoformat(),
            "net_amount": None if self.net_amount is None else f"{self.net_amount:f}",
            "change_id": self.change_id,
            "changed_at": self.changed_at.isoformat(),
        }


def from_document(stated: Mapping[str, str | None]) -> TargetChange:
    """The change in a document."""
    amount = stated["net_amount"]
    start, end = (date.fromisoformat(str(stated[name])) for name in ("period_start", "period_end"))
    key = TargetKey(str(stated["scope"]), str(stated["scope_id"]), start, end)
    changed_at = datetime.fromisoformat(str(stated["changed_at"]))
    return TargetChange(key, None if amount is None else Decimal(amount), str(stated["change_id"]), changed_at)


def amount_of(text: str) -> Decimal:
    """An amount as a caller writes it: plain decimal digits. Raises ValueError."""
    if not _AMOUNT.fullmatch(text):
        raise ValueError("is a plain decimal number")
    return Decimal(text)


def changes_of(targets: Targets, currency: str) -> list[TargetChange]:
    """The changes that a body of the contract asks for. Raises ProblemError 400 naming every wrong field."""
    changes, errors = [], []
    for place, item in enumerate(targets.items):
        scope_id = item.scope_id if isinstance(item.scope_id, str) else ""
        key = TargetKey(item.scope.value, scope_id, item.period_start, item.period_end)
        try:
            amount = amount_of(item.net_amount.amount)
            wrong = faults(key, amount)
        except ValueError as error:
            amount, wrong = Decimal(0), [("net_amount", str(error))]
        if item.net_amount.currency != currency:
            wrong.append(("net_amount", f"is in {currency}, the currency of this shop"))
        errors += [(f"items.{place}.{field}", message) for field, message in wrong]
        changes.append(TargetChange(key, amount, uuid4().hex))
    refuse(errors)
    return changes


def refuse(errors: list[tuple[str, str]]) -> None:
    """Raise ProblemError 400 `invalid-target` where anything is wrong; of many errors the first are named."""
    if errors:
        detail = "; ".join(f"{field}: {message}" for field, message in errors[:_NAMED_ERRORS])
        raise ProblemError(400, "invalid-target", "A target is not right", detail, errors[:_NAMED_ERRORS])


def faults(key: TargetKey, net_amount: Decimal | None) -> list[tuple[str, str]]:
    """What is wrong with a target, by field; nothing when it can stand."""
    found = []
    if key.scope not in SCOPES:
        found.append(("scope", f"is one of {', '.join(SCOPES)}"))
    elif (key.scope == "shop") == bool(key.scope_id):
        found.append(("scope_id", "is left out for the shop" if key.scope_id else f"names the {key.scope}"))
    if len(key.scope_id) > LONGEST_ID or _UNPRINTABLE.search(key.scope_id) or key.scope_id != key.scope_id.strip():
        found.append(("scope_id", f"is an id of up to {LONGEST_ID} printable characters"))
    if not FIRST_YEAR <= key.period_start.year <= LAST_YEAR:
        found.append(("period_start", f"lies in the years {FIRST_YEAR} to {LAST_YEAR}"))
    if key.period_end < key.period_start:
        found.append(("period_end", "is before period_start"))
    elif (key.period_end - key.period_start).days >= LONGEST_DAYS:
        found.append(("period_end", f"is too far from period_start: {LONGEST_DAYS} days at most"))
    if net_amount is not None and not _storable(net_amount):
        found.append(("net_amount", f"is from 0 to {_LARGEST:f}, with at most {_PLACES} digits after the point"))
    return found


def _storable(amount: Decimal) -> bool:
    try:
        return 0 <= amount <= _LARGEST and amount == round(amount, _PLACES)
    except InvalidOperation:
        return False
