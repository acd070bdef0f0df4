"""Other services hear that a ranking is served, once, also where the bus was away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NoReturn

from recommendations_v2.models_decided import tell_of_model, tell_untold
from shared.contracts.events import Event
from shared.event_bus import EventBusError

VERDICT = {"list_name": "cart", "best": "lambdarank", "why": "better with a chance of 99%", "passed": True}


class AwayBus:
    def publish(self, events: Sequence[Event]) -> NoReturn:
        raise EventBusError(f"{len(events)} not taken")

    def close(self) -> None:
        """Nothing is held open."""


def test_a_ranking_that_is_served_is_told_with_its_surfaces_and_why(lists: Any) -> None:
    tell_of_model(lists.desk, VERDICT)
    assert tell_untold(lists.desk) == 0
    [event] = lists.desk.event_bus.published
    assert (event.type, event.data["kind"], event.data["decision"]) == ("experiment-decided.v1", "model", "ship")
    assert event.data["surfaces"] == ["home", "product", "cart"]
    assert event.data["words"] == "better with a chance of 99%"


def test_what_the_bus_did_not_take_is_told_later_once(lists: Any) -> None:
    away = replace(lists.desk, event_bus=AwayBus())
    tell_of_model(away, VERDICT)
    assert (tell_untold(away), lists.desk.event_bus.published) == (1, [])
    assert tell_untold(lists.desk) == tell_untold(lists.desk) == 0
    assert len(lists.desk.event_bus.published) == 1
