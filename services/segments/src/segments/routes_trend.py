"""HTTP in, one use case, JSON or CSV out: the RFM grid, and what groups did week by week."""

from __future__ import annotations

from flask import Blueprint, Response
from pydantic import BaseModel

from segments.desk import Desk
from segments.envelope import etag
from segments.explanations import RFM, TREND, explaining, with_refresh
from segments.queries_performance import Basis
from segments.use_cases_performance import asked_days
from segments.use_cases_rfm import RFM_HEADER, rfm_grid, rfm_rows
from segments.use_cases_trend import TREND_HEADER, trend, trend_rows
from shared.auth.routes import Guard, current_identity
from shared.contracts.generated.segments import (
    RfmGridParametersQuery,
    SegmentTrendCsvParametersQuery,
    SegmentTrendParametersQuery,
)
from shared.web import csv_answer, json_answer, query_parameters, unchanged, wants_csv


def add_trend_routes(blueprint: Blueprint, desk: Desk, guard: Guard) -> None:
    """Add the routes of `rfm` and `trend`."""
    explains = explaining(desk)

    @blueprint.get("/rfm")
    @guard.requires("customers:read")
    @explains(with_refresh(RFM))
    def rfm() -> Response:
        query_parameters(RfmGridParametersQuery)
        return _rfm(desk)

    @blueprint.get("/rfm.csv")
    @guard.requires("customers:read")
    def rfm_csv() -> Response:
        return _rfm(desk)

    @blueprint.get("/<segment_id>/trend")
    @guard.requires("customers:read")
    @explains(with_refresh(TREND))
    def segment_trend(segment_id: str) -> Response:
        return _trend(desk, segment_id, query_parameters(SegmentTrendParametersQuery))

    @blueprint.get("/<segment_id>/trend.csv")
    @guard.requires("customers:read")
    def segment_trend_csv(segment_id: str) -> Response:
        return _trend(desk, segment_id, query_parameters(SegmentTrendCsvParametersQuery))


def _rfm(desk: Desk) -> Response:
    may_see_margin = _may_see_margin()
    tag = etag(desk, "rfm", (may_see_margin,))
    held = unchanged(tag)
    if held is not None:
        return held
    answer = rfm_grid(desk, may_see_margin=may_see_margin)
    return (
        csv_answer("rfm.csv", RFM_HEADER, rfm_rows(answer), etag=tag) if wants_csv() else json_answer(answer, etag=tag)
    )


def _trend(desk: Desk, segment_id: str, parameters: BaseModel) -> Response:
    asked = parameters.model_dump(by_alias=True)
    days = asked_days(desk, asked.get("from"), asked.get("to"))
    basis: Basis = "order" if asked.get("basis") == "order" else "accounting"
    may_see_margin = _may_see_margin()
    tag = etag(desk, "trend", (segment_id, days, basis, may_see_margin))
    held = unchanged(tag)
    if held is not None:
        return held
    answer = trend(desk, segment_id, days, basis, may_see_margin=may_see_margin)
    if wants_csv():
        return csv_answer("trend.csv", TREND_HEADER, trend_rows(answer), etag=tag)
    return json_answer(answer, etag=tag)


def _may_see_margin() -> bool:
    return "margin:read" in current_identity().scopes
