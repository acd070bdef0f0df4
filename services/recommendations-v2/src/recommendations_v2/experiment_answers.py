"""Experiments and what came of them, as callers see them: the contract's Experiment and ExperimentResult. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from recommendations_v2.answers import Document, instant
from recommendations_v2.experiment_decisions import Seen, Verdict
from recommendations_v2.experiment_figures import METHODS, METRICS, ArmFigures, Compared, Metric, plain_mean
from recommendations_v2.experiments import Experiment
from recommendations_v2.statistics_health import best
from shared.money import money
from shared.shop import Shop

EXPERIMENTS_HEADER = (
    "experiment_id",
    "name",
    "surfaces",
    "layer",
    "arms",
    "share",
    "window_days",
    "least_days",
    "expected_lift",
    "state",
    "created_at",
    "created_by",
    "started_at",
    "stopped_at",
    "decision",
    "decision_note",
)
PERFORMANCE_HEADER = (
    "experiment_id",
    "part",
    "arm",
    "figure",
    "value",
    "low",
    "high",
    "numerator",
    "denominator",
    "reason",
)
NEEDS_MARGIN = "needs_margin_read"
_MARGIN: Metric = "margin_per_visitor"
_DIGITS = 6  # of a share: no interval here has more


def experiment_document(shop: Shop, one: Experiment) -> Document:
    """The contract's Experiment."""
    planned = one.history[0]
    return {
        "experiment_id": one.experiment_id,
        "name": one.name,
        "surfaces": list(one.surfaces),
        "layer": one.layer,
        "arms": [
            {"arm": arm.name, "variant": arm.variant, "model": arm.model, "weight": arm.weight} for arm in one.arms
        ],
        "share": one.share,
        "window_days": one.window_days,
        "least_days": one.least_days,
        "expected_lift": one.expected_lift,
        "state": one.state,
        "created_at": instant(shop, planned.at),
        "created_by": planned.by,
        "started_at": instant(shop, one.started_at),
        "stopped_at": instant(shop, one.stopped_at),
        "decision": one.decision,
        "decision_note": one.note,
        "history": [
            {"what": each.what, "share": each.share, "by": each.by, "at": instant(shop, each.at)}
            for each in one.history
        ],
    }


def experiment_rows(answer: Mapping[str, Any]) -> Iterator[list[object]]:
    """Of the contract's ExperimentList, under EXPERIMENTS_HEADER."""
    for each in answer["items"]:
        told = {
            **each,
            "surfaces": ",".join(each["surfaces"]),
            "arms": ",".join(f"{arm['arm']}={arm['weight']:g}" for arm in each["arms"]),
        }
        yield ["" if told[name] is None else told[name] for name in EXPERIMENTS_HEADER]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What an answer about one experiment is made of."""

    seen: Seen
    verdict: Verdict
    compared: Sequence[Compared]
    matured_until: datetime | None
    needed_once: int | None
    may_see_margin: bool


def result_document(shop: Shop, told: Result) -> Document:
    """The contract's ExperimentResult."""
    seen = told.seen
    one, arms = seen.experiment, seen.arms
    reasons = {} if told.matured_until else {"matured_until": "not_started"}
    return {
        "experiment": experiment_document(shop, one),
        "matured_until": instant(shop, told.matured_until),
        "arms": [_arm(shop, one, arm, may_see_margin=told.may_see_margin) for arm in arms],
        "comparisons": _comparisons(told),
        "sample_ratio": {
            "p_value": seen.sample_ratio_p,
            "is_healthy": None if seen.sample_ratio_p is None else told.verdict.why != "sample_ratio",
        },
        "crossed": sum(arm.crossed for arm in arms),
        "decision": _verdict(told),
        "reasons": reasons,
    }


def _verdict(told: Result) -> Document:
    seen, verdict = told.seen, told.verdict
    hides = not told.may_see_margin and verdict.why == "margin_is_lower"
    words = "Roll back: a figure that needs margin:read to be seen is lower." if hides else verdict.words
    return {
        "verdict": verdict.name,
        "why": verdict.why,
        "arm": verdict.arm,
        "words": words,
        "days_left": seen.left.days if seen.left else None,
        "visitors_left": seen.left.subjects if seen.left else None,
        "visitors_per_arm": min((arm.people for arm in seen.arms), default=0),
        "visitors_needed_per_arm": seen.needed,
        "visitors_needed_for_one_look": told.needed_once,
        "base_rate": _ratio(seen.arms[0].buyers, seen.arms[0].matured) if seen.arms else None,
    }


def _arm(shop: Shop, one: Experiment, arm: ArmFigures, *, may_see_margin: bool) -> Document:
    reasons: dict[str, str] = {}
    figures: dict[str, Document | None] = {
        "conversion": _ratio(arm.buyers, arm.matured),
        "revenue_per_visitor": _average(arm.revenue.total, arm.matured, shop.currency),
        "margin_per_visitor": _average(arm.margin.total, arm.matured, shop.currency),
        "average_order_value": _average(arm.order_value.numerator, int(arm.order_value.denominator), shop.currency),
        "attach_rate": _ratio(int(arm.attach.numerator), int(arm.attach.denominator)),
    }
    if not may_see_margin:
        figures[_MARGIN], reasons[_MARGIN] = None, NEEDS_MARGIN
    elif arm.buyers and not arm.costed:
        figures[_MARGIN], reasons[_MARGIN] = None, "costs_unknown"
    for name, value in figures.items():
        if value is None:
            reasons.setdefault(name, "nobody_matured" if not arm.matured else "no_orders")
    known = one.arm(arm.arm)
    return {
        "arm": arm.arm,
        "variant": known.variant if known else "v2",
        "is_control": arm.arm == one.control.name,
        "visitors": arm.people,
        "matured_visitors": arm.matured,
        **figures,
        "reasons": reasons,
    }


def _comparisons(told: Result) -> list[Document]:
    arms = {arm.arm: arm for arm in told.seen.arms}
    chances: dict[tuple[str, str], float] = {}
    for metric in METRICS:
        means = {name: plain_mean(arm, metric) for name, arm in arms.items()}
        if all(mean is not None for mean in means.values()):
            found = best([mean for mean in means.values() if mean is not None])
            chances |= {(name, metric): chance for name, chance in zip(means, found, strict=True)}
    return [_comparison(told, each, chances.get((each.arm, each.metric))) for each in told.compared]


def _comparison(told: Result, each: Compared, chance: float | None) -> Document:
    names = ("lift", "low", "high", "p_value", "probability_to_be_best", "is_significant")
    hidden = each.metric == _MARGIN and not told.may_see_margin
    why = NEEDS_MARGIN if hidden else each.reason
    values: dict[str, float | bool | None] = dict.fromkeys(names)
    if why not in {NEEDS_MARGIN, "costs_unknown"}:
        values["probability_to_be_best"] = None if chance is None else round(chance, _DIGITS)
    if each.p_value is not None and not hidden:
        values |= {"p_value": each.p_value, "is_significant": each.is_told}
    if each.lift is not None and each.interval is not None and not hidden:
        ends = {"lift": each.lift, "low": each.interval.low, "high": each.interval.high}
        values |= {name: round(end, _DIGITS) for name, end in ends.items()}
    return {
        "arm": each.arm,
        "against": told.seen.experiment.control.name,
        "metric": each.metric,
        "is_primary": each.metric == "conversion",
        **values,
        "confidence": round(1 - each.alpha, _DIGITS),
        "method": METHODS[each.metric],
        "reasons": {name: why or "too_early" for name, value in values.items() if value is None},
    }


def performance_rows(answer: Mapping[str, Any]) -> Iterator[list[object]]:
    """Of the contract's RecommendationsPerformance, under PERFORMANCE_HEADER: one row per arm and figure."""
    for item in answer["items"]:
        named = item["experiment"]["experiment_id"]
        for arm in item["arms"]:
            for figure in ("visitors", "matured_visitors", *METRICS):
                yield [named, "arm", arm["arm"], figure, *_cells(arm[figure]), arm["reasons"].get(figure, "")]
        for each in item["comparisons"]:
            lift, low, high = (_plain(each[name]) for name in ("lift", "low", "high"))
            why = each["reasons"].get("lift", "")
            yield [named, "lift", each["arm"], each["metric"], lift, low, high, "", "", why]
        decision = item["decision"]
        for figure in ("verdict", "words", "days_left", "visitors_left", "visitors_needed_per_arm"):
            yield [named, "decision", decision["arm"] or "", figure, *_cells(decision[figure]), ""]


def _cells(value: object) -> list[object]:
    """Value, low, high, numerator and denominator of a figure."""
    ends = cast("dict[str, object]", value) if isinstance(value, dict) else {}
    return [_plain(value), "", "", _plain(ends.get("numerator")), _plain(ends.get("denominator"))]


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return value["amount"] if "amount" in value else value["value"]
    return "" if value is None else value


def _ratio(numerator: int, denominator: int) -> Document | None:
    if not denominator:
        return None
    return {"value": numerator / denominator, "numerator": numerator, "denominator": denominator}


def _average(total: float, count: int, currency: str) -> Document | None:
    if not count:
        return None
    amount = Decimal(repr(total))
    return {**money(amount / count, currency), "numerator": money(amount, currency), "denominator": count}
