"""The arithmetic of experiments, against scipy and against what was published."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest
from scipy import stats
from scipy.stats import mstats

from recommendations_v2.statistics_arms import (
    RatioSums,
    Sums,
    adjusted,
    plain,
    ratio,
    theta,
    usual,
    winsor_bounds,
    winsorised,
)
from recommendations_v2.statistics_difference import absolute, boundary, relative
from recommendations_v2.statistics_health import best, sample_ratio_p
from recommendations_v2.statistics_power import Left, left, needed_always, needed_once, needed_seen, tuned
from recommendations_v2.statistics_tails import chi_square_above, student_quantile, student_two_sided

CHANCE = random.Random(7)  # noqa: S311 - amounts, not secrets


def spent(people: int, mean: float) -> list[float]:
    """Two of three buy nothing, as in any shop."""
    return [CHANCE.expovariate(1 / (3 * mean)) if CHANCE.random() < 1 / 3 else 0.0 for _ in range(people)]


def sums(after: Sequence[float], before: Sequence[float] | None = None) -> Sums:
    y, x = np.array(after), np.array(before if before is not None else np.zeros(len(after)))
    return Sums(len(y), *(float(part.sum()) for part in (y, y * y, x, x * x, x * y)))


def shares(people: int, buyers: int) -> Sums:
    return Sums(people, buyers, buyers)


@pytest.mark.parametrize("freedom", [1.5, 9, 29.3, 400, 1e6])
@pytest.mark.parametrize("t", [0.01, 0.7, 1.96, 4.2, 12.0])
def test_students_tail_and_quantile_are_scipys(t: float, freedom: float) -> None:
    tail = student_two_sided(t, freedom)

    assert tail == pytest.approx(2 * stats.t.sf(t, freedom), rel=1e-8, abs=1e-14)
    if freedom >= 9:
        assert student_quantile(1 - 0.005, freedom) == pytest.approx(stats.t.ppf(0.995, freedom), rel=1e-9)


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 7])
@pytest.mark.parametrize("value", [0.0, 0.4, 3.84, 10.8, 40.0])
def test_chi_squares_tail_is_scipys(value: float, freedom: int) -> None:
    assert chi_square_above(value, freedom) == pytest.approx(stats.chi2.sf(value, freedom), rel=1e-10)


def test_the_interval_for_one_look_is_welchs() -> None:
    control, other = spent(60, 10), spent(900, 12)

    found = absolute(plain(sums(control)), plain(sums(other)))

    welch = stats.ttest_ind(other, control, equal_var=False)
    interval, ours = welch.confidence_interval(0.95), found.once(0.05)
    assert found.freedom == pytest.approx(welch.df)
    assert found.once_p() == pytest.approx(welch.pvalue)
    assert (ours.low, ours.high) == pytest.approx((interval.low, interval.high))


def test_what_was_done_before_is_taken_off_as_a_regression_does() -> None:
    before = [spent(4_000, 10), spent(4_000, 10)]
    after = [[0.8 * old + CHANCE.gauss(5 + arm, 4) for old in before[arm]] for arm in (0, 1)]
    arms = [sums(after[arm], before[arm]) for arm in (0, 1)]

    slope, before_usually = theta(arms), usual(arms)
    found = absolute(*(adjusted(arm, slope, before_usually) for arm in arms))

    assert slope == pytest.approx(
        np.cov(np.concatenate(after), np.concatenate(before))[0, 1] / np.var(np.concatenate(before), ddof=1)
    )
    rest = [[new - slope * old for new, old in zip(after[arm], before[arm], strict=True)] for arm in (0, 1)]
    assert found.once_p() == pytest.approx(stats.ttest_ind(rest[1], rest[0], equal_var=False).pvalue)
    assert found.error < 0.6 * absolute(plain(arms[0]), plain(arms[1])).error  # that is what it is for


def test_a_ratios_spread_is_that_of_resampled_people() -> None:
    orders = np.random.default_rng(3).poisson(1.4, 3_000)
    amounts = orders * np.random.default_rng(4).gamma(3, 9, 3_000)
    parts = (amounts, amounts**2, orders, orders**2, amounts * orders)
    told = ratio(RatioSums(3_000, *(float(part.sum()) for part in parts)))

    picks = np.random.default_rng(5).integers(0, 3_000, (2_000, 3_000))
    resampled = amounts[picks].sum(axis=1) / orders[picks].sum(axis=1)
    assert told is not None
    assert told.mean == pytest.approx(amounts.sum() / orders.sum())
    assert told.squared_error**0.5 == pytest.approx(resampled.std(), rel=0.05)


def test_both_ends_are_cut_as_scipy_cuts_them() -> None:
    amounts = [*spent(500, 20), 9_000.0, -4_000.0, -12.0, -30.0, -8.0, -25.0]
    bought = [amount for amount in amounts if amount]

    cut = winsorised(bought, winsor_bounds(amounts, 0.02))

    assert cut == pytest.approx(list(mstats.winsorize(np.array(bought), limits=(0.02, 0.02))))
    assert -4_000 < min(cut) < 0 < max(cut) < 9_000
    assert winsor_bounds([0.0, 0.0], 0.02) == (0.0, 0.0)
    assert winsor_bounds([5.0, 6.0], 0.02)[0] == 0.0, "who bought nothing is not made a buyer"


def test_an_interval_for_every_look_tells_exactly_what_its_p_value_tells() -> None:
    for buyers in range(240, 480, 7):
        control, other = plain(shares(12_000, 360)), plain(shares(12_100, buyers))
        found = absolute(control, other)
        interval, share = found.always(0.04, 50_000), relative(control, other, boundary(found.subjects, 0.04, 50_000))
        assert share is not None
        assert interval.is_told == share.is_told == (found.always_p(0.04, 50_000) < 0.04)
        assert interval.high - interval.low > found.once(0.04).high - found.once(0.04).low
        assert share.low < other.mean / control.mean - 1 < share.high


def test_a_share_of_what_is_hardly_there_is_not_told() -> None:
    assert relative(plain(shares(900, 2)), plain(shares(900, 90)), 3.0) is None


def test_the_interval_for_every_look_is_tightest_where_it_is_tuned() -> None:
    standard_errors = [boundary(people, 0.05, 10_000) for people in (500, 2_500, 10_000, 60_000)]

    assert min(standard_errors) == standard_errors[2] == pytest.approx(3.035, abs=0.001)


def test_arms_as_large_as_meant_are_healthy_and_others_are_not() -> None:
    assert sample_ratio_p([12_000, 12_100], [0.5, 0.5]) == pytest.approx(stats.chisquare([12_000, 12_100]).pvalue)
    assert sample_ratio_p([12_000, 12_600], [0.5, 0.5]) < 0.001
    assert sample_ratio_p([500, 9_500], [0.05, 0.95]) == pytest.approx(1)
    told = stats.chisquare([310, 290, 400], [250, 250, 500]).pvalue
    assert sample_ratio_p([310, 290, 400], [0.25, 0.25, 0.5]) == pytest.approx(told)


def test_the_probability_to_be_the_best_is_that_of_drawing() -> None:
    two = [plain(shares(12_000, 1_200)), plain(shares(12_100, 1_452))]
    three = [plain(shares(900, 90)), plain(shares(900, 96)), plain(shares(900, 101))]

    drawn = np.random.default_rng(1).normal(
        [arm.mean for arm in three], [arm.squared_error**0.5 for arm in three], (200_000, 3)
    )
    difference = absolute(*two)
    assert best(two)[1] == pytest.approx(stats.norm.cdf(difference.estimate / difference.error))
    assert best(three) == pytest.approx(np.bincount(drawn.argmax(axis=1), minlength=3) / 200_000, abs=0.005)
    assert sum(best(three)) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(
    ("rate", "lift", "people"),
    [(0.02, 0.20, 21_081), (0.03, 0.20, 13_895), (0.03, 0.10, 53_147), (0.12, 0.10, 11_987), (0.53, 0.05, 5_536)],
)
def test_as_many_people_are_needed_as_was_published(rate: float, lift: float, people: int) -> None:
    # The published ones go by the arcsine of the rates; the difference is below a half per cent.
    assert needed_once(rate, lift, 0.05) == pytest.approx(people, rel=0.005)
    assert 1.9 < needed_always(rate, lift, 0.05) / needed_once(rate, lift, 0.05) < 2.1, "the price of looking"


def test_what_was_seen_tells_how_many_are_still_needed() -> None:
    rate, planned = 0.03, needed_always(0.03, 0.20, 0.04)
    seen = absolute(plain(shares(4_000, 120)), plain(shares(4_000, 144)))

    needed = needed_seen(seen.subjects, seen.error, 0.20 * rate, 0.04, tuned(planned))

    assert needed / 2 == pytest.approx(planned, rel=0.02)
    assert left(needed, 8_000, 9_000, [100] * 20, 7) == Left(needed - 8_000, -(-(needed - 9_000) // 100) + 7)
    assert left(needed, needed, needed, [], 7) == Left(0, 0)
    assert left(9_000, 8_000, 9_000, [], 7) == Left(1_000, 7), "all have come, and some have not had their days"
    assert left(needed, 10, 10, [0] * 20, 7).reason == "nobody_joins"
