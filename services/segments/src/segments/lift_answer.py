"""The lift of exports as callers see it: rows of `lift_sums` and `lift_joining` in, the contract's Lift out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from segments.lift import FORMULAS, LEAST_CASES, WINDOW_DAYS, Arm, Lift, Stratum, left, lift
from segments.performance import average, ratio
from shared.money import money

MEASURES = ("net_sales", "margin", "conversion")
_SQUARES = {"net_sales": "net_sales_squares", "margin": "margin_squares", "conversion": "purchasers"}
_TOTALS = {"net_sales": "net_sales", "margin": "margin", "conversion": "purchasers"}
_ARMS = ("exported", "held_out")
_NOBODY = Arm(0, 0.0, 0.0)
_SHARE_DIGITS = 6  # of a share told: beyond that an interval has none

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Told:
    """What a lift is told of: sums of those whose days are over, who joined when, and the last shop day that counts."""

    sums: Rows
    joining: Rows
    until: date

    @property
    def waiting(self) -> Rows:
        """Those who joined and whose days are not over."""
        return [row for row in self.joining if row["joined_on"] + timedelta(days=WINDOW_DAYS) > self.until]


def strata(sums: Rows, measure: str) -> list[Stratum]:
    """The arms of each group and hold-out share, in one measure; an arm without customers is empty."""
    arms: dict[tuple[str, float], dict[str, Arm]] = {}
    for row in sums:
        arm = Arm(row["customers"], float(row[_TOTALS[measure]]), float(row[_SQUARES[measure]]))
        arms.setdefault((row["group_id"], row["hold_out_share"]), {})[row["arm"]] = arm
    return [Stratum(each.get("exported", _NOBODY), each.get("held_out", _NOBODY)) for each in arms.values()]


def lift_document(told: Told, currency: str, *, may_see_margin: bool) -> tuple[dict[str, Any] | None, str | None]:
    """The contract's Lift of one group, or None and why there is none."""
    if not told.joining:
        return None, "never_exported"
    joining = [row for row in told.joining if row["has_hold_out"]]
    if not joining:
        return None, "no_hold_out"
    of = Told([row for row in told.sums if row["hold_out_share"] > 0], joining, told.until)
    waiting = {arm: _count(row for row in of.waiting if row["arm"] == arm) for arm in _ARMS}
    over = {arm: [row for row in of.sums if row["arm"] == arm] for arm in _ARMS}
    hidden = None if may_see_margin else "needs_margin_read"
    if hidden is None and over["exported"] and not any(row["net_sales_with_cost"] for row in of.sums):
        hidden = "costs_unknown"
    return {
        "since": min(row["joined_on"] for row in joining).isoformat(),
        "until": told.until.isoformat(),
        "window_days": WINDOW_DAYS,
        **{arm: _count(over[arm]) for arm in _ARMS},
        **{f"waiting_{arm}": waiting[arm] for arm in _ARMS},
        "rejected": sum(row["rejected"] for row in of.sums),
        "crossed": sum(row["crossed"] for row in of.sums),
        **{name: _measured(of, name, currency, hidden if name == "margin" else None) for name in MEASURES},
        "formulas": dict(FORMULAS),
        "reasons": {},
    }, None


def _measured(told: Told, measure: str, currency: str, hidden: str | None) -> dict[str, Any]:
    """LiftOfMoney or LiftOfShare."""
    nothing = dict.fromkeys(("exported", "held_out", "difference", "low", "high"))
    judged: dict[str, Any] = dict.fromkeys(("least_told", "needed", "customers_left", "days_left"))
    if hidden:
        names = (*nothing, *judged)
        return {**nothing, "verdict": "too_early", **judged, "reasons": dict.fromkeys(names, hidden)}
    found = lift(strata(told.sums, measure))
    means = {arm: _mean(told.sums, arm, measure, currency) for arm in _ARMS}
    reasons = {arm: "too_early" for arm in _ARMS if means[arm] is None}
    judged = _judged(told, found, reasons)
    if found is None:
        why = "too_early" if told.waiting else "too_few_customers"
        reasons |= dict.fromkeys(("difference", "low", "high", "least_told", "needed"), why)
        return {**nothing, **means, **judged, "reasons": reasons}
    amounts = {
        "difference": found.difference,
        "low": found.difference - found.half_width,
        "high": found.difference + found.half_width,
    }
    told_as = _share if measure == "conversion" else lambda amount: money(Decimal(repr(amount)), currency)
    return {**means, **{name: told_as(amount) for name, amount in amounts.items()}, **judged, "reasons": reasons}


def _judged(told: Told, found: Lift | None, reasons: dict[str, str]) -> dict[str, Any]:
    """The verdict, and what is left until there is one."""
    held_out = _count(row for row in told.sums if row["arm"] == "held_out")
    needed = found.needed if found else None
    if found and needed is None:
        reasons |= dict.fromkeys(("least_told", "needed", "customers_left", "days_left"), "held_out_brought_nothing")
    joining = [(row["joined_on"], row["customers"]) for row in told.waiting if row["arm"] == "held_out"]
    today = told.until + timedelta(days=1)
    more = None if found and needed is None else left(needed or LEAST_CASES, held_out, joining, today)
    if more and more.reason:
        reasons["days_left"] = more.reason
    is_over = not told.waiting or (needed is not None and held_out >= needed)
    return {
        "verdict": found.verdict if found and is_over else "too_early",
        "least_told": _share(found.least_told) if found and found.least_told is not None else None,
        "needed": needed,
        "customers_left": more.customers if more else None,
        "days_left": more.days if more else None,
    }


def _mean(sums: Rows, arm: str, measure: str, currency: str) -> dict[str, Any] | None:
    rows = [row for row in sums if row["arm"] == arm]
    customers, total = _count(rows), sum(row[_TOTALS[measure]] for row in rows)
    if measure == "conversion":
        return ratio(int(total), customers)
    return average(Decimal(repr(float(total))), customers, currency)


def _count(rows: Iterable[Mapping[str, Any]]) -> int:
    return sum(row["customers"] for row in rows)


def _share(value: float) -> float:
    return round(value, _SHARE_DIGITS)
