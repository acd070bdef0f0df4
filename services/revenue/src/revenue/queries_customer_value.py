"""The SQL of predicted value: as `queries.py`, one function per .sql file, of the same name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from revenue.periods import DAY, DayRange
from revenue.queries import FIRST, LAST, ask
from revenue.question import Question
from shared.erased_digests import NOBODY, Erased
from shared.warehouse import Row, Value, Warehouse
from shared.warehouse.sql_files import load_query

KEPT_DAYS = 400  # of what earlier runs said: a year and a month to look back on


@dataclass(frozen=True, slots=True)
class Histories:
    """Which histories are asked for: what is known at the ends of three days, so many days apart."""

    until: date
    window_days: int
    by_margin: bool
    erased: Erased = NOBODY


def customer_costs(warehouse: Warehouse, until: date) -> Row:
    """`net_sales` to known customers until a day, and `net_sales_with_cost`; None without sales."""
    return ask(warehouse, "customer_costs", {"until": until})[0]


def customer_histories(warehouse: Warehouse, asked: Histories, path: Path) -> int:
    """Every customer's history into a Parquet file, as customer_histories.sql says; answers how many."""
    window = timedelta(days=asked.window_days)
    ends: dict[str, Value] = {f"until_{split}": asked.until - split * window for split in range(4)}
    erased = {"any_erased": bool(asked.erased), **asked.erased.parameters}
    query, parameters = load_query("revenue", "customer_histories"), {**ends, **erased, "by_margin": asked.by_margin}
    return warehouse.export(query, parameters, path)


def customer_value_runs(warehouse: Warehouse, generation_id: str) -> list[Row]:
    """What the runs of a generation said of all customers."""
    return ask(warehouse, "customer_value_runs", {"generation_id": generation_id, "from_day": FIRST})


def export_customer_value_runs(warehouse: Warehouse, generation_id: str | None, until: date, path: Path) -> int:
    """The same, of the KEPT_DAYS before a day, into a Parquet file; without a generation there are none."""
    first = until - KEPT_DAYS * DAY if until > FIRST + KEPT_DAYS * DAY else FIRST
    query = load_query("revenue", "customer_value_runs")
    return warehouse.export(query, {"generation_id": generation_id, "from_day": first}, path)


def erase_customer_value(warehouse: Warehouse, erased: Erased) -> int:
    """Take customers out of all generations; answers how many rows that were."""
    with warehouse.change() as change:
        return change.execute(load_query("revenue", "erase_customer_value"), erased.parameters)


def predicted_cohorts(warehouse: Warehouse, generation_id: str, asked: Question, first_orders: DayRange) -> list[Row]:
    """`month`, `customers`, `expected_purchases_90d` and `value_12m` in sum."""
    return ask(warehouse, "predicted_cohorts", _customers(generation_id, asked, first_orders))


def predicted_spread(warehouse: Warehouse, generation_id: str, asked: Question, first_orders: DayRange) -> Row:
    """As customer_spread: `customers`, `total`, `lowest`, `highest`, quantiles, and what the top ones bring."""
    return ask(warehouse, "predicted_spread", _customers(generation_id, asked, first_orders))[0]


def _customers(generation_id: str, asked: Question, first_orders: DayRange) -> dict[str, Value]:
    anywhere = asked.filters.location is None and asked.filters.channel is None
    return {
        "generation_id": generation_id,
        "first_from": first_orders.first_day,
        "first_to": first_orders.day_after,
        "there_from": LAST if anywhere else first_orders.first_day,
        **asked.filters.place,
    }
