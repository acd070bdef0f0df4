"""What revenue does: the figures of now beside those of before, their course over time, and how they came about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, cast

import orjson

from revenue import queries
from revenue.daybook import DayBook
from revenue.figures import CUSTOMER_FIGURES, DEFINITIONS, FIGURES, Figures, figures, plain
from revenue.periods import (
    DAY,
    WEEK_DAYS,
    YEAR_DAYS,
    Bucket,
    Coverage,
    DayRange,
    Span,
    Window,
    buckets,
    last_full_day,
    same_elapsed,
    shifted_window,
    whole_days,
    window,
)
from revenue.proposal import Basis, proposal, proposal_basis
from revenue.queries import Run
from revenue.question import DataState, Question, data_state
from revenue.reading import read_days
from revenue.reading_customers import Customers, read_customers
from revenue.reading_pace import day_answer, pace_answer, pace_sources
from revenue.settings import Settings
from revenue.target_changes import PENDING_KEY, pending_changes
from revenue.targets import Target, find_target, target_answer
from shared.cache import Cache, NoCache
from shared.contracts.target_changed import TargetChange
from shared.erased_customers import ErasedLately
from shared.event_bus import EventBus
from shared.explaining import MadeOf, explanation
from shared.money import money
from shared.secrets import Secrets
from shared.shop import Shop
from shared.store import Store
from shared.telemetry import logger
from shared.warehouse import Warehouse, WarehouseError
from shared.warehouse.recording import recording
from shared.warehouse.together import together

Answer = dict[str, Any]  # a document of the contract, as JSON has it
UseCase = Callable[["Desk", Question], Answer]

_VERSION_KEY = "versions/data"
SERIES = ("series", "previous", "year_before")
CSV_HEADER = ("series", "start", "end", "complete", *FIGURES, "reasons")


@dataclass(frozen=True)
class Desk:
    """What revenue works with."""

    warehouse: Warehouse
    store: Store
    cache: Cache
    shop: Callable[[], Shop]
    settings: Settings
    now: Callable[[], datetime]
    event_bus: EventBus
    secrets: Secrets

    @cached_property
    def erased_lately(self) -> ErasedLately:
        """Whom the shop erased within the last week."""
        return ErasedLately(self.store, self.secrets, "revenue", self.now)

    def data_state(self) -> DataState:
        """What is loaded now."""
        stored = self.store.get(_VERSION_KEY)
        return data_state(stored.value if stored else None)

    def target_changes(self) -> tuple[TargetChange, ...]:
        """Changes of targets that the shop's tables may not hold yet; `use_cases_pending.state` knows which."""
        stored = self.store.get(PENDING_KEY)
        return pending_changes(stored.value if stored else None)


def kept(desk: Desk, asked: Question, kind: str, answer: UseCase) -> bytes:
    """The answer of a use case as JSON, made once for all who ask the same of the same data.

    `kind` names the use case and everything its answer depends on beside the question.
    """
    key = f"revenue/{asked.key(kind)}"
    return desk.cache.get_or_create(key, desk.settings.cache_seconds, lambda: orjson.dumps(answer(desk, asked))).value


def ready(desk: Desk) -> dict[str, str]:
    """What answering needs, each "ok" or what is wrong."""
    try:
        desk.data_state()
        queries.target_of_day(desk.warehouse, scope="shop", scope_id="", day=desk.now().date())
    except WarehouseError:
        logger().warning("not ready", exc_info=True)
        return {"warehouse": "does not answer; the reason is in the log"}
    return {"warehouse": "ok"}


def current(desk: Desk, asked: Question) -> Answer:
    """The contract's Current: today so far, the same time of a week and a year ago, the month, the target."""
    periods = {
        "today": _today(asked),
        "same_weekday_last_week": same_elapsed(asked.shop, WEEK_DAYS, asked.as_of),
        "same_weekday_last_year": same_elapsed(asked.shop, YEAR_DAYS, asked.as_of),
        "month_to_date": _days(asked, DayRange(asked.today.replace(day=1), asked.today + DAY)),
    }
    if asked.days is not None:
        periods["period"] = _days(asked, asked.days)
    full_day = last_full_day(asked.shop, asked.covered)
    if full_day is not None:
        periods["last_full_day"] = _days(asked, DayRange(full_day, full_day + DAY))
    told = [span for span in periods.values() if asked.covered.missing(span) is None]
    (target, basis, book), customers = together(
        lambda: _with_target(desk, asked, periods.values()), lambda: read_customers(desk.warehouse, asked, told)
    )
    answer = envelope(desk, asked, periods.get("period", periods["today"])) | {"country": asked.shop.country}
    answer |= {name: _period(asked, span, book, customers) for name, span in periods.items()}
    answer.setdefault("last_full_day", None)
    kept_in, sources = (desk.warehouse, desk.cache), pace_sources(desk.store)
    today = periods["today"]
    answer["day_pace"] = _told_at(asked, day_answer(kept_in, asked, sources, target, (today, book.total(today))))
    if target is None:
        missing = {"target": None, "target_reason": "no_target", "pace": None}
        return answer | missing | proposal(asked, basis, book)
    amounts = book.total(target.span)
    pace = _told_at(asked, pace_answer(kept_in, asked, sources, target, amounts))
    return answer | {"target": target_answer(asked, target, amounts), "pace": pace}


def _told_at(asked: Question, pace: Answer) -> Answer:
    return pace | {"to": pace["to"] and instant(asked, pace["to"])}


def _with_target(desk: Desk, asked: Question, spans: Iterable[Span]) -> tuple[Target | None, Basis | str, DayBook]:
    """The target, else what a proposal rests on or why there is none; and the amounts of what they and others need."""
    target = find_target(desk.warehouse, asked)
    basis = "has_target" if target else proposal_basis(asked)
    beside = [target.span] if target else () if isinstance(basis, str) else basis.spans
    return target, basis, read_days(desk.warehouse, asked, [*spans, *beside])


def current_kind(desk: Desk) -> str:
    """What the answer of `current` depends on beside the question: how it is reckoned with days to come."""
    return f"current {pace_sources(desk.store)}"


def trends(desk: Desk, asked: Question) -> Answer:
    """The contract's Trends: a gap-free series, the window before it, and the weekday-aligned year before."""
    shown = _window(asked)
    length = (shown.days.day_after - shown.days.first_day).days
    windows = {
        "series": shown,
        "previous": shifted_window(asked.shop, shown, length, asked.as_of),
        "year_before": shifted_window(asked.shop, shown, YEAR_DAYS, asked.as_of),
    }
    book = read_days(desk.warehouse, asked, [each.total for each in windows.values()])
    answer = envelope(desk, asked, shown.total)
    answer |= {
        "from": shown.days.first_day.isoformat(),
        "to": (shown.days.day_after - DAY).isoformat(),
        "granularity": asked.granularity,
    }
    told: dict[Bucket, Answer] = {}  # of a year two of the windows have nearly all days in common
    answer |= {name: list(_series(asked, each, book, told)) for name, each in windows.items()}
    answer["totals"] = {
        name: {"covered": asked.covered.covers(each.total), **_figures(asked, asked.covered, each.total, book)}
        for name, each in windows.items()
    }
    return answer


def trends_rows(answer: Answer) -> Iterator[list[object]]:
    """The buckets of Trends as rows under CSV_HEADER; amounts as plain decimal text, ratios as their value."""
    for name in SERIES:
        for bucket in answer[name]:
            reasons = "; ".join(f"{figure}: {reason}" for figure, reason in bucket["reasons"].items())
            shown = (plain(bucket[figure]) for figure in FIGURES)
            yield [name, bucket["start"], bucket["end"], bucket["complete"], *shown, reasons]


def explained(desk: Desk, asked: Question, answer: UseCase) -> Answer:
    """The answer of a use case with the contract's Explanation, which counts the ledger lines of the period."""
    period = _window(asked).total if asked.granularity else _days(asked, asked.days) if asked.days else _today(asked)
    with recording() as executed:
        document = answer(replace(desk, cache=NoCache()), asked)
        lines = queries.counted_lines(
            desk.warehouse,
            asked.basis,
            Run(DayRange(period.first_day, period.day_after), period.end),
            DayRange(queries.FIRST, asked.today + DAY),
            known_until=asked.as_of,
            filters=asked.filters,
        )
    counted = {str(line["reason"]): line for line in lines}
    sales = counted.pop("merchandise", None)
    made_of = MadeOf(asked.data.version, asked.data.data_until, desk.now(), asked.shop, asked.as_of)
    document["explain"] = explanation(DEFINITIONS, executed, made_of) | {
        "rows_counted": sales["row_count"] if sales else 0,
        "exclusions": [
            {
                "reason": reason,
                "rows": line["row_count"],
                "net_amount": money(cast("Any", line["net_amount"]), asked.shop.currency),
            }
            for reason, line in counted.items()
        ],
    }
    return document


def _today(asked: Question) -> Span:
    return _days(asked, DayRange(asked.today, asked.today + DAY))


def _days(asked: Question, days: DayRange) -> Span:
    return whole_days(asked.shop, days, asked.as_of)


def _window(asked: Question) -> Window:
    if asked.days is None:
        raise ValueError("a series needs its days")
    return window(asked.shop, asked.days, asked.as_of)


def instant(asked: Question, moment: datetime) -> str:
    """A moment in the shop's own time: what an owner reads beside the shop's days."""
    local = moment.astimezone(asked.shop.zone)
    offset = local.utcoffset() or timedelta()
    # Before standard time offsets had seconds, which RFC 3339 cannot write.
    return (local if offset % timedelta(minutes=1) == timedelta() else moment.astimezone(UTC)).isoformat()


def envelope(desk: Desk, asked: Question, period: Span) -> Answer:
    until = asked.data.data_until
    stale_after = timedelta(hours=desk.settings.stale_after_hours)
    return {
        "as_of": instant(asked, asked.as_of),
        "data": asked.shop.data,
        "data_until": None if until is None else instant(asked, until),
        "basis": asked.basis,
        "currency": asked.shop.currency,
        "time_zone": asked.shop.time_zone,
        "is_provisional": asked.covered.provisional(period),
        "stale": until is None or asked.as_of - until > stale_after,
        "filters": asked.filters.given(),
    }


def _figures(asked: Question, covered: Coverage, span: Span, book: DayBook) -> Figures:
    missing = covered.missing(span)
    return figures(book.total(span), asked.shop.currency, missing=missing, may_see_margin=asked.may_see_margin)


def _period(asked: Question, span: Span, book: DayBook, customers: Customers) -> Answer:
    answer: Answer = {
        "start": instant(asked, span.start),
        "end": instant(asked, span.end),
        "complete": asked.covered.complete(span),
        **_figures(asked, asked.covered, span, book),
    }
    if answer["orders"] is None:
        answer["reasons"] |= dict.fromkeys(CUSTOMER_FIGURES, answer["reasons"]["orders"])
        return answer | dict.fromkeys(CUSTOMER_FIGURES)
    return answer | customers.get((span.first_day, span.end), dict.fromkeys(CUSTOMER_FIGURES, 0))


def _series(asked: Question, shown: Window, book: DayBook, told: dict[Bucket, Answer]) -> Iterator[Answer]:
    covered = asked.covered  # made anew each time it is asked for
    for bucket in buckets(asked.shop, shown, asked.granularity or "day"):
        found = told.get(bucket)
        if found is None:
            found = told[bucket] = {
                "start": bucket.days.first_day.isoformat(),
                "end": bucket.days.day_after.isoformat(),
                "complete": not bucket.cut and covered.complete(bucket.counted),
                **_figures(asked, covered, bucket.counted, book),
            }
        yield found
