"""Deliveries and dead letters of the local bus, as its contract tells them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Protocol

from shared.event_bus.local import Letter

COLUMNS = (
    "delivery_no",
    "subscription",
    "type",
    "source",
    "event_id",
    "published_at",
    "attempts",
    "due_at",
    "last_error",
)
PAGE = 500  # deliveries at a time; the contract's most

Document = dict[str, object]


class Reading(Protocol):
    """`LocalBus.waiting` or `LocalBus.dead_letters`."""

    def __call__(self, limit: int, *, after: int = 0) -> tuple[int, list[Letter]]: ...


def page(read: Reading, *, after: int, limit: int) -> Document:
    """A page of the contract's `DeliveryPage`."""
    count, letters = read(limit + 1, after=after)
    following = str(letters[limit - 1].delivery_no) if len(letters) > limit else None
    return {"count": count, "items": [_document(letter) for letter in letters[:limit]], "next_cursor": following}


def every(read: Reading) -> Iterator[Document]:
    """All of them, read a page at a time."""
    after, letters = 0, read(PAGE)[1]
    while letters:
        for letter in letters:
            yield _document(letter)
        after = letters[-1].delivery_no
        letters = read(PAGE, after=after)[1]


def cells(document: Document) -> Sequence[object]:
    """A row of the CSV."""
    return [document[name] for name in COLUMNS]


def _document(letter: Letter) -> Document:
    event = json.loads(letter.body)
    return {
        "delivery_no": letter.delivery_no,
        "subscription": letter.subscription,
        "type": letter.type,
        "source": event["source"],
        "event_id": event["id"],
        "published_at": _time(letter.published_at),
        "attempts": letter.attempts,
        "due_at": None if letter.due_at is None else _time(letter.due_at),
        "last_error": letter.last_error,
    }


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
