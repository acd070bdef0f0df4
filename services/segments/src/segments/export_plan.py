"""The difference between what a target has of a group and what it should have. Nothing is sent or written here.

It is found page by page in the order of ids, so that it takes the same memory for a thousand members and a million.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, cast

from segments import queries_exports as queries
from segments.export_addresses import sharing
from segments.export_consent import Noticeboard
from segments.export_desk import Outlet
from segments.export_hold_out import is_held_out
from segments.export_record import Export
from shared.contracts.problems import ProblemError
from shared.warehouse import Row

Verdict = Literal["add", "remove", "hold_out", "release", "held_out", "stay", "left_out"]
"""add, remove: to be sent. hold_out, release: to be noted, nothing is sent. held_out, stay, left_out: nothing to do."""

REFUSED_BEFORE = "refused_before"

_REFUSED_FOR = timedelta(days=30)  # what a target refuses it refuses tomorrow as well; a month on it is asked once more
_PAGE = 20_000  # members looked at together: a few megabytes, and a query takes no longer than a batch


@dataclass(frozen=True, slots=True)
class Decided:
    """What is to become of one customer, and why where it is `left_out`."""

    customer_id: str
    verdict: Verdict
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Customers in the order of their ids up to `until` (None: to the end), and how many of them are members."""

    until: str | None
    members: int
    contactable: int
    decided: Sequence[Decided]


@dataclass(slots=True)
class Counts:
    """What an export comes to."""

    members: int = 0
    contactable: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)

    def add(self, page: Page) -> None:
        self.members += page.members
        self.contactable += page.contactable
        self.verdicts.update(one.verdict for one in page.decided)
        self.left_out.update(one.reason or "" for one in page.decided if one.verdict == "left_out")


def pages(outlet: Outlet, export: Export, board: Noticeboard, after: str) -> Iterator[Page]:
    """What is to become of customers with ids after `after`. Raises ProblemError where the group is no more."""
    place: str | None = after
    while place is not None:
        page = _page(outlet, export, board, place)
        yield page
        place = page.until


def _page(outlet: Outlet, export: Export, board: Noticeboard, after: str) -> Page:
    desk = outlet.desk
    members = [] if export.reverts else _members(outlet, export, after)
    until = members[-1] if len(members) == _PAGE else None
    marked = queries.export_marked(desk.warehouse, export.target, export.group_id, after, until, export.reverts, _PAGE)
    if len(marked) == _PAGE:
        until = str(marked[-1]["customer_id"])
        members = [customer_id for customer_id in members if customer_id <= until]
    standing = {str(row["customer_id"]): row for row in marked}
    known = {str(row["customer_id"]): row for row in queries.export_consents(desk.warehouse, members)}
    shared = sharing(desk.warehouse, members)
    notes, now, belongs = board.now(), desk.now(), set(members)
    refusals = shared.refusals(notes, known, members)

    def decide(customer_id: str) -> Decided | None:
        if customer_id not in belongs:
            return _without(customer_id, standing[customer_id])
        held = is_held_out(board.key.encode(), export.group_id, customer_id, export.hold_out_share)
        refusal, row = refusals[customer_id], known.get(customer_id)
        return _member(customer_id, standing.get(customer_id), refusal, is_held=held, agreed_at=_agreed(row), now=now)

    decided = (decide(customer_id) for customer_id in sorted(belongs | standing.keys()))
    return Page(
        until,
        len(members),
        sum(refusal is None for refusal in refusals.values()),
        [one for one in decided if one is not None],
    )


def _members(outlet: Outlet, export: Export, after: str) -> list[str]:
    """A page of the group's members. What is kept up to date with a group that is no more loses its last marks."""
    try:
        return outlet.members(outlet.desk, export.group_id, after or None, _PAGE)
    except ProblemError as error:
        if export.kind != "standing" or error.name != "no-such-segment":
            raise
        return []


def _without(customer_id: str, standing: Row) -> Decided:
    """Of somebody who is no member, or is one no more."""
    return Decided(customer_id, "remove" if standing["state"] == "present" else "release")


def _member(
    customer_id: str,
    standing: Row | None,
    refusal: str | None,
    *,
    is_held: bool,
    agreed_at: datetime | None,
    now: datetime,
) -> Decided:
    state = standing["state"] if standing else None
    if state == "present":
        return Decided(customer_id, "stay" if refusal is None else "remove")
    if refusal is not None:
        return Decided(customer_id, "left_out", refusal)
    if state == "refused" and standing is not None:
        since = cast("datetime", standing["since"])
        if now - since < _REFUSED_FOR and (agreed_at is None or agreed_at <= since):
            return Decided(customer_id, "left_out", REFUSED_BEFORE)
        return Decided(customer_id, "add")
    if is_held:
        return Decided(customer_id, "held_out" if state == "held_out" else "hold_out")
    return Decided(customer_id, "add")


def _agreed(row: Mapping[str, object] | None) -> datetime | None:
    return cast("datetime | None", row["consent_updated_at"]) if row else None
