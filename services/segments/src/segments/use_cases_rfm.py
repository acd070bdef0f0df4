"""The RFM grid: how many customers have which scores of recency and frequency, and what they bring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, cast

from segments import queries
from segments.desk import Desk
from segments.envelope import envelope, missing
from segments.performance import average, plain, ratio
from segments.refreshes import last_refresh
from shared.money import money
from shared.warehouse import Row

RFM_HEADER = (
    "r_score",
    "f_score",
    "customers",
    "share",
    "contactable",
    "net_sales",
    "net_sales_per_customer",
    "mean_m_score",
)
_NOTES = ("rfm", "segments")  # of what cannot be said yet, what concerns the scores


def rfm_grid(desk: Desk, *, may_see_margin: bool) -> dict[str, Any]:
    """The contract's RfmGrid."""
    refresh = last_refresh(desk)
    rows = [] if refresh is None else queries.rfm_cells(desk.warehouse, refresh.refresh_id)
    scored = [row for row in rows if row["r_score"] is not None]
    total = sum(cast("int", row["customers"]) for row in scored)
    currency = desk.shop().currency
    return envelope(desk, may_see_margin=may_see_margin) | {
        "scored": total,
        "without_scores": sum(cast("int", row["customers"]) for row in rows) - total,
        "items": [_cell(row, total, currency) for row in reversed(scored)],
        "missing": missing(desk, refresh, _NOTES),
    }


def rfm_rows(answer: dict[str, Any]) -> Iterator[Sequence[object]]:
    """The cells under RFM_HEADER; amounts as plain decimals."""
    for cell in answer["items"]:
        yield [plain(cell[name]) for name in RFM_HEADER]


def _cell(row: Row, total: int, currency: str) -> dict[str, Any]:
    customers, net_sales = cast("int", row["customers"]), cast("Decimal", row["net_sales"])
    return {
        "r_score": row["r_score"],
        "f_score": row["f_score"],
        "customers": customers,
        "share": ratio(customers, total),
        "contactable": row["contactable"],
        "net_sales": money(net_sales, currency),
        "net_sales_per_customer": average(net_sales, customers, currency),
        "mean_m_score": round(cast("int", row["m_scores"]) / customers, 2),
    }
