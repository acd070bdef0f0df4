"""V1 is pinned: how often, then how lately, then what sells."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from recommendations_v2.purchases import DAY, Purchases
from recommendations_v2.version_one import best, decayed, frequency

NOW = 100 * DAY
POPULAR = np.array([0.9, 0.1, 0.5, 0.0, 0.8])


def test_what_was_bought_oftener_comes_first(bought: Callable[..., Purchases]) -> None:
    own = bought((50, [1, 2]), (40, [1]), (1, [2, 3]), (2, [1]))
    assert best(frequency(own, NOW, POPULAR), 3).tolist() == [1, 2, 3]


def test_of_equal_counts_the_later_one_comes_first_though_another_sells_more(bought: Callable[..., Purchases]) -> None:
    own = bought((60, [0]), (3, [3]))
    assert best(frequency(own, NOW, POPULAR), 2).tolist() == [3, 0]


def test_free_places_go_to_what_sells(bought: Callable[..., Purchases]) -> None:
    own = bought((3, [3]))
    assert best(frequency(own, NOW, POPULAR), 4).tolist() == [3, 0, 4, 2]


def test_what_is_in_the_cart_is_not_shown(bought: Callable[..., Purchases]) -> None:
    own = bought((3, [3]), (2, [3, 1]))
    assert best(frequency(own, NOW, POPULAR), 2, np.array([3])).tolist() == [1, 0]


def test_a_purchase_of_sixty_days_ago_counts_half(bought: Callable[..., Purchases]) -> None:
    assert np.allclose(decayed(bought((60, [2]), (0.00001, [1])), NOW, 5), [0, 1, 0.5, 0, 0], atol=1e-6)
