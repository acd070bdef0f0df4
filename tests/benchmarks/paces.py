"""Pace on the way to targets of four weeks, of two real shops: how much was due, and how likely it was to get there.

Of every day on which a target of four weeks could have begun, after 3, 10, 17 and 24 days: the profile is learnt
from the days before the target, the forecast made from the days before the day asked. Targets are the four weeks
before, and 10 % less and more. Nothing was tuned on these days; the forecast's own tuning days are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from revenue.day_profile import day_profile
from revenue.forecast_days import DailySales
from revenue.forecast_engine import Outlook, look_ahead
from revenue.pace import chance
from tests.benchmarks import forecasts

DAYS = 28
AFTER = (3, 10, 17, 24)  # no whole weeks: after those every spread by weekdays says the same
TIMES = (0.9, 1.0, 1.1)
SURE = 0.9  # what is said with at least this probability, or at most one less it
_TUNED_DAYS = 182  # on which the forecast was tuned (`forecasts`)
_LEAST_RIGHT = 0.85  # promised of what is said to be sure: five points below what is said, as for intervals

Say = Callable[[str], None]


@dataclass(frozen=True)
class Case:
    """One target at one moment: the shares said to be due and really sold by then, the chance, and what came of it."""

    due: float
    evenly: float
    sold: float
    chance: float
    by_run_rate: bool
    reached: bool


def measure(say: Say) -> list[str]:
    """All shops whose data are here; answers which promises were broken."""
    wrong = _measure("Complete Journey (grocer)", forecasts.grocer(), say)
    if forecasts.UCI.exists():
        wrong += _measure("Online Retail, UCI (gifts)", forecasts.gifts(), say)
    else:
        say("the UCI shop is not beside the project: NOT measured")
    return wrong


def _measure(shop: str, days: DailySales, say: Say) -> list[str]:
    cases = list(_cases(days))
    due, evenly, sold = (np.array([getattr(case, name) for case in cases]) for name in ("due", "evenly", "sold"))
    told = np.array([case.chance for case in cases])
    reached = np.array([case.reached for case in cases], dtype=float)
    by_run_rate = np.array([case.by_run_rate for case in cases], dtype=float)
    ours, naive = float(np.abs(due - sold).mean()), float(np.abs(evenly - sold).mean())
    say(f"{shop}: {len(cases)} targets of {DAYS} days, each after {', '.join(map(str, AFTER))} days; overlapping")
    say(f"  share due by then: off by {ours:.4f} of the target on average, spread evenly over days {naive:.4f}")
    brier, crude = float(((told - reached) ** 2).mean()), float(((by_run_rate - reached) ** 2).mean())
    base = float(((reached.mean() - reached) ** 2).mean())
    say(f"  chance to reach it: Brier {brier:.3f}; run rate as yes or no {crude:.3f}; the share reached {base:.3f}")
    sure = (told >= SURE) | (told <= 1 - SURE)
    right = float(((told >= SURE) == (reached > 0))[sure].mean())
    say(f"  said to be sure (from {SURE:.0%}): {sure.mean():.3f} of all, right in {right:.3f}")
    wrong = []
    if ours > naive:
        wrong.append(f"{shop}: what was due is off by {ours:.4f}, spread evenly by {naive:.4f}")
    if brier > min(crude, base):
        wrong.append(f"{shop}: Brier {brier:.3f}, without a forecast {min(crude, base):.3f}")
    if right < _LEAST_RIGHT:
        wrong.append(f"{shop}: what was said to be sure was right in {right:.3f}, promised {_LEAST_RIGHT}")
    return wrong


def _cases(days: DailySales) -> Iterator[Case]:
    outlooks = {each.origin: each for each in look_ahead(days, compared=days.known - _TUNED_DAYS).past}
    for begin in range(_TUNED_DAYS, days.known - DAYS + 1):
        whole = days.net[begin : begin + DAYS].sum()
        profile = day_profile(days.first_day, days.net[:begin], days.events)
        weights = np.array(
            [
                profile.weight(days.first_day + timedelta(days=place), days.events[place])
                for place in range(begin, begin + DAYS)
            ]
        )
        for after in AFTER:
            outlook = outlooks.get(begin + after)
            if outlook is None or whole <= 0:
                continue
            due, sold = float(weights[:after].sum()) / float(weights.sum()), days.net[begin : begin + after].sum()
            for times in TIMES:
                target = times * days.net[begin - DAYS : begin].sum()
                yield Case(
                    due=float(due),
                    evenly=after / DAYS,
                    sold=float(sold / whole),
                    chance=chance(float(target - sold), _left(outlook, DAYS - after)),
                    by_run_rate=bool(sold / (after / DAYS) >= target),
                    reached=bool(whole >= target),
                )


def _left(outlook: Outlook, days: int) -> tuple[float, ...]:
    """The quantiles of the days that are left together, as the answer's reader makes them of a forecast's rows."""
    low_95, low_80, high_80, high_95 = (float(value) for value in outlook.sums[days - 1])
    mean = float(outlook.mean[:days].sum())
    return low_95, low_80, min(max(mean, low_80), high_80), high_80, high_95
