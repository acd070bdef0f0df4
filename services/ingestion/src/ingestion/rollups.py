"""Keeps product costs and the daily rollups equal to the ledger, for the days a change touched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ingestion import queries
from shared.warehouse import Change

Progress = Callable[[str, int, int], None]

_DAYS_AT_ONCE = 31  # bounds the memory of a rebuild: at 50 million rows in two years a month is two million lines


def refresh(change: Change, progress: Progress) -> int:
    """Refresh what `changed_days` and `redated_entries` name; answers the number of days rewritten."""
    queries.current_product_costs(change)
    if queries.recosted_products(change):
        queries.delete_product_costs(change)
        queries.insert_product_costs(change)
    queries.touched_days(change)
    days = [row["local_date"] for row in queries.list_touched_days(change)]
    for start in range(0, len(days), _DAYS_AT_ONCE):
        portion = days[start : start + _DAYS_AT_ONCE]
        first, last = portion[0], portion[-1]
        if not isinstance(first, date) or not isinstance(last, date):
            raise TypeError("list_touched_days answers dates")
        queries.sales_lines(change, first_date=first, last_date=last)
        queries.rewrite_rollups(change, first_date=first, last_date=last)
        progress("daily figures", start + len(portion), len(days))
    return len(days)


def redate(change: Change) -> int:
    """Give the lines of `touched_orders` the date and type that follow from all that is known; answers how many."""
    redated = queries.redated_entries(change)
    if redated:
        queries.delete_redated_entries(change)
        queries.insert_redated_entries(change)
    return redated
