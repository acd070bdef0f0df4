"""An alert as it was decided, and what a run found: plain values, as tables/alert_states.json has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Literal

from inventory_alerts.kinds import DismissReason, Kind, Severity, State

Pace = Literal["fast", "steady", "slow", "rare", "all"]
Why = Literal[
    "opened",
    "got_worse",
    "missing",
    "back",
    "kept",
    "gone",
    "snoozed",
    "woke",
    "dismissed",
    "assigned",
    "resolved",
    "reopened",
]
Key = tuple[Kind, str, str]  # kind, product, location ("" where the sales name none)

_ID_DIGITS = 20  # 80 bits: two alerts of one shop never meet


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What a run found to hold of a product at a location."""

    kind: Kind
    product_id: str
    location_id: str
    severity: Severity  # what the rule asks for; whether that is shown is for what was measured to say
    pace: Pace
    probability: float | None
    horizon_days: int | None
    money_at_stake: Decimal | None
    money_kind: str | None
    on_hand: float | None
    evidence: str  # JSON

    @property
    def key(self) -> Key:
        """What there is one alert of at a time."""
        return self.kind, self.product_id, self.location_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One decision about an alert: of those with one id the latest counts. `changed_at` moves with state and severity,
    `recorded_at` with every decision.

    `claim` is what the rule asked for when it was stated. `severity` is what people see: act only where people are told
    (`is_pushed`), so that a kind or class that is too often wrong, or not measured, stays on the page as watch.
    """

    alert_id: str
    recorded_at: datetime
    kind: Kind
    severity: Severity
    claim: Severity
    state: State
    product_id: str
    location_id: str
    opened_at: datetime
    changed_at: datetime
    decided_by: str
    why: Why
    pace: Pace
    is_pushed: bool
    predicted_at: datetime
    probability: float | None
    horizon_days: int | None
    due_on: date | None
    on_hand: float | None
    money_at_stake: Decimal | None
    money_kind: str | None
    evidence: str
    run_id: str | None = None
    note: str | None = None
    snoozed_until: datetime | None = None
    assigned_to: str | None = None
    dismissed_reason: DismissReason | None = None
    missing_since: date | None = None

    @property
    def key(self) -> Key:
        """What there is one alert of at a time."""
        return self.kind, self.product_id, self.location_id


def alert_id_of(key: Key, opened_at: datetime) -> str:
    """The same for the same opening, so that a run that is repeated opens no second alert."""
    text = "\n".join((*key, opened_at.isoformat()))
    return sha256(text.encode()).hexdigest()[:_ID_DIGITS]
