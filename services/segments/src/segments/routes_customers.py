"""HTTP in, one use case, segments and their customers as JSON or CSV out."""

from __future__ import annotations

from flask import Blueprint, Response

from segments import members, use_cases_members
from segments.desk import Desk
from segments.envelope import etag
from segments.explanations import CUSTOMER, LIST, MEMBERS, explaining, with_refresh
from segments.groups import group, made_of
from segments.members import Eyes
from segments.paging import PAGE, digest, read_cursor
from shared.auth.routes import Guard, current_identity
from shared.contracts.generated.segments import (
    GetCustomerParametersQuery,
    ListMembersParametersQuery,
    ListSegmentsCsvParametersQuery,
    ListSegmentsParametersQuery,
)
from shared.web import csv_answer, json_answer, query_parameters, unchanged, wants_csv


def add_customer_routes(blueprint: Blueprint, desk: Desk, guard: Guard) -> None:
    """Add the routes of `list`, of members and of one customer."""
    explains = explaining(desk)

    @blueprint.get("/list")
    @guard.requires("customers:read")
    @explains(with_refresh(LIST))
    def list_segments() -> Response:
        asked = query_parameters(ListSegmentsParametersQuery).model_dump(by_alias=True)
        return _list(desk, asked.get("kind", "segment"), csv=wants_csv())

    @blueprint.get("/list.csv")
    @guard.requires("customers:read")
    def list_segments_csv() -> Response:
        asked = query_parameters(ListSegmentsCsvParametersQuery).model_dump(by_alias=True)
        return _list(desk, asked.get("kind", "segment"), csv=True)

    @blueprint.get("/customers/<path:customer_id>")
    @guard.requires("customers:read")
    @explains(with_refresh(CUSTOMER))
    def get_customer(customer_id: str) -> Response:
        query_parameters(GetCustomerParametersQuery)
        tag = etag(desk, "customer", (customer_id, _eyes()))
        held = unchanged(tag)
        if held is not None:
            return held
        return json_answer(use_cases_members.one(desk, customer_id, _eyes()), etag=tag, personal=True)

    @blueprint.get("/<segment_id>/customers")
    @guard.requires("customers:read")
    @explains(with_refresh(MEMBERS))
    def list_members(segment_id: str) -> Response:
        asked = query_parameters(ListMembersParametersQuery).model_dump(by_alias=True)
        if wants_csv():
            return _file(desk, segment_id)
        named = digest("members", {"segment_id": segment_id})
        place = read_cursor(asked.get("cursor"), named, parts=1)
        limit = asked.get("limit", PAGE)
        tag = etag(desk, "members", (segment_id, place, limit, _eyes(), made_of(desk, segment_id)))
        held = unchanged(tag)
        if held is not None:
            return held
        after = place[0] if place else None
        answer = use_cases_members.page(desk, segment_id, after, limit=limit, digest=named, eyes=_eyes())
        return json_answer(answer, etag=tag, personal=True)

    @blueprint.get("/<segment_id>/customers.csv")
    @guard.requires("customers:read")
    def list_members_csv(segment_id: str) -> Response:
        return _file(desk, segment_id)


def _list(desk: Desk, kind: str, *, csv: bool) -> Response:
    tag = etag(desk, "list", (kind, _eyes()))
    held = unchanged(tag)
    if held is not None:
        return held
    if csv:
        lines = use_cases_members.list_lines(desk, kind)
        return csv_answer("segments.csv", use_cases_members.LIST_HEADER, lines, etag=tag)
    return json_answer(use_cases_members.listed(desk, kind, _eyes()), etag=tag)


def _file(desk: Desk, segment_id: str) -> Response:
    asked = group(desk, segment_id)  # 404 before the first line is sent
    tag = etag(desk, "members file", (segment_id, _eyes(), made_of(desk, segment_id)))
    held = unchanged(tag)
    if held is not None:
        return held
    lines = use_cases_members.lines(desk, asked, _eyes())
    return csv_answer("customers.csv", members.CSV_HEADER, lines, etag=tag, personal=True)


def _eyes() -> Eyes:
    scopes = current_identity().scopes
    return Eyes(personal_data="personal-data:read" in scopes, margin="margin:read" in scopes)
