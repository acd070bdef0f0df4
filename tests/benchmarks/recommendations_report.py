"""The figures of one surface, in words and a table: gains over v1, by history, calibration, coverage, novelty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from recommendations_v2.calibration import DAYS, Calibration, error
from recommendations_v2.purchases import DAY, Flags
from recommendations_v2.scene import Knowledge
from tests.benchmarks.recommendations_protocol import METRICS, Gain, gains
from tests.benchmarks.recommendations_surfaces import MODEL, Outcome

Say = Callable[[str], None]
CONV, RECALL, NDCG = METRICS.index("conv"), METRICS.index("recall"), METRICS.index("ndcg")
PARTS = 4  # of customers, by how many baskets they have


@dataclass(frozen=True, slots=True)
class Promise:
    """A gain over a rival: the least for it and for the interval's lower end, and what is aimed for."""

    metric: str
    least: float
    target: float
    low: float


def table(told: Outcome, rival: str, say: Say) -> None:
    """Every method's means, all visits and each household's first, and what v2 gains over it."""
    say(f"  {'':26}" + "".join(f"{metric:>8}" for metric in METRICS) + f"   first: conv   {MODEL} gains: recall, conv")
    for name, scores in told.scores.items():
        first = scores.where(told.first).means()[CONV]
        over = gains(told.scores[MODEL], scores) if name != MODEL else None
        gained = f"  {over[RECALL]}   {over[CONV]}" if over else ""
        say(f"  {name:26}" + "".join(f"{mean:8.4f}" for mean in scores.means()) + f"   {first:11.4f} {gained}")
    say(f"  candidates hold {told.reach:.1%} of what was bought; {len(told.history)} visits; the rival is {rival}")


def kept(told: Outcome, rival: str, promises: tuple[Promise, ...]) -> tuple[list[str], list[str]]:
    """Each promise beside what was measured, and the broken ones; a target that is missed breaks nothing."""
    said, broken = [], []
    found = gains(told.scores[MODEL], told.scores[rival])
    for promise in promises:
        gain = found[METRICS.index(promise.metric)]
        held = gain.of >= promise.least and gain.low > promise.low
        aim = "reached" if gain.of >= promise.target else f"missed by {100 * (promise.target - gain.of):.1f} points"
        line = (
            f"{promise.metric}@10 over {rival}: {gain}; floor {promise.least:+.0%} with the interval above"
            f" {promise.low:+.0%}: {'kept' if held else 'BROKEN'}; target {promise.target:+.0%}: {aim}"
        )
        said.append(line)
        broken += [] if held else [line]
    return said, broken


def by_history(told: Outcome, rival: str, metric: int, least: float | None, say: Say) -> list[str]:
    """By quartile of households by baskets before their first visit; answers those that lose.

    One loses whose interval's lower end is below `least`; where that is None, whose whole interval is below zero.
    """
    ours, theirs = told.scores[MODEL], told.scores[rival]
    who, at = np.unique(ours.customer, return_index=True)
    order = np.argsort(np.argsort(told.history[at], kind="stable"), kind="stable")
    part = order * PARTS // len(who)
    broken = []
    for each in range(PARTS):
        among = np.isin(ours.customer, who[part == each])
        gain = gains(ours.where(among), theirs.where(among))[metric]
        fewest, most = (int(edge(told.history[at][part == each])) for edge in (np.min, np.max))
        line = f"households of {fewest} to {most} baskets: {METRICS[metric]}@10 over {rival} {gain}"
        say(f"  {line}")
        if (gain.high < 0) if least is None else (gain.low < least):
            broken.append(line)
    return broken


def sold_out(told: Outcome, say: Say) -> list[str]:
    """What of a list is sold out, when a tenth of the products is."""
    unruled, ruled, items = told.gone
    say(
        f"  a tenth of the products sold out: {unruled / items:.2%} of what the ranking alone shows, {ruled} of {items}"
    )
    return [f"{ruled} of {items} items shown are sold out"] if ruled else []


def calibration(told: Outcome, learned: Calibration, end: int, say: Say) -> float:
    """Expected calibration error of the items shown, of visits whose fourteen days have passed."""
    mature = told.moment <= end - DAYS * DAY
    there = told.shown[MODEL][mature].ravel() >= 0
    evidence = told.evidence[mature].reshape(-1, told.evidence.shape[2])[there]
    bought = told.in_time[mature].ravel()[there]
    said = learned.confidence(evidence)
    off = error(said, bought)
    say(
        f"  confidence: {len(said)} items of {int(mature.sum())} visits, said {said.mean():.4f},"
        f" bought {bought.mean():.4f};"
        f" calibration error {off:.4f} (of their mean alone for each: {_spread(bought, said):.4f} apart)"
    )
    return off


def _spread(bought: Flags, said: np.ndarray) -> float:
    """How far the tenths by confidence lie from one another: what one mean for all would be off by."""
    tenths = np.array_split(np.argsort(said, kind="stable"), 10)
    return float(np.mean([abs(bought[tenth].mean() - bought.mean()) for tenth in tenths]))


def variety(told: Outcome, known: Knowledge, say: Say) -> None:
    """What of the catalogue is shown at all, how mixed a list is, and how far from the best sellers."""
    sells = np.flatnonzero(known.figures.month > 0)
    popular = np.maximum(known.figures.quarter, 1e-6)
    for name in told.shown:
        shown = told.shown[name]
        items = shown[shown >= 0]
        covered = len(np.intersect1d(items, sells)) / len(sells)
        categories = np.mean([len(np.unique(known.catalogue.category[row[row >= 0]])) for row in shown])
        novelty = float(-np.log2(popular[items]).mean())
        gone = float(np.mean(known.figures.quarter[items] == 0))
        say(
            f"  {name:26} coverage {covered:6.1%} of what sells, {categories:.1f} categories a list,"
            f" novelty {novelty:.1f} bits, not sold for a quarter {gone:.2%}"
        )


def families(names: Mapping[str, Gain], say: Say) -> None:
    """What each family is worth: the gain of all signals over all but it."""
    for family, gain in names.items():
        say(f"  without {family:12} all signals gain {gain}")


UNSHOWN = (
    "what this data cannot show: content engagement, product views, carts left (none is recorded), season (one year),",
    "  margin, stock and new products. That each moves lists as it should is tested on planted truths",
    "  (services/recommendations-v2/tests), which says nothing of how much it is worth;",
    "these purchases were made without our lists: figures tell how often a list names what is bought anyway.",
    "  What lists add is told by an experiment alone. Carts are a random half of a basket, kinder than its beginning.",
)
