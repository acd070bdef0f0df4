"""Without a target: what one could be, by last year. Nobody has set it, and it says so. No table is read here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from revenue.daybook import DayBook
from revenue.figures import money_ratio
from revenue.periods import DAY, YEAR_DAYS, DayRange, Span, last_full_day, month_of, whole_days
from revenue.question import Question
from shared.money import money

TREND_DAYS = 56  # eight weeks: whole weeks, so that weekdays meet; long enough to outweigh one good day


@dataclass(frozen=True, slots=True)
class Basis:
    """What a proposal rests on: the month, the same days a year before, and how eight weeks compare with theirs."""

    month: DayRange
    last_year: Span
    recent: Span
    recent_before: Span

    @property
    def spans(self) -> tuple[Span, ...]:
        """What has to be read for it."""
        return self.last_year, self.recent, self.recent_before


def proposal_basis(asked: Question) -> Basis | str:
    """What a proposal for the month of the question rests on, or why there is none."""
    if asked.filters.target_scope is None:
        return "no_targets_for_this"
    full_day = last_full_day(asked.shop, asked.covered)
    if full_day is None:
        return "no_data"
    month = month_of(asked.today)
    recent = DayRange(full_day + DAY - TREND_DAYS * DAY, full_day + DAY)
    last_year, recent_before = (_span(asked, _year_before(days)) for days in (month, recent))
    if not (asked.covered.covers(last_year) and asked.covered.covers(recent_before)):
        return "no_data_before"
    return Basis(month, last_year, _span(asked, recent), recent_before)


def proposal(asked: Question, basis: Basis | str, book: DayBook) -> dict[str, Any]:
    """The contract's target_proposal: net sales of the same days 52 weeks before, times the trend; or why none."""
    scope = asked.filters.target_scope
    if isinstance(basis, str) or scope is None:
        return _none(str(basis))
    then, after, before = (book.total(each).net_sales for each in basis.spans)
    if then <= 0 or before <= 0 or after <= 0:
        return _none("no_sales")
    currency = asked.shop.currency
    proposed = {
        "is_proposal": True,
        "scope": scope[0],
        "scope_id": scope[1],
        "period_start": basis.month.first_day.isoformat(),
        "period_end": (basis.month.day_after - DAY).isoformat(),
        "net_amount": money(then * after / before, currency),
        "last_year": money(then, currency),
        "trend": money_ratio(after, before, currency),
        "trend_days": TREND_DAYS,
    }
    return {"target_proposal": proposed}


def _none(reason: str) -> dict[str, Any]:
    return {"target_proposal": None, "target_proposal_reason": reason}


def _year_before(days: DayRange) -> DayRange:
    return DayRange(days.first_day - YEAR_DAYS * DAY, days.day_after - YEAR_DAYS * DAY)


def _span(asked: Question, days: DayRange) -> Span:
    return whole_days(asked.shop, days, asked.as_of)
