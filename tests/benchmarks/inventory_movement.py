"""Trending, slow movers and overstock on real demand, beside the naive rules.

Trends and silences are judged on the demand itself, every product in stock, the days 240 to 349; overstock on simulated
stock, item-days of the days 240 to 304, truth being that the real demand of the next 60 days is less than the stock.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inventory_alerts import forecast, overstock, slow_mover, trending
from tests.benchmarks.inventory_demand import FIRST_DAY, Demand
from tests.benchmarks.inventory_figures import Flags, Promise, Tell, of_the_next
from tests.benchmarks.inventory_low_stock import learn
from tests.benchmarks.inventory_stock import simulate

DAYS = range(240, 350)  # constants were chosen on days 120 to 231
OVERSTOCK_DAYS, OVERSTOCK_ON = 60, range(240, 305, 4)
CHANGE, FALSE_DISCOVERY, OVERSTOCKED = 0.5, 0.05, 0.9
STILL_UP = 1.25  # times the eight-week mean: a rise that is still there a week later
LEAST_UNITS = 5  # of the naive rule


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
    ours, unpromoted, watched, falls, naive = (Lasting() for _ in range(5))
    mornings = range(DAYS.start, DAYS.stop, every)
    for day in mornings:
        units, promoted = demand.units[:, :day], demand.promoted[:, : day + 7]
        stocked = np.broadcast_to(units.sum(axis=0) > 0, units.shape)
        lift = forecast.learn(units, stocked, promoted[:, :day], demand.category, FIRST_DAY.weekday()).lift
        trend = trending.trends(units, stocked, promoted, lift, change=CHANGE)
        up = trending.rising(trend, CHANGE, FALSE_DISCOVERY)
        next_week, usual = demand.units[:, day : day + 7].sum(axis=1), units[:, -63:-7].sum(axis=1) / 8
        lasted = next_week >= STILL_UP * usual
        ours.add(up & trending.lasting(trend), lasted)
        watched.add(up & ~trending.lasting(trend), lasted)
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
        Promise("trending: alerts per 1,000 products and day", ours.alerts * a_day, most=2.0),
    ]


def silences(demand: Demand, every: int, tell: Tell) -> list[Promise]:
    """One alert per silence, on its first morning; whether the product sells again within 30 days."""
    n, d = demand.units.shape
    sold = demand.units > 0
    last = np.maximum.accumulate(np.where(sold, np.arange(d), -1), axis=1)
    again = of_the_next(demand.units, slow_mover.AGAIN_WITHIN) > 0
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
            told[name][fresh] = last[fresh, day - 1]
    mornings = len(range(DAYS.start, d - slow_mover.AGAIN_WITHIN))
    for name, rule in rules.items():
        tell(f"  {name}: {rule.alerts / mornings:.1f} alerts a day, {rule.share:.3f} sell again within 30 days")
    return [Promise("slow mover: share that sells again within 30 days", rules["ours"].share, most=0.50)]


def overstocks(demand: Demand, seed: int, tell: Tell) -> list[Promise]:
    """Item-days with stock; precision and recall of more than 60 days of it."""
    shelf = simulate(demand.units, seed)
    need = of_the_next(demand.units, OVERSTOCK_DAYS)
    rows: dict[str, list[tuple[int, int]]] = {"7-day velocity": [], "30-day velocity": [], "ours": []}
    truths = 0
    for day in OVERSTOCK_ON:
        stock = shelf.morning[:, day].astype(np.float64)
        live = stock > 0
        truth = live & (need[:, day] < stock)
        view = learn(demand, shelf, day)
        fired = {
            f"{window}-day velocity": shelf.sales[:, day - window : day].mean(axis=1) * OVERSTOCK_DAYS < stock
            for window in (7, 30)
        } | {"ours": overstock.lasts_longer(view, stock, OVERSTOCK_DAYS) >= OVERSTOCKED}
        truths += int(truth.sum())
        for name, holds in fired.items():
            rows[name].append((int((holds & live).sum()), int((holds & truth).sum())))
    figures = {}
    for name, counts in rows.items():
        sent, true = np.sum(counts, axis=0)
        figures[name] = (true / max(sent, 1), true / max(truths, 1))
        tell(f"  overstock, {name}: precision {figures[name][0]:.3f}, recall {figures[name][1]:.3f}")
    return [
        Promise("overstock: precision", figures["ours"][0], least=0.95),
        Promise("overstock: recall (measured before: .45 at .90)", figures["ours"][1], least=0.30, beyond=0.45),
    ]
