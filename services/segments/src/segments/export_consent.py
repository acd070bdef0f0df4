"""Who may be written to now: consent as the tables have it, and what was said since and is not in them yet.

Whoever withdraws is noted in the store at once, by a digest of the id under the shop's key. Exports look there when
each batch is sent, so that nobody is sent whose withdrawal still waits to be merged; so with those who were erased.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any, cast

from segments.desk import Desk
from segments.export_key import digest, shop_key
from shared.contracts.events import Event
from shared.erased_digests import Erased
from shared.warehouse import Row

WITHDRAWN = "segments/withdrawn/"  # in the store: when somebody withdrew
_CHANGED = "segments/consent-changed"  # written after each of them: unchanged, there is nothing new to list
_REMEMBERED = timedelta(days=7)  # the bus brings nothing later than that, so then the tables have it

NOT_KNOWN, NO_ADDRESS, WAS_ERASED, UNSUBSCRIBED = "not_known", "no_address", "erased", "unsubscribed"


def note_withdrawn(desk: Desk, customer_id: str, at: datetime) -> None:
    """Nobody sends this customer any more, unless they agreed again after `at`; durable when it returns."""
    place = WITHDRAWN + digest(shop_key(desk), customer_id)
    content = {"at": at.astimezone(UTC).isoformat(), "noted_at": desk.now().astimezone(UTC).isoformat()}
    held = desk.store.get(place)
    if held is None or _moment(held.value, "at") < at:
        desk.store.put(place, json.dumps(content).encode())
    desk.store.put(_CHANGED, place.encode())


def consent_changed(desk: Desk) -> Callable[[Event], None]:
    """The handler of consent-changed.v1: a withdrawal holds before it is in the tables."""

    def handle(event: Event) -> None:
        if event.data["marketing_consent"] != "granted":
            note_withdrawn(desk, str(event.entity_id), _said_at(event.data, "occurred_at"))

    return handle


def customer_changed(desk: Desk) -> Callable[[Event], None]:
    """The handler of customer-changed.v1, by which a shop system says the same."""

    def handle(event: Event) -> None:
        if event.data.get("marketing_consent") == "denied":
            since = "consent_updated_at" if event.data.get("consent_updated_at") else "occurred_at"
            note_withdrawn(desk, str(event.entity_id), _said_at(event.data, since))

    return handle


def forget_old(desk: Desk) -> None:
    """Let go of withdrawals that the tables have by now."""
    oldest = desk.now() - _REMEMBERED
    for place in list(desk.store.list(WITHDRAWN)):
        held = desk.store.get(place)
        if held is not None and _moment(held.value, "noted_at") < oldest:
            desk.store.delete(place, if_version=held.version)


@dataclass(frozen=True, slots=True)
class Notes:
    """What is noted, as it was a moment ago: digests of who withdrew and of who was erased."""

    desk: Desk
    key: str
    withdrawn: frozenset[str]
    erased: Erased

    def is_erased(self, customer_id: str) -> bool:
        return self.erased.covers(customer_id)

    def refusal(self, customer_id: str, row: Row | None) -> str | None:
        """Why somebody may not be sent, by their row of `customers` with `has_email` or `email`; None if they may."""
        if self.is_erased(customer_id):
            return WAS_ERASED
        if row is None:
            return NOT_KNOWN
        if row["marketing_consent"] != "subscribed":
            return str(row["marketing_consent"])
        if self.withdrawn_at(customer_id, cast("datetime | None", row["consent_updated_at"])) is not None:
            return UNSUBSCRIBED
        return None if row.get("has_email") or row.get("email") else NO_ADDRESS

    def withdrawn_at(self, customer_id: str, said_at: datetime | None) -> datetime | None:
        """When somebody withdrew after what the tables have of `said_at`; None where nothing of that is noted."""
        name = digest(self.key, customer_id) if self.withdrawn else ""
        if name not in self.withdrawn:
            return None
        held = self.desk.store.get(WITHDRAWN + name)
        at = None if held is None else _moment(held.value, "at")
        return at if at is not None and (said_at is None or at >= said_at) else None


class Noticeboard:
    """Reads the notes, from the store whenever something was noted since. Safe to use from any thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._key = shop_key(desk)
        self._read: tuple[str | None, frozenset[str]] | None = None
        self._lock = Lock()

    @property
    def key(self) -> str:
        return self._key

    def now(self) -> Notes:
        """Everything that was noted before this was called."""
        gone = self._desk.erased_lately.now()
        with self._lock:
            changed = self._desk.store.get(_CHANGED)
            version = changed.version if changed else None
            if self._read is None or self._read[0] != version:
                listed = self._desk.store.list(WITHDRAWN)
                self._read = (version, frozenset(place.removeprefix(WITHDRAWN) for place in listed))
            return Notes(self._desk, self._key, self._read[1], gone)


def _said_at(data: Mapping[str, Any], name: str) -> datetime:
    return datetime.fromisoformat(str(data[name])).astimezone(UTC)


def _moment(content: bytes, name: str) -> datetime:
    return datetime.fromisoformat(json.loads(content)[name])
