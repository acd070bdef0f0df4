"""Revenue's lists: what earns the money, product by product and cut by cut."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import cast

from revenue import queries_lists, top_products
from revenue.paging import write_cursor
from revenue.periods import DAY, DayRange, Span, whole_days
from revenue.queries_lists import After
from revenue.question import Question
from revenue.top_products import Measure
from revenue.use_cases import Answer, Desk, envelope
from shared.money import money
from shared.warehouse import Row


def listed_days(asked: Question) -> Span:
    """The days of a list, as far as they have come."""
    return whole_days(asked.shop, asked_days(asked), asked.as_of)


def asked_days(asked: Question) -> DayRange:
    if asked.days is None:
        raise ValueError("a list needs its days")
    return asked.days


def last_day(days: DayRange) -> date:
    """The last of some days, inclusive."""
    return days.day_after - DAY


def list_envelope(desk: Desk, asked: Question) -> Answer:
    """What every list says beside its items."""
    days = asked_days(asked)
    span = listed_days(asked)
    return {
        **envelope(desk, asked, span),
        "from": days.first_day.isoformat(),
        "to": last_day(days).isoformat(),
        "covered": asked.covered.covers(span),
        "reasons": {},
    }


def top(desk: Desk, asked: Question, *, by: Measure, after: After | None, limit: int, digest: str) -> Answer:
    """The contract's TopProducts: a page of products, and the greatest of those whose margin is unknown."""
    currency, sees_margin = asked.shop.currency, asked.may_see_margin
    span = listed_days(asked)
    answer = list_envelope(desk, asked)
    rows = queries_lists.top_products(desk.warehouse, asked, span, by=by, after=after, row_limit=limit)
    page = [row for row in rows if row["is_listed"]]
    shown = page[:limit]
    unknown = sorted((row for row in rows if row["is_unknown_shown"]), key=_by_net_sales)
    missing = asked.covered.missing(span)
    if missing is not None and not rows:
        answer["reasons"]["items"] = missing
    if not sees_margin:
        answer["reasons"]["margin_unknown"] = "needs_margin_read"
    answer |= {
        "by": by,
        "items": [top_products.item(row, by, currency, may_see_margin=sees_margin) for row in shown],
        "next_cursor": _next(asked, digest, shown[-1]) if len(page) > limit else None,
        "totals": top_products.totals(rows, currency, may_see_margin=sees_margin),
        "margin_unknown": None,
        "margin_unknown_total": None,
    }
    if sees_margin:
        first = rows[0] if rows else {"unknown_products": 0, "unknown_net_sales": Decimal(0)}
        answer["margin_unknown"] = [top_products.item(row, by, currency, may_see_margin=True) for row in unknown]
        answer["margin_unknown_total"] = {
            "products": first["unknown_products"],
            "net_sales": money(cast("Decimal", first["unknown_net_sales"]), currency),
        }
    return answer


def _by_net_sales(row: Row) -> tuple[Decimal, str]:
    return -cast("Decimal", row["net_sales"]), str(row["product_id"] or "")


def _next(asked: Question, digest: str, last: Row) -> str:
    return write_cursor(digest, asked.as_of, (f"{last['ranking']:f}", str(last["product_id"] or "")))


def top_rows(desk: Desk, asked: Question, *, by: Measure) -> Iterator[list[object]]:
    """Every product as a row of a file, read as it is sent; those that cannot be ranked stand last."""
    for row in queries_lists.stream_top_products(desk.warehouse, asked, listed_days(asked), by=by):
        shown = top_products.item(row, by, asked.shop.currency, may_see_margin=asked.may_see_margin)
        yield top_products.csv_row(shown)
