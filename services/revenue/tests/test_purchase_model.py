"""How often customers buy again: the published figures, the derivative, and that nothing is ever no number."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import beta

from revenue import lifetime_value_purchases as purchases
from revenue.lifetime_value_purchases import Histories, NotFittedError, PurchaseModel


def one(frequency: int, recency: int, age: int) -> Histories:
    return purchases.collapse(np.array([frequency]), np.array([recency]), np.array([age]))


def drawn(model: PurchaseModel, customers: int, days: int, seed: int) -> Histories:
    """Customers who came over so many days and behave as the model says."""
    chance = np.random.default_rng(seed)
    age = chance.integers(1, days, customers)
    rate = chance.gamma(model.r, 1 / model.alpha, customers)
    leaving = chance.beta(model.a, model.b, customers)
    frequency, now, last = np.zeros(customers, int), np.zeros(customers), np.zeros(customers)
    active = np.arange(customers)
    while active.size:
        now[active] += chance.exponential(1 / rate[active])
        active = active[now[active] < age[active]]
        frequency[active] += 1
        last[active] = now[active]
        active = active[chance.random(active.size) >= leaving[active]]
    return purchases.collapse(frequency, np.floor(last).astype(int), age)


INVENTED = PurchaseModel(0.5, 30.0, 0.8, 2.4, 0.0)


@pytest.fixture(scope="module")
def sample() -> Histories:
    return drawn(INVENTED, 3000, 250, seed=5)


def test_days_and_weeks_tell_the_same(sample: Histories) -> None:
    in_weeks = replace(sample, recency=sample.recency / 7, age=sample.age / 7, pair_age=sample.pair_age / 7)
    days, weeks = purchases.fit(sample), purchases.fit(in_weeks)
    assert (days.r, days.alpha, days.a, days.b) == pytest.approx((weeks.r, weeks.alpha * 7, weeks.a, weeks.b), 1e-5)
    told = purchases.expected_purchases(days, sample, 90)
    assert told == pytest.approx(purchases.expected_purchases(weeks, in_weeks, 90 / 7), 1e-5)


def test_customers_with_the_same_history_count_as_often_as_there_are_of_them(sample: Histories) -> None:
    assert (sample.weight.sum(), len(sample.weight)) == (3000, len(set(sample.place)))
    apart = replace(
        sample,
        **{name: getattr(sample, name)[sample.place] for name in ("frequency", "recency", "age", "pair")},
        weight=np.ones(3000),
        place=np.arange(3000),
    )
    at = np.array([0.3, 25.0, 0.9, 2.0])
    value, slope = purchases.log_likelihood(at, sample)
    expected, expected_slope = purchases.log_likelihood(at, apart)
    assert value == pytest.approx(expected, 1e-12)
    assert slope == pytest.approx(expected_slope, 1e-9)


@pytest.mark.parametrize("parameters", [(0.25, 30.0, 0.8, 2.4), (3.0, 5.0, 0.05, 0.3), (0.01, 900.0, 6.0, 40.0)])
def test_the_derivative_is_the_likelihoods(sample: Histories, parameters: tuple[float, ...]) -> None:
    at = np.array(parameters)
    _, slope = purchases.log_likelihood(at, sample)
    for number, value in enumerate(at):
        step = np.eye(4)[number] * value * 1e-6
        rise = purchases.log_likelihood(at + step, sample)[0] - purchases.log_likelihood(at - step, sample)[0]
        assert slope[number] == pytest.approx(rise / (2 * step[number]), rel=1e-5, abs=1e-5)


def test_nothing_near_is_likelier_than_the_optimum(sample: Histories) -> None:
    model = purchases.fit(sample)
    best = np.array([model.r, model.alpha, model.a, model.b])
    assert model.log_likelihood == pytest.approx(purchases.log_likelihood(best, sample)[0], 1e-9)
    chance = np.random.default_rng(1)
    for _ in range(200):
        other = best * np.exp(chance.normal(0, chance.choice([0.01, 0.1, 1]), 4))
        assert purchases.log_likelihood(other, sample)[0] < model.log_likelihood


def test_parameters_of_an_invented_shop_are_found_again() -> None:
    model = purchases.fit(drawn(PurchaseModel(0.8, 40.0, 1.2, 4.0, 0.0), 20_000, 730, seed=7))
    assert (model.r, model.alpha, model.a, model.b) == pytest.approx((0.8, 40, 1.2, 4), rel=0.12)


@pytest.mark.parametrize("a", [0.2, 1.0, 3.0])
@pytest.mark.parametrize("history", [(0, 0, 40), (1, 10, 40), (6, 39, 40), (90, 700, 730)])
def test_expected_purchases_are_the_integral_over_rates_and_chances(a: float, history: tuple[int, int, int]) -> None:
    model, customer, ahead = PurchaseModel(0.4, 20.0, a, 2.5, 0.0), one(*history), 90
    shape, scale = model.r + history[0], model.alpha + history[2]

    def given_the_chance(p: float) -> float:
        return float(-np.expm1(-shape * np.log1p(p * ahead / scale)) / p) if p else shape * ahead / scale

    ends = (a - 1, model.b + history[0] - 1)  # the weight of a beta distribution: quad knows of its poles
    integral = quad(given_the_chance, 0, 1, weight="alg", wvar=ends, limit=500)[0] / beta(ends[0] + 1, ends[1] + 1)
    closed = purchases.expected_if_active(model, customer.frequency, customer.age, ahead)[0]
    assert closed == pytest.approx(integral, rel=1e-6)
    assert purchases._moments(model, customer.frequency, customer.age, ahead)[0][0] == pytest.approx(integral, rel=1e-9)


def test_expectations_are_what_customers_drawn_from_the_model_do() -> None:
    """New customers, so that nothing has to be known of them: 365 days from their first purchase."""
    chance, draws, ahead = np.random.default_rng(3), 200_000, 365
    model, customer = INVENTED, one(0, 0, 0)
    rate, leaving = chance.gamma(model.r, 1 / model.alpha, draws), chance.beta(model.a, model.b, draws)
    count, now, active = np.zeros(draws), np.zeros(draws), np.arange(draws)
    while active.size:
        now[active] += chance.exponential(1 / rate[active])
        active = active[now[active] < ahead]
        count[active] += 1
        active = active[chance.random(active.size) >= leaving[active]]
    assert purchases.expected_purchases(model, customer, ahead)[0] == pytest.approx(count.mean(), rel=0.01)
    assert purchases.expected_squares(model, customer, ahead)[0] == pytest.approx((count**2).mean(), rel=0.05)
    assert purchases.none_expected(model, customer, ahead)[0] == pytest.approx((count == 0).mean(), abs=0.005)


def test_who_bought_once_is_certainly_active_and_yet_expected_least(sample: Histories) -> None:
    """Which is why the chance of being active is no churn score."""
    model = purchases.fit(sample)
    active, expected = purchases.still_active(model, sample), purchases.expected_purchases(model, sample, 90)
    once = sample.frequency == 0
    assert bool(np.all(active[once] == 1))
    means = [np.average(expected[who], weights=sample.weight[who]) for who in (once, ~once)]
    assert means[0] < means[1] / 2


def test_without_anybody_who_came_twice_there_is_nothing_to_fit() -> None:
    with pytest.raises(NotFittedError, match="twice"):
        purchases.fit(purchases.collapse(np.zeros(5, int), np.zeros(5, int), np.arange(5)))
    with pytest.raises(NotFittedError, match="twice"):
        purchases.fit(purchases.collapse(*(np.zeros(0, int),) * 3))


@pytest.mark.parametrize("wrong", [(1, 5, 4), (-1, 0, 4), (0, 3, 4)])
def test_what_is_no_history_is_refused(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match=r"bought once|between"):
        one(*wrong)


def test_customers_who_all_come_every_week_and_never_leave_have_a_model() -> None:
    """The likeliest chance to leave is none: the search ends at its bound, and what it tells is sound."""
    age = np.arange(200, 400)
    model = purchases.fit(purchases.collapse(age // 7, age // 7 * 7, age))
    told = purchases.expected_purchases(model, one(50, 350, 352), 70)[0]
    assert told == pytest.approx(10, rel=0.1)


parameters = st.builds(
    lambda r, alpha, a, b: PurchaseModel(
        float(np.exp(r)), float(np.exp(alpha)), float(np.exp(a)), float(np.exp(b)), 0.0
    ),
    *(st.floats(-9, 9),) * 4,
)
ages = st.sampled_from([0, 1, 30, 365, 5000])


@st.composite
def histories(draw: Any) -> tuple[int, int, int]:
    frequency = draw(st.sampled_from([0, 1, 2, 5, 50, 700]))
    age = max(draw(ages), frequency)
    recency = draw(st.integers(min(frequency, age), age)) if frequency else 0
    return frequency, recency, age


@settings(max_examples=60, deadline=None)
@given(parameters, histories())
def test_nothing_is_ever_no_number_and_more_time_brings_no_less(
    model: PurchaseModel, history: tuple[int, int, int]
) -> None:
    customer, before, none_before = one(*history), 0.0, 1.0
    for ahead in (1, 90, 365, 3650):
        expected = purchases.expected_purchases(model, customer, ahead)[0]
        squares = purchases.expected_squares(model, customer, ahead)[0]
        none = purchases.none_expected(model, customer, ahead)[0]
        most = (model.r + history[0]) * ahead / (model.alpha + history[2])
        assert before * (1 - 1e-6) <= expected <= most * (1 + 1e-9)
        assert squares >= expected**2 * (1 - 1e-9)
        assert -1e-12 <= none <= none_before + 1e-12
        before, none_before = expected, none


@settings(max_examples=60, deadline=None)
@given(parameters, st.sampled_from([1, 2, 10, 300]), st.integers(300, 3000))
def test_who_came_later_is_expected_more_and_who_has_been_away_longer_less(
    model: PurchaseModel, frequency: int, age: int
) -> None:
    recencies = np.linspace(frequency, age, 12).astype(int)
    same = np.full(12, frequency)
    by_recency = purchases.collapse(same, recencies, np.full(12, age))
    rising = purchases.expected_purchases(model, by_recency, 90)[by_recency.place]
    assert bool(np.all(np.diff(rising) >= -1e-9 * rising.max()))
    by_absence = purchases.collapse(same, np.full(12, age), age + np.arange(12) * 60)
    falling = purchases.expected_purchases(model, by_absence, 90)[by_absence.place]
    assert bool(np.all(np.diff(falling) <= 1e-6 * falling.max()))
