"""Velocity as a buyer knows it."""

from __future__ import annotations

import numpy as np

from inventory_alerts import velocity
from inventory_alerts.forecast import learn


def test_fifty_sold_with_ten_of_42_days_out_is_1_56_a_day() -> None:
    units, in_stock = np.zeros((1, 42), np.float32), np.ones((1, 42), np.bool_)
    in_stock[0, 10:20] = False
    units[0, 20:30] = 5
    told = velocity.velocity(units, in_stock, days=42, least=21)
    assert np.isclose(told.units_a_day[0], 50 / 32)
    assert told.days_in_stock[0] == 32


def test_with_too_few_days_in_stock_velocity_is_unknown_and_says_why() -> None:
    units, in_stock = np.ones((1, 40), np.float32), np.ones((1, 40), np.bool_)
    in_stock[0, -4:-1] = False
    assert np.isnan(velocity.velocity(units, in_stock, 7, 5).units_a_day[0])
    assert velocity.why_unknown(7, 4, 5) == "in stock on 4 of the last 7 days; 5 are needed"
    assert velocity.why_unknown(7, 5, 5) is None


def test_week_over_week_is_unknown_where_there_was_no_week_to_compare() -> None:
    units = np.zeros((3, 28), np.float32)
    units[0, -14:-7], units[0, -7:] = 2, 3
    units[1, -7:] = 3
    units[2] = 1
    in_stock = np.ones((3, 28), np.bool_)
    in_stock[2, -5:] = False
    told = velocity.week_over_week(units, in_stock)
    assert np.isclose(told[0], 0.5)
    assert np.isnan(told[1:]).all()


def test_the_last_sale_was_yesterday_or_never() -> None:
    units = np.zeros((3, 30), np.float32)
    units[0, -1], units[1, -10] = 1, 1
    assert velocity.days_since_sale(units).tolist()[:2] == [1, 10]
    assert np.isnan(velocity.days_since_sale(units)[2])


def test_missed_sales_are_an_interval_around_rate_times_days_out() -> None:
    units, in_stock = np.full((1, 84), 1.5, np.float32), np.ones((1, 84), np.bool_)
    units[0, -10:], in_stock[0, -10:] = 0, False
    levels = learn(units, in_stock, np.zeros((1, 84), np.uint8), np.zeros(1, np.int32), 0)
    low, mean, high = velocity.missed(levels, in_stock, np.zeros(1, np.int32))
    assert np.isclose(mean[0], 15, rtol=0.05)
    assert low[0] < 15 < high[0]
    wide = velocity.missed(levels.wider(np.ones(1, np.bool_), 1.5), in_stock, np.zeros(1, np.int32))
    assert wide[2][0] - wide[0][0] > high[0] - low[0]


def test_days_before_an_item_existed_missed_nothing() -> None:
    units, in_stock = np.ones((1, 84), np.float32), np.zeros((1, 84), np.bool_)
    in_stock[0, -5:] = True
    levels = learn(units, in_stock, np.zeros((1, 84), np.uint8), np.zeros(1, np.int32), 0)
    assert velocity.missed(levels, in_stock, np.array([79], np.int32))[1][0] == 0
