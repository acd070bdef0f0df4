"""How fast stock turns into sales: what is read for it, and how products and categories are told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, cast

from revenue import queries_value, turnover
from revenue.paging import write_cursor
from revenue.periods import DAY, DayRange, Span, whole_days
from revenue.question import Question
from revenue.turnover import Product, Stock, Tally, Terms
from revenue.use_cases import Answer, Desk, envelope
from revenue.use_cases_lists import asked_days
from shared.warehouse import Row
from shared.warehouse.together import together

By = Literal["product", "category"]
Item = tuple[Mapping[str, str | None], Tally]  # what names it, and its figures before any ratio

ZERO = Decimal(0)
_NEEDS = {
    "stock_counts": "What was on the shelf and when, at least once per product and location; the more often, the fewer"
    " days have to be estimated.",
    "receipts": "What arrived and when: without it stock between two counts only falls, and sell-through is made of"
    " what is left.",
    "products": "Costs (unit_cost) of products that were sold without a known one are missing.",
}


@dataclass(frozen=True, slots=True)
class _Read:
    """What an answer is made of; `missing` is why nothing can be said."""

    span: Span
    terms: Terms
    tallies: Sequence[tuple[Product, Tally]]
    received: bool
    missing: str | None


def turned(desk: Desk, asked: Question, *, by: By, after: int, limit: int, digest: str) -> Answer:
    """The contract's Turnover: a page of products or categories, and all of them together."""
    read = _read(desk, asked)
    listed = _listed(read, by)
    days, end = asked_days(asked), after + limit
    return {
        **envelope(desk, asked, read.span),
        "from": days.first_day.isoformat(),
        "to": (days.day_after - DAY).isoformat(),
        "days": read.terms.days,
        "by": by,
        "sell_through_formula": read.terms.formula,
        "total": _total(read),
        "items": [{**named, **turnover.figures(tally, read.terms)} for named, tally in listed[after:end]],
        "next_cursor": write_cursor(digest, asked.as_of, (str(end),)) if end < len(listed) else None,
        "needs": [
            {"table": table, "figures": figures, "detail": _NEEDS[table]} for table, figures in _needs(read).items()
        ],
    }


def turned_rows(desk: Desk, asked: Question, *, by: By) -> Iterator[list[object]]:
    """Every product or category as a row of a file."""
    read = _read(desk, asked)
    for named, tally in _listed(read, by):
        yield turnover.csv_row({**named, **turnover.figures(tally, read.terms)})


def _read(desk: Desk, asked: Question) -> _Read:
    span = whole_days(asked.shop, asked_days(asked), asked.as_of)
    opening_at = asked.shop.day_start(_first_stock_day(asked))
    bounds = queries_value.stock_bounds(desk.warehouse, opening_at=opening_at, known_until=asked.as_of)
    days = _stock_days(asked, cast("datetime | None", bounds["last_counted_at"]))
    length = max(0, (days.day_after - days.first_day).days)
    missing = asked.covered.missing(span) or (None if length else "no_data_since")
    stock: list[Row] = []
    received: list[Row] = []
    sold: list[Row] = []
    if missing is None:
        counted_from = cast("datetime | None", bounds["opening_counted_at"]) or opening_at
        stock, received, sold = together(
            lambda: (
                queries_value.stock_days(desk.warehouse, asked, days, counted_from=counted_from)
                if bounds["counts"]
                else []
            ),
            lambda: queries_value.received_products(desk.warehouse, asked, days),
            lambda: queries_value.sold_products(desk.warehouse, asked, asked_days(asked), span.end),
        )
    terms = Terms(
        currency=asked.shop.currency,
        days=length,
        formula="sold_of_opening_and_received" if received else "sold_of_sold_and_closing",
        has_counts=bool(bounds["counts"]),
        may_see_margin=asked.may_see_margin,
    )
    products = _products(asked, sold, stock, received)
    tallies = [(product, turnover.tally_of(product, length)) for product in products]
    return _Read(span, terms, tallies, bool(received), missing)


def _stock_days(asked: Question, last_counted_at: datetime | None) -> DayRange:
    """The days of the window of which stock can be known: those that have come and that sales or a count speak of."""
    days, covered = asked_days(asked), asked.covered
    moments = [moment for moment in (covered.data_until, last_counted_at) if moment is not None]
    last = min(asked.today, max(asked.shop.local_date(moment) for moment in moments)) if moments else asked.today
    return DayRange(_first_stock_day(asked), min(days.day_after, last + DAY))


def _first_stock_day(asked: Question) -> date:
    first = asked_days(asked).first_day
    return max(first, asked.covered.first_day or first)


def _products(asked: Question, sold: Sequence[Row], stock: Sequence[Row], received: Sequence[Row]) -> Iterator[Product]:
    """Products that were sold in the window, or whose stock is known."""
    places: defaultdict[object, list[Stock]] = defaultdict(list)
    for row in stock:
        if asked.filters.location in (None, row["location_id"]):
            places[row["product_id"]].append(_stock(row))
    arrived: dict[object, Any] = {row["product_id"]: row["units"] for row in received}
    for row in sold:
        held = tuple(places.pop(row["product_id"], ()))
        if row["units"] is not None or held:
            yield _product(row, held, arrived.get(row["product_id"], ZERO))
    if asked.filters.category is None:  # who is in no list of products is in no category
        for product_id, kept in places.items():
            if asked.filters.product in (None, product_id):
                yield _product({"product_id": product_id}, tuple(kept), arrived.get(product_id, ZERO))


def _stock(row: Mapping[str, Any]) -> Stock:
    return Stock(row["unit_days"], row["known_days"], row["counted_days"], row["opening_units"], row["closing_units"])


def _product(row: Mapping[str, Any], held: tuple[Stock, ...], received: Decimal) -> Product:
    return Product(
        product_id=row["product_id"],
        title=row.get("title"),
        category=row.get("category"),
        unit_cost=row.get("unit_cost"),
        units=row.get("units"),
        net_sales=row.get("net_sales") or ZERO,
        net_sales_with_cost=row.get("net_sales_with_cost") or ZERO,
        cost=row.get("cost") or ZERO,
        costed=row.get("costed") or 0,
        received=received,
        stock=held,
    )


def _listed(read: _Read, by: By) -> list[Item]:
    """Products or categories, those that sold most units first."""
    items: list[Item] = []
    if by == "product":
        items = [
            ({"product_id": product.product_id, "title": product.title, "category": product.category}, tally)
            for product, tally in read.tallies
        ]
    else:
        categories: defaultdict[str | None, list[Tally]] = defaultdict(list)
        for product, tally in read.tallies:
            categories[product.category].append(tally)
        items = [
            ({"product_id": None, "title": None, "category": category}, turnover.total_of(tallies))
            for category, tallies in categories.items()
        ]
    name = "product_id" if by == "product" else "category"
    return sorted(items, key=lambda item: (-item[1].units, item[0][name] is None, item[0][name] or ""))


def _total(read: _Read) -> Answer:
    if read.missing is None:
        return turnover.figures(turnover.total_of(tally for _, tally in read.tallies), read.terms)
    nothing = turnover.figures(Tally(), read.terms)
    unknown = [name for name in turnover.FIGURES if name != "products"]
    hidden = {} if read.terms.may_see_margin else dict.fromkeys(turnover.MARGIN_FIGURES, "needs_margin_read")
    return {**nothing, **dict.fromkeys(unknown), "reasons": {**dict.fromkeys(unknown, read.missing), **hidden}}


def _needs(read: _Read) -> dict[str, list[str]]:
    """The tables that would give more, with the figures that wait for them."""
    needs: dict[str, list[str]] = {}
    if not read.terms.has_counts:
        needs["stock_counts"] = [*turnover.STOCK_FIGURES, *turnover.VALUE_FIGURES]
    if not read.received:
        needs["receipts"] = ["average_units", "sell_through"]
    if any(tally.sold and not tally.costed for _, tally in read.tallies):
        needs["products"] = ["cost_of_goods_sold", *turnover.VALUE_FIGURES]
    return needs
