"""Orders that happened after they were placed: what is known at a moment, on either basis."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

NOON = "2024-03-27T12:00:00Z"
CUSTOMERS = ("new_customers", "returning_customers", "guest_orders")


@pytest.fixture(scope="module")
def visitor(small_shop: Callable[..., Any]) -> Any:
    """Wednesday's till: what was placed on Tuesday and taken down after midnight, more of an old order, later news."""
    small = small_shop()
    small.line("old", "2024-03-20 10:00", "mug", 1, "10", customer_id="ann")
    small.line("afternoon", "2024-03-20 15:00", "mug", 1, "10", customer_id="fay")
    small.line("tuesday", "2024-03-26 10:00", "mug", 1, "10", customer_id="bob")
    small.line("midnight", "2024-03-27 00:10", "mug", 2, "10", ordered="2024-03-26 23:50", customer_id="cat")
    small.line("today", "2024-03-27 09:00", "mug", 3, "10", customer_id="dan")
    small.line("old", "2024-03-27 10:00", "mug", 1, "10", customer_id="ann")
    small.line("unknown", "2024-03-27 13:00", "mug", 4, "10", ordered="2024-03-27 11:00", customer_id="eve")
    small.line("unknown", "2024-03-27 13:00", None, 1, "5", ordered="2024-03-27 11:00", line_type="shipping")
    return small.open(data_until="2024-03-29 20:00")


def customers(period: dict[str, Any]) -> list[int]:
    return [period[name] for name in CUSTOMERS]


def test_by_order_an_order_taken_down_after_midnight_belongs_to_the_day_before(visitor: Any) -> None:
    answer = visitor.get("current", as_of=NOON, basis="order")
    assert answer["last_full_day"]["orders"] == 2
    assert customers(answer["last_full_day"]) == [2, 0, 0]  # bob and cat
    assert answer["today"]["orders"] == 1
    assert customers(answer["today"]) == [1, 0, 0]  # dan; eve's order is not known yet


def test_by_accounting_it_belongs_to_the_day_it_happened(visitor: Any) -> None:
    answer = visitor.get("current", as_of=NOON)
    assert answer["last_full_day"]["orders"] == 1
    assert answer["today"]["orders"] == 2
    assert customers(answer["today"]) == [2, 0, 0]  # cat and dan; ann's order is an old one


def test_who_bought_later_that_day_a_week_ago_is_not_compared(visitor: Any) -> None:
    assert customers(visitor.get("current", as_of=NOON)["same_weekday_last_week"]) == [1, 0, 0]  # ann, not fay


def test_with_a_product_an_order_counts_on_every_day_it_was_sold(visitor: Any) -> None:
    cut = visitor.get("current", as_of=NOON, basis="order", product="mug")["same_weekday_last_week"]
    assert cut["orders"] == 2  # the old order, on its day and with what was added a week later
    whole = visitor.get("trends", as_of=NOON, basis="order", product="mug", from_="2024-03-20", to="2024-03-20")
    assert whole["series"][0]["orders"] == 3  # and that of the afternoon


@pytest.mark.parametrize("basis", ["accounting", "order"])
def test_an_explanation_counts_only_what_is_known(visitor: Any, basis: str) -> None:
    explain = visitor.get("current", as_of=NOON, basis=basis, explain="1")["explain"]
    assert explain["rows_counted"] == {"accounting": 3, "order": 1}[basis]
    assert explain["exclusions"] == []
