"""The figures of one surface, in words and a table: gains over v1, by history, calibration, coverage, novelty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from recommendations_v2.calibration import DAYS, Calibration, error
from recommendations_v2.purchases import DAY, Flags
from recommendations_v2.scene import Knowledge
from tests.benchmarks.recommendations_protocol import METRICS, gains
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


@dataclass(frozen=True, slots=True)
class Besides:
    """What a table tells besides how often lists are right: by method, where it was measured."""

    sold_out: dict[str, float] = field(default_factory=dict)  # share shown of a tenth of the products
    calibration: dict[str, float] = field(default_factory=dict)  # error of confidence


_COLUMNS = ("first conv", "coverage", "categories", "bits", "unsold", "sold out", "calib.")


def heading(say: Say) -> None:
    """Of `table`: every figure of a list stands in one line."""
    told = "".join(f"{metric:>8}" for metric in METRICS) + "".join(f"{name:>11}" for name in _COLUMNS)
    say(f"  {'':26}{told}   {MODEL} gains: recall, conv")


def table(told: Outcome, rival: str, known: Knowledge, besides: Besides, say: Say, ours: str = MODEL) -> None:
    """Every method's means over all visits; conv of each household's first; what its lists are like; what `ours` gains.

    Coverage is the share of what sells that is shown at all, categories are of a list, bits how far from the best
    sellers a product is, unsold what has not sold for a quarter.
    """
    sells = np.flatnonzero(known.figures.month > 0)
    popular = np.maximum(known.figures.quarter, 1e-6)
    for name, scores in told.scores.items():
        shown = told.shown[name]
        items = shown[shown >= 0]
        like = (
            f"{scores.where(told.first).means()[CONV]:11.4f}",
            f"{len(np.intersect1d(items, sells)) / len(sells):11.1%}",
            f"{np.mean([len(np.unique(known.catalogue.category[row[row >= 0]])) for row in shown]):11.1f}",
            f"{-np.log2(popular[items]).mean():11.1f}",
            f"{np.mean(known.figures.quarter[items] == 0):11.2%}",
            f"{besides.sold_out[name]:11.2%}" if name in besides.sold_out else f"{'-':>11}",
            f"{besides.calibration[name]:11.4f}" if name in besides.calibration else f"{'-':>11}",
        )
        over = gains(told.scores[ours], scores) if name != ours else None
        gained = f"   {over[RECALL]}, {over[CONV]}" if over else ""
        say(f"  {name:26}" + "".join(f"{mean:8.4f}" for mean in scores.means()) + "".join(like) + gained)
    if rival:
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


def sold_out(told: Outcome) -> list[str]:
    """What of a list as it is served is sold out, when a tenth of the products is: nothing may be."""
    _, ruled, items = told.gone
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


UNSHOWN = (
    "what this data cannot show: content engagement, product views, carts left (none is recorded), season (one year),",
    "  margin, stock and new products. That each moves lists as it should is tested on planted truths",
    "  (services/recommendations-v2/tests), which says nothing of how much it is worth;",
    "these purchases were made without our lists: figures tell how often a list names what is bought anyway.",
    "  What lists add is told by an experiment alone. Carts are a random half of a basket, kinder than its beginning.",
)
