"""Which products run out, are out or are too much: raised, resolved, twice, swapped, seen by every process."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from recommendations_v2.live_alerts import NO_ALERTS
from shared.contracts.events import Event, event_types


def alert(
    online: Any, alert_id: str, kind: str, product: str, version: int, *, resolved: bool = False, **more: Any
) -> Event:
    name = "alert-resolved.v1" if resolved else "alert-raised.v1"
    example = dict(event_types()[name].example)
    said = {**example, **more, "entity_id": alert_id, "kind": kind, "product_id": product, "version": version}
    made: Event = online.event(name, 10 - version, {}, **said)
    return made


def test_alerts_mean_what_their_kinds_say(online: Any) -> None:
    for number, kind in enumerate(("low_stock", "reorder_due", "stock_out", "overstock", "dead_stock", "trending_up")):
        online.take(alert(online, f"a{number}", kind, kind, 1))
    now = online.alerts.current()

    assert now.low == {"low_stock", "reorder_due"}
    assert now.out == {"stock_out"}
    assert now.over == {"overstock", "dead_stock"}
    assert now.told == now.low | now.out | now.over


def test_the_latest_version_counts_however_they_come(on_trails: Any) -> None:
    maker = on_trails()
    events = [
        alert(maker, "a", "low_stock", "mug", 1),
        alert(maker, "a", "low_stock", "mug", 2, resolved=True),
        alert(maker, "b", "stock_out", "tray", 1, resolved=True),
        alert(maker, "b", "stock_out", "tray", 2),
    ]
    for order in permutations(events):
        online = on_trails()
        online.take(*order, order[0])
        now = online.alerts.current()
        assert (now.low, now.out, now.told) == (frozenset(), {"tray"}, {"mug", "tray"})


@pytest.mark.parametrize("how", ["dismissed", "resolved"])
def test_an_alert_that_is_ended_by_hand_says_nothing_of_the_stock(online: Any, how: str) -> None:
    online.take(alert(online, "a", "stock_out", "mug", 1))
    ended = alert(online, "a", "stock_out", "mug", 2, resolved=True)
    online.take(replace(ended, data={**ended.data, "how": how}))
    now = online.alerts.current()
    assert (now.out, now.told) == (frozenset(), frozenset())


def test_another_process_sees_it_when_it_looks_and_only_a_change_changes_the_version(on_trails: Any) -> None:
    one = on_trails()
    other = on_trails(one.trails)
    other.alerts.look()
    assert other.alerts.current().low == NO_ALERTS.low

    one.take(alert(one, "a", "low_stock", "mug", 1))
    other.alerts.look()
    version = other.alerts.current().version
    assert other.alerts.current().low == {"mug"}

    other.alerts.look()
    assert other.alerts.current().version == version
    one.take(alert(one, "a", "low_stock", "mug", 2, resolved=True))
    other.alerts.look()
    assert other.alerts.current().version != version
    assert other.alerts.current().low == frozenset()


def test_a_product_low_at_one_place_stays_low_when_another_place_is_filled_up(online: Any) -> None:
    online.take(
        alert(online, "here", "low_stock", "mug", 1),
        alert(online, "there", "low_stock", "mug", 1),
        alert(online, "there", "low_stock", "mug", 2, resolved=True),
    )
    assert online.alerts.current().low == {"mug"}


def test_what_is_out_in_one_shop_is_shown_online_where_the_shop_sells_from_another_place(on_trails: Any) -> None:
    online = on_trails(sells_from=frozenset({"warehouse"}))
    online.take(
        alert(online, "a", "stock_out", "mug", 1, location_id="high-street"),
        alert(online, "b", "stock_out", "tray", 1, location_id="warehouse"),
        alert(online, "c", "stock_out", "bowl", 1, location_id=None),
    )
    assert online.alerts.current().out == {"tray", "bowl"}
    assert "mug" not in online.alerts.current().told  # the build's count goes on telling
