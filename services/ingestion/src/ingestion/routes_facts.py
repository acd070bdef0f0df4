"""What became of facts that came as events: how many wait, and which were set aside. HTTP in, one query, JSON out."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response

from ingestion import queries_events
from ingestion.door import Door
from shared.auth.routes import Guard
from shared.contracts.generated.ingestion import ListFactsParametersQuery
from shared.contracts.problems import ProblemError
from shared.web import csv_answer, json_answer, query_parameters, wants_csv

_PAGE = 50  # items on a page when the caller does not say
_AT_ONCE = 500  # rows in memory while all are sent
_COLUMNS = ("recorded_at", "source", "event_id", "event_type", "entity_id", "reason", "detail", "load_id")
_LAST_PAGE = (datetime.max.replace(tzinfo=UTC), "")


def add_fact_routes(blueprint: Blueprint, door: Door, guard: Guard) -> None:
    """Add the routes of `facts`."""

    @blueprint.get("/facts")
    @guard.requires("data:write")
    def list_facts() -> Response:
        given = query_parameters(ListFactsParametersQuery)
        if wants_csv():
            return _as_csv(door)
        before = _read_cursor(given.cursor) if isinstance(given.cursor, str) else _LAST_PAGE
        limit = given.limit if isinstance(given.limit, int) else _PAGE
        items = _page(door, before, limit + 1)
        depth = door.inbox.depth()
        since = None if depth.since is None else depth.since.isoformat()
        following = _write_cursor(items[limit - 1]) if len(items) > limit else None
        waiting = {"facts": depth.facts, "since": since}
        return json_answer({"waiting": waiting, "items": items[:limit], "next_cursor": following})

    @blueprint.get("/facts.csv")
    @guard.requires("data:write")
    def list_facts_csv() -> Response:
        return _as_csv(door)


def _page(door: Door, before: tuple[datetime, str], limit: int) -> list[dict[str, Any]]:
    rows = queries_events.list_set_aside(
        door.warehouse, before_recorded_at=before[0], before_event_id=before[1], row_limit=limit
    )
    return [{name: _told(row[name]) for name in _COLUMNS} for row in rows]


def _told(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _as_csv(door: Door) -> Response:
    return csv_answer("facts.csv", _COLUMNS, ([item[name] for name in _COLUMNS] for item in _every_one(door)))


def _every_one(door: Door) -> Iterator[dict[str, Any]]:
    before = _LAST_PAGE
    while items := _page(door, before, _AT_ONCE):
        yield from items
        before = (datetime.fromisoformat(items[-1]["recorded_at"]), items[-1]["event_id"])


def _write_cursor(item: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(f"{item['recorded_at']} {item['event_id']}".encode()).decode()


def _read_cursor(cursor: str) -> tuple[datetime, str]:
    try:
        moment, _, event_id = base64.urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        place = datetime.fromisoformat(moment)
    except ValueError as error:
        raise _bad_cursor() from error
    if place.tzinfo is None:
        raise _bad_cursor()
    return place, event_id


def _bad_cursor() -> ProblemError:
    errors = [("cursor", "send back next_cursor as it was, or leave it out")]
    return ProblemError(400, "invalid-parameter", "The cursor is none of ours", errors=errors)
