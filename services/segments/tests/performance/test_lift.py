"""Exported against held out: the difference, its interval, and how long until it can be told."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from statistics import fmean

import pytest
from scipy import stats

from segments.lift import LEAST_CASES, WINDOW_DAYS, Arm, Left, Lift, Stratum, left, lift, t_quantile

TODAY = date(2026, 3, 30)
CHANCE = random.Random(7)  # noqa: S311 - amounts, not secrets


def arm(amounts: Sequence[float]) -> Arm:
    return Arm(len(amounts), sum(amounts), sum(amount * amount for amount in amounts))


def spent(customers: int, mean: float) -> list[float]:
    """Two of three customers buy nothing, as in any shop."""
    return [CHANCE.expovariate(1 / (3 * mean)) if CHANCE.random() < 1 / 3 else 0.0 for _ in range(customers)]


def test_the_difference_and_its_interval_are_welchs() -> None:
    exported, held_out = spent(900, 12), spent(60, 10)

    found = lift([Stratum(arm(exported), arm(held_out))])

    assert found is not None
    welch = stats.ttest_ind(exported, held_out, equal_var=False)
    interval = welch.confidence_interval(0.95)
    assert found.difference == pytest.approx(fmean(exported) - fmean(held_out))
    assert found.freedom == pytest.approx(welch.df)
    assert found.difference - found.half_width == pytest.approx(interval.low, abs=1e-4)
    assert found.difference + found.half_width == pytest.approx(interval.high, abs=1e-4)


@pytest.mark.parametrize("freedom", [9, 12.5, 29, 200, 1e6])
def test_students_quantile_is_that_of_scipy(freedom: float) -> None:
    assert t_quantile(0.975, freedom) == pytest.approx(stats.t.ppf(0.975, freedom), abs=2e-4)


def test_a_busy_month_with_many_held_out_is_no_harm() -> None:
    # A tenth more in both months; but half were held out in December, when everybody buys four times as much.
    quiet = Stratum(arm([11.0, 9.0, 13.0] * 300), arm([10.0, 8.0, 12.0] * 20))
    december = Stratum(arm([44.0, 36.0, 52.0] * 100), arm([40.0, 32.0, 48.0] * 100))

    found = lift([quiet, december])

    assert found is not None
    assert found.difference == pytest.approx((900 * 1 + 300 * 4) / 1200)
    pooled = (11 * 900 + 44 * 300) / 1200 - (10 * 60 + 40 * 300) / 360
    assert pooled < 0 < found.difference


def test_a_share_with_hardly_anybody_held_out_is_left_aside() -> None:
    whole = Stratum(arm([1.0, 2.0] * 50), arm([1.0, 1.5] * 20))
    few = Stratum(arm([500.0] * 80), arm([1.0] * 9))

    assert lift([whole, few]) == lift([whole])


@pytest.mark.parametrize(("exported", "held_out"), [(1000, LEAST_CASES - 1), (LEAST_CASES - 1, 1000), (0, 0)])
def test_with_too_few_in_an_arm_nothing_is_told(exported: int, held_out: int) -> None:
    assert lift([Stratum(arm([1.0] * exported), arm([2.0] * held_out))]) is None


def test_a_planted_lift_is_found_four_times_of_five_with_as_many_as_are_needed() -> None:
    # The promise of `needed` itself: a difference of a tenth, 95 % two-sided, found with a probability of 80 %.
    chance, spread = random.Random(3), 6.53  # noqa: S311 - amounts, not secrets
    pilot = lift([Stratum(arm([10.0, 18.0, 2.0] * 200), arm([10.0, 18.0, 2.0] * 40))])
    assert pilot is not None
    assert pilot.needed is not None
    assert pilot.needed > LEAST_CASES

    found = 0
    for _ in range(300):
        exported = arm([chance.gauss(11, spread) for _ in range(pilot.needed * 5)])
        outcome = lift([Stratum(exported, arm([chance.gauss(10, spread) for _ in range(pilot.needed)]))])
        assert outcome is not None
        found += outcome.verdict == "higher"

    assert 0.73 <= found / 300 <= 0.87  # three standard errors of 300 experiments


def test_a_hold_out_that_bought_nothing_says_no_share() -> None:
    found = lift([Stratum(arm([0.0, 3.0] * 40), arm([0.0] * 40))])

    assert found is not None
    assert (found.least_told, found.needed) == (None, None)
    assert found.verdict == "higher"


def joined(days_ago: int, customers: int) -> tuple[date, int]:
    return TODAY - timedelta(days=days_ago), customers


def test_what_is_there_is_enough() -> None:
    assert left(100, 100, [joined(3, 50)], TODAY) == Left(0, 0)


def test_those_on_their_way_are_enough_when_the_last_one_needed_has_had_the_days() -> None:
    # 60 are over, 30 joined 20 days ago, 30 more 10 days ago: the hundredth joined 10 days ago.
    assert left(100, 60, [joined(10, 30), joined(20, 30)], TODAY) == Left(0, WINDOW_DAYS + 1 - 10)


def test_others_come_as_fast_as_they_came() -> None:
    # Two a day for four weeks: 56 on their way, 84 missing take 42 days to join and 28 to pass.
    coming = [joined(day, 2) for day in range(1, 29)]

    assert left(200, 60, coming, TODAY) == Left(84, 42 + WINDOW_DAYS)


def test_where_nobody_joins_no_day_can_be_named() -> None:
    assert left(200, 60, [joined(40, 100)], TODAY) == Left(40, None, "nobody_joins")


def test_a_verdict_follows_the_interval() -> None:
    def outcome(exported: float, held_out: float) -> str:
        return Lift(exported, held_out, 1000, 1000, error=1.0, freedom=1998).verdict

    assert (outcome(10, 8.0), outcome(8, 10.0), outcome(10, 8.1)) == ("higher", "lower", "no_difference_told")
