"""What the service was worth in some days: read, summed up, and told as the contract's InventoryValue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from inventory_alerts.desk import Desk
from inventory_alerts.envelope import envelope
from inventory_alerts.queries_worth import value_outcomes, value_reorders
from inventory_alerts.worth import FORMULA, Told, avoided, counted, false_share, warned_of, why_unknown
from shared.money import money
from shared.shop import Shop
from shared.warehouse import Row
from shared.warehouse.together import together

CSV_HEADER = ("part", "figure", "value", "reason")
_DAYS = 28  # that are asked about when nobody says: the last four weeks


def value_days(desk: Desk, first: date | None, last: date | None) -> tuple[date, date]:
    """The days asked about, both inclusive: the last four weeks when left out."""
    last = last or desk.shop().local_date(desk.now())
    return first or last - timedelta(days=_DAYS - 1), last


def worth(desk: Desk, first: date, last: date, *, may_see_margin: bool) -> dict[str, Any]:
    """The contract's InventoryValue; money only for who may see margins."""
    shop = desk.shop()
    rows, orders = together(
        lambda: value_outcomes(desk.warehouse, first, last), lambda: value_reorders(desk.warehouse, shop, first, last)
    )
    told = [Told(**{name: row[name] for name in Told.__slots__}) for row in rows]  # type: ignore[arg-type]  # the statement's columns
    return envelope(desk) | {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "measured": _measured(shop, told, orders, may_see_margin=may_see_margin),
        "estimated": _estimated(shop, told, may_see_margin=may_see_margin),
    }


def worth_rows(answer: dict[str, Any]) -> Iterator[list[object]]:
    """InventoryValue as rows under CSV_HEADER; amounts as plain decimals, and why a cell is empty or not the whole."""
    for part in ("measured", "estimated"):
        reasons = answer[part]["reasons"]
        for name, value in answer[part].items():
            if name != "reasons":
                plain = Decimal(value["amount"]) if isinstance(value, dict) else value
                yield [part, name, plain, reasons.get(name)]


def _measured(shop: Shop, told: list[Told], orders: Row, *, may_see_margin: bool) -> dict[str, Any]:
    share, in_vain = false_share(told), warned_of(told)
    amount = cast("Decimal | None", orders["amount"])
    reasons: dict[str, str] = {}
    if share is None:
        reasons |= dict.fromkeys(("false_share", "false_share_low", "false_share_high"), "no_outcomes_yet")
    if (why := why_unknown(told, "came_true", "nothing_warned_of_ran_out")) is not None:
        reasons["lost_margin_warned_of"] = why
    if amount is None:
        reasons["ordered_amount"] = "costs_unknown" if orders["ordered"] else "nothing_ordered"
    elif orders["without_cost"]:
        reasons["ordered_amount"] = "some_costs_unknown"
    if not may_see_margin:
        reasons |= dict.fromkeys(("lost_margin_warned_of", "ordered_amount"), "needs_margin_read")
        in_vain = amount = None
    low, high = share[1:] if share else (None, None)
    return {
        "alerts_pushed": sum(each.alerts for each in told),
        "came_true": counted(told, "came_true"),
        "did_not": counted(told, "did_not"),
        "interventions": counted(told, "intervention"),
        "false_share": share[0] if share else None,
        "false_share_low": low,
        "false_share_high": high,
        "lost_margin_warned_of": _money(in_vain, shop),
        "reorders_ordered": orders["ordered"],
        "ordered_amount": None if amount is None else money(amount, shop.currency),
        "reorders_received": orders["received"],
        "reorders_in_time": orders["received_in_time"],
        "reasons": reasons,
    }


def _estimated(shop: Shop, told: list[Told], *, may_see_margin: bool) -> dict[str, Any]:
    saved = avoided(told)
    names = ("lost_margin_avoided", "lost_margin_avoided_low", "lost_margin_avoided_high")
    amounts = dict(zip(names, (saved.value, saved.low, saved.high), strict=True))
    reason = why_unknown(told, "intervention", "no_interventions_yet")
    if not may_see_margin:
        amounts, reason = dict.fromkeys(names), "needs_margin_read"
    return {
        **{name: _money(amount, shop) for name, amount in amounts.items()},
        "formula": FORMULA,
        "reasons": dict.fromkeys(names, reason) if reason else {},
    }


def _money(amount: float | None, shop: Shop) -> dict[str, str] | None:
    return None if amount is None else money(Decimal(repr(amount)), shop.currency)
