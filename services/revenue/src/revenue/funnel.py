"""From visits by what they did to the closed funnel: steps, rates, what fell, mix and rate. No table is read here.

A visit counts at a step when it did that step and all earlier ones, in whatever order: browsers send events in batches,
by clocks that err, so that moments within a visit decide nothing. A purchase in a visit that never saw a product is
none of the funnel's; `visits_that_did` counts it all the same, and the orders' reconciliation names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from revenue.breakdown import wilson

By = Literal["device", "channel", "landing_page", "new_returning"]
Step = Literal["session", "product_view", "add_to_cart", "checkout", "purchase"]
STEPS: tuple[Step, ...] = ("session", "product_view", "add_to_cart", "checkout", "purchase")
DEFINITIONS: Mapping[str, str] = {
    "session": "Visits of people: events of one session id; a visit belongs to the shop day of the first of them.",
    "sessions": "Visits that did this step and all earlier ones, in whatever order.",
    "visits_that_did": "Visits that did this step, whatever else they did.",
    "of_all": "sessions of a step / all sessions, with Wilson's interval of 95 %.",
    "of_previous": "sessions of a step / those of the step before, with Wilson's interval of 95 %.",
    "mix": "Sum over the groups of the change of their share, times how far their rate lies from the overall one.",
    "rate": "Sum over the groups of the change of their rate, times their mean share; mix + rate is the whole change.",
    "order_value": "What orders came to in the ledger when they were placed, before tax and refunds.",
}
FEWEST_SESSIONS = 30  # a rate of fewer says more about chance than about the shop
_TESTED = 4  # steps that may have fallen: each is held to a quarter of 5 %, so that chance alone names one in 20
_Z_OF_TESTED = 2.497705474412  # the two-sided point of the normal distribution for 5 % / 4
_PLACES = 10**9  # parts are told to nine places, so that they add up to the last digit
_FEWEST_MISSED = 3  # visits of a later step that show that an earlier one was not reported: two may have skipped it

Flags = tuple[bool, bool, bool, bool]  # saw a product, put one in the cart, began the checkout, bought


@dataclass(frozen=True, slots=True)
class Steps:
    """Visits at each step, the first of which is all of them: `closed` with all earlier ones, `did` whatever else."""

    closed: tuple[int, ...] = (0,) * len(STEPS)
    did: tuple[int, ...] = (0,) * len(STEPS)

    def __add__(self, other: Steps) -> Steps:
        return Steps(_sums(self.closed, other.closed), _sums(self.did, other.did))


def _sums(ours: Sequence[int], theirs: Sequence[int]) -> tuple[int, ...]:
    """Written out: a shop with thousands of landing pages adds ten thousand of these for an answer."""
    a, b, c, d, e = ours
    v, w, x, y, z = theirs
    return a + v, b + w, c + x, d + y, e + z


def steps_of(flags: Flags, visits: int) -> Steps:
    """So many visits that did these things."""
    viewed, added, checked_out, bought = flags
    did = (visits, visits * viewed, visits * added, visits * checked_out, visits * bought)
    second = visits * (viewed and added)
    third = second * checked_out
    return Steps((visits, did[1], second, third, third * bought), did)


def total(several: Iterable[Steps]) -> Steps:
    return sum(several, start=Steps())


def counted_rate(part: int, whole: int) -> dict[str, Any] | None:
    """The contract's SessionRate; None where there is nothing to divide by."""
    bounds = wilson(part, whole)
    if bounds is None:
        return None
    value = part / whole  # which doubles may leave just outside of an interval that ends there
    interval = {"low": min(bounds[0], value), "high": max(bounds[1], value)}
    return {"value": value, "numerator": part, "denominator": whole, "interval": interval}


def told_steps(steps: Steps) -> list[dict[str, Any]]:
    """The contract's FunnelStep for each step."""
    told = []
    for place, step in enumerate(STEPS):
        before = steps.closed[place - 1] if place else 0
        rates = {"of_all": counted_rate(steps.closed[place], steps.closed[0]) if place else None}
        rates["of_previous"] = counted_rate(steps.closed[place], before) if place else None
        reason = "no_sessions" if place else "first_step"
        reasons = {name: reason for name, rate in rates.items() if rate is None}
        if place and steps.closed[0] and not before:
            reasons["of_previous"] = "no_sessions_at_step_before"
        counts = {"step": step, "sessions": steps.closed[place], "visits_that_did": steps.did[place]}
        told.append({**counts, **rates, "reasons": reasons})
    return told


@dataclass(frozen=True, slots=True)
class Rate:
    """The visits of one step over those of an earlier one, now and before; steps by their places."""

    step: int
    over: int

    def of(self, steps: Steps) -> Fraction | None:
        whole = steps.closed[self.over]
        return Fraction(steps.closed[self.step], whole) if whole else None


CONVERSION = Rate(len(STEPS) - 1, 0)


def fell_most(now: Steps, before: Steps) -> tuple[Rate | None, str]:
    """The step whose rate over the step before fell by the greatest part, beyond chance; else None, and why.

    A fall is beyond chance when Newcombe's interval of the difference, of 5 % over the four steps, lies below zero.
    Source: R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics in
    Medicine 17 (1998), method 10.
    """
    if min(now.closed[0], before.closed[0]) < FEWEST_SESSIONS:
        return None, "too_few_sessions"
    fallen: list[tuple[Fraction, int]] = []
    for step in range(1, _TESTED + 1):
        rate = Rate(step, step - 1)
        here, there = rate.of(now), rate.of(before)
        if here is None or there is None or here >= there:
            continue
        if _highest_difference(now, before, step) < 0:
            fallen.append((here / there, step))
    if not fallen:
        return None, "within_chance"
    step = min(fallen)[1]
    return Rate(step, step - 1), ""


def _highest_difference(now: Steps, before: Steps, step: int) -> float:
    part, whole = now.closed[step], now.closed[step - 1]
    part_before, whole_before = before.closed[step], before.closed[step - 1]
    high = (wilson(part, whole, _Z_OF_TESTED) or (0.0, 1.0))[1]
    low_before = (wilson(part_before, whole_before, _Z_OF_TESTED) or (0.0, 1.0))[0]
    here, there = part / whole, part_before / whole_before
    return float(here - there + ((high - here) ** 2 + (there - low_before) ** 2) ** 0.5)


@dataclass(frozen=True, slots=True)
class Effects:
    """What a group did to a rate: by its share of the visits, and by its own rate. In billionths, which add up."""

    mix: int
    rate: int


@dataclass(frozen=True, slots=True)
class Change:
    """How a rate changed, and what each group did to that; the effects add up to the change, to the last digit."""

    of: Rate
    now: Fraction
    before: Fraction
    effects: Mapping[str | None, Effects]

    @property
    def mix(self) -> int:
        return sum(each.mix for each in self.effects.values())

    @property
    def rate(self) -> int:
        return sum(each.rate for each in self.effects.values())

    @property
    def change(self) -> int:
        return self.mix + self.rate


def decomposed(of: Rate, now: Mapping[str | None, Steps], before: Mapping[str | None, Steps]) -> Change | None:
    """A change told apart into mix and rate, exactly; None where one of the two periods has no such rate.

    With shares w and rates r of the groups, and R the whole rate, mix is dw (r - R) and rate is dr w, each with the
    mean of both periods in the place of what does not change: their sum over the groups is the change. A group that was
    not there before, or is not now, has one rate: all it did is mix.
    """
    whole_now, whole_before = total(now.values()), total(before.values())
    rate_now, rate_before = of.of(whole_now), of.of(whole_before)
    if rate_now is None or rate_before is None:
        return None
    exact: list[tuple[str | None, str, Fraction]] = []
    middle = (rate_now + rate_before) / 2
    for key in dict.fromkeys((*now, *before)):
        here, there = now.get(key, Steps()), before.get(key, Steps())
        rate, earlier = of.of(here), of.of(there)
        if rate is None:
            rate = earlier
        if earlier is None:
            earlier = rate
        if rate is None or earlier is None:
            continue
        share = Fraction(here.closed[of.over], whole_now.closed[of.over])
        share_before = Fraction(there.closed[of.over], whole_before.closed[of.over])
        exact.append((key, "mix", (share - share_before) * ((rate + earlier) / 2 - middle)))
        exact.append((key, "rate", (rate - earlier) * (share + share_before) / 2))
    parts = _rounded([part for *_, part in exact], rate_now - rate_before)
    found: dict[tuple[str | None, str], int] = {
        (key, kind): part for (key, kind, _), part in zip(exact, parts, strict=True)
    }
    keys = dict.fromkeys(key for key, *_ in exact)
    effects = {key: Effects(found[key, "mix"], found[key, "rate"]) for key in keys}
    return Change(of, rate_now, rate_before, effects)


def _rounded(parts: Sequence[Fraction], whole: Fraction) -> list[int]:
    """Each part in billionths, so that they add up to the whole in billionths: the greatest remainders are raised."""
    scaled = [part * _PLACES for part in parts]
    floors = [part.numerator // part.denominator for part in scaled]
    missing = round(whole * _PLACES) - sum(floors)
    order = sorted(range(len(parts)), key=lambda place: (floors[place] - scaled[place], place))
    for place in order[:missing]:
        floors[place] += 1
    return floors


def told_change(change: Change) -> dict[str, Any]:
    """The contract's RateChange."""
    return {
        "step": STEPS[change.of.step],
        "over": STEPS[change.of.over],
        "now": float(change.now),
        "before": float(change.before),
        "change": billionths(change.change),
        "mix": billionths(change.mix),
        "rate": billionths(change.rate),
    }


def billionths(number: int) -> float:
    """A number of billionths as JSON has it: at most nine places, which a double tells apart below 1,000,000."""
    return number / _PLACES


def unreported(days: Mapping[Any, Steps]) -> dict[Step, list[Any]]:
    """Of each step the days on which no visit did it although some did a later one: its tag was broken or missing."""
    found: dict[Step, list[Any]] = {}
    for place in range(1, len(STEPS) - 1):
        silent = [
            day
            for day, steps in sorted(days.items())
            if not steps.did[place] and max(steps.did[place + 1 :]) >= _FEWEST_MISSED
        ]
        if silent:
            found[STEPS[place]] = silent
    return found
