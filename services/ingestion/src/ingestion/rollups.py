"""Keeps product costs and the daily rollups equal to the ledger, for the days a change touched."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from hashlib import sha256

from ingestion import queries, queries_rollups
from ingestion.spans import EVER, NEVER
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


def refresh(change: Change, progress: Progress, *, has_products: bool = True) -> int:
    """Refresh what `changed_days` and `redated_entries` name; answers the number of days rewritten.

    Costs follow from products alone: without `has_products` the change wrote none, and they stand.
    """
    if has_products and _refresh_costs(change):
        queries_rollups.recosted_days(change)
    else:
        queries_rollups.touched_days(change)
    days = [_day(row) for row in queries_rollups.list_touched_days(change)]
    portions = list(_portions(change, days))
    done, total = 0, sum(map(len, portions))
    for portion in portions:
        queries_rollups.sales_lines(change, days=portion)
        queries_rollups.rewrite_rollups(change, days=portion)
        done += len(portion)
        progress("daily figures", done, total)
    if days:
        _refresh_weeks(change, days)
        _refresh_customers(change, days)
    return total


def _refresh_costs(change: Change) -> int:
    """Keep product costs right; answers of how many products they are others now."""
    queries_rollups.current_product_costs(change)
    recosted = queries_rollups.recosted_products(change)
    if recosted:
        queries_rollups.delete_product_costs(change)
        queries_rollups.insert_product_costs(change)
    return recosted


def _refresh_weeks(change: Change, days: Sequence[date]) -> None:
    """Keep the weeks of touched days equal to their days."""
    weeks = sorted({day - timedelta(day.weekday()) for day in days})
    first, last = weeks[0], weeks[-1] + timedelta(_SUNDAY)
    queries_rollups.delete_weekly_product_sales(change, first_date=first, last_date=last, weeks=weeks)
    queries_rollups.insert_weekly_product_sales(change, first_date=first, last_date=last, weeks=weeks)


def _refresh_customers(change: Change, days: Sequence[date]) -> None:
    """Keep first orders right, of each customer and of each in a month, after these days were touched.

    Only rows of customers whose first order is another one now are written: a month has as many as it has customers.
    """
    queries_rollups.touched_months(change, days=days)
    queries_rollups.touched_customers(change)
    lost = queries_rollups.lost_customers(change, days=days)
    looked_from, looked_until = EVER if lost else NEVER
    if queries_rollups.changed_first_days(change, first_date=looked_from, last_date=looked_until) or lost:
        queries_rollups.delete_customer_first_days(change)
        queries_rollups.insert_customer_first_days(change)
    queries_rollups.lost_months(change, days=days)
    month, last = days[0].replace(day=1), days[-1]
    end_of_month = last.replace(day=monthrange(last.year, last.month)[1])
    if queries_rollups.changed_months(change, first_date=month, last_date=end_of_month):
        queries_rollups.delete_monthly_customers(change, first_date=month, last_date=end_of_month)
        queries_rollups.insert_monthly_customers(change)


def _portions(change: Change, days: Sequence[date]) -> Iterator[list[date]]:
    """Runs of days with not too many ledger lines in them; a day is never cut."""
    if not days:
        return
    counted = queries_rollups.lines_of_days(change, first_date=days[0], last_date=days[-1])
    counts = {_day(row): int(str(row["line_count"])) for row in counted}
    portion: list[date] = []
    lines = 0
    for day in days:
        count = counts.get(day, 0)
        if portion and lines + count > _LINES_AT_ONCE:
            yield portion
            portion, lines = [], 0
        portion.append(day)
        lines += count
    if portion:
        yield portion


def _day(row: Row) -> date:
    day = row["local_date"]
    if not isinstance(day, date):
        raise TypeError("local_date is a date")
    return day


def redate(change: Change, touched: int) -> int:
    """Give the lines of `touched_orders` the date and type that follow from all that is known; answers how many.

    `touched` is the number of these orders; of most changes it is nought, and nothing is read.
    """
    days = queries.days_of_touched_orders(change)[0] if touched else {}
    first, last = days.get("first_date"), days.get("last_date")
    if not isinstance(first, date) or not isinstance(last, date):
        return queries.no_redated_entries(change)
    redated = queries.redated_entries(change, first_date=first, last_date=last)
    if redated:
        queries.delete_redated_entries(change, first_date=first, last_date=last)
        queries.insert_redated_entries(change)
    return redated
