"""load_audit keeps what the rows come to that a load left out, known or refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any


def audited(ledger: Any, load_id: str) -> dict[tuple[str, str], tuple[int, Decimal | None]]:
    """Rows and amount by outcome and reason."""
    rows = ledger.rows(f"SELECT outcome, reason, row_count, amount FROM load_audit WHERE load_id = '{load_id}'")
    return {(row["outcome"], row["reason"]): (row["row_count"], row["amount"]) for row in rows}


def test_known_lines_keep_their_amount_by_the_load_that_brought_them(ledger: Any, line: Callable[..., Any]) -> None:
    first, second = line(net_amount="10.5"), line(order_id="o2", net_amount="-4", kind="refund")
    ledger.load(sales=[first])
    ledger.load(sales=[second])
    again, _ = ledger.load(sales=[first, second, line(order_id="o3", net_amount="7")])
    assert audited(ledger, again) == {
        ("read", ""): (3, None),
        ("loaded", ""): (1, Decimal(7)),
        ("known", "load-001"): (1, Decimal("10.5")),
        ("known", "load-002"): (1, Decimal(-4)),
    }


def test_lines_that_are_refused_at_the_table_keep_their_amount(ledger: Any, line: Callable[..., Any]) -> None:
    ledger.load(sales=[line(entry_id="e1", net_amount="10")])
    tomorrow = datetime(2031, 1, 1, tzinfo=UTC)
    changed, _ = ledger.load(
        sales=[line(entry_id="e1", net_amount="12"), line(order_id="o2", net_amount="3", occurred_at=tomorrow)]
    )
    kept = audited(ledger, changed)
    assert kept["rejected", "entry_changed"] == (1, Decimal(12))
    assert kept["rejected", "in_the_future"] == (1, Decimal(3))


def test_rows_of_other_tables_have_no_amount(ledger: Any) -> None:
    product = {"product_id": "p1", "unit_cost": Decimal(3)}
    ledger.load(products=[product])
    again, _ = ledger.load(products=[product])
    assert audited(ledger, again)["known", "load-001"] == (1, None)
