"""Exports and receipts as the contract has them, in JSON and in CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from segments.envelope import instant
from segments.export_record import Export
from shared.shop import Shop
from shared.warehouse import Row

CSV_HEADER = (
    "export_id",
    "target",
    "segment_id",
    "segment_name",
    "state",
    "is_dry_run",
    "is_standing",
    "reverts",
    "requested_by",
    "requested_at",
    "finished_at",
    "hold_out",
    "members",
    "contactable",
    "held_out",
    "already_there",
    "to_add",
    "to_remove",
    "added",
    "removed",
    "skipped",
    "rejected",
    "error",
)
RECEIPTS_HEADER = ("customer_id", "action", "reason", "at", "by")
STANDING_HEADER = ("target", "segment", "hold_out", "since", "by", "last_export_id")

_COUNTED = ("members", "contactable", "held_out", "already_there", "to_add", "to_remove")
_DONE = ("added", "removed", "skipped", "rejected")

Outcomes = Mapping[str, Mapping[str, Mapping[str | None, int]]]
"""Customers by export, action and reason."""


def outcomes_of(rows: Iterable[Row]) -> Outcomes:
    """What came of exports, from rows of export_outcomes."""
    found: dict[str, dict[str, dict[str | None, int]]] = {}
    for row in rows:
        actions = found.setdefault(str(row["export_id"]), {})
        reason = cast("str | None", row["reason"])
        actions.setdefault(str(row["action"]), {})[reason] = int(str(row["customers"]))
    return found


def export_answer(shop: Shop, export: Export, outcomes: Outcomes) -> dict[str, Any]:
    """The contract's Export."""
    came = outcomes.get(export.export_id, {})
    done = {action: sum(came.get(action, {}).values()) for action in _DONE}
    counts = {**{name: getattr(export, name) for name in _COUNTED}, **done}
    is_counted = export.to_add is not None and export.to_remove is not None
    return {
        "export_id": export.export_id,
        "run_id": export.run_id,
        "target": export.target,
        "segment_id": export.group_id,
        "segment_name": export.name,
        "state": export.state,
        "is_dry_run": export.kind == "dry_run",
        "is_standing": export.kind == "standing",
        "reverts": export.reverts,
        "requested_by": export.requested_by,
        "requested_at": instant(shop, export.requested_at),
        "changed_at": instant(shop, export.recorded_at),
        "finished_at": instant(shop, export.finished_at),
        "hold_out": export.hold_out_share,
        "progress": {
            "done": sum(done.values()),
            "of": (export.to_add or 0) + (export.to_remove or 0) if is_counted else None,
        },
        "counts": counts,
        "reasons_left_out": export.left_out_by_reason,
        "reasons_skipped": _reasons(came.get("skipped", {})),
        "reasons_rejected": _reasons(came.get("rejected", {})),
        "error": export.error,
    }


def export_lines(answers: Iterable[Mapping[str, Any]]) -> Iterator[Sequence[object]]:
    """Exports as lines of CSV_HEADER."""
    for answer in answers:
        yield [answer["counts"].get(name, answer.get(name)) for name in CSV_HEADER]


def receipt_answer(shop: Shop, row: Row) -> dict[str, Any]:
    """One of the contract's receipts."""
    return {
        "customer_id": row["customer_id"],
        "action": row["action"],
        "reason": row["reason"],
        "at": instant(shop, cast("Any", row["sent_at"])),
        "by": row["sent_by"],
    }


def _reasons(counted: Mapping[str | None, int]) -> dict[str, int]:
    return {reason or "unknown": customers for reason, customers in counted.items()}
