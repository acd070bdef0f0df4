"""Runs the SQL of merging: one function per .sql file, of the same name, and statements made from table definitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from ingestion.queries import TABLES
from shared.warehouse import Change, Query, Row, Value, Warehouse
from shared.warehouse.sql_files import load_query

# Ids of the loads that events are counted under, one for each shop day: 'events-20260302'. '.' follows '-'.
OF_EVENTS = "events-"
_NOT_OF_EVENTS = "(load_id < 'events-' OR load_id >= 'events.')"
_MOMENTS = {"first": "TIMESTAMP", "last": "TIMESTAMP"}
_IDS_AT_ONCE = 5_000  # of one question: BigQuery takes 10 MB in all, and an id has up to 300 letters


def _query(name: str) -> Query:
    return load_query("ingestion", name)


def _by_ids(warehouse: Warehouse | Change, query: Query, name: str, ids: Sequence[str], **others: Value) -> list[Row]:
    rows: list[Row] = []
    for start in range(0, len(ids), _IDS_AT_ONCE):
        rows += warehouse.query(query, {name: ids[start : start + _IDS_AT_ONCE], **others})
    return rows


def fact_days_of_orders(warehouse: Warehouse, *, order_ids: Sequence[str]) -> list[Row]:
    return _by_ids(warehouse, _query("fact_days_of_orders"), "order_ids", order_ids)


def facts_of_orders(
    warehouse: Warehouse, *, order_ids: Sequence[str], first_at: datetime, last_at: datetime
) -> list[Row]:
    query = _query("facts_of_orders")
    return _by_ids(warehouse, query, "order_ids", order_ids, first_at=first_at, last_at=last_at)


def fact_days_of_entities(warehouse: Warehouse, *, entity_ids: Sequence[str]) -> list[Row]:
    return _by_ids(warehouse, _query("fact_days_of_entities"), "entity_ids", entity_ids)


def facts_of_entities(
    warehouse: Warehouse, *, entity_ids: Sequence[str], first_at: datetime, last_at: datetime
) -> list[Row]:
    query = _query("facts_of_entities")
    return _by_ids(warehouse, query, "entity_ids", entity_ids, first_at=first_at, last_at=last_at)


def sale_days_of_orders(warehouse: Warehouse, *, order_ids: Sequence[str]) -> list[Row]:
    return _by_ids(warehouse, _query("sale_days_of_orders"), "order_ids", order_ids)


def order_heads(warehouse: Warehouse, *, order_ids: Sequence[str], first_date: date, last_date: date) -> list[Row]:
    query = _query("order_heads")
    return _by_ids(warehouse, query, "order_ids", order_ids, first_date=first_date, last_date=last_date)


def rows_of_files(warehouse: Warehouse, table: str, ids: Sequence[str]) -> list[Row]:
    """Rows of a table that files brought, of some entities; the statement is made from the table's definition."""
    text = f"SELECT * FROM {table} WHERE {TABLES[table].key[0]} IN UNNEST(@ids) AND {_NOT_OF_EVENTS}"
    return _by_ids(warehouse, Query(f"rows_of_files_{table}", text, {"ids": "ARRAY<STRING>"}), "ids", ids)


def delete_rewritten(change: Change, table: str) -> int:
    """Rows of a table that events made, of the entities in `rewritten_<table>` (entity_id)."""
    text = (
        f"DELETE FROM {table} WHERE {TABLES[table].key[0]} IN (SELECT entity_id FROM rewritten_{table})"
        f" AND NOT {_NOT_OF_EVENTS}"
    )
    return change.execute(Query(f"delete_rewritten_{table}", text, {}))


def delete_superseded(change: Change, table: str, *, first: datetime, last: datetime) -> int:
    """Facts from between two moments whose key comes again in `merged_<table>`."""
    same = " AND ".join(f"m.{name} = {table}.{name}" for name in TABLES[table].key)
    text = (
        f"DELETE FROM {table} WHERE {TABLES[table].partition} BETWEEN @first AND @last"
        f" AND EXISTS (SELECT 1 FROM merged_{table} AS m WHERE {same})"
    )
    return change.execute(Query(f"delete_superseded_{table}", text, _MOMENTS), {"first": first, "last": last})


def insert_merged(change: Change, table: str) -> int:
    """All rows of `merged_<table>`, as they are."""
    names = ", ".join(TABLES[table].column_names)
    text = f"INSERT INTO {table} ({names}) SELECT {names} FROM merged_{table}"
    return change.execute(Query(f"insert_merged_{table}", text, {}))


def insert_unknown(change: Change, table: str, *, moment: str, first: datetime, last: datetime) -> int:
    """The rows of `merged_<table>` of between two moments whose key and `moment` no row has yet."""
    names, key = TABLES[table].column_names, TABLES[table].key
    told = tuple(dict.fromkeys((*key, moment)))
    same = " AND ".join(f"e.{name} = m.{name}" for name in told)
    text = f"""
INSERT INTO {table} ({", ".join(names)})
SELECT {", ".join(f"m.{name}" for name in names)}
FROM merged_{table} AS m
LEFT JOIN (SELECT {", ".join(told)} FROM {table} WHERE {moment} BETWEEN @first AND @last) AS e ON {same}
WHERE m.{moment} BETWEEN @first AND @last AND e.{key[0]} IS NULL
"""
    return change.execute(Query(f"insert_unknown_{table}", text, _MOMENTS), {"first": first, "last": last})


def facted_entities(warehouse: Warehouse, *, load_id: str) -> list[Row]:
    return warehouse.query(_query("facted_entities"), {"load_id": load_id})


def standing_entries(change: Change, *, first_date: date, last_date: date) -> int:
    parameters: Mapping[str, Value] = {"first_date": first_date, "last_date": last_date}
    return change.derive("standing_entries", _query("standing_entries"), parameters)


def kept_entries(change: Change) -> int:
    return change.derive("kept_entries", _query("kept_entries"))


def gone_entries(change: Change) -> int:
    return change.derive("gone_entries", _query("gone_entries"))


def fresh_entries(change: Change) -> int:
    return change.derive("fresh_entries", _query("fresh_entries"))


def merged_days(change: Change) -> int:
    return change.derive("changed_days", _query("merged_days"))


def merged_amounts(change: Change) -> list[Row]:
    return change.query(_query("merged_amounts"))


def delete_gone_entries(change: Change, *, first_date: date, last_date: date) -> int:
    return change.execute(_query("delete_gone_entries"), {"first_date": first_date, "last_date": last_date})


def insert_fresh_entries(change: Change) -> int:
    return change.execute(_query("insert_fresh_entries"))


def insert_replaced_lines(change: Change, *, load_id: str, recorded_at: datetime) -> int:
    return change.execute(_query("insert_replaced_lines"), {"load_id": load_id, "recorded_at": recorded_at})


def merged_touched_orders(change: Change, *, first_date: date, last_date: date) -> int:
    parameters: Mapping[str, Value] = {"first_date": first_date, "last_date": last_date}
    return change.derive("touched_orders", _query("merged_touched_orders"), parameters)


def audit_of_load(change: Change, *, load_id: str) -> list[Row]:
    return change.query(_query("audit_of_load"), {"load_id": load_id})


def delete_audit_of_load(change: Change, *, load_id: str) -> int:
    return change.execute(_query("delete_audit_of_load"), {"load_id": load_id})


def told_entries(change: Change) -> int:
    return change.derive("told_entries", _query("told_entries"))


def list_told_entries(change: Change) -> list[Row]:
    return change.query(_query("list_told_entries"))


def untold_entries(change: Change) -> int:
    return change.derive("untold_entries", _query("untold_entries"))


def renumbered_entries(change: Change) -> int:
    return change.derive("numbered_entries", _query("renumbered_entries"))


def facts_of_customer(change: Change, *, customer_id: str) -> list[Row]:
    return change.query(_query("facts_of_customer"), {"customer_id": customer_id})


def delete_facts_of_customer(change: Change, *, customer_id: str) -> int:
    return change.execute(_query("delete_facts_of_customer"), {"customer_id": customer_id})


def delete_erased_facts(change: Change, *, customer_id: str) -> int:
    return change.execute(_query("delete_erased_facts"), {"customer_id": customer_id})


def delete_erased_set_aside(change: Change, *, customer_id: str) -> int:
    return change.execute(_query("delete_erased_set_aside"), {"customer_id": customer_id})


def list_set_aside(
    warehouse: Warehouse, *, before_recorded_at: datetime, before_event_id: str, row_limit: int
) -> list[Row]:
    parameters: Mapping[str, Value] = {
        "before_recorded_at": before_recorded_at,
        "before_event_id": before_event_id,
        "row_limit": row_limit,
    }
    return warehouse.query(_query("list_set_aside"), parameters)
