"""What a purchase day is worth, what customers bring in a year, how far off that may be, and how a method is chosen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revenue import lifetime_value as values
from revenue import lifetime_value_holdout as holdout
from revenue import lifetime_value_spend as spend
from revenue.lifetime_value import Outlook, Seen
from revenue.lifetime_value_holdout import Actual
from revenue.lifetime_value_purchases import NotFittedError

UNTIL = values.day_number(date(2025, 6, 30))


def customers(*, first: Any, last: Any, days: Any, value: Any, recent_days: Any = 0, recent_value: Any = 0.0) -> Seen:
    """Customers by how many days before the end they first and last bought."""
    days, value = np.atleast_1d(np.asarray(days)), np.atleast_1d(np.asarray(value, float))
    whole = [np.broadcast_to(np.asarray(each), days.shape).astype(np.int64) for each in (first, last, recent_days)]
    recent = np.broadcast_to(np.asarray(recent_value, float), days.shape)
    return Seen(UNTIL, UNTIL - whole[0], UNTIL - whole[1], days, value, 90, whole[2], recent)


def invented(count: int, seed: int) -> tuple[Seen, Actual]:
    """A shop's customers as known at the end of a day, and what they did in the 90 days after it."""
    chance = np.random.default_rng(seed)
    first = chance.integers(0, 640, count)
    rate, leaving = chance.gamma(0.5, 1 / 25, count), chance.beta(0.7, 3, count)
    worth = 30 / chance.gamma(4, 1 / 3, count)
    bought = [np.stack([np.arange(count), first], axis=1)]
    now, active = first.astype(float), np.arange(count)
    while active.size:
        now[active] += chance.exponential(1 / rate[active])
        active = active[now[active] < 730]
        bought.append(np.stack([active, now[active].astype(int)], axis=1))
        active = active[chance.random(active.size) >= leaving[active]]
    who, day = np.unique(np.concatenate(bought), axis=0).T
    value = worth[who] * chance.gamma(5, 1 / 5, len(who))
    known, after = day < 640, day >= 640
    seen = Seen(
        UNTIL,
        UNTIL - 639 + first,
        UNTIL - 639 + np.array([day[known & (who == each)].max() for each in range(count)]),
        np.bincount(who[known], minlength=count),
        np.bincount(who[known], value[known], count),
        90,
        np.bincount(who[known & (day >= 550)], minlength=count),
        np.bincount(who[known & (day >= 550)], value[known & (day >= 550)], count),
    )
    return seen, Actual(np.bincount(who[after], minlength=count), np.bincount(who[after], value[after], count))


@pytest.fixture(scope="module")
def shop() -> tuple[Seen, Actual]:
    return invented(2500, seed=11)


def test_what_purchase_days_bring_is_found_again() -> None:
    chance, count = np.random.default_rng(2), 20_000
    days = chance.integers(2, 8, count)
    scale = chance.gamma(4, 1 / 15, count)
    mean = np.array([chance.gamma(6, 1 / each, number).mean() for each, number in zip(scale, days, strict=True)])
    model = spend.fit(days, mean)
    assert (model.p, model.q, model.gamma) == pytest.approx((6, 4, 15), rel=0.05)
    assert model.mean == pytest.approx(30, rel=0.03)
    in_pence = spend.fit(days, mean * 100)
    assert (in_pence.p, in_pence.q, in_pence.gamma) == pytest.approx((model.p, model.q, model.gamma * 100), rel=1e-4)


def test_the_derivative_of_spend_is_its_likelihoods() -> None:
    chance = np.random.default_rng(4)
    days, mean = chance.integers(2, 30, 500), chance.gamma(3, 10, 500)
    at = np.array([5.0, 3.0, 20.0])
    _, slope = spend.log_likelihood(at, days, mean)
    for number, step in enumerate(np.diag(at * 1e-6)):
        rise = spend.log_likelihood(at + step, days, mean)[0] - spend.log_likelihood(at - step, days, mean)[0]
        assert slope[number] == pytest.approx(rise / (2 * step[number]), rel=1e-5)


@pytest.mark.parametrize("mean", [[], [-3.0, 5.0], [0.0, 5.0]])
def test_nothing_above_nothing_has_no_model(mean: list[float]) -> None:
    with pytest.raises(NotFittedError, match="above zero"):
        spend.fit(np.full(len(mean), 2), np.array(mean))


def test_a_day_is_worth_more_the_more_earlier_ones_brought_and_never_less_than_nothing() -> None:
    model = spend.SpendModel(6.0, 4.0, 15.0, 0.0)
    mean = np.array([-50.0, 0.0, 5.0, 30.0, 500.0])
    worth = spend.expected_value(model, np.full(5, 3), mean)
    assert bool(np.all(np.diff(worth) >= 0))
    assert (worth[0], worth[1] > 0) == (worth[1], True)
    # Many days tell the customer, none tells the mean of all.
    assert spend.expected_value(model, np.array([10_000]), np.array([500.0]))[0] == pytest.approx(500, rel=0.01)
    assert spend.expected_value(model, np.array([0]), np.array([0.0]))[0] == pytest.approx(model.mean)


def test_customers_who_returned_everything_are_counted_as_bringing_nothing_so_far(shop: tuple[Seen, Actual]) -> None:
    seen, _ = shop
    spoilt = replace(seen, value=np.where(np.arange(len(seen.days)) % 40 == 0, -5.0, seen.value))
    models = values.fit(spoilt)
    worth = values.day_values(models, spoilt)
    assert models.spend is not None
    assert bool(np.all(worth > 0))
    assert worth[spoilt.value < 0].max() < models.spend.mean


def test_later_value_is_worth_less() -> None:
    seen, _ = invented(1500, seed=3)
    models = values.fit(seen)
    whole, less = (values.by_models(models, seen, 365, discount=each) for each in (0.0, 0.01))
    assert less.purchases == pytest.approx(whole.purchases)
    shares = less.value / whole.value
    # Between all of it in the first month and all of it in the last.
    assert 1.01**-12 < shares.min() <= shares.max() < 1.01**-1
    even = values.discounted_share(0.01, 12)
    assert even == pytest.approx(sum(1.01**-month for month in range(1, 13)) / 12)


def test_the_mean_with_the_last_window_is_for_who_has_had_one() -> None:
    seen = customers(
        first=[400, 20], last=[10, 20], days=[5, 1], value=[50, 10], recent_days=[3, 1], recent_value=[30, 10]
    )
    modelled = Outlook(np.array([1.0, 0.4]), np.array([8.0, 2.0]), np.array([0.3, 0.7]), np.array([2.0, 4.0]))
    told = values.averaged(modelled, seen, windows=1.0, windows_value=0.5)
    assert list(told.purchases) == [2.0, 0.4]
    assert list(told.value) == [11.5, 2.0]  # (8 + 30 x 0.5) / 2


def test_the_mean_of_the_cohort_is_per_day_of_being_a_customer() -> None:
    """Forty came 200 days ago and half of them again in the last 90; forty came 30 days ago, five of them again."""
    old, new = [1] * 20 + [0] * 20, [2] * 5 + [1] * 35
    seen = customers(
        first=[200] * 40 + [30] * 40,
        last=[5] * 80,
        days=[2] * 20 + [1] * 20 + new,
        value=[20.0] * 40 + [50.0] * 40,
        recent_days=old + new,
    )
    told = values.by_cohort(seen, 90)
    assert set(told.purchases[:40].round(9)) == {0.5}
    assert told.value[0] == pytest.approx(0.5 * 800 / 60)
    # Forty times thirty days are fewer than thirty windows, so all tell of them: 25 in 40 x 90 + 40 x 30 days.
    assert told.purchases[50] == pytest.approx(25 / 4800 * 90)
    assert values.by_cohort(seen, 365, discount=0.01).value[0] == pytest.approx(
        0.5 / 90 * 365 * 800 / 60 * values.discounted_share(0.01, 12)
    )


def test_without_anything_seen_the_mean_of_the_cohort_is_still_a_number() -> None:
    for seen in (
        customers(first=[0], last=[0], days=[1], value=[-3.0]),
        customers(first=[], last=[], days=np.zeros(0, int), value=[]),
    ):
        told = values.by_cohort(seen, 90)
        low, high = values.interval(told)
        assert bool(np.all(np.isfinite([told.purchases, told.value, told.none, low, high])))


def test_eight_in_ten_bring_what_lies_between(shop: tuple[Seen, Actual]) -> None:
    seen, actual = shop
    for method in (holdout.MODELS, holdout.WITH_LAST_WINDOW, holdout.COHORT_MEAN):
        found = holdout.calibrate(seen, actual, method)
        assert found is not None
        assert found.coverage.inside == pytest.approx(found.coverage.expected, abs=0.03)
        assert found.coverage.inside + found.coverage.below + found.coverage.above == pytest.approx(1)


@settings(max_examples=200, deadline=None)
@given(
    st.floats(-1e6, 1e9),
    st.one_of(st.sampled_from([0.0, 0.1, 0.9, 1.0]), st.floats(0, 1)),
    st.one_of(st.sampled_from([1.0, 1e30]), st.floats(1, 1e6)),
)
def test_an_interval_holds_its_expectation_whatever_is_told(value: float, none: float, spread: float) -> None:
    low, high = values.interval(Outlook(np.ones(1), *(np.array([each]) for each in (value, none, spread))))
    assert -np.inf < low[0] <= value <= high[0] < np.inf
    if value >= 0:
        assert low[0] >= 0


def test_the_method_is_the_one_that_was_nearest(shop: tuple[Seen, Actual]) -> None:
    """Customers as the models say are told by them; those who do what they did, with their last window as well."""
    seen, actual = shop
    assert holdout.choose(seen, actual) == holdout.MODELS
    same = Actual(seen.recent_days, seen.recent_value)
    assert holdout.choose(seen, same) == holdout.WITH_LAST_WINDOW
    alike = np.full(len(seen.days), 4.0)
    assert holdout.choose(seen, Actual(np.ones(len(seen.days), int), alike)) == holdout.COHORT_MEAN


def test_few_who_came_again_are_told_by_the_mean() -> None:
    seen, actual = invented(120, seed=5)
    assert seen.repeaters < holdout.LEAST_REPEATERS
    assert holdout.choose(seen, actual) is None
    assert holdout.calibrate(seen, actual, holdout.MODELS) is None
    told = holdout.calibrate(seen, actual, holdout.COHORT_MEAN)
    assert told is not None
    assert set(told.accuracy) == {"cohort_mean", "last_window"}


def test_models_are_better_than_what_needs_none_where_customers_are_as_they_say(shop: tuple[Seen, Actual]) -> None:
    seen, actual = shop
    found = holdout.calibrate(seen, actual, holdout.MODELS)
    assert found is not None
    ours, last, cohort = (found.accuracy[name].value for name in (holdout.MODELS, "last_window", holdout.COHORT_MEAN))
    assert ours.root_mean_square < min(last.root_mean_square, cohort.root_mean_square)
    assert ours.predicted == pytest.approx(ours.actual, rel=0.1)
    assert found.ranking.by_expected_purchases is not None
    assert found.ranking.by_recency is not None
    assert found.ranking.by_expected_purchases > found.ranking.by_recency > 0.5


@pytest.mark.parametrize(
    ("score", "came", "area"),
    [
        ([1, 2, 3], [False, False, True], 1.0),
        ([3, 2, 1], [False, True, True], 0.0),
        ([1, 1, 1], [True, False, True], 0.5),
        ([1, 2], [True, True], None),
    ],
)
def test_ranking_counts_pairs(score: list[float], came: list[bool], area: float | None) -> None:
    assert holdout.area_under_curve(np.array(score, float), np.array(came)) == area


def test_a_day_has_its_number() -> None:
    assert values.day_number(date(1970, 1, 1) + timedelta(days=20_000)) == 20_000
