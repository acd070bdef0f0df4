"""Tables of the DuckDB file: how their columns are written, made, and brought to what this version keeps in them."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from shared.warehouse import Column, Table
from shared.warehouse.table_update import update_of

TYPES = {
    "STRING": "VARCHAR",
    "NUMERIC": "DECIMAL(38, 9)",
    "INT64": "BIGINT",
    "FLOAT64": "DOUBLE",
    "BOOL": "BOOLEAN",
    "TIMESTAMP": "TIMESTAMPTZ",
    "DATE": "DATE",
}
_AS_TOLD = {"DECIMAL(38, 9)": "DECIMAL(38,9)", "TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE"}  # by duckdb_columns()
_GOOGLESQL = {_AS_TOLD.get(kind, kind): name for name, kind in TYPES.items()}
_THERE = """
SELECT table_name, column_name, data_type, is_nullable
FROM duckdb_columns()
WHERE database_name = current_database() AND schema_name = current_schema()
ORDER BY table_name, column_index
"""


def quoted(name: str) -> str:
    """An identifier."""
    return '"' + name.replace('"', '""') + '"'


def definition(column: Column) -> str:
    """A column of CREATE TABLE."""
    return f"{quoted(column.name)} {_type(column)}" + (" NOT NULL" if column.mode == "REQUIRED" else "")


def _type(column: Column) -> str:
    return TYPES[column.type] + ("[]" if column.mode == "REPEATED" else "")


def create_tables(cursor: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> None:
    """Make the tables that are not there, and add to the others what they lack. Raises as `update_of`.

    Each statement is whole by itself: a start that is killed between two goes on with the next one.
    """
    there = _there(cursor)
    updates = [(table, update_of(table, there[table.name])) for table in tables if table.name in there]
    for table in tables:
        if table.name not in there:
            columns = ", ".join(definition(column) for column in table.columns)
            cursor.execute(f"CREATE TABLE IF NOT EXISTS {quoted(table.name)} ({columns})")
    for table, update in updates:
        change = f"ALTER TABLE {quoted(table.name)}"
        for column in update.added:
            empty = " DEFAULT []" if column.mode == "REPEATED" else ""  # as BigQuery has it: an array is never null
            cursor.execute(f"{change} ADD COLUMN {quoted(column.name)} {_type(column)}{empty}")
        for column in update.relaxed:
            cursor.execute(f"{change} ALTER COLUMN {quoted(column.name)} DROP NOT NULL")


def _there(cursor: duckdb.DuckDBPyConnection) -> dict[str, list[Column]]:
    """The columns of every table that is there."""
    found: dict[str, list[Column]] = {}
    for table, name, told, nullable in cursor.execute(_THERE).fetchall():
        mode = "REPEATED" if told.endswith("[]") else "NULLABLE" if nullable else "REQUIRED"
        kind = told.removesuffix("[]")
        found.setdefault(table, []).append(Column(name, _GOOGLESQL.get(kind, kind), mode))
    return found
