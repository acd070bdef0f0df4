"""Whoever keeps something about a customer hears that they asked to be forgotten, and ingestion does it once."""

from __future__ import annotations

from typing import Any

import pytest

from ingestion import subscriptions, use_cases
from shared.contracts.events import new_event


def test_an_erasure_is_told_to_the_other_services(house: Any) -> None:
    use_cases.tell_erased(house.door, "anna-c71")
    (event,) = house.door.event_bus.published
    assert (event.type, event.entity_id) == ("customer-erased.v1", "anna-c71")
    assert event.occurred_at == house.door.now()


@pytest.mark.parametrize(("source", "waiting"), [(None, 0), ("/ingestion/shopify", 1)])
def test_what_ingestion_told_itself_is_done_and_what_others_tell_waits(
    house: Any, source: str | None, waiting: int
) -> None:
    use_cases.tell_erased(house.door, "anna-c71")
    (event,) = house.door.event_bus.published
    if source is not None:
        event = new_event(event.type, source, event.data)
    subscriptions.handlers(house.door)["customer-erased.v1"](event)
    assert len(house.door.inbox.take(10)) == waiting
