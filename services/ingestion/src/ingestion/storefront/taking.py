"""From a batch to events of the contract: whose they are, how old they are, and what is not kept of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from ingestion.storefront.batch import Batch, RejectedEvent
from ingestion.storefront.bots import Pace, device_of, says_it_is_a_bot
from ingestion.storefront.cleaning import clean_path, clean_text
from ingestion.suppression import ID, Suppression, read_list
from shared.auth.customer_signature import SigningSecret, verdict
from shared.contracts.events import Event, EventError, new_event
from shared.secrets import Secrets
from shared.store import Store

SOURCE = "/ingestion/web-events"
RECEIVED = "web-event-received.v1"
OLDEST = timedelta(days=3)  # what a browser kept while it was offline; later than that no day's figures wait for it

_PAGES = frozenset({"page_view", "product_view", "content_view", "search"})
_CART = frozenset({"add_to_cart", "remove_from_cart"})
_LONGEST_NAME, _LONGEST_QUERY = 300, 500  # characters; the event's most
_THOUSANDTH = Decimal("0.001")  # of a unit, and of an article's length
_LIST_SECONDS = 5.0  # an erasure takes hold within it here; what slips through is held back where it lands


@dataclass(frozen=True, slots=True)
class Sender:
    """What a request says beside its body. A server sends for visitors, so its own user agent says nothing of them."""

    address: str
    user_agent: str | None
    is_browser: bool
    page_host: str | None = None
    expires: str | None = None
    signature: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What there is to publish, what was not taken, and what became of the customer's id."""

    events: list[Event]
    rejected: list[RejectedEvent]
    customer: str

    def report(self) -> dict[str, object]:
        """As the contract has it, once the events are durable."""
        rejected = [one.document() for one in self.rejected]
        return {"accepted": len(self.events), "rejected": rejected, "customer": self.customer}


class ErasedCustomers:
    """The suppression list, read at most every five seconds. Safe to use from any thread."""

    def __init__(self, store: Store, secrets: Secrets, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._secrets = secrets
        self._clock = clock
        self._read: tuple[float, Suppression] | None = None  # replaced as a whole, so no lock is needed

    def __call__(self, customer_id: str) -> bool:
        """Whether nobody may bring this customer back."""
        read = self._read
        if read is None or self._clock() - read[0] >= _LIST_SECONDS:
            read = self._read = (self._clock(), read_list(self._store, self._secrets))
        return read[1].covers(ID, customer_id)


@dataclass(frozen=True)
class Taker:
    """Makes events of batches."""

    signing: SigningSecret
    is_erased: Callable[[str], bool]
    pace: Pace
    now: Callable[[], datetime]

    def take(self, batch: Batch, sender: Sender) -> Taken:
        """What to publish of a batch. Raises SecretsError or StoreError where a customer's id cannot be checked."""
        visitor, received_at = batch.visitor, self.now()
        agreed = visitor.get("consent") == "granted"
        customer_id, outcome = self._customer(visitor, sender, received_at)
        who = {
            "visitor_id": visitor.get("visitor_id") if agreed else None,
            "session_id": visitor.get("session_id") if agreed else None,
            "customer_id": customer_id,
            "source": _source(visitor.get("source"), sender.page_host),
            "medium": _text(visitor.get("medium"), _LONGEST_NAME),
            "campaign": _text(visitor.get("campaign"), _LONGEST_NAME),
            "device": str(visitor.get("device") or "") or device_of(_user_agent(visitor, sender)),
            "consent": str(visitor.get("consent") or "unknown"),
            "is_bot": self._is_bot(batch, sender, agreed=agreed),
        }
        events: list[Event] = []
        rejected = list(batch.rejected)
        for index, event in batch.events:
            age = _age(event, visitor.get("sent_at") or received_at)
            if age > OLDEST:
                errors = [("occurred_at", f"is older than {OLDEST.days} days")]
                rejected.append(RejectedEvent(index, event["id"], errors))
                continue
            data = {**who, **_what(event, agreed=agreed), "occurred_at": _written(received_at - age)}
            plain = {name: value for name, value in data.items() if value is not None}
            try:
                events.append(new_event(RECEIVED, SOURCE, plain, event_id=event["id"], time=received_at))
            except EventError as error:  # two contracts that disagree must not cost the other events
                rejected.append(RejectedEvent(index, event["id"], [("", str(error))]))
        rejected.sort(key=lambda one: one.index)
        return Taken(events, rejected, outcome)

    def _customer(self, visitor: Mapping[str, Any], sender: Sender, received_at: datetime) -> tuple[str | None, str]:
        named = visitor.get("customer")
        if named is None:
            return None, "none"
        if visitor.get("consent") != "granted":
            return None, "no_consent"
        stated = named.get("expires")
        expires = sender.expires if stated is None else str(stated)
        signature = named.get("signature") or sender.signature
        outcome = verdict(self.signing.get(), named["customer_id"], expires, signature, received_at)
        if outcome != "kept":
            return None, outcome
        if self.is_erased(named["customer_id"]):
            return None, "erased"
        return named["customer_id"], outcome

    def _is_bot(self, batch: Batch, sender: Sender, *, agreed: bool) -> bool:
        visitor = batch.visitor
        user_agent = _user_agent(visitor, sender)
        if visitor.get("automated") or ((sender.is_browser or user_agent) and says_it_is_a_bot(user_agent)):
            return True
        pages = sum(event["event"] in _PAGES for _, event in batch.events)
        visitor_id = visitor.get("visitor_id") if agreed else None
        # A server sends for all visitors at once: the pace of where it stands is nobody's.
        place = f"{sender.address} {user_agent}" if sender.is_browser else None
        return self.pace.too_fast(visitor_id, place, pages)


def _age(event: Mapping[str, Any], sent_at: datetime) -> timedelta:
    """How old an event was when it was sent, by the clock that dated both; one from the future is new."""
    occurred_at = event.get("occurred_at")
    return timedelta(0) if occurred_at is None else max(timedelta(0), sent_at - occurred_at)


def _what(event: Mapping[str, Any], *, agreed: bool) -> dict[str, object]:
    quantity, progress, kind = event.get("quantity"), event.get("progress"), str(event["event"])
    if kind in _CART and quantity is None:
        quantity = 1
    return {
        "entity_id": event["id"],
        "version": 1,  # what was done is done: an event has one
        "event": kind,
        "product_id": event.get("product_id"),
        "quantity": None if quantity is None else _plain(quantity),
        "content_id": event.get("content_id"),
        "progress": None if progress is None else _plain(progress),
        "query": _text(event.get("query"), _LONGEST_QUERY),
        "page": clean_path(event.get("page", "")),
        "order_id": event.get("order_id") if agreed else None,
    }


def _user_agent(visitor: Mapping[str, Any], sender: Sender) -> str | None:
    return sender.user_agent if sender.is_browser else visitor.get("user_agent")


def _source(stated: str | None, page_host: str | None) -> str | None:
    """Where a visit came from: a page of the shop's own says nothing of that."""
    return None if stated == page_host else _text(stated, _LONGEST_NAME)


def _text(text: str | None, longest: int) -> str | None:
    clean = None if text is None else clean_text(text)
    return None if clean is None else clean[:longest]  # what was taken out left a longer word


def _plain(number: float) -> str:
    return format(Decimal(repr(number)).quantize(_THOUSANDTH).normalize(), "f")


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
