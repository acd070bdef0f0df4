"""HTTP in, one use case, JSON or CSV out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
from flask import Blueprint, Response

from revenue import use_cases
from revenue.question import Question
from revenue.routes_asking import answer, given, question, window_question
from revenue.routes_forecast import add_forecast_routes
from revenue.routes_funnel import add_funnel_routes
from revenue.routes_insights import add_insight_routes
from revenue.routes_lists import add_list_routes
from revenue.routes_targets import add_target_routes
from revenue.routes_value import add_value_routes
from revenue.use_cases import Desk
from shared.auth.routes import Guard
from shared.contracts.generated.revenue import (
    CurrentParametersQuery,
    TrendsCsvParametersQuery,
    TrendsParametersQuery,
)
from shared.looks import Looks
from shared.web import add_contract_routes, csv_answer, query_parameters, unchanged, wants_csv


def make_blueprint(desk: Desk, guard: Guard) -> Blueprint:
    """Every route of openapi/revenue.yaml."""
    blueprint = Blueprint("revenue", __name__, url_prefix="/api/revenue")
    looks = Looks(desk.store, desk.now)

    @blueprint.get("/current")
    @guard.requires("figures:read")
    def current() -> Response:
        asked = given(query_parameters(CurrentParametersQuery))
        kind, explain = use_cases.current_kind(desk), asked.get("explain") == "1"
        looks.say()
        return answer(desk, question(desk, asked), kind, use_cases.current, explain=explain)

    @blueprint.get("/trends")
    @guard.requires("figures:read")
    def trends() -> Response:
        parameters = given(query_parameters(TrendsParametersQuery))
        asked = _trends_question(desk, parameters)
        if wants_csv():
            return _trends_file(desk, asked)
        return answer(desk, asked, "trends", use_cases.trends, explain=parameters.get("explain") == "1")

    @blueprint.get("/trends.csv")
    @guard.requires("figures:read")
    def trends_csv() -> Response:
        return _trends_file(desk, _trends_question(desk, given(query_parameters(TrendsCsvParametersQuery))))

    add_list_routes(blueprint, desk, guard)
    add_forecast_routes(blueprint, desk, guard)
    add_funnel_routes(blueprint, desk, guard)
    add_value_routes(blueprint, desk, guard)
    add_target_routes(blueprint, desk, guard)
    add_insight_routes(blueprint, desk, guard)
    add_contract_routes(blueprint, contract="revenue", ready=lambda: use_cases.ready(desk))
    return blueprint


def _trends_question(desk: Desk, asked: dict[str, Any]) -> Question:
    return replace(window_question(desk, asked), granularity=asked.get("granularity", "day"))


def _trends_file(desk: Desk, asked: Question) -> Response:
    etag = asked.key("trends")
    held = unchanged(etag)
    if held is not None:
        return held
    document = orjson.loads(use_cases.kept(desk, asked, "trends", use_cases.trends))
    name = f"sales-{document['from']}-{document['to']}.csv"
    return csv_answer(name, use_cases.CSV_HEADER, use_cases.trends_rows(document), etag=etag)
