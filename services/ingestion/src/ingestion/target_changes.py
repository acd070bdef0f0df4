"""Writes changes of targets that another service took: a later row of each, also where one is taken back."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC
from decimal import Decimal
from typing import cast

from ingestion import queries
from ingestion.door import Door
from ingestion.loads import audit_row
from ingestion.use_cases import alone, publish_version
from shared.contracts.target_changed import TargetChange
from shared.warehouse import Change, Row

_SOURCE = "targets"
_PATIENCE_SECONDS = 2.0  # a person waits for the answer; whoever sent it keeps it and tries again


def change_targets(door: Door, changes: Sequence[TargetChange]) -> dict[str, object]:
    """Append a row for every change that says something new; answers the contract's TargetReport.

    What is known already is not written again. Raises LeaseHeldError while a load runs.
    """
    recorded_at = door.now().astimezone(UTC)
    load_id = f"targets-{recorded_at:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    with alone(door, "a change of targets", lambda *_: None, patience_seconds=_PATIENCE_SECONDS) as held:
        with door.warehouse.change() as change:
            new = _new(change, changes)
            change.insert(
                queries.TABLES["targets"],
                [{**_row(each), "load_id": load_id, "recorded_at": recorded_at} for each in new],
            )
            counted = {"read": len(changes), "loaded": len(new), "known": len(changes) - len(new)}
            if new:
                audit = [
                    audit_row(
                        load_id=load_id,
                        status="loaded",
                        recorded_at=recorded_at,
                        source=_SOURCE,
                        file_name="",
                        table_name="targets",
                        outcome=outcome,
                        reason="",
                        row_count=count,
                        amount=None,
                    )
                    for outcome, count in counted.items()
                ]
                change.insert(queries.TABLES["load_audit"], audit)
            held.check()
        if new:
            publish_version(door)
    return {"load_id": load_id if new else None, "changed": len(new), "known": counted["known"]}


def _new(change: Change, changes: Sequence[TargetChange]) -> list[TargetChange]:
    """The changes that say something else than the table, the last one of each target."""
    latest = {each.key: each for each in changes}
    standing = {_identity(row): cast("Decimal | None", row["net_amount"]) for row in queries.current_targets(change)}
    return [each for each in latest.values() if standing.get(_identity(_row(each))) != each.net_amount]


def _row(change: TargetChange) -> Row:
    key = change.key
    return {
        "scope": key.scope,
        "scope_id": key.scope_id,
        "period_start": key.period_start,
        "period_end": key.period_end,
        "net_amount": change.net_amount,
    }


def _identity(row: Row) -> tuple[object, ...]:
    return tuple(row[name] for name in queries.TABLES["targets"].key)
