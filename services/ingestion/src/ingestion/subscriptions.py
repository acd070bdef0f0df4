"""Event in, one use case: every fact goes durably into the inbox, and the merger writes it, when it is asked to."""

from __future__ import annotations

from collections.abc import Mapping

from ingestion import asked_merges, erasing
from ingestion.door import Door
from ingestion.events.batch import ERASURE, EVENT_TYPES
from ingestion.storefront import deriving
from ingestion.storefront.taking import RECEIVED, ErasedCustomers
from shared.contracts.events import Event
from shared.event_bus import Handler


def handlers(door: Door) -> Mapping[str, Handler]:
    """What ingestion does with each type of event it subscribes to: it is durable when the handler returns."""
    derive = deriving.handler(door.event_bus, ErasedCustomers(door.store, door.secrets))

    def receive_web_event(event: Event) -> None:
        door.inbox.put(event)
        derive(event)

    def forget(event: Event) -> None:
        if event.source != erasing.SOURCE:  # those were forgotten before it was told
            door.inbox.put(event)

    every: dict[str, Handler] = dict.fromkeys(EVENT_TYPES, lambda event: door.inbox.put(event))  # noqa: PLW0108 - the inbox is opened by the first fact
    return {**every, RECEIVED: receive_web_event, ERASURE: forget, asked_merges.EVENT: asked_merges.handler(door)}
