"""What is kept of the months while they are made, so that the planted truths can be told with their amounts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from local.demo import Demo
from local.demo.content import CONTENT_SOURCE
from local.demo.days import number_of, seconds
from local.demo.plan import plan_of
from local.demo.randomness import Ints, Mask, Rows
from local.demo.records import (
    COUNT,
    CUSTOMER,
    GIFT_CARD,
    LAPSING,
    LINE,
    MERCHANDISE,
    PURCHASE,
    RECEIPT,
    REFUND,
    SALE,
    joined,
)
from local.demo.sessions import ADD, CONTENT, PRODUCT, START
from local.demo.sessions import PURCHASE as BOUGHT
from local.demo.simulation import Happened, months
from local.demo.web import web_day


@dataclass
class Observed:
    """Rows up to the anchor about the products, customers and days that have a role."""

    months: set[int] = field(default_factory=set)
    lines: list[Rows] = field(default_factory=list)  # of products with a role
    pair_orders: list[Ints] = field(default_factory=list)
    members: list[Rows] = field(default_factory=list)  # the lapsing group
    member_lines: list[Rows] = field(default_factory=list)
    counts: list[Rows] = field(default_factory=list)
    purchases: list[Rows] = field(default_factory=list)
    receipts: list[Rows] = field(default_factory=list)
    net: Counter[tuple[int, int]] = field(default_factory=Counter)  # cents by day (ordinal) and place
    refunds: Counter[int] = field(default_factory=Counter)  # cents by day
    totals: Counter[str] = field(default_factory=Counter)
    web: Counter[str] = field(default_factory=Counter)


_KEPT: dict[Demo, Observed] = {}


def observed(demo: Demo) -> Observed:
    """All that was kept; makes the months again where they were not."""
    plan = plan_of(demo)
    first, last = number_of(plan.first_day), number_of(plan.anchor)
    kept = _KEPT.get(demo)
    if kept is None or kept.months != set(range(first, last + 1)):
        _KEPT.pop(demo, None)
        for happened in months(demo, first, last):
            observe(demo, happened)
            for index in range(happened.month.length):
                if plan.web_first <= happened.month.day(index) <= plan.anchor:
                    observe_web(demo, web_day(demo, happened.month, index, happened.lines))
    return _KEPT[demo]


def observe(demo: Demo, happened: Happened) -> None:
    """Keep what matters of a month; the first month begins anew."""
    plan, until = plan_of(demo), seconds(demo.until)
    if happened.month.number == number_of(plan.first_day):
        _KEPT.clear()  # one shop at a time: at scale 100 they are large
    kept = _KEPT.setdefault(demo, Observed())
    kept.months.add(happened.month.number)
    roles = sorted(plan.roles)
    lines = happened.lines[happened.lines["at"] <= until]
    kept.lines.append(lines[np.isin(lines["product"], roles)])
    sold = lines[(lines["kind"] == SALE) & (lines["type"] == MERCHANDISE) & ~lines["test"]]
    first, second = (np.unique(sold["order"][sold["product"] == product]) for product in plan.pair)
    kept.pair_orders.append(np.intersect1d(first, second))
    kept.members.append(
        happened.customers[(happened.customers["habit"] == LAPSING) & (happened.customers["created"] <= until)]
    )
    ids = joined(CUSTOMER, kept.members)["id"]
    kept.member_lines.append(sold[np.isin(sold["customer"], ids)])
    for rows, name, target in (
        (happened.counts, "at", kept.counts),
        (happened.purchases, "ordered", kept.purchases),
        (happened.receipts, "at", kept.receipts),
    ):
        target.append(rows[np.isin(rows["product"], roles) & (rows[name] <= until)])
    _add(kept, happened, lines)


def _add(kept: Observed, happened: Happened, lines: Rows) -> None:
    counted = lines[(lines["type"] == MERCHANDISE) & ~lines["test"]]
    net = counted["gross"] - counted["discount"]
    day = happened.month.ordinal + counted["day"].astype(np.int64)
    back = counted["kind"] == REFUND
    for place in range(3):
        own = counted["place"] == place
        for ordinal in np.unique(day[own]).tolist():
            kept.net[ordinal, place] += int(net[own & (day == ordinal)].sum())
    for ordinal in np.unique(day[back]).tolist():
        kept.refunds[ordinal] -= int(net[back & (day == ordinal)].sum())
    kept.totals["gross"] += int(counted["gross"][~back].sum())
    kept.totals["discounts"] += int(counted["discount"][~back].sum())
    kept.totals["refunds"] -= int(net[back].sum())
    kept.totals["orders"] += len(np.unique(counted["order"][~back]))
    kept.totals["tests"] += len(np.unique(lines["order"][lines["test"]]))
    cards = lines["type"] == GIFT_CARD
    kept.totals["gift_cards"] += int((lines["gross"] - lines["discount"])[cards & ~lines["test"]].sum())
    abroad = counted["currency"] > 0
    kept.totals["foreign_lines"] += int(abroad.sum())
    known = counted["cost"] >= 0
    kept.totals["net_with_cost"] += int(net[known].sum())
    kept.totals["cost"] += int((counted["cost"] * counted["quantity"])[known].sum())


def observe_web(demo: Demo, events: Rows) -> None:
    """Count what matters of a day's events."""
    kept = _KEPT.setdefault(demo, Observed())
    events = events[events["known"] <= seconds(demo.until)]
    what, bot = events["event"], events["bot"]
    web = kept.web
    web["events"] += len(events)
    web["sessions"] += int((what == START).sum())
    web["flagged_bots"] += int(((what == START) & bot).sum())
    web["purchases"] += int((what == BOUGHT).sum())
    web["purchases_without_order"] += int(((what == BOUGHT) & (events["order"] < 0)).sum())
    ids = events["order"][(what == BOUGHT) & (events["order"] >= 0)]
    web["purchases_again"] += len(ids) - len(np.unique(ids))
    web["late"] += int((events["known"] > events["at"]).sum())
    web["denied"] += int((events["consent"] == 1).sum())
    web["days_without_add_to_cart"] += int(bool(len(events)) and not bool((what == ADD).any()))
    named = events["session"] >= 0
    web["views"] += int((what == PRODUCT).sum())

    def sessions(mask: Mask) -> Ints:
        return np.unique(events["session"][mask & named & ~bot])

    read = sessions((what == CONTENT) & (events["content"] == 0))
    bought = sessions(what == BOUGHT)
    everyone = sessions(np.ones(len(events), np.bool_))
    web["readers"] += len(read)
    web["readers_who_bought"] += len(np.intersect1d(read, bought))
    web["others"] += len(everyone) - len(read)
    web["others_who_bought"] += len(np.setdiff1d(bought, read))
    web["from_story"] += len(sessions((what == START) & (events["source"] == CONTENT_SOURCE)))


def of(kept: Observed, product: int) -> tuple[Rows, Rows, Rows, Rows]:
    """Lines, counts, purchase orders and receipts of a product, in order of time."""
    lines, counts = joined(LINE, kept.lines), joined(COUNT, kept.counts)
    purchases, receipts = joined(PURCHASE, kept.purchases), joined(RECEIPT, kept.receipts)
    lines = lines[(lines["product"] == product) & (lines["type"] == MERCHANDISE) & ~lines["test"]]
    return lines, *(rows[rows["product"] == product] for rows in (counts, purchases, receipts))
