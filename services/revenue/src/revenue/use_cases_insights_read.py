"""What a caller reads of insights, and says of them: rows in, the contract's documents out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, cast

from revenue import queries_insights
from revenue.insight_answers import (
    MOST,
    Response,
    contributions_shown,
    csv_row,
    forecast_shown,
    is_dismissed,
    item,
    note_of,
    ranked,
)
from revenue.insight_rows import DAY_KIND, Written
from revenue.periods import DAY, DayRange, whole_days
from revenue.queries_insights import EVER
from revenue.question import Question
from revenue.use_cases import Answer, Desk, envelope
from revenue.use_cases_insights import TABLES, written
from shared.contracts.problems import ProblemError
from shared.money import money
from shared.warehouse import Row

_INSTANT = timedelta(microseconds=1)  # a clock that stands still must not hide the last word


def insights(
    desk: Desk, asked: Question, day: date | None, *, with_dismissed: bool, known_until: datetime = EVER
) -> Answer:
    """The contract's Insights of a day, or of the last that was judged, as it was known at a moment."""
    last = queries_insights.last_insight_day(desk.warehouse, known_until=known_until)
    shown = day or last
    answer = _envelope(desk, asked, shown)
    answer |= {
        "day": None if shown is None else shown.isoformat(),
        "last_judged_day": None if last is None else last.isoformat(),
        "ranked_by": "margin" if asked.may_see_margin else "net_sales",
    }
    rows = [] if shown is None else _rows(desk, shown, known_until)
    found = next((row for row in rows if row.kind == DAY_KIND), None)
    if found is None:
        return answer | _nothing(last, shown)
    responses = read_responses(desk, known_until)
    standing = [row for row in rows if row.kind != DAY_KIND and row.status == "standing"]
    dismissed = [row for row in standing if is_dismissed(row, responses)]
    open_ = [row for row in standing if with_dismissed or row not in dismissed]
    first = ranked(open_, may_see_margin=asked.may_see_margin)[:MOST]
    currency, body = asked.shop.currency, found.body
    reasons = {}
    if body["forecast"] is None:
        reasons["forecast"] = "no_forecast_before_the_day"
    if not body["contributions"]:
        reasons["contributions"] = "too_few_weeks"
    return answer | {
        "net_sales": money(Decimal(body["net_sales"]), currency),
        "orders": body["orders"],
        "forecast": forecast_shown(body["forecast"], currency),
        "contributions": contributions_shown(body["contributions"], currency),
        "items": [item(row, responses, currency, may_see_margin=asked.may_see_margin) for row in first],
        "dismissed": len(dismissed),
        "watched": body["watched"],
        "reasons": reasons,
    }


def insight_csv_rows(answer: Answer) -> Iterator[list[object]]:
    """The items of Insights as rows of a file."""
    return (csv_row(shown) for shown in answer["items"])


def _envelope(desk: Desk, asked: Question, day: date | None) -> Answer:
    spoken = day or asked.today
    answer = envelope(desk, asked, whole_days(asked.shop, DayRange(spoken, spoken + DAY), asked.as_of))
    del answer["filters"]  # of the whole shop, always
    return answer


def _nothing(last: date | None, shown: date | None) -> Answer:
    reason = "not_judged_yet" if last is None or (shown is not None and shown > last) else "not_judged"
    return {
        "net_sales": None,
        "orders": None,
        "forecast": None,
        "contributions": [],
        "items": [],
        "dismissed": 0,
        "watched": [],
        "reasons": dict.fromkeys(("net_sales", "orders", "forecast", "contributions", "items"), reason),
    }


def _rows(desk: Desk, day: date, known_until: datetime) -> list[Written]:
    days = DayRange(day, day + DAY)
    return [written(row) for row in queries_insights.standing_insights(desk.warehouse, days, known_until=known_until)]


def read_responses(desk: Desk, known_until: datetime = EVER) -> list[Response]:
    """Everything people said of insights, the latest word on each."""
    return [_response(row) for row in queries_insights.insight_responses(desk.warehouse, known_until=known_until)]


def _response(row: Row) -> Response:
    told = cast("dict[str, Any]", row)
    return Response(
        told["insight_id"],
        told["topic"],
        told["is_on"],
        (told["kind"], told["dimension"], told["subject_id"]),
        told["began_on"],
        told["note"],
        told["acted_on"],
        told["recorded_at"],
    )


def respond(
    desk: Desk, insight_id: str, topic: str, *, is_on: bool, note: str | None = None, acted_on: date | None = None
) -> Answer:
    """Keep what somebody says of an insight; saying it again changes nothing. Answers the contract's InsightResponse.

    Raises ProblemError 404 where there is no such insight, 400 for an action before it or ahead of today.
    """
    rows = [row for row in queries_insights.insight_rows(desk.warehouse, insight_id) if row["kind"] != DAY_KIND]
    if not rows:
        raise ProblemError(404, "no-such-insight", "No such insight", "It is none of GET /api/revenue/insights.")
    row = rows[0]
    now, shop = desk.now().astimezone(UTC), desk.shop()
    day = None
    if topic == "action" and is_on:
        day = acted_on or shop.local_date(now)
        if not cast("date", row["began_on"]) <= day <= shop.local_date(now):
            message = "lies before the insight or ahead of today; give the day on which it was done"
            raise ProblemError(400, "invalid-body", "A field is not right", message, [("acted_on", message)])
    before = {(each.topic): each for each in read_responses(desk) if each.insight_id == insight_id}
    held = before.get(topic)
    same = held is not None and (held.is_on, held.note, held.acted_on) == (is_on, note, day)
    if not same and not (held is None and not is_on):
        said: Row = {
            "insight_id": insight_id,
            "topic": topic,
            "is_on": is_on,
            **{name: row[name] for name in ("kind", "dimension", "subject_id", "began_on")},
            "note": note,
            "acted_on": day,
            "recorded_at": now if held is None else max(now, held.said_at.astimezone(UTC) + _INSTANT),
        }
        with desk.warehouse.change() as change:
            change.insert(TABLES["insight_responses"], [said])
    responses = read_responses(desk)
    return {
        "insight_id": insight_id,
        "is_dismissed": note_of(insight_id, "dismissal", responses) is not None,
        "dismissal": note_of(insight_id, "dismissal", responses),
        "action": note_of(insight_id, "action", responses),
    }
