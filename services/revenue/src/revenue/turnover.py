"""How fast stock turns into sales: cost of goods sold over average stock at cost, and its kin. No table is read here.

turnover = cost of goods sold / average stock at cost; days of inventory = days / turnover; GMROI = gross margin /
average stock at cost. Sell-through is units sold / (units at the start + units received) where receipts are loaded,
else units sold / (units sold + units at the end). What adds up is added up first, over products whose figures are
known; the ratio is made last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from revenue.figures import money_ratio, number, plain
from shared.money import money

Formula = Literal["sold_of_opening_and_received", "sold_of_sold_and_closing"]
Answer = dict[str, Any]

ZERO = Decimal(0)
STOCK_FIGURES = ("opening_units", "closing_units", "average_units", "sell_through")
VALUE_FIGURES = ("average_stock_at_cost", "turnover", "days_of_inventory", "gmroi")
MARGIN_FIGURES = ("cost_of_goods_sold", "cost_coverage", *VALUE_FIGURES)
FIGURES = (
    "products",
    "units_sold",
    "net_sales",
    "cost_of_goods_sold",
    "cost_coverage",
    "opening_units",
    "received_units",
    "closing_units",
    "average_units",
    "average_stock_at_cost",
    "turnover",
    "days_of_inventory",
    "sell_through",
    "gmroi",
)
CSV_HEADER = ("product_id", "title", "category", *FIGURES, "counted", "estimated", "unknown", "reasons")
# Of the days at each location. With fewer known the mean of a few days would stand for all: a shop that counted once,
# three days before the end, would read a turnover that is wrong by whatever those three days were not.
FEWEST_KNOWN_DAYS = Decimal("0.5")
_AVERAGE_PLACES = 6  # of average_units as JSON has it: a millionth of a unit is more than any count can tell
DEFINITIONS: Mapping[str, str] = {
    "stock": "The last count, less the units sold since, plus what was received; units given back are on the shelf"
    " again. Days without a count are estimated so.",
    "average_stock_at_cost": "Mean of the units on hand at the end of each known day, of products whose stock is known"
    " on at least half of the days at every location, at the cost of one unit when the window ended; where products"
    " tell none, at the mean cost of what was sold of it.",
    "turnover": "Cost of goods sold / average stock at cost.",
    "days_of_inventory": "Days of the window / turnover.",
    "sell_through": "sold_of_opening_and_received: units sold / (units at the start + units received);"
    " sold_of_sold_and_closing: units sold / (units sold + units at the end).",
    "gmroi": "Gross margin / average stock at cost.",
}


class Stock(NamedTuple):  # thousands are made per answer, in less than half of a frozen dataclass's time
    """The stock of a product at one location: units at the end of each day, added up over the days that are known."""

    unit_days: Decimal
    known_days: int
    counted_days: int
    opening_units: Decimal | None  # None without a count before the window
    closing_units: Decimal


class Product(NamedTuple):  # as Stock
    """A product as it was sold in the window (`units` is None where it was not), and its stock by location."""

    product_id: str | None
    title: str | None
    category: str | None
    unit_cost: Decimal | None
    units: Decimal | None
    net_sales: Decimal
    net_sales_with_cost: Decimal
    cost: Decimal
    costed: int
    received: Decimal
    stock: tuple[Stock, ...]

    @property
    def stock_cost(self) -> Decimal | None:
        """What one unit on the shelf costs; None when unknown."""
        if self.unit_cost is not None:
            return self.unit_cost
        if self.costed and self.units and self.units > 0 and self.net_sales_with_cost == self.net_sales:
            return self.cost / self.units
        return None


class Tally(NamedTuple):  # as Stock
    """What adds up over products. The parts of a ratio are of the products for which both parts are known."""

    products: int = 0
    sold: int = 0  # products that were sold
    costed: int = 0  # of them, those with a known cost
    units: Decimal = ZERO
    net_sales: Decimal = ZERO
    net_sales_with_cost: Decimal = ZERO
    cost: Decimal = ZERO
    received: Decimal = ZERO
    stocked: int = 0  # products whose stock is known on some day
    averaged: int = 0  # of them, those whose stock is known on days enough for a mean
    opened: int = 0  # of them, those counted before the window
    opening: Decimal = ZERO
    closing: Decimal = ZERO
    average_units: Decimal = ZERO
    sold_of_opened: Decimal = ZERO
    opened_and_received: Decimal = ZERO
    sold_of_stocked: Decimal = ZERO
    valued: int = 0  # products whose stock has a known value, and whose sales have a known cost
    stock_value: Decimal = ZERO
    valued_cost: Decimal = ZERO
    valued_margin: Decimal = ZERO
    counted_days: int = 0
    estimated_days: int = 0
    unknown_days: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """How turnover is told: over how many days, by which sell-through, and whether costs may be told."""

    currency: str
    days: int
    formula: Formula
    has_counts: bool
    may_see_margin: bool


def tally_of(product: Product, days: int) -> Tally:
    """What one product adds."""
    sold = product.units if product.units is not None else ZERO
    opening = closing = average = ZERO
    places = opened = counted_days = known_days = 0
    fewest, known_enough = FEWEST_KNOWN_DAYS * days, True
    for place in product.stock:
        counted_days += place.counted_days
        known_enough = known_enough and place.known_days >= fewest
        if place.known_days:
            places += 1
            known_days += place.known_days
            average += place.unit_days / place.known_days
            closing += place.closing_units
            if place.opening_units is not None:
                opened += 1
                opening += place.opening_units
    is_opened = 0 < places == opened
    cost_known = product.units is None or product.costed > 0
    is_averaged = places > 0 and known_enough
    unit_cost = product.stock_cost if is_averaged and cost_known else None
    return Tally(
        products=1,
        sold=int(product.units is not None),
        costed=int(product.costed > 0),
        units=sold,
        net_sales=product.net_sales,
        net_sales_with_cost=product.net_sales_with_cost,
        cost=product.cost,
        received=product.received,
        stocked=int(places > 0),
        averaged=int(is_averaged),
        opened=int(is_opened),
        opening=opening,
        closing=closing,
        average_units=average if is_averaged else ZERO,
        sold_of_opened=sold if is_opened else ZERO,
        opened_and_received=product.received + opening if is_opened else ZERO,
        sold_of_stocked=sold if places else ZERO,
        valued=int(unit_cost is not None),
        stock_value=ZERO if unit_cost is None else average * unit_cost,
        valued_cost=ZERO if unit_cost is None else product.cost,
        valued_margin=ZERO if unit_cost is None else product.net_sales_with_cost - product.cost,
        counted_days=counted_days,
        estimated_days=known_days - counted_days,
        unknown_days=days * len(product.stock) - known_days,
    )


def total_of(tallies: Iterable[Tally]) -> Tally:
    """The tallies added up, part by part."""
    columns = list(zip(*tallies, strict=True))
    return Tally(*(sum(column, start=0) for column in columns)) if columns else Tally()


def figures(tally: Tally, terms: Terms) -> Answer:
    """The contract's TurnoverFigures. What is null has its reason: unknown is never 0."""
    reasons: dict[str, str] = {}
    currency = terms.currency
    answer: Answer = {
        "products": tally.products,
        "units_sold": number(tally.units),
        "net_sales": money(tally.net_sales, currency),
        "cost_of_goods_sold": None,
        "cost_coverage": None,
        "opening_units": None,
        "received_units": number(tally.received),
        "closing_units": None,
        "average_units": None,
        **dict.fromkeys(VALUE_FIGURES),
        "sell_through": None,
        "stock_days": {
            "counted": tally.counted_days,
            "estimated": tally.estimated_days,
            "unknown": tally.unknown_days,
        },
        "reasons": reasons,
    }
    _add_stock(answer, reasons, tally, terms)
    if not terms.may_see_margin:
        reasons |= dict.fromkeys(MARGIN_FIGURES, "needs_margin_read")
        return answer
    if tally.costed or not tally.sold:
        answer["cost_of_goods_sold"] = money(tally.cost, currency)
    else:
        reasons["cost_of_goods_sold"] = "cost_unknown"
    answer["cost_coverage"] = money_ratio(tally.net_sales_with_cost, tally.net_sales, currency)
    if answer["cost_coverage"] is None:
        reasons["cost_coverage"] = "no_sales"
    _add_value(answer, reasons, tally, terms)
    return answer


def _add_stock(answer: Answer, reasons: dict[str, str], tally: Tally, terms: Terms) -> None:
    if not tally.stocked:
        reasons |= dict.fromkeys(STOCK_FIGURES, "not_counted" if terms.has_counts else "no_stock_counts")
        return
    answer["closing_units"] = number(tally.closing)
    if tally.averaged:
        answer["average_units"] = number(round(tally.average_units, _AVERAGE_PLACES))
    else:
        reasons["average_units"] = "too_few_known_days"
    if tally.opened:
        answer["opening_units"] = number(tally.opening)
    else:
        reasons["opening_units"] = "not_counted_before"
    if terms.formula == "sold_of_opening_and_received":
        sold, of, known = tally.sold_of_opened, tally.opened_and_received, tally.opened
    else:
        sold, of, known = tally.sold_of_stocked, tally.sold_of_stocked + tally.closing, tally.stocked
    if not known:
        reasons["sell_through"] = "not_counted_before"
    elif of <= 0:  # more was sold than counts and receipts know of
        reasons["sell_through"] = "no_stock"
    else:
        answer["sell_through"] = {"value": float(sold / of), "numerator": number(sold), "denominator": number(of)}


def _add_value(answer: Answer, reasons: dict[str, str], tally: Tally, terms: Terms) -> None:
    if not tally.valued:
        why = "not_counted" if terms.has_counts else "no_stock_counts"
        if tally.stocked:
            why = "cost_unknown" if tally.averaged else "too_few_known_days"
        reasons |= dict.fromkeys(VALUE_FIGURES, why)
        return
    answer["average_stock_at_cost"] = money(tally.stock_value, terms.currency)
    if tally.stock_value <= 0:
        reasons |= dict.fromkeys(("turnover", "days_of_inventory", "gmroi"), "no_stock")
        return
    answer["turnover"] = money_ratio(tally.valued_cost, tally.stock_value, terms.currency)
    answer["gmroi"] = money_ratio(tally.valued_margin, tally.stock_value, terms.currency)
    if tally.valued_cost > 0:
        answer["days_of_inventory"] = float(terms.days * tally.stock_value / tally.valued_cost)
    else:
        reasons["days_of_inventory"] = "no_sales"


def csv_row(item: Mapping[str, Any]) -> list[object]:
    """One item as a row under CSV_HEADER; amounts as plain decimal text, ratios as their value."""
    reasons = "; ".join(f"{figure}: {reason}" for figure, reason in item["reasons"].items())
    named = (plain(item[name]) for name in ("product_id", "title", "category", *FIGURES))
    return [*named, *item["stock_days"].values(), reasons]
