"""Takes one load back: its rows go, and what they had changed is as it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from ingestion import queries, rollups
from ingestion.loads import audit_row
from ingestion.rollups import Progress
from shared.warehouse import Change, Row


def take_back(
    change: Change, load_id: str, *, progress: Progress, inherited: Callable[[], None] = lambda: None
) -> tuple[dict[str, int], list[str]]:
    """Remove a load's rows; answers how many of each table, and what a person should know.

    `inherited` writes anew what events had taken over from those rows.
    """
    dependent = queries.dependent_loads(change, load_id=load_id)
    queries.entries_of_load(change, load_id=load_id)
    removed = {
        name: queries.delete_load(change, table, load_id=load_id)
        for name, table in queries.TABLES.items()
        if table.shape != "rollup" and name != "load_audit" and "load_id" in table.column_names
    }
    inherited()
    queries.new_days(change)
    queries.gift_cards(change)
    rollups.redate(change, queries.touched_orders(change, load_id=load_id))
    rollups.refresh(change, progress)
    notes = [
        f"load {row['load_id']} held {row['row_count']} rows that this load had brought before;"
        " load its files again to keep them"
        for row in dependent
    ]
    return removed, notes


def audit_rows(removed: Mapping[str, int], *, load_id: str, recorded_at: datetime) -> list[Row]:
    """What `load_audit` keeps of an undo: a row per table, and one of sales always."""
    return [
        audit_row(
            load_id=load_id,
            status="undone",
            recorded_at=recorded_at,
            source="undo",
            file_name="",
            table_name=name,
            outcome="undone",
            reason="",
            row_count=count,
            amount=None,
        )
        for name, count in removed.items()
        if count or name == "sales"
    ]
