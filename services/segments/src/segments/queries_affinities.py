"""Affinities in SQL: one function per .sql file, of the same name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

from segments.queries import PACKAGE, ask
from shared.erased_digests import Erased
from shared.warehouse import Row, Value, Warehouse
from shared.warehouse.sql_files import load_query


@dataclass(frozen=True, slots=True)
class Window:
    """Which orders count: of these shop days, both inclusive, and of at most so many products."""

    from_day: date
    to_day: date
    most_items: int

    def parameters(self) -> dict[str, Value]:
        """As the statements take it."""
        return {"from_day": self.from_day, "to_day": self.to_day, "most_items": self.most_items}


@dataclass(frozen=True, slots=True)
class Wanted:
    """An affinity whose buyers are wanted: items such as product:mug or category:Kitchen, the third '' of a pair."""

    affinity_id: str
    item_1: str
    item_2: str
    item_3: str


def affinity_items(warehouse: Warehouse, window: Window, least_orders: int, limit: int) -> dict[str, int]:
    """The items that stand in most orders and how many: at most `limit` products and as many categories.

    The item '' stands for all orders that count, and 'left out' for those of too many products.
    """
    asked = {**window.parameters(), "least_orders": least_orders, "item_limit": limit}
    return {cast("str", row["item"]): cast("int", row["orders"]) for row in ask(warehouse, "affinity_items", asked)}


def affinity_pairs(warehouse: Warehouse, window: Window, items: Sequence[str], least_orders: int, path: Path) -> int:
    """Write how many orders hold two of these items, if so many do; answers how many pairs."""
    asked = {**window.parameters(), "items": list(items), "least_orders": least_orders}
    return warehouse.export(load_query(PACKAGE, "affinity_pairs"), asked, path)


def affinity_threes(warehouse: Warehouse, window: Window, items: Sequence[str], least_orders: int, path: Path) -> int:
    """Write how many orders hold three of these items, if so many do; answers how many threes."""
    asked = {**window.parameters(), "items": list(items), "least_orders": least_orders}
    return warehouse.export(load_query(PACKAGE, "affinity_threes"), asked, path)


def affinity_buyers(warehouse: Warehouse, window: Window, wanted: Sequence[Wanted], path: Path) -> int:
    """Write the known customers who bought all items of an affinity in one order; answers how many rows."""
    asked: dict[str, Value] = {
        **window.parameters(),
        "affinities": [each.affinity_id for each in wanted],
        "first_items": [each.item_1 for each in wanted],
        "second_items": [each.item_2 for each in wanted],
        "third_items": [each.item_3 for each in wanted],
    }
    return warehouse.export(load_query(PACKAGE, "affinity_buyers"), asked, path)


def affinity_rows(warehouse: Warehouse, generation_id: str, level: str | None) -> list[Row]:
    """The affinities of a run, of one level or all, strongest first, with titles and `customers`."""
    return ask(warehouse, "affinity_rows", {"generation_id": generation_id, "level": level})


def affinity_members(
    warehouse: Warehouse,
    generation_id: str,
    affinity_id: str,
    *,
    after: str | None,
    limit: int,
    among: Sequence[str] | None = None,
) -> list[str]:
    """Customer ids of an affinity in byte order, those after `after`, at most `limit`; with `among` only these."""
    asked: dict[str, Value] = {
        "generation_id": generation_id,
        "affinity_id": affinity_id,
        "after": after,
        "only_some": among is not None,
        "some": list(among or ()),
        "row_limit": limit,
    }
    return [cast("str", row["customer_id"]) for row in ask(warehouse, "affinity_members", asked)]


def erase_affinity_members(warehouse: Warehouse, erased: Erased) -> None:
    """Take customers out of all generations."""
    with warehouse.change() as change:
        change.execute(load_query(PACKAGE, "erase_affinity_members"), erased.parameters)
