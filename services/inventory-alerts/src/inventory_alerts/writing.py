"""Writes decisions: rows as JSON lines, staged and appended in one change of the warehouse."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson

from inventory_alerts import queries
from inventory_alerts.alert import Alert
from inventory_alerts.order_cycle import Reorder
from shared.warehouse import JSON_LINES, Change, Warehouse

_ROWS_AT_ONCE = 5_000  # some megabytes of text in memory


def stage(
    change: Change, table: str, name: str, folder: Path, rows: Iterable[Mapping[str, Any] | Alert | Reorder]
) -> bool:
    """Make rows readable as `name`, with the columns of a table of ours; False where there are none."""
    path, waiting, written = folder / f"{name}{JSON_LINES}", bytearray(), 0
    with path.open("wb") as file:
        for written, row in enumerate(rows, start=1):
            waiting += orjson.dumps(row, default=_plain, option=orjson.OPT_APPEND_NEWLINE)
            if written % _ROWS_AT_ONCE == 0:
                file.write(waiting)
                waiting.clear()
        file.write(waiting)
    change.stage(name, queries.TABLES[table].columns, [path] if written else [])
    return written > 0


def add_alerts(warehouse: Warehouse, decisions: Sequence[Alert]) -> None:
    """Append decisions about alerts, for us and for everybody."""
    add_run(warehouse, decisions, ())


def add_run(
    warehouse: Warehouse,
    alerts: Sequence[Alert],
    reorders: Sequence[Reorder],
    missed: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Append what a run decided and what it finds was missed, all of it or nothing."""
    if not alerts and not reorders and not missed:
        return
    with rows_folder() as folder, warehouse.change() as change:
        stage(change, "alert_states", "decided_alerts", folder, alerts)
        stage(change, "reorders", "decided_reorders", folder, reorders)
        stage(change, "alert_outcomes", "scored_alerts", folder, missed)
        if alerts:
            queries.add_alert_states(change)
            queries.add_alerts(change)
        if reorders:
            queries.add_reorders(change)
        if missed:
            queries.add_outcomes(change)


def add_scored(warehouse: Warehouse, file: Path) -> None:
    """Append the outcomes in a Parquet file, but those that are there."""
    with warehouse.change() as change:
        change.stage("scored_alerts", queries.TABLES["alert_outcomes"].columns, [file])
        queries.add_outcomes(change)


def add_reorders(warehouse: Warehouse, decisions: Sequence[Reorder]) -> None:
    """Append decisions about reorders."""
    add_run(warehouse, (), decisions)


@contextmanager
def rows_folder() -> Iterator[Path]:
    """A folder for the rows of one change."""
    with tempfile.TemporaryDirectory(prefix="shopsight-rows-") as folder:
        yield Path(folder)


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"{type(value).__name__} is nothing that a table holds")
