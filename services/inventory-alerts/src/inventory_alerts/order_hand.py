"""What people decide about a reorder. Pure: the reorder as it stands in, the decision out, or why it cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from inventory_alerts.hand import Hand
from inventory_alerts.kinds import ReorderState
from inventory_alerts.life_cycle import WrongStateError
from inventory_alerts.order_cycle import Reorder


def approve(reorder: Reorder, hand: Hand, quantity: Decimal | None) -> Reorder:
    """Agree to it, or to another quantity; again to change the quantity. Raises WrongStateError."""
    _must_be(reorder, {"suggested", "approved"}, "approved")
    wanted = reorder.quantity if quantity is None else quantity
    return replace(_decided(reorder, hand, "approved"), quantity=wanted)


def order(reorder: Reorder, hand: Hand, purchase_order_id: str | None, expected_at: datetime | None) -> Reorder:
    """It has been ordered from the supplier. Raises WrongStateError.

    Without a number of the shop's own one is made; without a day it is expected after its lead time.
    """
    _must_be(reorder, {"suggested", "approved"}, "ordered")
    decided = _decided(reorder, hand, "ordered")
    return replace(
        decided,
        purchase_order_id=purchase_order_id or f"po-{reorder.reorder_id}",
        expected_at=expected_at or decided.recorded_at + timedelta(days=reorder.lead_time_days),
    )


def receive(reorder: Reorder, hand: Hand, quantity: Decimal, delivery: str, *, is_all: bool) -> Reorder:
    """A delivery has arrived; more than was ordered is taken as it is. Raises WrongStateError."""
    _must_be(reorder, {"ordered"}, "received")
    arrived = reorder.received_quantity + quantity
    state: ReorderState = "received" if is_all or arrived >= reorder.quantity else "ordered"
    return replace(_decided(reorder, hand, state), received_quantity=arrived, delivery=delivery)


def reject(reorder: Reorder, hand: Hand) -> Reorder:
    """It will not be ordered. Raises WrongStateError."""
    _must_be(reorder, {"suggested", "approved"}, "rejected")
    return _decided(reorder, hand, "rejected")


def withdraw(reorder: Reorder, hand: Hand) -> Reorder:
    """Take an approval back, or an order of which nothing has arrived. Raises WrongStateError."""
    _must_be(reorder, {"approved", "ordered"}, "withdrawn")
    if reorder.received_quantity:
        raise WrongStateError(
            "Part of it has arrived; receive the rest, or say with is_all that nothing more will come"
        )
    return _decided(reorder, hand, "withdrawn")


def _must_be(reorder: Reorder, states: set[ReorderState], wanted: ReorderState) -> None:
    if reorder.state not in states:
        raise WrongStateError(f"It is {reorder.state}, so it cannot be {wanted}")


def _decided(reorder: Reorder, hand: Hand, state: ReorderState) -> Reorder:
    # A microsecond after what was decided before, however close: of two decisions the later counts.
    moment = max(hand.now, reorder.recorded_at + timedelta(microseconds=1))
    return replace(
        reorder,
        state=state,
        recorded_at=moment,
        changed_at=reorder.changed_at if state == reorder.state else moment,
        decided_by=hand.by,
        note=hand.note,
        run_id=None,
        delivery=None,
    )
