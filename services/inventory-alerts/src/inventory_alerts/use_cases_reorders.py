"""What people do with reorders: look at them, and decide about one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from inventory_alerts import order_hand, publishing, writing
from inventory_alerts.desk import Desk
from inventory_alerts.envelope import decided, envelope
from inventory_alerts.hand import Hand
from inventory_alerts.kinds import OPEN_REORDERS
from inventory_alerts.life_cycle import WrongStateError
from inventory_alerts.order_cycle import Reorder
from inventory_alerts.paging import write_cursor
from inventory_alerts.queries_reorders import (
    ReorderFilters,
    ReorderPlace,
    reorder_history,
    reorder_rows,
    reorder_suppliers,
)
from inventory_alerts.reading import made, reorder_of, standing_since
from inventory_alerts.reorder_answers import reorder_answer, reorder_view, supplier_answer
from inventory_alerts.use_cases_alerts import DECIDING
from inventory_alerts.views import ReorderView
from shared.contracts.problems import ProblemError
from shared.store import lease

_ALL = 1_000_000  # reorders of a file: more than there are products


def reorders(
    desk: Desk, filters: ReorderFilters, after: ReorderPlace | None = None, limit: int = _ALL
) -> tuple[list[ReorderView], int, ReorderPlace | None]:
    """Reorders as they stand, supplier by supplier; how many there are in all; and where the next page begins."""
    if filters.state is None or filters.state in OPEN_REORDERS:
        filters = replace(filters, since=standing_since(desk))
    rows = reorder_rows(desk.warehouse, made(desk).forecasts, filters, after, limit + 1)
    total = int(str(rows[0]["total"])) if rows else 0
    place = None
    if len(rows) > limit:
        rows = rows[:limit]
        last = rows[-1]
        place = ReorderPlace(str(last["supplier_place"]), str(last["due_place"]), str(last["reorder_id"]))
    return [reorder_view(row) for row in rows], total, place


def page(
    desk: Desk,
    filters: ReorderFilters,
    after: ReorderPlace | None,
    *,
    limit: int,
    digest: str,
    may_see_margin: bool,
) -> dict[str, Any]:
    """The contract's ReorderPage."""
    shop = desk.shop()
    views, total, place = reorders(desk, filters, after, limit)
    totals = reorder_suppliers(desk.warehouse, filters.supplier, filters.location, standing_since(desk))
    return envelope(desk) | {
        "items": [reorder_answer(shop, view, may_see_margin=may_see_margin) for view in views],
        "next_cursor": write_cursor(digest, (place.supplier, place.due, place.reorder_id)) if place else None,
        "total": total,
        "suppliers": [supplier_answer(shop, row, may_see_margin=may_see_margin) for row in totals],
    }


def approve(desk: Desk, reorder_id: str, hand: Hand, quantity: Decimal | None = None) -> ReorderView:
    """Agree to a suggestion. Raises ProblemError as `decide` does."""
    return decide(desk, reorder_id, lambda reorder: order_hand.approve(reorder, hand, quantity))


def order(
    desk: Desk, reorder_id: str, hand: Hand, purchase_order_id: str | None, expected_at: datetime | None
) -> ReorderView:
    """It has been ordered; said twice it is ordered once. Raises ProblemError as `decide` does."""

    def once(reorder: Reorder) -> Reorder | None:
        same = purchase_order_id in {None, reorder.purchase_order_id}
        if reorder.state == "ordered" and same:
            return None
        return order_hand.order(reorder, hand, purchase_order_id, expected_at)

    return decide(desk, reorder_id, once)


def receive(desk: Desk, reorder_id: str, hand: Hand, quantity: Decimal, delivery: str, *, is_all: bool) -> ReorderView:
    """A delivery has arrived; the same one told again counts once. Raises ProblemError as `decide` does."""

    def once(reorder: Reorder) -> Reorder | None:
        told = {row["delivery"] for row in reorder_history(desk.warehouse, reorder_id)}
        if delivery in told:
            return None
        return order_hand.receive(reorder, hand, quantity, delivery, is_all=is_all)

    return decide(desk, reorder_id, once)


def decide(desk: Desk, reorder_id: str, decision: Callable[[Reorder], Reorder | None]) -> ReorderView:
    """Carry out a person's decision, told to whoever subscribes; answers the reorder as it stands then.

    A decision of None changes nothing. Raises ProblemError: 404 where there is no such reorder, 409 where it cannot be
    done with one in its state.
    """
    with lease(desk.store, DECIDING, holder="a decision"):
        history = reorder_history(desk.warehouse, reorder_id)
        if not history:
            raise no_such_reorder()
        try:
            made_decision = decision(reorder_of(history[-1]))
        except WrongStateError as error:
            raise ProblemError(409, "wrong-state", "It cannot be done now", str(error)) from None
        if made_decision is not None:
            writing.add_reorders(desk.warehouse, [made_decision])
            decided(desk)
    publishing.publish_decided(desk)
    return one(desk, reorder_id)


def one(desk: Desk, reorder_id: str) -> ReorderView:
    """A reorder as it stands, in whatever state. Raises ProblemError 404."""
    views, _, _ = reorders(desk, ReorderFilters(reorder_id=reorder_id, state="all"))
    if not views:
        raise no_such_reorder()
    return views[0]


def no_such_reorder() -> ProblemError:
    """The problem 404."""
    return ProblemError(
        404, "no-such-reorder", "No such reorder", "It is none of GET /api/inventory/reorders?state=all."
    )
