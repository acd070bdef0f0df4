"""The demo shop's stock, day by day: what is there is sold, what runs low is ordered, what was ordered arrives.

Units on a shelf = last count - units sold + units taken back + units received, to the unit. What arrives or comes back
on a day is sold from the next day on, so that no order is ever met by goods that were not there yet.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from local.demo import Demo
from local.demo.buyer import Buyer
from local.demo.catalogue import Catalogue, catalogue
from local.demo.days import EPOCH, HOUR, Month
from local.demo.orders import settle
from local.demo.plan import Plan, plan_of
from local.demo.randomness import Ints, Rows, stream
from local.demo.records import COUNT, LINE, MERCHANDISE, RECEIPT, REFUND, empty, joined
from local.demo.seasons import shops_closed

_COUNTED_AT = 7  # o'clock
_COUNT_EVERY, _COUNT_EVERY_BEST, _BEST = 28, 7, 5.0  # days; best are those that sell five times the mean
_ONLINE_REFUNDS, _COUNTER_REFUNDS = 2.5, 1.6  # against the category's rate
_SEASON_DAYS = 60  # for which the seasonal product is there when the shop opens
_MONEY_ONLY = 0.12  # of refunds: the goods stay with the customer, some of the money comes back


@dataclass(frozen=True)
class Day:
    """What a day did to the shelves."""

    lines: Rows
    counts: Rows
    purchases: Rows
    receipts: Rows


@dataclass
class Shelf:
    """What is where, and what is on its way. Days must be run in their order."""

    demo: Demo
    on_hand: Ints  # [place * products + product]
    buyer: Buyer
    receipts: dict[int, list[Rows]] = field(default_factory=dict)  # by ordinal of the day they arrive
    refunds: dict[int, list[Rows]] = field(default_factory=dict)

    @property
    def shop(self) -> Catalogue:
        return catalogue(self.demo.seed)

    @property
    def plan(self) -> Plan:
        return plan_of(self.demo)

    def run(self, month: Month, index: int, wanted: Rows) -> Day:
        """One day: `wanted` are its lines in order of time; they become short where the shelf was."""
        today = month.ordinal + index
        opening = self.on_hand.copy()
        granted = self._grant(wanted)
        wanted["short"] = granted < wanted["quantity"]
        wanted["quantity"] = granted
        lines = wanted[granted > 0]
        settle(self.shop, lines)
        self._note_refunds(lines)
        units, cells = self._draws(lines)
        counts = self._counts(month, index, opening, lines)
        sold = np.bincount(cells, units, len(self.on_hand)).astype(np.int64)
        self.on_hand -= sold
        back = self._taken_back(month, index)
        arrived = joined(RECEIPT, self.receipts.pop(today, []))
        purchases, coming = self.buyer.order(month, index, self.on_hand, opening, sold)
        for ordinal, receipts in coming:
            self.receipts.setdefault(ordinal, []).append(receipts)
        size = len(self.shop)
        np.add.at(self.on_hand, arrived["place"] * np.int64(size) + arrived["product"], arrived["quantity"])
        returned, units = self._cells(back["place"], back["product"], -back["quantity"])
        np.add.at(self.on_hand, returned, units)
        np.subtract.at(self.buyer.on_order, arrived["place"] * np.int64(size) + arrived["product"], arrived["quantity"])
        return Day(joined(LINE, [lines, back]), counts, purchases, arrived)

    def _note_refunds(self, lines: Rows) -> None:
        """Keep what will be refunded of lines that were sold, by its day."""
        some = lines[lines["due"] >= 0]
        back = _turned_round(some)
        for ordinal in np.unique(some["due"]):
            self.refunds.setdefault(int(ordinal), []).append(back[some["due"] == ordinal])

    def _cells(self, place: Ints, product: Ints, quantity: Ints) -> tuple[Ints, Ints]:
        """Shelf places and units of lines, bundles as their components."""
        size = np.int64(len(self.shop))
        whole = self.shop.bundle[product]
        cells, units = [(place * size + product)[~whole]], [quantity[~whole].astype(np.int64)]
        for bundle, component, count in self.shop.components if whole.any() else ():
            own = product == bundle
            cells.append(place[own] * size + component)
            units.append(quantity[own].astype(np.int64) * count)
        return np.concatenate(cells), np.concatenate(units)

    def _draws(self, lines: Rows) -> tuple[Ints, Ints]:
        """Units taken from shelf places by lines that were granted."""
        real = lines[(lines["type"] == MERCHANDISE) & ~lines["test"]]
        cells, units = self._cells(real["place"], real["product"], real["quantity"])
        return units, cells

    def _grant(self, wanted: Rows) -> Ints:
        """How many of each line there are: who comes first is served first."""
        size = np.int64(len(self.shop))
        free = (wanted["type"] != MERCHANDISE) | wanted["test"]
        granted = np.where(free, wanted["quantity"], 0).astype(np.int64)
        whole = self.shop.bundle[wanted["product"]] & ~free
        single = np.flatnonzero(~whole & ~free)
        position, per = [single], [np.ones(len(single), np.int64)]
        cell = [wanted["place"][single] * size + wanted["product"][single]]
        for bundle, component, count in self.shop.components if whole.any() else ():
            own = np.flatnonzero(whole & (wanted["product"] == bundle))
            position.append(own)
            per.append(np.full(len(own), count))
            cell.append(wanted["place"][own] * size + component)
        at, each, where = np.concatenate(position), np.concatenate(per), np.concatenate(cell)
        asked = wanted["quantity"][at] * each
        turn = np.lexsort((at, where))
        before = np.cumsum(asked[turn]) - asked[turn]
        fresh = np.append(True, where[turn][1:] != where[turn][:-1]) if len(turn) else np.zeros(0, np.bool_)
        before -= np.maximum.accumulate(np.where(fresh, before, 0))
        given = np.empty(len(at), np.int64)
        given[turn] = np.clip(self.on_hand[where[turn]] - before, 0, asked[turn])
        given //= each
        granted[single] = given[: len(single)]
        if whole.any():
            granted[whole] = wanted["quantity"][whole]
            np.minimum.at(granted, at[len(single) :], given[len(single) :])
        return granted

    def _counts(self, month: Month, index: int, opening: Ints, lines: Rows) -> Rows:
        """The shelf places counted at seven in the morning; on the first day all, at midnight."""
        size, today = len(self.shop), month.ordinal + index
        number = np.arange(len(self.on_hand))
        product, place = number % size, number // size
        every = np.where(self.shop.weight[product] > _BEST, _COUNT_EVERY_BEST, _COUNT_EVERY)
        kept = self.shop.stocked.ravel() & ~self.shop.bundle[product] & ~self.shop.gift_card[product]
        age = today - (self.plan.first_day - EPOCH).days
        if age == 0:
            at, due, there = month.midnights[index], kept, opening
        else:
            at = int(month.utc(np.array([index]), np.array([_COUNTED_AT * HOUR]))[0])
            due = kept & ((today + product * 7 + place * 11) % every == 0) & (product != self.plan.never_counted)
            due &= self.shop.launched_after[product] <= age
            real = lines[(lines["type"] == MERCHANDISE) & ~lines["test"]]
            early = self._cells(*(real[real["at"] < at][name] for name in ("place", "product", "quantity")))
            there = opening - np.bincount(early[0], early[1], len(opening)).astype(np.int64)
        counts = empty(COUNT, int(due.sum()))
        counts["product"], counts["place"], counts["at"], counts["on_hand"] = product[due], place[due], at, there[due]
        return counts

    def _taken_back(self, month: Month, index: int) -> Rows:
        """The refunds of a day, as lines."""
        today, day = month.ordinal + index, month.day(index)
        due = joined(LINE, self.refunds.pop(today, []))
        away = (due["place"] > 0) if shops_closed(day) else np.zeros(len(due), np.bool_)
        if day in self.plan.gap:
            away |= due["place"] == self.plan.gap_place
        if away.any():
            self.refunds.setdefault(today + 1, []).append(due[away])
            due = due[~away]
        rng = stream(self.demo.seed, "refunds of a day", today)
        order = np.lexsort((due["line"], due["order"]))
        due = due[order]
        wall = rng.integers(19 * HOUR // 2, 17 * HOUR, len(due))
        due["day"] = index
        due["at"] = month.utc(np.full(len(due), index), wall)
        return due


def _turned_round(lines: Rows) -> Rows:
    """Lines as their refunds: `share` is 0 where the goods come back, else the part of the money that does."""
    back = lines.copy()
    back["kind"] = REFUND
    part = lines["share"] > 0
    net = lines["gross"] - lines["discount"]
    back["gross"] = -np.where(part, np.rint(net * lines["share"]), lines["gross"])
    back["discount"] = -np.where(part, 0, lines["discount"])
    back["tax"] = -np.where(part, np.rint(lines["tax"] * lines["share"]), lines["tax"])
    back["quantity"] = -np.where(part, 0, lines["quantity"])
    return back


def plan_refunds(demo: Demo, month: Month, lines: Rows) -> None:
    """Set for each line wanted the day (ordinal) it would be refunded, or -1, and the share of money-only ones."""
    shop, plan = catalogue(demo.seed), plan_of(demo)
    rng = stream(demo.seed, "refunds", month.number)
    size = len(lines)
    product, ordered = lines["product"], month.ordinal + lines["day"].astype(np.int64)
    chance = shop.refund_rate[product] * np.where(lines["place"] == 0, _ONLINE_REFUNDS, _COUNTER_REFUNDS)
    due = ordered + 1 + np.minimum(rng.gamma(1.8, 6.5, size), 60).astype(np.int64)
    share = np.where(rng.random(size) < _MONEY_ONLY, rng.uniform(0.2, 0.5, size), 0.0)
    draw = rng.random(size)
    first, end = ((day - EPOCH).days for day in (plan.refund_ordered.first, plan.refund_ordered.end))
    faulty = (product == plan.refunded.product) & (ordered >= first) & (ordered < end)
    wave = rng.integers((plan.refund_days.first - EPOCH).days, (plan.refund_days.end - EPOCH).days, size)
    due, share = np.where(faulty, wave, due), np.where(faulty, 0.0, share)
    chance = np.where(np.isin(product, [shortage.product for shortage in plan.shortages]), 0.0, chance)
    chance = np.where(faulty, plan.refund_share, chance)
    refunded = (draw < chance) & ~lines["test"] & (lines["type"] == MERCHANDISE)
    lines["due"], lines["share"] = np.where(refunded, due, -1), share


def opened(demo: Demo) -> Shelf:
    """The shelves on the first morning."""
    shop, plan = catalogue(demo.seed), plan_of(demo)
    buyer = Buyer.new(demo)
    cover = stream(demo.seed, "opening stock").uniform(14, 32, len(buyer.rate))
    there = shop.stocked.ravel() & np.tile((shop.launched_after == 0) & ~shop.bundle & ~shop.gift_card, 3)
    on_hand = np.where(there, np.ceil(buyer.rate * cover) + 3, 0).astype(np.int64)
    seasonal = plan.seasonal + len(shop) * np.flatnonzero(shop.stocked[:, plan.seasonal])
    peak = buyer.peak_ahead(plan.first_day, np.full(len(seasonal), _SEASON_DAYS))
    on_hand[seasonal] = np.ceil(buyer.planned[seasonal] * peak) + 5
    return Shelf(demo, on_hand, buyer)
