"""HTTP in, one use case, JSON or CSV out: insights, what is said of them, and what the service was worth."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import orjson
from flask import Blueprint, Response

from revenue import explanations, insight_answers, use_cases_insights_read, use_cases_worth
from revenue.queries_insights import EVER
from revenue.routes_asking import explaining, given, question
from revenue.use_cases import Answer, Desk
from shared.auth.routes import Guard
from shared.contracts.generated.revenue import (
    InsightAction,
    InsightDismissal,
    InsightsCsvParametersQuery,
    InsightsParametersQuery,
    ValueCsvParametersQuery,
    ValueParametersQuery,
)
from shared.web import csv_answer, json_answer, json_body, query_parameters, unchanged, wants_csv


def add_insight_routes(blueprint: Blueprint, desk: Desk, guard: Guard) -> None:
    """Add the routes of `insights` and `value`."""
    explains = explaining(desk)

    @blueprint.get("/insights")
    @guard.requires("figures:read")
    @explains(explanations.INSIGHTS)
    def insights() -> Response:
        return _insights(desk, given(query_parameters(InsightsParametersQuery)), as_file=wants_csv())

    @blueprint.get("/insights.csv")
    @guard.requires("figures:read")
    def insights_csv() -> Response:
        return _insights(desk, given(query_parameters(InsightsCsvParametersQuery)), as_file=True)

    @blueprint.post("/insights/<insight_id>/dismiss")
    @guard.requires("targets:write")
    def dismiss(insight_id: str) -> Response:
        reason = json_body(InsightDismissal).reason
        return json_answer(use_cases_insights_read.respond(desk, insight_id, "dismissal", is_on=True, note=reason))

    @blueprint.delete("/insights/<insight_id>/dismiss")
    @guard.requires("targets:write")
    def restore(insight_id: str) -> Response:
        return json_answer(use_cases_insights_read.respond(desk, insight_id, "dismissal", is_on=False))

    @blueprint.post("/insights/<insight_id>/act")
    @guard.requires("targets:write")
    def act(insight_id: str) -> Response:
        said = given(json_body(InsightAction))
        done = use_cases_insights_read.respond(
            desk, insight_id, "action", is_on=True, note=said["action"], acted_on=said.get("acted_on")
        )
        return json_answer(done)

    @blueprint.delete("/insights/<insight_id>/act")
    @guard.requires("targets:write")
    def take_back(insight_id: str) -> Response:
        return json_answer(use_cases_insights_read.respond(desk, insight_id, "action", is_on=False))

    @blueprint.get("/value")
    @guard.requires("figures:read")
    @explains(explanations.of_worth)
    def value() -> Response:
        return _worth(desk, given(query_parameters(ValueParametersQuery)), as_file=wants_csv())

    @blueprint.get("/value.csv")
    @guard.requires("figures:read")
    def value_csv() -> Response:
        return _worth(desk, given(query_parameters(ValueCsvParametersQuery)), as_file=True)


def _insights(desk: Desk, asked: dict[str, Any], *, as_file: bool) -> Response:
    answer = use_cases_insights_read.insights(
        desk,
        question(desk, asked),
        asked.get("day"),
        with_dismissed=asked.get("dismissed") == "1",
        known_until=asked.get("as_of", EVER),
    )
    etag = _etag(answer, as_file=as_file)
    held = unchanged(etag)
    if held is not None:
        return held
    if not as_file:
        return json_answer(answer, etag=etag)
    rows = use_cases_insights_read.insight_csv_rows(answer)
    return csv_answer(f"insights-{answer['day'] or 'none'}.csv", insight_answers.CSV_HEADER, rows, etag=etag)


def _worth(desk: Desk, asked: dict[str, Any], *, as_file: bool) -> Response:
    made = use_cases_worth.asked_days(question(desk, asked))
    answer = use_cases_worth.worth(desk, made, known_until=asked.get("as_of", EVER))
    etag = _etag(answer, as_file=as_file)
    held = unchanged(etag)
    if held is not None:
        return held
    if not as_file:
        return json_answer(answer, etag=etag)
    name = f"value-{answer['from']}-{answer['to']}.csv"
    return csv_answer(name, use_cases_worth.CSV_HEADER, use_cases_worth.csv_rows(answer), etag=etag)


def _etag(answer: Answer, *, as_file: bool) -> str:
    """Of what is said, not of when: behind it are tables of their own, which no version of the data tells of."""
    told = {name: value for name, value in answer.items() if name != "as_of"}
    return sha256(orjson.dumps([told, as_file])).hexdigest()
