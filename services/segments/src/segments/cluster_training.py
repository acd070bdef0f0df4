"""K-means, and how many clusters there are: as many as come out again in other customers, and are well apart. Pure.

A number of clusters is stable when two halves of the customers, clustered apart, put all customers into the same groups
(adjusted Rand index, Hubert and Arabie 1985; after Lange, Roth, Braun and Buhmann 2004). Of the stable ones the best
silhouette (Rousseeuw 1987) wins. Everything is drawn with a fixed seed from rows in a fixed order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score

from segments.cluster_scaling import Floats
from shared.progress import tell

Labels = NDArray[np.int32]

MOST_CLUSTERS = 8  # more groups than anybody writes letters to
LEAST_EACH = 25  # customers to a cluster on average; fewer, and halves of them are a dozen
STABLE = 0.75  # agreement of halves from which clusters are taken for stable (after Hennig 2007)
_SEED = 20
_STARTS = 10  # of k-means; the best is kept
_HALVES = 8  # pairs of them
_HALVES_STARTS = 3  # of k-means in a half: it is asked sixteen times for each number
_HALVES_OF = 10_000  # customers: five thousand in a half settle centres to a percent, and take a fifth of the time
_SILHOUETTE_OF = 4_000  # customers: each is compared with each, and four thousand tell it to a hundredth


@dataclass(frozen=True, slots=True)
class Choice:
    """One number of clusters that was tried."""

    clusters: int
    stability: float  # mean adjusted Rand index between halves; 1 is the same, 0 is chance
    silhouette: float  # -1 to 1


@dataclass(frozen=True, slots=True)
class Trained:
    """What k-means found: centres (clusters x features, scaled), whose each customer is, and what was tried."""

    centres: Floats
    labels: Labels
    chosen: Choice
    tried: tuple[Choice, ...]
    is_stable: bool


def train(scaled: Floats) -> Trained:
    """Cluster customers (customers x features, scaled; at least 2 * LEAST_EACH of them, in an order of their own)."""
    most = min(MOST_CLUSTERS, len(scaled) // LEAST_EACH, len(np.unique(scaled, axis=0)))
    if most < 2:  # noqa: PLR2004 - all are alike: there is nothing to tell them apart by
        alone = Choice(1, 1.0, 0.0)
        everybody = np.zeros(len(scaled), np.int32)
        return Trained(scaled.mean(axis=0, keepdims=True), everybody, alone, (alone,), is_stable=True)
    numbers = range(2, most + 1)
    rng, halved, shown = _drawn(len(scaled))
    fits, tried = {}, []
    for clusters in numbers:
        tell("trying numbers of clusters", clusters - 2, len(numbers))
        fits[clusters] = _fitted(scaled, clusters, _STARTS, _SEED)
        apart = _silhouette(scaled[shown], fits[clusters].labels_[shown])
        tried.append(Choice(clusters, _stability(scaled[halved], clusters, rng), apart))
    stable = [choice for choice in tried if choice.stability >= STABLE]
    if stable:
        chosen = max(stable, key=lambda choice: (choice.silhouette, -choice.clusters))
    else:
        chosen = max(tried, key=lambda choice: (choice.stability, -choice.clusters))
    fit = fits[chosen.clusters]
    return Trained(fit.cluster_centers_, fit.labels_, chosen, tuple(tried), bool(stable))


def apart(scaled: Floats, labels: Labels) -> float:
    """The silhouette of customers in clusters, over the same customers as for the numbers that `train` tries."""
    *_, shown = _drawn(len(scaled))
    return _silhouette(scaled[shown], labels[shown])


def spread(scaled: Floats, centres: Floats, labels: Labels) -> float:
    """Mean squared distance of customers to the centres of their clusters: what k-means makes small."""
    return float(((scaled - centres[labels]) ** 2).sum(axis=1).mean())


def nearest(scaled: Floats, centres: Floats) -> Labels:
    """The place of the centre that is nearest to each customer; of two equally near, the first."""
    distances = ((scaled[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
    return np.asarray(distances.argmin(axis=1), np.int32)


def agreement(first: Labels, second: Labels) -> float:
    """The adjusted Rand index of two ways to group the same customers: 1 is the same, 0 is what chance brings."""
    return float(adjusted_rand_score(first, second))


def _drawn(customers: int) -> tuple[np.random.Generator, NDArray[np.int64], NDArray[np.int64]]:
    """The generator, and of so many customers those who are halved and those whose silhouette is taken."""
    rng = np.random.default_rng(_SEED)
    return rng, rng.permutation(customers)[:_HALVES_OF], rng.permutation(customers)[:_SILHOUETTE_OF]


def _fitted(scaled: Floats, clusters: int, starts: int, seed: int) -> KMeans:
    return KMeans(clusters, n_init=starts, random_state=seed, algorithm="lloyd").fit(scaled)


def _stability(scaled: Floats, clusters: int, rng: np.random.Generator) -> float:
    agreed = []
    for _ in range(_HALVES):
        turn = rng.permutation(len(scaled))
        halves = np.array_split(turn, 2)
        seeds = rng.integers(0, 2**31, 2).tolist()
        fits = [_fitted(scaled[half], clusters, _HALVES_STARTS, seed) for half, seed in zip(halves, seeds, strict=True)]
        agreed.append(agreement(*(nearest(scaled, fit.cluster_centers_) for fit in fits)))
    return float(np.mean(agreed))


def _silhouette(scaled: Floats, labels: Labels) -> float:
    """0 where the customers looked at are all in one cluster: there is nothing to be apart from."""
    found = len(np.unique(labels))
    return float(silhouette_score(scaled, labels)) if 1 < found < len(labels) else 0.0
