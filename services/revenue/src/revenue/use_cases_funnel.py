"""The funnel of the online shop: paths from its events, money and orders from the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from revenue import funnel_answer
from revenue.funnel import By
from revenue.funnel_words import sentence
from revenue.periods import DAY, Span, shifted_window, window
from revenue.question import Question
from revenue.reading_visits import Visits, read_visits
from revenue.use_cases import Answer, Desk, envelope, instant
from revenue.use_cases_lists import asked_days, last_day
from revenue.use_cases_visits import VERSION_KEY
from revenue.visit_days import RETURNING

_PERIOD = (
    "steps",
    "bots",
    "suspected_bots",
    "consent_denied",
    "without_session",
    "days_without_events",
    "days_without_step",
    "orders",
)


def funnel(desk: Desk, asked: Question, *, by: By, most: int | None = funnel_answer.MOST_GROUPS) -> Answer:
    """The contract's Funnel: a period, the one before it, and what changed; at most so many groups one by one."""
    shop, currency = asked.shop, asked.shop.currency
    days, channels = asked_days(asked), desk.settings.channels_of_the_web
    shown = window(shop, days, asked.as_of)
    length = (days.day_after - days.first_day).days
    earlier = shifted_window(shop, shown, length, asked.as_of)
    visits = read_visits(desk.warehouse, asked, by, now=shown.total, before=earlier.total, channels=channels)
    compared = visits.missing or ("previous_not_covered" if not _covers(asked, visits, earlier.total) else None)
    told = funnel_answer.compare(visits, compared=compared)
    missing = visits.missing
    answer: Answer = {
        **envelope(desk, asked, shown.total),
        "from": days.first_day.isoformat(),
        "to": last_day(days).isoformat(),
        "covered": _covers(asked, visits, shown.total),
        "by": by,
        "web_from": None if visits.first_at is None else instant(asked, visits.first_at),
        "web_until": None if visits.last_at is None else instant(asked, visits.last_at),
        "made_at": None if visits.made_at is None else instant(asked, visits.made_at),
        "reasons": {},
        **dict.fromkeys(_PERIOD),
        "items": [],
        "previous": None,
        "changes": funnel_answer.changes(told),
        "needs": funnel_answer.needs(visits, told),
    }
    if missing is None:
        answer |= funnel_answer.period(visits.now, visits.orders_now, currency, channels)
        answer["items"] = funnel_answer.items(told, visits.orders_now, currency, most=most)
        if by == "new_returning" and _looks_new(asked, visits, earlier.total):
            answer["reasons"]["items.new"] = "events_begin_too_late"
    else:
        answer["reasons"] |= dict.fromkeys((*_PERIOD, "items"), missing)
    if compared is None:
        answer["previous"] = {
            "from": earlier.days.first_day.isoformat(),
            "to": last_day(earlier.days).isoformat(),
            **funnel_answer.period(visits.before, visits.orders_before, currency, channels),
        }
    else:
        answer["reasons"]["previous"] = compared
    answer["sentence"] = sentence(answer, by=by, days=length)
    if answer["sentence"] is None:
        answer["reasons"]["sentence"] = str(missing)
    return answer


def funnel_rows(desk: Desk, asked: Question, *, by: By) -> Iterator[list[object]]:
    """Every group as a row of a file."""
    return funnel_answer.csv_rows(funnel(desk, asked, by=by, most=None)["items"])


def visits_version(desk: Desk) -> str:
    """Changes whenever a day of visits was put together anew; answers depend on it beside the data."""
    stored = desk.store.get(VERSION_KEY)
    return "" if stored is None else stored.version


def _covers(asked: Question, visits: Visits, span: Span) -> bool:
    """Whether there are web events from the first day of a span to its last; days without any are told apart."""
    if visits.first_at is None or visits.last_at is None:
        return False
    local_date: Any = asked.shop.local_date
    return bool(local_date(visits.first_at) <= span.first_day and local_date(visits.last_at) >= span.day_after - DAY)


def _looks_new(asked: Question, visits: Visits, earliest: Span) -> bool:
    """Whether visitors of these days may look new because nobody counted before."""
    if visits.first_at is None:
        return False
    return asked.shop.local_date(visits.first_at) > earliest.first_day - RETURNING
