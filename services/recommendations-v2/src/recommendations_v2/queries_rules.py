"""Whose lists a change of rules is tried on, in SQL: one function per .sql file, of the same name."""

from __future__ import annotations

from datetime import date

from shared.warehouse import Warehouse
from shared.warehouse.sql_files import load_query


def latest_customers(warehouse: Warehouse, since: date, most: int) -> list[str]:
    """Customers who bought since a shop day, those who bought last first."""
    rows = warehouse.query(load_query("recommendations_v2", "latest_customers"), {"since": since, "most": most})
    return [str(row["customer_id"]) for row in rows]
