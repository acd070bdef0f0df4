"""Keeps the visits of the online shop by day: each day whose events changed is made again, whole and at once.

Days that are not over, and the last one until all its visits are, are told from the events when somebody asks.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from revenue import queries_funnel
from revenue.periods import DAY
from revenue.use_cases import Desk
from revenue.visit_days import counted_events, days_between, exists, made_by, made_of, told_from, visit_day
from shared.progress import tell
from shared.schedule import NotYetError
from shared.shop import Shop
from shared.store import LeaseHeldError, lease
from shared.warehouse import Row
from shared.warehouse.sql_files import load_tables

TABLES = load_tables("revenue")
_EVER = datetime(1970, 1, 1, tzinfo=UTC)  # no web event is older
VERSION_KEY = "visits/version"  # in the store: when a day was last made again, which answers depend on
_LEASE_KEY = "leases/visits"
_LOOKED_KEY = "visits/looked"  # in the store: when all days were last compared with their events, and how they are made
_ALL_AFTER = timedelta(hours=20)  # once a day; in between an hour reads the events of weeks, not of years
_LATE_DAYS = 9  # Pub/Sub brings nothing later than after seven; what is erased of older days waits for the night


def make_visit_days(desk: Desk) -> int:
    """Make every day anew whose events are not those it was made of; answers how many. Killed anywhere, days are whole.

    Raises NotYetError where no web event ever came; StoreError, WarehouseError: then the rest is due the next time.
    """
    try:
        with lease(desk.store, _LEASE_KEY, holder="the visits of each day") as held:
            first, now = _first(desk), desk.now()
            due = _due(desk, first)
            for number, (day, name) in enumerate(due):
                held.check()
                _make(desk, day, name)
                tell("the visits of each day", number + 1, len(due))
            if first is None:
                desk.store.put(_LOOKED_KEY, f"{now.isoformat()} {made_by(desk.shop())}".encode())
            return len(due)
    except LeaseHeldError:
        return 0  # another instance is at it


def _first(desk: Desk) -> date | None:
    """The first day that is looked at: of late; None for all days, once a day and where they are made otherwise now."""
    stored = desk.store.get(_LOOKED_KEY)
    if stored is None:
        return None
    at, _, how = stored.value.decode().partition(" ")
    if how != made_by(desk.shop()) or desk.now() - datetime.fromisoformat(at) >= _ALL_AFTER:
        return None
    return desk.shop().local_date(desk.now()) - _LATE_DAYS * DAY


def _due(desk: Desk, first: date | None) -> list[tuple[date, str]]:
    """Days that are over and to be made, the latest first, since those are asked for; with the name of their events."""
    shop, today = desk.shop(), desk.shop().local_date(desk.now())
    from_at = _EVER if first is None else told_from(shop, first)
    events = counted_events(queries_funnel.web_event_days(desk.warehouse, from_at=from_at))
    standing = queries_funnel.made_visit_days(desk.warehouse, from_day=first or date.min, to_day=date.max)
    known = {_day(row["local_date"]): (row["made_by"], row["made_of"]) for row in standing}
    if not events and not known and first is None:
        raise NotYetError("there are no web events yet; docs/storefront.md and docs/ga4.md say how they come")
    how, wanted = made_by(shop), {}
    if events:
        # A day of the shop may begin before that of UTC, and end after it; where nothing happened there is no day.
        begin = first if first is not None and first in known else min(events) - DAY  # what was made is not forgotten
        days = days_between(max(begin, first or begin), min(today, max(events) + 2 * DAY))
        wanted = {day: made_of(shop, day, events) for day in days if exists(shop, day)}
    changed = [(day, name) for day, name in wanted.items() if known.get(day) != (how, name)]
    # Of days before the first event there is nothing to tell, but what was told once, of events that are gone.
    return [*reversed(changed), *((day, "") for day in known if day not in wanted and known[day] != (how, ""))]


def _make(desk: Desk, day: date, name: str) -> None:
    shop, now = desk.shop(), desk.now().astimezone(UTC)
    with desk.warehouse.change() as change:
        rows = queries_funnel.rewrite_day(change, visit_day(shop, day, now, tells_returning=True))
        row: Row = {"local_date": day, "made_by": made_by(shop), "made_of": name, "row_count": rows, "made_at": now}
        change.insert(TABLES["visit_days"], [row])
    _tell(desk, shop, now)


def _tell(desk: Desk, shop: Shop, now: datetime) -> None:
    """Note that answers made before are not those of now."""
    desk.store.put(VERSION_KEY, f"{now.isoformat()} {shop.time_zone}".encode())


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise TypeError("a day is a date")
    return value
