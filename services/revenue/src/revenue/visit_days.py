"""Which events a shop day's visits are made of, and whether a day that was made still says what the events say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from revenue.periods import DAY
from revenue.queries_funnel import VisitDay, visits_of_day
from shared.shop import Shop
from shared.warehouse import Row

# Trackers end a visit after half an hour without an event, GA4 after 7 h 55 min at the longest: what begins this much
# after the last event of its id is another visit, and what a visit does later than this after its day is not looked at.
AROUND = timedelta(hours=8)
# As long as the usual window: browsers that forget after a week look new anyway, and more is read for nothing.
RETURNING = 30 * DAY
# Visits of an hour that look at one product and go: nothing tells fewer from an ordinary hour of a small shop, and they
# change no rate by much.
CROWD = 100


def visit_day(shop: Shop, day: date, known_until: datetime, *, tells_returning: bool) -> VisitDay:
    """A shop day as far as it is known at a moment; the visits of a day that is not over end there."""
    begins = shop.day_start(day)
    ends = min(shop.day_start(day + DAY), known_until)
    return VisitDay(
        day,
        begins,
        ends,
        begins - AROUND,
        min(shop.day_start(day + DAY) + AROUND, known_until),
        begins - RETURNING if tells_returning else ends,
        CROWD,
    )


def is_settled(shop: Shop, day: date, known_until: datetime) -> bool:
    """Whether at a moment all is over that the visits of a day may have done."""
    return shop.day_start(day + DAY) + AROUND <= known_until


def exists(shop: Shop, day: date) -> bool:
    """Whether a shop day has any time in it; a zone may skip one."""
    return shop.day_start(day) < shop.day_start(day + DAY)


def made_by(shop: Shop) -> str:
    """Names how days are made now: another statement, or another time zone, makes other days."""
    return sha256(f"{visits_of_day().text}\0{shop.time_zone}".encode()).hexdigest()[:16]  # no two meet by chance


def made_of(shop: Shop, day: date, events: Mapping[date, tuple[int, datetime]]) -> str:
    """Names the events that a day is made of, by how many there are and when the last was recorded, by days of UTC.

    An event that comes late changes it for its own day and for those on which its visitor is back.
    """
    first = told_from(shop, day).date()
    last = (shop.day_start(day + DAY) + AROUND).astimezone(UTC).date()
    near = [(each, *events[each]) for each in days_between(first, last + DAY) if each in events]
    told = "\n".join(f"{each} {count} {until.isoformat()}" for each, count, until in near)
    return sha256(told.encode()).hexdigest()[:16]


def told_from(shop: Shop, day: date) -> datetime:
    """The beginning of the first day of UTC whose events a shop day's name tells of."""
    return datetime.combine((shop.day_start(day) - RETURNING).astimezone(UTC).date(), time.min, UTC)


def days_between(first: date, after: date) -> Iterator[date]:
    """Days from the first until one, exclusive."""
    for number in range((after - first).days):
        yield first + number * DAY


def counted_events(rows: Iterable[Row]) -> dict[date, tuple[int, datetime]]:
    """What web_event_days.sql answers, by its days."""
    found: dict[date, tuple[int, datetime]] = {}
    for row in rows:
        day, count, until = row["utc_date"], row["event_count"], row["recorded_until"]
        if not isinstance(day, date) or not isinstance(count, int) or not isinstance(until, datetime):
            raise TypeError("web_event_days answers a date, a number and a moment")
        found[day] = (count, until.astimezone(UTC))
    return found
