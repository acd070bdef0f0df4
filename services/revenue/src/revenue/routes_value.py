"""HTTP in, one use case, JSON or CSV out: lifetime value, turnover and the reconciliation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from flask import Blueprint, Response

from revenue import (
    cohorts,
    lifetime_value_answer,
    reconciliation,
    turnover,
    use_cases,
    use_cases_turnover,
    use_cases_value,
)
from revenue.paging import PAGE, digest, read_cursor, wrong_cursor
from revenue.periods import DAY
from revenue.question import Question, window_days
from revenue.routes_asking import File, answer, file_answer, given, question, window_question
from revenue.use_cases import Desk, UseCase
from revenue.use_cases_lists import asked_days
from shared.auth.routes import Guard
from shared.contracts.generated.revenue import (
    LifetimeValueCsvParametersQuery,
    LifetimeValueParametersQuery,
    ReconcileCsvParametersQuery,
    ReconcileParametersQuery,
    TurnoverCsvParametersQuery,
    TurnoverParametersQuery,
)
from shared.contracts.problems import ProblemError
from shared.web import json_answer, query_parameters, wants_csv

_PLACE = re.compile(r"[0-9]{1,9}")


def add_value_routes(blueprint: Blueprint, desk: Desk, guard: Guard) -> None:
    """Add the routes of `customers/ltv`, `inventory/turnover` and `reconcile`."""

    @blueprint.get("/customers/ltv")
    @guard.requires("figures:read")
    def lifetime_value() -> Response:
        asked = given(query_parameters(LifetimeValueParametersQuery))
        if wants_csv():
            return _value_file(desk, asked)
        kind = _value_kind(desk)
        return _told(
            desk, _value_question(desk, asked), kind, use_cases_value.lifetime_value, explain=_explained(asked)
        )

    @blueprint.get("/customers/ltv.csv")
    @guard.requires("figures:read")
    def lifetime_value_csv() -> Response:
        return _value_file(desk, given(query_parameters(LifetimeValueCsvParametersQuery)))

    @blueprint.get("/inventory/turnover")
    @guard.requires("figures:read")
    def turned() -> Response:
        asked = given(query_parameters(TurnoverParametersQuery))
        return _turnover_file(desk, asked) if wants_csv() else _turnover(desk, asked)

    @blueprint.get("/inventory/turnover.csv")
    @guard.requires("figures:read")
    def turned_csv() -> Response:
        return _turnover_file(desk, given(query_parameters(TurnoverCsvParametersQuery)))

    @blueprint.get("/reconcile")
    @guard.requires("figures:read")
    def reconcile() -> Response:
        asked = given(query_parameters(ReconcileParametersQuery))
        if wants_csv():
            return _reconcile_file(desk, asked)
        return _told(
            desk, _reconcile_question(desk, asked), "reconcile", use_cases_value.reconcile, explain=_explained(asked)
        )

    @blueprint.get("/reconcile.csv")
    @guard.requires("figures:read")
    def reconcile_csv() -> Response:
        return _reconcile_file(desk, given(query_parameters(ReconcileCsvParametersQuery)))


_DEFINITIONS: Mapping[str, Mapping[str, str]] = {
    "ltv": {**cohorts.DEFINITIONS, **lifetime_value_answer.DEFINITIONS},
    "turnover": turnover.DEFINITIONS,
    "reconcile": reconciliation.DEFINITIONS,
}


def _told(desk: Desk, asked: Question, kind: str, use_case: UseCase, *, explain: bool) -> Response:
    """The JSON answer; an explanation also has the words of this list. `kind` as in `answer`, its list first."""
    if not explain:
        return answer(desk, asked, kind, use_case, explain=False)
    document = use_cases.explained(desk, asked, use_case)
    document["explain"]["definitions"] |= _DEFINITIONS[kind.partition("|")[0]]
    return json_answer(document)


def _explained(asked: Mapping[str, Any]) -> bool:
    return bool(asked.get("explain") == "1")


def _value_question(desk: Desk, asked: dict[str, Any]) -> Question:
    """Of the days of first orders: the window, the days given, or all there are."""
    made = question(desk, asked)
    if made.days is None and "window" not in asked:
        return replace(made, days=use_cases_value.all_days(made))
    return replace(made, days=window_days(asked.get("window"), made.days, made.today))


def _value_file(desk: Desk, asked: dict[str, Any]) -> Response:
    made = _value_question(desk, asked)
    rows = use_cases_value.lifetime_value_rows(desk, made)
    return file_answer(made, _value_kind(desk), File(f"lifetime-value-{_days(made)}.csv", cohorts.CSV_HEADER, rows))


def _value_kind(desk: Desk) -> str:
    """An answer depends on what was predicted last, too."""
    return f"ltv|{use_cases_value.predicted_generation(desk)}"


def _turnover(desk: Desk, asked: dict[str, Any]) -> Response:
    named = digest("inventory/turnover", asked)
    cursor = read_cursor(asked.get("cursor"), named, asked.get("as_of"), 1)
    if cursor is not None:
        if not _PLACE.fullmatch(cursor.place[0]):
            raise wrong_cursor()
        asked = {**asked, "as_of": cursor.as_of}
    by, limit, after = asked.get("by", "product"), asked.get("limit", PAGE), int(cursor.place[0]) if cursor else 0
    use_case = partial(use_cases_turnover.turned, by=by, after=after, limit=limit, digest=named)
    kind = f"turnover|{by}|{limit}|{after}"
    return _told(desk, window_question(desk, asked), kind, use_case, explain=_explained(asked))


def _turnover_file(desk: Desk, asked: dict[str, Any]) -> Response:
    made, by = window_question(desk, asked), asked.get("by", "product")
    rows = use_cases_turnover.turned_rows(desk, made, by=by)
    file = File(f"turnover-by-{by}-{_days(made)}.csv", turnover.CSV_HEADER, rows)
    return file_answer(made, f"turnover|{by}", file)


def _reconcile_question(desk: Desk, asked: dict[str, Any]) -> Question:
    """Of the day, the days given, or the last full day. Raises ProblemError 400."""
    made, day = question(desk, asked), asked.get("day")
    if day is not None and made.days is not None:
        wrong = "does not go together with from and to; give one or the other"
        raise ProblemError(400, "invalid-parameter", "A parameter is not right", f"day: {wrong}", [("day", wrong)])
    return use_cases_value.reconciled_days(made, day)


def _reconcile_file(desk: Desk, asked: dict[str, Any]) -> Response:
    made = _reconcile_question(desk, asked)
    rows = use_cases_value.reconciled_rows(desk, made)
    return file_answer(made, "reconcile", File(f"reconcile-{_days(made)}.csv", reconciliation.CSV_HEADER, rows))


def _days(asked: Question) -> str:
    days = asked_days(asked)
    return f"{days.first_day}-{days.day_after - DAY}"
