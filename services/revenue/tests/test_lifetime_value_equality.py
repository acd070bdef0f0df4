"""Lifetime value adds up to what the ledger's own lines say of each customer, whenever it is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
CUSTOMERS = (None, "ann", "bob", "cat", "dan")
lines = st.lists(
    st.tuples(
        st.integers(0, 9),  # which order
        st.integers(0, 400 * 24),  # hours after the beginning: of a refund or a change, after its order
        st.sampled_from(("sale", "sale", "sale", "refund", "adjustment")),
        st.sampled_from(("0.01", "9.99", "120")),
        st.booleans(),
    ),
    min_size=3,
    max_size=25,
)


def ledger(small: Any, written: list[Any]) -> None:
    placed: dict[int, datetime] = {}
    for number, hours, kind, price, is_test in written:
        at = placed.get(number, BEGIN) + timedelta(hours=hours % 2400 if number in placed else hours)
        if kind == "sale":
            placed.setdefault(number, at)
        more = {"kind": kind} if kind == "adjustment" else {}
        write = small.refund if kind == "refund" else small.line
        more |= {"customer_id": CUSTOMERS[number % len(CUSTOMERS)], "is_test": is_test, "cost": "1"}
        write(f"o{number}", at, "mug", 1, price, ordered=placed.get(number, at), **more)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines, st.integers(0, 500), st.sampled_from(("accounting", "order")), st.sampled_from(("UTC", "Asia/Tokyo")))
def test_cohorts_hold_what_the_ledger_says_of_their_customers(
    small_shop: Callable[..., Any], written: list[Any], days: int, basis: str, zone: str
) -> None:
    small = small_shop(zone)
    ledger(small, written)
    known = BEGIN + timedelta(days=days, hours=13)
    asked = {"as_of": known.isoformat(), "basis": basis, "role": "viewer"}
    answer = small.open(data_until="2026-01-01 00:00").get("customers/ltv", **asked)
    axis = "ordered_local_date" if basis == "order" else "local_date"
    counted = [line for line in small.merchandise() if line["customer_id"] and line["occurred_at"] < known]
    firsts: dict[str, date] = {}
    for line in sorted((line for line in counted if line["is_order_start"]), key=lambda line: line["local_date"]):
        firsts.setdefault(line["customer_id"], line["local_date"])
    counted = [
        line | {"age": (line[axis] - firsts[who]).days} for line in counted if (who := line["customer_id"]) in firsts
    ]
    assert (answer["customers"] or 0) == len(firsts)
    for cohort in answer["cohorts"]:
        month = date.fromisoformat(cohort["start"])
        members = {name for name, first in firsts.items() if first.replace(day=1) == month}
        assert (cohort["customers"] or 0) == len(members)
        assert_marks(cohort, [line for line in counted if line["customer_id"] in members], len(members))
    assert_spread(answer, counted)


def assert_marks(cohort: dict[str, Any], counted: list[dict[str, Any]], members: int) -> None:
    for mark in [*cohort["marks"], {"days": 10_000, **cohort["to_date"]}]:
        if mark["net_sales"] is not None:
            inside = sum(line["net_amount"] for line in counted if line["age"] < mark["days"])
            assert Decimal(mark["net_sales"]["numerator"]["amount"]) == inside
            assert mark["net_sales"]["denominator"] == members


def assert_spread(answer: dict[str, Any], counted: list[dict[str, Any]]) -> None:
    spent: dict[str, Decimal] = defaultdict(Decimal)
    for line in counted:
        spent[line["customer_id"]] += line["net_amount"]
    values = sorted(spent.values())
    for each in (answer["distribution"] or {"quantiles": []})["quantiles"]:
        assert Decimal(each["value"]["amount"]) == values[ceil(Fraction(str(each["share"])) * len(values)) - 1]
    assert bool(answer["concentration"]) == bool(values)
    for each in answer["concentration"]:
        most = values[-ceil(Fraction(str(each["share_of_customers"])) * len(values)) :]
        assert each["customers"] == len(most)
        if each["share"] is not None:
            assert Decimal(each["share"]["numerator"]["amount"]) == sum(most)
            assert Decimal(each["share"]["denominator"]["amount"]) == sum(values)
