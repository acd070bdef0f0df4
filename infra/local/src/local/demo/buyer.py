"""How the demo shop reorders: each supplier on its days, up to what is expected until the next delivery is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from local.demo import Demo
from local.demo.catalogue import Catalogue, catalogue, season_of
from local.demo.days import EPOCH, HOUR, Month, month_of, number_of
from local.demo.orders import peak_factors, prices_of, product_weights
from local.demo.people import SUPPLIERS
from local.demo.plan import Plan, plan_of
from local.demo.randomness import Floats, Ints, Rows, stream
from local.demo.records import PURCHASE, RECEIPT, empty, joined, ranks_within
from local.demo.seasons import SHOP_YEAR, year_factors

_ORDERS_A_DAY = (68.0, 88.0, 66.0)  # by place, about; only the opening stock depends on it
_LINES, _UNITS = 2.1, 1.25
_MEMORY = 1 / 28.0  # of the buyer's average of daily sales
_SAFETY_DAYS, _SAFETY = 4, 1.3
_AT_LEAST = 3  # units on a shelf
_LET_RUN_OUT = 70  # days before a planned shortage in which the buyer orders no further than its day
_DELAYS, _DELAY_WEIGHTS = (-1, 0, 1, 2, 7), (0.1, 0.6, 0.17, 0.09, 0.04)
_SPLIT_SHARE, _SPLIT_DAYS = 0.03, 9  # of lines that arrive in two parts
_ORDER_HOUR, _RECEIPT_HOUR = 15, 11
_SUNDAY = 6
_NOT_QUITE = 0.93  # of what would last until then: sales swing, and gone a day early is gone in time
_QUICK = 3  # days: how soon products arrive that run out on a planned day
_LAST_DELIVERIES = (4, 8, 12)  # days before it
_FORGOT_AFTER = 30  # days before its launch a product is ordered first


Coming = tuple[int, Rows]  # the day it arrives, as an ordinal, and the receipts


@dataclass
class Buyer:
    """What the buyer knows: how fast everything sells, what is on order, what sells more in which season."""

    demo: Demo
    rate: Floats  # units a day, [place * products + product]
    on_order: Ints
    curve: Floats  # [category, day of the year]
    lead: Ints  # by product
    review: Ints
    planned: Floats  # the rate the buyer began with

    @classmethod
    def new(cls, demo: Demo) -> Buyer:
        """A buyer on the first day, who knows about how well each product sells."""
        shop, plan = catalogue(demo.seed), plan_of(demo)
        weights = product_weights(demo, month_of(number_of(plan.first_day) + 1))[:, 0]
        weights[:, plan.seasonal] = plan.weights(shop)[plan.seasonal]
        rate = np.zeros((3, len(shop)))
        for place, orders in enumerate(_ORDERS_A_DAY):
            share = weights[min(place, 1)] * shop.stocked[place]
            rate[place] = share / share.sum() * orders * _LINES * _UNITS * demo.scale
        late = shop.launched_after > 0
        rate[:, late] = 0.1 * demo.scale * shop.stocked[:, late]
        review = np.array([days for *_, days in SUPPLIERS], np.int64)
        lead = lead_times(demo)
        months = [month_of(24_000 + number) for number in range(12)]  # any year's
        year = np.concatenate([year_factors(SHOP_YEAR, month) for month in months])
        curve = np.array(
            [
                np.concatenate([year_factors(season_of(number), month) for month in months])
                for number in range(len(shop.categories))
            ]
        )
        return cls(
            demo,
            rate.ravel(),
            np.zeros(3 * len(shop), np.int64),
            curve * year,
            lead,
            review[shop.supplier],
            rate.ravel().copy(),
        )

    @property
    def shop(self) -> Catalogue:
        return catalogue(self.demo.seed)

    @property
    def plan(self) -> Plan:
        return plan_of(self.demo)

    def order(self, month: Month, index: int, on_hand: Ints, opening: Ints, sold: Ints) -> tuple[Rows, list[Coming]]:
        """A day's orders to suppliers, and the receipts they will lead to (with the day, as an ordinal)."""
        there = opening > 0
        self.rate += np.where(there, (sold - self.rate) * _MEMORY, 0.0)
        today, day = month.ordinal + index, month.day(index)
        shop, size = self.shop, len(self.shop)
        place_of_order = (today + 3 * shop.supplier) % self.review == 0
        age = (day - self.plan.first_day).days
        for shortage in self.plan.shortages:  # the buyer's last deliveries, so that it runs out when it should
            place_of_order[shortage.product] |= (shortage.out - day).days in _LAST_DELIVERIES
        place_of_order &= (shop.launched_after <= age + _FORGOT_AFTER) & ~shop.bundle & ~shop.gift_card
        cells = np.flatnonzero(np.tile(place_of_order, 3) & shop.stocked.ravel())
        product = cells % size
        ahead = self._ahead(day, product)
        horizon = self.lead[product] + self.review[product]
        expected = self.rate[cells] * ahead * (horizon + _SAFETY_DAYS)
        seasonal = product == self.plan.seasonal
        expected[seasonal] = self.planned[cells[seasonal]] * self.peak_ahead(day, horizon[seasonal] + _SAFETY_DAYS)
        target = np.maximum(expected + _SAFETY * np.sqrt(expected), _AT_LEAST)
        if day >= self.plan.dead_since:
            target[np.isin(product, self.plan.dead)] = 0
        for shortage in self.plan.shortages:
            until_out = (shortage.out - day).days
            if until_out <= _LET_RUN_OUT and day < shortage.resumed:
                own = product == shortage.product
                soon = until_out > self.lead[shortage.product]
                target[own] = np.minimum(target[own], self.rate[cells[own]] * until_out * _NOT_QUITE) if soon else 0
        missing = target - on_hand[cells] - self.on_order[cells]
        pack = np.where(np.isin(product, [shortage.product for shortage in self.plan.shortages]), 1, shop.pack[product])
        units = np.maximum(np.ceil(missing / pack) * pack, np.where(pack > 1, shop.smallest_order[product], 1)).astype(
            np.int64
        )
        some = missing > np.where(pack > 1, 0.25 * pack * (self.rate[cells] < 0.5), 0)  # noqa: PLR2004 - no pack for a slow product's last unit
        lines = self._lines(month, index, cells[some], units[some])
        planned = [
            self._planned(month, index, number)
            for number, purchase in enumerate(self.plan.purchases)
            if purchase.ordered == day
        ]
        purchases = joined(PURCHASE, [lines[0], *(one[0] for one in planned)])
        np.add.at(self.on_order, purchases["place"] * np.int64(size) + purchases["product"], purchases["quantity"])
        return purchases, lines[1] + [receipts for one in planned for receipts in one[1]]

    def _ahead(self, day: date, product: Ints) -> Floats:
        """How much more is expected to sell than lately, by the season."""
        year_day = day.timetuple().tm_yday
        span = (self.lead + self.review)[product]
        category = self.shop.category[product]
        coming = self.curve[category, (year_day + span // 2 + 5) % 365]
        lately = self.curve[category, (year_day - 12) % 365]
        return np.asarray(np.clip(coming / lately, 0.4, 2.5))

    def peak_ahead(self, day: date, horizons: Ints) -> Floats:
        """Units expected of the seasonal product in so many days, for each unit of its mean daily sales."""
        days = (day - self.plan.seasonal_peak).days + np.arange(1 + int(np.max(horizons, initial=0)))
        return np.append(0.0, np.cumsum(peak_factors(days)))[horizons]

    def _lines(self, month: Month, index: int, cells: Ints, units: Ints) -> tuple[Rows, list[Coming]]:
        shop, size, today = self.shop, len(self.shop), month.ordinal + index
        product, place = cells % size, cells // size
        supplier = shop.supplier[product]
        number = today * 1000 + supplier * 10 + place
        turn = np.lexsort((product, number))
        rng = stream(self.demo.seed, "supply", today)
        delays = rng.choice(_DELAYS, (len(SUPPLIERS), 3), p=_DELAY_WEIGHTS)
        split = rng.random(len(cells)) < _SPLIT_SHARE
        product, place, supplier, number, units = (each[turn] for each in (product, place, supplier, number, units))
        lines = self._purchases(month, index, product=product, place=place, number=number, units=units)
        lines["line"] = ranks_within(number) + 1
        expected = today + self.lead[product]
        planned = np.isin(product, [shortage.product for shortage in self.plan.shortages])
        delay = np.where(planned, 0, delays[supplier, place])
        arrives = _not_sunday(np.maximum(expected + delay, today + 1))
        split &= (units > 1) & ~planned
        lines["expected"] = _at(expected, _RECEIPT_HOUR)
        lines["received"] = _at(np.where(split, _not_sunday(arrives + _SPLIT_DAYS), arrives), _RECEIPT_HOUR)
        first = np.where(split, np.maximum(units * 6 // 10, 1), units)
        receipts = _receipts(lines, arrives, first, 0)
        if split.any():
            receipts += _receipts(lines[split], _not_sunday(arrives + _SPLIT_DAYS)[split], (units - first)[split], 1)
        return lines, receipts

    def _planned(self, month: Month, index: int, planned: int) -> tuple[Rows, list[Coming]]:
        purchase = self.plan.purchases[planned]
        places = np.array([place for place in purchase.places if self.shop.stocked[place, purchase.product]], np.int64)
        product = np.full(len(places), purchase.product)
        rate = self.rate[places * len(self.shop) + purchase.product]
        pack = self.shop.pack[product]
        units = (np.ceil(np.maximum(rate * purchase.days_of_demand, purchase.at_least) / pack) * pack).astype(np.int64)
        number = (month.ordinal + index) * 1000 + 500 + planned * 10 + places  # apart from the day's own orders
        lines = self._purchases(month, index, product=product, place=places, number=number, units=units)
        lines["line"] = 1
        lines["expected"] = _at(np.array([(purchase.expected - EPOCH).days]), _RECEIPT_HOUR)
        arrives = np.full(len(places), (purchase.received - EPOCH).days)
        lines["received"] = _at(arrives, _RECEIPT_HOUR)
        return lines, _receipts(lines, arrives, units, 0)

    def _purchases(self, month: Month, index: int, *, product: Ints, place: Ints, number: Ints, units: Ints) -> Rows:
        lines = empty(PURCHASE, len(product))
        lines["number"], lines["product"], lines["place"], lines["quantity"] = number, product, place, units
        lines["supplier"] = self.shop.supplier[product]
        _, cost = prices_of(self.demo, month)
        lines["cost"] = np.where(self.shop.cost_known[product], cost[product], -1)
        lines["ordered"] = month.utc(np.array([index]), np.array([_ORDER_HOUR * HOUR]))[0]
        return lines


def lead_times(demo: Demo) -> Ints:
    """Days from order to receipt: the product's own, else its supplier's; products that run out come quickly."""
    shop, plan = catalogue(demo.seed), plan_of(demo)
    lead = np.where(shop.lead_time >= 0, shop.lead_time, np.array([days for _, days, *_ in SUPPLIERS])[shop.supplier])
    lead[[shortage.product for shortage in plan.shortages]] = _QUICK
    return lead


def _at(ordinals: Ints, hour: int) -> Ints:
    """An hour of days, in UTC seconds."""
    days, back = np.unique(ordinals, return_inverse=True)
    moments = np.zeros(len(days), np.int64)
    for index, ordinal in enumerate(days.tolist()):
        day = EPOCH + timedelta(days=ordinal)
        month = month_of(number_of(day))
        moments[index] = month.utc(np.array([day.day - 1]), np.array([hour * HOUR]))[0]
    return np.asarray(moments[back], np.int64)


def _not_sunday(ordinals: Ints) -> Ints:
    return np.asarray(ordinals + ((ordinals + 3) % 7 == _SUNDAY), np.int64)  # 1 January 1970 was a Thursday


def _receipts(lines: Rows, arrives: Ints, units: Ints, part: int) -> list[Coming]:
    """What arrives, apart by day."""
    receipts = empty(RECEIPT, len(lines))
    for name in ("number", "line", "product", "place"):
        receipts[name] = lines[name]
    receipts["quantity"], receipts["part"] = units, part
    receipts["at"] = _at(arrives, _RECEIPT_HOUR)
    return [(int(day), receipts[arrives == day]) for day in np.unique(arrives)]
