"""What visitors did in the online shop, a day at a time, as trackers report it: with the defects real ones have.

Rates and defects are those of Google's public sample of its merchandise shop (270,154 users, 92 days): of 100 sessions
21.2 see a product, 4.2 put one in the cart, 3.06 begin the checkout, 1.34 buy. 15.5 % of purchases bear no order, 5.9 %
come twice, on a fifth of the days nothing is put in a cart. Beside that: visitors who do not agree to be known,
orders no tracker saw, events that come up to three days late, bots.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from local.demo import Demo
from local.demo.content import DEVICE_SHARES
from local.demo.days import DAY, HOUR, Month
from local.demo.orders import product_weights
from local.demo.plan import plan_of
from local.demo.randomness import Rows, choose, stream
from local.demo.records import BLOCK, EVENT, MERCHANDISE, SALE, empty, joined
from local.demo.sessions import UNSEEN_ORDERS, Events, Sessions, bots, buying, looking

CONSENTS = ("granted", "denied", "unknown")
LATEST = 3 * DAY  # how late an event may become known
_DENIED, _UNKNOWN = 0.12, 0.03
_LATE = 0.007
_RETURNING = 0.3


def web_day(demo: Demo, month: Month, index: int, lines: Rows) -> Rows:
    """The events of a day in order of time, known up to three days later. `lines` are the ledger's of the month."""
    plan, day = plan_of(demo), month.day(index)
    if day < plan.web_first or day in plan.web_gap:
        return empty(EVENT)
    today = month.ordinal + index
    made = Events(demo, stream(demo.seed, "web", today))
    rng = made.rng
    online = lines[(lines["kind"] == SALE) & (lines["type"] == MERCHANDISE) & (lines["place"] == 0) & ~lines["test"]]
    bought = online[online["day"] == index]
    seen = np.unique(bought["order"])
    bought = bought[np.isin(bought["order"], seen[rng.random(len(seen)) >= UNSEEN_ORDERS])]
    visits = [buying(made, plan, bought, today)]
    weight = product_weights(demo, month)[0, index]
    visits.append(looking(made, month, index, weight, online, first=len(visits[0].at)))
    if day == plan.bots:
        visits.append(bots(made, month, index, sum(len(visit.at) for visit in visits)))
    events = joined(EVENT, made.parts)
    if day + timedelta(days=1) in plan.web_gap:
        events = events[events["at"] < month.midnights[index + 1]]
    if day - timedelta(days=1) in plan.web_gap:  # who buys just after midnight was not seen coming
        events = events[events["at"] >= month.midnights[index]]
    return _reported(
        demo,
        rng,
        today,
        events,
        Sessions(
            *(np.concatenate([getattr(visit, name) for visit in visits]) for name in ("at", "customer", "source"))
        ),
    )


def _reported(demo: Demo, rng: np.random.Generator, today: int, events: Rows, visit: Sessions) -> Rows:
    """The day as the tracker tells it: who agreed, from where, on what, and when it came to be known."""
    count, session = len(visit.at), events["session"]
    visitor = today * np.int64(BLOCK) + np.arange(count)
    back = rng.random(count) < _RETURNING
    visitor = np.where(
        back,
        (today - rng.integers(1, 25, count)) * np.int64(BLOCK) + rng.integers(0, 4000 * demo.scale, count),
        visitor,
    )
    visitor = np.where(visit.customer >= 0, 10**14 + visit.customer, visitor)  # a customer signed in is one visitor
    draw = rng.random(count)
    consent = np.where(draw < _DENIED, 1, np.where(draw < _DENIED + _UNKNOWN, 2, 0))
    device = choose(rng, np.array(DEVICE_SHARES), count)
    denied = consent[session] == 1
    late = rng.random(len(events)) < _LATE
    events["known"] = events["at"] + np.where(late, rng.integers(HOUR, LATEST, len(events)), 0)
    for name, values in (("source", visit.source), ("device", device), ("consent", consent)):
        events[name] = values[session]
    for name, values in (("customer", visit.customer), ("visitor", visitor)):
        events[name] = np.where(denied, -1, values[session])
    events["session"] = np.where(denied, -1, session)
    events["day"] = today
    order = np.lexsort((events["event"], session, events["at"]))
    events = events[order]
    events["number"] = np.arange(len(events))
    return events
