"""Says what the shop will sell: a job reads days, a child computes, generations are replaced; an answer reads those."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date
from functools import partial
from pathlib import Path
from typing import Any

from revenue import forecast_engines, forecasts
from revenue import queries_forecast as queries
from revenue.forecast_elsewhere import forecast_elsewhere
from revenue.periods import DAY, DayRange, last_full_day, whole_days
from revenue.question import Question, unfiltered
from revenue.use_cases import Answer, Desk, envelope, instant
from shared import generations
from shared.child import compute
from shared.progress import tell
from shared.schedule import NotYetError
from shared.warehouse.sql_files import load_tables

SERVICE, TABLE = "revenue", "sales_forecast"
HISTORY, METHODS = "forecast_history", "forecast_methods"

_TARGET = "revenue.forecast_child:run"
_READ_DAYS = 1100 * DAY  # three years: what is older was another shop
_SHARE_DAYS = 365 * DAY  # a year of sales tells what a promotion touches, whatever the season
_KEPT_DAYS = 400 * DAY  # of what was told: a year and a month to look back on
_OLD_AFTER = 2  # whole days that are known by now and were not when it was made: one is due every night


def make_forecast(desk: Desk) -> str:
    """Replace the forecast, its history and the comparison of methods; answers in words what was done.

    Raises NotYetError while there are too few days, ChildError, WarehouseError, StoreError, GenerationLostError: then
    what stood stands.
    """
    now = desk.now().astimezone(UTC)
    asked = unfiltered(desk.shop(), desk.data_state(), (), now)
    until, first = last_full_day(asked.shop, asked.covered), asked.covered.first_day
    if until is None or first is None:
        raise NotYetError("no whole day of sales is loaded")
    _check_enough(first, forecasts.known_days(first, until))
    shop, start = asked.shop, max(first, until - _READ_DAYS)
    standing = generations.live(desk.store, SERVICE, HISTORY)
    with tempfile.TemporaryDirectory(prefix="forecast-") as name:
        folder = Path(name)
        tell("reading days", 0, 0)
        queries.forecast_sales(desk.warehouse, DayRange(start, until + DAY), folder / "sales.parquet")
        queries.forecast_promotions(
            desk.warehouse,
            shop.day_start(start),
            DayRange(until + DAY - _SHARE_DAYS, until + DAY),
            folder / "promotions.parquet",
        )
        queries.said_forecasts(desk.warehouse, standing, until - _KEPT_DAYS, folder / "said.parquet")
        elsewhere = forecast_elsewhere(desk, DayRange(start, until + DAY), shop.country, folder / "given.parquet")
        told = compute(
            _TARGET,
            folder,
            {
                "until": until.isoformat(),
                "country": shop.country,
                "time_zone": shop.time_zone,
                "made_on": asked.today.isoformat(),
                "made_at": now.isoformat(),
                "given_method": elsewhere.method,
            },
            progress=tell,
        )
        if "method" not in told:
            days = int(str(told["known_days"]))
            _check_enough(until + DAY - days * DAY, days)
        tables = load_tables(SERVICE)
        files = {TABLE: "forecast.parquet", HISTORY: "history.parquet", METHODS: "methods.parquet"}
        made = {tables[table]: folder / file for table, file in files.items()}
        made_id = generations.replace(desk.warehouse, desk.store, SERVICE, now, made)
    spoke = forecast_engines.keep(desk, made_id, elsewhere, told.get("engine_failed"))
    return f"the days after {until} by {told['method']}, from {told['known_days']} days{spoke}"


def _check_enough(first: date, days: int) -> None:
    missing = [need for need in forecasts.needs(first, days) if need["what"] == "forecast"]
    if missing:
        need = missing[0]
        raise NotYetError(
            f"{need['known_days']} days of sales are known, and {need['needed_days']} are needed: due on"
            f" {need['enough_on']}"
        )


def generation(desk: Desk) -> str | None:
    """The forecast that is live."""
    return generations.live(desk.store, SERVICE, TABLE)


def forecast(desk: Desk, asked: Question, *, live: str | None, horizon: int) -> Answer:
    """The contract's Forecast of the first `horizon` days after those that were known to the generation `live`."""
    rows = forecast_days(desk, asked, live=live, horizon=horizon)
    shop, first = asked.shop, asked.covered.first_day
    until = last_full_day(shop, asked.covered)
    known = forecasts.known_days(first, until)
    days = (
        DayRange(rows[0]["local_date"], rows[-1]["local_date"] + DAY)
        if rows
        else DayRange(asked.today, asked.today + DAY)
    )
    answer = envelope(desk, asked, whole_days(shop, days, asked.as_of))
    del answer["filters"]
    old = "data_old" if answer["stale"] else _old(rows, until)
    answer |= {
        "stale": old is not None,
        "stale_reason": old,
        "horizon_days": horizon,
        "made_on": rows[0]["made_on"].isoformat() if rows else None,
        "made_at": instant(asked, rows[0]["made_at"]) if rows else None,
        "method": rows[0]["method"] if rows else None,
        "days": [forecasts.day_answer(row, shop.currency) for row in rows] or None,
        "total": forecasts.total_answer(rows, shop.currency) if rows else None,
        "accuracy": None,
        "methods": None,
        "engines": [],
        "scored": None,
        "needs": forecasts.needs(first, known),
        "reasons": {},
    }
    if not rows or live is None:
        why = _why_none(known, live)
        answer["reasons"] = dict.fromkeys(
            ("made_on", "made_at", "method", "days", "total", "accuracy", "methods", "scored"), why
        )
    else:
        _judge(desk, asked, live, answer)
    answer["sentence"] = forecasts.sentence(answer)
    return answer


def forecast_days(desk: Desk, asked: Question, *, live: str | None, horizon: int) -> list[dict[str, Any]]:
    """The rows of the days; none without a forecast that was made by then, or where there are too few days for one."""
    known = forecasts.known_days(asked.covered.first_day, last_full_day(asked.shop, asked.covered))
    if live is None or known < forecasts.LEAST_DAYS or asked.is_before(generations.made_at(live)):
        return []
    return [dict(row) for row in queries.sales_forecast(desk.warehouse, live, horizon)]


def forecast_rows(desk: Desk, asked: Question, *, live: str | None, horizon: int) -> Iterator[list[object]]:
    """The days as rows of a file."""
    yield from forecasts.csv_rows(forecast_days(desk, asked, live=live, horizon=horizon))


def _why_none(known: int, live: str | None) -> str:
    if not known:
        return "no_data"
    if known < forecasts.LEAST_DAYS:
        return "not_enough_data"
    return "not_computed_yet" if live is None else "made_later"


def _old(rows: Sequence[dict[str, Any]], until: date | None) -> str | None:
    if not rows or until is None:
        return None
    unknown_then = (until - rows[0]["local_date"]).days + 1
    return "forecast_old" if unknown_then >= _OLD_AFTER or unknown_then < 0 else None


def _judge(desk: Desk, asked: Question, live: str, answer: Answer) -> None:
    """Add how good it was: on the shop's past days, and of what was really told."""
    currency = asked.shop.currency
    compared = queries.forecast_methods(desk.warehouse, live)
    by_name: dict[str, Any] = {str(row["method"]): row for row in compared}
    if by_name:
        naive = by_name[forecasts.SEASONAL_NAIVE]["absolute_error"]
        answer["accuracy"] = forecasts.accuracy_answer(by_name[forecasts.SAID], naive, currency)
        answer["methods"] = forecasts.method_answers(compared, currency)
        answer["engines"] = forecast_engines.answer(desk, live, by_name, currency)
    else:
        answer["reasons"] |= dict.fromkeys(("accuracy", "methods"), "too_few_days")
    since = asked.today - forecasts.SCORED_DAYS * DAY
    scores: list[Any] = queries.forecast_scores(desk.warehouse, live, since)
    enough = [row for row in scores if row["forecasts"] >= forecasts.LEAST_SCORED]
    score = partial(forecasts.accuracy_answer, currency=currency)
    if enough:
        answer["scored"] = [
            {"horizon_days": row["horizon_days"], **score(row, row["naive_absolute_error"])} for row in enough
        ]
    else:
        answer["reasons"]["scored"] = "too_few_days"
