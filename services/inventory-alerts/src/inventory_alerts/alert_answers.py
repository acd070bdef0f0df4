"""Alerts as the contract has them: views in, JSON or rows of a file out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from inventory_alerts.alert import Alert
from inventory_alerts.envelope import instant
from inventory_alerts.kinds import DEFINITIONS
from inventory_alerts.views import AlertView
from shared.money import money
from shared.shop import Shop
from shared.warehouse import Row

CSV_HEADER = (
    "alert_id",
    "kind",
    "severity",
    "state",
    "product_id",
    "location_id",
    "title",
    "sku",
    "category",
    "supplier_id",
    "opened_at",
    "changed_at",
    "probability",
    "horizon_days",
    "money_at_stake",
    "money_kind",
    "days_until_stockout",
    "days_until_stockout_low",
    "days_until_stockout_high",
    "turnover_days",
    "week_over_week",
    "unsold_days",
    "on_hand",
    "on_hand_as_of",
    "velocity",
    "is_pushed",
    "assigned_to",
    "recommended_action",
    "reasons",
)
_MOMENTS = ("opened_at", "changed_at", "predicted_at", "on_hand_as_of", "snoozed_until")
_PLAIN = (
    "alert_id",
    "kind",
    "severity",
    "state",
    "product_id",
    "location_id",
    "title",
    "sku",
    "category",
    "supplier_id",
    "probability",
    "horizon_days",
    "money_kind",
    "recommended_action",
    "days_until_stockout",
    "days_until_stockout_low",
    "days_until_stockout_high",
    "turnover_days",
    "week_over_week",
    "unsold_days",
    "on_hand",
    "velocity",
    "assigned_to",
    "dismissed_reason",
    "note",
)


def alert_answer(shop: Shop, view: AlertView, *, may_see_margin: bool) -> dict[str, Any]:
    """The contract's Alert; money only for who may see margins, because cost and margin are what it is made of."""
    reasons = dict(view.reasons)
    if not may_see_margin:
        reasons["money_at_stake"] = "needs_margin_read"
    stake = view.money_at_stake if may_see_margin else None
    return {
        **{name: getattr(view, name) for name in _PLAIN},
        **{name: instant(shop, getattr(view, name)) for name in _MOMENTS},
        "definition": DEFINITIONS[view.kind],
        "money_at_stake": None if stake is None else money(stake, shop.currency),
        "is_pushed": view.is_push,
        "evidence": dict(view.evidence),
        "reasons": reasons,
    }


def alert_rows(shop: Shop, views: Iterable[AlertView], *, may_see_margin: bool) -> Iterator[list[object]]:
    """Alerts as rows under CSV_HEADER; amounts as plain decimal text."""
    for view in views:
        answer = alert_answer(shop, view, may_see_margin=may_see_margin)
        stake = answer["money_at_stake"]
        answer["money_at_stake"] = None if stake is None else Decimal(stake["amount"])
        answer["reasons"] = "; ".join(f"{figure}: {reason}" for figure, reason in answer["reasons"].items())
        yield [answer[name] for name in CSV_HEADER]


def decision_answer(shop: Shop, decided: Alert) -> dict[str, Any]:
    """The contract's AlertDecision."""
    return {
        "changed_at": instant(shop, decided.recorded_at),
        "state": decided.state,
        "severity": decided.severity,
        "by": decided.decided_by,
        "why": decided.why,
        "note": decided.note,
    }


def outcome_answer(shop: Shop, row: Row) -> dict[str, Any]:
    """The contract's AlertOutcome."""
    return {
        "outcome": row["outcome"],
        "scored_at": instant(shop, cast("datetime", row["scored_at"])),
        "due_on": cast("date", row["due_on"]).isoformat(),
        "what": row["what"],
    }
