"""What a webhook of Mailchimp or Klaviyo tells: that somebody is not to be written to any more.

Whoever has the address at the shop is told of by `consent-changed.v1`, as of the moment when they withdrew. An address
of nobody here is counted, and so is what is no withdrawal: who subscribes at a platform is not taken for somebody who
agreed at the shop. No address is kept, counted by or logged.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Literal

from ingestion.door import Door
from ingestion.queries_marketing import customers_at_addresses
from ingestion.shopify.directory import change
from shared.contracts.events import Event, new_event
from shared.secrets import Secrets

Platform = Literal["mailchimp", "klaviyo"]
Json = Mapping[str, Any]

COUNTS = "marketing/counts"  # in the store: what webhooks told, by platform and what became of it
_OLDEST, _AHEAD = timedelta(hours=48), timedelta(minutes=5)  # of a signed webhook: as of Shopify's
_LONGEST_ADDRESS = 320  # characters, as in the tables
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KLAVIYO: Mapping[str, str] = {
    "event:klaviyo.unsubscribed_from_email_marketing": "denied",
    "event:klaviyo.manually_suppressed_from_email_marketing": "denied",
    "event:klaviyo.marked_email_as_spam": "denied",
    "event:klaviyo.bounced_email": "cleaned",
}
_MAILCHIMP: Mapping[str, str] = {"unsubscribe": "denied", "cleaned": "cleaned"}
_ADDRESSES = ("email_address", "email", "$email")  # as events of Klaviyo's have it, by their kind


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Somebody withdrew: `consent` is denied or cleaned, as the event says it."""

    address: str
    consent: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a webhook: customers of whom it was told on, addresses of nobody here, entries without meaning."""

    changed: int
    unknown: int
    ignored: int


def webhook_secret(secrets: Secrets, platform: Platform) -> str | None:
    """The secret that the platform's webhooks are known by; None where it is not connected."""
    try:
        held = json.loads(secrets.get(platform) or "{}")
    except ValueError:
        return None
    secret = held.get("webhook_secret") if isinstance(held, dict) else None
    return secret if isinstance(secret, str) and secret else None


def is_secret(given: str, secret: str) -> bool:
    """Whether a secret is the right one; takes the same time for every wrong one."""
    return hmac.compare_digest(given.encode(), secret.encode())


def signature_of(body: bytes, timestamp: str, secret: str) -> str:
    """What Klaviyo sends as Klaviyo-Signature: HMAC-SHA256 over the raw body and after it the timestamp, in hex."""
    return hmac.new(secret.encode(), body + timestamp.encode(), hashlib.sha256).hexdigest()


def is_timely(timestamp: str, now: datetime) -> bool:
    """Whether Klaviyo-Timestamp, in HTTP's form or ISO 8601's, is at most 48 hours ago and not ahead of the clock."""
    at = _moment(timestamp)
    if at is None:
        try:
            at = parsedate_to_datetime(timestamp)
            at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
        except ValueError:
            return False
    return now - _OLDEST <= at <= now + _AHEAD


def of_mailchimp(form: Mapping[str, str], now: datetime) -> list[Withdrawal]:
    """What a form of Mailchimp's says; `fired_at` is UTC and has no zone."""
    consent = _MAILCHIMP.get(form.get("type", ""))
    address = _address(form.get("data[email]"))
    if consent is None or address is None:
        return []
    at = _moment(form.get("fired_at", ""))
    return [Withdrawal(address, consent, _capped(at, now))]


def of_klaviyo(document: object, now: datetime) -> tuple[list[Withdrawal], int]:
    """What a document of Klaviyo's says, and how many of its entries say nothing that is taken."""
    entries = document.get("data") if isinstance(document, dict) else None
    found, ignored = [], 0
    for entry in entries if isinstance(entries, list) else []:
        withdrawal = _of_entry(entry, now) if isinstance(entry, dict) else None
        if withdrawal is None:
            ignored += 1
        else:
            found.append(withdrawal)
    return found, ignored


def _of_entry(entry: Json, now: datetime) -> Withdrawal | None:
    consent = _KLAVIYO.get(str(entry.get("topic")))
    payload = _part(entry, "payload")
    attributes = _part(_part(payload, "data"), "attributes")
    properties = _part(attributes, "event_properties")
    if consent == "cleaned" and str(properties.get("Bounce Type", "")).casefold() != "hard":
        return None  # a full mailbox is no reason to write to nobody there again
    address = _klaviyo_address(payload, properties)
    if consent is None or address is None:
        return None
    stamp = attributes.get("timestamp")
    at = _moment(str(attributes.get("datetime", "")))
    if at is None and isinstance(stamp, int) and 0 <= stamp < 2**33:  # seconds up to the year 2242
        at = _EPOCH + timedelta(seconds=stamp)
    return Withdrawal(address, consent, _capped(at, now))


def _klaviyo_address(payload: Json, properties: Json) -> str | None:
    included = payload.get("included")
    for one in included if isinstance(included, list) else []:
        if isinstance(one, dict) and one.get("type") == "profile":
            address = _address(_part(one, "attributes").get("email"))
            if address is not None:
                return address
    return next((found for name in _ADDRESSES if (found := _address(properties.get(name))) is not None), None)


def take(door: Door, platform: Platform, told: Sequence[Withdrawal], ignored: int) -> Taken:
    """Publish what withdrawals say of customers; durable when it returns. Raises EventBusError, WarehouseError."""
    latest: dict[str, Withdrawal] = {}
    for one in sorted(told, key=lambda each: each.at):
        latest[one.address] = one
    rows = customers_at_addresses(door.warehouse, addresses=sorted(latest)) if latest else []
    events = [_event(platform, str(row["customer_id"]), latest[str(row["address"])], door.now()) for row in rows]
    if events:
        door.event_bus.publish(events)
    unknown = len(latest.keys() - {str(row["address"]) for row in rows})
    _count(door, platform, {"changed": len(events), "unknown": unknown, "ignored": ignored})
    return Taken(len(events), unknown, ignored)


def _event(platform: Platform, customer_id: str, told: Withdrawal, now: datetime) -> Event:
    version = int((told.at - _EPOCH) / timedelta(microseconds=1))
    data = {
        "entity_id": customer_id,
        "version": version,
        "occurred_at": told.at.isoformat(),
        "marketing_consent": told.consent,
    }
    event_id = f"consent:{customer_id}:{version}"[:200]  # the same webhook again is the same event
    return new_event("consent-changed.v1", f"/ingestion/{platform}", data, event_id=event_id, time=now)


def _count(door: Door, platform: Platform, what: Mapping[str, int]) -> None:
    named = {f"{platform} {name}": number for name, number in what.items() if number}
    if named:
        change(door.store, COUNTS, lambda before: {**before, **_sums(before, named)})


def _sums(before: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    return {name: before.get(name, 0) + number for name, number in more.items()}


def _capped(at: datetime | None, now: datetime) -> datetime:
    """A moment that is not ahead of the clock; now, where none was said."""
    return now.astimezone(UTC) if at is None else min(at, now.astimezone(UTC))


def _moment(text: str) -> datetime | None:
    """A moment in UTC, which one without an offset is in already; None for anything else."""
    try:
        at = datetime.fromisoformat(text)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if at.year > _EPOCH.year else None


def _address(given: object) -> str | None:
    if not isinstance(given, str) or len(given) > _LONGEST_ADDRESS:
        return None
    address = given.strip().lower()
    return address if "@" in address else None


def _part(held: Json, name: str) -> Json:
    part = held.get(name)
    return part if isinstance(part, dict) else {}
