"""What the members of a group did week by week: of those who were members then, and of those who are members now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

from segments import groups, queries_performance
from segments.desk import Desk
from segments.envelope import envelope
from segments.performance import plain
from segments.queries_performance import DAY, Basis, Days
from segments.refreshes import last_refresh
from shared.contracts.problems import ProblemError
from shared.money import money
from shared.warehouse import Row

TREND_HEADER = ("from", "to", "members", "customers", "purchasers", "orders", "net_sales", "reason")
_WEEK = 7
_MOST_WEEKS = 53  # a year whose first and last weekday are the same
_PARTS = ("members_then", "members_now")


def trend(desk: Desk, group_id: str, days: Days, basis: Basis, *, may_see_margin: bool) -> dict[str, Any]:
    """The contract's SegmentTrend, of the whole weeks that end with `days`.

    Raises ProblemError 404 for a group there is none of, 400 for less than a week.
    """
    group, refresh = groups.group(desk, group_id), last_refresh(desk)
    starts = _starts(days)
    known_from, rows = None, []
    is_dated = group.kind in {"segment", "tag"}
    if refresh is not None and is_dated:
        kind, _, name = group.group_id.rpartition(":")
        known_from = queries_performance.membership_days(desk.warehouse, refresh.refresh_id)
        rows = queries_performance.segment_weeks(
            desk.warehouse,
            refresh.refresh_id,
            starts,
            basis,
            segment_id=None if kind else name,
            tag=name if kind else None,
        )
    answer = envelope(desk, may_see_margin=may_see_margin)
    if not is_dated:
        answer["reasons"] |= dict.fromkeys(_PARTS, "membership_is_not_kept_by_date")
    elif known_from is None or starts[0] < known_from:
        answer["reasons"]["members_then"] = "membership_not_known_then"
    found = {(bool(row["is_now"]), cast("int", row["week"])): row for row in rows}
    currency = desk.shop().currency
    return answer | {
        "basis": basis,
        "segment_id": group_id,
        "name": group.name,
        "from": starts[0].isoformat(),
        "to": days.last.isoformat(),
        "known_from": known_from.isoformat() if known_from else None,
        "items": [
            {
                "from": start.isoformat(),
                "to": (start + (_WEEK - 1) * DAY).isoformat(),
                "members_then": _figures(found.get((False, week)), currency, known=_is_known(start, known_from)),
                "members_now": _figures(found.get((True, week)), currency, known=is_dated and refresh is not None),
            }
            for week, start in enumerate(starts)
        ],
    }


def trend_rows(answer: Mapping[str, Any]) -> Iterator[Sequence[object]]:
    """The weeks under TREND_HEADER, two rows each: of the members then and of those now."""
    for week in answer["items"]:
        for part in _PARTS:
            told = week[part]
            cells = ["", "", "", ""] if told is None else [plain(told[name]) for name in TREND_HEADER[3:7]]
            reason = answer["reasons"].get(part, "not_computed_yet") if told is None else ""
            yield [week["from"], week["to"], part.removeprefix("members_"), *cells, reason]


def _starts(days: Days) -> list[date]:
    weeks = min(((days.last - days.first).days + 1) // _WEEK, _MOST_WEEKS)
    if not weeks:
        message = "is less than a week before to"
        raise ProblemError(
            400, "invalid-parameter", "A parameter is not right", f"from: {message}", [("from", message)]
        )
    return [days.last - (_WEEK * (weeks - place) - 1) * DAY for place in range(weeks)]


def _is_known(start: date, known_from: date | None) -> bool:
    return known_from is not None and start >= known_from


def _figures(row: Row | None, currency: str, *, known: bool) -> dict[str, Any] | None:
    """The contract's WeekFigures; a week of which nothing was found had no members, or nobody who bought."""
    if not known:
        return None
    told: Mapping[str, Any] = row or {}
    return {
        **{name: told.get(name) or 0 for name in ("customers", "purchasers", "orders")},
        "net_sales": money(told.get("net_sales") or Decimal(0), currency),
    }
