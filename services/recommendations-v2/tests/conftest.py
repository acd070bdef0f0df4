"""The planted shop, once, and one customer's purchases by hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from recommendations_v2.purchases import DAY, Purchases
from recommendations_v2.testing_planted import PlantedShop, basket, planted_shop, purchases_of


@pytest.fixture(scope="session")
def shop() -> PlantedShop:
    return planted_shop()


@pytest.fixture
def bought() -> Callable[..., Purchases]:
    """One customer's purchases: pairs of days ago and products, as of day 100."""

    def of(*visits: tuple[float, list[int]]) -> Purchases:
        rows: list[tuple[int, ...]] = []
        for days_ago, products in sorted(visits, reverse=True):
            basket(rows, 0, int((100 - days_ago) * DAY), np.array(products))
        return purchases_of(rows)

    return of
