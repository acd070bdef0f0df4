"""HTTP in, what came of experiments and of recommendations out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import Blueprint, Response, request
from pydantic import BaseModel

from recommendations_v2 import use_cases_performance as use_cases
from recommendations_v2.desk import SERVICE, Desk
from recommendations_v2.experiment_answers import PERFORMANCE_HEADER, performance_rows
from recommendations_v2.explanations import PERFORMANCE, explaining, of_document
from recommendations_v2.worth import VALUE_HEADER, worth_rows
from shared.auth.routes import Guard, current_identity
from shared.cache import NoCache
from shared.contracts.generated.recommendations_v2 import (
    RecommendationsPerformanceCsvParametersQuery,
    RecommendationsPerformanceParametersQuery,
    RecommendationsValueCsvParametersQuery,
    RecommendationsValueParametersQuery,
)
from shared.web import csv_answer, json_answer, json_bytes, query_parameters, unchanged, wants_csv

_READING = "figures:read"
_KEPT_SECONDS = 300  # as often as sights of arms come to the warehouse


def add_performance_routes(blueprint: Blueprint, desk: Desk, guard: Guard) -> None:
    """Add the routes of `performance` and `value`."""
    explains = explaining(desk)

    @blueprint.get("/performance")
    @guard.requires(_READING)
    @explains(PERFORMANCE)
    def recommendations_performance() -> Response:
        return _performance(desk, query_parameters(RecommendationsPerformanceParametersQuery))

    @blueprint.get("/performance.csv")
    @guard.requires(_READING)
    def recommendations_performance_csv() -> Response:
        return _performance(desk, query_parameters(RecommendationsPerformanceCsvParametersQuery))

    @blueprint.get("/value")
    @guard.requires(_READING)
    @explains(of_document)
    def recommendations_value() -> Response:
        return _value(desk, query_parameters(RecommendationsValueParametersQuery))

    @blueprint.get("/value.csv")
    @guard.requires(_READING)
    def recommendations_value_csv() -> Response:
        return _value(desk, query_parameters(RecommendationsValueCsvParametersQuery))


def _performance(desk: Desk, parameters: BaseModel) -> Response:
    asked, sees = parameters.model_dump(mode="json").get("experiment"), _may_see_margin()
    return _answered(
        desk,
        ("performance", asked, sees),
        lambda: use_cases.performance(desk, asked, may_see_margin=sees),
        PERFORMANCE_HEADER,
        performance_rows,
    )


def _value(desk: Desk, parameters: BaseModel) -> Response:
    asked, sees = parameters.model_dump(by_alias=True), _may_see_margin()
    first, last = use_cases.asked_days(desk, asked.get("from"), asked.get("to"))
    return _answered(
        desk,
        ("value", first, last, sees),
        lambda: use_cases.value(desk, first, last, may_see_margin=sees),
        VALUE_HEADER,
        worth_rows,
    )


def _answered(
    desk: Desk,
    asked: Sequence[object],
    use_case: Callable[[], dict[str, Any]],
    header: Sequence[str],
    rows: Callable[[dict[str, Any]], Iterable[Sequence[object]]],
) -> Response:
    """An answer is kept until what it is made of changes: it reads every order of everybody in an experiment."""
    tag = use_cases.made_of(desk, asked, _KEPT_SECONDS)
    held = unchanged(tag)
    if held is not None:
        return held
    # What was asked for an answer that is kept was asked long ago, and an explanation tells it.
    cache = NoCache() if request.args.get("explain") == "1" else desk.cache
    kept = cache.get_or_create(f"{SERVICE}/{asked[0]}/{tag}", _KEPT_SECONDS, lambda: json_bytes(use_case()))
    answer: dict[str, Any] = json.loads(kept.value)
    if wants_csv():
        return csv_answer(f"{asked[0]}.csv", header, rows(answer), etag=tag)
    return json_answer(answer, etag=tag)


def _may_see_margin() -> bool:
    return "margin:read" in current_identity().scopes
