"""The sales of some days, cut by where, by whom, of what and to whom they were made."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from revenue import breakdown
from revenue.breakdown import By, Shown
from revenue.figures import NOTHING
from revenue.paging import write_cursor
from revenue.queries_lists import After
from revenue.question import Question
from revenue.reading_cuts import may_have_targets, read_cut_targets, read_cuts, with_targets
from revenue.use_cases import Answer, Desk
from revenue.use_cases_lists import list_envelope, listed_days


def cut(desk: Desk, asked: Question, *, by: By, after: After | None, limit: int | None, digest: str) -> Answer:
    """The contract's Breakdown: the cuts after a place, at most `limit` of them (None is all)."""
    span = listed_days(asked)
    answer = list_envelope(desk, asked)
    amounts, late = read_cuts(desk.warehouse, asked, span, by)
    targets = read_cut_targets(desk.warehouse, asked, by, amounts=amounts, late=late)
    missing = asked.covered.missing(span)
    if missing is not None and not amounts:
        answer["reasons"]["items"] = missing
    # An order holds products of several categories: it is counted where one product or none is asked for.
    counts_orders = asked.filters.product is not None or (by != "category" and asked.filters.category is None)
    everyone = with_targets(amounts, targets)
    places = sorted((-each.net_sales, key or "") for key, each in everyone.items())
    no_target = "no_target" if may_have_targets(asked, by) else "no_targets_for_this"
    shown = Shown(asked.shop.currency, asked.may_see_margin, counts_orders, no_target)
    items = breakdown.cuts(everyone, targets, shown)
    total = shown.figures(sum(amounts.values(), start=NOTHING), missing)
    start = bisect_right(places, (-after.value, after.key)) if after else 0
    end = len(items) if limit is None else start + limit
    following = None
    if end < len(items):
        net_sales, key = places[end - 1]
        following = write_cursor(digest, asked.as_of, (f"{-net_sales:f}", key))
    return answer | {"by": by, "items": items[start:end], "next_cursor": following, "totals": total}


def cut_rows(desk: Desk, asked: Question, *, by: By) -> Iterator[list[object]]:
    """Every cut as a row of a file."""
    for item in cut(desk, asked, by=by, after=None, limit=None, digest="")["items"]:
        yield breakdown.csv_row(item)
