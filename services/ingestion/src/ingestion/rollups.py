"""Keeps product costs and the daily rollups equal to the ledger, for the days a change touched."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from hashlib import sha256

from ingestion import queries, queries_rollups
from shared.warehouse import Change, Row
from shared.warehouse.sql_files import load_query

Progress = Callable[[str, int, int], None]

_MADE_BY = (
    "current_product_costs",
    "sales_lines",
    "touched_months",
    "touched_customers",
    "changed_first_days",
    "changed_months",
    "insert_monthly_customers",
    "insert_weekly_product_sales",
)
_SUNDAY = 6  # as `date.weekday()` counts
_LINES_AT_ONCE = 2_000_000  # bounds the memory of a rebuild: some 300 MB


def defined() -> str:
    """What the rollups are made by, as a digest: another one, and those that stand are not those of this version."""
    texts = [
        load_query("ingestion", name).text
        for name in (*_MADE_BY, *(f"insert_{name}" for name in queries_rollups.ROLLUPS))
    ]
    return sha256("\n".join(texts).encode()).hexdigest()


def refresh(change: Change, progress: Progress) -> int:
    """Refresh what `changed_days` and `redated_entries` name; answers the number of days rewritten."""
    queries_rollups.current_product_costs(change)
    if queries_rollups.recosted_products(change):
        queries_rollups.delete_product_costs(change)
        queries_rollups.insert_product_costs(change)
    queries_rollups.touched_days(change)
    portions = list(_portions(queries_rollups.list_touched_days(change)))
    done, total = 0, sum(map(len, portions))
    for portion in portions:
        first, last = portion[0], portion[-1]
        queries_rollups.sales_lines(change, first_date=first, last_date=last)
        queries_rollups.rewrite_rollups(change, first_date=first, last_date=last)
        done += len(portion)
        progress("daily figures", done, total)
    if portions:
        _refresh_weeks(change, portions[0][0], portions[-1][-1])
        _refresh_customers(change, portions[0][0], portions[-1][-1])
    return total


def _refresh_weeks(change: Change, first: date, last: date) -> None:
    """Keep the weeks equal to their days, of which some were touched between two."""
    queries_rollups.touched_weeks(change)
    queries_rollups.delete_weekly_product_sales(change)
    monday, sunday = first - timedelta(first.weekday()), last + timedelta(_SUNDAY - last.weekday())
    queries_rollups.insert_weekly_product_sales(change, first_date=monday, last_date=sunday)


def _refresh_customers(change: Change, first: date, last: date) -> None:
    """Keep first orders right, of each customer and of each in a month, between two touched days.

    Only rows of customers whose first order is another one now are written: a month has as many as it has customers.
    """
    queries_rollups.touched_months(change, first_date=first, last_date=last)
    queries_rollups.touched_customers(change)
    lost = queries_rollups.lost_customers(change)
    if queries_rollups.changed_first_days(change) or lost:
        queries_rollups.delete_customer_first_days(change)
        queries_rollups.insert_customer_first_days(change)
    queries_rollups.lost_months(change, first_date=first, last_date=last)
    month = first.replace(day=1)
    end_of_month = last.replace(day=monthrange(last.year, last.month)[1])
    if queries_rollups.changed_months(change, first_date=month, last_date=end_of_month):
        queries_rollups.delete_monthly_customers(change, first_date=month, last_date=end_of_month)
        queries_rollups.insert_monthly_customers(change)


def _portions(days: Iterable[Row]) -> Iterator[list[date]]:
    """Runs of days with not too many ledger lines in them; a day is never cut."""
    portion: list[date] = []
    lines = 0
    for row in days:
        day, count = row["local_date"], row["line_count"]
        if not isinstance(day, date) or not isinstance(count, int):
            raise TypeError("list_touched_days answers a date and a number")
        if portion and lines + count > _LINES_AT_ONCE:
            yield portion
            portion, lines = [], 0
        portion.append(day)
        lines += count
    if portion:
        yield portion


def redate(change: Change) -> int:
    """Give the lines of `touched_orders` the date and type that follow from all that is known; answers how many."""
    redated = queries.redated_entries(change)
    if redated:
        queries.delete_redated_entries(change)
        queries.insert_redated_entries(change)
    return redated
