"""Hours and days without a sale where there always is one: a till that does not report, a shop that is shut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from revenue.insight_data import HOURS, Finding, Floats, Ints, ShopData, margin_rate
from revenue.insight_models import silence

AFTER_DAYS = 7

WEEKS = 8  # that show the rhythm of a place
_LEAST_WEEKDAYS = 3  # such weekdays before, else nobody knows whether it is open then
_WEB_LEAST_DAYS = 7  # of the web, which never closes, any day tells of any other
_CHANCE = 1e-5  # how likely a silence may be by chance: once in 270 years of one place's days
_SPREAD = 16.0  # a quarter of a day's mean beside chance
_DOOR_HOURS = 6  # hours of a day in which a place with a door never sells
_RESUMED = 0.3  # of what is usual on such a day counts as selling again


@dataclass(frozen=True)
class _Rhythm:
    """What happens where, by [day, local hour]: orders of a place, or sessions of the web."""

    dimension: str
    subject: str
    counts: Floats
    any_weekday: bool


def gaps(data: ShopData, index: int) -> Iterator[Finding]:
    """Places, and the web, whose silence up to the end of the day cannot be chance."""
    if index < data.hours_since + _WEB_LEAST_DAYS:
        return
    for number, place in enumerate(data.places):
        finding = _gap(data, _Rhythm("location", place.name, data.hours[number], any_weekday=False), index, number)
        if finding is not None:
            yield finding
    finding = _gap(data, _Rhythm("web", "web events", data.sessions, any_weekday=True), index, None)
    if finding is not None:
        yield finding


def _gap(data: ShopData, rhythm: _Rhythm, index: int, place: int | None) -> Finding | None:
    today = _usual(data, rhythm, index)
    if today is None:
        return None
    found = rhythm.counts[index]
    begin, end, missing = _longest(found, today)
    if not missing:
        return None
    carried, days = _carried(data, rhythm, index) if begin == 0 or not today[:begin].sum() else (0.0, 0)
    if silence(missing + carried, _SPREAD) > _CHANCE:
        return None
    has_door = int((today == 0).sum()) >= _DOOR_HOURS
    if has_door and data.day(index) in data.holidays and not _another_door_open(data, index, place):
        return None
    whole = not found.sum()
    fields = {
        "usual": round(missing, 1),
        "is_whole_day": bool(whole),
        "from_hour": begin,
        "to_hour": end,
        "silent_days": days + 1 if whole else 0,
        "chance": silence(missing + carried, _SPREAD),
    }
    after = _resumes(data, rhythm, index)
    if place is None:
        return Finding("web_gap", data.day(index), rhythm.dimension, rhythm.subject, fields, after=after)
    own = data.by_place.of(place)
    first = max(0, index - WEEKS * 7)
    each = float(own.net_sales[first:index].sum()) / max(float(own.orders[first:index].sum()), 1.0)
    spread = 1.96 * (missing + missing**2 / _SPREAD) ** 0.5
    return Finding(
        "data_gap",
        data.day(index),
        rhythm.dimension,
        rhythm.subject,
        fields | {"usual_net_sales": round(missing * each, 2)},
        net=-missing * each,
        net_low=-(missing + spread) * each,
        net_high=-max(missing - spread, 0.0) * each,
        margin_rate=margin_rate(own, first, index),
        after=after,
    )


def _another_door_open(data: ShopData, index: int, place: int | None) -> bool:
    """Whether another place that sells by day only sold something: then the holiday is no reason."""
    days = data.hours[:, max(data.hours_since, index - WEEKS * 7) : index]
    has_door = (days.sum(axis=1) == 0).sum(axis=1) >= _DOOR_HOURS
    sold = data.hours[:, index].sum(axis=1) > 0
    return any(bool(has_door[other] and sold[other]) for other in range(len(data.places)) if other != place)


def _usual(data: ShopData, rhythm: _Rhythm, index: int) -> Floats | None:
    """What usually happens in each hour of such a day; None where too little is known of it."""
    since = max(data.hours_since, index - WEEKS * 7)
    days = np.arange(since, index)
    seen = rhythm.counts[since:index].sum(axis=1) > 0
    if not seen.any():
        return None
    days = days[int(np.argmax(seen)) :]  # nothing is known of the time before the first
    same = days[(index - days) % 7 == 0]
    lengths = data.hour_lengths[index]
    if len(same) >= _LEAST_WEEKDAYS:
        # A quarter of such days silent, and it is a day on which it is sometimes shut.
        silent = sum(not rhythm.counts[day].sum() for day in same)
        return (
            None
            if silent > len(same) // 4
            else np.asarray(np.median(rhythm.counts[same].sum(axis=1)) * _shape(rhythm, days) * lengths)
        )
    if rhythm.any_weekday and int(seen.sum()) >= _WEB_LEAST_DAYS:
        counted = rhythm.counts[days]
        return np.asarray(np.median(counted[counted.sum(axis=1) > 0].sum(axis=1)) * _shape(rhythm, days) * lengths)
    return None


def _shape(rhythm: _Rhythm, days: Ints) -> Floats:
    """How a day is spread over its hours."""
    hours = rhythm.counts[days].sum(axis=0)
    return np.asarray(hours / hours.sum())


def _longest(found: Floats, usual: Floats) -> tuple[int, int, float]:
    """The run of silent hours in which most was to be expected: its first hour, the one after its last, how much."""
    best, begin, sum_ = (0, 0, 0.0), 0, 0.0
    for hour in range(HOURS):
        if found[hour]:
            begin, sum_ = hour + 1, 0.0
            continue
        sum_ += float(usual[hour])
        if sum_ > best[2]:
            best = begin, hour + 1, sum_
    return best


def _carried(data: ShopData, rhythm: _Rhythm, index: int) -> tuple[float, int]:
    """What whole silent days just before were to bring, and how many they are."""
    missing, days = 0.0, 0
    for day in range(index - 1, max(data.hours_since, index - 14), -1):  # two weeks: longer ones are no news
        if rhythm.counts[day].sum():
            break
        usual = _usual(data, rhythm, day)
        if usual is not None:
            missing += float(usual.sum())
        days += 1
    return missing, days


def _resumes(data: ShopData, rhythm: _Rhythm, index: int) -> dict[str, object]:
    """That it goes on within a week: on some day at least nearly a third of what is usual."""
    told: dict[str, object] = {
        "measure": "days_until_resumed",
        "days": AFTER_DAYS,
        "at_most": AFTER_DAYS,
        "observed": None,
    }
    for day in range(index + 1, min(index + 1 + AFTER_DAYS, data.days)):
        usual = _usual(data, rhythm, day)
        if usual is not None and rhythm.counts[day].sum() >= _RESUMED * usual.sum() > 0:
            return told | {"observed": day - index, "is_hit": True}
    if index + AFTER_DAYS < data.days:
        told |= {"is_hit": False}
    return told
