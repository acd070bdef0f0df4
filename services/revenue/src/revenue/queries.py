"""The only file of this service that runs SQL: one function per .sql file, of the same name.

Days are half-open. By accounting a range bounds the day something happened; by order it bounds the day of the order.
The other day is left as open as the question allows, so that either engine can skip what a statement does not need.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from revenue.periods import DAY, Basis, DayRange, Span, covering
from revenue.question import Filters
from shared.warehouse import Row, Value, Warehouse
from shared.warehouse.sql_files import load_query

FIRST, LAST = date(1, 1, 1), date(9999, 12, 31)  # wide open: GoogleSQL's own bounds of DATE
RUNS = 3  # runs of days a statement on the ledger takes: today and what it is compared with
WHOLE_RUNS = 2  # runs of days a statement on the shop's rollup takes: now and a year before


@dataclass(frozen=True, slots=True)
class Run:
    """Days by basis, of which lines before `until` count."""

    days: DayRange
    until: datetime


_NO_RUN = Run(DayRange(FIRST, FIRST), datetime(1, 1, 1, tzinfo=UTC))
_QUARTER = timedelta(minutes=15)  # the steps of daily_quarter_sales, counted from here
_FIRST_QUARTER = datetime(1970, 1, 1, tzinfo=UTC)


def ask(warehouse: Warehouse, name: str, parameters: dict[str, Value]) -> list[Row]:
    """The rows of the statement in `sql/<name>.sql`."""
    return warehouse.query(load_query("revenue", name), parameters)


def _happened(basis: Basis, days: Iterable[DayRange], happened_on: DayRange) -> dict[str, Value]:
    """Bounds of the day something happened; by accounting it is one of the days asked for."""
    first, after = happened_on.first_day, happened_on.day_after
    if basis == "accounting":
        asked = list(days)
        first = max(first, min(each.first_day for each in asked))
        after = min(after, max(each.day_after for each in asked))
    return {"local_from": first, "local_to": after}


def axis_bounds(basis: Basis, days: DayRange, happened_on: DayRange) -> dict[str, Value]:
    """Bounds of both days of a line."""
    ordered = days if basis == "order" else DayRange(FIRST, LAST)
    return _happened(basis, [days], happened_on) | {
        "ordered_from": ordered.first_day,
        "ordered_to": ordered.day_after,
    }


def _runs(basis: Basis, runs: Sequence[Run], happened_on: DayRange, known_until: datetime) -> dict[str, Value]:
    """Bounds of both days, and the instant, of so many runs; the ones that are not needed are empty."""
    if len(runs) > RUNS:
        raise ValueError(f"a statement takes {RUNS} runs of days")
    bounds: dict[str, Value] = {"basis": basis, "known_until": known_until}
    for number in range(1, RUNS + 1):
        run = runs[number - 1] if number <= len(runs) else _NO_RUN
        axes = axis_bounds(basis, run.days, happened_on)
        bounds |= {f"{name}_{number}": value for name, value in {**axes, "until": run.until}.items()}
    return bounds


def shop_days(
    warehouse: Warehouse, basis: Basis, ranges: Sequence[DayRange], happened_on: DayRange, *, filters: Filters
) -> list[Row]:
    """Amounts per `basis_day` of whole days, by basis, that happened on some whole days; of every product.

    The days are at most two runs that do not meet.
    """
    if len(ranges) > WHOLE_RUNS:
        raise ValueError(f"a statement takes {WHOLE_RUNS} runs of whole days")
    bounds: dict[str, Value] = {"basis": basis}
    for number in range(1, WHOLE_RUNS + 1):
        days = ranges[number - 1] if number <= len(ranges) else DayRange(FIRST, FIRST)
        bounds |= {f"{name}_{number}": value for name, value in axis_bounds(basis, days, happened_on).items()}
    return ask(warehouse, "shop_days", bounds | filters.place)


def product_days(
    warehouse: Warehouse, basis: Basis, days: DayRange, happened_on: DayRange, *, filters: Filters
) -> list[Row]:
    """As `shop_days`, of one run and of a product or category; `orders` are right for a product only."""
    return ask(warehouse, "product_days", {"basis": basis, **axis_bounds(basis, days, happened_on), **asdict(filters)})


def ledger_days(
    warehouse: Warehouse,
    basis: Basis,
    runs: Sequence[Run],
    happened_on: DayRange,
    *,
    known_until: datetime,
    filters: Filters,
) -> list[Row]:
    """Amounts per `basis_day` of at most three runs of days, by basis, of lines that happened on some days.

    `orders` are right without a product or category only.
    """
    parameters = _runs(basis, runs, happened_on, known_until) | asdict(filters)
    return ask(warehouse, "ledger_days", parameters)


def day_parts(
    warehouse: Warehouse, parts: Sequence[Run], *, by: Literal["channel", "location"] | None, filters: Filters
) -> list[Row]:
    """Amounts per `basis_day` and `cut` of at most three days until an instant each, by accounting, of every product.

    Without `by`, `cut` is null.
    """
    if len(parts) > RUNS:
        raise ValueError(f"a statement takes {RUNS} days that are cut")
    parameters: dict[str, Value] = {"by": by, **filters.place}
    for number in range(1, RUNS + 1):
        part = parts[number - 1] if number <= len(parts) else _NO_RUN
        quarter = (part.until - _FIRST_QUARTER) // _QUARTER
        parameters |= {
            f"day_{number}": part.days.first_day,
            f"quarter_{number}": quarter,
            f"from_{number}": _FIRST_QUARTER + quarter * _QUARTER,
            f"until_{number}": part.until,
        }
    return ask(warehouse, "day_parts", parameters)


def product_orders(
    warehouse: Warehouse,
    basis: Basis,
    runs: Sequence[Run],
    happened_on: DayRange,
    *,
    known_until: datetime,
    filters: Filters,
) -> list[Row]:
    """`orders` per `basis_day` that hold the product or category; otherwise as `ledger_days`."""
    parameters = _runs(basis, runs, happened_on, known_until) | asdict(filters)
    return ask(warehouse, "product_orders", parameters)


def shop_customers(
    warehouse: Warehouse, *, whole_day: date | None, parts: Sequence[Run], month: DayRange | None
) -> list[Row]:
    """`customers`, `new_customers`, `first_in_month` and `guest_orders` of the whole shop, by the day it happened.

    One row for `whole_day` (`place` is "day"), one for each of at most three days cut at an instant ("part"), and one
    for the days of `month`, which begin with its first ("month"); none where nothing was ordered.
    """
    if len(parts) > RUNS:
        raise ValueError(f"a statement takes {RUNS} days that are cut")
    days = month or DayRange(FIRST, FIRST)
    parameters: dict[str, Value] = {
        "whole_day": whole_day or FIRST,
        "month": days.first_day,
        "month_until": days.day_after,
    }
    for number in range(1, RUNS + 1):
        run = parts[number - 1] if number <= len(parts) else _NO_RUN
        parameters |= {f"part_{number}": run.days.first_day, f"until_{number}": run.until}
    return ask(warehouse, "shop_customers", parameters)


def period_customers(
    warehouse: Warehouse,
    basis: Basis,
    periods: Sequence[Span],
    *,
    today: date,
    known_until: datetime,
    filters: Filters,
) -> list[Row]:
    """`new_customers`, `returning_customers` and `guest_orders` of periods, each named by `from_day` and `until`.

    No two periods may be the same, and one without an order is not answered.
    """
    whole = [DayRange(each.first_day, each.part_day) for each in periods if each.part_day > each.first_day]
    parts = [DayRange(each.part_day, each.day_after) for each in periods if each.has_part]
    from_rollup = DayRange(
        min((each.first_day for each in whole), default=FIRST), max((each.day_after for each in whole), default=FIRST)
    )
    from_ledger = covering([*parts, *whole] if filters.by_product or basis == "order" else parts, RUNS)
    parameters: dict[str, Value] = {
        "basis": basis,
        "from_days": [each.first_day for each in periods],
        "whole_tos": [each.part_day for each in periods],
        "part_days": [each.part_day if each.has_part else FIRST for each in periods],
        "untils": [each.end for each in periods],
        "today": today,
        "whole_from": from_rollup.first_day,
        "whole_to": from_rollup.first_day if filters.by_product else from_rollup.day_after,
        "ledger_from": FIRST if filters.by_product else today,
        "known_until": known_until,
    }
    for number in range(1, RUNS + 1):
        run = from_ledger[number - 1] if number <= len(from_ledger) else DayRange(FIRST, FIRST)
        bounds = axis_bounds(basis, run, DayRange(FIRST, today + DAY))
        parameters |= {f"{name}_{number}": value for name, value in bounds.items()}
    return ask(warehouse, "period_customers", parameters | asdict(filters))


def counted_lines(
    warehouse: Warehouse, basis: Basis, run: Run, happened_on: DayRange, *, known_until: datetime, filters: Filters
) -> list[Row]:
    """`row_count` and `net_amount` of ledger lines by `reason`: merchandise counts as sales, the rest does not."""
    bounds = axis_bounds(basis, run.days, happened_on)
    instants: dict[str, Value] = {"until": run.until, "known_until": known_until}
    return ask(warehouse, "counted_lines", {"basis": basis, **bounds, **instants, **asdict(filters)})


def target_of_day(warehouse: Warehouse, *, scope: str, scope_id: str, day: date) -> list[Row]:
    """The target for the fewest days that hold `day`: one row, or none."""
    return ask(warehouse, "target_of_day", {"scope": scope, "scope_id": scope_id, "day": day})
