"""A batch as a page sent it: the whole is right or refused, every event in it is right or named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from pydantic import ValidationError

from ingestion.storefront.cleaning import holds_email
from shared.contracts.generated.ingestion import WebEvent, WebEvents
from shared.contracts.parameters import field_errors
from shared.contracts.problems import ProblemError

MOST_EVENTS = 100  # in a batch; the contract's most. What a page gathers in a few seconds has three
LARGEST_BATCH = 64 * 1024  # bytes; the most that sendBeacon takes

_NEEDS = {
    "product_view": ("product_id",),
    "add_to_cart": ("product_id",),
    "remove_from_cart": ("product_id",),
    "content_view": ("content_id",),
    "content_progress": ("content_id", "progress"),
    "search": ("query",),
}
_IDENTIFIERS = ("id", "product_id", "content_id", "order_id")
# Stands in for the events while the rest is checked, since one wrong event must not cost the others.
_A_RIGHT_ONE = {"id": "00000000", "event": "page_view"}

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RejectedEvent:
    """An event that was not taken: where it stands, its id where it has one, what is wrong with which field."""

    index: int
    event_id: str | None
    errors: list[tuple[str, str]]

    def document(self) -> dict[str, object]:
        """As the contract has it."""
        errors = [{"field": field, "message": message} for field, message in self.errors]
        return {"index": self.index, "id": self.event_id, "errors": errors}


@dataclass(frozen=True, slots=True)
class Batch:
    """What a page said of its visitor, the events that are right with their places, and those that are not.

    Both are as the contract has them, without what was left out.
    """

    visitor: Mapping[str, Any]
    events: list[tuple[int, Mapping[str, Any]]]
    rejected: list[RejectedEvent]


def read_document(body: bytes) -> Document | None:
    """The JSON object in a body; None where there is none."""
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


def read_batch(document: Document | None) -> Batch:
    """The batch in a document. Raises ProblemError 400 unless everything but single events is right."""
    if document is None:
        raise _refused([("", "is no JSON object")])
    items = document.get("events")
    try:
        checked = WebEvents.model_validate_json(orjson.dumps({**document, "events": [_A_RIGHT_ONE]}), strict=True)
    except ValidationError as error:
        raise _refused(field_errors(error)) from None
    if not isinstance(items, list) or not 1 <= len(items) <= MOST_EVENTS:
        raise _refused([("events", f"must be a list of 1 to {MOST_EVENTS} events")])
    visitor = checked.model_dump(exclude={"events"})
    for name in ("visitor_id", "session_id"):
        if holds_email(visitor.get(name, "")):
            raise _refused([(name, "is an e-mail address; send an identifier that names nobody")])
    return _sorted_out(visitor, items)


def _sorted_out(visitor: Mapping[str, Any], items: list[object]) -> Batch:
    events: list[tuple[int, Mapping[str, Any]]] = []
    rejected: list[RejectedEvent] = []
    for index, item in enumerate(items):
        event, errors = _read_event(item)
        if event is None:
            stated = item.get("id") if isinstance(item, dict) else None
            rejected.append(RejectedEvent(index, stated[:100] if isinstance(stated, str) else None, errors))
        else:
            events.append((index, event))
    return Batch(visitor, events, rejected)


def _read_event(item: object) -> tuple[Mapping[str, Any] | None, list[tuple[str, str]]]:
    try:
        event = WebEvent.model_validate_json(orjson.dumps(item), strict=True).model_dump()
    except ValidationError as error:
        return None, field_errors(error)
    kind = str(event["event"])
    errors = [(name, f"is needed for {kind}") for name in _NEEDS.get(kind, ()) if name not in event]
    errors += [
        (name, "is an e-mail address; send an identifier that names nobody")
        for name in _IDENTIFIERS
        if holds_email(event.get(name, ""))
    ]
    return (None, errors) if errors else (event, [])


def _refused(errors: list[tuple[str, str]]) -> ProblemError:
    detail = "; ".join(f"{field}: {message}" if field else message for field, message in errors)
    return ProblemError(400, "invalid-body", "The body is not right", detail, errors)
