"""HTTP in, what the service was worth as JSON or CSV out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from inventory_alerts.desk import Desk
from inventory_alerts.envelope import etag
from inventory_alerts.explanations import explaining, of_worth
from inventory_alerts.use_cases_worth import CSV_HEADER, value_days, worth, worth_rows
from shared.auth.routes import Guard, current_identity
from shared.contracts.generated.inventory_alerts import (
    InventoryValueCsvParametersQuery,
    InventoryValueParametersQuery,
)
from shared.contracts.problems import ProblemError
from shared.web import csv_answer, json_answer, query_parameters, unchanged, wants_csv


def add_worth_routes(blueprint: Blueprint, desk: Desk, guard: Guard) -> None:
    """Add the routes of `value`."""

    @blueprint.get("/value")
    @guard.requires("figures:read")
    @explaining(desk)(of_worth)
    def inventory_value() -> Response:
        return _value(desk, query_parameters(InventoryValueParametersQuery).model_dump(by_alias=True), wants_csv())

    @blueprint.get("/value.csv")
    @guard.requires("figures:read")
    def inventory_value_csv() -> Response:
        return _value(desk, query_parameters(InventoryValueCsvParametersQuery).model_dump(by_alias=True), True)  # noqa: FBT003 - as the path says


def _value(desk: Desk, asked: dict[str, Any], as_file: bool) -> Response:
    first, last = value_days(desk, asked.get("from"), asked.get("to"))
    if first > last:
        message = "is before from"
        raise ProblemError(400, "invalid-parameter", "A parameter is not right", f"to: {message}", [("to", message)])
    may_see_margin = "margin:read" in current_identity().scopes
    tag = etag(desk, "value", (first, last, may_see_margin))
    held = unchanged(tag)
    if held is not None:
        return held
    answer = worth(desk, first, last, may_see_margin=may_see_margin)
    return (
        csv_answer("value.csv", CSV_HEADER, worth_rows(answer), etag=tag) if as_file else json_answer(answer, etag=tag)
    )
