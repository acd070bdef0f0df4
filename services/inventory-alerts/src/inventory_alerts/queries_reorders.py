"""Reorders in SQL: one function per .sql file, of the same name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from inventory_alerts.queries import ask
from shared.warehouse import Row, Value, Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorderFilters:
    """What a list of reorders is narrowed to; `state` None is what is still to be done, "all" every state. What was
    decided before `since` is not looked at.
    """

    reorder_id: str | None = None
    state: str | None = None
    supplier: str | None = None
    location: str | None = None
    product: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReorderPlace:
    """Where a page of reorders ended, as `reorder_rows.sql` orders them."""

    supplier: str
    due: str
    reorder_id: str


def reorder_rows(
    warehouse: Warehouse, forecasts: str | None, filters: ReorderFilters, after: ReorderPlace | None, limit: int
) -> list[Row]:
    """Reorders as they stand, supplier by supplier; each row has `total`."""
    parameters: dict[str, Value] = {
        **asdict(filters),
        "forecasts": forecasts,
        "after_supplier": after.supplier if after else None,
        "after_due": after.due if after else None,
        "after_id": after.reorder_id if after else None,
        "row_limit": limit,
    }
    return ask(warehouse, "reorder_rows", parameters)


def reorder_suppliers(warehouse: Warehouse, supplier: str | None, location: str | None, since: datetime) -> list[Row]:
    """What is to be ordered of each supplier comes to; of what was decided about since."""
    return ask(warehouse, "reorder_suppliers", {"supplier": supplier, "location": location, "since": since})


def reorder_history(warehouse: Warehouse, reorder_id: str) -> list[Row]:
    """Every decision about a reorder, oldest first."""
    return ask(warehouse, "reorder_history", {"reorder_id": reorder_id})


def reorders_bought(warehouse: Warehouse, since: datetime, after: datetime, until: datetime) -> list[Row]:
    """What was decided about reorders on purchase orders in some time, oldest first; nothing before `since` is read."""
    return ask(warehouse, "reorders_bought", {"since": since, "after": after, "until": until})


def purchase_order_lines(warehouse: Warehouse, purchase_orders: Sequence[str]) -> list[Row]:
    """The lines of some purchase orders as they stand."""
    return ask(warehouse, "purchase_order_lines", {"purchase_orders": list(purchase_orders)})
