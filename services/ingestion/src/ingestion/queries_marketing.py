"""The SQL of who may be written to: one function per .sql file, of the same name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shared.warehouse import Change, Row, Warehouse
from shared.warehouse.sql_files import load_query


def customers_at_addresses(warehouse: Warehouse, *, addresses: Sequence[str]) -> list[Row]:
    return warehouse.query(load_query("ingestion", "customers_at_addresses"), {"addresses": list(addresses)})


def keep_refusal(change: Change, *, customer_id: str, recorded_at: datetime) -> int:
    """Have what a customer refused hold for the others who have the address; how many those are."""
    return change.execute(
        load_query("ingestion", "keep_refusal"), {"customer_id": customer_id, "recorded_at": recorded_at}
    )


def consent_counts(warehouse: Warehouse) -> list[Row]:
    return warehouse.query(load_query("ingestion", "consent_counts"))
