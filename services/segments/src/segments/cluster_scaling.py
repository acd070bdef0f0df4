"""How customers' features become comparable: logarithm, outliers cut off, then scaled to mean 0 and deviation 1. Pure.

Days and money are skewed: without the logarithm a few big spenders are a cluster of their own, without cutting off so
is one typing error, without scaling days count a hundred times what shares do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FEATURES = ("recency", "tenure", "frequency", "spend", "discount", "refund")
"""As in the columns of cluster_features.sql and of the table cluster_centroids; matrices have a column for each."""

PARTS = ("low", "high", "mean", "sd")
_CUT = 0.01  # of customers at either end: a hundredth is what typing errors and one-off bulk orders come to
_SAME = 1e-9  # a deviation below this is none: all customers are alike in it, and it says nothing


@dataclass(frozen=True, slots=True)
class Scaling:
    """Where logarithms are cut off, and their mean and deviation after it; one number per feature each."""

    low: Floats
    high: Floats
    mean: Floats
    sd: Floats

    def scaled(self, raw: Floats) -> Floats:
        """Features as they are (customers x features) made comparable."""
        return np.asarray((np.clip(np.log1p(raw), self.low, self.high) - self.mean) / self.sd)

    def logarithms(self, scaled: Floats) -> Floats:
        """The way back from what is scaled, as far as the logarithms."""
        return np.asarray(scaled * self.sd + self.mean)

    def rescaled(self, logarithms: Floats) -> Floats:
        """Logarithms made comparable, none cut off."""
        return np.asarray((logarithms - self.mean) / self.sd)


def scaling_of(raw: Floats) -> Scaling:
    """The scaling that these customers ask for. A feature in which all are alike stays, and counts nothing."""
    logarithms = np.log1p(raw)
    low, high = np.quantile(logarithms, [_CUT, 1 - _CUT], axis=0)
    kept = np.clip(logarithms, low, high)
    sd = kept.std(axis=0)
    return Scaling(low, high, kept.mean(axis=0), np.where(sd < _SAME, 1.0, sd))
