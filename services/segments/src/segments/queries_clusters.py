"""Clusters in SQL: one function per .sql file, of the same name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import cast

from segments.queries import PACKAGE, ask
from shared.erased_digests import Erased
from shared.warehouse import Query, Row, Value, Warehouse
from shared.warehouse.sql_files import load_query


@dataclass(frozen=True, slots=True)
class Size:
    """One cluster as it was assigned: its customers, how many may be written to, how far they are from its centre."""

    label: str
    version: str
    customers: int
    contactable: int
    net_sales: Decimal
    distance: float  # squared, on average


def cluster_features(warehouse: Warehouse, generation_id: str, limit: int, path: Path) -> int:
    """Write features of at most so many customers who ever purchased, always the same ones; answers how many."""
    asked: dict[str, Value] = {"generation_id": generation_id, "row_limit": limit}
    return warehouse.export(load_query(PACKAGE, "cluster_features"), asked, path)


def cluster_scaled() -> Query:
    """The SELECT of everybody's features as a training scaled them; whoever trains on it sends it by itself."""
    return load_query(PACKAGE, "cluster_scaled")


def cluster_outlook(warehouse: Warehouse, generation_id: str, since: date) -> Row:
    """`customers` who ever purchased, and how many of them are `newcomers` since a day."""
    return ask(warehouse, "cluster_outlook", {"generation_id": generation_id, "since": since})[0]


def cluster_assignments(warehouse: Warehouse, generation_id: str, centroids: str, path: Path) -> int:
    """Write the nearest cluster of every customer who ever purchased, as `clusters` has it; answers how many."""
    asked = {"generation_id": generation_id, "centroids": centroids}
    return warehouse.export(load_query(PACKAGE, "cluster_assignments"), asked, path)


def cluster_sizes(warehouse: Warehouse, generation_id: str, customers: str | None) -> list[Size]:
    """The clusters as they were assigned, by label; `customers` is the generation of segment_customers."""
    rows = ask(warehouse, "cluster_sizes", {"generation_id": generation_id, "customers": customers})
    return [Size(**row) for row in rows]  # type: ignore[arg-type]  # the statement's columns


def cluster_members(
    warehouse: Warehouse,
    generation_id: str,
    label: str,
    *,
    after: str | None,
    limit: int,
    among: Sequence[str] | None = None,
) -> list[str]:
    """Customer ids of a cluster in byte order, those after `after`, at most `limit`; with `among` only these."""
    asked: dict[str, Value] = {
        "generation_id": generation_id,
        "label": label,
        "after": after,
        "only_some": among is not None,
        "some": list(among or ()),
        "row_limit": limit,
    }
    return [cast("str", row["customer_id"]) for row in ask(warehouse, "cluster_members", asked)]


def erase_clusters(warehouse: Warehouse, erased: Erased) -> None:
    """Take customers out of all generations."""
    with warehouse.change() as change:
        change.execute(load_query(PACKAGE, "erase_clusters"), erased.parameters)
