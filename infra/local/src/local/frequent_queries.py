"""What the frequent statements read of the warehouse in a month: how often each runs, and of how many days.

BigQuery bills the columns that a statement names of the partitions that a constant leaves, of a DELETE all columns of
them, and at least 10 MiB for each table. What a row has is told from the statements' text (`frequent_reads.yaml`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

LEAST_READ = 10 * 2**20  # bytes that BigQuery bills for each table of each query at least
DAYS = 30.4  # a month's
# Days that a statement reads of a partitioned table: those that a merge touches; those of an order with its refund;
# those in which Pub/Sub may be late; those of the weeks and of the months that were touched; all there are.
TOUCHED, ORDERS, LATE, WEEK, MONTH = 2, 15, 8, 7, 31
ALL = None
_WEB_EVENT_DAYS = 800  # services/ingestion/.../tables/web_events.json

_ROLLUPS = ("shop", "product", "customer", "guest", "cut", "quarter", "moment")


@dataclass(frozen=True, slots=True)
class Runs:
    """How often a statement runs in a merge, and of how many days; `days` None: of all."""

    times: float
    days: int | None = TOUCHED


# What every look at the inbox asks.
LOOK: Mapping[str, Runs] = {"ingestion/waiting_messages": Runs(1, LATE)}

# What every merge asks, whatever came; mostly it is what visitors did.
ANY: Mapping[str, Runs] = {
    "ingestion/messages": Runs(1, 1),
    "ingestion/insert_unknown_web_events": Runs(1),
    "ingestion/insert_merged_messages": Runs(1, LATE),
    "ingestion/audit_of_load": Runs(1, ALL),
    "ingestion/delete_audit_of_load": Runs(1, ALL),
    "ingestion/rollup_days": Runs(1, ALL),
    "ingestion/data_bounds": Runs(1),
}

# What a merge asks besides when facts of orders came, and with them of stock and customers.
ORDERS_TOO: Mapping[str, Runs] = {
    "ingestion/fact_days_of_orders": Runs(1, ALL),
    "ingestion/facts_of_orders": Runs(1, ORDERS),
    "ingestion/sale_days_of_orders": Runs(1, ALL),
    "ingestion/order_heads": Runs(0.1, ORDERS),  # refunds of orders that files brought
    "ingestion/fact_days_of_entities": Runs(1, ALL),
    "ingestion/facts_of_entities": Runs(3, 3),  # of customers who come again
    "ingestion/rows_of_files_customers": Runs(1, ALL),
    "ingestion/delete_rewritten_customers": Runs(1, ALL),
    "ingestion/insert_merged_customers": Runs(1),
    "ingestion/insert_merged_entity_facts": Runs(1),
    "ingestion/insert_merged_order_facts": Runs(1),
    "ingestion/delete_superseded_order_facts": Runs(0.02),
    "ingestion/insert_unknown_stock_counts": Runs(1),
    "ingestion/standing_entries": Runs(1, ORDERS),
    "ingestion/kept_entries": Runs(1),
    "ingestion/gone_entries": Runs(1),
    "ingestion/fresh_entries": Runs(1),
    "ingestion/merged_days": Runs(1),
    "ingestion/merged_amounts": Runs(1),
    "ingestion/delete_gone_entries": Runs(0.3, ORDERS),
    "ingestion/insert_fresh_entries": Runs(1),
    "ingestion/gift_cards": Runs(1, ALL),
    "ingestion/merged_touched_orders": Runs(1, 0),
    "ingestion/days_of_touched_orders": Runs(0.2, ALL),
    "ingestion/redated_entries": Runs(0.2, ORDERS),
    "ingestion/no_redated_entries": Runs(0.8, 0),
    "ingestion/delete_redated_entries": Runs(0.05, ORDERS),
    "ingestion/touched_days": Runs(1),
    "ingestion/list_touched_days": Runs(1),
    "ingestion/lines_of_days": Runs(1),
    "ingestion/sales_lines": Runs(1),
    **{f"ingestion/delete_daily_{name}_sales": Runs(1) for name in _ROLLUPS},
    **{f"ingestion/insert_daily_{name}_sales": Runs(1) for name in _ROLLUPS},
    "ingestion/delete_daily_first_orders": Runs(1),
    "ingestion/insert_daily_first_orders": Runs(1),
    "ingestion/delete_weekly_product_sales": Runs(1, WEEK),
    "ingestion/insert_weekly_product_sales": Runs(1, WEEK),
    "ingestion/touched_months": Runs(1),
    "ingestion/touched_customers": Runs(1),
    "ingestion/lost_customers": Runs(1, ALL),
    "ingestion/changed_first_days": Runs(1, 0),
    "ingestion/delete_customer_first_days": Runs(1, ALL),
    "ingestion/insert_customer_first_days": Runs(1),
    "ingestion/lost_months": Runs(1, MONTH),
    "ingestion/changed_months": Runs(1, MONTH),
    "ingestion/delete_monthly_customers": Runs(1, MONTH),
    "ingestion/insert_monthly_customers": Runs(1),
}

# What the hourly jobs ask; once a day of all days.
HOURLY: Mapping[str, Runs] = {"revenue/web_event_days": Runs(23 / 24, 40)}
DAILY: Mapping[str, Runs] = {"revenue/web_event_days": Runs(1 / 24, ALL)}

# What a merge asks besides in which a product changed, of which one in ten has any.
PRODUCTS_TOO: Mapping[str, Runs] = {
    "ingestion/rows_of_files_products": Runs(1, ALL),
    "ingestion/delete_rewritten_products": Runs(1, ALL),
    "ingestion/insert_merged_products": Runs(1),
    "ingestion/current_product_costs": Runs(1, ALL),
    "ingestion/recosted_products": Runs(1, ALL),
    "ingestion/recosted_days": Runs(0.1, ALL),
    "ingestion/merged_touched_orders": Runs(1, ALL),
}
_PRODUCTS_IN = 0.1

FREQUENT = frozenset({*LOOK, *ANY, *ORDERS_TOO, *PRODUCTS_TOO, *HOURLY})
"""Statements that run hourly or more often on Google Cloud, besides those that somebody waits for."""


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows of each table a shop adds in a day; of a table without days, how many it has."""

    orders: float
    lines: float
    views: float
    years: float

    def of(self, table: str) -> float:
        """Rows of a day."""
        facts, messages = self.orders * self.lines, self.orders * 3 + self.views / 5
        return {
            "sales": facts,
            "order_facts": self.orders * 2,
            "entity_facts": self.orders,
            "stock_counts": facts,
            "raw_facts": messages,
            "merged_messages": messages,
            "web_events": self.views,
            "load_audit": 12,
            "daily_product_sales": facts * 0.8,
            "daily_customer_sales": self.orders,
            "daily_first_orders": self.orders,
            "daily_moment_sales": self.orders,
            "daily_shop_sales": 40,
            "daily_guest_sales": 1,
            "daily_cut_sales": min(200, self.orders),
            "daily_quarter_sales": min(200, self.orders),
            "weekly_product_sales": facts * 0.4,
            "monthly_customers": self.orders * 0.9,
        }.get(table, 0)

    def standing(self, table: str) -> float:
        """Rows of a table without days."""
        customers = self.orders * 0.4 * 365 * self.years
        return {"customer_first_days": customers, "customers": customers * 2, "products": 10_000}.get(table, 5_000)


def bytes_read(runs: Mapping[str, Runs], rows: Rows) -> float:
    """What statements bill together, each so often and of so many days."""
    return sum(each.times * _billed(name, each.days, rows) for name, each in runs.items())


def _billed(name: str, days: int | None, rows: Rows) -> float:
    return sum(max(LEAST_READ, _read(table, told, days, rows)) for table, told in _reads()[name].items())


def _read(table: str, told: Mapping[str, int | bool], days: int | None, rows: Rows) -> float:
    a_day = rows.of(table)
    if not a_day:
        return rows.standing(table) * told["bytes"]
    most = _WEB_EVENT_DAYS if table == "web_events" else 365 * rows.years
    return a_day * (most if days is None or not told["bounded"] else min(days, most)) * told["bytes"]


@cache
def _reads() -> Mapping[str, Mapping[str, Mapping[str, int | bool]]]:
    found: Mapping[str, Mapping[str, Mapping[str, int | bool]]] = yaml.safe_load(
        Path(__file__).with_name("frequent_reads.yaml").read_text(encoding="utf-8")
    )
    return found


def hourly_bytes(rows: Rows) -> float:
    """What the hourly jobs read in a month."""
    return 24 * DAYS * (bytes_read(HOURLY, rows) + bytes_read(DAILY, rows))


# Of a merge: fifty statements of one to two seconds where orders are rewritten, ten where visits are; and of a look.
MERGE_SECONDS, _VISITS_SECONDS, _LOOK_SECONDS = 90.0, 15.0, 3.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How many minutes lie between two merges while nobody looks, and while somebody does: so many hours of a day."""

    minutes: float
    watched_minutes: float
    watched_hours: float

    @property
    def parts(self) -> tuple[tuple[float, float], ...]:
        """Hours of a day, and the minutes between two merges in them."""
        return (24 - self.watched_hours, self.minutes), (self.watched_hours, self.watched_minutes)


@dataclass(frozen=True, slots=True)
class Merges:
    """Looks for facts in a month, how many of them find any, and how many find facts of orders."""

    looks: float
    any: float
    with_orders: float

    @property
    def seconds(self) -> float:
        """How long all of them take in a month; most of it is waiting."""
        visits, nothing = self.any - self.with_orders, self.looks - self.any
        return self.with_orders * MERGE_SECONDS + visits * _VISITS_SECONDS + nothing * _LOOK_SECONDS


def merges(rows: Rows, pace: Pace) -> Merges:
    """How often there is something to merge: facts come as they like, over the whole day."""
    looks = found = with_orders = 0.0
    for hours, minutes in pace.parts:
        times = hours * 60 / minutes * DAYS
        orders = 1 - math.exp(-rows.orders * 3 * minutes / 1_440)
        visits = 1 - math.exp(-rows.views / 5 * minutes / 1_440)  # a page's events come five at a time
        looks, found, with_orders = looks + times, found + times * max(orders, visits), with_orders + times * orders
    return Merges(looks, found, with_orders)


def merging_bytes(rows: Rows, pace: Pace) -> tuple[float, float]:
    """What looking for facts reads in a month, and what merging them does."""
    done = merges(rows, pace)
    merged = done.any * bytes_read(ANY, rows)
    merged += done.with_orders * (bytes_read(ORDERS_TOO, rows) + _PRODUCTS_IN * bytes_read(PRODUCTS_TOO, rows))
    return done.looks * bytes_read(LOOK, rows), merged
