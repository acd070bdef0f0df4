"""Precision, recall and false share of alerts, and which of them may therefore be pushed. Pure.

The false share is alerts that did not come true over alerts scored; interventions count neither way. A class of alerts
(kind, and pace of the product) is pushed from the lowest probability at which its false share is at most the target,
measured on at least LEAST of them; with fewer by what is measured of the kind at this shop, and before that by what the
method's own measurements showed (`PRIOR`). While all that was pushed of late is wrong too often, a kind that nobody has
measured yet and that was wrong itself waits until it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Literal, cast

from inventory_alerts.alert import Pace
from inventory_alerts.kinds import Kind, Severity

LEAST = 20  # scored: with one of 20 wrong the share is just the target's 5 %; of fewer no share can be told from it
_Z = 1.959964  # two-sided 95 % of the normal distribution
_STEPS = 100  # of probability

Reason = Literal["measured", "measured_by_kind", "prior", "too_often_wrong", "not_promised"]

FACTS: frozenset[Kind] = frozenset({"stock_out", "dead_stock"})  # say what is so; being right on that is no forecast
PRIOR: frozenset[Kind] = frozenset(
    {"stock_out", "low_stock", "overstock", "dead_stock", "trending_up", "stock_count_problem"}
)
"""Kinds pushed before a shop's own alerts are scored: facts, and those that are promised to be false in at most 5 % on
a public grocer's demand (`python -m tests.benchmarks inventory`). A rise is false where chance explains it, which its
test holds at 5 %; that three of ten do not last is another matter, and those not forecast to last are watched. A
reorder that is due is told by the suggestion to order, and scored by the service level that it keeps. Seasons, falls
and silences are not among them: of those the shop's own outcomes have to say that they are right.
"""


@dataclass(frozen=True, slots=True)
class Count:
    """How many predictions of a sort came out in a way. `step` is the probability in hundredths; None without one."""

    kind: Kind
    pace: Pace
    severity: Severity
    was_pushed: bool
    outcome: str
    step: int | None
    recent: int
    ever: int
    lasted: bool | None = None  # of trends and silences; None of other kinds


@dataclass(frozen=True, slots=True)
class Score:
    """What some predictions came to; `missed` None where it cannot be seen."""

    came_true: int
    did_not: int
    interventions: int
    missed: int | None
    lasted: tuple[int, int] | None = None  # how many of how many; None of kinds that do not last or fail to

    @property
    def scored(self) -> int:
        """Came true or did not."""
        return self.came_true + self.did_not

    @property
    def false_share(self) -> float | None:
        """Did not come true, of those scored; None with too few."""
        return self.did_not / self.scored if self.scored >= LEAST else None

    @property
    def false_interval(self) -> tuple[float, float] | None:
        """Wilson's interval of the false share at 95 %; None with too few."""
        return wilson(self.did_not, self.scored) if self.scored >= LEAST else None


@dataclass(frozen=True, slots=True)
class Push:
    """From which probability alerts of a class are pushed (None: not at all), and why."""

    threshold: float | None
    reason: Reason


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Wilson's score interval (1927) of a share at 95 %."""
    share, square = hits / of, _Z * _Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _Z * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    # Without a hit, or with nothing else, the end is exact; the sum of floats only nearly.
    return (0.0 if hits == 0 else max(0.0, middle - half)), (1.0 if hits == of else min(1.0, middle + half))


def total(counts: Iterable[Count], *, recent: bool, sees_missed: bool) -> Score:
    """The score of some counts, of late or since ever."""
    sums = dict.fromkeys(("came_true", "did_not", "intervention", "missed"), 0)
    lasted, asked = 0, 0
    for count in counts:
        number = count.recent if recent else count.ever
        if count.outcome in sums:
            sums[count.outcome] += number
        if count.lasted is not None:
            lasted, asked = lasted + number * count.lasted, asked + number
    missed = sums["missed"] if sees_missed else None
    return Score(sums["came_true"], sums["did_not"], sums["intervention"], missed, (lasted, asked) if asked else None)


def push(counts: Iterable[Count], kind: Kind, pace: Pace, target: float) -> Push:
    """Whether alerts of a class that ask to act are pushed: by what is measured of the class at this shop, else of the
    whole kind, else by the prior.
    """
    known = list(counts)
    of_kind = [count for count in known if count.kind == kind and count.severity == "act"]
    own = [count for count in of_kind if count.pace == pace]
    reason: Reason = "measured"
    if total(own, recent=False, sees_missed=False).scored < LEAST:
        own, reason = of_kind, "measured_by_kind"
    few = total(own, recent=False, sees_missed=False)
    if few.scored < LEAST:
        if kind in PRIOR and few.did_not > target * few.scored and _wrong_together(known, target):
            return Push(None, "too_often_wrong")
        return Push(0.0, "prior") if kind in PRIOR else Push(None, "not_promised")
    for step in range(_STEPS + 1):
        above = [count for count in own if (count.step if count.step is not None else _STEPS) >= step]
        score = total(above, recent=False, sees_missed=False)
        if score.false_share is None:
            break
        if score.false_share <= target:
            return Push(step / _STEPS, reason)
    return Push(None, "too_often_wrong")


def _wrong_together(counts: Iterable[Count], target: float) -> bool:
    """Whether the forecasts pushed and scored of late, all kinds together, were wrong more often than allowed."""
    share = total(pushed(counts), recent=True, sees_missed=False).false_share
    return share is not None and share > target


def pushed(counts: Iterable[Count]) -> list[Count]:
    """What was pushed and could have turned out wrong: facts would only make the share look better."""
    return [count for count in counts if count.was_pushed and count.kind not in FACTS]


def count_of(row: Mapping[str, object]) -> Count:
    """A row of `outcome_counts`."""
    return Count(
        kind=cast("Kind", row["kind"]),
        pace=cast("Pace", row["pace"]),
        severity=cast("Severity", row["severity"]),
        was_pushed=bool(row["was_pushed"]),
        outcome=str(row["outcome"]),
        step=cast("int | None", row["step"]),
        recent=cast("int", row["recent"]),
        ever=cast("int", row["ever"]),
        lasted=cast("bool | None", row["lasted"]),
    )
