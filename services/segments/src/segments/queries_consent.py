"""Consent in SQL: one function per .sql file, of the same name."""

from __future__ import annotations

from collections.abc import Sequence

from segments.queries import ask
from shared.warehouse import Row, Warehouse


def customers_of_addresses(warehouse: Warehouse, addresses: Sequence[str]) -> list[Row]:
    """Customers who have one of these addresses (in small letters) now, with what they agreed to."""
    return ask(warehouse, "customers_of_addresses", {"addresses": list(addresses)}) if addresses else []
