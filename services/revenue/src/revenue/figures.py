"""From amounts to figures: what each figure means, its ratios, and why one is missing. No table is read here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from shared.money import money

DEFINITIONS: Mapping[str, str] = {
    "gross_sales": "Merchandise of sales and of later changes of orders, before discounts and tax; without test orders,"
    " gift cards, shipping, tips and fees.",
    "discounts": "Discounts given on gross_sales.",
    "refunds": "Net amount given back for merchandise, as a positive amount; dated on the day of the refund"
    " (basis accounting) or of its order (basis order).",
    "net_sales": "gross_sales - discounts - refunds, before tax.",
    "gross_margin": "Net sales whose cost is known, less that cost: the cost at the sale, else the product's cost when"
    " the order was placed.",
    "gross_margin_rate": "gross_margin / net sales whose cost is known.",
    "cost_coverage": "Net sales whose cost is known / net_sales.",
    "orders": "Orders placed, each counted once, where its first line of merchandise stands; with a product or"
    " category, orders that hold it, once on every day and at every place where a line of it was sold.",
    "units": "Units sold less units given back.",
    "units_refunded": "Units given back.",
    "average_order_value": "(gross_sales - discounts) / orders, before refunds.",
    "new_customers": "Customers who placed an order in the period and none before it, anywhere in this shop.",
    "returning_customers": "Customers who placed an order in the period and one before it.",
    "guest_orders": "Orders of the period without a customer.",
    "attainment": "Net sales of the target's period so far / its net_amount; in a breakdown of the targets whose days"
    " lie wholly within the days asked for.",
    "expected_to_now": "The part of the target that was due by then: its days weighed by weekday, season and holiday,"
    " the day that runs by the hours of its weekday.",
    "gap": "Net sales of the target's days so far - expected_to_now.",
    "run_rate": "Net sales of the target's days so far / the share of its weight that is over.",
    "probability_to_reach": "Of the forecast of what is left of the target's days reaching what is missing.",
    "share": "What a list is ordered by / the same of everything the question holds.",
    "refund_rate": "Units given back / units sold; of fewer than 30 units sold with Wilson's interval of 95 %.",
}
FIGURES = (
    "net_sales",
    "gross_sales",
    "discounts",
    "refunds",
    "gross_margin",
    "gross_margin_rate",
    "cost_coverage",
    "orders",
    "units",
    "units_refunded",
    "average_order_value",
)
MARGIN_FIGURES = ("gross_margin", "gross_margin_rate", "cost_coverage")
CUSTOMER_FIGURES = ("new_customers", "returning_customers", "guest_orders")

Figures = dict[str, Any]  # the contract's Figures, as JSON has it


class Amounts(NamedTuple):  # thousands are made per answer, in less than half of a frozen dataclass's time
    """What adds up: sums over ledger lines. `costed` is zero only where no line has a cost."""

    gross_sales: Decimal = Decimal(0)
    discounts: Decimal = Decimal(0)
    refunds: Decimal = Decimal(0)
    net_sales: Decimal = Decimal(0)
    net_sales_with_cost: Decimal = Decimal(0)
    cost: Decimal = Decimal(0)
    units: Decimal = Decimal(0)
    units_refunded: Decimal = Decimal(0)
    orders: int = 0
    costed: int = 0

    def __add__(self, other: Amounts) -> Amounts:  # type: ignore[override] # amounts add up; a tuple would grow
        return Amounts(
            self.gross_sales + other.gross_sales,
            self.discounts + other.discounts,
            self.refunds + other.refunds,
            self.net_sales + other.net_sales,
            self.net_sales_with_cost + other.net_sales_with_cost,
            self.cost + other.cost,
            self.units + other.units,
            self.units_refunded + other.units_refunded,
            self.orders + other.orders,
            self.costed + other.costed,
        )


NOTHING = Amounts()
_ALL_OF = itemgetter(*Amounts._fields)


def amounts_of(row: Mapping[str, object]) -> Amounts:
    """The amounts in a row of a query; what the query does not tell is zero."""
    try:
        return Amounts._make(_ALL_OF(row))  # of a long series: a quarter of the time of what follows
    except KeyError:
        values: dict[str, Any] = {name: row[name] for name in Amounts._fields if name in row}
        return Amounts(**values)


def summed(several: Sequence[Amounts]) -> Amounts:
    """All of them together; added column by column, since a long series has thousands."""
    if len(several) <= 1:
        return several[0] if several else NOTHING
    columns: Iterable[Any] = map(sum, zip(*several, strict=True))
    return Amounts(*columns)


def figures(amounts: Amounts, currency: str, *, missing: str | None, may_see_margin: bool) -> Figures:
    """The contract's Figures. `missing` is why nothing can be said; what is known all the same is still told.

    A figure that is null has its reason under `reasons`: unknown is never 0.
    """
    if missing is not None and amounts == NOTHING:
        reasons = dict.fromkeys(FIGURES, missing)
        if not may_see_margin:
            reasons |= dict.fromkeys(MARGIN_FIGURES, "needs_margin_read")
        return {**dict.fromkeys(FIGURES), "reasons": reasons}
    reasons = {}
    answer: Figures = {
        "net_sales": money(amounts.net_sales, currency),
        "gross_sales": money(amounts.gross_sales, currency),
        "discounts": money(amounts.discounts, currency),
        "refunds": money(amounts.refunds, currency),
        "gross_margin": None,
        "gross_margin_rate": None,
        "cost_coverage": None,
        "orders": amounts.orders,
        "units": number(amounts.units),
        "units_refunded": number(amounts.units_refunded),
        "average_order_value": None,
        "reasons": reasons,
    }
    if amounts.orders:
        spent = amounts.gross_sales - amounts.discounts
        answer["average_order_value"] = {
            **money(spent / amounts.orders, currency),
            "numerator": money(spent, currency),
            "denominator": amounts.orders,
        }
    else:
        reasons["average_order_value"] = "no_orders"
    if may_see_margin:
        _add_margin(answer, reasons, amounts, currency)
    else:
        reasons |= dict.fromkeys(MARGIN_FIGURES, "needs_margin_read")
    return answer


def _add_margin(answer: Figures, reasons: dict[str, str], amounts: Amounts, currency: str) -> None:
    margin = amounts.net_sales_with_cost - amounts.cost
    # Written once, though two ratios name it: a long series writes thousands of amounts.
    with_cost = money(amounts.net_sales_with_cost, currency)
    if amounts.costed or amounts == NOTHING:
        answer["gross_margin"] = shown = money(margin, currency)
        answer["gross_margin_rate"] = _ratio(margin, amounts.net_sales_with_cost, shown, with_cost)
        if answer["gross_margin_rate"] is None:
            reasons["gross_margin_rate"] = "no_sales"
    else:
        reasons |= dict.fromkeys(("gross_margin", "gross_margin_rate"), "cost_unknown")
    answer["cost_coverage"] = _ratio(amounts.net_sales_with_cost, amounts.net_sales, with_cost, answer["net_sales"])
    if answer["cost_coverage"] is None:
        reasons["cost_coverage"] = "no_sales"


def money_ratio(numerator: Decimal, denominator: Decimal, currency: str) -> dict[str, object] | None:
    """The contract's MoneyRatio, from the exact amounts; None where there is nothing to divide by."""
    return _ratio(numerator, denominator, money(numerator, currency), money(denominator, currency))


def _ratio(
    numerator: Decimal, denominator: Decimal, shown: dict[str, str], shown_below: dict[str, str]
) -> dict[str, object] | None:
    """A MoneyRatio of two amounts, and of these as the contract's Money."""
    if not denominator:
        return None
    return {"value": float(numerator / denominator), "numerator": shown, "denominator": shown_below}


def number(value: Decimal) -> int | float:
    """A quantity as JSON has it: whole where it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def plain(value: object) -> object:
    """A figure as one cell of a file: decimal text of an amount, the value of a ratio, empty for null."""
    if isinstance(value, dict):
        return value["amount"] if "amount" in value else value["value"]
    return "" if value is None else value
