"""What has to be read for a set of spans, and their totals once it is. No table is read here.

Daily rollups hold whole days. What they cannot tell comes from the ledger: the day a span is cut in, and, by the day of
the order, what happened on the day of the question to orders of earlier days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from revenue.figures import NOTHING, Amounts, summed
from revenue.periods import DAY, Basis, Coverage, DayRange, Span
from shared.shop import Shop

_GAP_DAYS = 31  # days read for nothing, at most, to spare a statement: a statement costs what some hundred rows do


@dataclass(frozen=True, slots=True)
class Plan:
    """What to read: whole days from the rollups, parts of days (day, cut) and late entries from the ledger."""

    whole: tuple[DayRange, ...]
    parts: tuple[tuple[date, datetime], ...]
    late: DayRange | None  # days of orders for which entries of the day of the question are wanted


def plan(shop: Shop, covered: Coverage, basis: Basis, spans: Iterable[Span]) -> Plan:
    """The least that answers all spans; what the covered time cannot hold is not read."""
    wanted = list(spans)
    today = shop.local_date(covered.known_until)
    today_start = shop.day_start(today)
    ranges = [DayRange(s.first_day, s.part_day) for s in wanted if s.part_day > s.first_day]
    if basis == "accounting":
        ranges = [
            r for r in ranges if covered.may_have_entries(shop.day_start(r.first_day), shop.day_start(r.day_after))
        ]
    elif covered.data_until is None:
        ranges = []
    parts = {
        (s.part_day, s.end)
        for s in wanted
        if s.has_part
        and covered.may_have_entries(
            shop.day_start(s.part_day), s.end if basis == "accounting" else covered.known_until
        )
    }
    whole = _merged(ranges)
    late = None
    if basis == "order" and whole and covered.may_have_entries(today_start, covered.known_until):
        late = DayRange(whole[0].first_day, whole[-1].day_after)
    return Plan(whole, tuple(sorted(parts)), late)


def _merged(ranges: Iterable[DayRange]) -> tuple[DayRange, ...]:
    merged: list[DayRange] = []
    for each in sorted(ranges, key=lambda r: (r.first_day, r.day_after)):
        if merged and each.first_day <= merged[-1].day_after + _GAP_DAYS * DAY:
            last = merged.pop()
            merged.append(DayRange(last.first_day, max(last.day_after, each.day_after)))
        else:
            merged.append(each)
    return tuple(merged)


@dataclass(frozen=True, slots=True)
class DayBook:
    """Amounts per whole day, and of parts of days by the instant they are cut at."""

    whole: Mapping[date, Amounts]
    parts: Mapping[datetime, Amounts] = field(default_factory=dict)

    def total(self, asked: Span) -> Amounts:
        """The amounts of a span; exact, whatever it is cut into."""
        day = asked.first_day
        if day + DAY == asked.part_day and not asked.has_part:  # of a long series nearly all
            return self.whole.get(day, NOTHING)
        found = [self.parts.get(asked.end, NOTHING)] if asked.has_part else []
        while day < asked.part_day:
            if day in self.whole:
                found.append(self.whole[day])
            day += DAY
        return summed(found)
