"""The words of an alert: what kinds there are, how grave one is, what becomes of it. Plain values, no arithmetic."""

from __future__ import annotations

from typing import Literal, get_args

Kind = Literal[
    "stock_out",
    "low_stock",
    "reorder_due",
    "overstock",
    "dead_stock",
    "slow_mover",
    "trending_up",
    "trending_down",
    "seasonal_peak",
    "stock_count_problem",
]
Severity = Literal["act", "watch"]
State = Literal["open", "snoozed", "dismissed", "resolved"]
ReorderState = Literal["suggested", "approved", "ordered", "received", "rejected", "withdrawn"]
DismissReason = Literal["not_a_problem", "wrong_data", "known", "discontinued", "other"]

KINDS: tuple[Kind, ...] = get_args(Kind)
STATES: tuple[State, ...] = get_args(State)
STANDING: frozenset[State] = frozenset({"open", "snoozed"})  # those that may come true yet
REORDER_STATES: tuple[ReorderState, ...] = get_args(ReorderState)
OPEN_REORDERS: frozenset[ReorderState] = frozenset({"suggested", "approved", "ordered"})  # no second one beside them

DEFINITIONS: dict[Kind, str] = {
    "stock_out": "Nothing is left of a product that still sells.",
    "low_stock": "Demand of the next seven days probably exceeds what is on hand and arrives in time.",
    "reorder_due": "Stock on hand less committed plus incoming is at or under the reorder point.",
    "overstock": (
        "What is there lasts longer than lead time, review and `overstock_after_days`, by a pack at least, with a"
        " probability of at least 0.9."
    ),
    "dead_stock": "In stock, and nothing sold for `dead_after_days`.",
    "slow_mover": "In stock and not new, and silent for long against the product's own rhythm.",
    "trending_up": "Sells at least half as much again as in eight weeks before, and chance does not explain it.",
    "trending_down": "Sells at most half as much as in eight weeks before, and chance does not explain it.",
    "seasonal_peak": "The season is expected to lift demand well above its recent level.",
    "stock_count_problem": "The stock counted is negative, missing or old: do not trust what rests on it.",
}
