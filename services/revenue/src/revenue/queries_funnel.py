"""The SQL of visits and the funnel: as `queries.py`, one function per .sql file, of the same name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from revenue.periods import DAY, Span
from revenue.queries import ask
from shared.warehouse import Change, Query, Row, Value, Warehouse
from shared.warehouse.sql_files import load_query


@dataclass(frozen=True, slots=True)
class VisitDay:
    """A shop day whose visits are told from the events: its bounds, and those of the events that are looked at."""

    day: date
    day_from: datetime
    day_to: datetime
    seen_from: datetime
    seen_to: datetime
    returning_from: datetime
    crowd: int

    @property
    def parameters(self) -> dict[str, Value]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class GivenOrders:
    """Orders that purchase events of days beside the rollup name, in order of time, with what those events say."""

    ids: Sequence[str]
    says: Sequence[str]
    days: Sequence[date]


def visits_of_day() -> Query:
    """The statement itself, asked of the events or put into `daily_visits`."""
    return load_query("revenue", "visits_of_day")


def visits_from_events(warehouse: Warehouse, day: VisitDay) -> list[Row]:
    """Rows of `daily_visits` of one day, from visits_of_day.sql."""
    return warehouse.query(visits_of_day(), day.parameters)


def rewrite_day(change: Change, day: VisitDay) -> int:
    """visits_of_day, delete_daily_visits, insert_daily_visits, delete_visit_days; answers how many rows there are."""
    rows = change.derive("visits_of_day", visits_of_day(), day.parameters)
    change.execute(load_query("revenue", "delete_daily_visits"), {"day": day.day})
    change.execute(load_query("revenue", "delete_visit_days"), {"day": day.day})
    if rows:
        change.execute(load_query("revenue", "insert_daily_visits"))
    return rows


def made_visit_days(warehouse: Warehouse, *, from_day: date, to_day: date) -> list[Row]:
    """`local_date`, `made_by`, `made_of`, `row_count` and `made_at` of the days in `daily_visits`."""
    return ask(warehouse, "made_visit_days", {"from_day": from_day, "to_day": to_day})


def web_event_days(warehouse: Warehouse, *, from_at: datetime) -> list[Row]:
    """`event_count` and `recorded_until` by `utc_date`."""
    return ask(warehouse, "web_event_days", {"from_at": from_at})


def web_event_bounds(warehouse: Warehouse, *, until: datetime) -> Row:
    """`first_at` and `last_at` of the web events before a moment."""
    return ask(warehouse, "web_event_bounds", {"until": until})[0]


def funnel_visits(
    warehouse: Warehouse, *, by: str, from_day: date, to_day: date, days_1: Sequence[date], days_2: Sequence[date]
) -> list[Row]:
    """`visits` and `events` by `period`, `traffic`, `cut` and what was done."""
    bounds: dict[str, Value] = {"from_day": from_day, "to_day": to_day, "days_1": days_1, "days_2": days_2}
    return ask(warehouse, "funnel_visits", {"by": by, **bounds})


def funnel_days(warehouse: Warehouse, *, from_day: date, to_day: date, days: Sequence[date]) -> list[Row]:
    """Visits of people by `local_date` that did each step."""
    return ask(warehouse, "funnel_days", {"from_day": from_day, "to_day": to_day, "days": days})


def web_orders(
    warehouse: Warehouse,
    *,
    by: str,
    channels: Sequence[str],
    now: Span,
    before: Span,
    known_until: datetime,
    days: Sequence[date],
    given: GivenOrders,
) -> list[Row]:
    """`orders` and `order_value` by `period`, `is_in_ledger` and `says`."""
    parameters: dict[str, Value] = {
        "by": by,
        "channels": channels,
        "from_day": before.first_day,
        "from_1": now.first_day,
        "to_day": max(now.day_after, now.first_day + DAY),
        "until_2": before.end,
        "known_until": min(known_until, now.end),
        "days": days,
        "given_orders": given.ids,
        "given_says": given.says,
        "given_days": given.days,
    }
    return ask(warehouse, "web_orders", parameters)
