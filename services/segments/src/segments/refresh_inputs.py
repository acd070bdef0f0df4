"""What a refresh goes by besides what customers did: whether there is a prediction, and what money is told as."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import cast

from segments import queries, queries_features
from segments.desk import Desk
from shared import generations

_VALUE_STALE_DAYS = 7  # predictions are made anew each night; a week without is no bad night any more
_COST_COVERAGE = Decimal("0.95")  # share of net sales whose cost is known, from which money is told as margin


def prediction(desk: Desk, until: date) -> tuple[str | None, str | None]:
    """The live generation of customers' predicted value and what it is made of; None where it is missing or stale."""
    generation = generations.live(desk.store, "revenue", "customer_value")
    row = queries.predicted_value(desk.warehouse, generation) if generation else None
    if row is None or cast("date", row["as_of_date"]) < until - timedelta(days=_VALUE_STALE_DAYS):
        return None, None
    return generation, str(row["basis"])


def by_margin(desk: Desk, until: date, window_days: int) -> bool:
    """Whether the cost of enough of what was sold in the window is known for money to be told as margin."""
    costs = queries_features.customer_features_costs(desk.warehouse, until, window_days)
    net, known = costs["net_sales"], costs["net_sales_with_cost"]
    if not isinstance(net, Decimal) or not isinstance(known, Decimal) or net <= 0:
        return False
    return known >= net * _COST_COVERAGE
