"""Runs the SQL that keeps the rollups: one function per .sql file, of the same name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from shared.warehouse import Change, Query, Row, Value
from shared.warehouse.sql_files import load_query

ROLLUPS = (  # of the days they are named by; `_refresh_customers` and `_refresh_weeks` make others from them
    "daily_cut_sales",
    "daily_shop_sales",  # from the one before it
    "daily_moment_sales",
    "daily_quarter_sales",  # from the one before it
    "daily_product_sales",
    "daily_customer_sales",
    "daily_guest_sales",
    "daily_first_orders",
)


def _query(name: str) -> Query:
    return load_query("ingestion", name)


def _between(first_date: date, last_date: date) -> Mapping[str, Value]:
    return {"first_date": first_date, "last_date": last_date}


def _on(days: Sequence[date]) -> Mapping[str, Value]:
    """Days in their order. The first and the last bound the partitions, on which a list of days is not relied for."""
    return {"first_date": days[0], "last_date": days[-1], "days": days}


def touched_days(change: Change) -> int:
    return change.derive("touched_days", _query("touched_days"))


def recosted_days(change: Change) -> int:
    return change.derive("touched_days", _query("recosted_days"))


def list_touched_days(change: Change) -> list[Row]:
    return change.query(_query("list_touched_days"))


def lines_of_days(change: Change, *, first_date: date, last_date: date) -> list[Row]:
    return change.query(_query("lines_of_days"), _between(first_date, last_date))


def current_product_costs(change: Change) -> int:
    return change.derive("current_product_costs", _query("current_product_costs"))


def recosted_products(change: Change) -> int:
    return change.derive("recosted_products", _query("recosted_products"))


def delete_product_costs(change: Change) -> int:
    return change.execute(_query("delete_product_costs"))


def insert_product_costs(change: Change) -> int:
    return change.execute(_query("insert_product_costs"))


def sales_lines(change: Change, *, days: Sequence[date]) -> int:
    return change.derive("sales_lines", _query("sales_lines"), _on(days))


def rewrite_rollups(change: Change, *, days: Sequence[date]) -> None:
    """delete_daily_* and insert_daily_*: some days in every daily rollup."""
    for rollup in ROLLUPS:
        change.execute(_query(f"delete_{rollup}"), _on(days))
        insert = _query(f"insert_{rollup}")
        change.execute(insert, _on(days) if insert.parameters else None)


def delete_weekly_product_sales(change: Change, *, first_date: date, last_date: date, weeks: Sequence[date]) -> int:
    parameters: Mapping[str, Value] = {**_between(first_date, last_date), "weeks": weeks}
    return change.execute(_query("delete_weekly_product_sales"), parameters)


def insert_weekly_product_sales(change: Change, *, first_date: date, last_date: date, weeks: Sequence[date]) -> int:
    parameters: Mapping[str, Value] = {**_between(first_date, last_date), "weeks": weeks}
    return change.execute(_query("insert_weekly_product_sales"), parameters)


def touched_months(change: Change, *, days: Sequence[date]) -> int:
    return change.derive("touched_months", _query("touched_months"), _on(days))


def lost_months(change: Change, *, days: Sequence[date]) -> int:
    return change.derive("lost_months", _query("lost_months"), _on(days))


def changed_months(change: Change, *, first_date: date, last_date: date) -> int:
    return change.derive("changed_months", _query("changed_months"), _between(first_date, last_date))


def delete_monthly_customers(change: Change, *, first_date: date, last_date: date) -> int:
    return change.execute(_query("delete_monthly_customers"), _between(first_date, last_date))


def insert_monthly_customers(change: Change) -> int:
    return change.execute(_query("insert_monthly_customers"))


def touched_customers(change: Change) -> int:
    return change.derive("touched_customers", _query("touched_customers"))


def lost_customers(change: Change, *, days: Sequence[date]) -> int:
    return change.derive("lost_customers", _query("lost_customers"), _on(days))


def changed_first_days(change: Change, *, first_date: date, last_date: date) -> int:
    return change.derive("changed_first_days", _query("changed_first_days"), _between(first_date, last_date))


def delete_customer_first_days(change: Change) -> int:
    return change.execute(_query("delete_customer_first_days"))


def insert_customer_first_days(change: Change) -> int:
    return change.execute(_query("insert_customer_first_days"))
