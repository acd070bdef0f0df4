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
            event.entity_id, datetime.fromisoformat(data["ordered_at"]), event.version, _units(data)
        )
        state.order(customer_subject(customer), event.entity_id, entry)

    def refunded(event: Event) -> None:
        data, units = event.data, _units(event.data)
        if not data.get("is_test") and units:  # where only money came back the goods are still there
            entry = trail_entries.returned(event.entity_id, event.occurred_at, event.version, data["order_id"], units)
            state.give_back(data["order_id"], entry)

    return {
        "product-viewed.v1": viewed,
        "cart-changed.v1": put_in_cart,
        "content-engaged.v1": engaged,
        "order-placed.v1": ordered,
        "order-changed.v1": ordered,
        "order-refunded.v1": refunded,
        "alert-raised.v1": alerts.take,
        "alert-resolved.v1": alerts.take,
    }


def _who(event: Event) -> Who:
    return Who(event.data.get("visitor_id"), event.data.get("customer_id"))


def _units(told: Mapping[str, Any]) -> dict[str, float]:
    """Of an order's or a refund's goods, by product."""
    found: dict[str, float] = {}
    for line in told["lines"]:
        product = line.get("product_id")
        if line["line_type"] == "merchandise" and product is not None:
            found[product] = found.get(product, 0.0) + float(line["quantity"])
    return {product: units for product, units in found.items() if units > 0}
