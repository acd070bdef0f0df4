"""The only file of this service that runs SQL: one function per .sql file, of the same name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from shared.warehouse import Change, Query, Row, Table, Value, Warehouse
from shared.warehouse.sql_files import load_query, load_tables

TABLES = load_tables("ingestion")


def _query(name: str) -> Query:
    return load_query("ingestion", name)


def numbered_entries(change: Change, *, latest: datetime) -> int:
    return change.derive("numbered_entries", _query("numbered_entries"), {"latest": latest})


def staged_entries() -> str:
    """The statement staged_entries.sql, to append its rows; it takes no parameters."""
    return f"({_query('staged_entries').text})"


def new_entries(change: Change) -> int:
    return change.derive("new_entries", _query("new_entries"))


def future_entries(change: Change, *, latest: datetime) -> list[Row]:
    return change.query(_query("future_entries"), {"latest": latest})


def left_out_amounts(change: Change, *, latest: datetime) -> list[Row]:
    return change.query(_query("left_out_amounts"), {"latest": latest})


def gift_cards(change: Change) -> int:
    return change.derive("gift_cards", _query("gift_cards"))


def entries_of_load(change: Change, *, load_id: str) -> int:
    return change.derive("new_entries", _query("entries_of_load"), {"load_id": load_id})


def no_entries(change: Change) -> int:
    return change.derive("new_entries", _query("no_entries"))


def continued_orders(change: Change, *, load_id: str) -> list[Row]:
    return change.query(_query("continued_orders"), {"load_id": load_id})


def split_orders(change: Change) -> list[Row]:
    return change.query(_query("split_orders"))


def touched_orders(change: Change, *, load_id: str) -> int:
    return change.derive("touched_orders", _query("touched_orders"), {"load_id": load_id})


def days_of_touched_orders(change: Change) -> list[Row]:
    return change.query(_query("days_of_touched_orders"))


def redated_entries(change: Change, *, first_date: date, last_date: date) -> int:
    parameters: Mapping[str, Value] = {"first_date": first_date, "last_date": last_date}
    return change.derive("redated_entries", _query("redated_entries"), parameters)


def no_redated_entries(change: Change) -> int:
    return change.derive("redated_entries", _query("no_redated_entries"))


def delete_redated_entries(change: Change, *, first_date: date, last_date: date) -> int:
    parameters: Mapping[str, Value] = {"first_date": first_date, "last_date": last_date}
    return change.execute(_query("delete_redated_entries"), parameters)


def insert_redated_entries(change: Change) -> int:
    return change.execute(_query("insert_redated_entries"))


def new_days(change: Change) -> int:
    return change.derive("changed_days", _query("new_days"))


def no_days(change: Change) -> int:
    return change.derive("changed_days", _query("no_days"))


def all_days(change: Change) -> int:
    return change.derive("changed_days", _query("all_days"))


def excluded_entries(change: Change) -> list[Row]:
    return change.query(_query("excluded_entries"))


def net_amounts(change: Change) -> list[Row]:
    return change.query(_query("net_amounts"))


def undated_refunds(change: Change, *, load_id: str) -> list[Row]:
    return change.query(_query("undated_refunds"), {"load_id": load_id})


def rollup_days(warehouse: Warehouse | Change) -> list[Row]:
    return warehouse.query(_query("rollup_days"))


def data_bounds(warehouse: Warehouse | Change, *, first_day: date, last_day: date) -> list[Row]:
    return warehouse.query(_query("data_bounds"), {"first_day": first_day, "last_day": last_day})


def list_loads(warehouse: Warehouse, *, before_recorded_at: datetime, before_load_id: str, row_limit: int) -> list[Row]:
    parameters: Mapping[str, Value] = {
        "before_recorded_at": before_recorded_at,
        "before_load_id": before_load_id,
        "row_limit": row_limit,
    }
    return warehouse.query(_query("list_loads"), parameters)


def load_status(warehouse: Warehouse | Change, *, load_id: str) -> list[Row]:
    return warehouse.query(_query("load_status"), {"load_id": load_id})


def dependent_loads(change: Change, *, load_id: str) -> list[Row]:
    return change.query(_query("dependent_loads"), {"load_id": load_id})


def rezoned_entries(change: Change, *, time_zone: str) -> int:
    return change.derive("rezoned_entries", _query("rezoned_entries"), {"time_zone": time_zone})


def delete_entries(change: Change) -> int:
    return change.execute(_query("delete_entries"))


def insert_rezoned_entries(change: Change) -> int:
    return change.execute(_query("insert_rezoned_entries"))


def delete_load(change: Change, table: Table, *, load_id: str) -> int:
    """Take the rows of one load out of one table; the statement is made from the table's definition."""
    text = f"DELETE FROM {table.name} WHERE load_id = @load_id{table.on_all_days()}"
    return change.execute(Query(f"undo_{table.name}", text, {"load_id": "STRING"}), {"load_id": load_id})


def identities_of_customer(change: Change, *, customer_id: str) -> list[Row]:
    return change.query(_query("identities_of_customer"), {"customer_id": customer_id})


def customers_alike(change: Change, *, customer_id: str) -> list[Row]:
    return change.query(_query("customers_alike"), {"customer_id": customer_id})


def delete_customer(change: Change, *, customer_id: str) -> int:
    return change.execute(_query("delete_customer"), {"customer_id": customer_id})


def erased_entries(change: Change, *, customer_id: str) -> int:
    return change.derive("erased_entries", _query("erased_entries"), {"customer_id": customer_id})


def delete_erased_entries(change: Change, *, customer_id: str) -> int:
    return change.execute(_query("delete_erased_entries"), {"customer_id": customer_id})


def insert_erased_entries(change: Change) -> int:
    return change.execute(_query("insert_erased_entries"))


def erased_events(change: Change, *, customer_id: str) -> int:
    return change.derive("erased_events", _query("erased_events"), {"customer_id": customer_id})


def delete_erased_events(change: Change, *, customer_id: str) -> int:
    return change.execute(_query("delete_erased_events"), {"customer_id": customer_id})


def insert_erased_events(change: Change) -> int:
    return change.execute(_query("insert_erased_events"))


def days_of_erased(change: Change) -> int:
    return change.derive("changed_days", _query("days_of_erased"))


def batch_identities(change: Change, table: str) -> int:
    """identities_in_<table>: whom the staged rows of a table that names people name."""
    return change.derive("batch_identities", _query(f"identities_in_{table}"))


def next_identities(change: Change, *, kind: str, value: str, row_limit: int) -> list[Row]:
    return change.query(_query("next_identities"), {"kind": kind, "value": value, "row_limit": row_limit})


def erased_identities(change: Change, *, ids: Sequence[str], emails: Sequence[str], phones: Sequence[str]) -> int:
    parameters: Mapping[str, Value] = {"ids": ids, "emails": emails, "phones": phones}
    return change.derive("erased_identities", _query("erased_identities"), parameters)


def erased_customers(change: Change) -> int:
    return change.derive("erased_customers", _query("erased_customers"))


def list_erased_customers(change: Change) -> list[Row]:
    return change.query(_query("list_erased_customers"))


def ledger_totals(warehouse: Warehouse) -> list[Row]:
    return warehouse.query(_query("ledger_totals"))


def customers_named(warehouse: Warehouse) -> list[Row]:
    return warehouse.query(_query("customers_named"))


def allowed(table: str) -> str:
    """The statement allowed_<table>.sql, to append its rows; it takes no parameters."""
    text = _query(f"allowed_{table}").text
    return f"(WITH staged_entries AS {staged_entries()} {text})" if table == "sales" else f"({text})"
