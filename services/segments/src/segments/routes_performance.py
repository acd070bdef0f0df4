"""HTTP in, one use case, JSON or CSV out: what came of segments and exports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from flask import Blueprint, Response
from pydantic import BaseModel

from segments import use_cases_performance as use_cases
from segments.desk import Desk
from segments.envelope import etag
from segments.explanations import MOVEMENT, PERFORMANCE, VALUE, explaining, with_refresh
from segments.performance_rows import (
    MOVEMENT_HEADER,
    PERFORMANCE_HEADER,
    VALUE_HEADER,
    movement_rows,
    performance_rows,
    worth_rows,
)
from segments.queries_performance import Basis
from shared.auth.routes import Guard, current_identity
from shared.contracts.generated.segments import (
    SegmentMovementCsvParametersQuery,
    SegmentMovementParametersQuery,
    SegmentPerformanceCsvParametersQuery,
    SegmentPerformanceParametersQuery,
    SegmentsValueCsvParametersQuery,
    SegmentsValueParametersQuery,
)
from shared.web import csv_answer, json_answer, query_parameters, unchanged, wants_csv


def add_performance_routes(blueprint: Blueprint, desk: Desk, guard: Guard) -> None:
    """Add the routes of `performance`, `movement` and `value`."""
    explains = explaining(desk)

    @blueprint.get("/<segment_id>/performance")
    @guard.requires("customers:read")
    @explains(with_refresh(PERFORMANCE))
    def segment_performance(segment_id: str) -> Response:
        return _performance(desk, segment_id, query_parameters(SegmentPerformanceParametersQuery))

    @blueprint.get("/<segment_id>/performance.csv")
    @guard.requires("customers:read")
    def segment_performance_csv(segment_id: str) -> Response:
        return _performance(desk, segment_id, query_parameters(SegmentPerformanceCsvParametersQuery))

    @blueprint.get("/movement")
    @guard.requires("customers:read")
    @explains(with_refresh(MOVEMENT))
    def segment_movement() -> Response:
        return _movement(desk, query_parameters(SegmentMovementParametersQuery))

    @blueprint.get("/movement.csv")
    @guard.requires("customers:read")
    def segment_movement_csv() -> Response:
        return _movement(desk, query_parameters(SegmentMovementCsvParametersQuery))

    @blueprint.get("/value")
    @guard.requires("customers:read")
    @explains(with_refresh(VALUE))
    def segments_value() -> Response:
        return _value(desk, query_parameters(SegmentsValueParametersQuery))

    @blueprint.get("/value.csv")
    @guard.requires("customers:read")
    def segments_value_csv() -> Response:
        return _value(desk, query_parameters(SegmentsValueCsvParametersQuery))


def _performance(desk: Desk, segment_id: str, parameters: BaseModel) -> Response:
    asked = parameters.model_dump(by_alias=True)
    days = use_cases.asked_days(desk, asked.get("from"), asked.get("to"))
    basis: Basis = "order" if asked.get("basis") == "order" else "accounting"
    may_see_margin = _may_see_margin()
    return _answer(
        desk,
        ("performance", segment_id, days, basis, may_see_margin),
        lambda: use_cases.performance(desk, segment_id, days, basis, may_see_margin=may_see_margin),
        PERFORMANCE_HEADER,
        performance_rows,
    )


def _movement(desk: Desk, parameters: BaseModel) -> Response:
    asked = parameters.model_dump(by_alias=True)
    days = use_cases.asked_days(desk, asked.get("from"), asked.get("to"))
    may_see_margin = _may_see_margin()
    return _answer(
        desk,
        ("movement", days, may_see_margin),
        lambda: use_cases.movement(desk, days, may_see_margin=may_see_margin),
        MOVEMENT_HEADER,
        movement_rows,
    )


def _value(desk: Desk, parameters: BaseModel) -> Response:
    asked = parameters.model_dump(by_alias=True)
    days = use_cases.asked_days(desk, asked.get("from"), asked.get("to"))
    may_see_margin = _may_see_margin()
    return _answer(
        desk,
        ("value", days, may_see_margin),
        lambda: use_cases.worth(desk, days, may_see_margin=may_see_margin),
        VALUE_HEADER,
        worth_rows,
    )


def _answer(
    desk: Desk,
    asked: Sequence[object],
    use_case: Callable[[], dict[str, Any]],
    header: Sequence[str],
    rows: Callable[[dict[str, Any]], Iterator[list[object]]],
) -> Response:
    kind, *others = asked
    today = desk.shop().local_date(desk.now())  # whose days are over changes with it
    tag = etag(desk, str(kind), (*others, today))
    held = unchanged(tag)
    if held is not None:
        return held
    answer = use_case()
    return csv_answer(f"{kind}.csv", header, rows(answer), etag=tag) if wants_csv() else json_answer(answer, etag=tag)


def _may_see_margin() -> bool:
    return "margin:read" in current_identity().scopes
