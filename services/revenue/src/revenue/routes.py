"""HTTP in, one use case, JSON or CSV out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
from flask import Blueprint, Response
from pydantic import BaseModel

from revenue import use_cases
from revenue.question import Filters, Question, days_between, moment, window_days
from revenue.use_cases import Desk, UseCase
from shared.auth.routes import Guard, current_identity
from shared.contracts.generated.revenue import (
    CurrentParametersQuery,
    TrendsCsvParametersQuery,
    TrendsParametersQuery,
)
from shared.web import (
    add_contract_routes,
    csv_answer,
    json_answer,
    query_parameters,
    unchanged,
    wants_csv,
)


def make_blueprint(desk: Desk, guard: Guard) -> Blueprint:
    """Every route of openapi/revenue.yaml."""
    blueprint = Blueprint("revenue", __name__, url_prefix="/api/revenue")

    @blueprint.get("/current")
    @guard.requires("figures:read")
    def current() -> Response:
        given = _given(query_parameters(CurrentParametersQuery))
        return _answer(desk, _question(desk, given), use_cases.current, explain=given.get("explain") == "1")

    @blueprint.get("/trends")
    @guard.requires("figures:read")
    def trends() -> Response:
        given = _given(query_parameters(TrendsParametersQuery))
        asked = _trends_question(desk, given)
        if wants_csv():
            return _trends_file(desk, asked)
        return _answer(desk, asked, use_cases.trends, explain=given.get("explain") == "1")

    @blueprint.get("/trends.csv")
    @guard.requires("figures:read")
    def trends_csv() -> Response:
        return _trends_file(desk, _trends_question(desk, _given(query_parameters(TrendsCsvParametersQuery))))

    add_contract_routes(blueprint, contract="revenue", ready=lambda: use_cases.ready(desk))
    return blueprint


def _given(parameters: BaseModel) -> dict[str, Any]:
    """The parameters that were given, by the names of the contract."""
    return parameters.model_dump(by_alias=True)  # what was not given is MISSING, which a dump leaves out


def _question(desk: Desk, given: dict[str, Any]) -> Question:
    return Question(
        shop=desk.shop(),
        data=desk.data_state(),
        as_of=moment(given.get("as_of"), desk.now()),
        basis="order" if given.get("basis") == "order" else "accounting",
        filters=Filters(*(given.get(name) for name in ("location", "channel", "category", "product"))),
        days=days_between(given.get("from"), given.get("to")),
        granularity=None,
        may_see_margin="margin:read" in current_identity().scopes,
    )


def _trends_question(desk: Desk, given: dict[str, Any]) -> Question:
    asked = _question(desk, given)
    days = window_days(given.get("window"), asked.days, asked.today)
    return replace(asked, days=days, granularity=given.get("granularity", "day"))


def _answer(desk: Desk, asked: Question, use_case: UseCase, *, explain: bool) -> Response:
    if explain:
        return json_answer(use_cases.explained(desk, asked, use_case))
    etag = asked.key(use_case.__name__)
    return unchanged(etag) or json_answer(use_cases.kept(desk, asked, use_case), etag=etag)


def _trends_file(desk: Desk, asked: Question) -> Response:
    etag = asked.key("trends")
    held = unchanged(etag)
    if held is not None:
        return held
    document = orjson.loads(use_cases.kept(desk, asked, use_cases.trends))
    name = f"sales-{document['from']}-{document['to']}.csv"
    return csv_answer(name, use_cases.CSV_HEADER, use_cases.trends_rows(document), etag=etag)
