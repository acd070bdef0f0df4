"""The SQL of customers' features: as `queries.py`, one function per .sql file, of the same name.

`export_features` writes what the refresh's child reads, files beside one another in one folder.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from segments.feature_files import CODES, FEATURES, LINES, NAMES, PREDICTED, PREVIOUS, PURCHASES
from shared.erased_digests import NOBODY, Erased
from shared.warehouse import Change, Row, Value, Warehouse
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
    erased: Erased = NOBODY  # customers erased lately
    refresh_id: str = ""  # whose memberships are open: those that refreshes up to it left; before the first ""

    @property
    def window_from(self) -> date:
        """The day before the window's first."""
        return self.until - timedelta(days=self.window_days)


def export_features(warehouse: Warehouse, asked: Asked, folder: Path) -> int:
    """All that the refresh's child reads of customers, into a folder; answers how many are known, or bought.

    Customers are numbered first: what is many rows is then a whole number each, and no id is looked up twice.
    """
    channels = customer_features_channels(warehouse, asked.until)
    categories = customer_features_categories(warehouse)
    names = {"channels": channels, "categories": categories}
    (folder / NAMES).write_text(json.dumps(names), encoding="utf-8")
    with warehouse.change() as change:
        customer_features_sums(change, asked)
        known = customer_features_codes(change, asked.erased)
        customer_features_people(change, folder / CODES)
        customer_features(change, folder / FEATURES)
        customer_features_predicted(change, asked.value_generation, folder / PREDICTED)
        customer_features_purchases(change, asked.until, channels, folder / PURCHASES)
        customer_features_places(change, categories)
        customer_features_lines(change, asked, folder / LINES)
        open_members(change, asked.refresh_id, folder / PREVIOUS)
        change.roll_back()  # nothing was to stay
    return known


def customer_features_sums(change: Change, asked: Asked) -> int:
    """What every customer brought, as table customer_sums for the rest of the change."""
    parameters: dict[str, Value] = {
        "until": asked.until,
        "window_from": asked.window_from,
        "by_margin": asked.by_margin,
    }
    return change.derive("customer_sums", load_query(_PACKAGE, "customer_features_sums"), parameters)


def customer_features_codes(change: Change, erased: Erased) -> int:
    """A number for everybody, as table customer_codes for the rest of the change; answers how many there are."""
    parameters: dict[str, Value] = {"any_erased": bool(erased), **erased.parameters}
    return change.derive("customer_codes", load_query(_PACKAGE, "customer_features_codes"), parameters)


def customer_features_people(change: Change, path: Path) -> int:
    """Who has which number, and since when the shop knows them, into a Parquet file."""
    return change.export(load_query(_PACKAGE, "customer_features_people"), {}, path)


def customer_features(change: Change, path: Path) -> int:
    """What every customer brought, into a Parquet file, as customer_features.sql says."""
    return change.export(load_query(_PACKAGE, "customer_features"), {}, path)


def customer_features_purchases(change: Change, until: date, channels: Sequence[str], path: Path) -> int:
    """When they purchased, as customer_features_purchases.sql says, into a Parquet file."""
    parameters: dict[str, Value] = {"until": until, "channels": list(channels)}
    return change.export(load_query(_PACKAGE, "customer_features_purchases"), parameters, path)


def customer_features_places(change: Change, categories: Sequence[str]) -> int:
    """The place of each product's category, as table product_places for the rest of the change."""
    return change.derive(
        "product_places", load_query(_PACKAGE, "customer_features_places"), {"categories": list(categories)}
    )


def customer_features_lines(change: Change, asked: Asked, path: Path) -> int:
    """The categories of what they bought in the window, into a Parquet file."""
    parameters: dict[str, Value] = {"until": asked.until, "window_from": asked.window_from}
    return change.export(load_query(_PACKAGE, "customer_features_lines"), parameters, path)


def customer_features_predicted(change: Change, value_generation: str | None, path: Path) -> int:
    """What customers are expected to bring, into a Parquet file."""
    query = load_query(_PACKAGE, "customer_features_predicted")
    return change.export(query, {"value_generation": value_generation}, path)


def open_members(change: Change, refresh_id: str, path: Path) -> int:
    """The memberships that go on, as refreshes up to one left them, into a Parquet file; answers how many."""
    return change.export(load_query(_PACKAGE, "open_members"), {"refresh_id": refresh_id}, path)


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
