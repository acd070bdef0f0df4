"""Reorders as the contract has them: rows in, JSON or rows of a file out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from inventory_alerts.envelope import instant
from inventory_alerts.views import ReorderView
from shared.money import money
from shared.shop import Shop
from shared.warehouse import Row

CSV_HEADER = (
    "reorder_id",
    "state",
    "supplier_id",
    "supplier_name",
    "product_id",
    "sku",
    "title",
    "category",
    "location_id",
    "quantity",
    "unit_cost",
    "amount",
    "order_by",
    "purchase_order_id",
    "received_quantity",
    "suggested_quantity",
    "lead_time_days",
    "lead_time_from",
    "suggested_at",
    "note",
)
_PLAIN = (
    "reorder_id",
    "state",
    "product_id",
    "location_id",
    "title",
    "sku",
    "category",
    "supplier_id",
    "supplier_name",
    "lead_time_days",
    "lead_time_from",
    "purchase_order_id",
    "alert_id",
    "note",
)
_QUANTITIES = ("suggested_quantity", "quantity", "received_quantity")


def reorder_view(row: Row) -> ReorderView:
    """A row of `reorder_rows` as it is seen."""
    unit_cost, quantity = cast("Decimal | None", row["unit_cost"]), cast("Decimal", row["quantity"])
    known: dict[str, Any] = {
        name: row[name] for name in (*_PLAIN, *_QUANTITIES, "suggested_at", "changed_at", "order_by")
    }
    known["location_id"] = row["location_id"] or None
    reasons = {} if unit_cost is not None else dict.fromkeys(("unit_cost", "amount"), "cost_unknown")
    if row["order_by"] is None:
        reasons["order_by"] = "not_forecast"
    if row["alert_id"] is None:
        reasons["alert_id"] = "no_alert_stood_when_it_was_suggested"
    return ReorderView(
        **known,
        unit_cost=unit_cost,
        amount=None if unit_cost is None else quantity * unit_cost,
        evidence=json.loads(str(row["evidence"])),
        reasons=reasons,
    )


def reorder_answer(shop: Shop, view: ReorderView, *, may_see_margin: bool) -> dict[str, Any]:
    """The contract's Reorder; costs only for who may see margins."""
    reasons, evidence = dict(view.reasons), dict(view.evidence)
    if not may_see_margin:
        reasons |= dict.fromkeys(("unit_cost", "amount", "evidence.margin_at_risk"), "needs_margin_read")
        evidence["margin_at_risk"] = None
    order_by: date | None = view.order_by
    moments: dict[str, datetime] = {"suggested_at": view.suggested_at, "changed_at": view.changed_at}
    return {
        **{name: getattr(view, name) for name in _PLAIN},
        **{name: float(getattr(view, name)) for name in _QUANTITIES},
        **{name: instant(shop, moment) for name, moment in moments.items()},
        "unit_cost": _money(view.unit_cost, shop, may_see_margin=may_see_margin),
        "amount": _money(view.amount, shop, may_see_margin=may_see_margin),
        "order_by": None if order_by is None else order_by.isoformat(),
        "evidence": evidence,
        "reasons": reasons,
    }


def reorder_lines(shop: Shop, views: Iterable[ReorderView], *, may_see_margin: bool) -> Iterator[list[object]]:
    """Reorders as rows under CSV_HEADER; amounts and quantities as plain decimals."""
    for view in views:
        answer = reorder_answer(shop, view, may_see_margin=may_see_margin)
        answer |= {name: getattr(view, name).normalize() for name in _QUANTITIES}
        answer |= {name: _plain_amount(answer[name]) for name in ("unit_cost", "amount")}
        yield [answer[name] for name in CSV_HEADER]


def _plain_amount(shown: dict[str, str] | None) -> Decimal | None:
    return None if shown is None else Decimal(shown["amount"])


def supplier_answer(shop: Shop, row: Row, *, may_see_margin: bool) -> dict[str, Any]:
    """What is to be ordered of one supplier comes to, and whether the supplier takes it."""
    without = cast("int", row["without_cost"])
    amount = cast("Decimal | None", row["amount"]) if may_see_margin else None
    least = cast("Decimal | None", row["min_order_amount"])
    reasons: dict[str, str] = {}
    if not may_see_margin:
        reasons["amount"] = reasons["reaches_minimum"] = "needs_margin_read"
    elif without:
        reasons["amount"] = "some_costs_unknown" if amount is not None else "cost_unknown"
    if least is None:
        reasons["min_order_amount"] = reasons["reaches_minimum"] = "no_minimum_known"
    reaches = None if amount is None or least is None else amount >= least
    if reaches is False and without:
        reaches, reasons["reaches_minimum"] = None, "some_costs_unknown"
    elif reaches is None:
        reasons.setdefault("reaches_minimum", "cost_unknown")
    return {
        "supplier_id": row["supplier_id"],
        "supplier_name": row["supplier_name"],
        "reorders": row["reorders"],
        "amount": _money(amount, shop, may_see_margin=may_see_margin),
        "min_order_amount": _money(least, shop, may_see_margin=True),
        "reaches_minimum": reaches,
        "reasons": reasons,
    }


def _money(amount: Decimal | None, shop: Shop, *, may_see_margin: bool) -> dict[str, str] | None:
    return None if amount is None or not may_see_margin else money(amount, shop.currency)
