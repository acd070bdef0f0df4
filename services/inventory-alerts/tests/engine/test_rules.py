"""Each rule says what is true, and no more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from inventory_alerts.engine import Candidates, Incoming, Inputs, Outcome, Settings, evaluate

Shop = Callable[..., Inputs]
Busy = Callable[..., Any]


def of(outcome: Outcome, kind: str) -> Candidates:
    rows = outcome.candidates.kind == kind
    columns = {name: getattr(outcome.candidates, name)[rows] for name in Candidates.__dataclass_fields__}
    return Candidates(**columns)


def delivery(units: float, day: int) -> Incoming:
    return Incoming(np.array([0], np.int32), np.array([day], np.int32), np.array([units]))


def test_an_empty_shelf_of_what_sells_is_pushed_with_the_margin_it_costs(shop: Shop, busy: Busy) -> None:
    told = of(evaluate(shop(busy(3.0), on_hand=np.zeros(1))), "stock_out")
    assert told.severity.tolist() == ["act"]
    assert np.isclose(told.money_at_stake[0], 3 * 8 * 4, rtol=0.25)  # three a day, eight days, a margin of 4


def test_an_empty_shelf_of_what_never_sells_is_no_news(shop: Shop) -> None:
    assert len(of(evaluate(shop(np.zeros((1, 100)), on_hand=np.zeros(1))), "stock_out")) == 0


def test_without_a_known_cost_the_money_is_unknown_and_says_so(shop: Shop, busy: Busy) -> None:
    told = of(evaluate(shop(busy(3.0), on_hand=np.zeros(1), unit_cost=np.array([np.nan]))), "stock_out")
    assert np.isnan(told.money_at_stake[0])
    assert told.money_basis.tolist() == ["lost_margin_unknown"]


def test_low_stock_is_pushed_watched_or_silent_by_its_chance(shop: Shop, busy: Busy) -> None:
    units = np.repeat(busy(5.0), 4, axis=0)
    told = of(evaluate(shop(units, on_hand=np.array([12.0, 30.0, 36.0, 90.0]))), "low_stock")
    assert told.item.tolist() == [0, 1, 2] or told.item.tolist() == [0, 1]
    assert told.severity[0] == "act"
    assert told.horizon_days[0] == 7
    assert (np.diff(told.probability) < 0).all()


def test_between_eight_and_nine_in_ten_the_words_are_within_ten_days(shop: Shop, busy: Busy) -> None:
    stocks = np.arange(10.0, 50.0)
    outcome = evaluate(shop(np.repeat(busy(5.0), len(stocks), axis=0), on_hand=stocks))
    told = of(outcome, "low_stock")
    assert np.array_equal(told.severity == "act", told.probability >= 0.8)
    assert np.array_equal(told.horizon_days == 7, told.probability >= 0.9)
    assert (told.probability >= 0.5).all()


def test_a_slow_product_is_watched_however_little_there_is(shop: Shop, busy: Busy) -> None:
    told = of(evaluate(shop(busy(0.35), on_hand=np.ones(1))), "low_stock")
    assert told.severity.tolist() == ["watch"]


def test_a_delivery_that_lands_in_time_prevents_and_one_too_late_or_overdue_does_not(shop: Shop, busy: Busy) -> None:
    low = shop(busy(5.0), on_hand=np.array([15.0]))
    for day, alerts in ((1, 0), (6, 1), (20, 1), (-2, 1)):
        assert len(of(evaluate(replace(low, incoming=delivery(60, day))), "low_stock")) == alerts, day


def test_what_is_committed_is_no_longer_there(shop: Shop, busy: Busy) -> None:
    inputs = shop(busy(5.0), on_hand=np.array([60.0]), committed=np.array([45.0]))
    assert of(evaluate(inputs), "low_stock").observed_units.tolist() == [15.0]


def test_a_muted_product_is_never_alerted_nor_reordered(shop: Shop, busy: Busy) -> None:
    outcome = evaluate(shop(busy(5.0), on_hand=np.zeros(1), muted=np.ones(1, np.bool_)))
    assert len(outcome.candidates) == len(outcome.reorders.item) == 0


def test_a_count_too_old_to_act_on_is_watched_and_is_a_problem_itself(shop: Shop, busy: Busy) -> None:
    outcome = evaluate(shop(busy(5.0), on_hand=np.array([10.0]), stock_age_days=np.array([200.0])))
    assert of(outcome, "low_stock").watch_reason.tolist() == ["stock_old"]
    assert of(outcome, "stock_count_problem").cause.tolist() == ["old"]


def test_a_negative_count_is_pushed_and_a_missing_one_is_told_where_the_shop_counts(shop: Shop, busy: Busy) -> None:
    units = np.repeat(busy(2.0), 4, axis=0)
    told = of(evaluate(shop(units, on_hand=np.array([-3.0, np.nan, 50.0, 50.0]))), "stock_count_problem")
    assert list(zip(told.cause, told.severity, strict=True)) == [("negative", "act"), ("missing", "watch")]
    nothing_counted = evaluate(shop(units, on_hand=np.full(4, np.nan)))
    assert len(of(nothing_counted, "stock_count_problem")) == 0


def test_a_shop_that_counts_nothing_still_hears_of_trends_and_nothing_that_needs_stock(shop: Shop, busy: Busy) -> None:
    units = busy(2.0, items=30)
    units[0, -7:] += 20
    outcome = evaluate(shop(units, on_hand=np.full(30, np.nan), stock_age_days=np.full(30, np.nan)))
    assert set(outcome.candidates.kind) == {"trending_up"}
    assert np.isnan(outcome.products.days_until_stockout).all()
    assert np.isnan(outcome.products.out_within_7).all()


def test_more_than_will_sell_for_long_is_overstock_with_what_it_costs_to_keep(shop: Shop, busy: Busy) -> None:
    units = np.repeat(busy(1.0), 2, axis=0)
    told = of(evaluate(shop(units, on_hand=np.array([365.0, 30.0]))), "overstock")
    assert told.item.tolist() == [0]
    assert told.probability[0] > 0.99
    excess = 365 - told.expected_units[0]  # beyond lead time, review and 30 days
    years = excess / 365
    assert np.isclose(told.money_at_stake[0], excess * 6 * 0.25 * years / 2, rtol=0.25)


def test_a_new_product_is_neither_overstock_nor_slow(shop: Shop) -> None:
    units = np.zeros((1, 100))
    outcome = evaluate(shop(units, first_day=np.array([90], np.int32)))
    assert not set(outcome.candidates.kind) & {"overstock", "slow_mover", "dead_stock"}


def test_silence_is_held_against_the_products_own_rhythm(shop: Shop) -> None:
    units = np.zeros((2, 365), np.float32)
    units[0, :310:2] = 1  # every second day, and then nothing for eight weeks
    units[1, 15::70] = 1  # every ten weeks
    told = of(evaluate(shop(units)), "slow_mover")
    assert told.item.tolist() == [0]
    assert told.observed_units[0] == 56
    assert np.isclose(told.baseline_units[0], 28, rtol=0.03)


def test_silence_without_stock_is_no_silence(shop: Shop) -> None:
    units, in_stock = np.zeros((1, 365), np.float32), np.ones((1, 365), np.bool_)
    units[0, :310:2], in_stock[0, 312:360] = 1, False
    assert len(of(evaluate(shop(units, in_stock=in_stock)), "slow_mover")) == 0


def test_half_a_year_without_a_sale_is_dead_and_not_slow_as_well(shop: Shop) -> None:
    units = np.zeros((1, 365), np.float32)
    units[0, :170:2] = 1
    outcome = evaluate(shop(units))
    assert len(of(outcome, "dead_stock")) == 1
    assert len(of(outcome, "slow_mover")) == 0
    later = evaluate(shop(units, settings=Settings(dead_after_days=250)))
    assert len(of(later, "dead_stock")) == 0


@pytest.mark.parametrize(
    ("promoted", "price_change", "first", "cause"),
    [(1, np.nan, 0, "promotion"), (0, -0.2, 0, "price"), (0, np.nan, 120, "new"), (0, np.nan, 0, "unknown")],
)
def test_a_rise_is_found_and_its_cause_named(
    shop: Shop, busy: Busy, promoted: int, price_change: float, first: int, cause: str
) -> None:
    units = busy(1.0, items=200)
    units[0, :first] = 0
    units[0, -7:] = 12
    inputs = shop(units, price_change=np.full(200, price_change))
    inputs.first_day[0] = first
    inputs.promoted[0, 193:200] = 2 * promoted
    told = of(evaluate(inputs), "trending_up")
    assert told.item.tolist() == [0]
    assert told.cause.tolist() == [cause]
    assert told.observed_units.tolist() == [84]
    outlook = evaluate(inputs).products.next_7_mean[0]
    assert told.expected_units.tolist() == [outlook]  # one forecast of a week, whoever asks
    assert np.isclose(told.money_at_stake[0], (outlook - told.baseline_units[0]) * 4)  # price 10, cost 6


def test_a_rise_that_began_nine_days_ago_is_held_against_the_weeks_before_it(shop: Shop, busy: Busy) -> None:
    units = busy(0.5, items=3000)
    units[0, -9:] = [43, 36, 35, 35, 45, 34, 54, 36, 29]
    told = of(evaluate(shop(units)), "trending_up")
    assert told.item.tolist() == [0]
    assert told.baseline_units[0] < 8


def test_chance_is_no_trend(shop: Shop, busy: Busy) -> None:
    units = busy(1.0, items=3000)
    naive = (units[:, -7:].sum(axis=1) >= 1.5 * units[:, -14:-7].sum(axis=1)).mean()
    told = evaluate(shop(units))
    assert naive > 0.1
    assert len(of(told, "trending_up")) + len(of(told, "trending_down")) <= 1


def test_a_week_out_of_stock_is_no_fall_and_a_real_fall_is_one(shop: Shop, busy: Busy) -> None:
    units = busy(8.0, items=2)
    units[:, -7:] = 0
    units[1, -7] = 2
    in_stock = np.ones(units.shape, np.bool_)
    in_stock[0, -6:] = False
    told = of(evaluate(shop(units, in_stock=in_stock)), "trending_down")
    assert told.item.tolist() == [1]


def test_what_has_little_at_stake_is_watched(shop: Shop, busy: Busy) -> None:
    """Little is what the shop says, or a five-thousandth of what it sold in four weeks."""
    units = np.concatenate([busy(40.0, items=30), busy(0.3, items=1)])
    inputs = shop(units, on_hand=np.append(np.full(30, 1000.0), 24.0))
    told = of(evaluate(inputs), "overstock")
    assert (told.item.tolist(), told.severity.tolist(), told.watch_reason.tolist()) == (
        [30],
        ["watch"],
        ["little_at_stake"],
    )
    sold = units[:, -28:].sum() * 10
    assert 0 < told.money_at_stake[0] < sold / 5_000
    everything = evaluate(shop(units, on_hand=inputs.on_hand, settings=Settings(least_at_stake=0.0)))
    assert of(everything, "overstock").severity.tolist() == ["act"]
    unknown = evaluate(shop(units, on_hand=inputs.on_hand, unit_cost=np.full(31, np.nan)))
    assert of(unknown, "overstock").severity.tolist() == ["act"]  # unknown money is not little
