"""What trains clusters, as CLUSTER_ENGINE names it: one interface, whether a child or the warehouse does it.

An engine is given a training and leaves two files in its folder: the model as JSON (`cluster_model`) and the centres as
`cluster_centroids` has them. Assigning customers to centres is SQL and the same for all engines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from segments.cluster_files import CENTRES, CENTROIDS, LAST, MODEL, SAMPLE
from segments.queries_clusters import cluster_features, cluster_scaled
from shared.child import Argument, ChildError
from shared.warehouse import Warehouse, WarehouseError
from shared.warehouse.learning import BIGQUERY_ML, TRAIN, check_affordable, learning_of, with_literals

__all__ = ["CENTROIDS", "LAST", "LOCAL", "MODEL", "ClusterEngine", "Compute", "Training", "engine_of"]

Compute = Callable[[str, Path, Mapping[str, Argument]], Mapping[str, object]]

LOCAL = "local"
_MOST = 50_000  # customers: more move centres by less than a week does
_TARGET = "segments.cluster_child:run"
_CHOOSING, _BIGFRAMES = "segments.cluster_child:choose", "segments.cluster_bigframes:fit"
_TABLES = 1  # segment_customers
_MARGIN = 1.25  # times what a dry run said may be billed, as for other models


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


@dataclass(frozen=True, slots=True)
class BigQueryEngine:
    """K-means of BigQuery ML over all customers, by bigframes in a child process.

    How many clusters there are is chosen as the local engine does, on its sample, and so the same figures say how good
    they are; only the centres are of everybody. Where anything fails there, those of the sample are taken.
    """

    compute: Compute
    most_usd: Decimal

    def train(self, asked: Training) -> Mapping[str, object]:
        """As the protocol says; `engine` tells whose the centres are, `reason` why they are not BigQuery's."""
        cluster_features(asked.warehouse, asked.generation_id, _MOST, asked.folder / SAMPLE)
        said: dict[str, object] = {"engine": BIGQUERY_ML, "reason": None}
        try:
            said["usd"] = str(self._fit(asked, self.compute(_CHOOSING, asked.folder, asked.arguments)))
        except (WarehouseError, ChildError, ValueError) as why:
            (asked.folder / CENTRES).unlink(missing_ok=True)
            said = {"engine": LOCAL, "reason": f"BigQuery ML failed, {why}"}
        arguments = {**asked.arguments, "usd": _text(said.get("usd")), "reason": _text(said["reason"])}
        return {**self.compute(_TARGET, asked.folder, arguments), **said}

    def _fit(self, asked: Training, chosen: Mapping[str, Any]) -> Decimal:
        learning = learning_of(asked.warehouse)
        if learning is None:
            raise WarehouseError("this warehouse does not learn")
        scaling = {name: [float(each) for each in chosen[name]] for name in ("low", "high", "mean", "sd")}
        source = cluster_scaled()
        parameters: dict[str, Any] = {"generation_id": asked.generation_id, **scaling}
        cost = learning.cost(source, parameters, price=TRAIN, tables=_TABLES)
        check_affordable(cost, self.most_usd, "training clusters")
        self.compute(
            _BIGFRAMES,
            asked.folder,
            {
                "project": learning.place.project,
                "dataset": learning.place.dataset,
                "location": learning.place.location,
                "source": with_literals(source, parameters),
                "clusters": int(chosen["clusters"]),
                "maximum_bytes_billed": round(cost.bytes_read * _MARGIN),
            },
        )
        return cost.usd


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def engine_of(name: str, compute: Compute, most_usd: Decimal) -> ClusterEngine:
    """The engine that CLUSTER_ENGINE names; the settings have refused all others."""
    return BigQueryEngine(compute, most_usd) if name == BIGQUERY_ML else LocalEngine(compute)
