"""A day's net sales against the interval that was forecast for it before, and what they are made of."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from revenue.contribution import Contribution, Part, contributions, folded
from revenue.insight_data import Finding, Floats, Series, ShopData, margin_rate
from revenue.insight_usual import special

AFTER_DAYS = 7
PARTS = 8  # of a dimension that are told, the last of them all others together
OTHERS = "others"

_AT_LEAST_DAYS = 5
_NORMAL_95 = 1.96  # standard deviations from the middle to the edge of a 95 % interval
_FAR = 3.3  # of them; by chance alone one day in three years, and intervals are never quite right
_SHARE = 0.2  # of the forecast; less is no news for an owner
_WEEKS = 4  # of the same weekday that a day is compared with
_RATE_DAYS = 56


def sales_anomalies(data: ShopData, index: int) -> Iterator[Finding]:
    """The day's net sales lie far outside the interval that was made before it."""
    day = data.day(index)
    told = data.forecasts.get(day)
    if told is None or told.is_closed or told.mean <= 0:
        return
    total = data.total
    found = float(total.net_sales[index])
    difference = found - told.mean
    edge = told.high_95 if difference > 0 else told.low_95
    spread = abs(edge - told.mean) / _NORMAL_95
    if abs(difference) < _SHARE * told.mean or (spread and abs(difference) / spread < _FAR):
        return
    # A feast or the first of a month that the forecast does not know is no news where such days always were so.
    alike = [told.mean * ratio for ratio in special(total.net_sales, data.first, index)]
    if any(found <= each * (1 + _SHARE) if difference > 0 else found >= each * (1 - _SHARE) for each in alike):
        return
    yield Finding(
        "sales_above" if difference > 0 else "sales_below",
        day,
        "shop",
        "",
        {
            "net_sales": round(found, 2),
            "expected": round(told.mean, 2),
            "low": round(told.low_95, 2),
            "high": round(told.high_95, 2),
            "change_percent": round(100 * abs(difference) / told.mean),
            "made_on": told.made_on.isoformat(),
        },
        net=difference,
        net_low=found - told.high_95,
        net_high=found - told.low_95,
        margin_rate=margin_rate(total, max(0, index - _RATE_DAYS), index + 1),
        after=_within(data, index),
    )


def _within(data: ShopData, index: int) -> dict[str, object]:
    """That it passes: of the week after, most days lie within the interval made before each."""
    told: dict[str, object] = {
        "measure": "days_within_forecast",
        "days": AFTER_DAYS,
        "at_least": _AT_LEAST_DAYS,
        "observed": None,
    }
    if index + AFTER_DAYS < data.days:
        net = data.total.net_sales
        inside = known = 0
        for day in range(index + 1, index + 1 + AFTER_DAYS):
            interval = data.forecasts.get(data.day(day))
            if interval is not None:
                known += 1
                inside += int(interval.low_95 <= net[day] <= interval.high_95)
        if known >= _AT_LEAST_DAYS:  # else there is nothing to hold it against
            told |= {"observed": inside, "is_hit": inside >= _AT_LEAST_DAYS}
    return told


def day_contributions(data: ShopData, index: int) -> dict[str, list[Contribution]]:
    """What each dimension adds to the difference between a day and the same weekday of the four weeks before.

    By orders for places, by units for categories and products. Empty without the weeks.
    """
    before = [index - 7 * week for week in range(1, _WEEKS + 1)]
    if before[-1] < 0:
        return {}
    others = data.other_products
    products = _by_units(data.products, data.by_product, index, before)
    return {
        "location": _told(_by_orders(data, "location", index, before)),
        "channel": _told(_by_orders(data, "channel", index, before)),
        "category": _told(_by_units(data.categories, data.by_category, index, before)),
        "product": _told([*products, _part(OTHERS, others.units, others.net_sales, index, before)]),
    }


def _told(parts: list[Part]) -> list[Contribution]:
    return folded(contributions(parts), PARTS, OTHERS)


def _by_orders(data: ShopData, dimension: str, index: int, before: list[int]) -> list[Part]:
    names: dict[str, list[int]] = {}
    for number, place in enumerate(data.places):
        value = place.location_id if dimension == "location" else place.channel
        names.setdefault(value or "", []).append(number)
    return [
        _part(name, data.by_place.orders[own].sum(axis=0), data.by_place.net_sales[own].sum(axis=0), index, before)
        for name, own in names.items()
    ]


def _by_units(names: tuple[str, ...], series: Series, index: int, before: list[int]) -> list[Part]:
    columns = [index, *before]
    moved = (series.net_sales[:, columns] != 0).any(axis=1) | (series.units[:, columns] != 0).any(axis=1)
    return [
        _part(names[number], series.units[number], series.net_sales[number], index, before)
        for number in moved.nonzero()[0].tolist()
    ]


def _part(name: str, volume: Floats, net: Floats, index: int, before: list[int]) -> Part:
    """Then is the mean of the weeks, rounded to what amounts are told in: what is told adds up."""
    weeks = Decimal(len(before))
    return Part(
        name,
        _decimal(volume[before].sum()) / weeks,
        (_decimal(net[before].sum()) / weeks).quantize(Decimal("0.01")),
        _decimal(volume[index]),
        _decimal(net[index]),
    )


def _decimal(value: float) -> Decimal:
    return Decimal(f"{value:.2f}")
