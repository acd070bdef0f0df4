"""What exports brought: those who were exported beside the random hold-out that was not. Pure; docs/segments.md.

A customer is in one arm, from the first row that an export wrote of them for a group, and stays in it whatever follows
(intention to treat): who was to be sent counts as exported also where the target refused, because nobody knows whom it
would have refused of the others. What is compared is what each brought in the WINDOW_DAYS shop days after the day of
that row, of those whose days are over. Exports of different hold-out shares are compared each within itself, weighted
by the customers exported: pooled, a busy month with many held out would look like a harm.

The interval is Welch's (B. L. Welch, Biometrika 34, 1947), its degrees of freedom Satterthwaite's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, sqrt
from statistics import NormalDist
from typing import Literal

WINDOW_DAYS = 28  # four weeks: each weekday alike, and long enough for most campaigns
LEAST_CASES = 30  # in each arm: below that a mean of amounts is nowhere near normal
LEAST_IN_STRATUM = 10  # in each arm of one hold-out share: fewer have no spread worth weighting
LEAST_EFFECT = 0.10  # of the hold-out's mean: what experiments of this kind are usually planned to find
CONFIDENCE, POWER = 0.95, 0.80  # the field's custom
JOINING_DAYS = 28  # that say how many customers join a day

_Z_CONFIDENCE = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
_Z_POWER = NormalDist().inv_cdf(POWER)

Verdict = Literal["higher", "lower", "no_difference_told"]

FORMULAS: Mapping[str, str] = {
    "lift": (
        f"Mean of the exported - mean of the held out, of what each customer brought in the {WINDOW_DAYS} shop days"
        " after the day of the export, of customers whose days are over. Of exports with different hold-out shares the"
        " differences are weighted by the customers exported. Interval of 95 % (Welch): difference +- t x sqrt(variance"
        " exported / exported + variance held out / held out)."
    ),
    "customers_left": (
        "needed - held out so far; needed = held out x ((1.96 + 0.84) x standard error / (0.10 x mean of the held"
        " out))^2: as many held out customers as find a difference of a tenth in four of five cases (power 80 %, 95 %"
        " two-sided)."
    ),
    "days_left": (
        f"Until the last one needed has had {WINDOW_DAYS} days; those who have not joined yet come as fast as in the"
        f" {JOINING_DAYS} days before."
    ),
}


@dataclass(frozen=True, slots=True)
class Arm:
    """Customers of one arm and what they brought: its sum, and the sum of its squares."""

    customers: int
    total: float
    squares: float

    @property
    def mean(self) -> float:
        """Of a customer; of nobody 0."""
        return self.total / self.customers if self.customers else 0.0

    @property
    def variance(self) -> float:
        """Of the sample; never below 0, which subtracting large squares can make it."""
        return max(0.0, self.squares - self.customers * self.mean**2) / (self.customers - 1)


@dataclass(frozen=True, slots=True)
class Stratum:
    """The exports of one hold-out share: among them chance alone says who is in which arm."""

    exported: Arm
    held_out: Arm

    @property
    def is_told(self) -> bool:
        """Whether both arms have enough customers to be compared."""
        return min(self.exported.customers, self.held_out.customers) >= LEAST_IN_STRATUM


@dataclass(frozen=True, slots=True)
class Lift:
    """Exported against held out, per customer. `error` is the standard error of the difference."""

    exported: float
    held_out: float
    exported_customers: int
    held_out_customers: int
    error: float
    freedom: float

    @property
    def difference(self) -> float:
        return self.exported - self.held_out

    @property
    def half_width(self) -> float:
        """Of the interval of 95 %."""
        return t_quantile((1 + CONFIDENCE) / 2, self.freedom) * self.error

    @property
    def verdict(self) -> Verdict:
        """What the interval says once it may be asked: looked at again and again it says yes too often."""
        if abs(self.difference) <= self.half_width:
            return "no_difference_told"
        return "higher" if self.difference > 0 else "lower"

    @property
    def least_told(self) -> float | None:
        """The smallest difference, as a share of the hold-out's mean, that so many find; None where that is nothing."""
        return (_Z_CONFIDENCE + _Z_POWER) * self.error / self.held_out if self.held_out > 0 else None

    @property
    def needed(self) -> int | None:
        """Held out customers that find a difference of LEAST_EFFECT; None where they brought nothing.

        The squared error shrinks as customers grow, their shares kept.
        """
        least = self.least_told
        return None if least is None else max(LEAST_CASES, ceil(self.held_out_customers * (least / LEAST_EFFECT) ** 2))


def lift(strata: Sequence[Stratum]) -> Lift | None:
    """The lift of all strata that can be told; None with fewer than LEAST_CASES in either arm."""
    told = [each for each in strata if each.is_told]
    exported = sum(each.exported.customers for each in told)
    held_out = sum(each.held_out.customers for each in told)
    if min(exported, held_out) < LEAST_CASES:
        return None
    shares = [(each, each.exported.customers / exported) for each in told]
    parts = [
        (share**2 * arm.variance / arm.customers, arm.customers - 1)
        for each, share in shares
        for arm in (each.exported, each.held_out)
    ]
    squared = sum(part for part, _ in parts)
    spread = sum(part**2 / freedom for part, freedom in parts)
    return Lift(
        exported=sum(share * each.exported.mean for each, share in shares),
        held_out=sum(share * each.held_out.mean for each, share in shares),
        exported_customers=exported,
        held_out_customers=held_out,
        error=sqrt(squared),
        freedom=squared**2 / spread if spread else float(exported + held_out - 2),
    )


@dataclass(frozen=True, slots=True)
class Left:
    """What is left until a lift can be told: held out customers to join, and days; None with its reason."""

    customers: int
    days: int | None
    reason: str | None = None


def left(needed: int, held_out: int, joining: Sequence[tuple[date, int]], today: date) -> Left:
    """What is left until `needed` held out customers have had their days.

    `held_out` have had them; `joining` are the days others joined and how many, of which JOINING_DAYS say the pace.
    """
    have = held_out
    if have >= needed:
        return Left(0, 0)
    for joined, customers in sorted(joining):
        have += customers
        if have >= needed:
            return Left(0, max(0, (joined + timedelta(days=WINDOW_DAYS + 1) - today).days))
    since = today - timedelta(days=JOINING_DAYS)
    pace = sum(customers for joined, customers in joining if joined >= since) / JOINING_DAYS
    missing = needed - have
    if not pace:
        return Left(missing, None, "nobody_joins")
    return Left(missing, ceil(missing / pace) + WINDOW_DAYS)


def t_quantile(probability: float, freedom: float) -> float:
    """Student's quantile by its expansion around the normal one (Abramowitz and Stegun 26.7.5).

    Good to three places from 9 degrees of freedom on, which LEAST_IN_STRATUM sees to.
    """
    z = NormalDist().inv_cdf(probability)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, start=1))
