"""What the service was worth in SQL: one function per .sql file, of the same name."""

from __future__ import annotations

from datetime import date, timedelta

from inventory_alerts.queries import ask
from shared.shop import Shop
from shared.warehouse import Row, Warehouse


def value_outcomes(warehouse: Warehouse, first: date, last: date) -> list[Row]:
    """What became of pushed predictions that were due in some days, both inclusive."""
    return ask(warehouse, "value_outcomes", {"from_day": first, "to_day": last})


def value_reorders(warehouse: Warehouse, shop: Shop, first: date, last: date) -> Row:
    """What people made of suggestions to order in some days, both inclusive."""
    bounds = {"from_at": shop.day_start(first), "to_at": shop.day_start(last + timedelta(days=1))}
    return ask(warehouse, "value_reorders", bounds)[0]
