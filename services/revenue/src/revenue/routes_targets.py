"""HTTP in, one use case, targets as JSON or CSV out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from flask import Blueprint, Response, request

from revenue import use_cases_targets
from revenue.paging import PAGE, digest, read_cursor, wrong_cursor
from revenue.periods import DAY, DayRange
from revenue.queries import FIRST, LAST
from revenue.question import Question
from revenue.routes_asking import given, question
from revenue.targets_file import read_targets_file
from revenue.use_cases import Desk
from shared.auth.routes import Guard
from shared.contracts.generated.components import Targets
from shared.contracts.generated.revenue import (
    DeleteTargetParametersQuery,
    ListTargetsCsvParametersQuery,
    ListTargetsParametersQuery,
)
from shared.contracts.target_changed import TargetChange, TargetKey, changes_of, faults, refuse
from shared.web import ProblemError, csv_answer, json_answer, json_body, query_parameters, unchanged, wants_csv

_LARGEST_BODY = 4 * 1024 * 1024  # bytes: ten thousand targets with the longest ids
_NO_MOMENT = datetime(1, 1, 1, tzinfo=UTC)  # targets that stand, stand whenever it is


def add_target_routes(blueprint: Blueprint, desk: Desk, guard: Guard) -> None:
    """Add the routes of `targets`."""

    @blueprint.get("/targets")
    @guard.requires("figures:read")
    def list_targets() -> Response:
        asked = given(query_parameters(ListTargetsParametersQuery))
        return _file(desk, asked) if wants_csv() else _page(desk, asked)

    @blueprint.get("/targets.csv")
    @guard.requires("figures:read")
    def list_targets_csv() -> Response:
        return _file(desk, given(query_parameters(ListTargetsCsvParametersQuery)))

    @blueprint.put("/targets")
    @guard.requires("targets:write")
    def set_targets() -> Response:
        return json_answer(use_cases_targets.change(desk, _changes(desk), lambda: question(desk, {})))

    @blueprint.delete("/targets")
    @guard.requires("targets:write")
    def delete_target() -> Response:
        asked = given(query_parameters(DeleteTargetParametersQuery))
        key = TargetKey(str(asked["scope"]), asked.get("scope_id", ""), asked["period_start"], asked["period_end"])
        refuse(faults(key, None))
        done = use_cases_targets.take_back(desk, key, lambda: question(desk, {}))
        if done is None:
            raise ProblemError(404, "no-such-target", "No such target", "It is none of GET /api/revenue/targets.")
        return json_answer(done)


def _changes(desk: Desk) -> list[TargetChange]:
    """What the body asks for, as JSON or CSV. Raises ProblemError."""
    if request.mimetype == "text/csv":
        request.max_content_length = _LARGEST_BODY
        return read_targets_file(request.get_data())
    return changes_of(json_body(Targets, largest=_LARGEST_BODY), desk.shop().currency)


def _asked(desk: Desk, asked: dict[str, Any]) -> Question:
    """The targets asked for, whenever it is. Raises ProblemError 400."""
    if "scope_id" in asked and "scope" not in asked:
        message = "needs scope beside it"
        raise ProblemError(400, "invalid-parameter", "A parameter is not right", errors=[("scope_id", message)])
    first: date = asked.get("from", FIRST)
    last: date = asked.get("to", LAST - DAY)
    return replace(question(desk, {}), as_of=_NO_MOMENT, days=DayRange(first, last + DAY))


def _standing(desk: Desk, asked: dict[str, Any], made: Question) -> use_cases_targets.Standing:
    return use_cases_targets.standing(desk, made, asked.get("scope"), asked.get("scope_id"))


def _kind(asked: dict[str, Any]) -> str:
    return "|".join(("targets", *(str(asked.get(name, "")) for name in ("scope", "scope_id", "limit", "cursor"))))


def _page(desk: Desk, asked: dict[str, Any]) -> Response:
    made = _asked(desk, asked)
    named = digest("targets", asked)
    cursor = read_cursor(asked.get("cursor"), named, None, parts=4)
    after = None
    if cursor is not None:
        scope, scope_id, *days = cursor.place
        try:
            start, end = (date.fromisoformat(day) for day in days)
        except ValueError:
            raise wrong_cursor() from None
        after = TargetKey(scope, scope_id, start, end)
    etag = made.key(_kind(asked))
    held = unchanged(etag)
    if held is not None:
        return held
    targets = _standing(desk, asked, made)
    limit = asked.get("limit", PAGE)
    return json_answer(use_cases_targets.page(made, targets, after=after, limit=limit, digest=named), etag=etag)


def _file(desk: Desk, asked: dict[str, Any]) -> Response:
    made = _asked(desk, asked)
    etag = made.key(_kind(asked))
    held = unchanged(etag)
    if held is not None:
        return held
    rows = use_cases_targets.rows(_standing(desk, asked, made))
    return csv_answer("targets.csv", use_cases_targets.CSV_HEADER, rows, etag=etag)
