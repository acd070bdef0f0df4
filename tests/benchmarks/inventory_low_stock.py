"""Low-stock alerts on real demand and simulated stock: our probabilities beside the naive rules, in the same run.

Six o'clock of day t: truth is that the real demand of the next days reaches what is on hand, nothing received.
Thresholds are chosen on days 120 to 231 and judged on days 240 to 355. An alert counts once per replenishment cycle.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inventory_alerts import forecast, outlook
from inventory_alerts.inputs import DAYS_AHEAD
from tests.benchmarks.inventory_demand import FIRST_DAY, Demand
from tests.benchmarks.inventory_figures import (
    Events,
    Flags,
    Floats,
    Promise,
    Tell,
    Truths,
    average_precision,
    calibration,
    of_the_next,
    threshold_for,
)
from tests.benchmarks.inventory_stock import DUE_DAYS, Shelf, simulate

CHOOSE, JUDGE = slice(120, 232), slice(240, 356)
CLASSES = ((0.0, 1.0), (1.0, 3.0), (3.0, 7.0), (7.0, 20.0), (20.0, 1e9))  # units a week
ACT, SURE, WATCH, ACT_WEEKLY = 0.8, 0.9, 0.5, 3.0


@dataclass(frozen=True, slots=True)
class Mornings:
    """(n, days) of one period, one column per morning."""

    probability: Floats  # of running out within 7 days, nothing received
    shipped: Floats  # the same net of deliveries due: what the service uses
    weekly: Floats  # units a week by the engine's rate
    covered: Flags  # the real demand of the next seven days is at most the 95 % quantile
    velocity_7: Floats  # days' need over stock: a week's velocity by what is on hand
    velocity_30: Floats
    live: Flags  # something is on hand
    truths: Truths
    shipped_truths: Truths


def learn(demand: Demand, shelf: Shelf, day: int) -> outlook.Outlook:
    """What the engine knows at six o'clock of a day."""
    weekday = (FIRST_DAY.weekday() + day) % 7
    levels = forecast.learn(
        shelf.sales[:, :day],
        shelf.in_stock[:, :day],
        demand.promoted[:, :day],
        demand.category,
        FIRST_DAY.weekday(),
    )
    ahead = np.zeros((len(shelf.sales), DAYS_AHEAD), np.uint8)
    known = demand.promoted[:, day : day + DAYS_AHEAD]
    ahead[:, : known.shape[1]] = known
    return outlook.look_ahead(levels, ahead, weekday)


def _days_left(demand: NDArray[np.float32], stock: NDArray[np.float32], days: range) -> Floats:
    total = np.cumsum(demand, axis=1, dtype=np.float64)
    before = np.concatenate([np.zeros((len(total), 1)), total], axis=1)
    left = np.empty((len(demand), len(days)))
    for column, day in enumerate(days):
        reached = total[:, day : day + 60] - before[:, day, None] >= stock[:, day, None]
        left[:, column] = np.where(reached.any(axis=1), reached.argmax(axis=1) + 1, 60)
    return left


def mornings(demand: Demand, shelf: Shelf, days: range) -> Mornings:
    """Every rule's view of each of these mornings, and what became of it."""
    n, columns = len(demand.units), np.array(days)
    figures = np.zeros((5, n, len(days)))
    covered = np.zeros((n, len(days)), np.bool_)
    next_7 = of_the_next(demand.units, 7)
    sold = np.concatenate([np.zeros((n, 1)), np.cumsum(shelf.sales, axis=1, dtype=np.float64)], axis=1)
    net = {7: np.zeros((n, len(days)), np.bool_), 10: np.zeros((n, len(days)), np.bool_)}
    for column, day in enumerate(days):
        view = learn(demand, shelf, day)
        stock = shelf.morning[:, day].astype(np.float64)
        arriving = np.cumsum(shelf.due[:, day], axis=1)
        figures[0, :, column] = view.at_least(stock, 7)
        steps = [view.at_least(stock + arriving[:, each], each + 1) for each in range(7)]
        figures[1, :, column] = np.max(steps, axis=0)
        figures[2, :, column] = view.levels.rate * 7
        covered[:, column] = next_7[:, day] <= view.quantile(0.95, 7)
        for row, window in ((3, 7), (4, 30)):
            pace = (sold[:, day] - sold[:, day - window]) / window
            figures[row, :, column] = pace * 7 / np.maximum(stock, 0.5)
        in_time = np.minimum(arriving, arriving[:, 6:7])  # what lands after the seventh day is a receipt that prevents
        reached = np.cumsum(demand.units[:, day : day + DUE_DAYS], axis=1) >= stock[:, None] + in_time
        net[7][:, column], net[10][:, column] = reached[:, :7].any(axis=1), reached.any(axis=1)
    here, cycle = shelf.morning[:, columns], shelf.cycle[:, columns]
    live = here > 0
    left = _days_left(demand.units, shelf.morning, days)
    next_10 = of_the_next(demand.units, 10)
    return Mornings(
        probability=figures[0],
        shipped=figures[1],
        weekly=figures[2],
        covered=covered,
        velocity_7=figures[3],
        velocity_30=figures[4],
        live=live,
        truths=Truths((next_7[:, columns] >= here) & live, (next_10[:, columns] >= here) & live, cycle, left),
        shipped_truths=Truths(net[7] & live, net[10] & live, cycle, left),
    )


@dataclass(frozen=True, slots=True)
class Measured:
    """One seed's figures that promises are made of."""

    precision: float  # average, item-days
    naive_precision: tuple[float, float]  # 7-day and 30-day velocity
    pushed: Events
    pushed_net: Events
    by_class: dict[float, Events]  # by the class's lower bound, at act
    strict: Events  # from 7 a week
    recalls: tuple[float, float]  # at 95 % within 10 days: ours, the 30-day rule's
    worst_decile: float
    coverage: float


def measure(demand: Demand, seed: int, every: int, tell: Tell) -> Measured:
    """Simulates the stock of one seed and judges all rules; `every` thins out the mornings of the earlier days only."""
    shelf = simulate(demand.units, seed)
    early = mornings(demand, shelf, range(CHOOSE.start, CHOOSE.stop, every))
    late = mornings(demand, shelf, range(JUDGE.start, JUDGE.stop))
    live, truth = late.live, late.truths
    every_item = np.ones(len(demand.units), np.bool_)
    weekly = late.weekly[:, 0]

    def fires(score: Floats, threshold: float) -> Flags:
        return np.asarray((score >= threshold) & live)

    naive = (
        average_precision(late.velocity_7[live], truth.in_7[live]),
        average_precision(late.velocity_30[live], truth.in_7[live]),
    )
    ours = average_precision(late.probability[live], truth.in_7[live])
    tell(f"  average precision: 7-day velocity {naive[0]:.3f}, 30-day {naive[1]:.3f}, ours {ours:.3f}")
    for name, score in (("7-day velocity", late.velocity_7), ("30-day velocity", late.velocity_30)):
        rate = float((fires(score, 1.0) & ~truth.in_7).sum()) / float((live & ~truth.in_7).sum())
        flat = truth.events(fires(score, 1.0), every_item).told()
        tell(f"  {name}, all: {flat} (false-positive rate {rate:.3f}, which flatters)")
    for name, bound in (("watch", WATCH), ("act", ACT), ("within 7 days", SURE)):
        tell(f"  P >= {bound:g} ({name}), all: {truth.events(fires(late.probability, bound), every_item).told()}")
    act = fires(late.probability, ACT) & (late.weekly >= ACT_WEEKLY)
    by_class = {}
    for low, high in CLASSES:
        items = (weekly >= low) & (weekly < high)
        by_class[low] = truth.events(fires(late.probability, ACT), items)
        naive_events = truth.events(fires(late.velocity_30, 1.0), items)
        tell(f"  {low:g} to {high:g} a week, {items.sum()} items: P >= .8 {by_class[low].told()}")
        tell(f"      30-day velocity {naive_events.told()}")
    pushed = truth.events(act, every_item)
    shipped = fires(late.shipped, ACT) & (late.weekly >= ACT_WEEKLY)
    net = truth.events(shipped, every_item)
    tell(f"  pushed, all: {pushed.told()}")
    tell(f"  pushed as shipped, net of deliveries due: {net.told()}")
    due = late.shipped_truths.events(shipped, every_item)
    tell(f"      the same, were the deliveries due within 7 days received on their day: {due.told()}")
    early_ours = threshold_for(np.where(early.live, early.probability, 0), early.truths, every_item, 0.95)
    early_naive = threshold_for(np.where(early.live, early.velocity_30, 0), early.truths, every_item, 0.95)
    best = truth.events(fires(late.probability, early_ours), every_item)
    rival = truth.events(fires(late.velocity_30, early_naive), every_item)
    tell(f"  95 % within 10 days on the earlier days, ours from P {early_ours:.2f}: {best.told()}")
    tell(f"      30-day velocity from {early_naive:.2f}: {rival.told()}")
    deciles = calibration(late.probability[live], truth.in_7[live])
    tell("  predicted -> happened: " + ", ".join(f"{said:.2f} -> {was:.2f}" for said, was, _ in deciles))
    return Measured(
        precision=ours,
        naive_precision=naive,
        pushed=pushed,
        pushed_net=net,
        by_class=by_class,
        strict=truth.events(fires(late.probability, ACT), weekly >= 7),
        recalls=(best.recall, rival.recall),
        worst_decile=max(abs(said - was) for said, was, count in deciles if count >= 1000),
        coverage=float(late.covered[live].mean()),
    )


def promises(runs: list[Measured]) -> list[Promise]:
    """The mean over the seeds beside what was promised."""

    def mean(figures: list[float]) -> float:
        return float(np.mean(figures))

    targets = ((20.0, 0.85, 0.88), (7.0, 0.70, 0.74), (3.0, 0.55, 0.60))
    classes = []
    for low, least, beyond in targets:
        share = mean([1 - run.by_class[low].in_10 for run in runs])
        recall = mean([run.by_class[low].recall for run in runs])
        classes.append(Promise(f"low stock, act, from {low:g} a week: false share within 10 days", share, most=0.05))
        classes.append(Promise(f"low stock, act, from {low:g} a week: recall", recall, least=least, beyond=beyond))
    ratio = mean([run.recalls[0] for run in runs]) / mean([run.recalls[1] for run in runs])
    return [
        Promise(
            "low stock, all pushed: false share within 10 days", mean([1 - r.pushed.in_10 for r in runs]), most=0.05
        ),
        Promise(
            "low stock, all pushed, net of deliveries due: false share",
            mean([1 - r.pushed_net.in_10 for r in runs]),
            most=0.05,
        ),
        *classes,
        Promise(
            "low stock, act, from 7 a week: precision within 7 days", mean([r.strict.in_7 for r in runs]), least=0.9
        ),
        Promise("low stock: recall over the 30-day rule's at 95 % precision", ratio, least=1.5),
        Promise("low stock: average precision", mean([r.precision for r in runs]), least=0.664, beyond=0.68),
        Promise("probabilities: worst decile's distance", mean([r.worst_decile for r in runs]), most=0.05),
        Promise("demand of a week: coverage of the 95 % quantile", mean([r.coverage for r in runs]), 0.93, 0.97),
    ]
