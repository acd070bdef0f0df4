"""Tells the other services of every shop day that has ended, once, when the data covers it to its end."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, date
from decimal import Decimal
from typing import Any

from revenue.daybook import DayBook
from revenue.periods import DAY, WEEK_DAYS, DayRange, Span, last_full_day, whole_days
from revenue.publishing import closed_day, day_closed
from revenue.question import Question, unfiltered
from revenue.reading import read_days
from revenue.reading_pace import day_share, pace_sources
from revenue.targets import Target, find_target
from revenue.use_cases import Desk
from revenue.use_cases_pending import state
from shared.money import money
from shared.store import LeaseHeldError, lease

_KEY = "days/closed"  # in the store: the last day that was told, and the one that is being told
_LEASE_KEY = "leases/days"
_CAUGHT_UP_DAYS = 7  # told late when the suite was off; whoever was off for longer looks at trends, not at old news
_PROFILE_DAYS = 8 * WEEK_DAYS  # what shows how a week is spread over its days: two months, and no other season


@dataclass(frozen=True, slots=True)
class _Told:
    """What the store says; `telling` is the data of an event that may or may not have been published."""

    closed: date | None
    telling: dict[str, Any] | None
    version: str | None


def close_days(desk: Desk) -> int:
    """Publish `day-closed.v1` for each day that is due; answers how many.

    What is to be told is written down first, then published, then noted as told. A process that is killed in between
    publishes the very same event again, with the same id, though other data may have come meanwhile.
    Raises EventBusError, StoreError, WarehouseError: then it is due the next time.
    """
    told = _read(desk)
    if told.telling is None and not _due(desk, told.closed):
        return 0
    count = 0
    try:
        with lease(desk.store, _LEASE_KEY, holder="the end of the day"):
            told = _read(desk)
            if told.telling is not None:
                told, count = _tell(desk, told), 1
            for day in _due(desk, told.closed):
                told = _write(desk, told, told.closed, _data(desk, day))
                told, count = _tell(desk, told), count + 1
    except LeaseHeldError:
        pass  # another instance is at it
    return count


def _due(desk: Desk, closed: date | None) -> list[date]:
    """The days to tell of, the oldest first. Who never told of any tells of the last one only."""
    asked = _question(desk)
    last = last_full_day(asked.shop, asked.covered)
    if last is None:
        return []
    first = max(last if closed is None else closed + DAY, asked.today - _CAUGHT_UP_DAYS * DAY)
    days = [first + number * DAY for number in range((last - first).days + 1)]
    return [day for day in days if asked.shop.day_start(day) < asked.shop.day_start(day + DAY)]  # a zone may skip one


def _question(desk: Desk) -> Question:
    data, changes = state(desk)
    return unfiltered(desk.shop(), data, changes, desk.now().astimezone(UTC))


def _data(desk: Desk, day: date) -> dict[str, Any]:
    """What `day-closed.v1` says of a day, as far as it is known now."""
    asked = _question(desk)
    shop, currency = asked.shop, asked.shop.currency
    span = whole_days(shop, DayRange(day, day + DAY), asked.as_of)
    before = [whole_days(shop, DayRange(day - n * DAY, day - (n - 1) * DAY), asked.as_of) for n in _profile_days()]
    book = read_days(desk.warehouse, asked, [span, *before])
    total = book.total(span)
    target = find_target(desk.warehouse, _on(asked, day))
    share = None
    if target is not None:
        share = day_share(desk.warehouse, pace_sources(desk.store), target, day)
        share = _share(asked, target, day, before, book) if share is None else share
    return closed_day(
        day.isoformat(),
        shop.day_start(day + DAY),
        {
            "net_sales": money(total.net_sales, currency),
            "orders": total.orders,
            "target": None if share is None else money(share, currency),
            "gap": None if share is None else money(total.net_sales - share, currency),
        },
    )


def _profile_days() -> range:
    return range(1, _PROFILE_DAYS + 1)


def _on(asked: Question, day: date) -> Question:
    """The question at the last instant of a day: which target holds it."""
    return replace(asked, as_of=asked.shop.day_start(day))


def _share(asked: Question, target: Target, day: date, before: list[Span], book: DayBook) -> Decimal | None:
    """A day's part of a target for several days where no profile was learnt yet: spread as weekdays sold in the eight
    weeks before, not evenly.

    None where those weeks do not show it.
    """
    days = (target.period_end - target.period_start).days + 1
    if days == 1:
        return target.net_amount
    weights: dict[int, Decimal] = defaultdict(Decimal)
    for each in before:
        if not asked.covered.covers(each):
            return None
        weights[each.first_day.weekday()] += max(book.total(each).net_sales, Decimal(0))
    whole = sum((weights[(target.period_start + number * DAY).weekday()] for number in range(days)), Decimal(0))
    return target.net_amount * weights[day.weekday()] / whole if whole else None


def _tell(desk: Desk, told: _Told) -> _Told:
    """Publish what is being told, and note it as told."""
    if told.telling is None:
        raise ValueError("nothing is being told")
    desk.event_bus.publish([day_closed(told.telling)])
    return _write(desk, told, date.fromisoformat(told.telling["local_date"]), None)


def _read(desk: Desk) -> _Told:
    stored = desk.store.get(_KEY)
    if stored is None:
        return _Told(None, None, None)
    stated = json.loads(stored.value)
    closed = stated["closed"]
    return _Told(None if closed is None else date.fromisoformat(closed), stated["telling"], stored.version)


def _write(desk: Desk, told: _Told, closed: date | None, telling: dict[str, Any] | None) -> _Told:
    """Raises StoreConflictError when another wrote in between."""
    stated = {"closed": None if closed is None else closed.isoformat(), "telling": telling}
    content = json.dumps(stated).encode()
    version = desk.store.put(_KEY, content, if_absent=told.version is None, if_version=told.version)
    return _Told(closed, telling, version)
