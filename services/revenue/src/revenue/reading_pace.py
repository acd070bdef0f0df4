"""Reads what a pace is told from: how a target is spread, and what is forecast of its days that are left.

Both change once a night, so they are kept by their generations: an answer of the day asks no table for them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

import orjson

from revenue import queries_forecast, queries_pace
from revenue.day_pace import DayAhead, DaySoFar, day_pace, unknown_day
from revenue.figures import NOTHING, Amounts
from revenue.forecasts import SAID
from revenue.pace import Ahead, Spread, Standing, pace, unknown
from revenue.periods import DAY, Span
from revenue.question import Question
from revenue.targets import Target
from shared import generations
from shared.cache import Cache
from shared.store import Store
from shared.warehouse import Row, Warehouse

_KEPT_SECONDS = 3600.0  # a generation never changes; it only goes out of use
_HOUR_SECONDS = 3600
_PENNY = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class PaceSources:
    """The generations a pace is told from; None while there is none."""

    profile: str | None
    forecast: str | None

    def __str__(self) -> str:
        return f"{self.profile} {self.forecast}"


def pace_sources(store: Store) -> PaceSources:
    """What is live now."""
    return PaceSources(
        generations.live(store, "revenue", "day_profile"), generations.live(store, "revenue", "sales_forecast")
    )


def pace_answer(
    kept_in: tuple[Warehouse, Cache], asked: Question, sources: PaceSources, target: Target, amounts: Amounts
) -> dict[str, Any]:
    """The contract's Pace, but for how `to` is written: it is a moment, up to which the data speak."""
    missing = asked.covered.missing(target.span)
    until = asked.covered.complete_until
    if until is None or (missing is not None and amounts == NOTHING):
        return unknown(missing or "no_data")
    to = min(until, target.span.end)
    is_over = target.span.end == target.span.over <= until
    day, hour = _day_and_hour(asked, to)
    standing = Standing(target.net_amount, amounts.net_sales, hour, is_over, asked.shop.currency)
    warehouse, cache = kept_in
    spread = _kept_spread(warehouse, cache, sources.profile, target, day)
    ahead = _why_no_forecast(asked, target) or _kept_ahead(warehouse, cache, sources.forecast, target, day)
    return {"to": to, **pace(standing, spread, ahead)}


def day_answer(
    kept_in: tuple[Warehouse, Cache],
    asked: Question,
    sources: PaceSources,
    target: Target | None,
    today: tuple[Span, Amounts],
) -> dict[str, Any]:
    """The contract's DayPace of the day asked for, but for how `to` is written: as `pace_answer`."""
    span, amounts = today
    missing, until = asked.covered.missing(span), asked.covered.complete_until
    if missing is not None or until is None or until <= span.start:
        return unknown_day(missing or "no_data_since")
    to = min(until, span.end)
    warehouse, cache = kept_in
    part = "no_target" if target is None else _part_of_target(warehouse, cache, sources, target, asked.today)
    is_over = span.end == span.over <= until
    hours = _kept_hours(warehouse, cache, sources.profile, asked.today.isoweekday())
    ahead = _why_no_forecast(asked, None) or _kept_day(warehouse, cache, sources.forecast, asked.today)
    hour = 24.0 if is_over else _day_and_hour(asked, to)[1]
    return {"to": to, **day_pace(DaySoFar(amounts.net_sales, hour, asked.shop.currency), hours, ahead, part)}


def _part_of_target(
    warehouse: Warehouse, cache: Cache, sources: PaceSources, target: Target, day: date
) -> Decimal | str:
    spread = _kept_spread(warehouse, cache, sources.profile, target, day)
    return spread if isinstance(spread, str) else target.net_amount * Decimal(spread.today)


def _day_and_hour(asked: Question, to: datetime) -> tuple[date, float]:
    """The shop day of a moment, and its hour on the wall clock (13.5 is half past one)."""
    local = to.astimezone(asked.shop.zone)
    return asked.shop.local_date(to), local.hour + (local.minute * 60 + local.second) / _HOUR_SECONDS


def _why_no_forecast(asked: Question, target: Target | None) -> str | None:
    if asked.filters.given() if target is None else target.scope != "shop":
        return "forecast_is_of_whole_shop"
    return "forecast_is_by_accounting" if asked.basis != "accounting" else None


def _kept_spread(
    warehouse: Warehouse, cache: Cache, generation_id: str | None, target: Target, day: date
) -> Spread | str:
    if generation_id is None:
        return "not_computed_yet"
    key = f"revenue/pace-spread/{generation_id}/{target.period_start}/{target.period_end}/{day}"
    kept = cache.get_or_create(
        key, _KEPT_SECONDS, lambda: _dumped(_spread(warehouse, generation_id, target, day))
    ).value
    content = orjson.loads(kept)
    return content if isinstance(content, str) else Spread(**{**content, "hours": tuple(content["hours"])})


def _spread(warehouse: Warehouse, generation_id: str, target: Target, day: date) -> Spread | str:
    row: dict[str, Any] = dict(
        queries_pace.pace_weights(warehouse, generation_id, target.period_start, target.period_end, day)
    )
    if row["days"] != (target.period_end - target.period_start).days + 1:
        return "beyond_profile"
    if not row["whole"]:
        return "no_sales_on_such_days"
    shares = _hours(warehouse, generation_id, day.isoweekday())
    return Spread(row["before"] / row["whole"], row["today"] / row["whole"], shares, bool(row["has_season"]))


def _kept_hours(warehouse: Warehouse, cache: Cache, generation_id: str | None, weekday: int) -> tuple[float, ...] | str:
    """The shares of a weekday's hours, or why there are none."""
    if generation_id is None:
        return "not_computed_yet"
    key = f"revenue/pace-hours/{generation_id}/{weekday}"
    kept = cache.get_or_create(
        key, _KEPT_SECONDS, lambda: orjson.dumps(_hours(warehouse, generation_id, weekday))
    ).value
    return tuple(orjson.loads(kept)) or "no_sales_on_such_days"


def _hours(warehouse: Warehouse, generation_id: str, weekday: int) -> tuple[float, ...]:
    hours = queries_pace.pace_hours(warehouse, generation_id, weekday)
    return tuple(float(cast("float", hour["share"])) for hour in hours)


def _kept_day(warehouse: Warehouse, cache: Cache, generation_id: str | None, day: date) -> DayAhead | str:
    """What is forecast of one day, or why nothing is."""
    if generation_id is None:
        return "not_computed_yet"
    key = f"revenue/pace-day/{generation_id}/{day}"
    kept = cache.get_or_create(key, _KEPT_SECONDS, lambda: _dumped(_day(warehouse, generation_id, day))).value
    content = orjson.loads(kept)
    if isinstance(content, str):
        return content
    return DayAhead(**{**content, "made_on": date.fromisoformat(content["made_on"])})


def _day(warehouse: Warehouse, generation_id: str, day: date) -> DayAhead | str:
    rows = queries_pace.pace_forecast(warehouse, generation_id, [day])
    if not rows:
        return "before_forecast"
    mean, low, high = (_number(rows[0], name) for name in ("mean", "low_80", "high_80"))
    return DayAhead(mean, low, high, cast("date", rows[0]["made_on"]))


def _kept_ahead(
    warehouse: Warehouse, cache: Cache, generation_id: str | None, target: Target, day: date
) -> Ahead | str:
    if generation_id is None:
        return "not_computed_yet"
    key = f"revenue/pace-ahead/{generation_id}/{target.period_end}/{day}"
    kept = cache.get_or_create(
        key, _KEPT_SECONDS, lambda: _dumped(_ahead(warehouse, generation_id, target.period_end, day))
    ).value
    content = orjson.loads(kept)
    if isinstance(content, str):
        return content
    quantiles, made_on = tuple(content["quantiles"]), date.fromisoformat(content["made_on"])
    return Ahead(**{**content, "quantiles": quantiles, "made_on": made_on})


def _ahead(warehouse: Warehouse, generation_id: str, last_day: date, day: date) -> Ahead | str:
    rows = queries_pace.pace_forecast(warehouse, generation_id, [day - DAY, day, last_day])
    by_day = {cast("date", row["local_date"]): row for row in rows}
    if last_day not in by_day:
        return "beyond_forecast"
    if day not in by_day:
        return "before_forecast"
    end, before = by_day[last_day], by_day.get(day - DAY)
    mean, *quantiles = (_number(end, f"sum_{name}") for name in ("mean", "low_95", "low_80", "high_80", "high_95"))
    quantiles.insert(2, min(max(mean, quantiles[1]), quantiles[2]))  # a forecast's mean is about its median
    return Ahead(
        today=_number(by_day[day], "mean"),
        passed=0.0 if before is None else _number(before, "sum_mean"),
        mean=mean,
        quantiles=tuple(quantiles),
        bias=_bias(warehouse, generation_id),
        made_on=cast("date", end["made_on"]),
    )


def _bias(warehouse: Warehouse, generation_id: str) -> float | None:
    """How far the level was off on the days compared, over all of them, as a share of what was sold."""
    for row in queries_forecast.forecast_methods(warehouse, generation_id):
        if row["method"] == SAID and row["actual"]:
            return float(cast("Decimal", row["error"]) / cast("Decimal", row["actual"]))
    return None


def _number(row: Row, name: str) -> float:
    return float(cast("Decimal", row[name]))


def _dumped(found: Spread | Ahead | DayAhead | str) -> bytes:
    return orjson.dumps(found if isinstance(found, str) else asdict(found))


def day_share(warehouse: Warehouse, sources: PaceSources, target: Target, day: date) -> Decimal | None:
    """A day's part of a target, in shop currency; None where there is no profile of all its days yet."""
    if sources.profile is None:
        return None
    spread = _spread(warehouse, sources.profile, target, day)
    return None if isinstance(spread, str) else (target.net_amount * Decimal(spread.today)).quantize(_PENNY)
