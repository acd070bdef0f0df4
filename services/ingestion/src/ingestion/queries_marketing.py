"""The SQL of what marketing platforms tell: one function per .sql file, of the same name."""

from __future__ import annotations

from collections.abc import Sequence

from shared.warehouse import Row, Warehouse
from shared.warehouse.sql_files import load_query


def customers_at_addresses(warehouse: Warehouse, *, addresses: Sequence[str]) -> list[Row]:
    return warehouse.query(load_query("ingestion", "customers_at_addresses"), {"addresses": list(addresses)})
