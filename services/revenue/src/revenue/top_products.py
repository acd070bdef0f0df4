"""From the rows of top_products.sql to the contract's TopProducts. No table is read here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Literal, cast

from revenue.figures import FIGURES, amounts_of, figures, money_ratio, number, plain
from shared.money import money

Measure = Literal["margin", "net", "units"]
CSV_HEADER = ("rank", "product_id", "title", "category", *FIGURES, "share", "reasons")
_TOTALS = {"margin": "total_margin", "net": "total_net_sales", "units": "total_units"}


def item(row: Mapping[str, Any], by: Measure, currency: str, *, may_see_margin: bool) -> dict[str, Any]:
    """One product with its figures, its rank, and its share of what products are ranked by."""
    shown: dict[str, Any] = {
        "rank": row["place"] if row["is_ranked"] else None,
        "product_id": row["product_id"],
        "title": row["title"],
        "category": row["category"],
        **figures(amounts_of(row), currency, missing=None, may_see_margin=may_see_margin),
        "share": _share(row, by, currency) if row["is_ranked"] else None,
    }
    if not row["is_ranked"]:
        shown["reasons"] |= dict.fromkeys(("rank", "share"), "cost_unknown")
    elif shown["share"] is None:
        shown["reasons"]["share"] = "no_sales"
    return shown


def _share(row: Mapping[str, Any], by: Measure, currency: str) -> dict[str, Any] | None:
    total = cast("Decimal", row[_TOTALS[by]])
    if total <= 0:  # a share of a loss would be large where the loss is
        return None
    if by == "units":
        return {
            "value": float(row["ranking"] / total),
            "numerator": number(row["ranking"]),
            "denominator": number(total),
        }
    return money_ratio(row["ranking"], total, currency)


def totals(rows: Iterable[Mapping[str, Any]], currency: str, *, may_see_margin: bool) -> dict[str, Any]:
    """What all products of the question add up to; without rows nothing was sold."""
    first = next(iter(rows), None)
    zero = Decimal(0)
    margin = money(first["total_margin"] if first else zero, currency)
    return {
        "products": first["all_products"] if first else 0,
        "net_sales": money(first["total_net_sales"] if first else zero, currency),
        "units": number(first["total_units"] if first else zero),
        "gross_margin": margin if may_see_margin else None,
    }


def csv_row(shown: Mapping[str, Any]) -> list[object]:
    """One product as a row under CSV_HEADER; amounts as plain decimal text, ratios as their value."""
    reasons = "; ".join(f"{figure}: {reason}" for figure, reason in shown["reasons"].items())
    return [
        *(plain(shown[name]) for name in ("rank", "product_id", "title", "category")),
        *(plain(shown[name]) for name in (*FIGURES, "share")),
        reasons,
    ]
