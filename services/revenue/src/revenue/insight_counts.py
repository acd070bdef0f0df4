"""Orders and refunds of a channel, a location or a category that fit neither the last weeks nor last year's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from revenue.insight_data import MEASURES, Finding, Floats, Series, ShopData, margin_rate
from revenue.insight_models import discoveries, lower_tail, upper_tail
from revenue.insight_usual import WEEKS, expected_range, usual_day

AFTER_DAYS = 7  # a week: each weekday once
_AT_LEAST_DAYS = 5  # of them, so that one more odd day does not decide

_LEVEL = 14  # days; a season does not move refunds within them
_LEAST_MEAN = 8.0  # orders to be expected; below it a day says little
_FAR = 0.45  # a share of what is expected; a promotion of a tenth moves a category by nearly as much
_RATE = 1e-4  # false discoveries among the cuts of a day, as there are 365 days in a year
_AFTER_PROMOTION = 7  # days; who bought at the lower price does not come again at once
_REFUND_SPREAD = 3.0  # parcels come back in clumps
_REFUND_TIMES = 2.5
_LEAST_REFUNDED = 15  # units


@dataclass(frozen=True)
class _Cut:
    """One value of a dimension: a channel, a location, a category."""

    dimension: str
    subject: str
    series: Series


def count_anomalies(data: ShopData, index: int) -> Iterator[Finding]:
    """Cuts whose orders or refunds of a day stand out; with false discoveries held down over all of them."""
    if index < WEEKS * 7:
        return
    cuts = list(_cuts(data))
    judged = [(cut, _judged(data, cut, index)) for cut in cuts]
    told = [(cut, told) for cut, told in judged if told is not None]
    for place in discoveries([each.p_value for _, each in told], len(cuts), _RATE):
        cut, each = told[place]
        yield _order_finding(data, cut, each, index)
    yield from _refunds(data, cuts, index)


def _cuts(data: ShopData) -> Iterator[_Cut]:
    """Every cut; a location that is all of a channel is told of once."""
    seen: list[Floats] = []
    for dimension in ("location", "channel"):
        names = sorted({name for place in data.places if (name := _name(place, dimension)) is not None})
        if len(names) < 2:  # noqa: PLR2004 - one alone is the shop, which the forecast judges
            continue
        for name in names:
            own = [number for number, place in enumerate(data.places) if _name(place, dimension) == name]
            series = _sum(data.by_place, own)
            if any(np.array_equal(series.orders, other) for other in seen):
                continue
            seen.append(series.orders)
            yield _Cut(dimension, name, series)
    for number, name in enumerate(data.categories):
        if not name:
            continue
        yield _Cut("category", name, data.by_category.of(number))


def _name(place: object, dimension: str) -> str | None:
    value: str | None = getattr(place, "location_id" if dimension == "location" else "channel")
    return value


def _sum(series: Series, own: list[int]) -> Series:
    return Series(*(getattr(series, name)[own].sum(axis=0) for name in MEASURES))


@dataclass(frozen=True)
class _Judged:
    found: float
    low: float
    high: float
    p_value: float
    spread: float

    @property
    def expected(self) -> float:
        """What was to be expected: where several measures differ, the one nearest to what came."""
        return min(max(self.found, self.low), self.high)


def _judged(data: ShopData, cut: _Cut, index: int) -> _Judged | None:
    found = float(cut.series.orders[index])
    usual = usual_day(cut.series.orders, index)
    # Nothing at all is a gap's; and what the last weeks let expect needs no look at last year.
    if usual is None or not found or usual[0] * (1 - _FAR) <= found <= usual[0] * (1 + _FAR):
        return None
    told = expected_range(cut.series.orders, data.first, index)
    if told is None or told[0] < _LEAST_MEAN:
        return None
    low, high, spread = told
    dispersion = 1 / spread**2
    if found > high * (1 + _FAR) and not _promoted(data, cut, index, 1):
        return _Judged(found, low, high, float(upper_tail(found, high, dispersion)), spread)
    if (
        found < low * (1 - _FAR)
        and not _promoted(data, cut, index, _AFTER_PROMOTION)
        and data.day(index) not in data.holidays
    ):
        return _Judged(found, low, high, float(lower_tail(found, low, dispersion)), spread)
    return None


def _promoted(data: ShopData, cut: _Cut, index: int, days: int) -> bool:
    """Whether a promotion that could move this cut runs, or ran in the days before."""
    for back in range(days):
        held = data.promoted.get(data.day(index - back), frozenset())
        if None in held or (cut.dimension == "category" and cut.subject in held):
            return True
    return False


def _order_finding(data: ShopData, cut: _Cut, judged: _Judged, index: int) -> Finding:
    own = cut.series
    first = index - WEEKS * 7
    each = float(own.net_sales[first:index].sum()) / max(float(own.orders[first:index].sum()), 1.0)
    spread = (judged.expected + (judged.spread * judged.expected) ** 2) ** 0.5
    difference = judged.found - judged.expected
    return Finding(
        "orders_up" if difference > 0 else "orders_down",
        data.day(index),
        cut.dimension,
        cut.subject,
        {
            "orders": round(judged.found),
            "usual_orders": round(judged.expected, 1),
            "change_percent": round(100 * abs(difference) / judged.expected),
            "p_value": judged.p_value,
        },
        net=difference * each,
        net_low=(difference - 1.96 * spread) * each,
        net_high=(difference + 1.96 * spread) * each,
        margin_rate=margin_rate(own, first, index + 1),
        after=_within(data, own.orders, index),
    )


def _within(data: ShopData, orders: Floats, index: int) -> dict[str, object]:
    """That it passes: most days of the week after lie within what is to be expected of them."""
    told: dict[str, object] = {
        "measure": "days_as_usual",
        "days": AFTER_DAYS,
        "at_least": _AT_LEAST_DAYS,
        "observed": None,
    }
    if index + AFTER_DAYS < data.days:
        usual = 0
        for day in range(index + 1, index + 1 + AFTER_DAYS):
            expected = expected_range(orders, data.first, day)
            if expected is not None:
                usual += int(expected[0] * (1 - _FAR) <= orders[day] <= expected[1] * (1 + _FAR))
        told |= {"observed": usual, "is_hit": usual >= _AT_LEAST_DAYS}
    return told


def _refunds(data: ShopData, cuts: list[_Cut], index: int) -> Iterator[Finding]:
    """Cuts of which far more comes back than by the last weeks; products with a wave of their own are told there."""
    told = []
    for cut in cuts:
        back = cut.series.units_refunded
        found = float(back[index])
        usual = _usual_refunds(cut.series, index)
        if found >= max(_LEAST_REFUNDED, _REFUND_TIMES * usual):
            told.append((cut, found, usual, float(upper_tail(found, usual, _REFUND_SPREAD))))
    for place in discoveries([each[3] for each in told], len(cuts), _RATE):
        cut, found, usual, p_value = told[place]
        yield _refund_finding(data, cut, index, found=found, usual=usual, p_value=p_value)


def _usual_refunds(series: Series, index: int) -> float:
    """Units to come back on a day: by the last weeks, by the last two, and by the same season a year ago."""
    back = series.units_refunded
    measures = [float(back[index - days : index].mean()) for days in (WEEKS * 7, _LEVEL)]
    then = index - 364
    if then >= _LEVEL:
        measures.append(float(back[then - 7 : then + 8].mean()))
    return max(*measures, 0.5)


def _refund_finding(data: ShopData, cut: _Cut, index: int, *, found: float, usual: float, p_value: float) -> Finding:
    own = cut.series
    each = float(own.refunds[index]) / found
    back, end = own.units_refunded, index + 1 + AFTER_DAYS
    threshold = round(2 * usual * AFTER_DAYS, 1)
    after: dict[str, object] = {
        "measure": "units_refunded",
        "days": AFTER_DAYS,
        "at_most": threshold,
        "observed": None,
    }
    if end <= data.days:
        observed = round(float(back[index + 1 : end].sum()), 1)
        after |= {"observed": observed, "is_hit": observed <= threshold}
    return Finding(
        "refunds_up",
        data.day(index),
        cut.dimension,
        cut.subject,
        {
            "units_refunded": round(found),
            "usual_units_refunded": round(usual, 1),
            "times_usual": round(found / usual, 1),
            "refunds": round(float(own.refunds[index]), 2),
            "p_value": p_value,
        },
        net=-(found - usual) * each,
        net_low=-(found + 1.96 * found**0.5 - usual) * each,
        net_high=-(found - 1.96 * found**0.5 - usual) * each,
        margin_rate=margin_rate(own, index - WEEKS * 7, index + 1),
        after=after,
    )
