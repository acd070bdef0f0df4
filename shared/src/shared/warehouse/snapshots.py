"""A copy of a warehouse as it was at one moment, while it is being read and written: for backups."""

from __future__ import annotations

from pathlib import Path

from shared.warehouse import Warehouse, WarehouseError

FILE = "shop.duckdb"  # in the folder of a shop on one machine, as shared.settings has it


def take_snapshot(warehouse: Warehouse, path: Path) -> None:
    """Write all tables into a new file that can be opened as a warehouse, as they are in one moment.

    Raises WarehouseError for a warehouse that keeps its own past (docs/operations.md says how that is brought back).
    """
    snapshot = getattr(warehouse, "snapshot", None)
    if snapshot is None:
        raise WarehouseError("this warehouse keeps its own past: docs/operations.md says how to bring it back")
    snapshot(path)
