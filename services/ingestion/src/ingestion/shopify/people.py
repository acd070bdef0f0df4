"""Customers of Shopify's webhooks as events: who they are, whether they may be written to, who wants to be gone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ingestion.files.shopify_cells import customer_id
from ingestion.shopify import reading
from ingestion.shopify.facts import Normalised, fact
from ingestion.shopify.reading import MalformedError, Payload, version_of, written
from shared.contracts.events import Event

# Who has not answered yet (pending: the mail that asks is under way) is not written to either.
_CONSENTS = {
    "subscribed": "granted",
    "unsubscribed": "denied",
    "redacted": "denied",
    "invalid": "denied",
    "not_subscribed": "unknown",
    "pending": "unknown",
}


def customer_events(payload: Payload, *, now: datetime) -> Normalised:
    """A customer as they stand. Raises MalformedError.

    Webhooks of newer versions of the API leave consent out, the Admin API says it: a customer with consent is a version
    later, so that the comparison adds it to what the webhook told.
    """
    shopify_id = reading.identity(payload, "id")
    updated_at = reading.moment(payload, "updated_at")
    consent = _consent(reading.part(payload, "email_marketing_consent"))
    version = version_of(updated_at) + bool(consent)
    email, phone = reading.text(payload, "email", longest=320), reading.text(payload, "phone", longest=50)
    address = reading.part(payload, "default_address")
    created_at = reading.maybe_moment(payload, "created_at")
    data: dict[str, Any] = {
        "entity_id": customer_id(email, phone) or shopify_id,
        "version": version,
        "occurred_at": written(updated_at),
        "email": email,
        "phone": phone or reading.text(address, "phone", longest=50),
        "first_name": reading.text(payload, "first_name"),
        "last_name": reading.text(payload, "last_name"),
        "country": reading.text(address, "country_code"),
        **consent,
        "created_at": None if created_at is None else written(created_at),
    }
    mark = f"customer:{shopify_id}:{version}"
    return Normalised((fact("customer-changed.v1", f"customer:{shopify_id}", data, at=now),), (mark,))


def consent_events(payload: Payload, *, now: datetime) -> Normalised:
    """What a customer said about e-mail since the last time. Raises MalformedError."""
    shopify_id = reading.identity(payload, "customer_id")
    email = reading.text(payload, "email_address", longest=320)
    said = _consent(reading.part(payload, "email_marketing_consent"))
    since = said.get("consent_updated_at")
    if email is None or since is None:
        raise MalformedError("email_address" if email is None else "email_marketing_consent", "is missing")
    at = reading.utc_of(str(since))
    data = {
        "entity_id": customer_id(email, None),
        "version": version_of(at),
        "occurred_at": written(at),
        **said,
    }
    return Normalised((fact("customer-changed.v1", f"consent:{shopify_id}", data, at=now),))


def deleted_customer_events(payload: Payload, *, at: datetime, now: datetime) -> tuple[Event, ...]:
    """A customer whom the shop deleted: not written to any more. Empty where nothing says who it was."""
    shopify_id = reading.identity(payload, "id")
    known_as = customer_id(reading.text(payload, "email", longest=320), reading.text(payload, "phone", longest=50))
    if known_as is None:
        return ()
    data = {
        "entity_id": known_as,
        "version": version_of(at),
        "occurred_at": written(at),
        "marketing_consent": "denied",
        "consent_updated_at": written(at),
    }
    return (fact("customer-changed.v1", f"customer-deleted:{shopify_id}", data, at=now),)


def erasure_events(payload: Payload, *, at: datetime, now: datetime) -> tuple[Event, ...]:
    """A customer who asked to be forgotten, under every id they may have here. Raises MalformedError."""
    person = reading.part(payload, "customer")
    shopify_id = reading.identity(person, "id")
    email, phone = reading.text(person, "email", longest=320), reading.text(person, "phone", longest=50)
    known_as = dict.fromkeys([customer_id(email, None), customer_id(None, phone), shopify_id])
    return tuple(
        fact(
            "customer-erased.v1",
            f"erased:{one}",
            {"entity_id": one, "version": version_of(at), "occurred_at": written(at)},
            at=now,
        )
        for one in known_as
        if one is not None
    )


def _consent(said: Payload) -> dict[str, object]:
    """Consent to e-mail; nothing where nothing is said. A state we do not know is no consent."""
    state = reading.text(said, "state")
    if state is None:
        return {}
    since = reading.maybe_moment(said, "consent_updated_at")
    return {
        "marketing_consent": _CONSENTS.get(state.casefold(), "unknown"),
        "consent_updated_at": None if since is None else written(since),
    }
