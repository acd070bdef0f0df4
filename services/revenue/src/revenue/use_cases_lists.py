"""Revenue's lists: what earns the money, product by product and cut by cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import cast

import orjson

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
    answer = list_envelope(desk, asked)
    page = _page(desk, asked, by=by, after=after, limit=limit)
    missing = asked.covered.missing(listed_days(asked))
    is_empty, next_after = page.pop("is_empty"), page.pop("next_after")
    if missing is not None and is_empty:
        answer["reasons"]["items"] = missing
    if not asked.may_see_margin:
        answer["reasons"]["margin_unknown"] = "needs_margin_read"
    next_cursor = write_cursor(digest, asked.as_of, tuple(next_after)) if next_after else None
    return answer | {"by": by, **page, "next_cursor": next_cursor}


def _page(desk: Desk, asked: Question, *, by: Measure, after: After | None, limit: int) -> Answer:
    """What of a list does not speak of the moment. As of now it is made once for all moments of the same data: whoever
    looks on asks every few seconds, and each time of another moment.
    """
    if not queries_lists.is_all_before(asked):
        return _products(desk, asked, by=by, after=after, limit=limit)
    of_data = replace(asked, as_of=cast("datetime", asked.data.data_until))
    kept = desk.cache.get_or_create(
        f"revenue/{of_data.key(f'page of products {asked.today} {by} {after} {limit}')}",
        desk.settings.cache_seconds,
        lambda: orjson.dumps(_products(desk, asked, by=by, after=after, limit=limit)),
    )
    found: Answer = orjson.loads(kept.value)
    return found


def _products(desk: Desk, asked: Question, *, by: Measure, after: After | None, limit: int) -> Answer:
    """The products of a page, what all of them add up to, and `next_after`: where the next page begins."""
    currency, sees_margin = asked.shop.currency, asked.may_see_margin
    rows = queries_lists.top_products(desk.warehouse, asked, listed_days(asked), by=by, after=after, row_limit=limit)
    listed = [row for row in rows if row["is_listed"]]
    shown = listed[:limit]
    unknown = sorted((row for row in rows if row["is_unknown_shown"]), key=_by_net_sales)
    page: Answer = {
        "items": [top_products.item(row, by, currency, may_see_margin=sees_margin) for row in shown],
        "totals": top_products.totals(rows, currency, may_see_margin=sees_margin),
        "margin_unknown": None,
        "margin_unknown_total": None,
        "is_empty": not rows,
        "next_after": (f"{shown[-1]['ranking']:f}", str(shown[-1]["product_id"] or ""))
        if len(listed) > limit
        else None,
    }
    if sees_margin:
        first = rows[0] if rows else {"unknown_products": 0, "unknown_net_sales": Decimal(0)}
        page["margin_unknown"] = [top_products.item(row, by, currency, may_see_margin=True) for row in unknown]
        page["margin_unknown_total"] = {
            "products": first["unknown_products"],
            "net_sales": money(cast("Decimal", first["unknown_net_sales"]), currency),
        }
    return page


def _by_net_sales(row: Row) -> tuple[Decimal, str]:
    return -cast("Decimal", row["net_sales"]), str(row["product_id"] or "")


def top_rows(desk: Desk, asked: Question, *, by: Measure) -> Iterator[list[object]]:
    """Every product as a row of a file, read as it is sent; those that cannot be ranked stand last."""
    for row in queries_lists.stream_top_products(desk.warehouse, asked, listed_days(asked), by=by):
        shown = top_products.item(row, by, asked.shop.currency, may_see_margin=asked.may_see_margin)
        yield top_products.csv_row(shown)
