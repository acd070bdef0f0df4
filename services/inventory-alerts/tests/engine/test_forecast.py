"""What an item sells on an ordinary day in stock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from inventory_alerts import forecast, outlook
from inventory_alerts.inputs import DAYS_AHEAD

MONDAY = 0


def learn(units: Any, in_stock: Any = None, promoted: Any = None, **given: Any) -> forecast.Levels:
    units = np.asarray(units, np.float32)
    n, _ = units.shape
    in_stock = np.ones(units.shape, np.bool_) if in_stock is None else in_stock
    promoted = np.zeros(units.shape, np.uint8) if promoted is None else promoted
    return forecast.learn(units, in_stock, promoted, np.zeros(n, np.int32), MONDAY, **given)


def test_an_item_that_sells_two_a_day_has_a_rate_of_two() -> None:
    assert np.isclose(learn(np.full((1, 140), 2.0)).rate[0], 2.0, rtol=0.02)


def test_days_without_stock_do_not_lower_the_rate() -> None:
    units, in_stock = np.full((1, 140), 2.0), np.ones((1, 140), np.bool_)
    units[0, -20:], in_stock[0, -20:] = 0, False
    assert np.isclose(learn(units, in_stock).rate[0], 2.0, rtol=0.05)
    assert learn(units).rate[0] < 1.4  # the same sales of an item that was there


def test_the_last_weeks_count_more_than_long_ago() -> None:
    units = np.full((1, 280), 1.0)
    units[0, -42:] = 3.0
    assert 2.2 < learn(units).rate[0] < 3.0


def test_a_young_item_leans_on_its_category() -> None:
    units = np.full((9, 140), 1.0)
    units[8, :] = 0
    first = np.array([0] * 8 + [138], np.int32)
    rate = learn(units, first_day=first).rate[8]
    assert 0.2 < rate < 1.0  # two days without a sale say little


def test_what_a_promotion_multiplies_by_is_learnt_and_taken_out_of_the_rate() -> None:
    units, promoted = np.full((30, 210), 2.0), np.zeros((30, 210), np.uint8)
    for week in range(3, 28, 4):
        units[:, week * 7 : week * 7 + 7], promoted[:, week * 7 : week * 7 + 7] = 6.0, 2
    levels = learn(units, promoted=promoted)
    assert np.allclose(levels.lift[:, 2], 3.0, rtol=0.1)
    assert np.allclose(levels.rate, 2.0, rtol=0.05)
    ahead = np.zeros((30, DAYS_AHEAD), np.uint8)
    ahead[:, :7] = 2
    view = outlook.look_ahead(levels, ahead, MONDAY)
    assert np.allclose(view.mean(7), 42, rtol=0.1)
    assert np.allclose(view.mean(14) - view.mean(7), 14, rtol=0.1)


def test_a_closed_saturday_is_the_shape_of_the_week_and_christmas_is_no_demand_of_nothing() -> None:
    units = np.full((40, 140), 4.0)
    units[:, 5::7] = 0
    closed = units.copy()
    closed[:, -3] = 0  # one Friday on which the shop was shut
    for sold in (units, closed):
        view = outlook.look_ahead(learn(sold), np.zeros((40, DAYS_AHEAD), np.uint8), MONDAY)
        assert np.allclose(view.mean(5), 20, rtol=0.05)
        assert np.allclose(view.mean(6) - view.mean(5), 0, atol=0.3)


def test_the_day_the_last_piece_went_was_a_short_one() -> None:
    units, in_stock = np.full((1, 140), 3.0), np.ones((1, 140), np.bool_)
    units[0, 60::10], units[0, 61::10], in_stock[0, 61::10] = 1, 0, False
    plain = units[0][in_stock[0]].mean()
    assert learn(units, in_stock).rate[0] > plain + 0.05


def test_a_wild_item_has_the_wider_distribution(busy: Callable[..., Any]) -> None:
    calm = busy(2.0, days=140)
    wild = np.zeros((1, 140), np.float32)
    wild[0, ::14] = calm.sum() / 10
    levels = learn(np.vstack([calm, wild]))
    view = outlook.look_ahead(levels, np.zeros((2, DAYS_AHEAD), np.uint8), MONDAY)
    q50, q95 = view.quantile(0.5, 14), view.quantile(0.95, 14)
    assert q95[1] - q50[1] > 1.5 * (q95[0] - q50[0])


def test_the_95_percent_quantile_holds_on_demand_that_drifts() -> None:
    chance = np.random.default_rng(5)
    level = chance.gamma(1.0, 1.0, (3000, 1)) * np.exp(np.cumsum(chance.normal(0, 0.01, (3000, 147)), axis=1))
    units = chance.negative_binomial(level / 0.6, 1 / 1.6).astype(np.float32)  # baskets of 1.6 pieces
    view = outlook.look_ahead(learn(units[:, :140]), np.zeros((3000, DAYS_AHEAD), np.uint8), MONDAY)
    covered = (units[:, 140:].sum(axis=1) <= view.quantile(0.95, 7)).mean()
    assert 0.93 <= covered <= 0.98
