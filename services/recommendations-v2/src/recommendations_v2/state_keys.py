"""Whose state stands under which key of the shared trails, and how a person is named inside the service."""

from __future__ import annotations

from hashlib import sha256

CUSTOMER, VISITOR = "customer:", "visitor:"
_PLACE = "recommendations-v2/state"
_DIGITS = 32  # of the digest: 128 bits

ALERTS = f"{_PLACE}/alerts"
ALERTS_CHANGED = f"{_PLACE}/alerts-changed"
ERASED = f"{_PLACE}/erased"
WARM = f"{_PLACE}/warm"


def customer_subject(customer_id: str) -> str:
    """How a customer is named here."""
    return CUSTOMER + customer_id


def visitor_subject(visitor_id: str) -> str:
    """How a browser or device is named here."""
    return VISITOR + visitor_id


def is_person(subject: str | None) -> bool:
    """Whether a text names somebody; all else is anonymous."""
    return subject is not None and subject.startswith((CUSTOMER, VISITOR))


def digest(subject: str) -> str:
    """A person's name in keys: it fits any store, and shows nobody's id at a glance."""
    return sha256(subject.encode(errors="surrogatepass")).hexdigest()[:_DIGITS]


def trail_key(subject: str) -> str:
    """Where the last two days are: views, content, who signed in where."""
    return keys_of(digest(subject))[0]


def bought_key(subject: str) -> str:
    """Where the last weeks' orders are."""
    return keys_of(digest(subject))[1]


def dismissed_key(subject: str) -> str:
    """Where what is never shown again is."""
    return keys_of(digest(subject))[2]


def cart_key(subject: str) -> str:
    """Where the last two days' changes of the cart are: no number of views pushes them out."""
    return keys_of(digest(subject))[3]


def order_key(order_id: str) -> str:
    """Where stands whose an order is, and what came back of it."""
    return f"{_PLACE}/order/{digest(order_id)}"


def browsers_key(person: str) -> str:
    """Where all browsers stand that a customer was ever signed in at, by the customer's digest."""
    return f"{_PLACE}/browsers/{person}"


def keys_of(person: str) -> tuple[str, str, str, str]:
    """All trails of a person, by the digest."""
    kinds = ("trail", "bought", "dismissed", "cart")
    trail, bought, dismissed, cart = (f"{_PLACE}/{kind}/{person}" for kind in kinds)
    return trail, bought, dismissed, cart
