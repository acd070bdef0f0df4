"""What people see of products: all of them with their stock and cover, or one with its history and forecast."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, cast

from inventory_alerts import queries_demand, queries_products
from inventory_alerts.alert_answers import alert_answer
from inventory_alerts.desk import Desk
from inventory_alerts.envelope import envelope
from inventory_alerts.paging import write_cursor
from inventory_alerts.product_answers import (
    Kinds,
    forecast_answer,
    history_answer,
    product_answer,
    product_lines,
)
from inventory_alerts.queries import AlertFilters
from inventory_alerts.queries_products import Days, ProductFilters, ProductPlace
from inventory_alerts.queries_reorders import ReorderFilters
from inventory_alerts.reading import alert_page, last_run, made, standing_since
from inventory_alerts.reorder_answers import reorder_answer
from inventory_alerts.use_cases_demand import demand_made_of
from inventory_alerts.use_cases_product_settings import said_of
from inventory_alerts.use_cases_reorders import reorders
from shared.contracts.problems import ProblemError
from shared.warehouse import Row
from shared.warehouse.together import together

HISTORY_DAYS = 90  # the contract's words
_ALL = 10_000_000  # products at locations of a file


def page(
    desk: Desk,
    filters: ProductFilters,
    after: ProductPlace | None,
    *,
    limit: int,
    digest: str,
    may_see_margin: bool,
) -> dict[str, Any]:
    """The contract's ProductPage; empty before the first run, which `reasons` says."""
    generation = made(desk).forecasts
    rows, kinds = together(
        lambda: queries_products.product_rows(desk.warehouse, generation, filters, after, limit + 1),
        lambda: _kinds(desk, None),
    )
    total = cast("int", rows[0]["total"]) if rows else 0
    following = None
    if len(rows) > limit:
        rows = rows[:limit]
        following = write_cursor(digest, place_of(rows[-1]))
    shop, as_of = desk.shop(), _as_of(desk)
    return envelope(desk) | {
        "items": [product_answer(shop, row, as_of, kinds, may_see_margin=may_see_margin) for row in rows],
        "next_cursor": following,
        "total": total,
    }


def lines(desk: Desk, filters: ProductFilters, *, may_see_margin: bool) -> Iterator[list[object]]:
    """All products as rows of a file."""
    rows = queries_products.product_rows(desk.warehouse, made(desk).forecasts, filters, None, _ALL)
    return product_lines(desk.shop(), rows, _as_of(desk), _kinds(desk, None), may_see_margin=may_see_margin)


def place_of(row: Row) -> tuple[str, ...]:
    """Where a page that ends with this row ended, as texts."""
    return (
        "1" if row["is_unknown"] else "0",
        repr(row["sort_number"]),
        str(row["sort_text"] or ""),
        str(row["product_id"]),
        str(row["location_id"]),
    )


def one(desk: Desk, product_id: str, *, may_see_margin: bool) -> dict[str, Any]:
    """The contract's ProductDetail. Raises ProblemError 404."""
    shop, as_of = desk.shop(), _as_of(desk)
    today = shop.local_date(desk.now())
    first_day = today - timedelta(days=HISTORY_DAYS)
    days = Days(first_day, today, shop.day_start(first_day), shop.day_start(today), shop.time_zone)
    wanted = ProductFilters(product=product_id)
    rows, told, sells = together(
        lambda: queries_products.product_rows(desk.warehouse, made(desk).forecasts, wanted, None, _ALL),
        lambda: queries_products.product_days(desk.warehouse, product_id, days),
        lambda: queries_demand.product_demand(desk.warehouse, demand_made_of(desk), product_id),
    )
    title, settings = said_of(desk, product_id, may_see_margin=may_see_margin)
    if settings is None and not rows and not told:
        raise no_such_product()
    alerts, _ = alert_page(desk, AlertFilters(product=product_id, state="open"))
    asked = ReorderFilters(product=product_id, state="all")
    kinds = _kinds(desk, product_id)
    return envelope(desk) | {
        "product_id": product_id,
        "title": next((row["title"] for row in rows if row["title"]), title),
        "settings": settings or _nothing_said(product_id),
        "locations": [product_answer(shop, row, as_of, kinds, may_see_margin=may_see_margin) for row in rows],
        "history": history_answer(told, first_day, today),
        "forecast": forecast_answer(rows),
        "demand": [{**each, "location_id": each["location_id"] or None} for each in sells],
        "alerts": [alert_answer(shop, each, may_see_margin=may_see_margin) for each in alerts],
        "reorders": [reorder_answer(shop, each, may_see_margin=may_see_margin) for each in reorders(desk, asked)[0]],
    }


def no_such_product() -> ProblemError:
    """The problem 404."""
    return ProblemError(404, "no-such-product", "No such product", "It is none of GET /api/inventory/products.")


def _nothing_said(product_id: str) -> dict[str, Any]:
    names = ("lead_time_days", "pack_size", "min_order_quantity", "unit_cost")
    return {"product_id": product_id, **dict.fromkeys(names), "never_alert": False, "is_pending": False}


def _as_of(desk: Desk) -> datetime:
    run = last_run(desk)
    return run.as_of if run else desk.now()


def _kinds(desk: Desk, product_id: str | None) -> Kinds:
    kinds: dict[tuple[str, str], list[str]] = {}
    for row in queries_products.open_alert_kinds(desk.warehouse, standing_since(desk), product_id):
        kinds.setdefault((str(row["product_id"]), str(row["location_id"])), []).append(str(row["kind"]))
    return kinds
