"""Members of a batch as Mailchimp takes them, and what it says of them in words of ours. Pure: it asks nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from segments.export_target import Change, Mark, Outcome, Receipt
from segments.mailchimp_setup import address_key

_LONGEST_TAG = 100  # characters of a tag's name
_LONGEST_VALUE = 255  # characters of a merge field of text
_GONE = frozenset({"unsubscribed", "cleaned", "archived"})  # statuses of members who are written to no more
# What Mailchimp says of one address in errors[], by words of its texts: there is no code that tells these apart.
_REASONS: tuple[tuple[str, Outcome, str], ...] = (
    ("compliance state", "skipped", "compliance-state"),
    ("permanently deleted", "skipped", "deleted-there"),
    ("forgotten", "skipped", "deleted-there"),
    ("fake or invalid", "rejected", "invalid-address"),
    ("valid email", "rejected", "invalid-address"),
    ("lot of lists", "rejected", "too-many-sign-ups"),
)

Said = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Told:
    """What becomes of one address; `reference` is Mailchimp's contact id."""

    outcome: Outcome
    reason: str | None
    reference: str | None


@dataclass
class Batch:
    """A batch under way: changes by address, those without one, and what became of each."""

    joining: dict[str, list[Change]] = field(default_factory=dict)
    leaving: dict[str, list[Change]] = field(default_factory=dict)
    by_reference: list[Change] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)  # addresses with a receipt

    def receive(self, address: str, told: Told) -> None:
        """Note the receipts of everybody at an address."""
        self.answered.add(address)
        for each in self.joining.get(address) or self.leaving[address]:
            self.receipts.append(Receipt(each.person.customer_id, told.outcome, told.reason, told.reference))


def tag_name(mark: Mark) -> str:
    """The tag of a segment."""
    return f"shopsight: {mark.name}"[:_LONGEST_TAG]


def merge_tag(name: str) -> str:
    """The merge tag of a field: Mailchimp's have ten characters at most. `segment` is SS_SEGMENT."""
    return "SS_" + re.sub(r"[^A-Z0-9]", "", name.upper())[:7]


def sorted_batch(changes: Sequence[Change]) -> Batch:
    """Changes by address: several customers may share one, and one of them in the segment is enough for the tag."""
    batch = Batch()
    for change in changes:
        if not change.person.email:
            batch.by_reference.append(change)
        elif change.add:
            batch.joining.setdefault(address_key(change.person.email), []).append(change)
    for change in changes:
        if change.person.email and not change.add:
            address = address_key(change.person.email)
            if address in batch.joining:
                batch.receipts.append(Receipt(change.person.customer_id, "written", None, change.reference))
            else:
                batch.leaving.setdefault(address, []).append(change)
    return batch


def fields_of(changes: Iterable[Change]) -> dict[str, str]:
    """Merge fields of one person, by merge tag."""
    return {merge_tag(name): value[:_LONGEST_VALUE] for each in changes for name, value in each.fields.items()}


def member_of(change: Change) -> dict[str, object]:
    """A member in a batch. `status_if_new` alone: with a status, who unsubscribed would be subscribed again."""
    person = change.person
    names = {"FNAME": person.first_name, "LNAME": person.last_name}
    fields = fields_of([change]) | {tag: name[:_LONGEST_VALUE] for tag, name in names.items() if name}
    return {"email_address": person.email, "status_if_new": "subscribed", "merge_fields": fields}


def is_begun(change: Change, member: Mapping[str, object]) -> bool:
    """Whether somebody who joins was written as the change says, so that only the tag is missing."""
    held, wanted = member.get("merge_fields"), fields_of([change])
    if not (change.add and change.person.email and wanted and isinstance(held, Mapping)):
        return False
    return member.get("status") not in _GONE and all(held.get(tag) == value for tag, value in wanted.items())


def answered(said: Mapping[str, object]) -> dict[str, Told]:
    """What the answer to a batch of members says, by address: a 200 may hold errors[]."""
    found = {_address(one): _refusal(one) for one in _each(said, "errors")}
    for one in (*_each(said, "new_members"), *_each(said, "updated_members")):
        status, contact = str(one.get("status", "")), _contact(one)
        is_gone = status in _GONE
        found[_address(one)] = Told(
            "skipped" if is_gone else "written", f"{status}-there" if is_gone else None, contact
        )
    return found


def told_of(said: Mapping[str, object], name: str, addresses: Iterable[str]) -> dict[str, str | None]:
    """Contact ids of those of some addresses that a list of an answer names."""
    named = {_address(one): _contact(one) for one in _each(said, name)}
    return {address: named[address] for address in addresses if address in named}


def moment_of(text: object) -> datetime | None:
    """A moment with its offset; None for anything else."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _refusal(error: Said) -> Told:
    """What an entry of errors[] means; its text is not handed on, for it quotes the address."""
    text = str(error.get("error", "")).casefold()
    for words, outcome, reason in _REASONS:
        if words in text:
            return Told(outcome, reason, None)
    return Told("rejected", "merge-field" if error.get("field") else "refused", None)


def _each(said: Mapping[str, object], name: str) -> list[Said]:
    held = said.get(name)
    return [one for one in held if isinstance(one, Mapping)] if isinstance(held, list) else []


def _address(one: Said) -> str:
    return address_key(str(one.get("email_address", "")))


def _contact(one: Said) -> str | None:
    contact = one.get("contact_id")
    return contact if isinstance(contact, str) and contact else None
