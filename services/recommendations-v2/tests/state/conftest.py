"""Somebody in the online shop, told by events, on state that lives as long as the test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from recommendations_v2.live_alerts import AlertBoard
from recommendations_v2.served_record import ServedRecords
from recommendations_v2.state import Moment, OnlineState
from recommendations_v2.state_keys import customer_subject, visitor_subject
from recommendations_v2.subscriptions_online import online_handlers
from shared.cache.trails import Trails
from shared.cache.trails_in_store import TrailsInStore
from shared.contracts.events import Event, new_event
from shared.testing import MemorySecrets, MemoryStore

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
OF_VISITS = {"product-viewed.v1", "cart-changed.v1", "content-engaged.v1"}


def line(product_id: str, line_type: str = "merchandise", quantity: str = "1") -> dict[str, Any]:
    amounts = {"quantity": quantity, "gross_amount": "12.00", "discount_amount": "0"}
    return {"line_id": product_id, "line_type": line_type, "product_id": product_id, **amounts}


@dataclass
class Online:
    """A process that is told events, and what it then knows of people. Times are minutes before NOW."""

    trails: Trails = field(default_factory=lambda: TrailsInStore(MemoryStore()))
    secrets: MemorySecrets = field(default_factory=MemorySecrets)
    sells_from: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.state = OnlineState(self.trails, lambda: NOW, ServedRecords(self.secrets, MemoryStore()))
        self.alerts = AlertBoard(self.trails, lambda: NOW, self.sells_from)
        self.handlers = online_handlers(self.state, self.alerts)
        self._ids = 0

    def event(self, kind: str, minutes: float, who: Mapping[str, Any], /, **data: Any) -> Event:
        self._ids += 1
        named = {"entity_id": f"e{self._ids}", "version": 1, **who, **data}
        at = (NOW - timedelta(minutes=minutes)).isoformat()
        browser = {"visitor_id": None} if kind in OF_VISITS else {}
        return new_event(kind, "/ingestion/test", {**browser, **named, "occurred_at": at})

    def viewed(self, product: str, minutes: float, **who: str) -> Event:
        return self.event("product-viewed.v1", minutes, who, product_id=product)

    def put_in_cart(self, product: str, minutes: float, quantity: str = "1", **who: str) -> Event:
        return self.event("cart-changed.v1", minutes, who, product_id=product, quantity=quantity)

    def engaged(self, content: str, minutes: float, progress: str, **who: str) -> Event:
        return self.event("content-engaged.v1", minutes, who, content_id=content, progress=progress)

    def ordered(self, order_id: str, minutes: float, products: Sequence[str], customer: str, version: int = 1) -> Event:
        at = (NOW - timedelta(minutes=minutes)).isoformat()
        lines = [line(product) for product in products]
        return self.event(
            "order-placed.v1" if version == 1 else "order-changed.v1",
            minutes,
            {"customer_id": customer},
            entity_id=order_id,
            version=version,
            ordered_at=at,
            currency="EUR",
            lines=lines,
        )

    def refunded(self, refund_id: str, minutes: float, order_id: str, *products: str, quantity: str = "1") -> Event:
        """As a shop's system tells it: whose the order is it does not say."""
        lines = [line(product, quantity=quantity) for product in products]
        about = {"order_id": order_id, "currency": "EUR", "lines": lines}
        return self.event("order-refunded.v1", minutes, {}, entity_id=refund_id, **about)

    def take(self, *events: Event) -> None:
        for event in events:
            self.handlers[event.type](event)

    def customer(self, customer_id: str) -> Moment:
        return self.state.of(customer_subject(customer_id), NOW)

    def visitor(self, visitor_id: str) -> Moment:
        return self.state.of(visitor_subject(visitor_id), NOW)


@pytest.fixture
def online() -> Online:
    return Online()


@pytest.fixture
def on_trails() -> type[Online]:
    """Makes a process on trails that others share."""
    return Online
