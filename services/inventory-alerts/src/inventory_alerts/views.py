"""An alert and a reorder as lists, answers and the digest see them: one row each, every figure with its unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from inventory_alerts.kinds import Kind, ReorderState, Severity, State


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertView:
    """One alert as it stands. Figures that are unknown are None, and `reasons` says why.

    `probability` is that what the alert says comes true within `horizon_days` of `predicted_at`. `money_at_stake` is in
    the shop's currency: lost margin for what runs out, carrying cost for what lies there (`money_kind`).
    """

    alert_id: str
    kind: Kind
    severity: Severity
    state: State
    product_id: str
    location_id: str | None
    title: str | None
    sku: str | None
    category: str | None
    supplier_id: str | None
    opened_at: datetime
    changed_at: datetime
    predicted_at: datetime
    probability: float | None
    horizon_days: int | None
    money_at_stake: Decimal | None
    money_kind: str | None  # lost_margin | carrying_cost | lost_sales
    recommended_action: str
    days_until_stockout: float | None
    days_until_stockout_low: float | None
    days_until_stockout_high: float | None
    turnover_days: float | None
    week_over_week: float | None  # units of the last 7 days over the 7 before, less 1
    unsold_days: int | None
    on_hand: float | None
    on_hand_as_of: datetime | None  # of the count it is rolled forward from
    velocity: float | None  # units a day in stock: of 30 days, else of 7, else of 90
    is_push: bool  # act, open, of a kind whose measured false share allows it
    is_worse: bool  # severity rose in the last run
    snoozed_until: datetime | None = None
    assigned_to: str | None = None
    dismissed_reason: str | None = None
    note: str | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What a person calls the product."""
        return self.title or self.sku or self.product_id


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorderView:
    """One suggestion to order as it stands, with what became of it. Amounts are in the shop's currency."""

    reorder_id: str
    state: ReorderState
    product_id: str
    location_id: str | None
    title: str | None
    sku: str | None
    category: str | None
    supplier_id: str | None
    supplier_name: str | None
    suggested_quantity: Decimal
    quantity: Decimal  # as approved, else as suggested
    received_quantity: Decimal
    unit_cost: Decimal | None
    amount: Decimal | None  # quantity x unit_cost; None without a cost
    lead_time_days: int
    lead_time_from: str  # setting | product | supplier | shop_default
    suggested_at: datetime
    changed_at: datetime
    order_by: date | None  # the last shop day an order arrives in time
    purchase_order_id: str | None = None
    alert_id: str | None = None
    note: str | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What a person calls the product."""
        return self.title or self.sku or self.product_id
