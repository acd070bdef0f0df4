"""Starts the BigQuery emulator as its own command does, with tables looked up by name alone.

For every statement the emulator asks several times which tables there are, and the list it reads reckons the size of
each of them anew: a third of its time with the sixty tables of the suite. Names are read from the list of columns
instead, and whoever asks for a table itself is told its rows, counted.
"""

from __future__ import annotations

import sys

from local_bigquery.catalog import tables
from local_bigquery.cli import main
from local_bigquery.engine import database

_NAMES = """
SELECT DISTINCT table_name, 'TABLE', 0 FROM duckdb_columns()
WHERE database_name = $1 AND schema_name = $2 AND table_name = COALESCE($3, table_name)
  AND table_name NOT IN (SELECT view_name FROM duckdb_views() WHERE database_name = $1 AND schema_name = $2)
UNION ALL
SELECT view_name, 'VIEW', 0 FROM duckdb_views()
WHERE database_name = $1 AND schema_name = $2 AND view_name = COALESCE($3, view_name) AND NOT internal
ORDER BY 1
"""
_load = tables.load


def objects(project_id: str, dataset_id: str, table_id: str | None = None) -> list[tuple[str, str, int]]:
    """Names and kinds of the tables and views of a dataset, or of one; none is given a size."""
    found: list[tuple[str, str, int]] = database.fetch(_NAMES, [project_id, dataset_id, table_id])
    return found


def load(project_id: str, dataset_id: str, table_id: str) -> tables.Table:
    """A table with its rows counted."""
    table = _load(project_id, dataset_id, table_id)
    columns = tables.fields(table)
    if table.type != "TABLE" or not columns:
        return table
    [(rows,)] = database.fetch(f"SELECT COUNT(*) FROM {tables.name(project_id, dataset_id, table_id)}")
    size = str(tables.logical_bytes(rows, len(columns)))
    return table.replace(numRows=str(rows), numBytes=size, numTotalLogicalBytes=size, numActiveLogicalBytes=size)


database.objects = objects
tables.load = load
sys.exit(main())
