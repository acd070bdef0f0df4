"""What is published: an event of the contract with an identity that the same fact has whichever way it comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from ingestion.shopify.reading import MalformedError
from shared.contracts.events import Event, EventError, new_event
from shared.money import minor_unit

SOURCE = "/ingestion/shopify"


@dataclass(frozen=True, slots=True)
class ShopSays:
    """What a payload does not say itself: the shop's currency, locations by Shopify's id, if prices hold tax."""

    currency: str
    locations: Mapping[str, str] = field(default_factory=dict)
    taxes_included: bool | None = None

    @property
    def cent(self) -> Decimal:
        """The smallest amount of the shop's currency."""
        return minor_unit(self.currency)


@dataclass(frozen=True, slots=True)
class Normalised:
    """The events of one payload, and the marks by which the comparison knows that it came."""

    events: tuple[Event, ...]
    marks: tuple[str, ...] = ()


def fact(kind: str, what: str, data: Mapping[str, Any], *, at: datetime) -> Event:
    """An event; `what` and the version make its id. Raises MalformedError where the contract forbids the data."""
    try:
        return new_event(kind, SOURCE, data, event_id=f"{what}:{data['version']}"[:200], time=at)
    except EventError as error:
        raise MalformedError("", str(error)) from None
