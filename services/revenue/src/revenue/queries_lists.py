"""The SQL of lists: as `queries.py`, one function per .sql file, of the same name.

A list speaks of one run of days. Its whole days come from a rollup; the day of the question, and by the day of the
order what happened on that day to earlier orders, from the ledger. Where nothing is known that happened later than the
moment asked for, as of now mostly, that day too is read from the rollup.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from revenue.daybook import plan
from revenue.periods import DAY, WEEK_DAYS, DayRange, Span
from revenue.queries import FIRST, ask, axis_bounds
from revenue.question import Question
from shared.warehouse import Row, Value, Warehouse
from shared.warehouse.sql_files import load_query

Measure = Literal["margin", "net", "units"]
NO_DAYS = DayRange(FIRST, FIRST)
_WEEK = WEEK_DAYS * DAY


@dataclass(frozen=True, slots=True)
class Reading:
    """What a run of days is read from: whole days, the day it is cut in, days of orders that changed on that day."""

    whole: DayRange
    part: DayRange
    late: DayRange


def reading(asked: Question, span: Span) -> Reading:
    """What the span needs, as the covered time has it; what is not needed is empty."""
    needed = plan(asked.shop, asked.covered, asked.basis, [span])
    whole = next(iter(needed.whole), NO_DAYS)
    part = next((DayRange(day, day + DAY) for day, _ in needed.parts), NO_DAYS)
    if part != NO_DAYS and is_all_before(asked):
        return Reading(part if whole == NO_DAYS else DayRange(whole.first_day, part.day_after), NO_DAYS, NO_DAYS)
    return Reading(whole, part, needed.late or NO_DAYS)


def is_all_before(asked: Question) -> bool:
    """Whether all that is known happened before the moment asked for: the rollups of its day are as exact as its lines.

    By the day of the order it is not enough: a source may date an order after its lines.
    """
    until = asked.data.data_until
    return asked.basis == "accounting" and until is not None and until < asked.as_of


def whole_bounds(asked: Question, days: DayRange) -> dict[str, Value]:
    """Bounds of whole days in a rollup, known before the day of the question, or on it: see `reading`."""
    return axis_bounds(asked.basis, days, DayRange(FIRST, asked.today + DAY if is_all_before(asked) else asked.today))


def ledger_bounds(asked: Question, read: Reading) -> dict[str, Value]:
    """Bounds of what comes from the ledger."""
    part = axis_bounds(asked.basis, read.part, DayRange(FIRST, asked.today + DAY))
    return {
        **{f"part_{name}": value for name, value in part.items()},
        "late_from": read.late.first_day,
        "late_to": read.late.day_after,
        "today": asked.today,
        "until": asked.as_of,
        "basis": asked.basis,
    }


@dataclass(frozen=True, slots=True)
class After:
    """Where a page ended: the value the list is ordered by, and the product or cut ("" for lines that name none)."""

    value: Decimal
    key: str


def top_products(
    warehouse: Warehouse, asked: Question, span: Span, *, by: Measure, after: After | None, row_limit: int
) -> list[Row]:
    """A page of products with `place`, those without a known cost, and the totals of all; see top_products.sql."""
    given = _top(asked, span, by, after, row_limit)
    if is_all_before(asked) and not asked.filters.given():
        return top_products_now(warehouse, given)
    return ask(warehouse, "top_products", given)


def top_products_now(warehouse: Warehouse, given: dict[str, Value]) -> list[Row]:
    """As `top_products`, of the whole shop as of now: of what that is given, all that rollups need."""
    query = load_query("revenue", "top_products_now")
    return warehouse.query(query, {name: given[name] for name in query.parameters})


def stream_top_products(warehouse: Warehouse, asked: Question, span: Span, *, by: Measure) -> Iterator[Row]:
    """top_products.sql without a page: every product, as the rows come."""
    everything = _top(asked, span, by, None, 2**53)  # more than any shop's products, and a number JSON knows too
    return warehouse.stream(load_query("revenue", "top_products"), everything)


def _top(asked: Question, span: Span, by: Measure, after: After | None, row_limit: int) -> dict[str, Value]:
    read = reading(asked, span)
    before, weeks, after_weeks = _weeks(asked, read.whole)
    return {
        "by": by,
        **whole_bounds(asked, before),
        "weeks_from": weeks.first_day,
        "weeks_to": weeks.day_after,
        "after_from": after_weeks.first_day,
        "after_to": after_weeks.day_after,
        **ledger_bounds(asked, read),
        **asdict(asked.filters),
        "after_value": after.value if after else None,
        "after_product": after.key if after else None,
        "row_limit": row_limit,
    }


def _weeks(asked: Question, days: DayRange) -> tuple[DayRange, DayRange, DayRange]:
    """Whole days as those before the whole weeks in them, these weeks, and those after them.

    Weeks are kept by the day it happened and of all places together; where they cannot tell, all days are before them.
    """
    monday = days.first_day + _WEEK - DAY * (days.first_day.weekday() or WEEK_DAYS)
    after = days.day_after - DAY * days.day_after.weekday()
    by_place = any(value is not None for value in asked.filters.place.values())
    if asked.basis == "order" or by_place or monday >= after:
        return days, NO_DAYS, NO_DAYS
    return DayRange(days.first_day, monday), DayRange(monday, after), DayRange(after, days.day_after)


def place_days(warehouse: Warehouse, asked: Question, days: DayRange, *, by: str) -> list[Row]:
    """Amounts per `cut` of whole days by channel or location, of every product."""
    return ask(warehouse, "place_days", {"by": by, **whole_bounds(asked, days), **asked.filters.place})


def cut_days(warehouse: Warehouse, asked: Question, days: DayRange, *, by: str) -> list[Row]:
    """As `place_days`, by staff or country too."""
    return ask(warehouse, "cut_days", {"by": by, **whole_bounds(asked, days), **asked.filters.place})


def product_cuts(warehouse: Warehouse, asked: Question, days: DayRange, *, by: str) -> list[Row]:
    """As `place_days`, by category too, and of a product or category; `orders` are right for one product only."""
    return ask(warehouse, "product_cuts", {"by": by, **whole_bounds(asked, days), **asdict(asked.filters)})


def ledger_cuts(warehouse: Warehouse, asked: Question, read: Reading, *, by: str) -> list[Row]:
    """Amounts per `cut` and `basis_day` of what comes from the ledger; `orders` are wrong for a category."""
    return ask(warehouse, "ledger_cuts", {"by": by, **ledger_bounds(asked, read), **asdict(asked.filters)})


def customer_cuts(warehouse: Warehouse, asked: Question, read: Reading, *, from_day: date) -> list[Row]:
    """Amounts per `cut` new, returning, guest and no_order, of everything the reading holds."""
    bounded = {**whole_bounds(asked, read.whole), **ledger_bounds(asked, read)}
    return ask(warehouse, "customer_cuts", {"from_day": from_day, **bounded, **asdict(asked.filters)})


def target_days(
    warehouse: Warehouse, asked: Question, days: DayRange, *, by: str, periods: Sequence[tuple[str, DayRange]]
) -> list[Row]:
    """`net_sales` per `cut` on the days of its periods, of whole days by channel, location or staff."""
    parameters: dict[str, Value] = {
        "by": by,
        "basis": asked.basis,
        "cuts": [cut for cut, _ in periods],
        "froms": [each.first_day for _, each in periods],
        "tos": [each.day_after for _, each in periods],
    }
    return ask(warehouse, "target_days", parameters | whole_bounds(asked, days))


def standing_targets(
    warehouse: Warehouse, *, scope: str | None, scope_id: str | None, from_day: date, to_day: date
) -> list[Row]:
    """Targets that stand and lie wholly between two days, both inclusive; of one scope and one id where given."""
    parameters: dict[str, Value] = {"scope": scope, "scope_id": scope_id, "from_day": from_day, "to_day": to_day}
    return ask(warehouse, "standing_targets", parameters)


def written_targets(warehouse: Warehouse, *, since: datetime) -> list[Row]:
    """When each target was written last, of those written at an instant or later."""
    return ask(warehouse, "written_targets", {"since": since})
