"""What sold before a build, in SQL: one function per .sql file, of the same name."""

from __future__ import annotations

from datetime import date

from shared.warehouse import Row, Warehouse
from shared.warehouse.sql_files import load_query


def sold_products(warehouse: Warehouse, since: date, lately: date, until: date) -> list[Row]:
    """`orders` of each product that sold from one shop day until before another, and `orders_lately` of them."""
    asked = {"since": since, "lately": lately, "until": until}
    return warehouse.query(load_query("recommendations_v2", "sold_products"), asked)
