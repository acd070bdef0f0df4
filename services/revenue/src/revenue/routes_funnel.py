"""HTTP in, one use case, the funnel as JSON or CSV out."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from flask import Blueprint, Response

from revenue import funnel_answer, use_cases, use_cases_funnel
from revenue.funnel import DEFINITIONS, By
from revenue.question import Question
from revenue.routes_asking import File, answer, file_answer, given, window_question
from revenue.use_cases import Desk
from revenue.use_cases_lists import asked_days, last_day
from shared.auth.routes import Guard
from shared.contracts.generated.revenue import FunnelCsvParametersQuery, FunnelParametersQuery
from shared.web import json_answer, query_parameters, wants_csv

_BY = "device"  # the contract's words; a shop that knows nothing else of its visits knows that


def add_funnel_routes(blueprint: Blueprint, desk: Desk, guard: Guard) -> None:
    """Add the routes of `funnel`."""

    @blueprint.get("/funnel")
    @guard.requires("figures:read")
    def funnel() -> Response:
        asked = given(query_parameters(FunnelParametersQuery))
        return _file(desk, asked) if wants_csv() else _answer(desk, asked)

    @blueprint.get("/funnel.csv")
    @guard.requires("figures:read")
    def funnel_csv() -> Response:
        return _file(desk, given(query_parameters(FunnelCsvParametersQuery)))


def _question(desk: Desk, asked: dict[str, Any]) -> tuple[Question, By]:
    """What is asked and by what; orders are dated by the day they were placed."""
    by: By = asked.get("by", _BY)
    return replace(window_question(desk, asked), basis="order"), by


def _kind(desk: Desk, by: str) -> str:
    return f"funnel|{by}|{use_cases_funnel.visits_version(desk)}"


def _answer(desk: Desk, asked: dict[str, Any]) -> Response:
    made, by = _question(desk, asked)
    use_case = partial(use_cases_funnel.funnel, by=by)
    if asked.get("explain") != "1":
        return answer(desk, made, _kind(desk, by), use_case, explain=False)
    document = use_cases.explained(desk, made, use_case)
    document["explain"]["definitions"] |= DEFINITIONS
    return json_answer(document)


def _file(desk: Desk, asked: dict[str, Any]) -> Response:
    made, by = _question(desk, asked)
    days = asked_days(made)
    name = f"funnel-by-{by}-{days.first_day}-{last_day(days)}.csv"
    rows = use_cases_funnel.funnel_rows(desk, made, by=by)
    return file_answer(made, _kind(desk, by), File(name, funnel_answer.CSV_HEADER, rows))
