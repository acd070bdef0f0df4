"""What recommendations brought beside those who were shown none, apart from what is estimated. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from recommendations_v2.experiment_figures import ArmFigures, Metric, means
from recommendations_v2.queries_performance import BEFORE_DAYS, CLICK_DAYS, CUT
from recommendations_v2.statistics_difference import absolute
from shared.money import money

LEAST_BUYERS = 30  # in each arm: below that a mean of amounts is nowhere near normal
_ALPHA = 0.05  # of the interval: who asks what days were worth looks once

FORMULAS: Mapping[str, str] = {
    "measured": (
        "People with recommendations x (mean of them - mean of the standing hold-out, who are shown none), of what each"
        " brought from their first sight in these days to the end of them: orders placed then, with what came back of"
        f" them. Adjusted by what they had brought in the {BEFORE_DAYS} days before (CUPED), amounts cut at the lowest"
        f" and highest {CUT:.0%} of those that are not 0. Interval of 95 %: people x Welch's of the difference."
        " Who was a visitor before signing in counts in the arm seen first, which makes the difference look smaller."
    ),
    "estimated.net_sales_after_click": (
        "Net sales of recommended products that the same person had clicked on, or put in the cart from the list, in"
        f" the {CLICK_DAYS} days before. Some of it would have been bought anyway: it says what clicks stood before,"
        " not what they caused."
    ),
}


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount with an interval of 95 %, in the shop's currency."""

    amount: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Worth:
    """What recommendations brought: None where it cannot be told."""

    net_sales: Amount | None
    margin: Amount | None


def brought(held_out: ArmFigures, recommended: ArmFigures) -> Worth:
    """What those with recommendations brought beyond the others."""
    return Worth(
        _brought(held_out, recommended, "revenue_per_visitor"), _brought(held_out, recommended, "margin_per_visitor")
    )


def _brought(held_out: ArmFigures, recommended: ArmFigures, metric: Metric) -> Amount | None:
    if min(held_out.buyers, recommended.buyers) < LEAST_BUYERS:
        return None
    if metric == "margin_per_visitor" and not (held_out.costed or recommended.costed):
        return None
    pair = means(held_out, recommended, metric)
    if pair is None:
        return None
    difference, people = absolute(*pair), recommended.matured
    interval = difference.once(_ALPHA)
    return Amount(difference.estimate * people, interval.low * people, interval.high * people)


def worth_document(
    arms: Sequence[ArmFigures],
    found: Worth | None,
    clicked: Mapping[str, Any] | None,
    currency: str,
    *,
    may_see_margin: bool,
) -> tuple[dict[str, Any], dict[str, Any], dict[str, str]]:
    """The contract's `measured`, `estimated` and reasons; `arms` are the held out and the recommended."""
    held_out, recommended = arms
    if held_out.people + recommended.people == 0:
        why = "nobody_was_seen"
    elif not held_out.people:
        why = "nobody_is_held_out"
    else:
        why = "too_few_buyers"
    margin = found.margin if found else None
    costed = held_out.costed + recommended.costed
    why_margin = "needs_margin_read" if not may_see_margin else why if costed or found is None else "costs_unknown"
    measured = {
        "recommended": recommended.people,
        "held_out": held_out.people,
        "net_sales": _document(found.net_sales if found else None, currency, why),
        "margin": _document(margin if may_see_margin else None, currency, why_margin),
    }
    net_sales = Decimal(str(clicked["net_sales"])) if clicked and clicked["net_sales"] is not None else Decimal(0)
    after_click: dict[str, Any] = {"amount": money(net_sales, currency), "low": None, "high": None, "reason": None}
    if clicked is None:
        after_click = {**after_click, "amount": None, "reason": "no_sales_loaded"}
    estimated = {
        "bought_after_click": int(clicked["items"]) if clicked else 0,
        "net_sales_after_click": after_click,
    }
    reasons = {"estimated.net_sales_after_click.low": "an_estimate_has_no_interval"}
    reasons["estimated.net_sales_after_click.high"] = "an_estimate_has_no_interval"
    return measured, estimated, reasons


def worth_rows(answer: Mapping[str, Any]) -> list[Sequence[object]]:
    """Of the contract's RecommendationsValue, under VALUE_HEADER."""
    measured, estimated = answer["measured"], answer["estimated"]
    counts = [("measured", name, measured[name], "", "", "") for name in ("recommended", "held_out")]
    return [
        *counts,
        *(_row("measured", name, measured[name]) for name in ("net_sales", "margin")),
        ("estimated", "bought_after_click", estimated["bought_after_click"], "", "", ""),
        _row("estimated", "net_sales_after_click", estimated["net_sales_after_click"]),
    ]


VALUE_HEADER = ("part", "figure", "value", "low", "high", "reason")


def _row(part: str, name: str, told: Mapping[str, Any]) -> tuple[object, ...]:
    amounts = (told[end]["amount"] if told[end] else "" for end in ("amount", "low", "high"))
    return (part, name, *amounts, told["reason"] or "")


def _document(amount: Amount | None, currency: str, why: str) -> dict[str, Any]:
    if amount is None:
        return {"amount": None, "low": None, "high": None, "reason": why}
    ends = {"amount": amount.amount, "low": amount.low, "high": amount.high}
    return {**{name: money(Decimal(repr(end)), currency) for name, end in ends.items()}, "reason": None}
