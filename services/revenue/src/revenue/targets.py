"""The target that holds the day of a question, and how far the shop is on its way to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from revenue import queries, queries_lists
from revenue.figures import NOTHING, Amounts, money_ratio
from revenue.periods import DAY, DayRange, Span, whole_days
from revenue.question import Question
from shared.contracts.target_changed import TargetKey
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
    if any((change.key.scope, change.key.scope_id) == scope for change in asked.target_changes):
        standing = read_targets(warehouse, asked, *scope, DayRange(queries.FIRST, queries.LAST))
        holding = [key for key in standing if key.period_start <= asked.today <= key.period_end]
        if not holding:
            return None
        key = min(holding, key=lambda each: (each.period_end - each.period_start, -each.period_start.toordinal()))
        return _target(asked, key, standing[key])
    rows = queries.target_of_day(warehouse, scope=scope[0], scope_id=scope[1], day=asked.today)
    if not rows:
        return None
    key = TargetKey(*scope, cast("date", rows[0]["period_start"]), cast("date", rows[0]["period_end"]))
    return _target(asked, key, cast("Decimal", rows[0]["net_amount"]))


def _target(asked: Question, key: TargetKey, net_amount: Decimal) -> Target:
    span = whole_days(asked.shop, DayRange(key.period_start, key.period_end + DAY), asked.as_of)
    return Target(key.scope, key.scope_id, key.period_start, key.period_end, net_amount, span)


def read_targets(
    warehouse: Warehouse, asked: Question, scope: str | None, scope_id: str | None, days: DayRange
) -> dict[TargetKey, Decimal]:
    """The targets that stand and lie wholly within some days, those on their way to the tables too, in order."""
    rows = queries_lists.standing_targets(
        warehouse, scope=scope, scope_id=scope_id, from_day=days.first_day, to_day=days.day_after - DAY
    )
    standing = {
        TargetKey(
            str(row["scope"]),
            str(row["scope_id"]),
            cast("date", row["period_start"]),
            cast("date", row["period_end"]),
        ): cast("Decimal", row["net_amount"])
        for row in rows
    }
    for change in asked.target_changes:
        key = change.key
        inside = days.first_day <= key.period_start and key.period_end < days.day_after
        if inside and scope in (None, key.scope) and scope_id in (None, key.scope_id):
            standing.pop(key, None)
            if change.net_amount is not None:
                standing[key] = change.net_amount
    return dict(sorted(standing.items(), key=lambda item: item[0].sorted_by))


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
