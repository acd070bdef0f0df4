"""Experiments on made shops: how often nothing is taken for something by daily looks, and how often +20 % is found.

Every run is a shop of its own: people who differ in how much they like to buy, amounts with a long tail, refunds and
costs. Each day the verdict is asked for as `/performance` asks: of people whose days are over, by what they had done
before, amounts cut at both ends. Beside it stands who reads Welch's p-value each day and stops below 5 %.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from math import sqrt

import numpy as np
import numpy.typing as npt

from recommendations_v2.assignment import Arm
from recommendations_v2.experiment_decisions import ALPHA
from recommendations_v2.experiment_figures import arm_figures
from recommendations_v2.experiment_judging import judged
from recommendations_v2.experiments import Entry, Experiment
from recommendations_v2.queries_performance import CUT
from recommendations_v2.statistics_arms import Sums, plain
from recommendations_v2.statistics_difference import absolute
from recommendations_v2.statistics_power import POWER, needed_always, needed_once, tuned

Floats = npt.NDArray[np.float64]
Tell = Callable[[str], None]

RUNS, DAYS, A_DAY = 2_000, 60, 300  # of A/A; two months of 300 people a day, both arms
PLANTED_RUNS = 400  # a share of 80 % is told to two points by them
BASE_RATE, PLANTED = 0.03, 0.20
MOST_FALSE, LEAST_DAYS = 0.05, 7
FINAL = frozenset({"ship", "roll_back"})
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
_ARMS = ("v1", "v2")


@dataclass(frozen=True, slots=True)
class People:
    """Who buys in the experiment or bought before it, by the day they joined; who does neither only counts."""

    joined: npt.NDArray[np.int64]  # people by day and arm
    day: npt.NDArray[np.int64]  # of each who buys
    arm: npt.NDArray[np.int64]
    net: Floats
    margin: Floats
    net_before: Floats
    margin_before: Floats
    bought: npt.NDArray[np.bool_]
    bought_before: npt.NDArray[np.bool_]


def people(chance: np.random.Generator, days: int, a_day: int, lift: float) -> People:
    """One shop: how much people like to buy differs (a gamma of shape 2), and shows before and after."""
    joined = chance.poisson(a_day / 2, (days, len(_ARMS)))
    day, arm = (np.repeat(place.ravel(), joined.ravel()) for place in np.indices(joined.shape))
    liking = chance.gamma(2, BASE_RATE / 2, len(day))
    bought = chance.random(len(day)) < np.minimum(0.95, liking * np.where(arm == 1, 1 + lift, 1))
    before = chance.random(len(day)) < np.minimum(0.95, 4 * liking)  # four weeks, not one
    active = bought | before
    day, arm, bought, before = day[active], arm[active], bought[active], before[active]
    net, margin = _amounts(chance, bought)
    net_before, margin_before = _amounts(chance, before)
    return People(joined, day, arm, net, margin, net_before, margin_before, bought, before)


def _amounts(chance: np.random.Generator, bought: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Around 30, one in a hundred twenty times that; of one in twelve all comes back; margins of a fifth to a half."""
    size = len(bought)
    net = chance.lognormal(3.2, 0.8, size) * np.where(chance.random(size) < 0.01, 20, 1)
    back = chance.random(size) < 1 / 12
    margin = net * chance.uniform(0.2, 0.5, size)
    return np.where(bought & ~back, net, 0.0), np.where(bought, np.where(back, -2.0, margin), 0.0)  # sent back: postage


def _cut(amounts: Floats) -> tuple[float, float]:
    told = np.sort(amounts[amounts != 0])
    if not len(told):
        return 0.0, 0.0
    cut = int(CUT * len(told))
    return min(0.0, float(told[cut])), max(0.0, float(told[-1 - cut]))


def rows(shop: People, until: int) -> list[dict[str, object]]:
    """What `experiment_sums` answers of those who joined before a day."""
    within = shop.day < until
    net_low, net_high = _cut(shop.net[within])
    margin_low, margin_high = _cut(shop.margin[within])
    found: list[dict[str, object]] = []
    for arm, name in enumerate(_ARMS):
        mine = within & (shop.arm == arm)
        joined = int(shop.joined[:until, arm].sum())
        bought, before = shop.bought[mine], shop.bought_before[mine]
        net, x_net = (np.clip(each[mine], net_low, net_high) for each in (shop.net, shop.net_before))
        margin, x_margin = (np.clip(each[mine], margin_low, margin_high) for each in (shop.margin, shop.margin_before))
        buyers, sold = int(bought.sum()), float(shop.net[mine].sum())
        found.append(
            {
                "arm": name, "people": joined, "crossed": 0, "matured": joined, "buyers": buyers, "costed": buyers,
                "x_buyers": int(before.sum()), "buyers_x": int((bought & before).sum()),
                "net": net.sum(), "net_squares": net @ net, "x_net": x_net.sum(), "x_net_squares": x_net @ x_net,
                "net_x": net @ x_net, "margin": margin.sum(), "margin_squares": margin @ margin,
                "x_margin": x_margin.sum(), "x_margin_squares": x_margin @ x_margin, "margin_x": margin @ x_margin,
                "sold": sold, "sold_squares": float(shop.net[mine] @ shop.net[mine]), "sold_orders": sold,
                "attached": 0, "attached_squares": 0, "attached_orders": 0, "orders": buyers, "orders_squares": buyers,
            }
        )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended: the first verdict, after how many people; whether who looks naively had stopped."""

    verdict: str
    people: int
    naive: bool
    unhealthy: bool


def run(shop: People, experiment: Experiment) -> Ended:
    """Ask every day until there is a verdict; the naive one looks at all days."""
    verdict, seen, naive, unhealthy = "keep_running", 0, False, False
    for until in range(LEAST_DAYS, len(shop.joined) + 1):
        arms = arm_figures(_ARMS, rows(shop, until))
        if verdict not in FINAL:
            seen = sum(arm.matured for arm in arms)
            verdict = judged(experiment, arms, until, None, [], may_see_margin=True).verdict.name
            unhealthy = unhealthy or verdict == "unhealthy"
        if not naive:
            control, other = (plain(Sums(arm.matured, arm.buyers, arm.buyers)) for arm in arms)
            naive = absolute(control, other).once_p() < MOST_FALSE
        if verdict in FINAL and naive:
            break
    return Ended(verdict, seen, naive=naive, unhealthy=unhealthy)


def experiment_of(planned: int) -> Experiment:
    """As it is when it begins, tuned for its size."""
    arms = tuple(Arm(name, 0.5, "v2" if name == "v2" else "v1") for name in _ARMS)
    return Experiment(
        experiment_id="made", name="made", surfaces=("home",), arms=arms, state="running", least_days=LEAST_DAYS,
        expected_lift=PLANTED, tuned_for=tuned(planned), started_at=_BEGAN,
        history=(Entry("planned", 1.0, "bench", _BEGAN),),
    )  # fmt: skip


def measure(tell: Tell, runs: int = RUNS, planted_runs: int = PLANTED_RUNS) -> list[str]:
    """Tell the figures; answers what of the promises is broken."""
    began, wrong = time.process_time(), []
    planned = needed_always(BASE_RATE, PLANTED, ALPHA)
    experiment = experiment_of(planned)
    chance = np.random.default_rng(20261122)
    same = [run(people(chance, DAYS, A_DAY, 0.0), experiment) for _ in range(runs)]
    false = sum(each.verdict in FINAL for each in same) / runs
    unhealthy = sum(each.unhealthy for each in same) / runs
    naive = sum(each.naive for each in same) / runs
    looks = DAYS - LEAST_DAYS + 1
    tell(f"A/A: {runs:,} shops, {A_DAY} people a day, {BASE_RATE:.0%} buy, {looks} looks each")
    tell(f"  false verdicts                        {false:7.2%}   promised at most {MOST_FALSE:.0%}")
    tell(f"  beside it, Welch's p < 5 % every day  {naive:7.2%}")
    tell(f"  told to be unhealthy on some day      {unhealthy:7.2%}")
    if false > MOST_FALSE:
        wrong.append(f"{false:.2%} false verdicts of A/A, more than {MOST_FALSE:.0%}")
    wrong += _planted(tell, chance, experiment, planned, planted_runs)
    tell(f"{time.process_time() - began:.0f} s of CPU, load {os.getloadavg()[0]:.1f}")
    return wrong


def _planted(tell: Tell, chance: np.random.Generator, experiment: Experiment, planned: int, runs: int) -> list[str]:
    a_day = -(-2 * planned // DAYS)
    ended = [run(people(chance, DAYS, a_day, PLANTED), experiment) for _ in range(runs)]
    found = sum(each.verdict == "ship" for each in ended) / runs
    harm = sum(each.verdict == "roll_back" for each in ended)
    half = np.median([each.people for each in ended if each.verdict == "ship"]) / 2
    error = 1.96 * sqrt(found * (1 - found) / runs)
    once = needed_once(BASE_RATE, PLANTED, MOST_FALSE)
    tell(f"+20 % planted: {runs} shops of {planned:,} people an arm, looked at every day")
    tell(f"  shipped                               {found:7.2%} ± {error:.1%}   power stated: {POWER:.0%}")
    tell(f"  half of them by                       {half:7,.0f} people an arm; {once:,} for who looks once, at the end")
    tell(f"  rolled back                           {harm:7d}")
    wrong = [] if found >= POWER - error else [f"+20 % found in {found:.1%}, not in {POWER:.0%}"]
    return wrong + ([f"{harm} of {runs} gains rolled back"] if harm > runs * MOST_FALSE else [])
