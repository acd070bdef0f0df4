"""Reads what a question's spans need, in few statements: whole days from rollups, the rest from the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import cast

from revenue import queries
from revenue.daybook import DayBook, plan
from revenue.figures import NOTHING, Amounts, amounts_of
from revenue.periods import DAY, DayRange, Span
from revenue.queries import RUNS, WHOLE_RUNS, Run
from revenue.question import Question
from shared.warehouse import Row, Warehouse
from shared.warehouse.together import together

Days = dict[date, Amounts]


def read_days(warehouse: Warehouse, asked: Question, spans: Iterable[Span]) -> DayBook:
    """The amounts of every day that one of the spans holds, and of the days they are cut in."""
    today = asked.today
    needed = plan(asked.shop, asked.covered, asked.basis, spans)
    runs = [Run(DayRange(day, day + DAY), cut) for day, cut in needed.parts]
    if asked.basis == "accounting" and not asked.filters.by_product:
        parts, whole = together(
            lambda: _read_parts(warehouse, asked, runs), lambda: _read_whole(warehouse, asked, needed.whole)
        )
        return DayBook(whole, {cut: parts.get(day, NOTHING) for day, cut in needed.parts})
    late_runs = [] if needed.late is None else [Run(needed.late, asked.as_of)]
    parts, late, whole = together(
        lambda: _read_ledger(warehouse, asked, runs, DayRange(queries.FIRST, today + DAY)),
        lambda: _read_ledger(warehouse, asked, late_runs, DayRange(today, today + DAY)),
        lambda: _read_whole(warehouse, asked, needed.whole),
    )
    whole |= {day: whole.get(day, NOTHING) + amounts for day, amounts in late.items()}
    return DayBook(whole, {cut: parts.get(day, NOTHING) for day, cut in needed.parts})


def _read_whole(warehouse: Warehouse, asked: Question, ranges: Sequence[DayRange]) -> Days:
    """What happened before today, on whole days by basis."""
    known = DayRange(queries.FIRST, asked.today)
    found: Days = {}
    if not asked.filters.by_product:
        for start in range(0, len(ranges), WHOLE_RUNS):
            some = ranges[start : start + WHOLE_RUNS]
            found |= _by_day(queries.shop_days(warehouse, asked.basis, some, known, filters=asked.filters))
        return found
    for days in ranges:
        found |= _by_day(queries.product_days(warehouse, asked.basis, days, known, filters=asked.filters))
    if asked.filters.product is None:
        return _with_orders(warehouse, asked, found, [Run(days, asked.as_of) for days in ranges], known)
    return found


def _read_parts(warehouse: Warehouse, asked: Question, parts: Sequence[Run]) -> Days:
    """What happened on different days until an instant each."""
    found: Days = {}
    for start in range(0, len(parts), RUNS):
        some = parts[start : start + RUNS]
        found |= _by_day(queries.day_parts(warehouse, some, by=None, filters=asked.filters))
    return found


def _read_ledger(warehouse: Warehouse, asked: Question, runs: Sequence[Run], happened_on: DayRange) -> Days:
    """What the ledger holds of runs of days that do not meet."""
    found: Days = {}
    for start in range(0, len(runs), RUNS):
        some, known, narrowed = runs[start : start + RUNS], asked.as_of, asked.filters
        rows = queries.ledger_days(warehouse, asked.basis, some, happened_on, known_until=known, filters=narrowed)
        found |= _by_day(rows)
    return _with_orders(warehouse, asked, found, runs, happened_on) if asked.filters.by_product else found


def _with_orders(
    warehouse: Warehouse, asked: Question, found: Days, runs: Sequence[Run], happened_on: DayRange
) -> Days:
    """The same amounts with the orders that hold the product or category."""
    orders: Days = {}
    for start in range(0, len(runs), RUNS):
        some, known, narrowed = runs[start : start + RUNS], asked.as_of, asked.filters
        rows = queries.product_orders(warehouse, asked.basis, some, happened_on, known_until=known, filters=narrowed)
        orders |= _by_day(rows)
    return {day: amounts._replace(orders=orders.get(day, NOTHING).orders) for day, amounts in found.items()}


def _by_day(rows: Iterable[Row]) -> Days:
    return {cast("date", row["basis_day"]): amounts_of(row) for row in rows}
