"""A small shop for the engine: items that sell as told, everything in stock, nothing promoted, costs known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from inventory_alerts.engine import DAYS_AHEAD, Inputs

TODAY = date(2026, 6, 1)  # a Monday

Shop = Callable[..., Inputs]


@pytest.fixture
def shop() -> Shop:
    """Inputs of `units` (items x days), with whatever else is given by name."""

    def build(units: Any, **given: Any) -> Inputs:
        units = np.asarray(units, np.float32)
        n, d = units.shape
        inputs = Inputs(
            today=TODAY,
            units=units,
            in_stock=np.ones((n, d), np.bool_),
            promoted=np.zeros((n, d + DAYS_AHEAD), np.uint8),
            first_day=np.zeros(n, np.int32),
            category=np.zeros(n, np.int32),
            on_hand=np.full(n, 100.0),
            committed=np.zeros(n),
            stock_age_days=np.ones(n),
            stock_assumed=np.zeros(n, np.bool_),
            lead_time_days=np.full(n, 7.0),
            review_days=np.ones(n),
            unit_cost=np.full(n, 6.0),
            price=np.full(n, 10.0),
            price_change=np.full(n, np.nan),
            pack_size=np.ones(n),
            min_order=np.zeros(n),
            muted=np.zeros(n, np.bool_),
        )
        return replace(inputs, **given)

    return build


@pytest.fixture
def busy() -> Callable[..., Any]:
    """Demand of items that sell so many units a day by chance, as `items` x `days`."""

    def build(rate: float, items: int = 1, days: int = 200, seed: int = 1) -> Any:
        return np.random.default_rng(seed).poisson(rate, (items, days)).astype(np.float32)

    return build
