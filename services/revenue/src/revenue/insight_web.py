"""Bursts of web sessions that nobody's orders go with: robots, in the web figures only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from revenue.insight_data import HOURS, Finding, Floats, Ints, ShopData

AFTER_DAYS = 3
BEFORE, LEAST_DAYS = 28, 10  # days to compare with, and how many of them must have been measured

_HOUR_TIMES = 3.0  # an hour with so many times its usual sessions belongs to the burst; people come all day long
_SHARE = 0.35  # of a usual day's sessions; less changes no rate that an owner looks at
_LEAST_SESSIONS = 200  # in a small shop a third of a day is a few people
_ORDERS_TIMES = 1.5  # a newsletter brings orders too, and at least half as many more
_ONLINE = ("online", "web", "Online Store", "ecommerce")  # what sources call it


@dataclass(frozen=True)
class _Burst:
    """Sessions of a day beyond the usual: all in hours that stand far out, or by robots that say so."""

    beyond: float
    usual: float
    begin: int
    end: int


def bot_bursts(data: ShopData, index: int) -> Iterator[Finding]:
    """Far more sessions than usual within hours, or by those that say they are robots; and no more orders."""
    burst = _burst(data, index)
    if burst is None:
        return
    found = float(data.sessions[index].sum() + data.declared_bots[index])
    yield Finding(
        "bot_burst",
        data.day(index),
        "web",
        "sessions",
        {
            "sessions": round(found),
            "usual_sessions": round(burst.usual),
            "beyond": round(burst.beyond),
            "declared_bots": round(float(data.declared_bots[index])),
            "online_orders": round(float(data.by_place.orders[_online(data), index].sum())),
            "from_hour": burst.begin,
            "to_hour": burst.end,
        },
        after=_passes(data, index),
    )


def _online(data: ShopData) -> list[int]:
    """The places where web sessions end; all of them where no channel is named so."""
    online = [number for number, place in enumerate(data.places) if place.channel in _ONLINE]
    return online or list(range(len(data.places)))


def _measured_before(data: ShopData, index: int) -> Ints:
    before = np.arange(max(0, index - BEFORE), index)
    return np.asarray(before[data.sessions[before].sum(axis=1) > 0])


def _burst(data: ShopData, index: int) -> _Burst | None:
    before = _measured_before(data, index)
    if len(before) < LEAST_DAYS:
        return None
    # By medians, so that an earlier burst is not what is usual.
    usual_hours = np.median(data.sessions[before], axis=0)
    usual_bots = float(np.median(data.declared_bots[before]))
    usual = float(np.median(data.sessions[before].sum(axis=1))) + usual_bots
    loud = np.flatnonzero(data.sessions[index] > _HOUR_TIMES * (usual_hours + 1))
    in_hours = float((data.sessions[index] - usual_hours)[loud].sum())
    beyond = in_hours + max(float(data.declared_bots[index]) - usual_bots, 0.0)
    if beyond < max(_SHARE * usual, _LEAST_SESSIONS) or _orders_too(data, index, before, loud):
        return None
    begin, end = (int(loud[0]), int(loud[-1]) + 1) if len(loud) else (0, HOURS)
    return _Burst(beyond, usual, begin, end)


def _orders_too(data: ShopData, index: int, before: Ints, loud: Ints) -> bool:
    """Whether as much more was ordered in these hours as a crowd of people would order."""
    orders: Floats = data.hours[_online(data)].sum(axis=0)
    usual = float(orders[before][:, loud].sum(axis=1).mean())
    return bool(orders[index, loud].sum() > _ORDERS_TIMES * usual + 2 * usual**0.5 + 2)


def _passes(data: ShopData, index: int) -> dict[str, object]:
    """That it passes: within days there is one without a burst."""
    told: dict[str, object] = {
        "measure": "days_until_usual",
        "days": AFTER_DAYS,
        "at_most": AFTER_DAYS,
        "observed": None,
    }
    for day in range(index + 1, min(index + 1 + AFTER_DAYS, data.days)):
        if data.sessions[day].sum() > 0 and _burst(data, day) is None:
            return told | {"observed": day - index, "is_hit": True}
    if index + AFTER_DAYS < data.days:
        told |= {"is_hit": False}
    return told
