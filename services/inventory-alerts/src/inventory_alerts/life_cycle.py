"""What becomes of alerts: opened once, worse, gone, back, snoozed, dismissed, resolved. No table is touched here.

A run's decisions are a function of the alerts as they stand, of what it found, and of its own moment: deciding twice
decides nothing the second time, and a run that is repeated after it was killed writes what it would have written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from inventory_alerts.alert import Alert, Candidate, Key, Pace, Why, alert_id_of
from inventory_alerts.kinds import STANDING, Kind, Severity, State

# What is a fact and no estimate is over when it is over; estimates waver around their threshold from day to day.
FACTS: frozenset[Kind] = frozenset({"stock_out", "stock_count_problem"})
KEPT_DAYS = 30  # an alert that stands is written down again as often, so that nobody has to read what is older
HELD_DAYS = 1  # an estimate has to be gone on two shop days in a row: one day's noise neither closes nor opens again
RUN = "run"  # who decided, where it was no person


class WrongStateError(Exception):
    """A person asked for what cannot be done with an alert in its state; `str()` says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One run: its moment, the shop's day, and what it goes by.

    `unjudged` are kinds that nothing can be said of today, because the data is too old or missing: their alerts stay
    as they are. `may_push` says whether alerts of a kind, pace, severity and probability go to people.
    """

    run_id: str
    as_of: datetime
    today: date
    cooldown_days: int
    dismissed_days: int
    may_push: Callable[[Kind, Pace, Severity, float | None], bool]
    unjudged: frozenset[Kind] = field(default=frozenset())


def decide(this: Round, alerts: Iterable[Alert], candidates: Iterable[Candidate]) -> list[Alert]:
    """What a run decides about alerts as they stand (the latest decision about each), given what it found."""
    known = list(alerts)
    current = latest_of_each(known)
    found = {candidate.key: candidate for candidate in candidates if candidate.kind not in this.unjudged}
    decisions = []
    for key, candidate in found.items():
        alert = current.get(key)
        made = _opened(this, candidate) if alert is None else _met(this, alert, candidate)
        if made is not None:
            decisions.append(made)
    for key, alert in current.items():
        if key not in found and alert.state in STANDING and alert.kind not in this.unjudged:
            made = _not_met(this, alert)
            if made is not None:
                decisions.append(made)
    decided = {alert.alert_id for alert in decisions}
    return decisions + [_kept(this, alert) for alert in known if _is_old(this, alert) and alert.alert_id not in decided]


def latest_of_each(alerts: Iterable[Alert]) -> Mapping[Key, Alert]:
    """Of the alerts of one kind, product and location the one that opened last."""
    current: dict[Key, Alert] = {}
    for alert in alerts:
        held = current.get(alert.key)
        if held is None or (alert.opened_at, alert.recorded_at) > (held.opened_at, held.recorded_at):
            current[alert.key] = alert
    return current


def _is_old(this: Round, alert: Alert) -> bool:
    return alert.state in STANDING and this.as_of - alert.recorded_at >= timedelta(days=KEPT_DAYS)


def _kept(this: Round, alert: Alert) -> Alert:
    """The same once more, with what a person said of it."""
    return replace(alert, recorded_at=this.as_of, decided_by=RUN, why="kept", run_id=this.run_id)


def _opened(this: Round, candidate: Candidate) -> Alert:
    alert_id = alert_id_of(candidate.key, this.as_of)
    return Alert(
        alert_id=alert_id,
        recorded_at=this.as_of,
        kind=candidate.kind,
        state="open",
        product_id=candidate.product_id,
        location_id=candidate.location_id,
        opened_at=this.as_of,
        changed_at=this.as_of,
        decided_by=RUN,
        why="opened",
        run_id=this.run_id,
        **_prediction(this, candidate),
    )


def _met(this: Round, alert: Alert, candidate: Candidate) -> Alert | None:
    """What is decided about an alert whose condition holds."""
    if alert.recorded_at >= this.as_of:
        return None  # decided by this very run before it was killed, or by a person meanwhile
    if alert.state in STANDING:
        return _goes_on(this, alert, candidate)
    days = this.dismissed_days if alert.state == "dismissed" else this.cooldown_days
    if _is_worse(alert, candidate) or this.as_of - alert.changed_at > timedelta(days=days):
        return _opened(this, candidate)
    if alert.why == "gone":  # within its cool-down it is the same alert, not another one
        return _by_run(this, replace(alert, missing_since=None), state="open", why="back", moves=True)
    return None


def _goes_on(this: Round, alert: Alert, candidate: Candidate) -> Alert | None:
    if _is_worse(alert, candidate):
        return _by_run(this, _restated(this, alert, candidate), state="open", why="got_worse", moves=True)
    if alert.state == "snoozed" and alert.snoozed_until is not None and alert.snoozed_until <= this.as_of:
        return _by_run(this, alert, state="open", why="woke", moves=True)
    if alert.missing_since is not None:
        return _by_run(this, replace(alert, missing_since=None), state=alert.state, why="back", moves=False)
    return None


def _is_worse(alert: Alert, candidate: Candidate) -> bool:
    return candidate.severity == "act" and alert.claim == "watch"


def _not_met(this: Round, alert: Alert) -> Alert | None:
    """What is decided about a standing alert whose condition does not hold."""
    if alert.recorded_at >= this.as_of:
        return None
    if alert.kind in FACTS:
        return _by_run(this, alert, state="resolved", why="gone", moves=True)
    if alert.missing_since is None:
        return _by_run(this, replace(alert, missing_since=this.today), state=alert.state, why="missing", moves=False)
    if (this.today - alert.missing_since).days >= HELD_DAYS:
        return _by_run(this, alert, state="resolved", why="gone", moves=True)
    return None


def _prediction(this: Round, candidate: Candidate) -> dict[str, Any]:
    days = candidate.horizon_days
    push = this.may_push(candidate.kind, candidate.pace, candidate.severity, candidate.probability)
    return {
        "severity": "act" if push else "watch",
        "claim": candidate.severity,
        "is_pushed": push,
        "pace": candidate.pace,
        "predicted_at": this.as_of,
        "probability": candidate.probability,
        "horizon_days": days,
        "due_on": None if days is None else this.today + timedelta(days=max(days, 1) - 1),
        "on_hand": candidate.on_hand,
        "money_at_stake": candidate.money_at_stake,
        "money_kind": candidate.money_kind,
        "evidence": candidate.evidence,
    }


def _restated(this: Round, alert: Alert, candidate: Candidate) -> Alert:
    return replace(alert, missing_since=None, **_prediction(this, candidate))


def _by_run(this: Round, alert: Alert, *, state: State, why: Why, moves: bool) -> Alert:
    changed_at = this.as_of if moves else alert.changed_at
    snoozed_until = alert.snoozed_until if state == "snoozed" else None
    return replace(
        alert,
        state=state,
        why=why,
        recorded_at=this.as_of,
        changed_at=changed_at,
        decided_by=RUN,
        snoozed_until=snoozed_until,
        note=None,
        run_id=this.run_id,
    )
