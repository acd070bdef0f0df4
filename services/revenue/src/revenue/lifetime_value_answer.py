"""What the last run of `customer-value` says, as the contract has it. No table is read here, and no numeric library."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from revenue.cohorts import average, concentration, distribution
from shared.money import money

Answer = dict[str, Any]

DEFINITIONS: Mapping[str, str] = {
    "expected_purchases_90d": "Days with a purchase to expect in the 90 days after as_of_date; the churn score: the"
    " fewer, the likelier somebody is gone.",
    "value_12m": "Purchase days to expect in the 365 days after as_of_date times what one is expected to bring,"
    " discounted by the month.",
    "value_low, value_high": "Eight in ten customers like this one bring what lies between; the expectation does too.",
    "models": "BG/NBD (Fader, Hardie & Lee, 2005) for purchases, Gamma-Gamma (Fader & Hardie, 2013) for their value.",
    "last_window": "The same as in the window before: what a prediction has to be better than.",
}
_EPOCH = date(1970, 1, 1)
_LEAST_LEAVING = 1e-3  # fewer than one in a thousand is told in words


@dataclass(frozen=True, slots=True)
class Run:
    """A run as customer_value_runs.sql has it."""

    row: Mapping[str, Any]

    @property
    def summary(self) -> Mapping[str, Any]:
        """What the child said of how the values were made."""
        parsed: Mapping[str, Any] = json.loads(self.row["summary"])
        return parsed


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom, and when."""

    currency: str
    as_of: datetime
    may_see_margin: bool

    def may_see(self, basis: str) -> bool:
        """Whether money of a basis may be told."""
        return self.may_see_margin or basis != "gross_margin"


def predicted_answer(runs: Sequence[Run], made_at: str, spread: Mapping[str, Any], sums: Answer, to: Reader) -> Answer:
    """The contract's PredictedValue, of the last of some runs; `sums` are of all cohorts, as a cohort's row."""
    last = runs[-1]
    row, summary = last.row, last.summary
    shown = to.may_see(row["basis"])
    hidden = {} if shown else dict.fromkeys(("value_12m", "distribution", "concentration"), "needs_margin_read")
    if shown and not sums["customers"]:
        hidden = dict.fromkeys(("value_12m", "distribution", "concentration"), "no_customers")
    calibration = _calibration(summary["calibration"], to, money_shown=shown)
    answer: Answer = {
        "made_at": made_at,
        "age_seconds": max(0.0, (to.as_of - row["made_at"]).total_seconds()),
        "as_of_date": row["as_of_date"].isoformat(),
        "basis": row["basis"],
        "method": row["method"],
        **cohort_prediction(sums, row["basis"], to),
        "distribution": distribution(spread, to.currency) if shown else None,
        "concentration": concentration(spread, to.currency) if shown else [],
        "over_time": [_run(each, to) for each in runs],
        "explanation": explanation(last),
        "calibration": calibration,
        "reasons": hidden | ({} if calibration else {"calibration": summary["reason"] or "did_not_converge"}),
    }
    if summary["reason"] is not None:
        answer["method_reason"] = summary["reason"]
    return answer


def cohort_prediction(sums: Mapping[str, Any], basis: str, to: Reader) -> Answer:
    """The contract's CohortPrediction, from a row of predicted_cohorts.sql or the sum of some."""
    customers, expected = sums["customers"], sums["expected_purchases_90d"]
    told = customers > 0 and to.may_see(basis)
    return {
        "customers": customers,
        "expected_purchases_90d": {
            "value": expected / customers if customers else None,
            "numerator": expected,
            "denominator": customers,
        },
        "value_12m": average(sums["value_12m"], customers, to.currency) if told else None,
    }


def _run(run: Run, to: Reader) -> Answer:
    row = run.row
    return {
        "as_of_date": row["as_of_date"].isoformat(),
        "customers": row["customers"],
        "expected_purchases_90d": row["expected_purchases_90d"],
        "value_12m": money(row["value_12m"], to.currency) if to.may_see(row["basis"]) else None,
        "basis": row["basis"],
        "method": row["method"],
    }


def _calibration(told: Mapping[str, Any] | None, to: Reader, *, money_shown: bool) -> Answer | None:
    if told is None:
        return None
    return {
        "known_until": (_EPOCH + timedelta(days=told["until"])).isoformat(),
        "window_days": told["window"],
        "customers": told["customers"],
        "errors": [
            {
                "method": method,
                "purchases": accuracy["purchases"],
                "value": _in_money(accuracy["value"], to.currency) if money_shown else None,
            }
            for method, accuracy in told["accuracy"].items()
        ],
        "interval": told["coverage"],
        "ranking": told["ranking"],
    }


def _in_money(errors: Mapping[str, Any], currency: str) -> Answer:
    amounts = {name: money(Decimal(repr(value)), currency) for name, value in errors.items() if name != "correlation"}
    return {**amounts, "correlation": errors["correlation"]}


def explanation(run: Run) -> list[str]:
    """How it was made, in sentences; amounts are left out, because not everybody may see margin."""
    summary, window = run.summary, run.summary["window_days"]
    fitted = summary["fitted"]
    if fitted is None:
        cohorts = f"customers of the same month of first order did per day in the last {window} days"
        sentences = [f"Each customer is told by what {cohorts}."]
    else:
        sentences = [*_purchases(fitted["purchases"]), *_spend(fitted["spend"], summary)]
    if run.row["method"] == "models_with_last_window":
        sentences.append(
            f"Whoever has been a customer for {window} days is told by the mean of this and of their own last {window}"
            " days, which was nearer to what came."
        )
    sentences.append(f"Later value is discounted by {summary['discount']:.1%} a month.")
    if summary["calibration"]:
        sentences.append(f"The same method was compared with {window} days of the shop's own past.")
    return sentences


def _purchases(fitted: Mapping[str, float]) -> list[str]:
    r, alpha, a, b = (fitted[name] for name in ("r", "alpha", "a", "b"))
    leaving = a / (a + b)
    left = f"{leaving:.1%} of them leave" if leaving >= _LEAST_LEAVING else "hardly anybody leaves"
    active = f"While customers are active, they purchase once in {alpha / r:.0f} days in the mean"
    differ = f"their rates differ with a coefficient of variation of {r**-0.5:.2f} (r {r:.4g}, alpha {alpha:.4g} days)"
    return [f"{active}; {differ}.", f"After each purchase {left} for good, in the mean (a {a:.4g}, b {b:.4g})."]


def _spend(fitted: Mapping[str, float] | None, summary: Mapping[str, Any]) -> list[str]:
    if fitted is None:
        return ["No model fits what a purchase day brings: the mean of all customers stands for it."]
    p, q, nothing = fitted["p"], fitted["q"], summary["without_value"]
    differ = f"differs with a coefficient of variation of {p**-0.5:.2f} (p {p:.4g}, q {q:.4g})"
    on_whom = f"fitted on the {summary['repeaters']} customers who came again"
    left_out = f"{nothing} of these brought nothing, or a loss: they are left out, and count as worth nothing so far."
    return [f"What a customer's purchase days bring {differ}; {on_whom}.", *([left_out] if nothing else [])]
