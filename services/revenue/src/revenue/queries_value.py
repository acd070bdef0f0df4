"""The SQL of value, stock and reconciliation: as `queries.py`, one function per .sql file, of the same name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from revenue.periods import DAY, DayRange
from revenue.queries import FIRST, LAST, ask, axis_bounds
from revenue.question import Question
from shared.warehouse import Row, Value, Warehouse


def _first_orders(asked: Question, first_orders: DayRange) -> dict[str, Value]:
    anywhere = asked.filters.location is None and asked.filters.channel is None
    return {
        "basis": asked.basis,
        "today": asked.today,
        "known_until": asked.as_of,
        "first_from": first_orders.first_day,
        "first_to": first_orders.day_after,
        "there_from": LAST if anywhere else first_orders.first_day,
        **asked.filters.place,
    }


def cohort_values(warehouse: Warehouse, asked: Question, first_orders: DayRange) -> list[Row]:
    """`month`, `customers` and, by `until_days` (0 beyond the last mark), what the cohort's customers brought."""
    return ask(warehouse, "cohort_values", _first_orders(asked, first_orders))


def customer_spread(warehouse: Warehouse, asked: Question, first_orders: DayRange, *, by_margin: bool) -> Row:
    """`customers`, `total`, `lowest`, `highest`, quantiles `p10` to `p99`, and what the `top_1`, 10, 20 % bring."""
    return ask(warehouse, "customer_spread", {**_first_orders(asked, first_orders), "by_margin": by_margin})[0]


def sold_products(warehouse: Warehouse, asked: Question, days: DayRange, moment: datetime) -> list[Row]:
    """What was sold of each product on some days, by basis; `unit_cost` is what one cost at the moment."""
    bounds = axis_bounds(asked.basis, days, DayRange(FIRST, asked.today + DAY))
    filters = asked.filters
    return ask(
        warehouse,
        "sold_products",
        {
            **bounds,
            "today": asked.today,
            "known_until": asked.as_of,
            "moment": moment,
            "location": filters.location,
            "category": filters.category,
            "product": filters.product,
        },
    )


def stock_bounds(warehouse: Warehouse, *, opening_at: datetime, known_until: datetime) -> Row:
    """`counts` of stock before a moment, `last_counted_at`, and `opening_counted_at`: since when they tell it."""
    return ask(warehouse, "stock_bounds", {"opening_at": opening_at, "known_until": known_until})[0]


def stock_days(warehouse: Warehouse, asked: Question, days: DayRange, *, counted_from: datetime) -> list[Row]:
    """Per product and location: `unit_days` over `known_days`, `counted_days`, `opening_units`, `closing_units`.

    Of the counts before the days only the last is needed; none of these lies before `counted_from`.
    """
    counted = {"counted_from": counted_from, "counted_on": asked.shop.local_date(counted_from)}
    return ask(warehouse, "stock_days", {**_stock(asked, days), **counted, "today": asked.today})


def received_products(warehouse: Warehouse, asked: Question, days: DayRange) -> list[Row]:
    """`units` received on some days of every product that was ever received."""
    return ask(warehouse, "received_products", {**_stock(asked, days), "location": asked.filters.location})


def _stock(asked: Question, days: DayRange) -> dict[str, Value]:
    return {
        "days_from": days.first_day,
        "days_to": days.day_after,
        "known_until": asked.as_of,
        "time_zone": asked.shop.time_zone,
    }


def reconciled_lines(warehouse: Warehouse, days: DayRange, *, known_until: datetime) -> list[Row]:
    """`row_count`, `net_amount` by `load_id`, `reason`, `kind`, and whether lines `happened` or were `ordered` then."""
    bounds: dict[str, Value] = {"days_from": days.first_day, "days_to": days.day_after, "known_until": known_until}
    return ask(warehouse, "reconciled_lines", bounds)


def reconciled_loads(warehouse: Warehouse, load_ids: Sequence[str]) -> list[Row]:
    """All lines of some loads, by `load_id` and `currency`: net, as the files have them, and converted."""
    return ask(warehouse, "reconciled_loads", {"load_ids": load_ids})


def reconciled_files(warehouse: Warehouse, load_ids: Sequence[str]) -> list[Row]:
    """`row_count` and `amount` by `load_id`, `file_name`, `outcome` and `reason`, of files for sales."""
    return ask(warehouse, "reconciled_files", {"load_ids": load_ids})
