"""The demo shop month after month. Later months follow from earlier ones, as stock does; all else stands alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock

import numpy as np

from local.demo import Demo
from local.demo.customers import EARLIER_MONTHS, won_in
from local.demo.days import EPOCH, Month, month_of, number_of
from local.demo.orders import shipping_lines, wanted_in
from local.demo.plan import plan_of
from local.demo.randomness import Rows
from local.demo.records import BLOCK, COUNT, CUSTOMER, LINE, PURCHASE, RECEIPT, SALE, VISIT, empty, joined
from local.demo.shelf import Shelf, opened, plan_refunds

_REMEMBERED = 2  # months kept for `write_next`: the current one, and the one that late events belong to


@dataclass(frozen=True)
class Happened:
    """A month of the shop: ledger lines in order of time, counts, purchase orders, receipts, new customers.

    `leavers` are earlier customers whose consent changes in this month or later, `arriving` earlier purchase orders
    that arrive in this month or later.
    """

    month: Month
    customers: Rows
    leavers: Rows
    arriving: Rows
    lines: Rows
    counts: Rows
    purchases: Rows
    receipts: Rows


@dataclass
class Simulation:
    """A shop on its way through the months."""

    demo: Demo
    shelf: Shelf
    next_number: int
    visits: Rows  # still to come, of the customers won so far
    earlier: list[Rows] = field(default_factory=list)  # customers won before the data begin
    leavers: Rows = field(default_factory=lambda: empty(CUSTOMER))
    arriving: Rows = field(default_factory=lambda: empty(PURCHASE))

    @classmethod
    def new(cls, demo: Demo) -> Simulation:
        """The shop on the morning of its first day."""
        first = number_of(plan_of(demo).first_day)
        won = [won_in(demo, number) for number in range(first - EARLIER_MONTHS, first)]
        visits = joined(VISIT, [one.visits for one in won])
        begins = (plan_of(demo).first_day - EPOCH).days
        return cls(demo, opened(demo), first, visits[visits["day"] >= begins], [one.customers for one in won])

    def step(self) -> Happened:
        """The next month."""
        month = month_of(self.next_number)
        won = won_in(self.demo, month.number)
        visits = joined(VISIT, [self.visits, won.visits])
        now = visits["day"] < month.ordinal + month.length
        self.visits = visits[~now]
        orders, wanted = wanted_in(self.demo, month, visits[now])
        plan_refunds(self.demo, month, wanted)
        starts = np.searchsorted(orders["day"], np.arange(month.length + 1))
        lines_of = np.searchsorted(wanted["order"] % BLOCK, starts)
        begins = max(0, (plan_of(self.demo).first_day - month.first).days)
        days = [
            self.shelf.run(month, index, wanted[lines_of[index] : lines_of[index + 1]])
            for index in range(begins, month.length)
        ]
        lines = joined(LINE, [day.lines for day in days])
        lines = joined(LINE, [lines, shipping_lines(lines[lines["kind"] == SALE])])
        lines = lines[np.lexsort((lines["line"], lines["order"], lines["kind"], lines["at"]))]
        self.next_number += 1
        happened = Happened(
            month,
            joined(CUSTOMER, [*self.earlier, won.customers]),
            self.leavers[self.leavers["consent_at"] >= month.midnights[0]],
            self.arriving[self.arriving["received"] >= month.midnights[0]],
            lines,
            joined(COUNT, [day.counts for day in days]),
            joined(PURCHASE, [day.purchases for day in days]),
            joined(RECEIPT, [day.receipts for day in days]),
        )
        self.earlier = []
        leaving = happened.customers[happened.customers["consent_at"] >= month.midnights[-1]]
        self.leavers = joined(CUSTOMER, [happened.leavers, leaving])
        self.arriving = joined(PURCHASE, [happened.arriving, happened.purchases])
        return happened


@dataclass
class _Memory:
    """The last shop that was asked for, so that going on from there costs one month and not all of them."""

    lock: Lock = field(default_factory=Lock)
    simulation: Simulation | None = None
    months: dict[int, Happened] = field(default_factory=dict)


_MEMORY = _Memory()


def months(demo: Demo, first: int, last: int) -> Iterator[Happened]:
    """The months from one number to another, both included."""
    with _MEMORY.lock:
        for number in range(first, last + 1):
            yield _month(demo, number)


def _month(demo: Demo, number: int) -> Happened:
    current = _MEMORY.simulation
    if current is None or current.demo != demo or (number < current.next_number and number not in _MEMORY.months):
        current, _MEMORY.months = Simulation.new(demo), {}
        _MEMORY.simulation = current
    while number not in _MEMORY.months:
        reached = current.next_number
        _MEMORY.months[reached] = current.step()
        for old in [known for known in _MEMORY.months if known <= reached - _REMEMBERED]:
            del _MEMORY.months[old]
    return _MEMORY.months[number]
