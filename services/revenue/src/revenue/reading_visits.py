"""Reads the visits of two periods: days from the rollup, what is not settled or not made yet from the events."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from revenue import queries_funnel
from revenue.funnel import By, Flags, Steps, steps_of
from revenue.periods import DAY, Span
from revenue.queries_funnel import GivenOrders, VisitDay
from revenue.question import Question
from revenue.visit_days import days_between, exists, is_settled, made_by, visit_day
from shared.warehouse import Warehouse

MOST_FROM_EVENTS = 10  # days: a second at a large shop; more wait for the job, which is never that far behind
NOW, BEFORE = 1, 2

_DONE = ("has_viewed", "has_added", "has_checked_out", "has_bought")
_DIMENSIONS: Mapping[str, str] = {"device": "device", "channel": "channel", "landing_page": "landing_page"}


@dataclass
class PeriodVisits:
    """Visits of one period by who (`people`, `bots`) and group, and events that belong to none, by what they were."""

    visits: dict[str, dict[str | None, Steps]] = field(default_factory=lambda: defaultdict(dict))
    events: dict[str, dict[Flags, int]] = field(default_factory=lambda: defaultdict(dict))
    days: dict[date, Steps] = field(default_factory=dict)  # of people, each day as far as it was told
    silent: list[date] = field(default_factory=list)  # days over without any event, between the first and the last

    def add(self, traffic: str, key: str | None, flags: Flags, *, visits: int, events: int) -> None:
        """So many visits of a group, and so many events of none, that did the same."""
        if visits:
            groups = self.visits[traffic]
            groups[key] = groups.get(key, Steps()) + steps_of(flags, visits)
        if events:
            kinds = self.events[traffic]
            kinds[flags] = kinds.get(flags, 0) + events


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders of a period by what the first purchase event that names them says: who, done what, group; None is none."""

    placed: Mapping[tuple[str, Flags, str | None] | None, tuple[int, Decimal]]
    unknown: int  # named by events, and no such order in the ledger


@dataclass(frozen=True, slots=True)
class Visits:
    """What is known of two periods; `missing` is why of the first nothing can be said."""

    first_at: datetime | None
    last_at: datetime | None
    made_at: datetime | None  # when the latest of the days that were read was made
    missing: str | None
    now: PeriodVisits
    before: PeriodVisits
    orders_now: Orders
    orders_before: Orders


@dataclass
class _Days:
    """Which days are read from where: by period from the rollup, the others from the events."""

    made: dict[int, list[date]]
    from_events: list[tuple[int, VisitDay, bool]]  # and whether the day is over
    made_at: datetime | None = None


def read_visits(
    warehouse: Warehouse, asked: Question, by: By, *, now: Span, before: Span, channels: Sequence[str]
) -> Visits:
    """The visits of a period and the one before it, by what is asked for, with the orders of these channels."""
    bounds: dict[str, Any] = dict(queries_funnel.web_event_bounds(warehouse, until=asked.as_of))
    first_at, last_at = (None if moment is None else moment.astimezone(UTC) for moment in bounds.values())
    found = {NOW: PeriodVisits(), BEFORE: PeriodVisits()}
    nothing = Orders({}, 0)
    missing = _missing(now, first_at, last_at)
    days = _Days({NOW: [], BEFORE: []}, [])
    if missing is None and first_at is not None and last_at is not None:
        days, silent = _days(warehouse, asked, by, {NOW: now, BEFORE: before}, between=(first_at, last_at))
        for which, quiet in silent.items():
            found[which].silent += quiet
        if len(days.from_events) > MOST_FROM_EVENTS:
            missing = "not_computed_yet"
    if missing is not None:
        return Visits(first_at, last_at, None, missing, found[NOW], found[BEFORE], nothing, nothing)
    _read_made(warehouse, by, days, found)
    given = _read_events(warehouse, by, days, found)
    for period in found.values():
        period.silent.sort()
    rows = queries_funnel.web_orders(
        warehouse,
        by=by,
        channels=channels,
        now=now,
        before=before,
        known_until=asked.as_of,
        days=[*days.made[BEFORE], *days.made[NOW]],
        given=given,
    )
    orders = {each: _orders(rows, each) for each in found}
    return Visits(first_at, last_at, days.made_at, None, found[NOW], found[BEFORE], orders[NOW], orders[BEFORE])


def _missing(now: Span, first_at: datetime | None, last_at: datetime | None) -> str | None:
    """Why nothing can be said of a period."""
    if not now.reached:
        return "not_reached_yet"
    if first_at is None or last_at is None:
        return "no_web_events"
    if last_at < now.start:
        return "no_web_events_since"
    return "no_web_events_before" if first_at >= now.end else None


def _days(
    warehouse: Warehouse,
    asked: Question,
    by: By,
    spans: Mapping[int, Span],
    *,
    between: tuple[datetime, datetime],
) -> tuple[_Days, dict[int, list[date]]]:
    """Where each day is read, and by period those of the rollup that were silent."""
    shop, (first_day, last_day) = asked.shop, map(asked.shop.local_date, between)
    rows = queries_funnel.made_visit_days(warehouse, from_day=spans[BEFORE].first_day, to_day=spans[NOW].day_after)
    how = made_by(shop)
    standing: dict[Any, Any] = {row["local_date"]: row for row in rows if row["made_by"] == how}
    days, silent = _Days({NOW: [], BEFORE: []}, []), {period: list[date]() for period in spans}
    for period, span in spans.items():
        for day in days_between(max(first_day, span.first_day), min(last_day + DAY, span.day_after)):
            if not exists(shop, day):
                continue
            is_part = span.has_part and day == span.part_day
            row = None if is_part else standing.get(day)
            made_at = None if row is None else row["made_at"].astimezone(UTC)
            # What was made before the moment asked for knows nothing of what came after it.
            if made_at is not None and (is_settled(shop, day, asked.as_of) or made_at <= asked.as_of):
                days.made[period].append(day)
                days.made_at = made_at if days.made_at is None else max(days.made_at, made_at)
                if not standing[day]["row_count"]:
                    silent[period].append(day)
            else:
                until = span.end if is_part else asked.as_of
                told = visit_day(shop, day, until, tells_returning=by == "new_returning")
                days.from_events.append((period, told, not is_part))
    return days, silent


def _read_made(warehouse: Warehouse, by: By, days: _Days, found: Mapping[int, PeriodVisits]) -> None:
    every = sorted([*days.made[NOW], *days.made[BEFORE]])
    if not every:
        return
    first, after = every[0], every[-1] + DAY
    rows: list[dict[str, Any]] = queries_funnel.funnel_visits(
        warehouse, by=by, from_day=first, to_day=after, days_1=days.made[NOW], days_2=days.made[BEFORE]
    )
    for row in rows:
        flags: Flags = (row[_DONE[0]], row[_DONE[1]], row[_DONE[2]], row[_DONE[3]])
        found[row["period"]].add(row["traffic"], row["cut"], flags, visits=row["visits"], events=row["events"])
    now = set(days.made[NOW])
    told: list[dict[str, Any]] = queries_funnel.funnel_days(warehouse, from_day=first, to_day=after, days=every)
    for row in told:
        counts = tuple(int(row[name]) for name in ("visits", "viewed", "added", "checked_out", "bought"))
        found[NOW if row["local_date"] in now else BEFORE].days[row["local_date"]] = Steps(counts, counts)


def _read_events(warehouse: Warehouse, by: By, days: _Days, found: Mapping[int, PeriodVisits]) -> GivenOrders:
    orders: list[tuple[datetime, str, str, date]] = []
    for period, told, is_over in days.from_events:
        rows: list[dict[str, Any]] = queries_funnel.visits_from_events(warehouse, told)
        alike: Counter[tuple[str, str | None, Flags, bool]] = Counter()  # a large shop's day has thousands of rows
        for row in rows:
            key = _key(row, by)
            if row["order_id"] is not None:
                orders.append((row["bought_at"], row["order_id"], _says(row, key), told.day))
            flags: Flags = (row[_DONE[0]], row[_DONE[1]], row[_DONE[2]], row[_DONE[3]])
            alike[row["traffic"], key, flags, True] += row["visits"]
            alike[row["traffic"], None, flags, False] += row["events"]
        people = Steps()
        for (traffic, key, flags, is_visit), count in alike.items():
            found[period].add(traffic, key, flags, visits=count * is_visit, events=count * (not is_visit))
            if traffic == "people" and is_visit:
                people += steps_of(flags, count)
        found[period].days[told.day] = people
        if is_over and not rows:
            found[period].silent.append(told.day)
    orders.sort()
    return GivenOrders(
        [order for _, order, _, _ in orders], [says for *_, says, _ in orders], [day for *_, day in orders]
    )


def _key(row: Mapping[str, Any], by: By) -> str | None:
    if by in _DIMENSIONS:
        return None if row[_DIMENSIONS[by]] is None else str(row[_DIMENSIONS[by]])
    if row["is_returning"] is None:
        return None
    return "returning" if row["is_returning"] else "new"


def _says(row: Mapping[str, Any], key: str | None) -> str:
    """As web_orders.sql writes it of the days in the rollup."""
    return "|".join((row["traffic"], "".join("1" if row[name] else "0" for name in _DONE), key or ""))


def _orders(rows: Iterable[Mapping[str, Any]], period: int) -> Orders:
    placed: dict[tuple[str, Flags, str | None] | None, tuple[int, Decimal]] = {}
    unknown = 0
    for row in rows:
        if row["period"] != period:
            continue
        if row["is_in_ledger"]:
            placed[_said(row["says"])] = (row["orders"], row["order_value"])
        else:
            unknown += row["orders"]
    return Orders(placed, unknown)


def _said(says: str | None) -> tuple[str, Flags, str | None] | None:
    if says is None:
        return None
    traffic, done, key = says.split("|", 2)
    saw, added, began, bought = (letter == "1" for letter in done)
    return traffic, (saw, added, began, bought), key or None
