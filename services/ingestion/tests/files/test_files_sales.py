"""The ledger's own rules: amounts, signs, kinds, currencies, days, and what makes a line this line."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Load = Any  # the fixture's callable
AMOUNTS = ("kind", "quantity", "gross_amount", "discount_amount", "net_amount")


def ledger(load: Load, header: str, *rows: str, mapping: str | None = None) -> Any:
    lines = "".join(f"R{number},2024-07-01T22:30:00Z,{row}\n" for number, row in enumerate(rows))
    return load({"sales.csv": f"order_id,occurred_at,{header}\n{lines}"}, mapping=mapping)


def amounts(loaded: Any) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in AMOUNTS) for row in loaded.rows("sales")]


def numbers(*texts: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(text) for text in texts)


def test_amounts_follow_from_those_that_are_there(load: Load) -> None:
    loaded = ledger(
        load,
        "quantity,unit_price,gross_amount,discount_amount,net_amount",
        "2,5,,,",
        "2,5,,1,",
        "2,5,,,9",
        "2,,10,1,",
        "2,,10,,9",
        "2,,,1,9",
        "2,,,,9",
        "2,,10,1,9",
        "3,,10,0.67,9.34",  # a cent lost in rounding: the discount gives way
        "0.333,1.99,,,",
    )
    assert amounts(loaded) == [
        ("sale", *numbers("2", "10", "0", "10")),
        ("sale", *numbers("2", "10", "1", "9")),
        ("sale", *numbers("2", "10", "1", "9")),
        ("sale", *numbers("2", "10", "1", "9")),
        ("sale", *numbers("2", "10", "1", "9")),
        ("sale", *numbers("2", "10", "1", "9")),
        ("sale", *numbers("2", "9", "0", "9")),
        ("sale", *numbers("2", "10", "1", "9")),
        ("sale", *numbers("3", "10", "0.66", "9.34")),
        ("sale", *numbers("0.333", "0.66267", "0", "0.66267")),
    ]
    assert loaded.rejected == []


def test_amounts_that_contradict_or_are_missing_are_rejected(load: Load) -> None:
    loaded = ledger(
        load,
        "quantity,gross_amount,discount_amount,net_amount",
        "2,10,1,8",
        "2,,,",
        ",10,,",
        "2,10,-2,",  # a discount written negative would make the sale dearer
    )
    assert loaded.reasons == [
        (2, "net_amount", "amounts_disagree"),
        (3, "net_amount", "required_missing"),
        (4, "quantity", "required_missing"),
        (5, "discount_amount", "sign_conflict"),
    ]


def test_what_is_too_large_to_be_money_is_rejected(load: Load) -> None:
    loaded = ledger(load, "quantity,unit_price", "900000000,900000000", "999999999999999,1")
    assert loaded.reasons == [(2, "gross_amount", "too_large")]
    assert loaded.column("sales", "net_amount") == [Decimal(999999999999999)]


def test_without_a_kind_a_line_that_takes_back_is_a_refund(load: Load) -> None:
    loaded = ledger(load, "quantity,net_amount", "1,10", "-1,-10", "1,-10", ",-10", "-1,0", "0,0")
    assert [(row[0], row[1], row[4]) for row in amounts(loaded)] == [
        ("sale", 1, 10),
        ("refund", -1, -10),
        ("refund", -1, -10),  # goods that come back come back negative
        ("refund", 0, -10),  # money alone
        ("refund", -1, 0),
        ("sale", 0, 0),
    ]


def test_a_kind_that_contradicts_its_signs_is_rejected(load: Load) -> None:
    loaded = ledger(
        load,
        "kind,quantity,net_amount",
        "refund,1,10",
        "Refund,1,-10",
        "refund,,-10",
        "sale,-1,-10",
        "sale,-1,0",
        "adjustment,-1,10",
        "gift,1,10",
    )
    assert loaded.reasons == [
        (2, "gross_amount", "sign_conflict"),
        (5, "gross_amount", "sign_conflict"),
        (6, "quantity", "sign_conflict"),
        (8, "kind", "unknown_value"),
    ]
    assert [(row[0], row[1], row[4]) for row in amounts(loaded)] == [
        ("refund", -1, -10),
        ("refund", 0, -10),
        ("adjustment", -1, 10),
    ]


def test_a_source_may_write_refunds_positive(load: Load) -> None:
    mapping = """
source: Till
tables:
  - table: sales
    columns: {order_id: order_id, occurred_at: occurred_at, quantity: quantity, net_amount: net, tax_amount: tax}
    refund_amounts: positive
    rules: [{when: {type: {equals: R}}, set: {kind: refund}}]
"""
    loaded = ledger(load, "quantity,net,tax,type", "1,10,2,R", "2,-4,,R", "1,10,2,S", mapping=mapping)
    assert [(row["kind"], row["quantity"], row["net_amount"], row["tax_amount"]) for row in loaded.rows("sales")] == [
        ("refund", -1, -10, -2),
        ("refund", -2, -4, None),
        ("sale", 1, 10, 2),
    ]


def test_what_is_not_said_has_its_default(load: Load) -> None:
    (row,) = ledger(load, "quantity,net_amount", "1,10").rows("sales")
    assert (row["line_type"], row["is_test"], row["currency"], row["fx_rate"]) == ("merchandise", False, "GBP", 1)
    assert (row["original_amount"], row["unit_cost"], row["tax_amount"], row["entry_id"]) == (10, None, None, None)
    assert row["_line_key"]


def test_days_are_the_shops_and_the_order_has_its_own(load: Load) -> None:
    loaded = ledger(load, "quantity,net_amount,ordered_at", "1,10,", "-1,-10,2024-06-30T22:00:00Z", "1,10,never")
    sale, refund = loaded.rows("sales")
    assert (sale["local_date"], sale["ordered_local_date"]) == (date(2024, 7, 1), date(2024, 7, 1))
    assert (sale["ordered_at"], sale["ordered_at_given"]) == (datetime(2024, 7, 1, 22, 30, tzinfo=UTC), False)
    assert (refund["ordered_local_date"], refund["ordered_at_given"]) == (date(2024, 6, 30), True)
    assert loaded.reasons == [(4, "ordered_at", "not_a_date")]


def test_other_currencies_need_a_rate_or_the_original_amount(load: Load) -> None:
    loaded = ledger(
        load,
        "quantity,net_amount,currency,fx_rate,original_amount",
        "1,8,eur,0.8,",
        "1,8,EUR,,10",
        "1,8,EUR,,",
        "1,8,EUR,0,",
        "1,8,GBP,0.8,",
        "1,8,pounds,,",
        "1,8,,,",
    )
    assert [(row["currency"], row["fx_rate"], row["original_amount"]) for row in loaded.rows("sales")] == [
        ("EUR", Decimal("0.8"), 10),
        ("EUR", Decimal("0.8"), 10),
        ("GBP", 1, 8),
    ]
    assert loaded.reasons == [
        (4, "fx_rate", "fx_rate_missing"),
        (5, "fx_rate", "fx_rate_not_positive"),
        (6, "fx_rate", "rate_of_own_currency"),
        (7, "currency", "unknown_value"),
    ]


def test_amounts_in_the_customers_currency_become_the_shops(load: Load) -> None:
    mapping = """
source: Marketplace
currency: EUR
tables:
  - table: sales
    amounts_in: original
    columns:
      {order_id: order_id, occurred_at: occurred_at, quantity: quantity, gross_amount: gross, discount_amount: off}
    constants: {fx_rate: 0.85, tax_amount: 2}
"""
    loaded = ledger(load, "quantity,gross,off", "1,10,1", mapping=mapping)
    (row,) = loaded.rows("sales")
    assert (row["gross_amount"], row["discount_amount"], row["net_amount"]) == numbers("8.5", "0.85", "7.65")
    assert (row["currency"], row["original_amount"], row["tax_amount"]) == ("EUR", 9, Decimal("1.7"))


def test_costs_of_lines_become_costs_of_units(load: Load) -> None:
    loaded = ledger(
        load, "quantity,net_amount,line_cost,unit_cost", "3,10,10,", "-3,-10,-10,", "0,10,10,", "3,10,,2", "3,10,,-2"
    )
    assert loaded.column("sales", "unit_cost") == [Decimal("3.333333333"), Decimal("3.333333333"), None, 2]
    assert loaded.reasons == [(6, "unit_cost", "negative_cost")]


def test_one_line_has_one_key_however_it_is_written(load: Load) -> None:
    header = "order_id,occurred_at,quantity,unit_price,product_id\n"
    one = load({"sales.csv": header + "R1,2024-07-01 10:00,2,1.50,TEA\nR1,2024-07-01 10:00,2,1.50,TEA\n"})
    other = load({"sales.csv": header + 'R1,2024-07-01T10:00:00,2.0,"£1.5",TEA\n'})
    moments = [f"R1,{moment},2,1.50,TEA\n" for moment in ("2024-07-01T09:00:00Z", "2024-07-01T11:00:00+02:00")]
    with_offset = load({"sales.csv": header + "".join(moments)}).column("sales", "_line_key")
    third = load(
        {
            "sales.csv": header
            + "R1,2024-07-01 10:00,2,1.51,TEA\nR1,2024-07-01 10:01,2,1.50,TEA\nR1,2024-07-01 10:00,2,1.50,\n"
        }
    )
    key = other.column("sales", "_line_key")[0]
    assert one.column("sales", "_line_key") == [key, key]
    assert len({key, *third.column("sales", "_line_key")}) == 4
    assert len(key) == 16
    assert with_offset[0] == with_offset[1] != key  # a clock time is another one in another time zone, a moment is not


money = st.decimals(-10_000, 10_000, places=2)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(-50, 50), money), min_size=1, max_size=20))
def test_nothing_is_gained_or_lost_on_the_way(load: Load, lines: list[tuple[int, Decimal]]) -> None:
    """For any quantities and prices: net is quantity times price to the last digit, and gross less discount."""
    loaded = ledger(load, "kind,quantity,unit_price", *(f"adjustment,{count},{price}" for count, price in lines))
    assert loaded.column("sales", "net_amount") == [count * price for count, price in lines]
    for row in loaded.rows("sales"):
        assert row["net_amount"] == row["gross_amount"] - row["discount_amount"]


@pytest.mark.parametrize("price", ["=1+1", "+44 20", "@SUM(A1)", "-cmd"])
def test_rejected_values_do_nothing_in_a_spreadsheet(load: Load, price: str) -> None:
    (row,) = ledger(load, "quantity,unit_price", f"1,{price}").rejected
    assert row["value"] == f"'{price}"
