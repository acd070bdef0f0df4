"""The routes of openapi/bus.yaml: what the local bus has not delivered, and what it gave up."""

from __future__ import annotations

from flask import Blueprint, Response

from local.bus_letters import COLUMNS, Reading, cells, every, page
from shared.auth.routes import Guard
from shared.contracts.generated.bus import ListDeadLettersParametersQuery, ListDeliveriesParametersQuery
from shared.event_bus.local import LocalBus
from shared.web import ProblemError, csv_answer, json_answer, query_parameters, wants_csv

_PAGE = 50  # items when the caller does not say
_MOST_DIGITS = 18  # SQLite counts further


def make_bus_blueprint(bus: LocalBus, guard: Guard) -> Blueprint:
    """Every route of openapi/bus.yaml; all need the scope admin."""
    blueprint = Blueprint("bus", __name__, url_prefix="/api/bus")

    @blueprint.get("/deliveries")
    @guard.requires("admin")
    def list_deliveries() -> Response:
        return _page(bus.waiting, "deliveries", query_parameters(ListDeliveriesParametersQuery))

    @blueprint.get("/deliveries.csv")
    @guard.requires("admin")
    def list_deliveries_csv() -> Response:
        return _csv(bus.waiting, "deliveries")

    @blueprint.get("/dead-letters")
    @guard.requires("admin")
    def list_dead_letters() -> Response:
        return _page(bus.dead_letters, "dead-letters", query_parameters(ListDeadLettersParametersQuery))

    @blueprint.get("/dead-letters.csv")
    @guard.requires("admin")
    def list_dead_letters_csv() -> Response:
        return _csv(bus.dead_letters, "dead-letters")

    @blueprint.post("/dead-letters/retry")
    @guard.requires("admin")
    def retry_dead_letters() -> Response:
        return json_answer({"retried": bus.retry()})

    @blueprint.post("/dead-letters/<delivery_no>/retry")
    @guard.requires("admin")
    def retry_dead_letter(delivery_no: str) -> Response:
        number = _number(delivery_no)
        if number is None or not bus.retry(number):
            detail = f"{delivery_no[:64]!r} is none of GET /api/bus/dead-letters."
            raise ProblemError(404, "no-such-dead-letter", "No such dead letter", detail)
        return json_answer({"retried": 1})

    return blueprint


def _page(
    read: Reading, name: str, parameters: ListDeliveriesParametersQuery | ListDeadLettersParametersQuery
) -> Response:
    if wants_csv():
        return _csv(read, name)
    after = _number(parameters.cursor) if isinstance(parameters.cursor, str) else 0
    if after is None:
        errors = [("cursor", "send back next_cursor as it was, or leave it out")]
        raise ProblemError(400, "invalid-parameter", "The cursor is none of ours", errors=errors)
    limit = parameters.limit if isinstance(parameters.limit, int) else _PAGE
    return json_answer(page(read, after=after, limit=limit), personal=True)


def _csv(read: Reading, name: str) -> Response:
    return csv_answer(f"{name}.csv", COLUMNS, (cells(document) for document in every(read)), personal=True)


def _number(text: str) -> int | None:
    """A number of a delivery; None for what cannot be one."""
    if not text.isascii() or not text.isdecimal() or len(text) > _MOST_DIGITS:
        return None
    return int(text)
