"""What each topic of Shopify's becomes. A topic that is not here is acknowledged and counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ingestion.shopify import catalogue, people, reading
from ingestion.shopify.directory import Directory
from ingestion.shopify.orders import order_events, refund_event
from ingestion.shopify.reading import MalformedError, Payload
from ingestion.shopify.refunds import refund_data
from shared.contracts.events import Event


@dataclass(frozen=True, slots=True)
class Told:
    """What a webhook says: events to publish, what is learned from it, and marks that it came."""

    events: Sequence[Event]
    marks: Sequence[str] = ()
    learn: Callable[[], None] = lambda: None


Taker = Callable[[Payload, Directory, str, datetime, datetime], Told]
"""Payload, directory, the shop's currency, when it was triggered, now. Raises MalformedError."""


def _order(payload: Payload, directory: Directory, currency: str, now: datetime, *, placed: bool) -> Told:
    shop = directory.says(currency, reading.maybe_identity(payload, "location_id"))
    made = order_events(payload, shop, placed=placed, now=now)
    return Told(made.events, made.marks)


def _placed(payload: Payload, directory: Directory, currency: str, _at: datetime, now: datetime) -> Told:
    return _order(payload, directory, currency, now, placed=True)


def _changed(payload: Payload, directory: Directory, currency: str, _at: datetime, now: datetime) -> Told:
    return _order(payload, directory, currency, now, placed=False)


def _refunded(payload: Payload, directory: Directory, currency: str, _at: datetime, now: datetime) -> Told:
    return Told((refund_event(refund_data(payload, directory.says(currency)), now),))


def _product(payload: Payload, directory: Directory, currency: str, _at: datetime, now: datetime) -> Told:
    before = directory.variants(reading.identity(payload, "id"))
    made = catalogue.product_events(payload, directory.says(currency), before=before, now=now)
    learned = [(made.shopify_id, made.variants, made.items)]
    return Told(made.events, made.marks, lambda: directory.learn(learned))


def _product_deleted(payload: Payload, directory: Directory, _currency: str, at: datetime, now: datetime) -> Told:
    shopify_id = reading.identity(payload, "id")
    before = directory.variants(shopify_id)
    if not before:
        raise MalformedError("id", "is a product that was never here, or is gone already")
    events = catalogue.deleted_events(shopify_id, before, at=at, now=now)
    return Told(events, (), lambda: directory.forget(shopify_id))


def _customer(payload: Payload, _directory: Directory, _currency: str, _at: datetime, now: datetime) -> Told:
    made = people.customer_events(payload, now=now)
    return Told(made.events, made.marks)


def _consent(payload: Payload, _directory: Directory, _currency: str, _at: datetime, now: datetime) -> Told:
    return Told(people.consent_events(payload, now=now).events)


def _customer_deleted(payload: Payload, _directory: Directory, _currency: str, at: datetime, now: datetime) -> Told:
    events = people.deleted_customer_events(payload, at=at, now=now)
    if not events:
        raise MalformedError("email", "is missing: nothing says which customer was deleted")
    return Told(events)


def _customer_redacted(payload: Payload, _directory: Directory, _currency: str, at: datetime, now: datetime) -> Told:
    return Told(people.erasure_events(payload, at=at, now=now))


def _level(payload: Payload, directory: Directory, _currency: str, _at: datetime, now: datetime) -> Told:
    item, place = reading.identity(payload, "inventory_item_id"), reading.identity(payload, "location_id")
    known_as, location = directory.item(item), directory.location(place)
    if known_as is None or location is None:
        missing = "inventory_item_id" if known_as is None else "location_id"
        raise MalformedError(missing, "is not known here yet; the next comparison brings this level")
    if payload.get("available") is None:
        return Told(())  # its stock is not counted
    event = catalogue.available_event(payload, known_as, location, now=now)
    return Told((event,), (catalogue.level_mark(item, place, reading.moment(payload, "updated_at")),))


def _location(payload: Payload, directory: Directory, _currency: str, _at: datetime, _now: datetime) -> Told:
    name = reading.text(payload, "name")
    if name is None:
        raise MalformedError("name", "is missing")
    named = {reading.identity(payload, "id"): name}
    return Told((), (), lambda: directory.learn_shop(locations=named))


TAKERS: Mapping[str, Taker] = {
    "orders/create": _placed,
    "orders/updated": _changed,
    "orders/cancelled": _changed,
    "refunds/create": _refunded,
    "products/create": _product,
    "products/update": _product,
    "products/delete": _product_deleted,
    "customers/create": _customer,
    "customers/update": _customer,
    "customers/delete": _customer_deleted,
    "customers_email_marketing_consent/update": _consent,
    "customers/redact": _customer_redacted,
    "inventory_levels/update": _level,
    "locations/create": _location,
    "locations/update": _location,
}
# Of these nothing is kept here that could be handed out or deleted beyond what `shopsight erase` and leaving do;
# consent to text messages is in no table.
ACKNOWLEDGED = frozenset({"shop/redact", "customers/data_request", "customers_marketing_consent/update"})
REGISTERED = tuple(topic for topic in TAKERS if topic != "customers/redact")
"""What `connect` subscribes to; the topics of privacy are set in the app's own settings at Shopify."""
