"""The inventory engine's promises, measured: real demand, simulated stock, naive rules in the same run.

Every mechanism is the service's own. Constants and thresholds were chosen on days 120 to 231 of the grocer's year; low
stock, overstock and reorders are printed of later days, low stock and overstock of two seeds of simulated stock. Trends
and silences are printed of days 240 to 349. Single-threaded.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import numpy as np

from inventory_alerts.engine import DAYS_AHEAD, Incoming, Inputs, SeasonHistory, evaluate
from tests.benchmarks import (
    inventory_forecasts,
    inventory_low_stock,
    inventory_movement,
    inventory_reorders,
)
from tests.benchmarks.inventory_demand import Demand, load
from tests.benchmarks.inventory_figures import Promise, Tell

SEEDS = (1, 2)
SAMPLED, QUICK = 4000, 800  # products of which stock is simulated
MANY = 70_000
LONGEST = 10.0  # seconds of compute for 70,000 products: a third of what the whole daily run may take


def shop_of(demand: Demand, items: int, seed: int = 1) -> Inputs:
    """A shop of so many items: the grocer's, repeated, with stock, orders under way and two years of weeks."""
    chance = np.random.default_rng(seed)
    rows = np.resize(np.arange(len(demand.units)), items)
    units = np.ascontiguousarray(demand.units[rows])
    n, d = units.shape
    promoted = np.zeros((n, d + DAYS_AHEAD), np.uint8)
    promoted[:, :d] = demand.promoted[rows]
    coming = n // 5
    weekly = np.tile(units[:, : 52 * 7].reshape(n, 52, 7).sum(axis=2), (1, 2))
    return Inputs(
        today=date(2018, 1, 1),
        units=units,
        in_stock=chance.random((n, d)) < 0.95,  # one day in twenty without
        promoted=promoted,
        first_day=np.zeros(n, np.int32),
        category=demand.category[rows],
        on_hand=np.floor(chance.gamma(1, 20, n) * units[:, -90:].mean(axis=1) + 1),
        committed=np.zeros(n),
        stock_age_days=np.full(n, 3.0),
        stock_assumed=np.zeros(n, np.bool_),
        lead_time_days=np.asarray(chance.integers(2, 15, n), np.float64),
        review_days=np.ones(n),
        unit_cost=0.6 * demand.price[rows],
        price=demand.price[rows],
        price_change=np.full(n, np.nan),
        pack_size=np.ones(n),
        min_order=np.zeros(n),
        muted=np.zeros(n, np.bool_),
        incoming=Incoming(
            chance.integers(0, n, coming).astype(np.int32),
            chance.integers(0, 14, coming).astype(np.int32),
            np.full(coming, 6.0),
        ),
        season=SeasonHistory(weekly, ((date(2016, 3, 27), "Easter"), (date(2017, 4, 16), "Easter"))),
    )


def speed(demand: Demand, tell: Tell, items: int = MANY) -> list[Promise]:
    """Seconds of processor time of one evaluation, at a fifth of the items and at all: it should grow linearly."""
    seconds = {}
    for count in (items // 5, items):
        inputs = shop_of(demand, count)
        started = time.process_time()
        outcome = evaluate(inputs)
        seconds[count] = time.process_time() - started
        tell(f"  {count} products: {seconds[count]:.2f} s, {len(outcome.candidates)} candidates")
    few, all_ = seconds[items // 5], seconds[items]
    return [
        Promise(f"compute for {items} products, s", all_, most=LONGEST, beyond=2.0),
        Promise("growth: time per product of all over a fifth of them", all_ / few / 5, most=1.5),
    ]


def run(*, quick: bool, tell: Tell) -> int:
    """Prints every figure with its promise beside it; 1 when one is broken."""
    started = time.monotonic()
    tell("real demand: Complete Journey, 2017" + (" (a sample: quick)" if quick else ""))
    products, types = load("product"), load("type")
    count, every, thin = (QUICK, 8, 12) if quick else (SAMPLED, 2, 1)
    runs = []
    for seed in SEEDS[:1] if quick else SEEDS:
        tell(f"low stock, products, seed {seed}")
        runs.append(inventory_low_stock.measure(products.sampled(count, seed), seed, every, tell))
    promises = inventory_low_stock.promises(runs)
    tell("low stock, product types, as a busier shop has them, seed 1; no promise is made of them")
    inventory_low_stock.measure(types.sampled(count, 1), 1, every, tell)
    whole = products.sampled(count * 2, 1) if quick else products
    tell("trending")
    promises += inventory_movement.trends(whole, thin, tell)
    tell("silence")
    promises += inventory_movement.silences(whole, thin, tell)
    piles = []
    for seed in SEEDS[:1] if quick else SEEDS:
        tell(f"overstock, seed {seed}")
        piles.append(inventory_movement.overstocks(products.sampled(count, seed), seed, tell))
    promises += [
        replace(first, measured=float(np.mean([each.measured for each in (first, *others)])))
        for first, *others in zip(*piles, strict=True)
    ]
    tell("reorder")
    promises += inventory_reorders.measure(whole, 14 if quick else 4, tell)
    tell("forecast, grocer")
    promises += inventory_forecasts.measure(products, 2000, tell)
    tell("forecast, wholesaler")
    promises += inventory_forecasts.wholesaler(tell)
    tell("speed")
    promises += speed(products, tell, MANY // 10 if quick else MANY)
    broken = [each for each in promises if not each.kept]
    tell("promises")
    for each in promises:
        tell(each.told())
    tell(f"{len(promises)} promises, {len(broken)} broken, {time.monotonic() - started:.0f} s")
    return 1 if broken else 0
