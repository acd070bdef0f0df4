"""What is asked of the suite, and of DuckDB by hand: every endpoint of revenue's contract that reads tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from tests.benchmarks.moments import Moment

_CONTRACT = Path(__file__).parents[2] / "openapi" / "revenue.yaml"
_NO_FIGURES = ("health/", "openapi.json", "docs", "/ws/")  # paths that read no table, or tell what another answers
_OF_THEIR_OWN = {  # they rest on no ledger of millions: each has a benchmark of its own, or reads what a job made
    "/api/revenue/funnel",
    "/api/revenue/forecast",
    "/api/revenue/insights",
    "/api/revenue/value",
}
_PAGE = 100  # products on the shortest page
AT_50_MILLION = 20.0  # ms; the promise for KPIs, trend and top list at the largest size
Rows = list[dict[str, Any]]
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """One kind of question: how it is asked over HTTP, and how by hand (each alternative is a file of `by_hand/`).

    `said` and `found` are the same figure in the answer and in the rows by hand: they must agree, or the statements
    by hand answer something else.
    """

    name: str
    path: str
    by_hand: tuple[str, ...]
    said: Callable[[dict[str, Any]], Any]
    found: Callable[[Sequence[Rows], Facts], Any]
    days: int = 30
    most_ms: float | None = None
    values: Mapping[str, str] = field(default_factory=dict)  # for the braces and parameters of the statements
    at_end: bool = False  # asked when nothing later is known, as of now; else as of moments of the last month
    most_query_ms: float | None = None  # of what the warehouse takes for the answer

    def at(self, moment: Moment) -> str:
        """The path that asks it at a moment; with a limit in it, pages are of another length for each moment."""
        asked = moment.at_end if self.at_end else moment
        return self.path.format(as_of=asked.text, day=asked.day, limit=_PAGE + asked.number)


def _net_of_days(first: str, last: str) -> Callable[[Sequence[Rows], Facts], Any]:
    """Net sales of a run of days in all rows by hand; its last day as the last statement has it."""

    def found(results: Sequence[Rows], facts: Facts) -> Any:
        whole = sum(row["net_sales"] for row in results[0] if facts[first] <= row["local_date"] < facts[last])
        return whole + sum(row["net_sales"] for row in results[-1] if row["local_date"] == facts[last])

    return found


def _net_today(results: Sequence[Rows], facts: Facts) -> Any:
    return sum(row["net_sales"] for row in results[1] if row["local_date"] == facts["today"])


def _net_of_all(results: Sequence[Rows], _: Facts) -> Any:
    return sum(row["net_sales"] for row in results[0])


def _money(*path: str | int) -> Callable[[dict[str, Any]], Any]:
    """The amount that stands in an answer under some names."""

    def said(answer: dict[str, Any]) -> Any:
        found: Any = answer
        for name in path:
            found = found[name]
        return Decimal(found["amount"]) if isinstance(found, dict) else Decimal(str(found))

    return said


def _net_of_items(answer: dict[str, Any]) -> Any:
    return sum(Decimal(item["net_sales"]["amount"]) for item in answer["items"])


_SERIES = _net_of_days("first", "today")
_TOTAL = _money("totals", "series", "net_sales")


def _trends(
    name: str, query: str, days: int, by_hand: tuple[str, ...], most_ms: float | None = None, **values: str
) -> Question:
    path = f"/api/revenue/trends?as_of={{as_of}}&window={days}d{query}"
    return Question(name, path, by_hand, _TOTAL, _SERIES, days, most_ms, values)


def _breakdown(by: str, by_hand: tuple[str, ...], cut: str = "") -> Question:
    path = f"/api/revenue/breakdown?as_of={{as_of}}&by={by}&limit=500"
    return Question(f"breakdown by {by}", path, by_hand, _net_of_items, _net_of_all, values={"cut": cut or by})


_TOP = "/api/revenue/products/top?as_of={as_of}&window=90d&limit=100&by="

QUESTIONS = (
    Question(
        "KPIs of now (current)",
        "/api/revenue/current?as_of={as_of}",
        ("current_rollups", "current_quarters"),
        _money("today", "net_sales"),
        _net_today,
        most_ms=AT_50_MILLION,
    ),
    _trends("trend of 90 days", "", 90, ("trends_rollups", "trends_quarters", "trends_ledger"), AT_50_MILLION),
    _trends("trend of 365 days", "", 365, ("trends_rollups", "trends_quarters", "trends_ledger")),
    _trends(
        "trend of a category, 90 days",
        "&category=Category%203",
        90,
        ("trends_of_category_rollups", "trends_of_category_ledger"),
        category="Category 3",
    ),
    _trends("trend of a product, 90 days", "&product=p7", 90, ("trends_of_product_rollups",), product="p7"),
    Question(
        "top list by net, 90 days",
        _TOP + "net",
        ("top_rollups", "top_weeks", "top_ledger"),
        _money("items", 0, "net_sales"),
        lambda results, _: max(row["net_sales"] for row in results[0]),
        90,
        AT_50_MILLION,
        {"ranked_by": "net_sales"},
    ),
    Question(
        "top list by margin, 90 days",
        _TOP + "margin",
        ("top_rollups", "top_weeks", "top_ledger"),
        _money("items", 0, "gross_margin"),
        lambda results, _: max(row["margin"] for row in results[0]),
        90,
        AT_50_MILLION,
        {"ranked_by": "margin"},
    ),
    Question(
        "top list by net, as of now",
        _TOP + "net",
        ("top_now", "top_weeks"),
        _money("items", 0, "net_sales"),
        lambda results, _: max(row["net_sales"] for row in results[0]),
        90,
        AT_50_MILLION,
        {"ranked_by": "net_sales"},
        at_end=True,  # the moments of the same data have the page in common, which is kept
    ),
    Question(
        "top list by net, as of now, page anew",  # as after every change of the data: no two moments ask for one page
        _TOP.replace("limit=100", "limit={limit}") + "net",
        ("top_now", "top_weeks"),
        _money("items", 0, "net_sales"),
        lambda results, _: max(row["net_sales"] for row in results[0]),
        90,
        most_query_ms=AT_50_MILLION,
        values={"ranked_by": "net_sales"},
        at_end=True,
    ),
    _breakdown("channel", ("breakdown_shop_rollups",)),
    _breakdown("location", ("breakdown_shop_rollups",), "location_id"),
    _breakdown("category", ("breakdown_category_rollups",)),
    _breakdown("staff", ("breakdown_ledger",), "staff_id"),
    _breakdown("country", ("breakdown_ledger",)),
    _breakdown("new_returning", ("breakdown_customers_rollups",)),
    Question(
        "lifetime value of all cohorts",
        "/api/revenue/customers/ltv?as_of={as_of}",
        ("lifetime_value_rollups",),
        _money("customers"),
        lambda results, _: next(row["customers"] for row in results[0] if row["cohort"] is None),
    ),
    Question(
        "turnover by product, 30 days",
        "/api/revenue/inventory/turnover?as_of={as_of}&limit=100",
        ("turnover_rollups",),
        _money("total", "units_sold"),
        lambda results, _: sum(row["units"] or 0 for row in results[0]),
    ),
    Question(
        "reconciliation of a day",
        "/api/revenue/reconcile?as_of={as_of}",
        ("reconcile_ledger",),
        _money("totals", "ledger", "amount"),
        lambda results, _: sum(row["net_amount"] for row in results[0]),
    ),
    Question(
        "targets from a day on",
        "/api/revenue/targets?from={day}&limit=500",
        ("targets",),
        lambda answer: len(answer["items"]),
        lambda results, _: len(results[0]),
    ),
)


def unasked() -> list[str]:
    """Paths of the contract that read tables and that no question asks; a path's CSV is the same answer."""
    contract = yaml.safe_load(_CONTRACT.read_text(encoding="utf-8"))
    asked = {question.path.partition("?")[0] for question in QUESTIONS}
    return [
        path
        for path, methods in contract["paths"].items()
        if "get" in methods
        and not path.endswith(".csv")
        and path not in asked | _OF_THEIR_OWN
        and not any(part in path for part in _NO_FIGURES)
    ]
