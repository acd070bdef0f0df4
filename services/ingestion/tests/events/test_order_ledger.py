"""The ledger of an order is a function of all that is known of it, whatever came first."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.events.order_facts import OrderFact, UnmergeableError, order_fact
from ingestion.events.order_ledger import Entry, ledger_entries
from ingestion.events.testing import Fact, Orders, expected_ledger, told
from shared.shop import Shop

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DUBLIN = Shop("Europe/Dublin", "EUR", "IE")


def facts_of(*facts: Fact) -> list[OrderFact]:
    return [order_fact(kind, data, shop=DUBLIN, now=NOW, load_id="events-20260601") for kind, data in facts]


def ledger(*facts: Fact, head: Any = None) -> list[Entry]:
    return ledger_entries("1001", facts_of(*facts), shop=DUBLIN, head=head)


def entry_id(entry: Entry) -> str:
    return str(entry["entry_id"])


def test_a_sale_is_dated_when_the_order_was_placed_and_counts_once(make: Any) -> None:
    (line,) = ledger(make.order(occurred_at="2026-03-02T08:00:00Z", ordered_at="2026-02-28T23:59:00-01:00"))
    assert (line["kind"], line["occurred_at"]) == ("sale", datetime(2026, 3, 1, 0, 59, tzinfo=UTC))
    assert (line["local_date"], line["is_order_start"]) == (date(2026, 3, 1), True)
    assert (line["net_amount"], line["tax_amount"]) == (Decimal("21.60"), Decimal("4.05"))


def test_a_change_is_an_adjustment_on_its_own_day(make: Any) -> None:
    changed = make.order(2, lines=[make.mug(quantity="1", gross_amount="12.00", discount_amount="0", tax_amount=None)])
    sale, adjustment = ledger(changed, make.order())
    assert (sale["kind"], sale["quantity"]) == ("sale", 2)
    assert (adjustment["kind"], adjustment["local_date"]) == ("adjustment", date(2026, 3, 2))
    assert adjustment["ordered_local_date"] == date(2026, 3, 1)
    assert (adjustment["quantity"], adjustment["gross_amount"]) == (-1, Decimal("-12.00"))
    assert (adjustment["net_amount"], adjustment["tax_amount"]) == (Decimal("-9.60"), Decimal("-4.05"))


def test_an_order_that_is_cancelled_comes_to_nothing(make: Any) -> None:
    lines = ledger(make.order(), make.order(2, lines=[]))
    assert [line["kind"] for line in lines] == ["sale", "adjustment"]
    for name in ("quantity", "gross_amount", "discount_amount", "net_amount", "tax_amount", "original_amount"):
        assert sum(line[name] for line in lines) == 0


def test_a_line_whose_product_changes_is_taken_back_and_sold_anew(make: Any) -> None:
    lines = ledger(make.order(), make.order(2, lines=[make.mug(product_id="bowl")]))
    assert [(line["product_id"], line["quantity"]) for line in lines] == [("mug", 2), ("mug", -2), ("bowl", 2)]
    assert len({line["entry_id"] for line in lines}) == 3


def test_a_cost_that_is_mended_changes_the_cost_and_no_sales(make: Any) -> None:
    lines = ledger(make.order(), make.order(2, lines=[make.mug(unit_cost="6.00")]))
    assert sum(line["net_amount"] for line in lines) == Decimal("21.60")
    assert sum(line["quantity"] * line["unit_cost"] for line in lines) == 12


def test_who_bought_and_where_is_what_the_highest_version_says(make: Any) -> None:
    lines = ledger(make.order(customer_id=None), make.order(2, lines=[make.mug(quantity="3")], channel="counter"))
    assert {(line["customer_id"], line["channel"]) for line in lines} == {("c-17", "counter")}


def test_a_version_that_says_the_same_adds_nothing(make: Any) -> None:
    assert len(ledger(make.order(), make.order(2), make.order(3))) == 1


def test_an_order_whose_beginning_nobody_told_begins_with_the_lowest_version(make: Any) -> None:
    sale, adjustment = ledger(make.order(3, lines=[]), make.order(2))
    assert (sale["kind"], sale["local_date"]) == ("sale", date(2026, 3, 1))
    assert (adjustment["kind"], adjustment["local_date"]) == ("adjustment", date(2026, 3, 3))


def test_a_refund_has_of_its_order_what_it_does_not_say(make: Any) -> None:
    _, line = ledger(make.refund(), make.order(is_test=True))
    assert (line["kind"], line["quantity"], line["net_amount"]) == ("refund", -1, Decimal("-10.80"))
    assert (line["local_date"], line["ordered_local_date"]) == (date(2026, 3, 20), date(2026, 3, 1))
    assert (line["customer_id"], line["channel"], line["location_id"], line["is_test"]) == (
        "c-17",
        "online",
        "dublin",
        True,
    )
    assert (line["product_id"], line["unit_cost"], line["line_no"]) == ("mug", Decimal("5.10"), 1)


def test_a_refund_that_says_where_it_was_taken_keeps_that(make: Any) -> None:
    _, line = ledger(make.order(), make.refund(location_id="cork", channel="counter"))
    assert (line["location_id"], line["channel"], line["customer_id"]) == ("cork", "counter", "c-17")


def test_a_refund_of_an_order_nobody_knows_is_dated_on_its_own_day_until_it_is_known(make: Any) -> None:
    (line,) = ledger(make.refund())
    assert (line["ordered_local_date"], line["ordered_at_given"]) == (date(2026, 3, 20), False)
    assert (line["customer_id"], line["product_id"], line["unit_cost"]) == (None, None, None)
    (line,) = ledger(make.refund(ordered_at="2026-02-01T12:00:00Z"))
    assert (line["ordered_local_date"], line["ordered_at_given"]) == (date(2026, 2, 1), True)


def test_a_later_version_of_a_refund_is_what_it_changed(make: Any) -> None:
    mended = {"line_id": "1", "line_type": "merchandise", "quantity": "1", "gross_amount": "10", "discount_amount": "0"}
    later = make.refund(2, lines=[mended], occurred_at="2026-03-22T09:00:00Z")
    lines = [line for line in ledger(later, make.refund(), make.order()) if line["kind"] == "refund"]
    assert [line["local_date"] for line in lines] == [date(2026, 3, 20), date(2026, 3, 22)]
    assert sum(line["net_amount"] for line in lines) == -10
    assert sum(line["quantity"] for line in lines) == -1


def test_foreign_money_is_converted_with_nine_places(make: Any) -> None:
    lines = [make.mug(gross_amount="0.10", discount_amount="0.03", tax_amount="0.01")]
    (line,) = ledger(make.order(currency="JPY", fx_rate="0.006123456", lines=lines))
    assert line["gross_amount"] == Decimal("0.000612346")  # 0.0006123456
    assert line["net_amount"] == Decimal("0.000428642")  # 0.00042864192
    assert line["discount_amount"] == line["gross_amount"] - line["net_amount"]
    assert (line["original_amount"], line["currency"], line["fx_rate"]) == (
        Decimal("0.07"),
        "JPY",
        Decimal("0.006123456"),
    )
    assert line["unit_cost"] == Decimal("5.10")


def test_what_nobody_said_is_unknown_and_not_nothing(make: Any) -> None:
    line = {"line_id": "1", "line_type": "merchandise", "quantity": "1", "gross_amount": "5", "discount_amount": "0"}
    facts = make.order(lines=[line])
    for name in ("customer_id", "channel", "location_id", "country"):
        del facts[1][name]
    (entry,) = ledger(facts)
    names = (
        "customer_id",
        "channel",
        "location_id",
        "country",
        "staff_id",
        "product_id",
        "tax_amount",
        "unit_cost",
        "line_no",
    )
    assert [entry[name] for name in names] == [None] * len(names)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"currency": "USD"}, "fx_rate_missing"),
        ({"currency": "USD", "fx_rate": "0"}, "fx_rate_not_positive"),
        ({"fx_rate": "1.1"}, "rate_of_own_currency"),
        ({"occurred_at": "2026-07-01T00:00:00Z"}, "in_the_future"),
        ({"ordered_at": "0001-01-01T00:00:00+14:00"}, "unreadable_time"),
        ({"ordered_at": "1772355600"}, "unreadable_time"),
        ({"currency": "USD", "fx_rate": "99999999999999"}, "too_large"),
    ],
)
def test_a_fact_that_no_table_can_take_says_why(make: Any, given: dict[str, str], reason: str) -> None:
    with pytest.raises(UnmergeableError) as refused:
        ledger(make.order(**given))
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"gross_amount": "1000000000000000"}, "too_large"),
        ({"quantity": "99999999999999999999"}, "too_large"),
        ({"unit_cost": "-0.01"}, "negative_cost"),
    ],
)
def test_a_line_that_no_table_can_take_says_why(make: Any, line: dict[str, str], reason: str) -> None:
    with pytest.raises(UnmergeableError) as refused:
        ledger(make.order(lines=[make.mug(**line)]))
    assert refused.value.reason == reason


def test_a_line_that_stands_twice_in_an_order_is_refused(make: Any) -> None:
    with pytest.raises(UnmergeableError, match="twice"):
        ledger(make.order(lines=[make.mug(), make.mug()]))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_the_lines_are_the_oracles_in_whatever_order_facts_come(seed: int) -> None:
    facts = Orders(seed, 4).facts
    by_order: dict[str, list[OrderFact]] = {}
    for fact in facts_of(*facts):
        by_order.setdefault(fact.order_id, []).append(fact)
    found: Counter[tuple[Any, ...]] = Counter()
    for order_id, known in by_order.items():
        random.Random(seed).shuffle(known)  # noqa: S311 - an order of arrival
        entries = ledger_entries(order_id, known, shop=DUBLIN)
        again = ledger_entries(order_id, sorted(known, key=lambda fact: fact.key), shop=DUBLIN)
        assert sorted(entries, key=entry_id) == sorted(again, key=entry_id)
        assert len({entry["entry_id"] for entry in entries}) == len(entries)
        found.update(told(entry) for entry in entries)
    assert found == expected_ledger(facts, "Europe/Dublin", "EUR")


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_the_lines_of_an_order_add_up_to_its_last_state(seed: int) -> None:
    for order_id in {fact.order_id for fact in facts_of(*Orders(seed, 3).facts)}:
        said = [
            fact
            for fact in Orders(seed, 3).facts
            if fact[0] != "order-refunded.v1" and fact[1]["entity_id"] == order_id
        ]
        last = max((data for _, data in said), key=lambda data: data["version"])
        entries = ledger_entries(order_id, facts_of(*said), shop=DUBLIN)
        assert sum(e["original_amount"] for e in entries) == sum(
            Decimal(line["gross_amount"]) - Decimal(line["discount_amount"]) for line in last["lines"]
        )
        assert sum(e["quantity"] for e in entries) == sum(Decimal(line["quantity"]) for line in last["lines"])


def test_identities_are_the_same_whenever_they_are_made(make: Any) -> None:
    first = {line["entry_id"] for line in ledger(make.order(), make.refund())}
    assert first == {line["entry_id"] for line in ledger(make.refund(), make.order())}
    assert {line["entry_id"] for line in ledger(make.order())} < first
    assert len(first) == 2
