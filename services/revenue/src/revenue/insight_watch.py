"""What can be looked for on a day, and from when on, where there is too little data yet."""

from __future__ import annotations

from datetime import timedelta

from revenue.insight_data import ShopData
from revenue.insight_products import KNOWN_BEFORE
from revenue.insight_usual import WEEKS
from revenue.insight_web import BEFORE, LEAST_DAYS

_GAP_WEEKS = 3  # of each weekday, before a silent one is news


def watched(data: ShopData, index: int) -> list[dict[str, object]]:
    """Of each thing that is looked for: whether it could be on this day, and else from when on and what it needs."""
    has_forecast = data.day(index) in data.forecasts
    return [
        _told("forecast", ready=has_forecast, ready_on=None, needs="a forecast that was made before the day"),
        _by_days(data, index, "products", KNOWN_BEFORE, "four weeks of sales"),
        _by_days(data, index, "refunds", KNOWN_BEFORE, "four weeks of sales"),
        _by_days(data, index, "gaps", _GAP_WEEKS * 7, "three weeks of sales"),
        _by_days(data, index, "counts", WEEKS * 7, "eight weeks of sales"),
        _web(data, index),
    ]


def _by_days(data: ShopData, index: int, what: str, days: int, needs: str) -> dict[str, object]:
    ready_on = (data.first + timedelta(days=days)).isoformat()
    return _told(what, ready=index >= days, ready_on=ready_on, needs=needs)


def _web(data: ShopData, index: int) -> dict[str, object]:
    measured = int((data.sessions[max(0, index - BEFORE) : index].sum(axis=1) > 0).sum())
    ready = measured >= LEAST_DAYS
    ready_on = None if not measured else (data.day(index) + timedelta(days=LEAST_DAYS - measured)).isoformat()
    return _told("web", ready=ready, ready_on=ready_on, needs="ten days of web events")


def _told(what: str, *, ready: bool, ready_on: str | None, needs: str) -> dict[str, object]:
    if ready:
        return {"what": what, "is_ready": True, "ready_on": None}
    return {"what": what, "is_ready": False, "ready_on": ready_on, "needs": needs}
