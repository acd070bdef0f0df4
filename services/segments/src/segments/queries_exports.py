"""Exports in SQL: one function per .sql file, of the same name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from segments.queries import PACKAGE, ask
from shared.erased_digests import Erased
from shared.warehouse import Change, Row, Warehouse
from shared.warehouse.sql_files import load_query


@dataclass(frozen=True, slots=True)
class ExportPlace:
    """Where a page of exports ended."""

    requested_at: datetime
    export_id: str


@dataclass(frozen=True, slots=True)
class ReceiptPlace:
    """Where a page of receipts ended."""

    customer_id: str
    sent_at: datetime


def add_exports(change: Change) -> int:
    """Append the staged `changed_exports` to exports."""
    return change.execute(load_query(PACKAGE, "add_exports"))


def add_target_members(change: Change) -> int:
    """Append the staged `changed_members` to target_members."""
    return change.execute(load_query(PACKAGE, "add_target_members"))


def leave_target(change: Change, target: str, export_id: str, at: datetime) -> int:
    """Append of everybody who is known at a target that they are not any more; answers how many rows."""
    return change.execute(load_query(PACKAGE, "leave_target"), {"target": target, "export_id": export_id, "at": at})


def add_export_audit(change: Change) -> int:
    """Append the staged `sent_members` to export_audit."""
    return change.execute(load_query(PACKAGE, "add_export_audit"))


def export_consents(warehouse: Warehouse, ids: Sequence[str]) -> list[Row]:
    """Whether these customers may be written to; without their addresses."""
    return ask(warehouse, "export_consents", _ids(ids)) if ids else []


def export_people(warehouse: Warehouse, ids: Sequence[str]) -> list[Row]:
    """These customers with their addresses and their consent."""
    return ask(warehouse, "export_people", _ids(ids)) if ids else []


def export_same_address(warehouse: Warehouse, ids: Sequence[str]) -> list[Row]:
    """Everybody at the addresses of these customers that several have, with what they agreed to; no address."""
    return ask(warehouse, "export_same_address", _ids(ids)) if ids else []


def export_marked(  # noqa: PLR0917 - whose, from where to where, how many
    warehouse: Warehouse,
    target: str,
    group_id: str,
    after: str,
    until: str | None,
    made_by: str | None,
    limit: int,
) -> list[Row]:
    """Who carries the mark, is held out or was refused, in byte order of their ids."""
    parameters = {"target": target, "group_id": group_id, "after": after, "until": until, "made_by": made_by}
    return ask(warehouse, "export_marked", {**parameters, "row_limit": limit})


def export_carried(warehouse: Warehouse, target: str, ids: Sequence[str]) -> list[Row]:
    """How these customers stand at a target: one row per group that was ever exported with them."""
    return ask(warehouse, "export_carried", {"target": target, **_ids(ids)}) if ids else []


def export_sharing(warehouse: Warehouse, target: str, group_id: str, ids: Sequence[str]) -> list[Row]:
    """Who carries the mark of a group under what the target knows one of these customers by; they are among them."""
    return ask(warehouse, "export_sharing", {"target": target, "group_id": group_id, **_ids(ids)}) if ids else []


def export_audited(warehouse: Warehouse, export_id: str, ids: Sequence[str]) -> set[str]:
    """Which of these an export is done with."""
    rows = ask(warehouse, "export_audited", {"export_id": export_id, "ids": list(ids)})
    return {str(row["customer_id"]) for row in rows}


def export_last_recorded(warehouse: Warehouse, target: str, group_id: str) -> datetime | None:
    """When something was recorded last of a group at a target."""
    rows = ask(warehouse, "export_last_recorded", {"target": target, "group_id": group_id})
    return cast("datetime | None", rows[0]["recorded_at"])


def export_rows(warehouse: Warehouse, export_id: str | None, before: ExportPlace | None, limit: int) -> list[Row]:
    """Exports as they stand, newest first; each row has `total`."""
    parameters = {
        "export_id": export_id,
        "before_at": before.requested_at if before else None,
        "before_id": before.export_id if before else None,
        "row_limit": limit,
    }
    return ask(warehouse, "export_rows", parameters)


def exports_open(warehouse: Warehouse) -> list[Row]:
    """Exports that are not over, oldest first."""
    return ask(warehouse, "exports_open")


def exports_of_groups(warehouse: Warehouse) -> list[Row]:
    """The last export of each group to each target, of each kind that sets marks."""
    return ask(warehouse, "exports_of_groups")


def export_outcomes(warehouse: Warehouse, export_ids: Sequence[str]) -> list[Row]:
    """How many customers came to what in these exports, by reason."""
    return ask(warehouse, "export_outcomes", {"export_ids": list(export_ids)})


def export_receipts(warehouse: Warehouse, export_id: str, after: ReceiptPlace | None, limit: int) -> list[Row]:
    """What became of each member of an export; each row has `total`."""
    parameters = {
        "export_id": export_id,
        "after_id": after.customer_id if after else None,
        "after_at": after.sent_at if after else None,
        "row_limit": limit,
    }
    return ask(warehouse, "export_receipts", parameters)


def export_references(warehouse: Warehouse, erased: Erased) -> list[Row]:
    """What targets know some customers by, and with which groups: `target`, `reference`, `group_id`."""
    return ask(warehouse, "export_references", erased.parameters)


def export_known_by(warehouse: Warehouse, target: str, reference: str) -> list[Row]:
    """How everybody stands whom a target knows by a reference: `customer_id`, `group_id`, `state`."""
    return ask(warehouse, "export_known_by", {"target": target, "reference": reference})


def erase_target_members(change: Change, erased: Erased) -> int:
    """Take customers out of target_members."""
    return change.execute(load_query(PACKAGE, "erase_target_members"), erased.parameters)


def erase_export_audit(change: Change, erased: Erased) -> int:
    """Take customers out of export_audit."""
    return change.execute(load_query(PACKAGE, "erase_export_audit"), erased.parameters)


def _ids(ids: Sequence[str]) -> dict[str, str | list[str]]:
    """Ids, and the range they lie in: a table in their order is read in part."""
    return {"ids": list(ids), "first_id": min(ids), "last_id": max(ids)}
