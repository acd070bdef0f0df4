"""Clusters as the contract tells them: one item each, and how they were found. No table is read here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from segments.cluster_drift import Drift
from segments.cluster_model import ClusterModel, ModelCluster, ModelEngine
from segments.envelope import instant
from segments.queries_clusters import Size
from shared.money import money
from shared.shop import Shop

CSV_HEADER = ("segment_id", "name", "profile", "customers", "contactable", "net_sales", "is_new")


def name_of(label: str) -> str:
    """A cluster's name: its label, which stays; what it is like is said by its profile, and changes."""
    return f"Cluster {label}"


def item(cluster: ModelCluster, size: Size | None, total: int, currency: str) -> dict[str, Any]:
    """The contract's Cluster; `size` None where nobody is in it, `total` everybody who is in one."""
    customers = size.customers if size else 0
    return {
        "segment_id": f"cluster:{cluster.label}",
        "label": cluster.label,
        "name": name_of(cluster.label),
        "is_new": cluster.is_new,
        "profile": cluster.profile,
        "features": [asdict(each) for each in cluster.features],
        "customers": customers,
        "share": {"value": customers / total, "numerator": customers, "denominator": total} if total else None,
        "contactable": size.contactable if size else 0,
        "net_sales": money(size.net_sales if size else Decimal(0), currency),
    }


def training(model: ClusterModel, moved: Drift | None, shop: Shop) -> dict[str, Any]:
    """The contract's ClusterTraining; `moved` None before customers are assigned."""
    chosen = model.chosen
    reasons = {} if model.agreement is not None else {"adjusted_rand_index": "first_training"}
    if moved is None:
        reasons["drift"] = "nobody_assigned_yet"
    return {
        "trained_at": instant(shop, datetime.fromisoformat(model.trained_at)),
        "sample": model.trained_on,
        "k": chosen.clusters,
        "silhouette": next((each.silhouette for each in model.engines if each.is_chosen), chosen.silhouette),
        "stability": chosen.stability,
        "adjusted_rand_index": model.agreement,
        "chosen_because": _because(model),
        "tried": [
            {"k": each.clusters, "stability": each.stability, "silhouette": each.silhouette} for each in model.tried
        ],
        "engines": [_engine(each) for each in model.engines],
        "drift": None if moved is None else _drift(moved),
        "reasons": reasons,
    }


def rows(answer: Mapping[str, Any]) -> Iterator[list[object]]:
    """ClusterList as rows under CSV_HEADER; amounts as plain decimals."""
    for each in answer["items"]:
        told = {**each, "net_sales": Decimal(each["net_sales"]["amount"])}
        yield [told[name] for name in CSV_HEADER]


def _engine(each: ModelEngine) -> dict[str, Any]:
    told = asdict(each)
    return {"engine": told.pop("engine"), "is_chosen": told.pop("is_chosen"), "k": told.pop("clusters"), **told}


def _drift(moved: Drift) -> dict[str, Any]:
    return {"population_stability_index": moved.moved, "spread": moved.spread, "is_far": moved.is_far}


def _because(model: ClusterModel) -> str:
    chosen, most = model.chosen, model.tried[-1].clusters
    if chosen.clusters == 1:
        return "All customers are alike in everything that is looked at"
    if model.is_stable:
        return (
            f"Of the numbers from 2 to {most} that come out again in halves of the customers, {chosen.clusters} are"
            f" furthest apart: stability {chosen.stability:.2f}, silhouette {chosen.silhouette:.2f}"
        )
    return (
        f"No number from 2 to {most} comes out again in halves of the customers; {chosen.clusters} clusters do best,"
        f" stability {chosen.stability:.2f}: a way to divide customers, not groups that exist"
    )
