"""What a training of clusters found, as the store keeps it: plain values, read by the process that serves."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ModelFeature:
    """One feature of one cluster: what is typical of it and of all customers, and how far apart (deviations)."""

    feature: str
    typical: float
    typical_of_all: float
    deviations: float


@dataclass(frozen=True, slots=True)
class ModelCluster:
    """One cluster as it was trained: its label, whether that is new, and what it is like."""

    label: str
    is_new: bool
    centre: tuple[float, ...]  # scaled
    share: float  # of the customers trained on
    distance: float  # mean squared distance of them to the centre
    profile: str
    features: tuple[ModelFeature, ...]


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """One number of clusters that was tried."""

    clusters: int
    stability: float
    silhouette: float


@dataclass(frozen=True, slots=True)
class ModelEngine:
    """How one engine's clusters did on the customers trained on; None where it has none, and then `reason` says why.

    `agreement` is the adjusted Rand index with the local engine's clusters, None for its own.
    """

    engine: str
    is_chosen: bool
    clusters: int | None = None
    silhouette: float | None = None
    spread: float | None = None  # mean squared distance to the centres, scaled
    agreement: float | None = None
    usd: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ClusterModel:
    """A training: `customers` there were, of whom it saw `trained_on`.

    `scaling` holds low, high, mean and sd, a number per feature each; `agreement` is the adjusted Rand index against
    the training before, over the same customers, None where there was none.
    """

    version: str
    trained_at: str
    customers: int
    trained_on: int
    features: tuple[str, ...]
    scaling: Mapping[str, tuple[float, ...]]
    clusters: tuple[ModelCluster, ...]
    next_number: int
    chosen: ModelChoice
    tried: tuple[ModelChoice, ...]
    is_stable: bool
    agreement: float | None
    engines: tuple[ModelEngine, ...] = ()  # trainings of earlier versions have none

    def cluster(self, label: str) -> ModelCluster | None:
        """The cluster of a label; None where there is none any more."""
        return next((each for each in self.clusters if each.label == label), None)

    def document(self) -> bytes:
        """As the store keeps it."""
        return json.dumps(asdict(self)).encode()


def read_model(document: bytes) -> ClusterModel:
    """A training from the store. Raises KeyError or TypeError for a document that is none."""
    stated = json.loads(document)
    return ClusterModel(
        **{
            **stated,
            "features": tuple(stated["features"]),
            "scaling": {part: tuple(numbers) for part, numbers in stated["scaling"].items()},
            "clusters": tuple(_cluster(each) for each in stated["clusters"]),
            "chosen": ModelChoice(**stated["chosen"]),
            "tried": tuple(ModelChoice(**each) for each in stated["tried"]),
            "engines": tuple(ModelEngine(**each) for each in stated.get("engines", ())),
        }
    )


def _cluster(stated: Mapping[str, Any]) -> ModelCluster:
    centre: Sequence[float] = stated["centre"]
    found = tuple(ModelFeature(**each) for each in stated["features"])
    return ModelCluster(**{**stated, "centre": tuple(centre), "features": found})
