"""HTTP in, a list out; and for staff why it is so."""

from __future__ import annotations

from typing import Any, TypeVar

import orjson
from flask import Blueprint, Response, request
from pydantic import BaseModel

from recommendations_v2.answers import EXPLAIN_COLUMNS, LIST_COLUMNS, explain_rows, list_rows
from recommendations_v2.people import read_person
from recommendations_v2.questions import Asked, checked, read_excluded
from recommendations_v2.routes_entrance import Entrance
from recommendations_v2.serving import Serving
from recommendations_v2.use_cases_explain import explain
from recommendations_v2.use_cases_lists import answer
from shared.auth import NotAllowedError
from shared.auth.routes import Guard, current_identity
from shared.contracts.generated.recommendations_v2 import (
    ExplainRecommendationsParametersQuery,
    RecommendParametersQuery,
)
from shared.cors import CrossOrigin
from shared.web import csv_answer, json_answer, query_parameters, unchanged, wants_csv

_SCOPE, _STAFF_SCOPE = "recommendations:read", "customers:read"
_LITERAL = "id:"

Q = TypeVar("Q", bound=BaseModel)


def add_list_routes(blueprint: Blueprint, serving: Serving, guard: Guard, entrance: Entrance) -> None:
    """Add the lists and their explanations. Whatever no other route answers is a customer's id, with slashes too."""
    pages = entrance.pages(("GET",))

    @blueprint.get("/<path:customer_id>", provide_automatic_options=False)  # else Flask answers OPTIONS for it
    def recommend(customer_id: str) -> Response:
        return _recommend(serving, entrance, pages, customer_id, as_file=wants_csv())

    @blueprint.get("/<path:customer_id>.csv", provide_automatic_options=False)  # as above
    def recommend_csv(customer_id: str) -> Response:
        if customer_id.startswith(_LITERAL):  # an id to the letter: it ends in .csv
            return _recommend(serving, entrance, pages, f"{customer_id}.csv", as_file=_accepts_csv())
        return _recommend(serving, entrance, pages, customer_id, as_file=True)

    @blueprint.route("/<path:customer_id>", methods=["OPTIONS"])
    @blueprint.route("/<path:customer_id>.csv", methods=["OPTIONS"])
    def preflight_list(customer_id: str) -> Response:  # noqa: ARG001 - the same for everybody
        return pages.preflight()

    @blueprint.get("/<path:customer_id>/explain")
    @guard.requires(_SCOPE)
    def explain_recommendations(customer_id: str) -> Response:
        return _explain(serving, customer_id)

    @blueprint.get("/<path:customer_id>/explain.csv")
    @guard.requires(_SCOPE)
    def explain_recommendations_csv(customer_id: str) -> Response:
        return _explain(serving, customer_id)


def _recommend(
    serving: Serving, entrance: Entrance, pages: CrossOrigin, customer_id: str, *, as_file: bool
) -> Response:
    pages.answer_readable()
    identity = entrance.let_in(_SCOPE, pages)
    person = read_person(customer_id)
    entrance.require_signature(identity, person)
    given = _given(RecommendParametersQuery)
    given.pop("key", None)
    exclude = read_excluded(given.pop("exclude", None))
    found = answer(serving, checked(Asked(person=person, exclude=exclude, **given)))
    if as_file and (held := unchanged(found.etag)):
        return held
    if as_file:
        rows = list_rows(orjson.loads(found.body))
        return csv_answer("recommendations.csv", LIST_COLUMNS, rows, etag=found.etag)
    return json_answer(found.body, etag=found.etag)


def _explain(serving: Serving, customer_id: str) -> Response:
    if _STAFF_SCOPE not in current_identity().scopes:
        detail = f"An explanation tells what a customer bought: it needs the scope {_STAFF_SCOPE}"
        raise NotAllowedError(detail, scope=_STAFF_SCOPE)
    given = _given(ExplainRecommendationsParametersQuery)
    product_id, viewing = given.pop("product", None), given.pop("viewing", None)
    asked = checked(Asked(person=read_person(customer_id), product=viewing, **given), "viewing")
    document = explain(serving, asked, product_id)
    if wants_csv():
        return csv_answer("explanation.csv", EXPLAIN_COLUMNS, explain_rows(document), personal=True)
    return json_answer(document, personal=True)


def _given(model: type[Q]) -> dict[str, Any]:
    """What stands in the query, defaults apart."""
    return query_parameters(model).model_dump(mode="json", exclude_unset=True)


def _accepts_csv() -> bool:
    return request.accept_mimetypes.best_match(["application/json", "text/csv"]) == "text/csv"
