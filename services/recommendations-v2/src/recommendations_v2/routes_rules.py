"""HTTP in, marketing's rules out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response

from recommendations_v2.serving import Serving
from recommendations_v2.use_cases_rules import RULE_COLUMNS, preview_rules, rule_rows, rules, set_rules
from shared.auth.routes import Guard, current_identity
from shared.contracts.generated.recommendations_v2 import (
    RecommendationRulesSet,
    SetRecommendationRulesParametersQuery,
)
from shared.web import csv_answer, json_answer, json_body, query_parameters, wants_csv


def add_rule_routes(blueprint: Blueprint, serving: Serving, guard: Guard, looked_up: Callable[[], None]) -> None:
    """Add the routes of `rules`. `looked_up` makes lists of this process go by what was just set."""

    def shown() -> Response:
        document = rules(serving)
        if wants_csv():
            return csv_answer("rules.csv", RULE_COLUMNS, rule_rows(document))
        return json_answer(document)

    @blueprint.get("/rules")
    @guard.requires("figures:read")
    def get_recommendation_rules() -> Response:
        return shown()

    @blueprint.get("/rules.csv")
    @guard.requires("figures:read")
    def get_recommendation_rules_csv() -> Response:
        return shown()

    @blueprint.put("/rules")
    @guard.requires("recommendations:write")
    def set_recommendation_rules() -> Response:
        query = query_parameters(SetRecommendationRulesParametersQuery).model_dump(mode="json", exclude_unset=True)
        given: dict[str, Any] = json_body(RecommendationRulesSet).model_dump(
            mode="json", by_alias=True, exclude_unset=True
        )
        by = current_identity().subject
        if query.get("preview") == "1":
            return json_answer(preview_rules(serving, given, by))
        document = set_rules(serving, given, by)
        looked_up()
        return json_answer(document)
