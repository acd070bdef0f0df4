"""HTTP in, coverage and diversity of the lists out."""

from __future__ import annotations

from hashlib import sha256

from flask import Blueprint, Response

from recommendations_v2.explanations import explaining, of_document
from recommendations_v2.serving import Serving
from recommendations_v2.use_cases_coverage import COVERAGE_HEADER, coverage, coverage_rows
from shared.auth.routes import Guard
from shared.contracts.generated.recommendations_v2 import RecommendationsCoverageParametersQuery
from shared.web import csv_answer, json_answer, json_bytes, query_parameters, unchanged, wants_csv


def add_coverage_routes(blueprint: Blueprint, serving: Serving, guard: Guard) -> None:
    """Add the routes of `coverage`."""

    def shown() -> Response:
        answer = coverage(serving)
        tag = sha256(json_bytes(answer)).hexdigest()
        held = unchanged(tag)
        if held is not None:
            return held
        if wants_csv():
            return csv_answer("coverage.csv", COVERAGE_HEADER, coverage_rows(answer), etag=tag)
        return json_answer(answer, etag=tag)

    @blueprint.get("/coverage")
    @guard.requires("figures:read")
    @explaining(serving.desk)(of_document)
    def recommendations_coverage() -> Response:
        query_parameters(RecommendationsCoverageParametersQuery)
        return shown()

    @blueprint.get("/coverage.csv")
    @guard.requires("figures:read")
    def recommendations_coverage_csv() -> Response:
        return shown()
