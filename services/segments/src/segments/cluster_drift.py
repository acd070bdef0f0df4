"""How far customers have moved since clusters were trained, and whether it is time to train again. Pure.

Two figures: the population stability index of the shares of clusters (Siddiqi 2006: from 0.25 on it is another
population), and how much further customers are from their centres than those trained on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import log

from segments.cluster_model import ClusterModel

_MOVED = 0.25  # of the index, as scorecards are judged
_SPREAD = 1.5  # times the squared distance trained on: centres no longer stand where customers are
_LEAST_SHARE = 0.0005  # of an empty cluster; a logarithm needs some, and half a customer in a thousand is none
_SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Drift:
    """`moved` is the population stability index, `spread` the squared distance over the one trained on."""

    moved: float
    spread: float

    @property
    def is_far(self) -> bool:
        """Whether clusters should be trained again at once."""
        return self.moved >= _MOVED or self.spread >= _SPREAD


def drift(model: ClusterModel, customers: Mapping[str, int], distances: Mapping[str, float]) -> Drift | None:
    """Compare customers as they are assigned now, by label, with those trained on; None where none are assigned."""
    total = sum(customers.values())
    if not total:
        return None
    moved = far = trained = 0.0
    for cluster in model.clusters:
        then = max(cluster.share, _LEAST_SHARE)
        now = max(customers.get(cluster.label, 0) / total, _LEAST_SHARE)
        moved += (now - then) * log(now / then)
        far += distances.get(cluster.label, 0.0) * customers.get(cluster.label, 0) / total
        trained += cluster.distance * cluster.share
    return Drift(moved, far / trained if trained else 1.0)


def due(trained: date, today: date) -> bool:
    """Whether a Sunday has come since the shop day of the last training."""
    return trained < today - timedelta(days=(today.weekday() - _SUNDAY) % 7)
