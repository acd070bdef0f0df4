"""Products and what the shop said of them in SQL: one function per .sql file, of the same name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from inventory_alerts.queries import PACKAGE, ask
from shared.warehouse import Change, Row, Value, Warehouse
from shared.warehouse.sql_files import load_query


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFilters:
    """What a list of products is narrowed to, and its order; None is everything."""

    sort: str = "days_of_cover"
    descending: bool = False
    product: str | None = None
    location: str | None = None
    category: str | None = None
    supplier: str | None = None
    search: str | None = None  # in small letters
    runs_out_days: int | None = None
    unsold_days: int | None = None


@dataclass(frozen=True, slots=True)
class ProductPlace:
    """Where a page of products ended, as `product_rows.sql` orders them."""

    is_unknown: bool
    number: float
    text: str
    product_id: str
    location_id: str


@dataclass(frozen=True, slots=True)
class Days:
    """Shop days, until `today` (exclusive), with the moments they begin at."""

    first_day: date
    today: date
    first_at: datetime
    today_at: datetime
    time_zone: str


def product_rows(
    warehouse: Warehouse, generation_id: str | None, filters: ProductFilters, after: ProductPlace | None, limit: int
) -> list[Row]:
    """Products at their locations as the last run saw them; each row has `total`."""
    parameters: dict[str, Value] = {
        **asdict(filters),
        "generation_id": generation_id,
        "after_is_unknown": after.is_unknown if after else None,
        "after_number": after.number if after else None,
        "after_text": after.text if after else None,
        "after_product": after.product_id if after else None,
        "after_location": after.location_id if after else None,
        "row_limit": limit,
    }
    return ask(warehouse, "product_rows", parameters)


def open_alert_kinds(warehouse: Warehouse, since: datetime, product: str | None) -> list[Row]:
    """Which kinds of alerts are open, by product and location; of those decided about since."""
    return ask(warehouse, "open_alert_kinds", {"since": since, "product": product})


def product_days(warehouse: Warehouse, product: str, days: Days) -> list[Row]:
    """What was sold, received and counted of a product, by location and day."""
    return ask(warehouse, "product_days", {"product": product, **asdict(days)})


def product_said(warehouse: Warehouse, products: Sequence[str]) -> list[Row]:
    """What the shop said of some products."""
    return ask(warehouse, "product_said", {"products": list(products)})


def products_known(warehouse: Warehouse, products: Sequence[str], known_until: datetime) -> list[Row]:
    """Which of some products there are."""
    return ask(warehouse, "products_known", {"products": list(products), "known_until": known_until})


def add_product_settings(change: Change) -> int:
    """Append the staged `decided_settings` to product_settings."""
    return change.execute(load_query(PACKAGE, "add_product_settings"))
