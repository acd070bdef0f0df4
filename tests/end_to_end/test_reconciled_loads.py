"""After real loads with every kind of fault, each cent between the files and net sales has a name and an amount."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

FIRST = """order_id,occurred_at,product_id,quantity,unit_price
1,2024-05-01T10:00:00Z,mug,1,12.50
2,2024-05-01T11:00:00Z,tray,2,40.00
"""
AGAIN = f"""{FIRST}3,2024-05-01T12:00:00Z,mug,1,3.75
4,sometime,mug,2,8.00
5,2099-05-01T12:00:00Z,mug,1,9.00
6,sometime,mug,two,8.00
"""


def lines_of(answer: dict[str, Any]) -> dict[tuple[str, str | None, bool], tuple[str | None, int]]:
    return {
        (line["cause"], line.get("detail"), line["amount"] is None): (
            line["amount"] and line["amount"]["amount"],
            line["rows"],
        )
        for line in answer["lines"]
    }


def test_only_what_cannot_be_read_has_no_amount(new_suite: Callable[[], Any]) -> None:
    suite = new_suite()
    load_id = suite.load({"sales.csv": FIRST.encode()}).get_json()["load_id"]
    assert suite.load({"more.csv": AGAIN.encode()}, format="canonical").status_code == 422, "not named after a table"
    suite.load({"sales-2.csv": AGAIN.encode()})

    answer = suite.get("/api/revenue/reconcile?day=2024-05-01").get_json()

    assert lines_of(answer) == {
        ("known_already", load_id, False): ("-92.50", 2),
        ("rejected", "in_the_future", False): ("-9.00", 1),
        ("rejected", "not_a_date", False): ("-16.00", 1),
        ("rejected", "not_a_date", True): (None, 1),
    }
    totals = {name: Decimal(total["amount"]["amount"]) for name, total in answer["totals"].items()}
    assert totals["files"] == Decimal("92.50") * 2 + Decimal("3.75") + 9 + 16
    assert totals["ledger"] == totals["net_sales_accounting"] == totals["net_sales_order"] == Decimal("96.25")


def test_the_same_files_again_are_known_to_the_penny(new_suite: Callable[[], Any]) -> None:
    suite = new_suite()
    for _ in range(2):
        suite.load({"sales.csv": FIRST.encode()})
    answer = suite.get("/api/revenue/reconcile?day=2024-05-01").get_json()
    assert [line["amount"]["amount"] for line in answer["lines"]] == ["-92.50"]
