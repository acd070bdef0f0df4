"""The distribution that every rule asks."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom

from inventory_alerts.negative_binomial import at_least, beyond, quantile

means, sizes, stocks = st.floats(1e-6, 500), st.floats(0.01, 200), st.floats(0, 800)


def one(value: float) -> np.ndarray:
    return np.array([value])


def test_four_wanted_of_a_mean_of_two_has_the_chance_that_the_tail_has() -> None:
    # size 1 is geometric with share 2/3: P(demand >= 4) = (2/3)^4 = 16/81
    assert np.isclose(at_least(one(4), one(2.0), one(1.0))[0], 16 / 81)


def test_nothing_wanted_is_certain_and_half_a_unit_needs_a_whole_one() -> None:
    assert at_least(one(0), one(2.0), one(1.0))[0] == 1
    assert np.isclose(at_least(one(3.5), one(2.0), one(1.0))[0], 16 / 81)


@given(means, sizes, stocks, stocks)
def test_a_chance_lies_between_none_and_certain_and_falls_with_what_is_there(
    mean: float, size: float, stock: float, more: float
) -> None:
    less_likely, likely = (at_least(one(stock + extra), one(mean), one(size))[0] for extra in (more, 0))
    assert 0 <= less_likely <= likely <= 1


@given(st.floats(0.01, 400), st.floats(0.05, 100), st.sampled_from([0.1, 0.5, 0.8, 0.95, 0.975]))
def test_a_quantile_is_the_least_number_that_demand_does_not_exceed_with_that_chance(
    mean: float, size: float, probability: float
) -> None:
    units = quantile(probability, one(mean), one(size))[0]
    known = nbinom(size, size / (size + mean))
    assert known.cdf(units) >= probability - 1e-9
    assert units == 0 or known.cdf(units - 1) < probability + 1e-9


@given(st.floats(0.1, 60), st.floats(0.3, 50), st.integers(0, 80))
def test_what_cannot_be_served_is_the_mean_of_demand_beyond_the_stock(mean: float, size: float, stock: int) -> None:
    demand = np.arange(3000)
    mass = nbinom(size, size / (size + mean)).pmf(demand)
    expected = (np.maximum(demand - stock, 0) * mass).sum()
    assert np.isclose(beyond(one(stock), one(mean), one(size))[0], expected, rtol=1e-4, atol=1e-6)
