"""What a group of customers did in some days, as figures: sums in, ratios with what they are made of out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, cast

from shared.money import money

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What customers brought, summed up; amounts in the shop's currency, before tax.

    `repeaters` had bought before the first day, `returned` of them bought in these days. `costed` lines had a known
    cost: of them are `net_sales_with_cost` and `cost`. `customers` is None for the whole shop, whose guests nobody
    can count.
    """

    customers: int | None = 0
    purchasers: int = 0
    repeaters: int = 0
    returned: int = 0
    orders: int = 0
    gross_sales: Decimal = _NOTHING
    discounts: Decimal = _NOTHING
    net_sales: Decimal = _NOTHING
    net_sales_with_cost: Decimal = _NOTHING
    cost: Decimal = _NOTHING
    costed: int = 0


def sums(row: Mapping[str, Any]) -> Sums:
    """A row of `group_performance` or `shop_performance`; a sum over nothing is nothing."""
    known = {each.name: row[each.name] for each in fields(Sums) if row.get(each.name) is not None}
    return Sums(**{"customers": None, **known})


def added(parts: Iterable[Sums]) -> Sums:
    """The sums of groups that have nobody in common."""
    known = list(parts)
    return Sums(**{each.name: sum(getattr(part, each.name) for part in known) for each in fields(Sums)})


def figures(part: Sums, currency: str, *, may_see_margin: bool) -> dict[str, Any]:
    """The contract's GroupFigures: what is null has its reason."""
    reasons: dict[str, str] = {}
    sold = part.gross_sales - part.discounts
    answer: dict[str, Any] = {
        "customers": part.customers,
        "purchasers": part.purchasers,
        "orders": part.orders,
        "net_sales": money(part.net_sales, currency),
        "net_sales_per_customer": average(part.net_sales, part.customers or 0, currency),
        "margin": None,
        "cost_coverage": money_ratio(part.net_sales_with_cost, part.net_sales, currency),
        "repeat_rate": ratio(part.returned, part.repeaters),
        "average_order_value": average(sold, part.orders, currency),
    }
    if not may_see_margin:
        reasons["margin"] = "needs_margin_read"
    elif not part.costed:
        reasons["margin"] = "costs_unknown" if part.net_sales else "no_sales"
    else:
        answer["margin"] = money(part.net_sales_with_cost - part.cost, currency)
    why = {
        "customers": "guests_cannot_be_counted",
        "net_sales_per_customer": "no_customers" if part.customers == 0 else "guests_cannot_be_counted",
        "cost_coverage": "no_sales",
        "repeat_rate": "nobody_had_bought_before",
        "average_order_value": "no_orders",
    }
    reasons |= {name: reason for name, reason in why.items() if answer[name] is None}
    return answer | {"reasons": reasons}


def ratio(numerator: Decimal | int, denominator: Decimal | int | None) -> dict[str, float | int] | None:
    """The contract's Ratio; None without a denominator."""
    if not denominator:
        return None
    return {
        "value": float(Decimal(numerator) / Decimal(denominator)),
        "numerator": _number(numerator),
        "denominator": _number(denominator),
    }


def money_ratio(numerator: Decimal, denominator: Decimal, currency: str) -> dict[str, Any] | None:
    """The contract's MoneyRatio; None without a denominator."""
    if not denominator:
        return None
    value = float(numerator / denominator)
    return {"value": value, "numerator": money(numerator, currency), "denominator": money(denominator, currency)}


def average(total: Decimal, count: int, currency: str) -> dict[str, Any] | None:
    """The contract's AverageMoney; None of nobody."""
    if not count:
        return None
    return {**money(total / count, currency), "numerator": money(total, currency), "denominator": count}


def _number(value: Decimal | int) -> float | int:
    return value if isinstance(value, int) else float(value)


def plain(value: object) -> object:
    """A figure of an answer as a cell of a file: the amount, the value of a ratio, nothing for null."""
    if isinstance(value, dict):
        told = cast("dict[str, object]", value)
        return told["amount"] if "amount" in told else told["value"]
    return "" if value is None else value
