"""Writes what exports do: rows as JSON lines, staged and appended in one change of the warehouse."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import orjson

from segments import queries_exports
from segments.desk import Desk
from segments.envelope import changed
from segments.export_record import TICK, Export
from segments.queries import TABLES
from shared.warehouse import JSON_LINES, Change, Warehouse

_ROWS_AT_ONCE = 5_000  # some megabytes of text in memory


def _stage(change: Change, table: str, name: str, folder: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    path = folder / f"{name}{JSON_LINES}"
    with path.open("wb") as file:
        for begin in range(0, len(rows), _ROWS_AT_ONCE):
            part = rows[begin : begin + _ROWS_AT_ONCE]
            file.write(b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in part))
    change.stage(name, TABLES[table].columns, [path] if rows else [])


def write_export(desk: Desk, export: Export) -> Export:
    """Append an export as it is now; answers it with the moment of the row."""
    written = replace(export, recorded_at=max(desk.now(), export.recorded_at + TICK))
    with tempfile.TemporaryDirectory(prefix="shopsight-rows-") as name, desk.warehouse.change() as change:
        _stage(change, "exports", "changed_exports", Path(name), [asdict(written)])
        queries_exports.add_exports(change)
    changed(desk)
    return written


def write_outcomes(
    warehouse: Warehouse, members: Iterable[Mapping[str, Any]], audit: Iterable[Mapping[str, Any]]
) -> None:
    """Append how members stand now and what was done with them, all of it or nothing."""
    member_rows, audit_rows = list(members), list(audit)
    if not member_rows and not audit_rows:
        return
    with tempfile.TemporaryDirectory(prefix="shopsight-rows-") as name, warehouse.change() as change:
        _stage(change, "target_members", "changed_members", Path(name), member_rows)
        _stage(change, "export_audit", "sent_members", Path(name), audit_rows)
        if member_rows:
            queries_exports.add_target_members(change)
        if audit_rows:
            queries_exports.add_export_audit(change)
