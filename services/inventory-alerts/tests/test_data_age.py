"""What too old or missing data leaves out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from inventory_alerts.data_age import NEED_NO_STOCK, DataAge, data_age, unjudged
from inventory_alerts.kinds import KINDS

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
FRESH, OLD = NOW - timedelta(hours=36), NOW - timedelta(hours=36, seconds=1)
STALE = timedelta(hours=36)


def test_fresh_data_leaves_nothing_out() -> None:
    assert unjudged(DataAge(FRESH, FRESH), NOW, STALE) == (frozenset(), {})


def test_old_sales_let_no_rule_fire() -> None:
    kinds, notes = unjudged(DataAge(OLD, FRESH), NOW, STALE)
    assert (kinds, notes) == (frozenset(KINDS), {"alerts": "sales_too_old"})
    assert unjudged(DataAge(None, None), NOW, STALE)[0] == frozenset(KINDS)


def test_without_stock_trends_and_seasons_are_told_and_the_rest_says_what_to_load() -> None:
    kinds, notes = unjudged(DataAge(FRESH, None), NOW, STALE)
    assert frozenset(KINDS) - kinds == NEED_NO_STOCK
    assert "stock_counts" in notes["stock"]
    assert frozenset(KINDS) - unjudged(DataAge(FRESH, OLD), NOW, STALE)[0] == NEED_NO_STOCK


def test_counted_stock_is_rolled_forward_by_sales_where_receipts_are_told() -> None:
    assert data_age(FRESH, OLD, has_receipts=True).stock_until == FRESH
    assert data_age(FRESH, OLD, has_receipts=False).stock_until == OLD
    assert data_age(FRESH, None, has_receipts=True).stock_until is None
