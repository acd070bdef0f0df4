"""The daily run: what it finds, that it finds it once, and that it ends the same wherever it was killed."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from inventory_alerts.hand import Hand
from inventory_alerts.queries_reorders import ReorderFilters
from inventory_alerts.use_cases_reorders import approve, order, reorders

DECIDED = ("alerts", "alert_states", "reorders", "alert_outcomes")


def test_everything_planted_is_found_once(shop: Any) -> None:
    report = shop.look()
    found = shop.alerts()
    for kind, product in (
        ("low_stock", "mug"),
        ("stock_out", "gone"),
        ("dead_stock", "dead"),
        ("trending_up", "viral"),
        ("overstock", "plenty"),
    ):
        assert (kind, product) in found, sorted(found)
    assert ("low_stock", "tray") not in found
    assert report.opened == len(found) == len(shop.rows("SELECT * FROM alerts"))


def test_running_again_raises_nothing_twice(shop: Any) -> None:
    first = shop.look("r1")
    before = {table: shop.rows(f"SELECT * FROM {table}") for table in DECIDED}
    events = len(shop.bus.published)
    shop.now += timedelta(hours=3)
    again = shop.look("r2")
    assert (again.opened, again.resolved, again.suggested) == (0, 0, 0)
    assert first.opened > 0
    assert {table: shop.rows(f"SELECT * FROM {table}") for table in DECIDED} == before
    assert {event.id for event in shop.bus.published[events:]} <= {event.id for event in shop.bus.published[:events]}


def test_the_others_are_told_what_opened_and_what_to_order(shop: Any) -> None:
    report = shop.look()
    told = [event.type for event in shop.bus.published]
    assert told.count("alert-raised.v1") == report.opened
    assert told.count("reorder-suggested.v1") == report.suggested
    mug = next(event for event in shop.bus.published if event.data.get("kind") == "low_stock")
    assert (mug.data["product_id"], mug.data["severity"], mug.data["is_pushed"]) == ("mug", "act", True)


def test_stock_that_arrives_resolves_the_alert(shop: Any) -> None:
    shop.look("r1")
    shop.next_day()
    shop.counted("gone", 100)
    shop.look("r2")
    assert shop.alerts()["stock_out", "gone"]["state"] == "resolved"
    assert [event.data["how"] for event in shop.bus.published if event.type == "alert-resolved.v1"] == ["gone"]


def test_what_is_ordered_is_not_suggested_again(shop: Any) -> None:
    shop.look("r1")
    (suggested,) = shop.rows("SELECT quantity FROM reorders WHERE product_id = 'mug'")
    coming = {"purchase_order_id": "po", "line_no": 1, "product_id": "mug", "location_id": "north", "status": "open"}
    ordered = {"quantity": suggested["quantity"], "ordered_at": shop.now, "expected_at": shop.now + timedelta(days=5)}
    shop.write("purchase_orders", [{**coming, **ordered}])
    shop.next_day()
    shop.look("r2")
    states = shop.rows("SELECT state FROM reorders WHERE product_id = 'mug' ORDER BY recorded_at")
    assert [row["state"] for row in states] == ["suggested", "withdrawn"]


def test_an_open_order_is_known_however_long_ago_it_was_placed(shop: Any) -> None:
    """A run reads the last months of decisions and never all of them, so it writes down again what stands."""
    shop.look("r0")
    (suggested,) = shop.rows("SELECT reorder_id FROM reorders WHERE product_id = 'mug'")
    by = Hand("ann", shop.now)
    approve(shop.desk, suggested["reorder_id"], by)
    order(shop.desk, suggested["reorder_id"], by, None, shop.now + timedelta(days=400))
    published = len(shop.bus.published)
    for number in range(1, 4):  # beyond the four months that are read
        shop.next_day(45)
        shop.look(f"r{number}")
    kept = shop.rows(
        "SELECT recorded_at, decided_by FROM reorders WHERE product_id = 'mug' AND state = 'ordered'"
        " ORDER BY recorded_at"
    )
    assert len(kept) == 1 + 3
    assert {row["decided_by"] for row in kept} == {"ann"}
    listed, total, _ = reorders(shop.desk, ReorderFilters(product="mug"))
    assert (total, listed[0].state, listed[0].changed_at) == (1, "ordered", kept[0]["recorded_at"])
    (coming,) = shop.rows(
        "SELECT incoming FROM product_forecasts WHERE product_id = 'mug' ORDER BY generation_id DESC LIMIT 1"
    )
    assert coming["incoming"] > 0
    told = {event.id for event in shop.bus.published[published:] if event.type == "purchase-order-changed.v1"}
    assert len(told) <= 1  # nothing was decided about it meanwhile


def test_a_bundle_drains_its_parts_and_a_bulk_order_drives_nothing(empty_shop: Any) -> None:
    shop = empty_shop
    for product in ("mug", "set", "tray"):
        shop.knows(product)
    shop.write("product_components", [{"product_id": "set", "component_product_id": "mug", "quantity": Decimal(2)}])
    shop.sells("set", lambda _: 3)
    shop.counted("mug", 40)
    shop.sells("tray", lambda ago: 101 if ago == 3 else 1)
    day = {"local_date": shop.now.date() - timedelta(days=3), "ordered_local_date": shop.now.date() - timedelta(days=3)}
    shop.write(
        "sales",
        [
            {
                "entry_id": "e",
                "kind": "sale",
                "line_type": "merchandise",
                "product_id": "tray",
                "quantity": Decimal(100),
                "location_id": "north",
                **day,
            }
        ],
    )
    shop.counted("tray", 40)
    shop.tell_data()
    shop.look()
    forecasts = {row["product_id"]: row for row in shop.rows("SELECT * FROM product_forecasts")}
    assert set(forecasts) == {"mug", "tray"}
    assert forecasts["mug"]["velocity_30"] == pytest.approx(6, abs=0.01)
    assert forecasts["tray"]["velocity_30"] == pytest.approx(1, abs=0.01)


def test_a_product_of_which_the_shop_said_never_is_left_alone(shop: Any) -> None:
    from inventory_alerts import queries  # noqa: PLC0415 - of this test only

    said = {"product_id": "mug", "recorded_at": shop.now, "lead_time_days": None, "pack_size": None}
    more = {"min_order_quantity": None, "never_alert": True, "decided_by": "ann"}
    with shop.warehouse.change() as change:
        change.insert(queries.TABLES["product_settings"], [{**said, **more}])
    shop.look()
    assert not [key for key in shop.alerts() if key[1] == "mug"]


def test_without_stock_trends_are_told_and_the_rest_says_what_to_load(empty_shop: Any) -> None:
    shop = empty_shop
    shop.knows("viral")
    shop.sells("viral", lambda ago: 30 if ago <= 7 else 2)
    shop.tell_data()
    report = shop.look()
    assert {kind for kind, _ in shop.alerts()} == {"trending_up"}
    assert "stock_counts" in report.notes["stock"]


def test_old_sales_raise_and_resolve_nothing(shop: Any) -> None:
    shop.look("r1")
    before = shop.rows("SELECT * FROM alert_states")
    shop.now += timedelta(days=3)  # and no load since
    report = shop.look("r2")
    assert report.notes["alerts"] == "sales_too_old"
    assert shop.rows("SELECT * FROM alert_states") == before


def test_an_empty_shop_is_no_failure(empty_shop: Any) -> None:
    assert empty_shop.look().notes == {"alerts": "no_sales_loaded"}


class Killed(Exception):  # noqa: N818 - what happens, not what went wrong
    """The process ended here."""


class Ending:
    """Something whose calls are counted: at one of them the process ends, before or after it was carried out."""

    def __init__(self, held: Any, calls: list[int], at: int, names: tuple[str, ...]) -> None:
        self._held, self._calls, self._at, self._names = held, calls, at, names

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._held, name)
        if name not in self._names:
            return value

        def counted(*given: Any, **named: Any) -> Any:
            self._calls[0] += 1
            if self._calls[0] == self._at:
                raise Killed
            answer = value(*given, **named)
            self._calls[0] += 1
            if self._calls[0] == self._at and name != "change":
                raise Killed
            return answer

        return counted


def state_of(shop: Any) -> dict[str, Any]:
    tables = {
        table: sorted(json.dumps(row, default=str, sort_keys=True) for row in shop.rows(f"SELECT * FROM {table}"))
        for table in DECIDED
    }
    found = shop.rows("SELECT COUNT(*) AS n FROM alert_candidates")
    assert found[0]["n"]
    return tables | {"told": sorted({event.id for event in shop.bus.published})}


def look_until(shop: Any, at: int) -> int:
    """Look, and end at the call of that number to whatever outlives the process; answers how many there were."""
    sound, calls = shop.desk, [0]
    shop.desk = replace(
        sound,
        store=Ending(shop.store, calls, at, ("put",)),
        warehouse=Ending(shop.warehouse, calls, at, ("change",)),
        event_bus=Ending(shop.bus, calls, at, ("publish",)),
    )
    with suppress(Killed):
        shop.look("r1")
    shop.desk = sound
    return calls[0]


def test_wherever_it_is_killed_the_next_one_ends_as_it_would_have(new_shop: Callable[[], Any]) -> None:
    whole = new_shop()
    calls = look_until(whole, at=0)
    wanted = state_of(whole)
    assert calls > 15  # the store, the changes and the bus, each before and after
    for at in range(2, calls + 1, 3):  # before the first nothing has begun; all of them would take a minute
        shop = new_shop()
        look_until(shop, at)
        shop.store.delete("leases/inventory-decisions")  # of a process that is gone; it would run out by itself
        shop.now += timedelta(minutes=5)
        shop.look("r2")
        assert state_of(shop) == wanted, f"killed at call {at} of {calls}"
