"""Suggestions to order from run to run: one at a time, following what is needed, never against a person's word."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from inventory_alerts.alert import Alert
from inventory_alerts.kinds import ReorderState
from inventory_alerts.life_cycle import Round
from inventory_alerts.order_cycle import Need, Reorder, decide_reorders, due_alerts, kept_reorders

FIRST = datetime(2026, 3, 2, 6, tzinfo=UTC)
NEED = Need(
    product_id="mug",
    location_id="north",
    supplier_id="acme",
    quantity=Decimal(48),
    unit_cost=Decimal("5.10"),
    affordable=True,
    lead_time_days=10,
    lead_time_from="supplier",
    order_by=None,
    evidence="{}",
)
ALERT = Alert(
    alert_id="a1",
    recorded_at=FIRST,
    kind="reorder_due",
    severity="act",
    claim="act",
    state="open",
    product_id="mug",
    location_id="north",
    opened_at=FIRST,
    changed_at=FIRST,
    decided_by="run",
    why="opened",
    pace="steady",
    is_pushed=False,
    predicted_at=FIRST,
    probability=None,
    horizon_days=None,
    due_on=None,
    on_hand=3.0,
    money_at_stake=None,
    money_kind=None,
    evidence="{}",
)


def morning(days: int) -> Round:
    moment = FIRST + timedelta(days=days)
    return Round(
        run_id=f"run-{days}",
        as_of=moment,
        today=moment.date(),
        cooldown_days=7,
        dismissed_days=90,
        may_push=lambda *_: True,
    )


def suggested() -> Reorder:
    (made,) = decide_reorders(morning(0), [], [NEED])
    return made


def test_running_twice_suggests_nothing_twice() -> None:
    made = suggested()
    assert decide_reorders(morning(0), [made], [NEED]) == []
    assert decide_reorders(morning(1), [made], [NEED]) == []


def test_a_suggestion_names_the_alert_that_says_the_same() -> None:
    alert = replace(ALERT, state="open")
    assert due_alerts([alert, replace(alert, kind="low_stock", alert_id="a2")]) == {("mug", "north"): "a1"}
    assert due_alerts([alert, replace(alert, state="resolved")]) == {}
    (made,) = decide_reorders(morning(0), [], [NEED], {("mug", "north"): "a1"})
    assert made.alert_id == "a1"
    assert suggested().alert_id is None


@pytest.mark.parametrize("state", ["approved", "ordered"])
def test_what_is_approved_or_ordered_is_not_suggested_again(state: ReorderState) -> None:
    held = replace(suggested(), state=state, decided_by="ann")
    assert decide_reorders(morning(30), [held], [replace(NEED, quantity=Decimal(500))]) == []
    assert decide_reorders(morning(30), [held], []) == []


def test_one_that_nobody_touched_follows_what_is_needed() -> None:
    made = suggested()
    assert decide_reorders(morning(1), [made], [replace(NEED, quantity=Decimal(50))]) == []  # wavering
    (more,) = decide_reorders(morning(1), [made], [replace(NEED, quantity=Decimal(60))])
    assert (more.reorder_id, more.quantity, more.state) == (made.reorder_id, 60, "suggested")
    (gone,) = decide_reorders(morning(1), [made], [])
    assert (gone.reorder_id, gone.state) == (made.reorder_id, "withdrawn")
    (anew,) = decide_reorders(morning(2), [gone], [NEED])
    assert anew.reorder_id != made.reorder_id


def test_what_a_person_rejected_or_withdrew_stays_away_for_the_cool_down() -> None:
    for state in ("rejected", "withdrawn"):
        held = replace(suggested(), state=state, decided_by="ann")
        assert decide_reorders(morning(7), [held], [NEED]) == []
        assert len(decide_reorders(morning(8), [held], [NEED])) == 1


def test_beyond_the_budget_nothing_is_suggested() -> None:
    assert decide_reorders(morning(0), [], [replace(NEED, affordable=False)]) == []


def test_what_was_received_makes_room_for_the_next() -> None:
    held = replace(suggested(), state="received", decided_by="ann")
    assert len(decide_reorders(morning(1), [held], [NEED])) == 1


def test_what_stands_for_long_is_written_down_once_more_so_that_nobody_reads_what_is_older() -> None:
    ordered = replace(suggested(), state="ordered", decided_by="ann", note="by phone", delivery="dn-1")
    assert kept_reorders(morning(29), [ordered], []) == []
    (kept,) = kept_reorders(morning(30), [ordered], [])
    assert kept == replace(ordered, recorded_at=morning(30).as_of, delivery=None)  # the delivery was told before
    assert kept_reorders(morning(30), [kept], []) == []
    assert kept_reorders(morning(30), [ordered], [ordered]) == []  # something was decided about it just now
    assert kept_reorders(morning(90), [replace(ordered, state="received")], []) == []
