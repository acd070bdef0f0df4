"""What other services want to know of a web event: a product viewed, a cart changed, content engaged with.

Derived from `web-event-received.v1`, wherever that came from. Its id follows from the event it is derived from, so
however often that is delivered, subscribers see one.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from shared.contracts.events import Event, new_event
from shared.event_bus import EventBus, Handler

SOURCE = "/ingestion/web-events/derived"

_SAME = ("entity_id", "version", "occurred_at")
_WHO = ("visitor_id", "session_id", "customer_id")
_PRODUCT_VIEWED, _CART_CHANGED, _CONTENT_ENGAGED = "product-viewed.v1", "cart-changed.v1", "content-engaged.v1"
_KINDS = {
    "product_view": _PRODUCT_VIEWED,
    "add_to_cart": _CART_CHANGED,
    "remove_from_cart": _CART_CHANGED,
    "content_view": _CONTENT_ENGAGED,
    "content_progress": _CONTENT_ENGAGED,
}


def derived(event: Event, is_erased: Callable[[str], bool]) -> Event | None:
    """What follows from a web event; None where nothing does, of a bot's in particular.

    Without consent it names nobody: product, quantity and content count, visitor, session and customer are null.
    """
    data = event.data
    kind = _KINDS.get(data["event"])
    if kind is None or data["is_bot"]:
        return None
    agreed = data["consent"] == "granted"
    made = {**{name: data[name] for name in _SAME}, **{name: data.get(name) if agreed else None for name in _WHO}}
    if made["customer_id"] is not None and is_erased(made["customer_id"]):
        made["customer_id"] = None
    if kind == _CONTENT_ENGAGED:
        made |= {"content_id": data.get("content_id"), "progress": data.get("progress") or "0"}
    else:
        made["product_id"] = data.get("product_id")
    if kind == _CART_CHANGED:
        sign = "-" if data["event"] == "remove_from_cart" else ""
        made["quantity"] = sign + (data.get("quantity") or "1").lstrip("-")
    if made.get("product_id", made.get("content_id")) is None:
        return None
    event_id = sha256(f"{event.source}\0{event.id}".encode()).hexdigest()
    return new_event(kind, SOURCE, made, event_id=event_id, time=event.time)


def handler(bus: EventBus, is_erased: Callable[[str], bool]) -> Handler:
    """Publishes what follows from a web event. The handler raises EventBusError where that is not durable."""

    def derive(event: Event) -> None:
        made = derived(event, is_erased)
        if made is not None:
            bus.publish([made])

    return derive
