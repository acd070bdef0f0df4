"""Reorders replayed on real demand: lead time 7 days, daily review, lost sales, target 95 % of cycles without one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from inventory_alerts import reorder
from inventory_alerts.negative_binomial import quantile
from inventory_alerts.outlook import Outlook
from tests.benchmarks.inventory_demand import Demand
from tests.benchmarks.inventory_figures import Floats, Promise, Tell
from tests.benchmarks.inventory_low_stock import learn
from tests.benchmarks.inventory_stock import DUE_DAYS, Shelf

LEAD, COVER, ORDER_DAYS, TARGET = 7, 8, 7, 0.95  # cover: lead time and a day's review
START, COUNTED_FROM, END = 91, 240, 357  # the quantile was chosen on days 120 to 231
AT_LEAST = 13  # units in the first 90 days: 7,692 products in the protocol

Rule = Callable[[Outlook, Shelf, int], Floats]


@dataclass(frozen=True, slots=True)
class Replay:
    """What a rule achieved."""

    service: float  # share of cycles in which nothing was lost
    fill: float  # share of demand served
    stock_days: float  # mean stock over mean demand


def _textbook(view: Outlook, shelf: Shelf, day: int) -> Floats:
    """Mean x cover + z x sigma x sqrt(cover), the last 84 days."""
    del view
    recent = shelf.sales[:, day - 84 : day]
    return np.asarray(np.ceil(recent.mean(axis=1) * COVER + norm.ppf(TARGET) * recent.std(axis=1) * np.sqrt(COVER)))


def _stocky(view: Outlook, shelf: Shelf, day: int) -> Floats:
    """Lead time x units a day of the last 30 days."""
    del view
    return np.asarray(np.ceil(shelf.sales[:, day - 30 : day].mean(axis=1) * LEAD))


def _baseline(view: Outlook, shelf: Shelf, day: int) -> Floats:
    """95 % quantile of a negative binomial that knows its rate: no drift, no error of the rate, no inner target."""
    del shelf, day
    mean = view.mean(COVER)
    size = mean / np.maximum(view.levels.spread - 1.0, 0.02)
    return quantile(TARGET, mean, size)


def _ours(view: Outlook, shelf: Shelf, day: int) -> Floats:
    del shelf, day
    return reorder.levels(view, np.full(len(view.exposure), COVER, np.int32), ORDER_DAYS, TARGET)[0]


def replay(demand: Demand, rule: Rule, every: int) -> Replay:
    """Each rule meets the sales that its own stock allows; it looks anew at the demand every so many days."""
    n, days = demand.units.shape
    sales, morning = demand.units.copy(), np.full((n, days), 1e6, np.float32)
    cycle, due = np.zeros((1, 1), np.int32), np.zeros((1, 1, DUE_DAYS), np.float32)  # no rule looks at them
    shelf = Shelf(sales, morning, cycle, due, np.full(n, COVER, np.int64), np.ones(n))
    on_hand = demand.units[:, START - 14 : START].sum(axis=1).astype(np.float64) + 2
    coming = np.zeros((n, days + LEAD + 1))
    cycles, lossless, whole = np.zeros(n), np.zeros(n), np.ones(n, np.bool_)
    lost, wanted, held = 0.0, 0.0, np.zeros(n)
    point, batch = np.zeros(n), np.zeros(n)
    for day in range(START, END):
        landed = coming[:, day]
        ends = (landed > 0) & (day >= COUNTED_FROM)
        cycles += ends
        lossless += ends & whole
        whole[landed > 0] = True
        on_hand += landed
        morning[:, day] = on_hand
        if (day - START) % every == 0:
            view = learn(demand, shelf, day)
            point, batch = rule(view, shelf, day), np.maximum(np.ceil(view.levels.rate * ORDER_DAYS), 1)
        sold = np.minimum(demand.units[:, day], on_hand)
        sales[:, day] = sold
        whole &= sold >= demand.units[:, day]
        on_hand = on_hand - sold
        if day >= COUNTED_FROM:
            lost += float((demand.units[:, day] - sold).sum())
            wanted += float(demand.units[:, day].sum())
            held += on_hand
        position = on_hand + coming[:, day + 1 :].sum(axis=1)
        short = position <= point
        coming[short, day + LEAD] += (point - position + batch)[short]
    mean = demand.units[:, COUNTED_FROM:END].mean(axis=1)
    had = cycles > 0
    return Replay(
        float(lossless[had].sum() / cycles[had].sum()),
        1 - lost / wanted,
        float(np.median(held[mean > 0] / (END - COUNTED_FROM) / mean[mean > 0])),
    )


def measure(demand: Demand, every: int, tell: Tell) -> list[Promise]:
    """All rules in one run; the promise is of the service and of the stock it takes."""
    chosen = demand.units[:, :90].sum(axis=1) >= AT_LEAST
    demand = Demand(demand.units[chosen], demand.promoted[chosen], demand.category[chosen], demand.price[chosen])
    rules: dict[str, Rule] = {
        "30-day velocity x lead time": _stocky,
        "textbook z x sigma": _textbook,
        "negative binomial 95 %": _baseline,
        "ours": _ours,
    }
    done = {}
    for name, rule in rules.items():
        done[name] = result = replay(demand, rule, every)
        tell(
            f"  {name}: cycles without a loss {result.service:.3f}, demand served {result.fill:.3f}, "
            f"stock of {result.stock_days:.1f} days"
        )
    ours = done["ours"]
    return [
        Promise("reorder: achieved service less its target of .95", abs(ours.service - TARGET), most=0.02),
        Promise(
            "reorder: stock over the negative binomial baseline's",
            ours.stock_days / done["negative binomial 95 %"].stock_days,
            most=1.3,
        ),
        Promise("reorder: service over the textbook's", ours.service - done["textbook z x sigma"].service, least=0.0),
    ]
