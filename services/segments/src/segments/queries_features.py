"""The SQL of customers' features: as `queries.py`, one function per .sql file, of the same name.

`export_features` writes what the refresh's child reads, files beside one another in one folder.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from segments.feature_files import FEATURES, KNOWN, LINES, NAMES, PREDICTED, PURCHASES
from shared.warehouse import Row, Value, Warehouse
from shared.warehouse.sql_files import load_query

_PACKAGE = "segments"
_MOST_CHANNELS = 63  # that a purchase's number has room for; what is beyond counts as unknown


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose features, as of when: `until` is the last whole shop day that is known, the window ends with it."""

    until: date
    window_days: int
    by_margin: bool  # what the window brought, as margin (of sales whose cost is known) or net
    value_generation: str | None = None  # of revenue's `customer_value`; None when there is none, or it is stale
    erased: Sequence[str] = ()  # digests of customers erased lately: TO_HEX(MD5(customer_id))

    @property
    def window_from(self) -> date:
        """The day before the window's first."""
        return self.until - timedelta(days=self.window_days)


def export_features(warehouse: Warehouse, asked: Asked, folder: Path) -> int:
    """All that the refresh's child reads of customers, into a folder; answers how many are known, or bought."""
    channels = customer_features_channels(warehouse, asked.until)
    categories = customer_features_categories(warehouse)
    names = {"channels": channels, "categories": categories}
    (folder / NAMES).write_text(json.dumps(names), encoding="utf-8")
    bought = customer_features(warehouse, asked, folder / FEATURES)
    customer_features_purchases(warehouse, asked.until, channels, folder / PURCHASES)
    customer_features_lines(warehouse, asked, categories, folder / LINES)
    customer_features_predicted(warehouse, asked.value_generation, folder / PREDICTED)
    return max(bought, customer_features_known(warehouse, asked.erased, folder / KNOWN))


def customer_features(warehouse: Warehouse, asked: Asked, path: Path) -> int:
    """What every customer brought, into a Parquet file, as customer_features.sql says; answers how many there are."""
    parameters: dict[str, Value] = {
        "until": asked.until,
        "window_from": asked.window_from,
        "by_margin": asked.by_margin,
        **_erased(asked.erased),
    }
    return warehouse.export(load_query(_PACKAGE, "customer_features"), parameters, path)


def customer_features_purchases(warehouse: Warehouse, until: date, channels: Sequence[str], path: Path) -> int:
    """When they purchased, as customer_features_purchases.sql says, into a Parquet file."""
    parameters: dict[str, Value] = {"until": until, "channels": list(channels)}
    return warehouse.export(load_query(_PACKAGE, "customer_features_purchases"), parameters, path)


def customer_features_lines(warehouse: Warehouse, asked: Asked, categories: Sequence[str], path: Path) -> int:
    """The categories of what they bought in the window, into a Parquet file."""
    parameters: dict[str, Value] = {
        "until": asked.until,
        "window_from": asked.window_from,
        "categories": list(categories),
    }
    return warehouse.export(load_query(_PACKAGE, "customer_features_lines"), parameters, path)


def customer_features_known(warehouse: Warehouse, erased: Sequence[str], path: Path) -> int:
    """Everybody whom the shop knows, into a Parquet file."""
    return warehouse.export(load_query(_PACKAGE, "customer_features_known"), _erased(erased), path)


def customer_features_predicted(warehouse: Warehouse, value_generation: str | None, path: Path) -> int:
    """What customers are expected to bring, into a Parquet file."""
    query = load_query(_PACKAGE, "customer_features_predicted")
    return warehouse.export(query, {"value_generation": value_generation}, path)


def customer_features_channels(warehouse: Warehouse, until: date) -> list[str]:
    """The channels of sales, those of most orders first."""
    rows = warehouse.query(load_query(_PACKAGE, "customer_features_channels"), {"until": until})
    return [str(row["channel"]) for row in rows[:_MOST_CHANNELS]]


def customer_features_categories(warehouse: Warehouse) -> list[str]:
    """The categories of products, in order."""
    rows = warehouse.query(load_query(_PACKAGE, "customer_features_categories"), {})
    return [str(row["category"]) for row in rows]


def customer_features_costs(warehouse: Warehouse, until: date, window_days: int) -> Row:
    """`net_sales` to known customers in the window, and the `net_sales_with_cost` of them; None without sales."""
    window_from = until - timedelta(days=window_days)
    parameters: Mapping[str, Value] = {"until": until, "window_from": window_from}
    return warehouse.query(load_query(_PACKAGE, "customer_features_costs"), parameters)[0]


def _erased(erased: Sequence[str]) -> dict[str, Value]:
    return {"any_erased": bool(erased), "erased": list(erased)}
