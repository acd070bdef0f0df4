"""Runs the SQL of the inbox in the warehouse: one function per .sql file, of the same name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from shared.warehouse import Change, Row, Value, Warehouse
from shared.warehouse.sql_files import load_query

_IDS_AT_ONCE = 5_000  # of one statement: an id has some twenty letters, and BigQuery takes 10 MB


def waiting_messages(warehouse: Warehouse, *, published_from: datetime, row_limit: int) -> list[Row]:
    query = load_query("ingestion", "waiting_messages")
    return warehouse.query(query, {"published_from": published_from, "row_limit": row_limit})


def messages(warehouse: Warehouse, *, message_ids: Sequence[str], first_at: datetime, last_at: datetime) -> list[Row]:
    parameters: Mapping[str, Value] = {"message_ids": message_ids, "first_at": first_at, "last_at": last_at}
    return warehouse.query(load_query("ingestion", "messages"), parameters)


def count_waiting(warehouse: Warehouse, *, published_from: datetime) -> list[Row]:
    return warehouse.query(load_query("ingestion", "count_waiting"), {"published_from": published_from})


def insert_merged_messages(
    change: Change, *, published_from: datetime, message_ids: Sequence[str], merged_at: datetime
) -> None:
    query = load_query("ingestion", "insert_merged_messages")
    for start in range(0, len(message_ids), _IDS_AT_ONCE):
        ids = message_ids[start : start + _IDS_AT_ONCE]
        change.execute(query, {"published_from": published_from, "message_ids": ids, "merged_at": merged_at})
