"""HTTP in, one use case, the forecast as JSON or CSV out."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from flask import Blueprint, Response

from revenue import explanations, forecasts
from revenue import use_cases_forecast as use_cases
from revenue.routes_asking import File, answer, explaining, file_answer, given, question
from revenue.use_cases import Desk
from shared.auth.routes import Guard
from shared.cache import NoCache
from shared.contracts.generated.revenue import ForecastCsvParametersQuery, ForecastParametersQuery
from shared.web import query_parameters, wants_csv

_HORIZON = "28d"  # the contract's words: four weeks, as the accuracy is told for


def add_forecast_routes(blueprint: Blueprint, desk: Desk, guard: Guard) -> None:
    """Add the routes of `forecast`."""

    @blueprint.get("/forecast")
    @guard.requires("figures:read")
    @explaining(desk)(explanations.of_forecast)
    def forecast() -> Response:
        asked = given(query_parameters(ForecastParametersQuery))
        return _file(desk, asked) if wants_csv() else _answer(desk, asked)

    @blueprint.get("/forecast.csv")
    @guard.requires("figures:read")
    def forecast_csv() -> Response:
        return _file(desk, given(query_parameters(ForecastCsvParametersQuery)))


def _horizon(asked: dict[str, Any]) -> int:
    return int(str(asked.get("horizon", _HORIZON)).removesuffix("d"))


def _answer(desk: Desk, asked: dict[str, Any]) -> Response:
    live, horizon = use_cases.generation(desk), _horizon(asked)
    use_case = partial(use_cases.forecast, live=live, horizon=horizon)
    if asked.get("explain") == "1":
        desk = replace(desk, cache=NoCache())  # what was asked for an answer that is kept was asked long ago
    return answer(desk, question(desk, asked), f"forecast|{horizon}|{live}", use_case, explain=False)


def _file(desk: Desk, asked: dict[str, Any]) -> Response:
    live, horizon, made = use_cases.generation(desk), _horizon(asked), question(desk, asked)
    rows = use_cases.forecast_rows(desk, made, live=live, horizon=horizon)
    file = File(f"forecast-{made.today}-{horizon}d.csv", forecasts.CSV_HEADER, rows)
    return file_answer(made, f"forecast|{horizon}|{live}", file)
