"""HTTP in, the clusters as JSON or CSV out."""

from __future__ import annotations

from flask import Blueprint, Response

from segments.cluster_answer import CSV_HEADER, rows
from segments.desk import Desk
from segments.envelope import etag
from segments.explanations import CLUSTERS, explaining, with_refresh
from segments.use_cases_clusters import clusters, made_of
from shared.auth.routes import Guard, current_identity
from shared.contracts.generated.segments import ListClustersParametersQuery
from shared.web import csv_answer, json_answer, query_parameters, unchanged, wants_csv


def add_cluster_routes(blueprint: Blueprint, desk: Desk, guard: Guard) -> None:
    """Add the routes of `clusters`."""

    @blueprint.get("/clusters")
    @guard.requires("customers:read")
    @explaining(desk)(with_refresh(CLUSTERS))
    def list_clusters() -> Response:
        query_parameters(ListClustersParametersQuery)
        return _clusters(desk, as_file=wants_csv())

    @blueprint.get("/clusters.csv")
    @guard.requires("customers:read")
    def list_clusters_csv() -> Response:
        return _clusters(desk, as_file=True)


def _clusters(desk: Desk, *, as_file: bool) -> Response:
    may_see_margin = "margin:read" in current_identity().scopes
    tag = etag(desk, "clusters", (*made_of(desk), may_see_margin))
    held = unchanged(tag)
    if held is not None:
        return held
    answer = clusters(desk, may_see_margin=may_see_margin)
    return csv_answer("clusters.csv", CSV_HEADER, rows(answer), etag=tag) if as_file else json_answer(answer, etag=tag)
