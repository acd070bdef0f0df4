"""Every cent between the files, the ledger and net sales on both bases has a name, and they add up."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.contracts.generated.revenue_answers import Reconciliation

STEPS = {
    "files_to_ledger": ("files", "ledger"),
    "ledger_to_accounting": ("ledger", "net_sales_accounting"),
    "accounting_to_order": ("net_sales_accounting", "net_sales_order"),
}
ASKED = {"as_of": "2024-04-11T12:00:00Z", "day": "2024-04-02"}


def audit(small: Any, load: str, outcome: str, rows: int, amount: str | Decimal | None = None, **more: Any) -> None:
    """What a load says became of rows of its file for sales."""
    row = {"load_id": load, "status": "loaded", "source": "canonical", "file_name": f"{load}.csv"}
    row |= {"recorded_at": datetime(2024, 4, 11, tzinfo=UTC), "table_name": "sales", "outcome": outcome, "reason": ""}
    row |= {"row_count": rows, "amount": None if amount is None else Decimal(amount)}
    small.others["load_audit"].append(row | more)


def lines_of(answer: dict[str, Any]) -> dict[tuple[str, str | None], tuple[str | None, int]]:
    """Amount and rows by cause and detail."""
    return {
        (line["cause"], line.get("detail")): (line["amount"] and line["amount"]["amount"], line["rows"])
        for line in answer["lines"]
    }


def total(answer: dict[str, Any], name: str) -> str:
    return str(answer["totals"][name]["amount"]["amount"])


def assert_adds_up(answer: dict[str, Any]) -> None:
    for step, (begin, end) in STEPS.items():
        added = sum(
            (Decimal(line["amount"]["amount"]) for line in answer["lines"] if line["step"] == step and line["amount"]),
            start=Decimal(0),
        )
        assert Decimal(total(answer, begin)) + added == Decimal(total(answer, end)), step


@pytest.fixture(scope="module")
def visitor(small_shop: Callable[..., Any]) -> Any:
    """Tuesday the 2nd: what was sold, given back, paid in dollars, tried out, and came twice."""
    small = small_shop()
    small.line("a", "2024-04-01 10:00", "mug", 3, "10.005", load_id="first")
    small.line("b", "2024-04-02 09:00", "mug", 2, "10", load_id="first")
    small.line("b", "2024-04-02 09:00", None, 1, "4.95", line_type="shipping", load_id="first")
    small.line("c", "2024-04-02 11:00", "card", 1, "25", line_type="gift_card", load_id="second")
    small.line(
        "d",
        "2024-04-02 12:00",
        "mug",
        1,
        "8",
        currency="USD",
        original_amount=Decimal(10),
        fx_rate=Decimal("0.8"),
        load_id="second",
    )
    small.line("t", "2024-04-02 13:00", "mug", 9, "10", is_test=True, load_id="second")
    small.refund("a", "2024-04-02 15:00", "mug", 1, "10.005", load_id="second")
    small.refund("b", "2024-04-05 15:00", "mug", 1, "10", load_id="third")
    small.line("e", "2024-04-02 16:00", "mug", 1, "7", load_id="batch-1")  # by an event: no file
    audit(small, "first", "read", 5)
    audit(small, "first", "loaded", 3, "54.965")
    audit(small, "first", "excluded", 1, "4.95", reason="shipping")
    audit(small, "first", "rejected", 2, reason="in_the_future")
    audit(small, "second", "read", 6)
    audit(small, "second", "loaded", 4, "112.995")
    audit(small, "second", "known", 2, reason="first")
    audit(small, "second", "read", 4, table_name="customers")
    audit(small, "third", "read", 1)
    audit(small, "third", "loaded", 1, "-10")
    audit(small, "again", "read", 3)
    audit(small, "again", "loaded", 0, "0")
    audit(small, "again", "known", 3, reason="first")
    audit(small, "gone", "known", 3, reason="first")
    audit(small, "gone", "undone", 0, status="undone")
    return small.open(data_until="2024-04-11 00:00")


def test_every_line_has_its_cause(visitor: Any) -> None:
    answer = visitor.get("reconcile", **ASKED)
    assert lines_of(answer) == {
        ("rejected", "in_the_future"): (None, 2),
        ("known_already", "first"): (None, 5),
        ("currency_conversion", "USD"): ("-2.00", 1),
        ("outside_days", None): ("-30.015", 1),
        ("not_from_files", None): ("7.00", 1),
        ("gift_card", None): ("-25.00", 1),
        ("shipping", None): ("-4.95", 1),
        ("test", None): ("-90.00", 1),
        ("refunds_dated_elsewhere", None): ("-10.00", 1),
        ("refunds_of_other_days", None): ("10.005", 1),
    }
    assert total(answer, "files") == "169.96"  # 54.965 + 112.995, and the 10 dollars at face value
    assert total(answer, "ledger") == "144.945"
    assert total(answer, "net_sales_accounting") == "24.995"
    assert total(answer, "net_sales_order") == "25.00"
    assert_adds_up(answer)


def test_an_amount_that_is_not_kept_is_null_and_in_no_total(visitor: Any) -> None:
    answer = visitor.get("reconcile", **ASKED)
    rejected = next(line for line in answer["lines"] if line["cause"] == "rejected")
    assert (rejected["amount"], rejected["reason"]) == (None, "amount_not_kept")


def test_the_files_are_named_also_the_one_that_came_again_but_none_that_was_taken_back(visitor: Any) -> None:
    answer = visitor.get("reconcile", **ASKED)
    assert [
        (file["load_id"], file["read"], file["loaded"], file["known"], file["rejected"]) for file in answer["files"]
    ] == [
        ("again", 3, 0, 3, 0),
        ("first", 5, 3, 0, 2),
        ("second", 6, 4, 2, 0),
    ]
    assert answer["totals"]["files"]["rows"] == 14
    rows = 14 - 2 - 5 - 1 + 1  # rejected, known, outside the day, by an event
    assert answer["totals"]["ledger"]["rows"] == rows


def test_an_amount_that_the_audit_keeps_comes_off_again(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    small.line("a", "2024-04-02 10:00", "mug", 1, "10", load_id="first")
    audit(small, "first", "read", 3)
    audit(small, "first", "loaded", 1, "10")
    audit(small, "first", "known", 1, "10", reason="first")
    audit(small, "first", "rejected", 1, reason="not_a_number")
    answer = small.open(data_until="2024-04-11 00:00").get("reconcile", **ASKED)
    assert total(answer, "files") == "20.00"
    assert lines_of(answer)["known_already", "first"] == ("-10.00", 1)
    assert_adds_up(answer)


def test_rejected_rows_whose_amount_was_read_are_apart_from_the_others(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    small.line("a", "2024-04-02 10:00", "mug", 1, "10", load_id="first")
    audit(small, "first", "read", 4)
    audit(small, "first", "loaded", 1, "10")
    audit(small, "first", "rejected", 2, "7.50", reason="not_a_date")
    audit(small, "first", "rejected", 1, reason="not_a_date")
    answer = small.open(data_until="2024-04-11 00:00").get("reconcile", **ASKED)
    rejected = [line for line in answer["lines"] if line["cause"] == "rejected"]
    assert [(line["amount"] and line["amount"]["amount"], line["rows"]) for line in rejected] == [
        ("-7.50", 2),
        (None, 1),
    ]
    assert total(answer, "files") == "17.50"
    assert_adds_up(answer)


def test_an_audit_that_says_something_else_than_the_ledger_shows(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    small.line("a", "2024-04-02 10:00", "mug", 1, "10", load_id="first")
    audit(small, "first", "read", 1)
    audit(small, "first", "loaded", 1, "9.99")
    answer = small.open(data_until="2024-04-11 00:00").get("reconcile", **ASKED)
    assert lines_of(answer) == {("unexplained", None): ("0.01", 0)}
    assert_adds_up(answer)


def test_rounding_of_an_exchange_rate_is_a_cause_of_its_own(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    paid = {"currency": "USD", "original_amount": Decimal(10), "fx_rate": Decimal("0.3333"), "load_id": "first"}
    small.line("a", "2024-04-02 10:00", "mug", 1, "3.33", **paid)
    audit(small, "first", "read", 1)
    audit(small, "first", "loaded", 1, "3.33")
    answer = small.open(data_until="2024-04-11 00:00").get("reconcile", **ASKED)
    assert lines_of(answer) == {
        ("currency_conversion", "USD"): ("-6.667", 1),
        ("currency_rounding", None): ("-0.003", 1),
    }
    assert (total(answer, "files"), total(answer, "ledger")) == ("10.00", "3.33")
    assert_adds_up(answer)


def test_without_a_day_it_is_the_last_full_one(visitor: Any) -> None:
    answer = visitor.get("reconcile", as_of="2024-04-03T12:00:00Z")
    assert (answer["from"], answer["to"], answer["bases"]) == ("2024-04-02", "2024-04-02", ["accounting", "order"])
    assert total(answer, "net_sales_order") == "35.00"  # the refund of the 5th has not happened yet


def test_several_days_are_reconciled_as_one(visitor: Any) -> None:
    answer = visitor.get("reconcile", as_of=ASKED["as_of"], from_="2024-04-01", to="2024-04-10")
    assert total(answer, "net_sales_accounting") == total(answer, "net_sales_order") == "45.01"
    assert not [line for line in answer["lines"] if line["cause"] == "outside_days"]
    assert_adds_up(answer)


def test_a_day_and_a_range_do_not_go_together(visitor: Any) -> None:
    response = visitor.ask("reconcile", from_="2024-04-01", to="2024-04-02", **ASKED)
    assert (response.status_code, response.get_json()["errors"][0]["field"]) == (400, "day")


def test_net_sales_are_those_of_the_other_answers(visitor: Any) -> None:
    answer = visitor.get("reconcile", **ASKED)
    for basis in ("accounting", "order"):
        period = visitor.get("current", as_of=ASKED["as_of"], basis=basis, from_="2024-04-02", to="2024-04-02")[
            "period"
        ]
        assert Decimal(period["net_sales"]["amount"]) == round(Decimal(total(answer, f"net_sales_{basis}")), 2)


def test_the_file_holds_every_line(visitor: Any) -> None:
    rows = list(csv.DictReader(visitor.ask("reconcile.csv", **ASKED).text.splitlines()))
    assert len(rows) == len(visitor.get("reconcile", **ASKED)["lines"])
    shipping = next(row for row in rows if row["cause"] == "shipping")
    assert (shipping["step"], shipping["amount"], shipping["rows"]) == ("ledger_to_accounting", "-4.95", "1")


def test_an_explained_answer_is_what_the_contract_says(visitor: Any, small_shop: Callable[..., Any]) -> None:
    answer = visitor.get("reconcile", explain="1", **ASKED)
    Reconciliation.model_validate(answer)
    assert "files_to_ledger" in answer["explain"]["definitions"]
    empty = small_shop().open().get("reconcile", as_of=ASKED["as_of"])
    Reconciliation.model_validate(empty)
    assert (empty["lines"], total(empty, "files")) == ([], "0.00")


BEGIN = datetime(2024, 3, 29, tzinfo=UTC)
entries = st.lists(
    st.tuples(
        st.integers(0, 4),  # which order
        st.sampled_from(("sale", "sale", "refund", "adjustment")),
        st.integers(0, 6 * 1440),
        st.sampled_from(("0.001", "9.99", "120", "33.333333333")),
        st.sampled_from(("merchandise", "merchandise", "shipping", "gift_card", "bad_debt")),
        st.sampled_from((None, None, ("USD", "0.783"), ("JPY", "0.0053217"))),
        st.sampled_from(("monday", "tuesday", "event")),
        st.booleans(),
    ),
    min_size=1,
    max_size=20,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(entries, st.integers(0, 6), st.integers(0, 3), st.integers(0, 8 * 1440), st.integers(0, 3))
def test_whatever_was_written_every_cent_is_named(
    small_shop: Callable[..., Any], written: list[Any], first: int, length: int, known: int, rejected: int
) -> None:
    small = small_shop()
    for number, kind, minute, price, line_type, foreign, load, is_test in written:
        at = BEGIN + timedelta(minutes=minute)
        more: dict[str, Any] = {
            "line_type": line_type,
            "load_id": load,
            "is_test": is_test,
            "ordered": BEGIN + timedelta(days=number),
        }
        if foreign is not None:
            code, rate = foreign
            more |= {"currency": code, "fx_rate": Decimal(rate), "original_amount": Decimal(price) * 7}
        sign = -1 if kind == "refund" else 1
        small.line(f"o{number}", at, "mug", sign, price, kind=kind, **more)
    loaded: dict[str, list[Decimal]] = defaultdict(list)
    for line in small.lines:
        if line["load_id"] != "event":
            loaded[line["load_id"]].append(line["net_amount"])
    for load, amounts in loaded.items():
        audit(small, load, "read", len(amounts) + rejected)
        audit(small, load, "loaded", len(amounts), sum(amounts))
        if rejected:
            audit(small, load, "rejected", rejected, reason="no_amount")
    day = (BEGIN + timedelta(days=first)).date()
    moment = BEGIN + timedelta(minutes=known)
    asked = {"as_of": moment.isoformat(), "from_": day.isoformat(), "to": (day + timedelta(days=length)).isoformat()}
    answer = small.open(data_until="2024-05-01 00:00").get("reconcile", **asked)
    assert_adds_up(answer)
    assert "unexplained" not in {line["cause"] for line in answer["lines"]}
    happened = {line["entry_id"]: line for line in small.lines if line["occurred_at"] < moment}.values()
    inside = {
        axis: [line for line in happened if day <= line[axis] <= day + timedelta(days=length)]
        for axis in ("local_date", "ordered_local_date")
    }
    assert Decimal(total(answer, "ledger")) == sum(line["net_amount"] for line in inside["local_date"])
    for basis, axis in (("accounting", "local_date"), ("order", "ordered_local_date")):
        sales = [line for line in inside[axis] if line["line_type"] == "merchandise" and not line["is_test"]]
        assert Decimal(total(answer, f"net_sales_{basis}")) == sum(line["net_amount"] for line in sales)
