"""What is planted in the demo shop: which products, which customers, on which days before or after the anchor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

import numpy as np

from local.demo import Demo
from local.demo.catalogue import Catalogue, catalogue
from local.demo.days import months_before, shop_day

MONTHS = 24
WEB_DAYS = 29  # the storefront has been measured since then: at a real shop's rates a day has 15,000 events
_QUIET_WEB_DAYS = 215  # of a quiet shop: half a year to be looked at, and what that is compared with
CALM_DAYS = 110  # before the anchor no other steady customer stops: the lapsing group is the one that did

_NEVER_DAYS = 20_000  # further than any demo goes on

_VIRAL_SALES, _FAULTY_SALES = 105_000, 34_000  # cents a day

_SEASONAL = (  # what could peak in a month, January first
    ("Lunch box", "medium"),
    ("Heart-shaped tin", "medium"),
    ("Egg cup", "white"),
    ("Herb planter", "medium"),
    ("Picnic basket", "large"),
    ("Cool bag", "large"),
    ("Ice bucket", "medium"),
    ("Preserving jar", "large"),
    ("Water bottle", "medium"),
    ("Pudding basin", "medium"),
    ("Advent calendar", "red"),
    ("Christmas crackers", "red"),
)
_DEAD = (
    ("Hurricane glasses", "set of six"),
    ("Tagine", "32 cm"),
    ("Martini glasses", "set of four"),
    ("Gravy boat", "terracotta"),
    ("Cheese dome", "large"),
    ("Tray cloth", "indigo"),
)


@dataclass(frozen=True, slots=True)
class Span:
    """Shop days, the last one excluded."""

    first: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day < self.end


@dataclass(frozen=True, slots=True)
class Rush:
    """Orders beyond the usual: so many a day, of one product, decaying by a factor each day."""

    product: int
    span: Span
    orders_per_day: float
    decay: float = 1.0


@dataclass(frozen=True, slots=True)
class Shortage:
    """The buyer lets a product run out on a day, and orders again from another day on."""

    product: int
    out: date
    resumed: date


@dataclass(frozen=True, slots=True)
class Purchase:
    """An order to a supplier that no rule would place."""

    product: int
    places: tuple[int, ...]
    ordered: date
    expected: date
    received: date
    days_of_demand: int
    at_least: int = 0


@dataclass(frozen=True)
class Plan:
    """Everything that is planted, in shop days."""

    anchor: date
    first_day: date
    web_first: date
    stock_out: Shortage
    past_stock_out: Shortage
    low_stock: Shortage
    overstock: int
    dead: tuple[int, ...]
    dead_since: date
    viral: Rush
    refunded: Rush
    refund_ordered: Span
    refund_days: Span
    refund_share: float
    seasonal: int
    seasonal_peak: date
    pair: tuple[int, int]
    pair_share: float
    morning: int
    evening: int
    content_product: int
    content_rush: Rush
    content_share: float
    bulk_day: date
    bulk_quantity: int
    gap_place: int
    gap: Span
    web_gap: Span
    bots: date
    bot_sessions: int
    lapse_ends: Span
    never_counted: int
    purchases: tuple[Purchase, ...]

    @property
    def shortages(self) -> tuple[Shortage, ...]:
        return (self.stock_out, self.past_stock_out, self.low_stock)

    @property
    def rushes(self) -> tuple[Rush, ...]:
        return (self.viral, self.refunded, self.content_rush)

    @property
    def kept_apart(self) -> frozenset[int]:
        """Products with a role: nobody's favourite, so that only their role moves them."""
        return frozenset(
            {*self.dead, self.viral.product, self.refunded.product, self.seasonal, *self.pair, self.content_product}
            | {self.overstock, self.never_counted, self.evening}
        )

    @property
    def roles(self) -> frozenset[int]:
        """All products that have a role."""
        return self.kept_apart | {self.morning, *(shortage.product for shortage in self.shortages)}

    def weights(self, shop: Catalogue) -> dict[int, float]:
        """How well products with a role sell, where chance could have made them too rare to show it."""
        return {
            self.stock_out.product: 42.0,
            self.past_stock_out.product: 28.0,
            self.low_stock.product: 30.0,
            self.morning: 9.0,
            self.evening: 6.0,
            self.pair[0]: 3.5,
            self.pair[1]: 0.7,
            self.refunded.product: 4.0,
            self.viral.product: 0.5,
            self.content_product: 1.0,
            self.seasonal: 3.0,
            self.overstock: 1.2,
            self.never_counted: 1.0,
        } | {product: min(float(shop.weight[product]), 0.6) for product in self.dead}


@cache
def plan_of(demo: Demo) -> Plan:
    """What is planted, dated from the anchor."""
    return _quiet(_planted(demo)) if demo.quiet else _planted(demo)


def _quiet(plan: Plan) -> Plan:
    """The same shop with all that happens to it left out; what it is and sells stays, so does its season."""
    never = date.max
    nothing = Span(never, never)
    return replace(
        plan,
        web_first=plan.anchor - timedelta(days=_QUIET_WEB_DAYS),
        stock_out=Shortage(plan.stock_out.product, never, never),
        past_stock_out=Shortage(plan.past_stock_out.product, never, never),
        low_stock=Shortage(plan.low_stock.product, never, never),
        viral=Rush(plan.viral.product, nothing, 0.0),
        refunded=Rush(plan.refunded.product, nothing, 0.0),
        content_rush=Rush(plan.content_product, nothing, 0.0),
        refund_ordered=nothing,
        bulk_day=never,
        gap=nothing,
        web_gap=nothing,
        bots=never,
        lapse_ends=Span(plan.anchor + timedelta(days=_NEVER_DAYS), plan.anchor + timedelta(days=_NEVER_DAYS + 1)),
        purchases=(),
    )


def _planted(demo: Demo) -> Plan:
    shop = catalogue(demo.seed)
    anchor = shop_day(demo.until)

    def day(offset: int) -> date:
        return anchor + timedelta(days=offset)

    def span(first: int, end: int) -> Span:
        return Span(day(first), day(end))

    peak = day(18)
    stock_out = Shortage(shop.find("House blend", "whole beans 250 g"), day(-9), day(6))
    viral = shop.find("Bread cloche", "medium")
    dripper = shop.find("Pour-over dripper", "steel")
    scales = shop.find("Kitchen scales", "steel")
    overstock = shop.find("Mug", "indigo")
    dead = tuple(shop.find(base, form) for base, form in _DEAD)
    # Dear or cheap, by the seed: as many orders as make the day's sales, or its refunds, hard to overlook.
    viral_orders = float(np.clip(_VIRAL_SALES / shop.price[viral], 25, 90)) * demo.scale
    faulty_orders = float(np.clip(_FAULTY_SALES / shop.price[scales], 10, 40)) * demo.scale
    purchases = (
        Purchase(stock_out.product, (0, 1, 2), day(-11), day(-5), day(4), 45),
        Purchase(overstock, (0,), day(-118), day(-96), day(-95), 420, 600),
        Purchase(viral, (0,), day(-80), day(-60), day(-61), 120, int(17 * viral_orders)),
        Purchase(scales, (0,), day(-86), day(-70), day(-70), 20, int(17 * faulty_orders)),
        Purchase(dripper, (0,), day(-66), day(-54), day(-54), 30, 260 * demo.scale),
        *(Purchase(product, (0,), day(-260), day(-236), day(-236), 0, 48) for product in dead),
    )
    return Plan(
        anchor=anchor,
        first_day=months_before(anchor, MONTHS),
        web_first=day(-WEB_DAYS),
        stock_out=stock_out,
        past_stock_out=Shortage(shop.find("Irish breakfast", "loose leaf 100 g"), day(-96), day(-78)),
        low_stock=Shortage(shop.find("Sea salt", "candle 200 g"), day(5), day(3)),
        overstock=overstock,
        dead=dead,
        dead_since=day(-232),
        viral=Rush(viral, span(-9, 20), viral_orders, 0.97),
        refunded=Rush(scales, span(-64, -48), faulty_orders),
        refund_ordered=span(-64, -44),
        refund_days=span(-42, -33),
        refund_share=0.7,
        seasonal=shop.find(*_SEASONAL[peak.month - 1]),
        seasonal_peak=peak,
        pair=(shop.find("Pasta machine", "steel"), shop.find("Pasta drying rack", "beech")),
        pair_share=0.45,
        morning=shop.find("Breakfast blend", "ground 250 g"),
        evening=shop.find("Sleepy garden infusion", "loose leaf 100 g"),
        content_product=dripper,
        content_rush=Rush(dripper, span(-50, 60), 4.5 * demo.scale),
        content_share=0.7,
        bulk_day=day(-20),
        bulk_quantity=144,
        gap_place=2,
        gap=span(-27, -25),
        web_gap=span(-16, -15),
        bots=day(-12),
        bot_sessions=4000,
        lapse_ends=span(-78, -48),
        never_counted=shop.find("Teapot", "sage"),
        purchases=purchases,
    )
