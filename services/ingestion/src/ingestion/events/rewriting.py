"""The rows that events make of products, customers, purchase orders and receipts, written anew."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingestion import queries, queries_events
from ingestion.events import entities
from ingestion.events.plan import Plan, known_entities, rewrite
from ingestion.events.staging import write_rows
from shared.warehouse import Change, Column, Warehouse

_ENTITY_COLUMNS = (Column("entity_id", "STRING", "REQUIRED"),)


@contextmanager
def rows_folder(staging: Path) -> Iterator[Path]:
    """A folder for the rows of one change; what a killed process leaves there goes with the next start."""
    staging.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=staging, prefix="rows-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def without_load(warehouse: Warehouse, load_id: str) -> Plan:
    """What events make of the entities that a load told of, as if it had not."""
    plan = Plan()
    found = queries_events.facted_entities(warehouse, load_id=load_id)
    known = known_entities(warehouse, sorted({str(row["entity_id"]) for row in found}))
    for kind in entities.TABLES:
        ids = sorted(str(row["entity_id"]) for row in found if row["kind"] == kind)
        if ids:
            rewrite(plan, kind, {each: known[kind, each] for each in ids}, warehouse, without_load=load_id)
    return plan


def stage_entities(change: Change, plan: Plan, folder: Path) -> None:
    """Stage what `rewrite_entities` asks for; before the first statement of the change."""
    for table, entity_ids in plan.rewritten.items():
        change.stage(f"rewritten_{table}", _ENTITY_COLUMNS, write_rows(folder, f"rewritten_{table}", entity_ids))
        rows = write_rows(folder, f"merged_{table}", plan.rows.get(table, []))
        change.stage(f"merged_{table}", queries.TABLES[table].columns, rows)


def rewrite_entities(change: Change, plan: Plan) -> None:
    """Replace the rows that events made of the planned entities."""
    for table in plan.rewritten:
        queries_events.delete_rewritten(change, table)
        if plan.rows.get(table):
            queries_events.insert_merged(change, table)
