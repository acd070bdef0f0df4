"""The SQL of what is known of earlier Shopify exports: one function per .sql file, of the same name."""

from __future__ import annotations

from collections.abc import Mapping

from shared.warehouse import Query, Row, Value, Warehouse
from shared.warehouse.sql_files import load_query


def _query(name: str) -> Query:
    return load_query("ingestion", name)


def shopify_entries(warehouse: Warehouse, *, after: str, row_limit: int) -> list[Row]:
    return warehouse.query(_query("shopify_entries"), {"after": after, "row_limit": row_limit})


def latest_stock_counts(warehouse: Warehouse, *, after_product: str, after_location: str, row_limit: int) -> list[Row]:
    parameters: Mapping[str, Value] = {
        "after_product": after_product,
        "after_location": after_location,
        "row_limit": row_limit,
    }
    return warehouse.query(_query("latest_stock_counts"), parameters)


def latest_consents(warehouse: Warehouse, *, after: str, row_limit: int) -> list[Row]:
    return warehouse.query(_query("latest_consents"), {"after": after, "row_limit": row_limit})
