"""What the service was worth in some days: what was measured apart from what is estimated, or why nobody can say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from revenue import queries_insights
from revenue.insight_answers import Response, margin_of
from revenue.insight_rows import DAY_KIND, Written
from revenue.periods import DAY, DayRange, last_full_day, whole_days
from revenue.queries_insights import EVER
from revenue.question import Question
from revenue.use_cases import Answer, Desk, envelope
from revenue.use_cases_insights import written
from revenue.use_cases_insights_read import read_responses
from revenue.worth import (
    DAYS_AFTER,
    FORMULAS,
    LEAST_BEFORE,
    LEAST_DAYS,
    LEAST_SCORED,
    MOST_BEFORE,
    Estimate,
    Forecast,
    before_and_after,
    error_avoided,
    together,
    wilson,
)
from shared import generations
from shared.money import money

CSV_HEADER = ("figure", "kind", "value", "low", "high", "cases", "reason")
DEFAULT_DAYS = 28  # four weeks, so that each weekday counts alike

_REFUND_KINDS = frozenset({"refund_wave", "refunds_up"})


def asked_days(asked: Question) -> Question:
    """The question of the days given, or of the four weeks that ended last."""
    if asked.days is not None:
        return asked
    last = last_full_day(asked.shop, asked.covered) or asked.today
    return replace(asked, days=DayRange(last - (DEFAULT_DAYS - 1) * DAY, last + DAY))


def worth(desk: Desk, asked: Question, *, known_until: datetime = EVER) -> Answer:
    """The contract's Worth, as it was known at a moment."""
    days = cast("DayRange", asked.days)
    answer = envelope(desk, asked, whole_days(asked.shop, days, asked.as_of))
    del answer["filters"]  # of the whole shop, always
    reasons: dict[str, str] = {}
    rows = [written(row) for row in queries_insights.standing_insights(desk.warehouse, days, known_until=known_until)]
    first = [row for row in rows if row.kind != DAY_KIND and row.status == "standing" and row.day == row.began_on]
    return answer | {
        "from": days.first_day.isoformat(),
        "to": (days.day_after - DAY).isoformat(),
        "measured": {
            "acted_insights": _acted(desk, asked, reasons, read_responses(desk, known_until)),
            "forecast": _forecast(desk, asked, reasons),
            "predictions": _predictions(first, reasons),
        },
        "estimated": {"found": _found(asked, first, reasons)},
        "formulas": dict(FORMULAS),
        "reasons": reasons,
    }


def _acted(desk: Desk, asked: Question, reasons: dict[str, str], responses: Sequence[Response]) -> Answer:
    days, currency = cast("DayRange", asked.days), asked.shop.currency
    acted = [
        (each, each.acted_on)
        for each in responses
        if each.topic == "action"
        and each.is_on
        and each.acted_on is not None
        and days.first_day <= each.acted_on < days.day_after
    ]
    told = [_acted_item(desk, asked, each, day) for each, day in acted]
    estimates = [estimate for _, estimate in told if estimate is not None]
    whole = together(estimates) if estimates else None
    if whole is None:
        reasons["measured.acted_insights.amount"] = "nothing_measured_yet" if acted else "nothing_acted_on"
    items = [item for item, _ in told]
    return {"acted": len(acted), "measured": len(estimates), **_shown(whole, currency), "items": items}


def _acted_item(desk: Desk, asked: Question, each: Response, acted_on: date) -> tuple[Answer, Estimate | None]:
    """One action's days before and after, and what they say."""
    kind, dimension, subject = each.about
    measure = "none" if dimension == "web" else "refunds" if kind in _REFUND_KINDS else "net_sales"
    first = max(each.began_on, acted_on - MOST_BEFORE * DAY)
    last = acted_on + DAYS_AFTER * DAY
    full_day = last_full_day(asked.shop, asked.covered)
    days_before, days_after = (acted_on - first).days, 0 if full_day is None else (min(last, full_day) - acted_on).days
    reason, estimate = None, None
    if measure == "none":
        reason = "web_figures_only"
    elif days_before < LEAST_BEFORE:
        reason = "too_few_days_before"
    elif days_after < DAYS_AFTER:
        reason = "too_early"
    else:
        found = queries_insights.insight_subject_days(desk.warehouse, dimension, subject, DayRange(first, last + DAY))
        value = {cast("date", row["local_date"]): float(cast("Decimal", row[measure])) for row in found}
        before = [value.get(first + number * DAY, 0.0) for number in range(days_before)]
        after = [value.get(acted_on + number * DAY, 0.0) for number in range(1, DAYS_AFTER + 1)]
        estimate = before_and_after(before, after, less_is_better=measure == "refunds")
    item = {
        "insight_id": each.insight_id,
        "kind": kind,
        "subject_id": subject,
        "action": each.note,
        "acted_on": acted_on.isoformat(),
        "measure": measure,
        "days_before": days_before,
        "days_after": max(days_after, 0),
        **_shown(estimate, asked.shop.currency),
        "reason": reason,
    }
    return item, estimate


def _forecast(desk: Desk, asked: Question, reasons: dict[str, str]) -> Answer:
    generation = generations.live(desk.store, "revenue", "forecast_history")
    rows = queries_insights.insight_forecasts(desk.warehouse, generation, cast("DayRange", asked.days))
    days = [_forecast_day(cast("dict[str, Any]", row)) for row in rows if row["was_said"] and row["actual"] is not None]
    currency = asked.shop.currency
    if len(days) < LEAST_DAYS:
        reason = "no_forecast_yet" if generation is None else "too_few_days"
        names = ("error", "naive_error", "error_avoided", "covered_95")
        reasons |= {f"measured.forecast.{name}": reason for name in names}
        return {"days": len(days), **dict.fromkeys((*names, "low", "high"))}
    shown = _shown(error_avoided(days), currency)
    return {
        "days": len(days),
        "error": money(_sum(abs(day.mean - day.actual) for day in days), currency),
        "naive_error": money(_sum(abs(day.naive - day.actual) for day in days), currency),
        "error_avoided": shown.pop("amount"),
        **shown,
        "covered_95": _rate(sum(day.is_inside for day in days), len(days)),
    }


def _forecast_day(row: dict[str, Any]) -> Forecast:
    inside = bool(row["low_95"] <= row["actual"] <= row["high_95"])
    return Forecast(float(row["mean"]), float(row["seasonal_naive"]), float(row["actual"]), inside)


def _predictions(first: Sequence[Written], reasons: dict[str, str]) -> Answer:
    scored = [row.outcome for row in first if row.outcome is not None]
    rate = None
    if len(scored) < LEAST_SCORED:
        reasons["measured.predictions.rate"] = "none_due_yet" if first else "no_insights"
    else:
        rate = _rate(sum(bool(outcome["is_hit"]) for outcome in scored), len(scored))
    return {"insights": len(first), "open": len(first) - len(scored), "rate": rate}


def _found(asked: Question, first: Sequence[Written], reasons: dict[str, str]) -> Answer:
    currency = asked.shop.currency
    with_money = [row.body for row in first if row.body["net"] is not None]
    margins = [margin for body in with_money if (margin := margin_of(body)) is not None]
    answer: Answer = {
        "insights": len(first),
        **dict.fromkeys(("net_at_stake", "net_low", "net_high", "margin_at_stake", "with_margin")),
    }
    if not with_money:
        reasons["estimated.found.net_at_stake"] = "no_insights" if not first else "web_figures_only"
    else:
        ends = [sorted(abs(Decimal(body[name])) for name in ("net_low", "net_high")) for body in with_money]
        answer |= {
            "net_at_stake": money(sum((abs(Decimal(body["net"])) for body in with_money), Decimal(0)), currency),
            "net_low": money(sum((end[0] for end in ends), Decimal(0)), currency),
            "net_high": money(sum((end[1] for end in ends), Decimal(0)), currency),
        }
    if not asked.may_see_margin:
        reasons["estimated.found.margin_at_stake"] = "needs_margin_read"
    elif not margins:
        reasons["estimated.found.margin_at_stake"] = "cost_unknown" if with_money else "no_insights"
    else:
        whole = sum((abs(margin) for margin in margins), Decimal(0))
        answer |= {"margin_at_stake": money(whole, currency), "with_margin": len(margins)}
    return answer


def _shown(estimate: Estimate | None, currency: str) -> dict[str, Any]:
    if estimate is None:
        return {"amount": None, "low": None, "high": None}
    return {name: money(getattr(estimate, name), currency) for name in ("amount", "low", "high")}


def _rate(hits: int, cases: int) -> Answer:
    low, high = wilson(hits, cases)
    return {"value": hits / cases, "numerator": hits, "denominator": cases, "low": low, "high": high}


def _sum(values: Iterator[float]) -> Decimal:
    return Decimal(f"{sum(values):.2f}")


def csv_rows(answer: Answer) -> Iterator[list[object]]:
    """The figures of Worth as rows of a file under CSV_HEADER."""
    measured, found, reasons = answer["measured"], answer["estimated"]["found"], answer["reasons"]
    acted, forecast, predictions = (measured[name] for name in ("acted_insights", "forecast", "predictions"))
    rate = predictions["rate"] or {"value": "", "low": "", "high": "", "denominator": 0}
    rows = (
        ("measured.acted_insights.amount", acted, ("amount", "low", "high"), acted["measured"]),
        ("measured.forecast.error_avoided", forecast, ("error_avoided", "low", "high"), forecast["days"]),
        ("measured.predictions.rate", rate, ("value", "low", "high"), rate["denominator"]),
        ("estimated.found.net_at_stake", found, ("net_at_stake", "net_low", "net_high"), found["insights"]),
        ("estimated.found.margin_at_stake", found, ("margin_at_stake", "", ""), found["with_margin"] or 0),
    )
    for place, told, names, cases in rows:
        kind, _, figure = place.partition(".")
        yield [figure, kind, *(_plain(told.get(name)) for name in names), cases, reasons.get(place, "")]


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return value["amount"]
    return "" if value is None else value
