"""Trending, slow movers and overstock on real demand, beside the naive rules.

Trends and silences are judged on the demand itself, every product in stock, the days 240 to 349; overstock on simulated
stock, item-days of the days 240 to 304, truth being that the real demand of the stated days is less than the stock.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inventory_alerts import forecast, outlook, overstock, slow_mover, trending
from tests.benchmarks.inventory_demand import FIRST_DAY, Demand
from tests.benchmarks.inventory_figures import Flags, Promise, Tell, of_the_next
from tests.benchmarks.inventory_low_stock import learn
from tests.benchmarks.inventory_stock import simulate

DAYS = range(240, 350)  # constants were chosen on days 120 to 231
OVERSTOCK_DAYS, OVERSTOCK_AFTER, OVERSTOCK_ON = 60, 30, range(240, 305, 4)
CHANGE, FALSE_DISCOVERY, OVERSTOCKED = 0.5, 0.05, 0.9
STILL_UP = 1.25  # times the eight-week mean: a rise that is still there a week later
LEAST_UNITS = 5  # of the naive rule
AS_BEFORE = 0.5  # as the service scores a silence


@dataclass(slots=True)
class Lasting:
    """Alerts of one rule and what became of them."""

    alerts: int = 0
    lasted: int = 0

    def add(self, fired: Flags, lasted: Flags) -> None:
        self.alerts += int(fired.sum())
        self.lasted += int((fired & lasted).sum())

    @property
    def share(self) -> float:
        return self.lasted / max(self.alerts, 1)


def trends(demand: Demand, every: int, tell: Tell) -> list[Promise]:
    """Last week against eight, and whether next week is still a quarter above the eight-week mean."""
    ours, pushed, unpromoted, watched, falls, naive = (Lasting() for _ in range(6))
    mornings = range(DAYS.start, DAYS.stop, every)
    for day in mornings:
        units, promoted = demand.units[:, :day], demand.promoted[:, :day]
        stocked = np.broadcast_to(units.sum(axis=0) > 0, units.shape)
        levels = forecast.learn(units, stocked, promoted, demand.category, FIRST_DAY.weekday())
        view = outlook.look_ahead(levels, demand.promoted[:, day : day + 7], (FIRST_DAY.weekday() + day) % 7)
        trend = trending.trends(units, stocked, promoted, change=CHANGE)
        lasts = trending.lasting(trend, view.mean(7))
        up = trending.rising(trend, CHANGE, FALSE_DISCOVERY)
        next_week, usual = demand.units[:, day : day + 7].sum(axis=1), units[:, -63:-7].sum(axis=1) / 8
        lasted = next_week >= STILL_UP * usual
        real = (trend.week + next_week) / 2 >= STILL_UP * trend.baseline
        ours.add(up & lasts, lasted)
        pushed.add(up & lasts, real)
        watched.add(up & ~lasts, lasted)
        unpromoted.add(up & (promoted[:, day - 7 : day] == 0).all(axis=1), lasted)
        falls.add(trending.falling(trend, CHANGE, FALSE_DISCOVERY), next_week <= usual / STILL_UP)
        naive.add((trend.week >= 1.5 * trend.before) & (trend.week >= LEAST_UNITS) & (trend.before > 0), lasted)
    a_day = 1000 / len(demand.units) / len(mornings)
    for name, rule in (
        ("+50 % week over week, 5 units", naive),
        ("ours, pushed", ours),
        ("ours, watched", watched),
        ("ours, not promoted", unpromoted),
        ("ours, downwards (still down)", falls),
    ):
        tell(f"  {name}: {rule.alerts * a_day:.2f} per 1,000 products a day, {rule.share:.3f} still so next week")
    return [
        Promise("trending: share still up a week later", ours.share, least=0.65, beyond=0.70),
        Promise("trending: false share, both weeks together may be chance", 1 - pushed.share, most=0.05),
        Promise("trending: alerts per 1,000 products and day", ours.alerts * a_day, most=2.0),
    ]


def silences(demand: Demand, every: int, tell: Tell) -> list[Promise]:
    """One alert per silence, on its first morning; whether the product sells again within 30 days."""
    n, d = demand.units.shape
    sold = demand.units > 0
    last = np.maximum.accumulate(np.where(sold, np.arange(d), -1), axis=1)
    coming = of_the_next(demand.units, slow_mover.AGAIN_WITHIN)
    again = coming > 0
    as_before = Lasting()
    rules = {"gap of 30 days": Lasting(), "gap of 60 days": Lasting(), "ours": Lasting()}
    told: dict[str, NDArray[np.int64]] = {name: np.full(n, -2, np.int64) for name in rules}
    for day in range(DAYS.start, d - slow_mover.AGAIN_WITHIN, every):
        units = demand.units[:, :day]
        stocked = np.broadcast_to(units.sum(axis=0) > 0, units.shape)
        levels = forecast.learn(units, stocked, demand.promoted[:, :day], demand.category, FIRST_DAY.weekday())
        quiet = slow_mover.silence(units, stocked, levels.spread)
        silent = day - last[:, day - 1]
        holds = {
            "gap of 30 days": silent > 30,
            "gap of 60 days": silent > 60,
            "ours": slow_mover.too_silent(quiet, slow_after_days=30),
        }
        for name, rule in rules.items():
            fresh = holds[name] & (told[name] != last[:, day - 1])
            rule.add(fresh, again[:, day])
            if name == "ours":  # never silent: it sells half as much as it did, or more
                usual = quiet.expected / np.maximum(quiet.days, 1) * slow_mover.AGAIN_WITHIN
                as_before.add(fresh, coming[:, day] >= AS_BEFORE * usual)
            told[name][fresh] = last[fresh, day - 1]
    mornings = len(range(DAYS.start, d - slow_mover.AGAIN_WITHIN))
    for name, rule in rules.items():
        tell(f"  {name}: {rule.alerts / mornings:.1f} alerts a day, {rule.share:.3f} sell again within 30 days")
    tell(f"  ours: {as_before.share:.3f} sell at least half as much as before: no kind to push")
    return [Promise("slow mover: share that sells again within 30 days", rules["ours"].share, most=0.50)]


def overstocks(demand: Demand, seed: int, tell: Tell) -> list[Promise]:
    """Item-days with stock; precision and recall of the rule as it ships: what lasts longer than lead time, review and
    30 days, by a pack at least. An alert is right where stock is left, and recall is of what leaves a pack at least.
    Beside it the protocol's question, more than 60 days of stock.
    """
    shelf = simulate(demand.units, seed)
    days = (shelf.cover + OVERSTOCK_AFTER).astype(np.int32)
    sold = np.concatenate([np.zeros((len(days), 1)), np.cumsum(demand.units, axis=1, dtype=np.float64)], axis=1)
    need = of_the_next(demand.units, OVERSTOCK_DAYS)
    rows: dict[str, list[tuple[int, int, int]]] = {
        name: [] for name in ("7-day velocity", "30-day velocity", "ours", "ours, 60 days")
    }
    truths = dict.fromkeys(rows, 0)
    items = np.arange(len(days))
    for day in OVERSTOCK_ON:
        stock = shelf.morning[:, day].astype(np.float64)
        live = stock > 0
        left = stock - (sold[items, day + days] - sold[:, day])
        truth, worth = live & (left > 0), live & (left >= np.maximum(shelf.pack, 2.0))
        sixty = live & (need[:, day] < stock)
        view = learn(demand, shelf, day)
        fired = {
            f"{window}-day velocity": (shelf.sales[:, day - window : day].mean(axis=1) * days < stock, truth, worth)
            for window in (7, 30)
        } | {
            "ours": (overstock.too_much(view, stock, days, shelf.pack, OVERSTOCKED)[0], truth, worth),
            "ours, 60 days": (overstock.lasts_longer(view, stock, OVERSTOCK_DAYS) >= OVERSTOCKED, sixty, sixty),
        }
        for name, (holds, right, due) in fired.items():
            truths[name] += int(due.sum())
            rows[name].append((int((holds & live).sum()), int((holds & right).sum()), int((holds & due).sum())))
    figures = {}
    for name, counts in rows.items():
        sent, true, caught = np.sum(counts, axis=0)
        figures[name] = (true / max(sent, 1), caught / max(truths[name], 1))
        tell(f"  overstock, {name}: precision {figures[name][0]:.3f}, recall {figures[name][1]:.3f}")
    return [
        Promise("overstock: precision", figures["ours"][0], least=0.95),
        Promise("overstock: recall (measured before: .45 at .90)", figures["ours"][1], least=0.30, beyond=0.45),
        Promise("overstock, more than 60 days: precision", figures["ours, 60 days"][0], least=0.90),
    ]
