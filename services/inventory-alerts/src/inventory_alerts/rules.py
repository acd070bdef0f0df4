"""The shop's own thresholds: what the contract calls settings, kept in the store. Plain values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any

MONEY = frozenset({"budget", "least_at_stake"})  # in the shop's currency
RULES_KEY = "inventory/rules"  # in the store: a JSON object of what the shop set, nothing of what it did not


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Thresholds with their defaults; days are shop days."""

    lead_time_days: int = 14  # where neither product nor supplier says one
    review_days: int = 7  # between two orders to a supplier
    service_level: float = 0.95  # share of replenishment cycles without a stock-out that reorders aim at
    overstock_after_days: int = 30  # of stock beyond lead time and review
    dead_after_days: int = 180
    slow_after_days: int = 30
    new_for_days: int = 28
    count_older_than_days: int = 90
    carrying_rate: float = 0.25  # a year's cost of holding stock as a share of its cost: rent, money, loss
    budget: Decimal | None = None  # most that a run may suggest to spend; None: no bound
    least_at_stake: Decimal | None = None  # of an alert that is pushed; None: a share of the shop's sales
    dismissed_days: int = 90  # a season: what was of no use in it may be of use in the next
    cooldown_days: int = 7  # a week: whoever dealt with it is not told the same at once again
    bulk_order_units: float | None = None  # on one line; None: by the product's own history


def rules_of(stored: bytes | None) -> Rules:
    """The rules in the store's document; the defaults where nothing is stored. What is not known is passed over."""
    given = json.loads(stored) if stored else {}
    known = {each.name for each in fields(Rules)}
    values: dict[str, Any] = {name: value for name, value in given.items() if name in known and value is not None}
    for name in MONEY & set(values):
        values[name] = Decimal(str(values[name]))
    return Rules(**values)


def document(rules: Rules) -> dict[str, Any]:
    """The rules as JSON has them, amounts as decimal texts."""
    return {name: f"{value:f}" if isinstance(value, Decimal) else value for name, value in asdict(rules).items()}


def changed(stored: bytes | None, given: Mapping[str, Any]) -> bytes:
    """The store's document with some values set; None takes one back to its default."""
    held: dict[str, Any] = json.loads(stored) if stored else {}
    for name, value in given.items():
        if value is None:
            held.pop(name, None)
        else:
            held[name] = f"{value:f}" if isinstance(value, Decimal) else value
    return json.dumps(held, sort_keys=True).encode()
