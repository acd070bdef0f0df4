"""What people decide about an alert. Pure: the alert as it stands in, the decision out, or why it cannot be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from inventory_alerts.alert import Alert, Why
from inventory_alerts.kinds import STANDING, DismissReason, State
from inventory_alerts.life_cycle import WrongStateError


@dataclass(frozen=True, slots=True)
class Hand:
    """Who decides, when, and what they say of it."""

    by: str
    now: datetime
    note: str | None = None


def snooze(alert: Alert, hand: Hand, days: int) -> Alert:
    """Say nothing of it for some days; it still resolves by itself. Raises WrongStateError."""
    _must_stand(alert, "snoozed")
    return replace(_decided(alert, hand, "snoozed", "snoozed"), snoozed_until=hand.now + timedelta(days=days))


def dismiss(alert: Alert, hand: Hand, reason: DismissReason) -> Alert:
    """It is of no use. Raises WrongStateError."""
    _must_stand(alert, "dismissed")
    return replace(_decided(alert, hand, "dismissed", "dismissed"), dismissed_reason=reason)


def resolve(alert: Alert, hand: Hand) -> Alert:
    """It has been dealt with. Raises WrongStateError."""
    _must_stand(alert, "resolved")
    return _decided(alert, hand, "resolved", "resolved")


def reopen(alert: Alert, hand: Hand) -> Alert:
    """It has not, after all; or a snooze is over early. Raises WrongStateError."""
    if alert.state == "open":
        raise WrongStateError(
            "It is open, so there is nothing to reopen; snooze, dismiss, assign and resolve it as it is"
        )
    return replace(_decided(alert, hand, "open", "reopened"), dismissed_reason=None, missing_since=None)


def assign(alert: Alert, hand: Hand, to: str | None) -> Alert:
    """Give it to somebody, or to nobody; whatever its state."""
    decided = _decided(alert, hand, alert.state, "assigned")
    return replace(decided, assigned_to=to, changed_at=alert.changed_at, snoozed_until=alert.snoozed_until)


def _must_stand(alert: Alert, wanted: State) -> None:
    if alert.state not in STANDING:
        raise WrongStateError(f"It is {alert.state}, so it cannot be {wanted}; reopen it first")


def _decided(alert: Alert, hand: Hand, state: State, why: Why) -> Alert:
    # A microsecond after what was decided before, however close: of two decisions the later counts.
    moment = max(hand.now, alert.recorded_at + timedelta(microseconds=1))
    return replace(
        alert,
        state=state,
        why=why,
        recorded_at=moment,
        changed_at=moment,
        decided_by=hand.by,
        note=hand.note,
        snoozed_until=None,
        run_id=None,
    )
