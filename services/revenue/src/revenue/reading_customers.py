"""Reads who placed the orders of a question's periods: customers new to the shop, returning ones, and guests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast

from revenue import queries
from revenue.figures import CUSTOMER_FIGURES
from revenue.periods import DAY, DayRange, Span
from revenue.queries import RUNS, Run
from revenue.question import Question
from shared.warehouse import Row, Warehouse

Customers = dict[tuple[date, datetime], dict[str, int]]  # by a period's first day and end


def read_customers(warehouse: Warehouse, asked: Question, periods: Iterable[Span]) -> Customers:
    """New and returning customers and guest orders of periods that have orders.

    A day, a day until an instant, and a month until one are read from rollups of customers where nothing narrows the
    question. Everything else counts different customers anew.
    """
    left = list({(each.first_day, each.end): each for each in periods}.values())
    found: Customers = {}
    if asked.basis == "accounting" and not asked.filters.given():
        simple = _Simple()
        left = [each for each in left if not simple.takes(each)]
        found = simple.read(warehouse)
    if left:
        rows = queries.period_customers(
            warehouse, asked.basis, left, today=asked.today, known_until=asked.as_of, filters=asked.filters
        )
        found |= {
            (cast("date", row["from_day"]), cast("datetime", row["until"])): {
                name: cast("int", row[name]) for name in CUSTOMER_FIGURES
            }
            for row in rows
        }
    return found


@dataclass
class _Simple:
    """The periods that `queries.shop_customers` can tell of."""

    days: list[Span] = field(default_factory=list)
    parts: list[Span] = field(default_factory=list)
    months: list[Span] = field(default_factory=list)

    def takes(self, each: Span) -> bool:
        """Whether a period is one of them, and there is room for it."""
        whole = (each.part_day - each.first_day).days
        if whole == 0:
            kind, room = self.parts, True
        elif whole == 1 and not each.has_part:
            kind, room = self.days, not self.days
        else:
            kind, room = self.months, not self.months and _month(each.day_after - DAY) == each.first_day
        cut = self._cut(each)
        days = [run.days.first_day for run in cut] + [day.first_day for day in self.days]
        if kind is self.days:
            days.append(each.first_day)
        if not room or len(cut) > RUNS or len(set(days)) < len(days):
            return False
        kind.append(each)
        return True

    def _cut(self, *more: Span) -> list[Run]:
        """The days that are cut, each once."""
        cut = [each for each in (*self.parts, *self.months, *more) if each.has_part]
        return list({Run(DayRange(each.part_day, each.day_after), each.end): None for each in cut})

    def read(self, warehouse: Warehouse) -> Customers:
        """Their customers; a period without an order is not answered."""
        cut = self._cut()
        month = next((DayRange(each.first_day, each.part_day) for each in self.months), None)
        if not (cut or month or self.days):
            return {}
        whole_day = self.days[0].first_day if self.days else None
        rows = queries.shop_customers(warehouse, whole_day=whole_day, parts=cut, month=month)
        by_place = {(str(row["place"]), cast("date", row["day"])): row for row in rows}
        found: Customers = {}
        for place, spans in (("day", self.days), ("part", self.parts)):
            for each in spans:
                row = by_place.get((place, each.first_day))
                if row is not None:
                    found[each.first_day, each.end] = _told([row], "customers")
        for each in self.months:
            both = [by_place["month", each.first_day]]
            if each.has_part and ("part", each.part_day) in by_place:
                both.append(by_place["part", each.part_day])
            found[each.first_day, each.end] = _told(both, "first_in_month")
        return found


def _told(rows: list[Row], customers: str) -> dict[str, int]:
    """The figures of one period: of the customers who count in it, those who are not new have ordered before."""
    new = sum(cast("int", row["new_customers"]) for row in rows)
    return {
        "new_customers": new,
        "returning_customers": sum(cast("int", row[customers]) for row in rows) - new,
        "guest_orders": sum(cast("int", row["guest_orders"]) for row in rows),
    }


def _month(day: date) -> date:
    return day.replace(day=1)
