"""HTTP in, one use case, a list as JSON or CSV out: top products and the breakdown."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial
from typing import Any

from flask import Blueprint, Response

from revenue import breakdown, top_products, use_cases_breakdown, use_cases_lists
from revenue.paging import PAGE, digest, read_cursor, wrong_cursor
from revenue.queries_lists import After
from revenue.question import Question
from revenue.routes_asking import File, answer, file_answer, given, window_question
from revenue.use_cases import Desk
from shared.auth import NotAllowedError
from shared.auth.routes import Guard
from shared.contracts.generated.revenue import (
    BreakdownCsvParametersQuery,
    BreakdownParametersQuery,
    TopProductsCsvParametersQuery,
    TopProductsParametersQuery,
)
from shared.web import query_parameters, wants_csv

_VALUE = re.compile(r"-?[0-9]{1,29}(\.[0-9]{1,9})?")  # as NUMERIC has it


def add_list_routes(blueprint: Blueprint, desk: Desk, guard: Guard) -> None:
    """Add the routes of `products/top` and `breakdown`."""

    @blueprint.get("/products/top")
    @guard.requires("figures:read")
    def top() -> Response:
        asked = given(query_parameters(TopProductsParametersQuery))
        return _top_file(desk, asked) if wants_csv() else _top(desk, asked)

    @blueprint.get("/products/top.csv")
    @guard.requires("figures:read")
    def top_csv() -> Response:
        return _top_file(desk, given(query_parameters(TopProductsCsvParametersQuery)))

    @blueprint.get("/breakdown")
    @guard.requires("figures:read")
    def cut() -> Response:
        asked = given(query_parameters(BreakdownParametersQuery))
        return _cut_file(desk, asked) if wants_csv() else _cut(desk, asked)

    @blueprint.get("/breakdown.csv")
    @guard.requires("figures:read")
    def cut_csv() -> Response:
        return _cut_file(desk, given(query_parameters(BreakdownCsvParametersQuery)))


def _page(desk: Desk, asked: dict[str, Any], name: str) -> tuple[Question, After | None, str]:
    """The question of a page, where the page before ended, and the digest of the list."""
    named = digest(name, asked)
    cursor = read_cursor(asked.get("cursor"), named, asked.get("as_of"), parts=2)
    if cursor is None:
        return window_question(desk, asked), None, named
    value, key = cursor.place
    if not _VALUE.fullmatch(value):
        raise wrong_cursor()
    return window_question(desk, {**asked, "as_of": cursor.as_of}), After(Decimal(value), key), named


def _kind(name: str, asked: dict[str, Any]) -> str:
    """Names an answer by what it depends on beside its question."""
    return "|".join((name, *(str(asked.get(part, "")) for part in ("by", "limit", "cursor"))))


def _top(desk: Desk, asked: dict[str, Any]) -> Response:
    question, after, named = _page(desk, asked, "products/top")
    by = _measure(asked, question)
    limit = asked.get("limit", PAGE)
    use_case = partial(use_cases_lists.top, by=by, after=after, limit=limit, digest=named)
    return answer(desk, question, _kind("products/top", asked), use_case, explain=asked.get("explain") == "1")


def _top_file(desk: Desk, asked: dict[str, Any]) -> Response:
    question = window_question(desk, asked)
    by = _measure(asked, question)
    rows = use_cases_lists.top_rows(desk, question, by=by)
    name = f"products-by-{by}-{_days(question)}.csv"
    return file_answer(question, f"products/top|{by}", File(name, top_products.CSV_HEADER, rows))


def _measure(asked: dict[str, Any], question: Question) -> top_products.Measure:
    """What products are ranked by. Raises NotAllowedError: who sees the order by margin sees margins."""
    by: top_products.Measure = asked.get("by", "net")
    if by == "margin" and not question.may_see_margin:
        raise NotAllowedError(
            "An order by margin needs the scope margin:read; ask by=net or by=units", scope="margin:read"
        )
    return by


def _cut(desk: Desk, asked: dict[str, Any]) -> Response:
    question, after, named = _page(desk, asked, "breakdown")
    use_case = partial(
        use_cases_breakdown.cut,
        by=asked["by"],
        after=after,
        limit=asked.get("limit", PAGE),
        digest=named,
    )
    return answer(desk, question, _kind("breakdown", asked), use_case, explain=asked.get("explain") == "1")


def _cut_file(desk: Desk, asked: dict[str, Any]) -> Response:
    question = window_question(desk, asked)
    by = asked["by"]
    rows = use_cases_breakdown.cut_rows(desk, question, by=by)
    return file_answer(
        question, f"breakdown|{by}", File(f"sales-by-{by}-{_days(question)}.csv", breakdown.CSV_HEADER, rows)
    )


def _days(question: Question) -> str:
    days = use_cases_lists.asked_days(question)
    return f"{days.first_day}-{use_cases_lists.last_day(days)}"
