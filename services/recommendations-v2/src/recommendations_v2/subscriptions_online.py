"""Event in, one use case: what people do, what is raised and resolved, and who is erased."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from recommendations_v2 import trail_entries
from recommendations_v2.live_alerts import AlertBoard
from recommendations_v2.state import OnlineState, Who
from recommendations_v2.state_keys import customer_subject
from shared.contracts.events import Event
from shared.event_bus import Handler


def online_handlers(state: OnlineState, alerts: AlertBoard) -> Mapping[str, Handler]:
    """What is done with each type of event that changes a list.

    A handler returns when the event counts: for all instances, or, without Redis, for this one, which tells the others
    when it is back. The event is no less durable for it: the shop's tables have what it says.
    """

    def viewed(event: Event) -> None:
        who = _who(event)
        product = event.data["product_id"]
        state.record(who, trail_entries.view(event.entity_id, event.occurred_at, product, who.owner))

    def put_in_cart(event: Event) -> None:
        who, data = _who(event), event.data
        state.record(
            who,
            trail_entries.cart_change(
                event.entity_id, event.occurred_at, data["product_id"], data["quantity"], who.owner
            ),
        )

    def engaged(event: Event) -> None:
        who, data = _who(event), event.data
        state.record(
            who,
            trail_entries.content(event.entity_id, event.occurred_at, data["content_id"], data["progress"], who.owner),
        )

    def ordered(event: Event) -> None:
        data = event.data
        customer = data.get("customer_id")
        if customer is None or data.get("is_test"):
            return
        entry = trail_entries.order(
            event.entity_id, datetime.fromisoformat(data["ordered_at"]), event.version, _products(data)
        )
        state.buy(customer_subject(customer), entry)

    return {
        "product-viewed.v1": viewed,
        "cart-changed.v1": put_in_cart,
        "content-engaged.v1": engaged,
        "order-placed.v1": ordered,
        "order-changed.v1": ordered,
        "alert-raised.v1": alerts.take,
        "alert-resolved.v1": alerts.take,
    }


def _who(event: Event) -> Who:
    return Who(event.data.get("visitor_id"), event.data.get("customer_id"))


def _products(order: Mapping[str, Any]) -> list[str]:
    return [
        line["product_id"]
        for line in order["lines"]
        if line["line_type"] == "merchandise" and line.get("product_id") is not None
    ]
