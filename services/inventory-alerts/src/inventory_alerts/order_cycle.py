"""What becomes of suggestions to order when a run looks again: one at a time for a product at a location. Pure.

What is suggested, approved or ordered stands in the way of a second suggestion. What a run suggested and no person has
touched follows what is needed, and is withdrawn when nothing is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from inventory_alerts.alert import Alert
from inventory_alerts.kinds import OPEN_REORDERS, STANDING, ReorderState
from inventory_alerts.life_cycle import KEPT_DAYS, RUN, Round

Place = tuple[str, str]  # product, location ("" where the sales name none)

_NO_ALERTS: Mapping[Place, str] = {}
_ID_DIGITS = 20  # 80 bits: two suggestions of one shop never meet
_CHANGED = Decimal("0.1")  # of the quantity: less is the forecast's daily wavering, and nobody orders otherwise for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a run would order of a product at a location."""

    product_id: str
    location_id: str
    supplier_id: str | None
    quantity: Decimal
    unit_cost: Decimal | None
    affordable: bool
    lead_time_days: int
    lead_time_from: str
    order_by: date | None
    evidence: str  # JSON

    @property
    def place(self) -> Place:
        """What there is one suggestion for at a time."""
        return self.product_id, self.location_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Reorder:
    """One decision about a suggestion: of those with one id the latest counts; as tables/reorders.json has it."""

    reorder_id: str
    recorded_at: datetime
    state: ReorderState
    product_id: str
    location_id: str
    supplier_id: str | None
    suggested_quantity: Decimal
    quantity: Decimal
    received_quantity: Decimal
    unit_cost: Decimal | None
    lead_time_days: int
    lead_time_from: str
    suggested_at: datetime
    changed_at: datetime
    order_by: date | None
    decided_by: str
    evidence: str
    expected_at: datetime | None = None
    purchase_order_id: str | None = None
    alert_id: str | None = None
    note: str | None = None
    run_id: str | None = None
    delivery: str | None = None

    @property
    def place(self) -> Place:
        """What there is one suggestion for at a time."""
        return self.product_id, self.location_id


def due_alerts(alerts: Iterable[Alert]) -> dict[Place, str]:
    """The alert that says a reorder is due, by place; of several decisions about one place the last counts."""
    found: dict[Place, str] = {}
    for alert in alerts:
        if alert.kind == "reorder_due":
            place = (alert.product_id, alert.location_id)
            if alert.state in STANDING:
                found[place] = alert.alert_id
            else:
                found.pop(place, None)
    return found


def decide_reorders(
    this: Round, reorders: Iterable[Reorder], needs: Iterable[Need], alerts: Mapping[Place, str] = _NO_ALERTS
) -> list[Reorder]:
    """What a run decides about reorders as they stand, given what it would order. Deciding twice decides it once.

    `alerts` are the ids of the alerts that say the same.
    """
    current: dict[Place, Reorder] = {}
    for reorder in reorders:
        held = current.get(reorder.place)
        if held is None or (reorder.suggested_at, reorder.recorded_at) > (held.suggested_at, held.recorded_at):
            current[reorder.place] = reorder
    wanted = {need.place: need for need in needs if need.affordable}
    decisions = []
    for place, need in wanted.items():
        made = _needed(this, current.get(place), need)
        if made is not None:
            decisions.append(replace(made, alert_id=alerts.get(place)))
    for place, reorder in current.items():
        if place not in wanted and _is_untouched(this, reorder):
            decisions.append(_again(this, reorder, state="withdrawn"))
    return decisions


def kept_reorders(this: Round, reorders: Iterable[Reorder], decided: Iterable[Reorder]) -> list[Reorder]:
    """Of reorders that stand those that nothing was written of for long, and nothing is `decided` of now, once more: so
    that nobody has to read what is older. What a person said stays theirs, and no delivery is told twice.
    """
    known = {reorder.reorder_id for reorder in decided}
    return [
        replace(reorder, recorded_at=this.as_of, delivery=None)
        for reorder in reorders
        if reorder.state in OPEN_REORDERS
        and reorder.reorder_id not in known
        and this.as_of - reorder.recorded_at >= timedelta(days=KEPT_DAYS)
    ]


def _needed(this: Round, reorder: Reorder | None, need: Need) -> Reorder | None:
    if reorder is None:
        return _suggested(this, need)
    if reorder.recorded_at >= this.as_of:
        return None  # decided by this very run before it was killed, or by a person meanwhile
    if reorder.state in OPEN_REORDERS:
        if _is_untouched(this, reorder) and abs(need.quantity - reorder.quantity) > _CHANGED * reorder.quantity:
            fresh = replace(
                reorder,
                quantity=need.quantity,
                suggested_quantity=need.quantity,
                unit_cost=need.unit_cost,
                order_by=need.order_by,
                evidence=need.evidence,
            )
            return _again(this, fresh, state="suggested")
        return None
    was_rejected = reorder.state == "rejected" or (reorder.state == "withdrawn" and reorder.decided_by != RUN)
    if was_rejected and this.as_of - reorder.changed_at <= timedelta(days=this.cooldown_days):
        return None
    return _suggested(this, need)


def _is_untouched(this: Round, reorder: Reorder) -> bool:
    return reorder.state == "suggested" and reorder.decided_by == RUN and reorder.recorded_at < this.as_of


def _suggested(this: Round, need: Need) -> Reorder:
    text = "\n".join((*need.place, this.as_of.isoformat()))
    return Reorder(
        reorder_id=sha256(text.encode()).hexdigest()[:_ID_DIGITS],
        recorded_at=this.as_of,
        state="suggested",
        product_id=need.product_id,
        location_id=need.location_id,
        supplier_id=need.supplier_id,
        suggested_quantity=need.quantity,
        quantity=need.quantity,
        received_quantity=Decimal(0),
        unit_cost=need.unit_cost,
        lead_time_days=need.lead_time_days,
        lead_time_from=need.lead_time_from,
        suggested_at=this.as_of,
        changed_at=this.as_of,
        order_by=need.order_by,
        decided_by=RUN,
        evidence=need.evidence,
        run_id=this.run_id,
    )


def _again(this: Round, reorder: Reorder, *, state: ReorderState) -> Reorder:
    changed_at = reorder.changed_at if state == reorder.state else this.as_of
    return replace(
        reorder, state=state, recorded_at=this.as_of, changed_at=changed_at, decided_by=RUN, run_id=this.run_id
    )
