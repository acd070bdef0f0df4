"""The whole of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from inventory_alerts.engine import KINDS, Candidates, Incoming, Inputs, evaluate

Shop = Callable[..., Inputs]
Busy = Callable[..., Any]


def test_the_same_morning_twice_says_the_same(shop: Shop, busy: Busy) -> None:
    inputs = shop(busy(2.0, items=50), on_hand=np.arange(50.0))
    one, two = evaluate(inputs), evaluate(inputs)
    for part in ("products", "candidates", "reorders"):
        for each in fields(getattr(one, part)):
            assert (
                np.array_equal(
                    getattr(getattr(one, part), each.name), getattr(getattr(two, part), each.name), equal_nan=False
                )
                or np.isnan(getattr(getattr(one, part), each.name)).any()
            )


def test_an_item_is_told_of_once_per_kind_and_only_of_known_kinds(shop: Shop, busy: Busy) -> None:
    told = evaluate(shop(busy(2.0, items=80), on_hand=np.arange(80.0) - 5)).candidates
    assert set(told.kind) <= set(KINDS)
    assert len(set(zip(told.item, told.kind, strict=True))) == len(told)
    assert {len(getattr(told, each.name)) for each in fields(Candidates)} == {len(told)}


def test_days_until_stock_is_gone_grow_with_stock_and_lie_in_their_interval(shop: Shop, busy: Busy) -> None:
    stocks = np.arange(0.0, 300.0, 5.0)
    told = evaluate(shop(np.repeat(busy(4.0), len(stocks), axis=0), on_hand=stocks)).products
    assert told.days_until_stockout[0] == 0
    assert np.isclose(told.days_until_stockout[8], 10, atol=2)  # 40 pieces at four a day
    assert (np.diff(told.days_until_stockout) >= 0).all()
    known = ~np.isnan(told.days_until_stockout_high)
    assert (told.days_until_stockout_low <= told.days_until_stockout)[known].all()
    assert (told.days_until_stockout <= told.days_until_stockout_high)[known].all()
    assert (np.diff(told.out_within_7) <= 1e-12).all()
    assert (told.out_within_7 <= told.out_within_10 + 1e-12).all()
    assert np.allclose(told.turnover_days, stocks / told.next_28_mean * 28)


def test_what_is_there_for_months_has_no_day_it_is_gone(shop: Shop, busy: Busy) -> None:
    told = evaluate(shop(busy(1.0), on_hand=np.array([5000.0]))).products
    assert np.isnan(told.days_until_stockout[0])


def test_an_assumed_calendar_makes_the_interval_wider(shop: Shop, busy: Busy) -> None:
    units = np.repeat(busy(4.0), 2, axis=0)
    told = evaluate(shop(units, on_hand=np.full(2, 120.0), stock_assumed=np.array([False, True]))).products
    assert told.next_7_q95[1] > told.next_7_q95[0]
    assert told.days_until_stockout_low[1] <= told.days_until_stockout_low[0]


def test_a_shop_of_one_month_gets_an_answer(shop: Shop, busy: Busy) -> None:
    outcome = evaluate(shop(busy(3.0, items=5, days=28), on_hand=np.full(5, 4.0), first_day=np.full(5, 20, np.int32)))
    assert "low_stock" in outcome.candidates.kind
    assert np.isnan(outcome.products.velocity_90).all() or (outcome.products.in_stock_days_90 >= 28).all()


def test_a_shop_with_nothing_in_it_gets_an_empty_answer(shop: Shop) -> None:
    outcome = evaluate(shop(np.zeros((0, 60))))
    assert len(outcome.candidates) == 0


@pytest.mark.parametrize("name", ["on_hand", "units", "promoted"])
def test_shapes_that_do_not_fit_are_refused_by_name(shop: Shop, busy: Busy, name: str) -> None:
    inputs = shop(busy(3.0, items=2))
    wrong = getattr(inputs, name)[:, :20] if name != "on_hand" else np.zeros(3)
    with pytest.raises(ValueError, match=name):
        evaluate(replace(inputs, **{name: wrong}))


def test_deliveries_of_an_item_add_up(shop: Shop, busy: Busy) -> None:
    coming = Incoming(np.array([0, 0, 1], np.int32), np.array([2, 9, -1], np.int32), np.array([5.0, 7.0, 9.0]))
    told = evaluate(shop(busy(3.0, items=2), on_hand=np.full(2, 10.0), incoming=coming)).products
    assert told.due_in_7_days.tolist() == [5, 0]
    assert told.position.tolist() == [22, 19]


def test_what_is_overdue_is_not_counted_on_and_not_ordered_again_until_it_is_forgotten(shop: Shop, busy: Busy) -> None:
    late = Incoming(np.arange(4, dtype=np.int32), np.array([-1, -14, -15, -30], np.int32), np.full(4, 9.0))
    inputs = shop(
        busy(3.0, items=4), on_hand=np.full(4, 10.0), incoming=late, lead_time_days=np.array([7.0, 7.0, 7.0, 30.0])
    )
    told = evaluate(inputs).products
    assert told.due_in_7_days.tolist() == [0, 0, 0, 0]
    assert told.position.tolist() == [19, 19, 10, 19]  # two weeks at least, or as long as the lead time
