"""What ran out although no alert had said so: the other half of recall. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from inventory_alerts.alert import Alert
from inventory_alerts.life_cycle import Round

_SAID_BEFORE = timedelta(days=14)  # the stated time is ten days at most; a warning from further back was another one
_UNWATCHED = timedelta(days=2)  # what ran out while no run looked is nobody's miss


def missed_by(
    this: Round, known: Iterable[Alert], decided: Iterable[Alert], before: datetime | None
) -> list[Mapping[str, Any]]:
    """Rows of alert_outcomes for what this run finds sold out without an act of `low_stock` before it.

    Nothing where no run looked lately: what had run out before the first one was not missed by it.
    """
    if before is None or this.as_of - before > _UNWATCHED:
        return []
    warned = {
        (alert.product_id, alert.location_id)
        for alert in known
        if alert.kind == "low_stock" and alert.claim == "act" and this.as_of - alert.predicted_at <= _SAID_BEFORE
    }
    return [
        _missed(this, alert)
        for alert in decided
        if alert.kind == "stock_out" and alert.why == "opened" and (alert.product_id, alert.location_id) not in warned
    ]


def _missed(this: Round, alert: Alert) -> Mapping[str, Any]:
    return {
        "outcome_id": f"missed-{alert.alert_id}",
        "alert_id": None,
        "kind": "low_stock",
        "pace": alert.pace,
        "severity": "act",
        "was_pushed": False,
        "product_id": alert.product_id,
        "location_id": alert.location_id,
        "probability": None,
        "predicted_at": this.as_of,
        "due_on": this.today,
        "outcome": "missed",
        "what": "it ran out without an alert before it",
        "lasted": None,
        "money_at_stake": alert.money_at_stake,
        "money_kind": alert.money_kind,
        "scored_at": this.as_of,
        "run_id": this.run_id,
    }
