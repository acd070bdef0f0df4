"""The inventory benchmark's own arithmetic, and a small shop on which the engine must stay as good as it is."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from tests.benchmarks import inventory_low_stock, inventory_reorders
from tests.benchmarks.inventory_demand import DAYS, Demand
from tests.benchmarks.inventory_figures import (
    Promise,
    Truths,
    average_precision,
    calibration,
    first_of_cycle,
    of_the_next,
)
from tests.benchmarks.inventory_stock import DUE_DAYS, simulate


def test_average_precision_of_a_perfect_a_useless_and_a_tied_order() -> None:
    truth = np.array([True, True, False, False])
    assert average_precision(np.array([4.0, 3.0, 2.0, 1.0]), truth) == 1
    assert np.isclose(average_precision(np.array([1.0, 2.0, 3.0, 4.0]), truth), (1 / 3 + 2 / 4) / 2)
    assert average_precision(np.ones(4), truth) == 0.5


def test_what_comes_in_the_next_days_counts_today() -> None:
    assert of_the_next(np.array([[1, 2, 3, 4]], np.float32), 2).tolist() == [[3, 5, 7, 4]]


def test_an_alert_counts_once_until_a_delivery_lands() -> None:
    holds = np.array([[True, True, False, True, True]])
    item, day = first_of_cycle(holds, np.array([[0, 0, 0, 0, 1]], np.int32))
    assert list(zip(item.tolist(), day.tolist(), strict=True)) == [(0, 0), (0, 4)]


def test_false_alerts_recall_and_warning_are_of_first_alerts() -> None:
    in_7 = np.array([[False, True, True], [False, False, False], [False, True, True]])
    in_10 = np.array([[True, True, True], [False, False, False], [True, True, True]])
    left = np.array([[9.0, 7.0, 6.0], [60, 60, 60], [9, 7, 6]])
    truths = Truths(in_7, in_10, np.zeros((3, 3), np.int32), left)
    holds = np.array([[True, True, True], [False, True, True], [False, False, False]])
    told = truths.events(holds, np.ones(3, np.bool_))
    assert told.alerts == 2
    assert told.in_7 == 0  # on its first morning the true one had nine days left
    assert told.in_10 == 0.5
    assert told.recall == 0.5  # of two items that came within seven days of running out
    assert told.lead_days == 9


def test_calibration_says_what_was_predicted_and_what_happened() -> None:
    told = calibration(np.array([0.05, 0.05, 0.95, 0.95]), np.array([False, False, True, False]))
    assert [(round(said, 2), was, count) for said, was, count in told] == [(0.05, 0, 2), (0.95, 0.5, 2)]


def test_a_promise_is_kept_or_broken_and_says_so() -> None:
    assert Promise("recall", 0.9, least=0.85, beyond=0.88).told().startswith("  kept")
    assert Promise("false", 0.06, most=0.05).told().startswith("  BROKEN")
    assert not Promise("coverage", 0.98, 0.93, 0.97).kept
    assert not Promise("nothing was measured", float("nan"), least=0.5).kept


@cache
def _grocer_like() -> Demand:
    """Rates as skewed as a grocer's, drifting, in baskets, with promotions that triple sales; always the same."""
    chance = np.random.default_rng(11)
    n = 300
    rate = chance.lognormal(-0.6, 1.2, (n, 1)) * np.exp(np.cumsum(chance.normal(0, 0.01, (n, DAYS)), axis=1))
    promoted = (chance.random((n, 53)) < 0.06).repeat(7, axis=1)[:, :DAYS]
    units = chance.negative_binomial(rate * np.where(promoted, 3.0, 1.0) / 0.5, 1 / 1.5)
    return Demand(
        units.astype(np.float32),
        np.where(promoted, 2, 0).astype(np.uint8),
        chance.integers(0, 12, n).astype(np.int32),
        np.ones(n),
    )


def test_a_shop_never_sells_what_it_has_not_and_knows_what_is_due() -> None:
    demand = _grocer_like()
    shelf = simulate(demand.units, seed=3)
    assert (shelf.sales <= shelf.morning).all()
    assert (shelf.sales <= demand.units).all()
    assert shelf.due.shape == (*demand.units.shape, DUE_DAYS)
    left = shelf.morning[:, :-1] - shelf.sales[:, :-1]
    landed = shelf.morning[:, 1:] - left
    assert (landed >= 0).all()
    assert np.array_equal(landed > 0, np.diff(shelf.cycle, axis=1) > 0)
    assert 0.01 < 1 - shelf.in_stock[:, 120:].mean() < 0.15


@pytest.mark.slow
def test_on_a_small_shop_the_engine_keeps_what_it_promises_on_the_large_one() -> None:
    told: list[str] = []
    run = inventory_low_stock.measure(_grocer_like(), seed=3, every=16, tell=told.append)
    assert run.precision > run.naive_precision[1] + 0.05
    assert 1 - run.pushed.in_10 <= 0.05
    assert run.strict.in_7 >= 0.9
    assert run.by_class[7.0].recall >= 0.7
    assert run.recalls[0] >= run.recalls[1]
    assert run.worst_decile <= 0.06
    assert 0.93 <= run.coverage <= 0.98
    assert told


def test_what_the_engine_orders_serves_better_than_what_the_textbook_does() -> None:
    demand = _grocer_like().sampled(60, seed=1)
    told: list[str] = []
    service, stock, textbook = inventory_reorders.measure(demand, every=28, tell=told.append)
    assert service.measured <= 0.05
    assert stock.kept
    assert textbook.kept
    assert len(told) == 4  # ours beside three baselines
