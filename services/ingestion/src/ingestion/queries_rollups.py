"""Runs the SQL that keeps the rollups: one function per .sql file, of the same name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from shared.warehouse import Change, Query, Row, Value
from shared.warehouse.sql_files import load_query

ROLLUPS = (  # of the days they are named by; `_refresh_customers` and `_refresh_weeks` make others from them
    "daily_shop_sales",
    "daily_product_sales",
    "daily_customer_sales",
    "daily_guest_sales",
    "daily_cut_sales",
    "daily_quarter_sales",
    "daily_first_orders",
)


def _query(name: str) -> Query:
    return load_query("ingestion", name)


def _between(first_date: date, last_date: date) -> Mapping[str, Value]:
    return {"first_date": first_date, "last_date": last_date}


def touched_days(change: Change) -> int:
    return change.derive("touched_days", _query("touched_days"))


def list_touched_days(change: Change) -> list[Row]:
    return change.query(_query("list_touched_days"))


def current_product_costs(change: Change) -> int:
    return change.derive("current_product_costs", _query("current_product_costs"))


def recosted_products(change: Change) -> int:
    return change.derive("recosted_products", _query("recosted_products"))


def delete_product_costs(change: Change) -> int:
    return change.execute(_query("delete_product_costs"))


def insert_product_costs(change: Change) -> int:
    return change.execute(_query("insert_product_costs"))


def sales_lines(change: Change, *, first_date: date, last_date: date) -> int:
    return change.derive("sales_lines", _query("sales_lines"), _between(first_date, last_date))


def rewrite_rollups(change: Change, *, first_date: date, last_date: date) -> None:
    """delete_daily_* and insert_daily_*: the touched days between two dates in every daily rollup."""
    for rollup in ROLLUPS:
        change.execute(_query(f"delete_{rollup}"), _between(first_date, last_date))
        change.execute(_query(f"insert_{rollup}"))


def touched_weeks(change: Change) -> int:
    return change.derive("touched_weeks", _query("touched_weeks"))


def delete_weekly_product_sales(change: Change) -> int:
    return change.execute(_query("delete_weekly_product_sales"))


def insert_weekly_product_sales(change: Change, *, first_date: date, last_date: date) -> int:
    return change.execute(_query("insert_weekly_product_sales"), _between(first_date, last_date))


def touched_months(change: Change, *, first_date: date, last_date: date) -> int:
    return change.derive("touched_months", _query("touched_months"), _between(first_date, last_date))


def lost_months(change: Change, *, first_date: date, last_date: date) -> int:
    return change.derive("lost_months", _query("lost_months"), _between(first_date, last_date))


def changed_months(change: Change, *, first_date: date, last_date: date) -> int:
    return change.derive("changed_months", _query("changed_months"), _between(first_date, last_date))


def delete_monthly_customers(change: Change, *, first_date: date, last_date: date) -> int:
    return change.execute(_query("delete_monthly_customers"), _between(first_date, last_date))


def insert_monthly_customers(change: Change) -> int:
    return change.execute(_query("insert_monthly_customers"))


def touched_customers(change: Change) -> int:
    return change.derive("touched_customers", _query("touched_customers"))


def lost_customers(change: Change) -> int:
    return change.derive("lost_customers", _query("lost_customers"))


def changed_first_days(change: Change) -> int:
    return change.derive("changed_first_days", _query("changed_first_days"))


def delete_customer_first_days(change: Change) -> int:
    return change.execute(_query("delete_customer_first_days"))


def insert_customer_first_days(change: Change) -> int:
    return change.execute(_query("insert_customer_first_days"))
