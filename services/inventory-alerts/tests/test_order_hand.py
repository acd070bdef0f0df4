"""What people may do with a suggestion to order, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from inventory_alerts import order_hand
from inventory_alerts.hand import Hand
from inventory_alerts.life_cycle import RUN, WrongStateError
from inventory_alerts.order_cycle import Reorder

SUGGESTED_AT = datetime(2026, 3, 2, 6, tzinfo=UTC)
BUYER = Hand("ann", SUGGESTED_AT + timedelta(hours=2), "as agreed by phone")
SUGGESTED = Reorder(
    reorder_id="r1",
    recorded_at=SUGGESTED_AT,
    state="suggested",
    product_id="mug-blue",
    location_id="dublin",
    supplier_id="acme",
    suggested_quantity=Decimal(48),
    quantity=Decimal(48),
    received_quantity=Decimal(0),
    unit_cost=Decimal("5.10"),
    lead_time_days=10,
    lead_time_from="supplier",
    suggested_at=SUGGESTED_AT,
    changed_at=SUGGESTED_AT,
    order_by=None,
    decided_by=RUN,
    evidence="{}",
    run_id="run-1",
)
ORDERED = order_hand.order(SUGGESTED, BUYER, None, None)


def test_a_suggestion_is_approved_as_it_is_or_with_another_quantity() -> None:
    as_it_is = order_hand.approve(SUGGESTED, BUYER, None)
    other = order_hand.approve(as_it_is, BUYER, Decimal(60))

    assert (as_it_is.state, as_it_is.quantity, as_it_is.decided_by, as_it_is.note) == (
        "approved",
        Decimal(48),
        "ann",
        "as agreed by phone",
    )
    assert (other.quantity, other.suggested_quantity) == (Decimal(60), Decimal(48))
    assert other.recorded_at > as_it_is.recorded_at


def test_an_order_has_a_number_and_a_day_even_if_nobody_says_them() -> None:
    assert (ORDERED.state, ORDERED.purchase_order_id) == ("ordered", "po-r1")
    assert ORDERED.expected_at == BUYER.now + timedelta(days=10)
    told = order_hand.order(SUGGESTED, BUYER, "2026/17", SUGGESTED_AT + timedelta(days=3))
    assert (told.purchase_order_id, told.expected_at) == ("2026/17", SUGGESTED_AT + timedelta(days=3))


def test_a_delivery_of_a_part_leaves_the_rest_on_its_way() -> None:
    part = order_hand.receive(ORDERED, BUYER, Decimal(20), "dn-1", is_all=False)
    rest = order_hand.receive(part, BUYER, Decimal(30), "dn-2", is_all=False)

    assert (part.state, part.received_quantity, part.delivery) == ("ordered", Decimal(20), "dn-1")
    assert (rest.state, rest.received_quantity, rest.delivery) == ("received", Decimal(50), "dn-2")
    nothing_more = order_hand.receive(ORDERED, BUYER, Decimal(20), "dn-1", is_all=True)
    assert (nothing_more.state, nothing_more.received_quantity) == ("received", Decimal(20))


def test_a_later_decision_tells_of_no_delivery() -> None:
    part = order_hand.receive(ORDERED, BUYER, Decimal(20), "dn-1", is_all=False)
    with pytest.raises(WrongStateError, match="Part of it has arrived"):
        order_hand.withdraw(part, BUYER)
    assert order_hand.withdraw(ORDERED, BUYER).delivery is None


@pytest.mark.parametrize(
    ("state", "possible"),
    [
        ("suggested", {"approve", "order", "reject"}),
        ("approved", {"approve", "order", "reject", "withdraw"}),
        ("ordered", {"receive", "withdraw"}),
        ("received", set()),
        ("rejected", set()),
        ("withdrawn", set()),
    ],
)
def test_what_can_be_done_depends_on_what_was_done(state: str, possible: set[str]) -> None:
    reorder = replace(SUGGESTED, state=state)  # type: ignore[arg-type]  # one of the states
    decisions = {
        "approve": lambda: order_hand.approve(reorder, BUYER, None),
        "order": lambda: order_hand.order(reorder, BUYER, None, None),
        "receive": lambda: order_hand.receive(reorder, BUYER, Decimal(1), "dn-1", is_all=False),
        "reject": lambda: order_hand.reject(reorder, BUYER),
        "withdraw": lambda: order_hand.withdraw(reorder, BUYER),
    }
    done = set()
    for name, decide in decisions.items():
        try:
            decide()
            done.add(name)
        except WrongStateError as error:
            assert state in str(error)  # noqa: PT017 - every decision is tried
    assert done == possible
