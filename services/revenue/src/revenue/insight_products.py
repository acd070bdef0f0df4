"""Products of which far more is bought, or comes back, than they are used to."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from revenue.insight_data import Finding, Floats, Series, ShopData, margin_rate
from revenue.insight_models import discoveries, upper_tail

AFTER_DAYS = 7  # a week after it says whether it went on

_RECENT, _LATELY = 56, 14  # days: two months for the rate, two weeks for one that rises by the season
_SHARE = 0.01  # of the shop's usual day; less is no news for an owner
KNOWN_BEFORE = 28  # days; a product that is newer has no usual rate yet
_YEAR, _SEASON = 364, 10  # the same weekday a year ago, and the days around it that make a season
_LEAST_ORDERS = 12  # fewer make no rush, whatever was usual
_TIMES = 4.0  # so many times the usual; promotions and seasons stay below
_PROMOTION = 3.0  # a promotion of a quarter off doubles orders; three times leaves room
_RATE = 1e-4  # false discoveries in ten thousand, as thousands of products are looked at each day
_ORDER_SPREAD = 4.0  # orders of a product vary by half their mean from day to day beside chance

_LEAST_BACK = 8  # units; fewer are somebody's parcel
_BACK_WINDOW = 180  # days for a product's own share that comes back
_OF_SHOP = 50.0  # units of the shop's own share a product starts with, until its own tell
_BACK_SPREAD = 2.0  # one person sends several back at once
_BACK_TIMES = 4.0


def rushes(data: ShopData, index: int) -> Iterator[Finding]:
    """Products in far more orders than usual: the day after they went round, say. A large order is one order."""
    found = data.by_product.orders[:, index]
    candidates = np.flatnonzero(found >= _LEAST_ORDERS)
    if not len(candidates) or index < KNOWN_BEFORE:
        return
    usual = np.array(
        [_usual_orders(data, int(product), index) * _busy(data, int(product), index) for product in candidates]
    )
    p_values = upper_tail(found[candidates], usual, _ORDER_SPREAD)
    for place in discoveries(p_values.tolist(), int(data.products_sold[index]), _RATE):
        product = int(candidates[place])
        if found[product] >= _TIMES * usual[place] and _known(data.by_product.orders[product], index):
            finding = _rush(data, product, index, float(usual[place]), float(p_values[place]))
            if _matters(data, finding, index):
                yield finding


def _matters(data: ShopData, finding: Finding, index: int) -> bool:
    """Whether it is more than a hundredth of what the shop usually sells on a day."""
    usual = float(np.median(data.total.net_sales[max(0, index - _RECENT) : index]))
    return abs(finding.net or 0.0) >= _SHARE * usual


def _busy(data: ShopData, product: int, index: int) -> float:
    """How much more the rest of the shop has to do than lately: on a Saturday, on the days before a feast."""
    orders = data.total.orders - data.by_product.orders[product]
    before = orders[max(0, index - _RECENT) : index]
    mean = float(before.mean()) if len(before) else 0.0
    return float(np.clip(orders[index] / mean, 1.0, 3.0)) if mean > 0 else 1.0  # not less, as one product is asked for


def _usual_orders(data: ShopData, product: int, index: int) -> float:
    """Orders a day, by the greatest of several measures: of two months, two weeks, and the same season last year."""
    orders = data.by_product.orders[product]
    # Half an order more than there were: a product that was not sold at all may be sold once.
    rates = [_mean(orders[max(0, index - days) : index]) for days in (_RECENT, _LATELY)]
    middle = index - _YEAR
    if middle >= _SEASON:
        rates.append(_mean(orders[middle - _SEASON : middle + _SEASON + 1]))
    promoted = data.promoted.get(data.day(index), frozenset())
    names = {data.products[product], data.category_of[product], None}
    return max(rates) * (_PROMOTION if names & promoted else 1.0)


def _mean(values: Floats) -> float:
    return (float(values.sum()) + 0.5) / max(len(values), 1)


def _known(orders: Floats, index: int) -> bool:
    return bool(orders[max(0, index - _BACK_WINDOW) : index - KNOWN_BEFORE + 1].sum() > 0)


def _rush(data: ShopData, product: int, index: int, usual: float, p_value: float) -> Finding:
    own = data.by_product.of(product)
    orders, net = float(own.orders[index]), float(own.net_sales[index])
    each = net / orders if orders else 0.0
    beyond = (orders - usual) * each
    first = max(0, index - _RECENT)
    return Finding(
        "viral_product",
        data.day(index),
        "product",
        data.products[product],
        {
            "title": data.titles[product],
            "orders": round(orders),
            "units": round(float(own.units[index] + own.units_refunded[index])),
            "usual_orders": round(usual, 1),
            "times_usual": _times(orders, usual),
            "net_sales": round(net, 2),
            "p_value": p_value,
        },
        net=beyond,
        net_low=(orders - 1.96 * orders**0.5 - usual) * each,
        net_high=(orders + 1.96 * orders**0.5 - usual) * each,
        margin_rate=margin_rate(own, first, index + 1),
        after=_after(data, own.orders, index, usual, "product_orders"),
    )


def _times(found: float, usual: float) -> float | None:
    """How many times the usual; None of less than one a day: a thousand times nothing says nothing."""
    return round(found / usual, 1) if usual >= 1 else None


def _after(data: ShopData, values: Floats, index: int, usual: float, measure: str) -> dict[str, object]:
    """That it goes on: the week after brings as many again as this day, and at least twice the usual."""
    end = index + 1 + AFTER_DAYS
    threshold = round(max(2 * usual * AFTER_DAYS, float(values[index])))
    told: dict[str, object] = {"measure": measure, "days": AFTER_DAYS, "at_least": threshold, "observed": None}
    if end <= data.days:
        observed = round(float(values[index + 1 : end].sum()), 1)
        told |= {"observed": observed, "is_hit": observed >= threshold}
    return told


def refund_waves(data: ShopData, index: int) -> Iterator[Finding]:
    """Products of which far more comes back on a day than their own sales and rate let expect."""
    back = data.by_product.units_refunded[:, index]
    candidates = np.flatnonzero(back >= _LEAST_BACK)
    if not len(candidates) or index < KNOWN_BEFORE:
        return
    usual = np.array([_usual_back(data, data.by_product.of(int(product)), index) for product in candidates])
    p_values = upper_tail(back[candidates], usual, _BACK_SPREAD)
    for place in discoveries(p_values.tolist(), int(data.products_sold[index]), _RATE):
        product = int(candidates[place])
        if back[product] >= _BACK_TIMES * usual[place]:
            finding = _wave(data, product, index, float(usual[place]), float(p_values[place]))
            if _matters(data, finding, index):
                yield finding


def _usual_back(data: ShopData, own: Series, index: int) -> float:
    """Units to come back on a day: what was sold in the two months before times the share that usually comes back."""
    first = max(0, index - _BACK_WINDOW)
    shop = data.by_category.total()
    shop_sold = float((shop.units + shop.units_refunded)[first:index].sum())
    shop_share = float(shop.units_refunded[first:index].sum()) / shop_sold if shop_sold else 0.0
    sold = own.units + own.units_refunded
    share = (float(own.units_refunded[first:index].sum()) + _OF_SHOP * shop_share) / (
        float(sold[first:index].sum()) + _OF_SHOP
    )
    lately = max(float(sold[max(0, index - days) : index].sum()) / days for days in (_RECENT, _LATELY))
    return max(share * lately, _mean(own.units_refunded[max(0, index - _RECENT) : index]))


def _wave(data: ShopData, product: int, index: int, usual: float, p_value: float) -> Finding:
    own = data.by_product.of(product)
    back, refunded = float(own.units_refunded[index]), float(own.refunds[index])
    each = refunded / back
    return Finding(
        "refund_wave",
        data.day(index),
        "product",
        data.products[product],
        {
            "title": data.titles[product],
            "units_refunded": round(back),
            "usual_units_refunded": round(usual, 1),
            "times_usual": _times(back, usual),
            "refunds": round(refunded, 2),
            "p_value": p_value,
        },
        net=-(back - usual) * each,
        net_low=-(back + 1.96 * back**0.5 - usual) * each,
        net_high=-(back - 1.96 * back**0.5 - usual) * each,
        margin_rate=margin_rate(own, max(0, index - _BACK_WINDOW), index + 1),
        after=_after(data, own.units_refunded, index, usual, "product_units_refunded"),
    )
