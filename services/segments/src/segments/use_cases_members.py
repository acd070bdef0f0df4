"""Who is in which segment: the list, the members of a group, one customer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, cast

from segments import queries
from segments.definitions import from_plain
from segments.desk import Desk
from segments.envelope import envelope, missing
from segments.groups import Group, group, members, members_of, named_groups, rules_of
from segments.members import Eyes, features, line, member, tags_of
from segments.paging import write_cursor
from segments.queries import Among
from segments.refreshes import Change, Refresh, last_refresh
from shared.contracts.problems import ProblemError
from shared.money import money
from shared.telemetry import logger
from shared.warehouse import WarehouseError

LIST_HEADER = (
    "segment_id",
    "kind",
    "name",
    "definition",
    "customers",
    "share",
    "contactable",
    "net_sales",
    "currency",
    "change_since",
    "change",
    "entered",
    "left",
)
_MOST = 10_000_000  # more than any shop has customers; ids of a group that no refresh has counted
_AT_ONCE = 5_000  # members of a file that are read at once: some megabytes, and a query for each is little


def listed(desk: Desk, kind: str, eyes: Eyes) -> dict[str, Any]:
    """The contract's SegmentList, of segments or of tags."""
    refresh = last_refresh(desk)
    return {
        **envelope(desk, may_see_margin=eyes.margin),
        "items": [] if refresh is None else _items(desk, refresh, kind),
        "missing": missing(desk, refresh),
    }


def list_lines(desk: Desk, kind: str) -> Iterator[Sequence[object]]:
    """The same as rows of a file."""
    refresh = last_refresh(desk)
    for item in [] if refresh is None else _items(desk, refresh, kind):
        change, share = item["change"] or {}, item["share"]
        yield [
            *(item[name] for name in LIST_HEADER[:5]),
            share and share["value"],
            item["contactable"],
            Decimal(item["net_sales"]["amount"]),
            item["net_sales"]["currency"],
            *(change.get(name) for name in ("since", "customers", "entered", "left")),
        ]


def page(desk: Desk, group_id: str, after: str | None, *, limit: int, digest: str, eyes: Eyes) -> dict[str, Any]:
    """The contract's MemberPage. Raises ProblemError 404 for a group nobody knows."""
    asked = group(desk, group_id)
    ids = members_of(desk, asked, last_refresh(desk), after, limit + 1)
    shown, more = ids[:limit], len(ids) > limit
    return {
        **envelope(desk, may_see_margin=eyes.margin),
        "segment_id": group_id,
        "name": asked.name,
        "definition": asked.definition,
        "is_masked": not eyes.personal_data,
        "items": _members(desk, shown, eyes),
        "next_cursor": write_cursor(digest, [shown[-1]]) if more else None,
        "total": _size(desk, asked),
    }


def lines(desk: Desk, asked: Group, eyes: Eyes) -> Iterator[Sequence[object]]:
    """All members as rows of a file, read as they are sent, all of one refresh.

    Raises WarehouseError where that refresh is gone before the end: two newer ones have been made meanwhile.
    """
    refresh = last_refresh(desk)
    if refresh is None:
        return
    rules, currency = from_plain(refresh.rules), desk.shop().currency
    after: str | None = None
    while ids := members_of(desk, asked, refresh, after, _AT_ONCE):
        for row in queries.customer_rows(desk.warehouse, refresh.refresh_id, ids):
            yield line(row, rules, currency, eyes)
        after = ids[-1]
    if refresh.customers and not queries.group_members(desk.warehouse, Among(refresh.refresh_id), None, 1):
        raise WarehouseError("the refresh that this file is made of is gone; ask for it again")


def one(desk: Desk, customer_id: str, eyes: Eyes) -> dict[str, Any]:
    """The contract's CustomerDetail. Raises ProblemError 404 for one the last refresh did not know."""
    refresh = last_refresh(desk)
    rows = queries.customer_rows(desk.warehouse, refresh.refresh_id, [customer_id]) if refresh else []
    if refresh is None or not rows:
        detail = "Not among the customers of the last refresh"
        raise ProblemError(404, "no-such-customer", "No such customer", detail)
    was = queries.customer_memberships(desk.warehouse, customer_id, refresh.refresh_id)
    return {
        **envelope(desk, may_see_margin=eyes.margin),
        "is_masked": not eyes.personal_data,
        "customer": features(rows[0], from_plain(refresh.rules), desk.shop().currency, eyes),
        "history": [
            {
                "segment_id": row["segment_id"],
                "tags": tags_of(row),
                "valid_from": str(row["valid_from"]),
                "valid_to": None if row["valid_to"] is None else str(row["valid_to"]),
            }
            for row in was
        ],
    }


def ready(desk: Desk) -> dict[str, str]:
    """What answering needs, each "ok" or what is wrong."""
    try:
        queries.customer_memberships(desk.warehouse, "", "")
    except WarehouseError:
        logger().warning("not ready", exc_info=True)
        return {"warehouse": "does not answer; the reason is in the log"}
    return {"warehouse": "ok"}


def _items(desk: Desk, refresh: Refresh, kind: str) -> list[dict[str, Any]]:
    sizes = {str(row["group_id"]): row for row in queries.group_sizes(desk.warehouse, refresh.refresh_id)}
    currency = desk.shop().currency
    items = []
    for each in named_groups(rules_of(desk, refresh)):
        if each.kind != kind:
            continue
        row = sizes.get(each.group_id, {"customers": 0, "contactable": 0, "net_sales": Decimal(0)})
        count = int(cast("int", row["customers"]))
        items.append(
            {
                "segment_id": each.group_id,
                "kind": each.kind,
                "name": each.name,
                "definition": each.definition,
                "customers": count,
                "share": _share(count, refresh.customers),
                "contactable": int(cast("int", row["contactable"])),
                "net_sales": money(cast("Decimal", row["net_sales"]), currency),
                "change": _change(refresh, each.group_id),
            }
        )
    return items


def _share(part: int, whole: int) -> dict[str, float] | None:
    return {"value": part / whole, "numerator": part, "denominator": whole} if whole else None


def _change(refresh: Refresh, group_id: str) -> dict[str, Any] | None:
    """Against a week earlier: a group that nobody came into or left has not changed."""
    if refresh.compared_with is None:
        return None
    told = refresh.changes.get(group_id, Change(0, 0))
    return {
        "since": refresh.compared_with.isoformat(),
        "customers": told.entered - told.left,
        "entered": told.entered,
        "left": told.left,
    }


def _members(desk: Desk, ids: Sequence[str], eyes: Eyes) -> list[dict[str, Any]]:
    refresh = last_refresh(desk)
    if refresh is None:
        return []
    rules, currency = from_plain(refresh.rules), desk.shop().currency
    rows = queries.customer_rows(desk.warehouse, refresh.refresh_id, ids)
    return [member(row, rules, currency, eyes) for row in rows]


def _size(desk: Desk, asked: Group) -> int:
    if asked.kind in {"cluster", "affinity"}:
        return len(members(desk, asked.group_id, None, _MOST))
    refresh = last_refresh(desk)
    counts = {} if refresh is None else {**refresh.segments, **{f"tag:{tag}": n for tag, n in refresh.tags.items()}}
    return counts.get(asked.group_id, 0)
