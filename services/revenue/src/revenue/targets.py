"""The target that holds the day of a question, and how far the shop is on its way to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from revenue import queries
from revenue.figures import NOTHING, Amounts, money_ratio
from revenue.periods import DAY, DayRange, Span, whole_days
from revenue.question import Question
from shared.money import money
from shared.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Target:
    """A target as it stands: whose it is, its days (the last one inclusive), its amount, its days as far as counted."""

    scope: str
    scope_id: str
    period_start: date
    period_end: date
    net_amount: Decimal
    span: Span


def find_target(warehouse: Warehouse, asked: Question) -> Target | None:
    """The target for the fewest days that hold the day asked for, of what the filters narrow to; None without one."""
    scope = asked.filters.target_scope
    if scope is None:
        return None
    rows = queries.target_of_day(warehouse, scope=scope[0], scope_id=scope[1], day=asked.today)
    if not rows:
        return None
    first, last = cast("date", rows[0]["period_start"]), cast("date", rows[0]["period_end"])
    span = whole_days(asked.shop, DayRange(first, last + DAY), asked.as_of)
    return Target(*scope, first, last, cast("Decimal", rows[0]["net_amount"]), span)


def target_answer(asked: Question, target: Target, amounts: Amounts) -> dict[str, Any]:
    """The contract's Target."""
    currency = asked.shop.currency
    answer: dict[str, Any] = {
        "scope": target.scope,
        "scope_id": target.scope_id,
        "period_start": target.period_start.isoformat(),
        "period_end": target.period_end.isoformat(),
        "net_amount": money(target.net_amount, currency),
        "net_sales_so_far": None,
        "attainment": None,
    }
    missing = asked.covered.missing(target.span)
    if missing is not None and amounts == NOTHING:
        answer["reasons"] = {"net_sales_so_far": missing, "attainment": missing}
        return answer
    answer["net_sales_so_far"] = money(amounts.net_sales, currency)
    answer["attainment"] = money_ratio(amounts.net_sales, target.net_amount, currency)
    if answer["attainment"] is None:
        answer["reasons"] = {"attainment": "target_is_zero"}
    return answer
