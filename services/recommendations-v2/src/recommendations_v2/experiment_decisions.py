"""What to do about an experiment, in plain words: ship, roll back, keep running, or that it is unhealthy. Pure.

One error in twenty may be made however often anybody looks: four parts of it are spent on the conversion, which
decides, and one on the margin, which guards. Neither is asked before the experiment has run its least days and enough
people have bought; a sample whose arms are not as large as they were meant to be says nothing at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from recommendations_v2.experiment_figures import ArmFigures, Compared
from recommendations_v2.experiments import PLANNED, STOPPED, Experiment
from recommendations_v2.statistics_power import Left

ALPHA = 0.04  # of a false verdict by the conversion, over all looks
GUARD_ALPHA = 0.01  # of one by the margin
OTHER_ALPHA = 0.05  # of what decides nothing
SAMPLE_RATIO_P = 0.001  # below it the arms' sizes are no accident: the field's custom, GrowthBook's too
MOST_CROSSED = 0.10  # of people in two arms: visitors who sign in are some; more and the difference is diluted away
LEAST_BUYERS = 30  # in each arm: below that a mean is nowhere near normal
SUSPICIOUS_LIFT = 0.50  # more than that is a fault of the measurement more often than a success: GrowthBook's default

_LEAST_CHANCE = 1e-9  # no more is to be said of a chance

VerdictName = Literal["ship", "roll_back", "keep_running", "unhealthy", "not_started", "ended"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do: `why` is a code, `words` a sentence or two for people, `arm` what is shipped."""

    name: VerdictName
    why: str
    words: str
    arm: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a verdict is made of. `primary` and `guard` hold each other arm against the control."""

    experiment: Experiment
    days: int
    arms: Sequence[ArmFigures]
    sample_ratio_p: float | None
    primary: Sequence[Compared]
    guard: Sequence[Compared]
    needed: int | None  # people of an arm
    left: Left | None


def alpha_of(whole: float, arms: int) -> float:
    """What one of several arms may err by, so that all together err by the whole."""
    return whole / max(1, arms - 1)


def decide(seen: Seen) -> Verdict:
    """The verdict."""
    one = seen.experiment
    if one.state == PLANNED:
        return Verdict("not_started", "not_started", "It has not begun.")
    if one.state == STOPPED:
        return Verdict("ended", str(one.decision), f"It has ended: {_ENDED[str(one.decision)]}.", one.shipped_arm)
    return _unhealthy(seen) or _too_early(seen) or _told(seen) or _going_on(seen)


def _unhealthy(seen: Seen) -> Verdict | None:
    people, crossed = sum(arm.people for arm in seen.arms), sum(arm.crossed for arm in seen.arms)
    if seen.sample_ratio_p is not None and seen.sample_ratio_p < SAMPLE_RATIO_P:
        sizes = ", ".join(f"{arm.arm} {arm.people:,}" for arm in seen.arms)
        words = (
            f"The arms are not as large as their weights say ({sizes}; by chance so once in"
            f" {_once_in(seen.sample_ratio_p)}): something else than chance decides who is counted."
            " Nothing can be compared until that is found."
        )
        return Verdict("unhealthy", "sample_ratio", words)
    if people and crossed / people > MOST_CROSSED:
        words = (
            f"{crossed:,} of {people:,} people were in two arms: what is left of a difference cannot be told."
            " Send the visitor's id along with the customer's, or look why they change."
        )
        return Verdict("unhealthy", "crossed", words)
    return None


def _too_early(seen: Seen) -> Verdict | None:
    one = seen.experiment
    if not all(arm.matured for arm in seen.arms):
        words = f"Nobody has had the {one.window_days} days yet in which a purchase counts, in one arm or more."
        return Verdict("keep_running", "nobody_matured", f"Keep running. {words}{_wait(seen)}")
    if seen.days < one.least_days:
        words = (
            f"It has run for {seen.days} of {one.least_days} days: weekdays differ, and what is new draws for a while."
        )
        return Verdict("keep_running", "least_days", f"Keep running. {words}{_wait(seen)}")
    least = min(arm.buyers for arm in seen.arms)
    if least < LEAST_BUYERS:
        words = (
            f"{least} people have bought in the smallest arm, and {LEAST_BUYERS} are needed before a mean says much."
        )
        return Verdict("keep_running", "few_buyers", f"Keep running. {words}{_wait(seen)}")
    return None


def _told(seen: Seen) -> Verdict | None:
    guards = {each.arm: each for each in seen.guard}
    harmful = {each.arm for each in (*seen.primary, *seen.guard) if each.is_lower}
    better = [each for each in seen.primary if each.is_higher and each.arm not in harmful]
    if better:
        best = max(better, key=_lift)
        guard = guards.get(best.arm)
        margin = (
            "the margin per person cannot be told"
            if guard is None or guard.p_value is None
            else "the margin per person is not told to be lower"
        )
        words = f"Ship {best.arm}: {_says(best, seen)}, and {margin}.{_doubt(best)}"
        return Verdict("ship", "better", words, best.arm)
    if harmful == {each.arm for each in seen.primary}:
        worse = [each for each in (*seen.primary, *seen.guard) if each.is_lower]
        told = "; ".join(_says(each, seen) for each in worse)
        why = "worse" if any(each.metric == "conversion" for each in worse) else "margin_is_lower"
        return Verdict("roll_back", why, f"Roll back: {told}.", seen.experiment.control.name)
    return None


def _going_on(seen: Seen) -> Verdict:
    matured = min(arm.matured for arm in seen.arms)
    expected = f"{seen.experiment.expected_lift:.0%}".replace("%", " %")
    if seen.needed is not None and matured >= seen.needed:
        told = "; ".join(_says(each, seen) for each in seen.primary)
        words = f"As many people as find {expected} in four of five cases have been seen, and nothing is told: {told}."
        return Verdict(
            "keep_running", "enough_seen", f"{words} Go on for a smaller difference, or end it as no difference."
        )
    words = f"Nothing is told yet, which says neither yes nor no.{_wait(seen)}"
    return Verdict("keep_running", "too_few_people", f"Keep running. {words}")


def _wait(seen: Seen) -> str:
    if seen.needed is None or seen.left is None:
        return ""
    lift = f"{seen.experiment.expected_lift:.0%}".replace("%", " %")
    people = (
        f" {seen.left.subjects:,} more people are needed to find {lift} in four of five cases ({seen.needed:,} an arm)"
    )
    if seen.left.days is None:
        return f"{people}, and nobody comes."
    return f"{people}: about {max(seen.left.days, seen.experiment.least_days - seen.days):,} days as they come now."


def _says(each: Compared, seen: Seen) -> str:
    control = seen.experiment.control.name
    sure = f"{1 - each.alpha:.0%}".replace("%", " %")
    people = f"after {sum(arm.matured for arm in seen.arms):,} people and {seen.days} days"
    if each.lift is None or each.interval is None:
        told = "higher than" if each.is_higher else "lower than" if each.is_lower else "not told apart from"
        return f"{_NAMES[each.metric]} of {each.arm} is {told} that of {control} (with {sure}, {people})"
    ends = f"{_percent(each.interval.low)} to {_percent(each.interval.high)}"
    lift = _percent(each.lift)
    return f"{_NAMES[each.metric]} of {each.arm} is {lift} against {control} ({ends} with {sure}, {people})"


def _doubt(best: Compared) -> str:
    if _lift(best) <= SUSPICIOUS_LIFT:
        return ""
    return " So much is a fault of the measurement more often than a success: look twice."


def _lift(each: Compared) -> float:
    return each.lift if each.lift is not None else 0.0


def _percent(share: float) -> str:
    return f"{share * 100:+.1f} %"


def _once_in(chance: float) -> str:
    return f"{1 / max(chance, _LEAST_CHANCE):,.0f}"


_NAMES = {
    "conversion": "conversion",
    "revenue_per_visitor": "revenue per person",
    "margin_per_visitor": "margin per person",
    "average_order_value": "average order value",
    "attach_rate": "attach rate",
}
_ENDED = {
    "ship": "it was shipped",
    "roll_back": "it was rolled back",
    "no_difference": "it made no difference",
    "abandoned": "it was abandoned",
}
