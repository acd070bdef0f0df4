"""What alerts and reorders were worth, by stated formulas: what was counted apart from what is estimated. Pure.

An alert about stock states the margin that is lost if nobody acts, and the probability that it is. Where goods arrived
before it could be seen, the expected loss (probability x margin) counts as avoided; its interval is that of a sum of
independent events, normal approximation. Where nobody acted and stock ran out, the margin stated was warned of in vain.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

_Z_80 = 1.2816  # of the normal distribution, two-sided 80 %
_Z_95 = 1.96  # two-sided 95 %
FORMULA = (
    "Sum over pushed alerts about stock that goods arrived for in time: stated probability x stated lost margin."
    " 80 % interval: +- 1.28 x sqrt(sum of p (1 - p) margin^2), never below 0."
)


@dataclass(frozen=True, slots=True)
class Told:
    """Pushed alerts of one outcome and one kind of money: how many, and what was at stake in all (shop currency)."""

    outcome: str  # came_true | did_not | intervention
    money_kind: str | None
    alerts: int
    without_money: int
    at_stake: float | None
    expected: float | None
    variance: float | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """An amount with its interval; None where no alert states one."""

    value: float | None
    low: float | None
    high: float | None


def counted(told: Iterable[Told], outcome: str) -> int:
    """How many alerts had an outcome."""
    return sum(each.alerts for each in told if each.outcome == outcome)


def why_unknown(told: Iterable[Told], outcome: str, none: str) -> str | None:
    """Why the lost margin of alerts that ended so is null or not the whole; None where it is the whole. `none`: there
    are none.
    """
    ended = [each for each in told if each.outcome == outcome and each.money_kind == "lost_margin"]
    alerts, without = (sum(getattr(each, name) for each in ended) for name in ("alerts", "without_money"))
    if not alerts:
        return none
    if not without:
        return None
    return "price_or_cost_unknown" if without == alerts else "some_prices_or_costs_unknown"


def avoided(told: Iterable[Told]) -> Estimate:
    """The margin that is expected to have been lost without the goods that arrived."""
    saved = [each for each in told if each.outcome == "intervention" and each.money_kind == "lost_margin"]
    known = [each for each in saved if each.expected is not None]
    if not known:
        return Estimate(None, None, None)
    value = sum(each.expected or 0.0 for each in known)
    spread = _Z_80 * sqrt(sum(each.variance or 0.0 for each in known))
    return Estimate(value, max(0.0, value - spread), value + spread)


def warned_of(told: Iterable[Told]) -> float | None:
    """The margin stated of stock that ran out all the same; None where no alert states one."""
    lost = [each.at_stake for each in told if each.outcome == "came_true" and each.money_kind == "lost_margin"]
    known = [amount for amount in lost if amount is not None]
    return sum(known) if known else None


def false_share(told: Iterable[Told]) -> tuple[float, float, float] | None:
    """The share of alerts that did not come true, with its Wilson interval; None without any that could be seen."""
    seen = list(told)
    wrong = counted(seen, "did_not")
    cases = wrong + counted(seen, "came_true")
    if not cases:
        return None
    share = wrong / cases
    centre = (share + _Z_95**2 / (2 * cases)) / (1 + _Z_95**2 / cases)
    half = _Z_95 * sqrt(share * (1 - share) / cases + _Z_95**2 / (4 * cases**2)) / (1 + _Z_95**2 / cases)
    return share, max(0.0, centre - half), min(1.0, centre + half)
