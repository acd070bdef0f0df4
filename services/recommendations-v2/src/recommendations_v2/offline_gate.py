"""The offline gate: what was learned is served only if it ranks later weeks better than what is served, and than v1.

Judged are visits after everything that was learned from, with what was known before them. NDCG of ten, a mean for each
customer and then over customers; how sure the difference is by drawing customers again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from recommendations_v2.purchases import Floats, Matrix, Whole
from recommendations_v2.ranking_lists import RankedList

SHOWN = 10
SURE = 0.8  # chance that it is better, below which it is kept back: a coin's luck is not served
LEAST_CUSTOMERS = 30  # judged by fewer, one who came by chance decides
_DRAWS = 1_000  # bootstraps: the chance is told within two in a hundred
_SEED = 1
VERSION_ONE, CURRENT = "v1", "current"


@dataclass(frozen=True, slots=True)
class Verdict:
    """On what was learned for one list. `scores` are mean NDCG by name: v1, current, and what was learned."""

    list_name: str
    passed: bool
    best: str  # of what was learned
    why: str
    customers: int
    scores: Mapping[str, float]
    sure: float | None = None  # chance that the best is better than the current one


def ndcg(shown: Whole, sought: Whole) -> float:
    """Of a list of at most ten; the ideal gain is over all that is sought, as in the literature's code."""
    gains = 1.0 / np.log2(np.arange(2, max(len(sought), SHOWN) + 2))
    hits = np.isin(shown[:SHOWN], sought)
    return float(gains[: len(hits)][hits].sum() / gains[: len(sought)].sum()) if len(sought) else 0.0


def verdict(list_name: str, customer: Whole, scores: Mapping[str, Floats]) -> Verdict:
    """From NDCG by visit, of v1, the current model and those learned (any other name), the same visits for all."""
    means = {name: by_customer(customer, values) for name, values in scores.items()}
    told = {name: float(values.mean()) if len(values) else 0.0 for name, values in means.items()}
    learned = sorted(
        (name for name in told if name not in (VERSION_ONE, CURRENT)), key=lambda name: (-told[name], name)
    )
    judged = len(means[CURRENT])
    if not learned or judged < LEAST_CUSTOMERS:
        why = f"judged by {judged} customers, and {LEAST_CUSTOMERS} are needed" if learned else "nothing was learned"
        return Verdict(list_name, passed=False, best=CURRENT, why=why, customers=judged, scores=told)
    best = learned[0]
    sure = chance_better(means[best], means[CURRENT])
    if told[best] <= told[VERSION_ONE]:
        why, passed = f"{best} ranks no better than v1", False
    elif sure < SURE:
        why, passed = f"{best} is better than the current one with a chance of {sure:.0%} only", False
    else:
        why, passed = f"{best} is better than the current one with a chance of {sure:.0%}, and than v1", True
    return Verdict(list_name, passed=passed, best=best, why=why, customers=judged, scores=told, sure=sure)


def by_customer(customer: Whole, values: Floats) -> Floats:
    """(customers,) means."""
    if not len(customer):
        return np.zeros(0)
    _, which = np.unique(customer, return_inverse=True)
    return np.asarray(np.bincount(which, values) / np.bincount(which))


def chance_better(ours: Floats, theirs: Floats) -> float:
    """How often a mean of customers drawn again is higher; the same customers for both."""
    drawn = np.random.default_rng(_SEED).integers(0, len(ours), (_DRAWS, len(ours)))
    return float(((ours - theirs)[drawn].mean(axis=1) > 0).mean())


def best_ten(listed: RankedList, table: Matrix, product: Whole) -> tuple[Whole, Whole, Whole]:
    """The list that a model makes, without rules: the products, their places among the candidates, their scores."""
    rows = listed.shortlisted(table, np.zeros(len(table), bool))
    score = listed.model.scores(table[rows])
    best = np.argsort(-score, kind="stable")[:SHOWN]
    return product[rows[best]], rows[best], score[best]
