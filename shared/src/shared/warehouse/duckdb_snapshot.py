"""A DuckDB file copied while it is open: one transaction reads all tables, so they belong together."""

from __future__ import annotations

from pathlib import Path

import duckdb

from shared.warehouse import WarehouseError

_NAME = "taken"


def copy_database(cursor: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write the tables that a cursor sees into a new file. Raises WarehouseError; then there is no file."""
    file = str(path).replace("'", "''")
    try:
        found = cursor.execute("SELECT current_database()").fetchone()
        own = str(found[0] if found else "").replace('"', '""')
        cursor.execute(f"ATTACH '{file}' AS {_NAME}")
        try:
            cursor.execute(f'COPY FROM DATABASE "{own}" TO {_NAME}')
        finally:
            cursor.execute(f"DETACH {_NAME}")
    except duckdb.Error as error:
        path.unlink(missing_ok=True)
        raise WarehouseError(f"no snapshot could be taken: {str(error).splitlines()[0]}") from error
