"""Reads what a breakdown needs, in few statements: amounts per cut, and what was sold on the days of targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import cast

from revenue import queries, queries_lists
from revenue.breakdown import TARGET_SCOPES, By, CutTargets, counted
from revenue.figures import NOTHING, Amounts, amounts_of
from revenue.periods import DAY, DayRange, Span, covering, whole_days
from revenue.queries import FIRST, LAST, Run
from revenue.queries_lists import NO_DAYS, Reading
from revenue.question import Question
from revenue.targets import read_targets
from shared.warehouse import Row, Warehouse

CutAmounts = dict[str | None, Amounts]
_LONGEST = 366 * DAY  # of a target that is prorated: a year's; what is longer says nothing about some days
_EVERY_RANGE = 10_000  # of one cut's days: more than ten years have


def read_cuts(warehouse: Warehouse, asked: Question, span: Span, by: By) -> tuple[CutAmounts, list[Row]]:
    """Amounts per cut, and the rows the ledger gave to it (`cut`, `basis_day`)."""
    read = queries_lists.reading(asked, span)
    from_ledger = asked.filters.by_product and by in ("staff", "country", "new_returning")
    if from_ledger:  # no rollup knows a product and who sold or bought it
        read = Reading(NO_DAYS, DayRange(span.first_day, span.day_after), NO_DAYS)
    if by == "new_returning":
        rows = queries_lists.customer_cuts(warehouse, asked, read, from_day=span.first_day)
        return _summed(rows), []
    rows = [] if read.whole == NO_DAYS else _whole(warehouse, asked, read.whole, by)
    late: list[Row] = []
    if by in ("channel", "location") and asked.basis == "accounting" and not asked.filters.by_product:
        if read.part != NO_DAYS:
            late = queries.day_parts(warehouse, [Run(read.part, asked.as_of)], by=by, filters=asked.filters)
    elif (read.part, read.late) != (NO_DAYS, NO_DAYS):
        late = queries_lists.ledger_cuts(warehouse, asked, read, by=by)
    return _summed([*rows, *late]), late


def _whole(warehouse: Warehouse, asked: Question, days: DayRange, by: By) -> list[Row]:
    if by == "category" or asked.filters.by_product:
        return queries_lists.product_cuts(warehouse, asked, days, by=by)
    read = queries_lists.place_days if by in ("channel", "location") else queries_lists.cut_days
    return read(warehouse, asked, days, by=by)


def _summed(rows: Iterable[Row]) -> CutAmounts:
    found: CutAmounts = {}
    for row in rows:
        cut = cast("str | None", row["cut"])
        found[cut] = found.get(cut, NOTHING) + amounts_of(row)
    return found


def may_have_targets(asked: Question, by: By) -> bool:
    """Whether targets can speak of these cuts: they know channels, locations and staff, and of each everything."""
    return by in TARGET_SCOPES and set(asked.filters.given()) <= {by}


def read_cut_targets(
    warehouse: Warehouse, asked: Question, by: By, *, amounts: CutAmounts, late: Iterable[Row]
) -> dict[str, CutTargets]:
    """The targets that count among the days asked for, with what was sold on their days there, by cut."""
    days = asked.days
    if days is None or not may_have_targets(asked, by):
        return {}
    only = asked.filters.given().get(by)
    around = DayRange(_before(days.first_day, FIRST), _after(days.day_after, LAST))
    standing = read_targets(warehouse, asked, by, only, around)
    by_cut: dict[str, dict[DayRange, Decimal]] = {}
    for key, amount in standing.items():
        by_cut.setdefault(key.scope_id, {})[DayRange(key.period_start, key.period_end + DAY)] = amount
    counting = {cut: counted(targets, days) for cut, targets in by_cut.items()}
    chosen = {cut: each for cut, each in counting.items() if each is not None}
    everywhere = {cut: covering(each.ranges, _EVERY_RANGE) for cut, each in chosen.items()}
    sold = _sold_on(warehouse, asked, by, everywhere, late)
    found = {}
    for cut, each in chosen.items():
        everything = everywhere[cut]
        net = amounts.get(cut, NOTHING).net_sales if everything == [days] else sold.get(cut, Decimal(0))
        missing = _missing(asked, everything)
        found[cut] = CutTargets(
            net_amount=each.net_amount,
            targets=len(each.ranges),
            days=sum((inside.day_after - inside.first_day).days for inside in each.ranges),
            is_prorated=each.is_prorated,
            net_sales=None if missing and not net else net,
            missing=missing,
        )
    return found


def _before(day: date, first: date) -> date:
    return day - _LONGEST if day - first > _LONGEST else first


def _after(day: date, last: date) -> date:
    return day + _LONGEST if last - day > _LONGEST else last


def _missing(asked: Question, ranges: Iterable[DayRange]) -> str | None:
    """Why nothing can be said about any of these days; None when something can."""
    reasons = [asked.covered.missing(whole_days(asked.shop, each, asked.as_of)) for each in ranges]
    return reasons[0] if all(reasons) else None


def _sold_on(
    warehouse: Warehouse, asked: Question, by: By, wanted: Mapping[str, list[DayRange]], late: Iterable[Row]
) -> dict[str, Decimal]:
    """Net sales of cuts whose targets leave days of the question out; the others are known already."""
    periods = [(cut, each) for cut, ranges in wanted.items() if ranges != [asked.days] for each in ranges]
    if not periods:
        return {}
    days = covering((each for _, each in periods), 1)[0]
    sold: dict[str, Decimal] = {}
    if asked.covered.data_until is not None:
        for row in queries_lists.target_days(warehouse, asked, days, by=by, periods=periods):
            sold[str(row["cut"])] = cast("Decimal", row["net_sales"])
    for row in late:
        day, cut = cast("date", row["basis_day"]), str(row["cut"])
        if any(each.first_day <= day < each.day_after for each in wanted.get(cut, ())):
            sold[cut] = sold.get(cut, Decimal(0)) + cast("Decimal", row["net_sales"])
    return sold


def with_targets(amounts: CutAmounts, targets: Iterable[str]) -> CutAmounts:
    """The cuts, and those that sold nothing but were to."""
    return {**amounts, **{cut: NOTHING for cut in targets if cut not in amounts}}
