"""Finds what stands out on the shop's days, and keeps it: the job. Heavy arithmetic runs in a child process."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, timedelta
from pathlib import Path
from typing import Any, cast

from revenue import queries_insights
from revenue.insight_rows import DAY_KIND, PAUSE_DAYS, Written, found_rows, to_write
from revenue.periods import DAY, DayRange, last_full_day
from revenue.question import Question, unfiltered
from revenue.use_cases import Desk
from revenue.use_cases_pending import state
from shared import generations
from shared.child import compute
from shared.schedule import NotYetError
from shared.store import lease
from shared.warehouse import Row
from shared.warehouse.sql_files import load_tables

TABLES = load_tables("revenue")
SEEN_KEY = "insights/seen"  # in the store: of which day, data and forecast the last judgement is

_LEASE_KEY = "leases/insights"
_AGAIN_DAYS = 35  # late refunds and late predictions are seen until then: four weeks and a week to score them
_FIRST_DAYS = 63  # judged when the job runs for the first time: nine weeks, so that there is something to look at
_KNOWN_DAYS = 430  # before the first day judged: a year, and the two months that last year's day is compared with
_HOURS_DAYS = 72  # of hours before it: eight weeks for the rhythm, two for a silence that goes on


def find_insights(desk: Desk) -> str:
    """Judge the last days, write what is new or said otherwise, and answer how much that is.

    Judging the same days by the same data again writes nothing. Killed anywhere, the next run does it all.
    Raises NotYetError without a whole day of data, LeaseHeldError, ChildError, StoreError, WarehouseError.
    """
    data, changes = state(desk)
    asked = unfiltered(desk.shop(), data, changes, desk.now().astimezone(UTC))
    last = last_full_day(asked.shop, asked.covered)
    if last is None or asked.data.data_from is None:
        raise NotYetError("there is no whole day of sales yet")
    generation = generations.live(desk.store, "revenue", "forecast_history")
    seen = json.dumps([last.isoformat(), asked.data.version, generation, asked.shop.time_zone]).encode()
    stored = desk.store.get(SEEN_KEY)
    if stored is not None and stored.value == seen:
        return "nothing new since the last time"
    with lease(desk.store, _LEASE_KEY, holder="the insights of each day") as held:
        days = _days(desk, asked, last)
        before = _written(
            queries_insights.standing_insights(
                desk.warehouse, DayRange(days.first_day - (PAUSE_DAYS + 1) * DAY, days.day_after)
            )
        )
        judged = _judged(desk, asked, days, generation, before)
        found = found_rows(judged, [row for row in before if row.day < days.first_day])
        rows = to_write(found, [row for row in before if row.day >= days.first_day])
        held.check()
        _write(desk, rows)
        desk.store.put(SEEN_KEY, seen)
    return f"{len(judged)} days judged, {sum(row.kind != DAY_KIND for row in rows)} findings written"


def _days(desk: Desk, asked: Question, last: date) -> DayRange:
    """The days to judge: those that late data may still change, and all since the last time."""
    judged = queries_insights.last_insight_day(desk.warehouse)
    first = last - _FIRST_DAYS * DAY if judged is None else min(judged + DAY, last - _AGAIN_DAYS * DAY)
    return DayRange(max(first, _first_day(asked), last - 10 * _FIRST_DAYS * DAY), last + DAY)


def _first_day(asked: Question) -> date:
    if asked.data.data_from is None:
        raise ValueError("a shop without data has no first day")
    return asked.shop.local_date(asked.data.data_from)


def _judged(
    desk: Desk, asked: Question, days: DayRange, generation: str | None, before: Iterable[Written]
) -> list[Mapping[str, Any]]:
    known = {
        row.day.isoformat(): row.body["forecast"]
        for row in before
        if row.kind == DAY_KIND and row.body.get("forecast") is not None
    }
    with tempfile.TemporaryDirectory(prefix="insights-") as name:
        folder = Path(name)
        arguments = write_inputs(desk, asked, days, generation, folder)
        (folder / "known_forecasts.json").write_text(json.dumps(known), encoding="utf-8")
        told = compute("revenue.insights_child:run", folder, arguments)
    return cast("list[Mapping[str, Any]]", told["days"])


def write_inputs(
    desk: Desk, asked: Question, days: DayRange, generation: str | None, folder: Path
) -> dict[str, str | int | float | bool | None]:
    """Write what the child reads, nothing of it later than the last day; answers its arguments."""
    shop, warehouse = asked.shop, desk.warehouse
    first = max(_first_day(asked), days.first_day - _KNOWN_DAYS * DAY)
    hours = max(first, days.first_day - _HOURS_DAYS * DAY)
    known = DayRange(first, days.day_after)
    since, until = shop.day_start(hours), shop.day_start(days.day_after)
    queries_insights.insight_shop_days(warehouse, known, folder / "shop_days.parquet")
    queries_insights.insight_product_days(warehouse, known, folder / "product_days.parquet")
    queries_insights.insight_products(warehouse, folder / "products.parquet")
    promoted = shop.day_start(first), until
    queries_insights.insight_promotions(warehouse, *promoted, folder / "promotions.parquet")
    queries_insights.insight_order_quarters(
        warehouse, DayRange(hours, days.day_after), folder / "order_quarters.parquet"
    )
    queries_insights.insight_web_quarters(warehouse, since, until, folder / "web_quarters.parquet")
    queries_insights.export_forecasts(warehouse, generation, known, folder / "forecasts.parquet")
    return {
        "from": days.first_day.isoformat(),
        "to": (days.day_after - DAY).isoformat(),
        "known_from": first.isoformat(),
        "hours_from": hours.isoformat(),
        "time_zone": shop.time_zone,
        "country": shop.country,
    }


def _written(rows: Iterable[Row]) -> list[Written]:
    return [written(row) for row in rows]


def written(row: Row) -> Written:
    """A row of the table as what it says."""
    told = cast("dict[str, Any]", row)
    return Written(
        insight_id=told["insight_id"],
        day=told["local_date"],
        kind=told["kind"],
        dimension=told["dimension"],
        subject=told["subject_id"],
        began_on=told["began_on"],
        body=json.loads(told["body"]),
        outcome=None if told["outcome"] is None else json.loads(told["outcome"]),
        status=told["status"],
        revision=told["revision"],
        revised_because=told["revised_because"],
    )


def _write(desk: Desk, rows: Sequence[Written]) -> None:
    """Append them, all at once, after whatever was written before."""
    if not rows:
        return
    now = desk.now().astimezone(UTC)
    kept: list[Row] = [
        {
            "insight_id": row.insight_id,
            "local_date": row.day,
            "kind": row.kind,
            "dimension": row.dimension,
            "subject_id": row.subject,
            "began_on": row.began_on,
            "status": row.status,
            "revision": row.revision,
            "revised_because": row.revised_because,
            "body": _json(row.body),
            "outcome": None if row.outcome is None else _json(row.outcome),
            # A clock that stood still must not hide what was written last.
            "recorded_at": now + timedelta(microseconds=row.revision),
        }
        for row in rows
    ]
    with desk.warehouse.change() as change:
        change.insert(TABLES["insights"], kept)


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
