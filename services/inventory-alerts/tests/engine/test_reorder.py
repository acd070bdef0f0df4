"""What to order, and what it is worth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from inventory_alerts.engine import Incoming, Inputs, Settings, evaluate
from inventory_alerts.reorder import in_packs, within_budget

Shop = Callable[..., Inputs]
Busy = Callable[..., Any]


@given(st.floats(0.1, 5000), st.sampled_from([1.0, 6.0, 12.0]), st.floats(0, 500))
def test_an_order_is_whole_packs_that_hold_what_is_wanted_and_no_pack_more(
    wanted: float, pack: float, minimum: float
) -> None:
    units = in_packs(np.array([wanted]), np.array([pack]), np.array([minimum]))[0]
    need = max(wanted, minimum)
    assert np.isclose(units % pack, 0)
    assert units >= need - 1e-6
    assert units - pack < need


def test_nothing_wanted_orders_nothing_even_with_a_minimum() -> None:
    assert in_packs(np.zeros(1), np.full(1, 6.0), np.full(1, 10.0)).tolist() == [0]


def test_a_budget_takes_the_most_margin_per_money_first_and_never_an_unknown_cost() -> None:
    cost, worth = np.array([100.0, 50.0, 60.0, np.nan]), np.array([100.0, 90.0, 60.0, 900.0])
    assert within_budget(cost, worth, 120.0).tolist() == [False, True, True, False]
    assert within_budget(cost, worth, None).all()


def test_the_reorder_point_covers_lead_time_and_review_with_room_for_chance(shop: Shop, busy: Busy) -> None:
    point = evaluate(shop(busy(5.0))).products.reorder_point[0]
    assert 40 < point < 80  # eight days of five are 40


def test_what_is_on_order_is_not_ordered_again(shop: Shop, busy: Busy) -> None:
    inputs = shop(busy(5.0), on_hand=np.array([20.0]))
    first = evaluate(inputs).reorders
    assert first.item.tolist() == [0]
    coming = Incoming(np.zeros(1, np.int32), np.full(1, 7, np.int32), first.to_order)
    again = evaluate(shop(busy(5.0), on_hand=np.array([20.0]), incoming=coming))
    assert len(again.reorders.item) == 0
    assert "reorder_due" not in again.candidates.kind


def test_an_order_lifts_the_chance_to_get_through(shop: Shop, busy: Busy) -> None:
    told = evaluate(shop(busy(5.0), on_hand=np.array([20.0]), pack_size=np.array([12.0]))).reorders
    assert told.to_order[0] % 12 == 0
    assert told.to_order[0] >= told.replenishment[0]
    assert told.service_without[0] < 0.1
    assert told.service[0] > 0.95
    assert told.cost[0] == told.to_order[0] * 6
    assert told.margin_at_risk[0] > 0


def test_a_longer_lead_time_or_a_higher_service_needs_more(shop: Shop, busy: Busy) -> None:
    units = np.repeat(busy(5.0), 2, axis=0)
    points = evaluate(shop(units, lead_time_days=np.array([7.0, 21.0]))).products.reorder_point
    assert points[1] > 2 * points[0]
    higher = evaluate(shop(units, settings=Settings(service_level=0.99))).products.reorder_point
    assert higher[0] > points[0]


def test_what_does_not_sell_is_not_restocked(shop: Shop) -> None:
    assert len(evaluate(shop(np.zeros((1, 200)), on_hand=np.zeros(1))).reorders.item) == 0
