"""What trains clusters, as CLUSTER_ENGINE names it: one interface, whether a child or the warehouse does it.

An engine is given a training and leaves two files in its folder: the model as JSON (`cluster_model`) and the centres as
`cluster_centroids` has them. Assigning customers to centres is SQL and the same for all engines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from segments.queries_clusters import cluster_features
from shared.child import Argument
from shared.warehouse import Warehouse

Compute = Callable[[str, Path, Mapping[str, Argument]], Mapping[str, object]]

SAMPLE, LAST, MODEL, CENTROIDS = "sample.parquet", "last.json", "model.json", "centroids.parquet"
_MOST = 50_000  # customers: more move centres by less than a week does
_TARGET = "segments.cluster_child:run"


@dataclass(frozen=True, slots=True)
class Training:
    """One training: of the customers of a generation of segment_customers, in a folder with LAST if there is one."""

    warehouse: Warehouse
    generation_id: str
    folder: Path
    arguments: Mapping[str, Argument]


class ClusterEngine(Protocol):
    """Finds clusters of customers. Safe to call from any thread; the same customers give the same clusters."""

    def train(self, asked: Training) -> Mapping[str, object]:
        """Write MODEL and CENTROIDS into the folder; answers how many `clusters` there are, `new` ones and `agreement`.

        Raises what the warehouse and the child raise.
        """


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """scikit-learn in a child process, on a sample."""

    compute: Compute

    def train(self, asked: Training) -> Mapping[str, object]:
        """As the protocol says."""
        cluster_features(asked.warehouse, asked.generation_id, _MOST, asked.folder / SAMPLE)
        return self.compute(_TARGET, asked.folder, asked.arguments)


_ENGINES: Mapping[str, Callable[[Compute], ClusterEngine]] = {"local": LocalEngine}


def engine_of(name: str, compute: Compute) -> ClusterEngine:
    """The engine that CLUSTER_ENGINE names; the settings have refused all others."""
    return _ENGINES[name](compute)
