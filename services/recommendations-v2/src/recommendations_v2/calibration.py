"""Confidence: of items said to be bought within fourteen days with p, a share p is.

A score ranks within one visit and says little between visits, so it is first read together with how often the product
and the customer come (logistic), and what comes out is put right by steps that never fall (pool adjacent violators,
Ayer et al. 1955). Both are learned on visits that the ranking did not learn from.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommendations_v2.purchases import Flags, Floats

DAYS = 14
_NEWTON_STEPS = 30  # converges in some eight
_PENALTY = 1.0  # of a scaled weight, in items: nothing beside thousands
_LEAST_IN_STEP = 50  # items; a step of fewer is within 0.07 of its share two times in three


@dataclass(frozen=True, slots=True)
class Calibration:
    """Of a surface's model."""

    mean: Floats
    spread: Floats
    weight: Floats
    intercept: float
    edges: Floats  # of the logistic's answer, rising
    share: Floats  # at each edge, never falling

    def confidence(self, evidence: Floats) -> Floats:
        """(items,) from their evidence (items, n), the columns that it was learned with."""
        return np.asarray(np.interp(self._raw(evidence), self.edges, self.share))

    def _raw(self, evidence: Floats) -> Floats:
        return _logistic((evidence - self.mean) / self.spread @ self.weight + self.intercept)


def calibrated(evidence: Floats, bought: Flags) -> Calibration:
    """From items shown (items, n) and whether each was bought in time."""
    mean, spread = evidence.mean(axis=0), evidence.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    scaled = np.column_stack([np.ones(len(evidence)), (evidence - mean) / spread])
    found = np.zeros(scaled.shape[1])
    ridge = np.diag([0.0, *[_PENALTY] * evidence.shape[1]])
    for _ in range(_NEWTON_STEPS):
        chance = _logistic(scaled @ found)
        curve = scaled.T @ (scaled * (chance * (1 - chance))[:, None]) + ridge + 1e-9 * np.eye(len(found))
        found += np.linalg.solve(curve, scaled.T @ (bought - chance) - ridge @ found)
    raw = _logistic(scaled @ found)
    edges, share = rising(raw, bought.astype(float))
    return Calibration(mean, spread, found[1:], float(found[0]), edges, share)


def rising(raw: Floats, outcome: Floats) -> tuple[Floats, Floats]:
    """Means of the outcome along `raw` that never fall, in steps of at least fifty: where, and how much."""
    order = np.argsort(raw, kind="stable")
    parts = max(len(raw) // _LEAST_IN_STEP, 1)
    steps: list[tuple[float, float, int]] = []  # mean of raw, mean of outcome, items
    for part in np.array_split(order, parts):
        steps.append((float(raw[part].mean()), float(outcome[part].mean()), len(part)))
        while len(steps) > 1 and steps[-2][1] >= steps[-1][1]:
            (raw_a, a, n), (raw_b, b, m) = steps[-2:]
            steps[-2:] = [((raw_a * n + raw_b * m) / (n + m), (a * n + b * m) / (n + m), n + m)]
    return np.array([step[0] for step in steps]), np.array([step[1] for step in steps])


def error(said: Floats, bought: Flags, bins: int = 10) -> float:
    """Expected calibration error: mean distance of said from seen over bins of as many items, by items."""
    order = np.argsort(said, kind="stable")
    parts = np.array_split(order, min(bins, len(said)))
    return float(sum(len(part) * abs(said[part].mean() - bought[part].mean()) for part in parts) / len(said))


def _logistic(margin: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(margin, -500.0, 500.0))))
