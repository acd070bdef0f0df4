"""The service that orders kept: from one delivery to the next without a day out of stock."""

from __future__ import annotations

import numpy as np

from inventory_alerts.run_service import cycles_kept
from inventory_alerts.run_stock import Moves

DAYS = 100


def deliveries(*of: tuple[int, int]) -> Moves:
    """Item and day of each."""
    row, column = (np.array(values, np.int64) for values in zip(*of, strict=True))
    return Moves(row, column, np.full(len(row), np.nan), np.full(len(row), 10.0))


def sold(items: int) -> np.ndarray:
    return np.ones((items, DAYS), np.float32)


def test_a_cycle_is_kept_where_no_day_was_out_of_stock() -> None:
    in_stock = np.ones((2, DAYS), np.bool_)
    in_stock[1, 40] = False
    moves = deliveries((0, 10), (0, 30), (0, 95), (1, 30), (1, 50), (1, 90))
    assert cycles_kept(sold(2), in_stock, moves, np.ones(2, np.bool_)) == {
        "recent": 2,
        "recent_kept": 2,
        "ever": 4,
        "ever_kept": 3,
    }


def test_the_shelf_that_a_delivery_finds_empty_was_out_of_stock() -> None:
    in_stock = np.ones((1, DAYS), np.bool_)
    in_stock[0, 50] = False  # the morning of the next delivery
    assert cycles_kept(sold(1), in_stock, deliveries((0, 30), (0, 50)), np.ones(1, np.bool_))["ever_kept"] == 0
    in_stock[0, 50], in_stock[0, 30] = True, False  # of the delivery before
    assert cycles_kept(sold(1), in_stock, deliveries((0, 30), (0, 50)), np.ones(1, np.bool_))["ever_kept"] == 1


def test_what_tells_nothing_does_not_count() -> None:
    in_stock = np.ones((1, DAYS), np.bool_)
    none = cycles_kept(np.zeros((1, DAYS), np.float32), in_stock, deliveries((0, 30), (0, 50)), np.ones(1, np.bool_))
    assert none["ever"] == 0  # nothing was sold, and it was there
    uncounted = cycles_kept(sold(1), in_stock, deliveries((0, 30), (0, 50)), np.zeros(1, np.bool_))
    assert uncounted["ever"] == 0
    twice = cycles_kept(sold(1), in_stock, deliveries((0, 30), (0, 30), (0, 50)), np.ones(1, np.bool_))
    assert twice["ever"] == 1
    assert cycles_kept(sold(1), in_stock, deliveries((0, 30)), np.ones(1, np.bool_))["ever"] == 0
