"""HTTP in, one use case, reorders as JSON or CSV out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, request

from inventory_alerts import order_hand, use_cases_reorders
from inventory_alerts.desk import Desk
from inventory_alerts.envelope import etag
from inventory_alerts.explanations import REORDER, REORDERS, explaining
from inventory_alerts.hand import Hand
from inventory_alerts.paging import PAGE, digest, read_cursor
from inventory_alerts.queries_reorders import ReorderFilters, ReorderPlace
from inventory_alerts.reorder_answers import CSV_HEADER, reorder_answer, reorder_lines
from inventory_alerts.views import ReorderView
from shared.auth.routes import Guard, current_identity
from shared.contracts.generated.inventory_alerts import (
    AlertNote,
    GetReorderParametersQuery,
    ListReordersCsvParametersQuery,
    ListReordersParametersQuery,
    ReorderApprove,
    ReorderOrder,
    ReorderReceive,
)
from shared.contracts.problems import ProblemError
from shared.web import csv_answer, json_answer, json_body, query_parameters, unchanged, wants_csv

_DELIVERY = re.compile(r"[A-Za-z0-9._-]{1,100}")  # the contract's words


def add_reorder_routes(blueprint: Blueprint, desk: Desk, guard: Guard) -> None:
    """Add the routes of `reorders`."""
    explains = explaining(desk)

    @blueprint.get("/reorders")
    @guard.requires("figures:read")
    @explains(REORDERS)
    def list_reorders() -> Response:
        asked = query_parameters(ListReordersParametersQuery).model_dump(by_alias=True)
        return _file(desk, asked) if wants_csv() else _page(desk, asked)

    @blueprint.get("/reorders.csv")
    @guard.requires("figures:read")
    def list_reorders_csv() -> Response:
        return _file(desk, query_parameters(ListReordersCsvParametersQuery).model_dump(by_alias=True))

    @blueprint.get("/reorders/<reorder_id>")
    @guard.requires("figures:read")
    @explains(REORDER)
    def get_reorder(reorder_id: str) -> Response:
        query_parameters(GetReorderParametersQuery)
        return _answer(desk, use_cases_reorders.one(desk, reorder_id))

    @blueprint.post("/reorders/<reorder_id>/approve")
    @guard.requires("inventory:write")
    def approve(reorder_id: str) -> Response:
        body = json_body(ReorderApprove).model_dump()
        made = use_cases_reorders.approve(desk, reorder_id, _hand(desk, body), _decimal(body.get("quantity")))
        return _answer(desk, made)

    @blueprint.post("/reorders/<reorder_id>/order")
    @guard.requires("inventory:write")
    def order(reorder_id: str) -> Response:
        body = json_body(ReorderOrder).model_dump()
        number, expected = body.get("purchase_order_id"), body.get("expected_at")
        return _answer(desk, use_cases_reorders.order(desk, reorder_id, _hand(desk, body), number, expected))

    @blueprint.post("/reorders/<reorder_id>/receive")
    @guard.requires("inventory:write")
    def receive(reorder_id: str) -> Response:
        delivery = _delivery()
        body = json_body(ReorderReceive).model_dump()
        quantity, is_all = Decimal(repr(body["quantity"])), bool(body.get("is_all"))
        hand = _hand(desk, body)
        return _answer(desk, use_cases_reorders.receive(desk, reorder_id, hand, quantity, delivery, is_all=is_all))

    @blueprint.post("/reorders/<reorder_id>/reject")
    @guard.requires("inventory:write")
    def reject(reorder_id: str) -> Response:
        hand = _hand(desk, json_body(AlertNote).model_dump())
        made = use_cases_reorders.decide(desk, reorder_id, lambda reorder: order_hand.reject(reorder, hand))
        return _answer(desk, made)

    @blueprint.post("/reorders/<reorder_id>/withdraw")
    @guard.requires("inventory:write")
    def withdraw(reorder_id: str) -> Response:
        hand = _hand(desk, json_body(AlertNote).model_dump())
        made = use_cases_reorders.decide(desk, reorder_id, lambda reorder: order_hand.withdraw(reorder, hand))
        return _answer(desk, made)


def _hand(desk: Desk, body: Mapping[str, Any]) -> Hand:
    return Hand(current_identity().subject, desk.now(), body.get("note"))


def _decimal(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(repr(number))


def _delivery() -> str:
    """What the caller names the delivery by. Raises ProblemError 400."""
    named = request.headers.get("Idempotency-Key", "")
    if not _DELIVERY.fullmatch(named):
        message = "must name the delivery with 1 to 100 letters, digits, dots, dashes or underscores"
        title = "The Idempotency-Key is not right"
        raise ProblemError(400, "invalid-parameter", title, message, [("Idempotency-Key", message)])
    return named


def _may_see_margin() -> bool:
    return "margin:read" in current_identity().scopes


def _answer(desk: Desk, view: ReorderView) -> Response:
    return json_answer(reorder_answer(desk.shop(), view, may_see_margin=_may_see_margin()))


def _filters(asked: dict[str, Any]) -> ReorderFilters:
    return ReorderFilters(**{name: asked.get(name) for name in ("state", "supplier", "location", "product")})


def _page(desk: Desk, asked: dict[str, Any]) -> Response:
    named = digest("reorders", asked)
    place = read_cursor(asked.get("cursor"), named, parts=3)
    limit, margin = asked.get("limit", PAGE), _may_see_margin()
    tag = etag(desk, "reorders", (named, asked.get("cursor"), limit, margin))
    held = unchanged(tag)
    if held is not None:
        return held
    after = None if place is None else ReorderPlace(*place)
    answer = use_cases_reorders.page(desk, _filters(asked), after, limit=limit, digest=named, may_see_margin=margin)
    return json_answer(answer, etag=tag)


def _file(desk: Desk, asked: dict[str, Any]) -> Response:
    tag = etag(desk, "reorders", (digest("reorders", asked), _may_see_margin()))
    held = unchanged(tag)
    if held is not None:
        return held
    views, _, _ = use_cases_reorders.reorders(desk, _filters(asked))
    rows = reorder_lines(desk.shop(), views, may_see_margin=_may_see_margin())
    return csv_answer("reorders.csv", CSV_HEADER, rows, etag=tag)
