"""Logistic weights: the ranking where there is no forest. Numbers a person can read, learned with scipy alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommendations_v2.purchases import Floats, Matrix, Whole
from recommendations_v2.trees import UNIT

_WIDEST = 1e3  # a feature's scaled value beyond it is a mistake of the batch, not a customer


@dataclass(frozen=True, slots=True, repr=False)  # as words it would fill pages
class Weights:
    """A candidate's score is basis + sum of weight * (feature - mean) / spread, in millionths, each part rounded."""

    names: tuple[str, ...]
    mean: Floats
    spread: Floats
    weight: Floats
    intercept: float

    @property
    def basis(self) -> int:
        """Millionths of an average candidate."""
        return round(self.intercept * UNIT)

    def scores(self, features: Matrix) -> Whole:
        """(candidates,) millionths."""
        return np.asarray(self._parts(features).sum(axis=1).astype(np.int64) + self.basis)

    def traced(self, features: Matrix) -> Whole:
        """What the rest is made from: the contributions."""
        return self.contributions(features)

    def scored(self, contributions: Whole) -> Whole:
        """As `scores`."""
        return np.asarray(contributions.sum(axis=1) + self.basis)

    def moved_by(self, contributions: Whole) -> Whole:
        """As `contributions`."""
        return contributions

    def contributions(self, features: Matrix) -> Whole:
        """(candidates, features) millionths; they and `basis` add up to the score exactly."""
        return np.asarray(self._parts(features).astype(np.int64))

    def _parts(self, features: Matrix) -> Floats:
        """Whole numbers, whose sums are exact as floating-point numbers too: they are far below 2^53."""
        parts = np.subtract(features, self.mean)
        parts /= self.spread
        np.minimum(np.maximum(parts, -_WIDEST, out=parts), _WIDEST, out=parts)
        parts *= self.weight
        parts *= UNIT
        return np.rint(parts, out=parts)
