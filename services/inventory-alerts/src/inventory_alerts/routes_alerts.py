"""HTTP in, one use case, alerts as JSON or CSV out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response

from inventory_alerts import hand, quality, use_cases_alerts
from inventory_alerts.alert import Alert
from inventory_alerts.alert_answers import CSV_HEADER, alert_answer, alert_rows
from inventory_alerts.alert_explanations import QUALITY, of_alert, of_alerts
from inventory_alerts.desk import Desk
from inventory_alerts.envelope import etag
from inventory_alerts.explanations import explaining
from inventory_alerts.hand import Hand
from inventory_alerts.paging import PAGE, digest, read_cursor, wrong_cursor
from inventory_alerts.queries import AlertFilters
from inventory_alerts.reading import alert_page
from inventory_alerts.use_cases_demand import demand_made_of, demand_quality
from shared.auth.routes import Guard, current_identity
from shared.contracts.generated.inventory_alerts import (
    AlertAssign,
    AlertDismiss,
    AlertNote,
    AlertQualityParametersQuery,
    AlertSnooze,
    GetAlertParametersQuery,
    ListAlertsCsvParametersQuery,
    ListAlertsParametersQuery,
)
from shared.web import csv_answer, json_answer, json_body, query_parameters, unchanged, wants_csv


def add_alert_routes(blueprint: Blueprint, desk: Desk, guard: Guard) -> None:
    """Add the routes of `alerts` that list them, show one, and take what people decide."""
    explains = explaining(desk)

    @blueprint.get("/alerts")
    @guard.requires("figures:read")
    @explains(of_alerts)
    def list_alerts() -> Response:
        asked = query_parameters(ListAlertsParametersQuery).model_dump(by_alias=True)
        return _file(desk, asked) if wants_csv() else _page(desk, asked)

    @blueprint.get("/alerts.csv")
    @guard.requires("figures:read")
    def list_alerts_csv() -> Response:
        return _file(desk, query_parameters(ListAlertsCsvParametersQuery).model_dump(by_alias=True))

    @blueprint.get("/alerts/quality")
    @guard.requires("figures:read")
    @explains(QUALITY)
    def alert_quality() -> Response:
        query_parameters(AlertQualityParametersQuery)
        named = etag(desk, "quality", (demand_made_of(desk),))
        held = unchanged(named)
        if held is not None:
            return held
        if wants_csv():
            return _quality_file(desk, named)
        return json_answer({**quality.quality(desk), "demand": demand_quality(desk)}, etag=named)

    @blueprint.get("/alerts/quality.csv")
    @guard.requires("figures:read")
    def alert_quality_csv() -> Response:
        named = etag(desk, "quality")
        return unchanged(named) or _quality_file(desk, named)

    @blueprint.get("/alerts/<alert_id>")
    @guard.requires("figures:read")
    @explains(of_alert)
    def get_alert(alert_id: str) -> Response:
        query_parameters(GetAlertParametersQuery)
        named = etag(desk, "alert", (alert_id, _may_see_margin()))
        held = unchanged(named)
        if held is not None:
            return held
        return json_answer(use_cases_alerts.one(desk, alert_id, may_see_margin=_may_see_margin()), etag=named)

    _add_decisions(blueprint, desk, guard)


def _add_decisions(blueprint: Blueprint, desk: Desk, guard: Guard) -> None:
    @blueprint.post("/alerts/<alert_id>/snooze")
    @guard.requires("inventory:write")
    def snooze(alert_id: str) -> Response:
        body = json_body(AlertSnooze)
        return _decide(desk, alert_id, body, lambda alert, by: hand.snooze(alert, by, body.days))

    @blueprint.post("/alerts/<alert_id>/dismiss")
    @guard.requires("inventory:write")
    def dismiss(alert_id: str) -> Response:
        body = json_body(AlertDismiss)
        return _decide(desk, alert_id, body, lambda alert, by: hand.dismiss(alert, by, body.reason.value))

    @blueprint.post("/alerts/<alert_id>/assign")
    @guard.requires("inventory:write")
    def assign(alert_id: str) -> Response:
        body = json_body(AlertAssign)
        return _decide(desk, alert_id, body, lambda alert, by: hand.assign(alert, by, body.to))

    @blueprint.post("/alerts/<alert_id>/resolve")
    @guard.requires("inventory:write")
    def resolve(alert_id: str) -> Response:
        return _decide(desk, alert_id, json_body(AlertNote), hand.resolve)

    @blueprint.post("/alerts/<alert_id>/reopen")
    @guard.requires("inventory:write")
    def reopen(alert_id: str) -> Response:
        return _decide(desk, alert_id, json_body(AlertNote), hand.reopen)


def _quality_file(desk: Desk, named: str) -> Response:
    rows = quality.rows(quality.quality(desk))
    return csv_answer("alert-quality.csv", quality.CSV_HEADER, rows, etag=named)


def _may_see_margin() -> bool:
    return "margin:read" in current_identity().scopes


def _filters(asked: dict[str, Any]) -> AlertFilters:
    return AlertFilters(
        kind=asked.get("kind"),
        severity=asked.get("severity"),
        state=asked.get("state", "open"),
        location=asked.get("location"),
        category=asked.get("category"),
        product=asked.get("product"),
        runs_out_days=_days(asked.get("runs_out_within")),
        unsold_days=_days(asked.get("unsold_for")),
        assigned_to=asked.get("assigned_to"),
    )


def _days(text: str | None) -> int | None:
    return None if text is None else int(text.removesuffix("d"))


def _page(desk: Desk, asked: dict[str, Any]) -> Response:
    named = digest("alerts", asked)
    place = read_cursor(asked.get("cursor"), named, parts=1)
    tag = etag(desk, "alerts", (named, asked.get("cursor"), asked.get("limit"), _may_see_margin()))
    held = unchanged(tag)
    if held is not None:
        return held
    after = None if place is None else use_cases_alerts.place_of(desk, place[0])
    if place is not None and after is None:
        raise wrong_cursor()
    limit = asked.get("limit", PAGE)
    margin = _may_see_margin()
    answer = use_cases_alerts.page(desk, _filters(asked), after, limit=limit, digest=named, may_see_margin=margin)
    return json_answer(answer, etag=tag)


def _file(desk: Desk, asked: dict[str, Any]) -> Response:
    tag = etag(desk, "alerts", (digest("alerts", asked), _may_see_margin()))
    held = unchanged(tag)
    if held is not None:
        return held
    views, _ = alert_page(desk, _filters(asked))
    rows = alert_rows(desk.shop(), views, may_see_margin=_may_see_margin())
    return csv_answer("alerts.csv", CSV_HEADER, rows, etag=tag)


def _decide(
    desk: Desk,
    alert_id: str,
    body: AlertSnooze | AlertDismiss | AlertAssign | AlertNote,
    decision: Callable[[Alert, Hand], Alert],
) -> Response:
    note = body.model_dump(by_alias=True).get("note")
    by = Hand(current_identity().subject, desk.now(), note)
    made = use_cases_alerts.decide(desk, alert_id, lambda alert: decision(alert, by))
    return json_answer(alert_answer(desk.shop(), made, may_see_margin=_may_see_margin()))
