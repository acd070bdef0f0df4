"""Members and their intervals in SQL: one function per .sql file, of the same name. Other parts have theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import cast

from shared.erased_digests import Erased
from shared.warehouse import Change, Row, Table, Value, Warehouse
from shared.warehouse.sql_files import load_query, load_tables

PACKAGE = "segments"
TABLES: Mapping[str, Table] = load_tables(PACKAGE)


_UNKNOWN: Row = {  # somebody whom only sales name
    **dict.fromkeys(("email", "phone", "first_name", "last_name", "country")),
    "marketing_consent": "never_asked",
}


def ask(warehouse: Warehouse, name: str, parameters: Mapping[str, Value] | None = None) -> list[Row]:
    """The rows of the statement in `sql/<name>.sql`."""
    return warehouse.query(load_query(PACKAGE, name), parameters)


def drop_unfinished_members(change: Change, unfinished: Sequence[str]) -> int:
    """Take away what refreshes wrote that never became live."""
    return change.execute(load_query(PACKAGE, "drop_unfinished_members"), {"unfinished": list(unfinished)})


def add_members(change: Change) -> int:
    """Append the staged `changed_memberships` to segment_members."""
    return change.execute(load_query(PACKAGE, "add_members"))


def first_member_day(change: Change) -> date | None:
    """The first shop day of which membership is known, seen from inside a change."""
    return cast("date | None", change.query(load_query(PACKAGE, "first_member_day"))[0]["first_day"])


def changes_since(change: Change, since: date) -> list[Row]:
    """How many `entered` each group since a day and how many are `gone`, seen from inside a change."""
    return change.query(load_query(PACKAGE, "changes_since"), {"since": since})


def predicted_value(warehouse: Warehouse, value_generation: str) -> Row | None:
    """As of which day and of what the predictions of customers' value are; None without any."""
    rows = ask(warehouse, "predicted_value", {"value_generation": value_generation})
    return rows[0] if rows else None


def group_sizes(warehouse: Warehouse, generation_id: str) -> list[Row]:
    """`customers`, `contactable` and `net_sales` of every segment and of every tag, as `tag:<id>`."""
    return ask(warehouse, "group_sizes", {"generation_id": generation_id})


def rfm_cells(warehouse: Warehouse, generation_id: str) -> list[Row]:
    """`customers`, `contactable`, `net_sales`, `m_scores` by `r_score` and `f_score`, which are null without scores."""
    return ask(warehouse, "rfm_cells", {"generation_id": generation_id})


@dataclass(frozen=True, slots=True)
class Among:
    """Members of what: a segment, or who carries a tag."""

    generation_id: str
    segment_id: str | None = None
    tag: str | None = None


def group_members(
    warehouse: Warehouse, among: Among, after: str | None, limit: int, some: Sequence[str] | None = None
) -> list[str]:
    """Customer ids in byte order, those after `after`, at most `limit`; with `some` only these."""
    asked: dict[str, Value] = {
        **asdict(among),
        "after": after,
        "only_some": some is not None,
        "some": list(some or ()),
        "row_limit": limit,
    }
    return [cast("str", row["customer_id"]) for row in ask(warehouse, "group_members", asked)]


def customer_rows(warehouse: Warehouse, generation_id: str, ids: Sequence[str]) -> list[Row]:
    """These customers as a refresh found them, with who they are and what they agreed to, by id."""
    if not ids:
        return []
    found = ask(warehouse, "customer_rows", {"generation_id": generation_id, "ids": list(ids)})
    people = {row["customer_id"]: row for row in customer_people(warehouse, ids)}
    return [{**row, **people.get(row["customer_id"], _UNKNOWN)} for row in found]


def customer_people(warehouse: Warehouse, ids: Sequence[str]) -> list[Row]:
    """Who these customers are and what they agreed to; those that only sales name are not there."""
    return ask(warehouse, "customer_people", {"ids": list(ids)})


def customer_memberships(warehouse: Warehouse, customer_id: str, refresh_id: str) -> list[Row]:
    """The segments a customer was in, oldest first."""
    return ask(warehouse, "customer_memberships", {"customer_id": customer_id, "refresh_id": refresh_id})


def erase_segment_customers(change: Change, erased: Erased) -> int:
    """Take customers out of all generations."""
    return change.execute(load_query(PACKAGE, "erase_segment_customers"), erased.parameters)


def erase_segment_members(change: Change, erased: Erased) -> int:
    """Take customers' memberships away."""
    return change.execute(load_query(PACKAGE, "erase_segment_members"), erased.parameters)
