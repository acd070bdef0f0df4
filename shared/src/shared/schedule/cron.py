"""When a cron is due in a time zone with its days of 23 and 25 hours.

Debian's cron has it that a time of day comes once on every day. What it leaves open is decided by the shop's days
(`shared.shop`): a time that the clock skips comes at the first moment after it, one that comes twice comes the first
time, and neither leaves its shop day. A day that a zone skipped altogether (Apia's 30 December 2011) has no times.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from cronsim import CronSim, CronSimError

from shared.schedule import ScheduleError, Timing
from shared.shop import Shop

_FIELDS = 5  # minute, hour, day of month, month, day of week; seconds are nobody's business
_LONGEST = 100  # characters of a cron: every minute listed would be longer, and nobody means that
_BEFORE = timedelta(days=2)  # wall clocks went back by up to a day (Kwajalein, Manila)
_MINUTE = timedelta(minutes=1)
_KEPT = 1_000  # timings looked at lately; a suite has a dozen


@lru_cache(maxsize=_KEPT)
def check(timing: Timing) -> None:
    """Raise ScheduleError for a timing that is none, or that is never due."""
    if timing.time_zone not in available_timezones():
        raise ScheduleError(f"{timing.time_zone[:_LONGEST]!r} is no IANA time zone, such as Europe/London")
    if len(timing.cron) > _LONGEST or len(timing.cron.split()) != _FIELDS:
        raise ScheduleError(f"{timing.cron[:_LONGEST]!r} is no cron of five fields, such as 0 6 * * *")
    try:
        next(CronSim(timing.cron, datetime(2024, 1, 1)))  # noqa: DTZ001 - any wall clock will do
    except (CronSimError, StopIteration):
        raise ScheduleError(f"{timing.cron!r} is no cron that is ever due; write it like 0 6 * * *") from None


def due_after(timing: Timing, moment: datetime) -> datetime:
    """The first time a timing is due after a moment, in UTC. Raises ScheduleError for a timing that is none."""
    check(timing)
    zone = ZoneInfo(timing.time_zone)
    if is_interval(timing.cron):
        return next(CronSim(timing.cron, moment.astimezone(zone))).astimezone(UTC)
    times = _times_of_day(timing.cron, zone, moment)
    return next(time for time in times if time > moment)


def due_on(timing: Timing, moment: datetime) -> datetime | None:
    """The last time a timing was due, not after a moment and less than two days before it; None where there is none."""
    last, due = None, due_after(timing, moment - _BEFORE)
    while due <= moment:
        last, due = due, due_after(timing, due)
    return last


def is_interval(cron: str) -> bool:
    """Whether a cron goes by the minutes that pass, and not by the time of day."""
    minute, hour, *_ = cron.split()
    return minute.startswith("*") or hour.startswith("*")


def _times_of_day(cron: str, zone: ZoneInfo, moment: datetime) -> Iterator[datetime]:
    """The moments of a cron's times of day, from some time before a moment on."""
    shop = _shop(zone)
    last = moment - 2 * _BEFORE
    for wall in CronSim(cron, moment.astimezone(zone).replace(tzinfo=None) - _BEFORE):
        time = _moment(shop, wall)
        if time is not None and time > last:  # two times that are skipped together are one
            last = time
            yield time


def _moment(shop: Shop, wall: datetime) -> datetime | None:
    """The one moment of a wall clock's time on its shop day, in UTC; None where there is no such day."""
    day = wall.date()
    begins, ends = shop.day_start(day), shop.day_start(day + timedelta(days=1))
    if begins >= ends:
        return None
    first, second = (wall.replace(tzinfo=shop.zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first > second:  # skipped: with the offset of before it lies after the change, and the other way round
        first = second = _change_between(shop.zone, second, first)
    time = first if shop.local_date(first) == day else second
    return min(max(time, begins), ends - _MINUTE)


def _change_between(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The moment a zone puts its clock forward, between two moments that lie around it."""
    offset = before.astimezone(zone).utcoffset()
    low, high = int(before.timestamp()), int(after.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)


@lru_cache(maxsize=_KEPT)
def _shop(zone: ZoneInfo) -> Shop:
    """A shop of no country, for its days."""
    return Shop(str(zone), "XXX", "XX")


def in_words(timing: Timing) -> str:
    """A cron as a person says it: "at 06:00", or the cron itself where words would be longer."""
    minute, hour, *rest = timing.cron.split()
    every_day = rest == ["*", "*", "*"]
    if every_day and minute.isdecimal() and hour.isdecimal():
        return f"every day at {int(hour):02}:{int(minute):02}"
    if every_day and hour == "*" and minute.isdecimal():
        return f"every hour at {int(minute)} past"
    if every_day and hour == "*" and minute == "*":
        return "every minute"
    return str(CronSim(timing.cron, datetime(2024, 1, 1)).explain())  # noqa: DTZ001 - any wall clock will do
