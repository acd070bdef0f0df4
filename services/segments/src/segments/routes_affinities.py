"""HTTP in, the affinities as JSON or CSV out."""

from __future__ import annotations

from flask import Blueprint, Response

from segments.affinity_answer import CSV_HEADER, rows
from segments.desk import Desk
from segments.envelope import etag
from segments.explanations import AFFINITIES, explaining, with_refresh
from segments.use_cases_affinities import affinities, made_of
from shared.auth.routes import Guard, current_identity
from shared.contracts.generated.segments import ListAffinitiesCsvParametersQuery, ListAffinitiesParametersQuery
from shared.web import csv_answer, json_answer, query_parameters, unchanged, wants_csv


def add_affinity_routes(blueprint: Blueprint, desk: Desk, guard: Guard) -> None:
    """Add the routes of `affinities`."""

    @blueprint.get("/affinities")
    @guard.requires("customers:read")
    @explaining(desk)(with_refresh(AFFINITIES))
    def list_affinities() -> Response:
        asked = query_parameters(ListAffinitiesParametersQuery).model_dump(by_alias=True)
        return _affinities(desk, asked.get("of"), as_file=wants_csv())

    @blueprint.get("/affinities.csv")
    @guard.requires("customers:read")
    def list_affinities_csv() -> Response:
        asked = query_parameters(ListAffinitiesCsvParametersQuery).model_dump(by_alias=True)
        return _affinities(desk, asked.get("of"), as_file=True)


def _affinities(desk: Desk, level: str | None, *, as_file: bool) -> Response:
    may_see_margin = "margin:read" in current_identity().scopes
    tag = etag(desk, "affinities", (*made_of(desk), level, may_see_margin))
    held = unchanged(tag)
    if held is not None:
        return held
    answer = affinities(desk, level, may_see_margin=may_see_margin)
    if as_file:
        return csv_answer("affinities.csv", CSV_HEADER, rows(answer), etag=tag)
    return json_answer(answer, etag=tag)
