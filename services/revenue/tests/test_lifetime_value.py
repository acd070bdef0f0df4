"""What customers brought so far: by the month they came, over all of them, and how few bring how much."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any

import pytest

from shared.contracts.generated.revenue_answers import LifetimeValue

LATE = "2024-12-31T12:00:00Z"
CLOSED = "2025-01-02 00:00"  # the data goes on after the last sale


@pytest.fixture(scope="module")
def shop(small_shop: Callable[..., Any]) -> Any:
    """Ann and bob came in January, cat in March; a guest is nobody's value."""
    small = small_shop()
    small.cost("mug", "4")
    small.line("a1", "2024-01-10 10:00", "mug", 2, "10", customer_id="ann", channel="online")
    small.line("b1", "2024-01-31 23:30", "mug", 1, "10", customer_id="bob")
    small.line("a2", "2024-02-08 10:00", "mug", 3, "10", customer_id="ann")  # ann's 30th day
    small.line("a3", "2024-02-09 10:00", "mug", 5, "10", customer_id="ann")  # her 31st
    small.refund("a1", "2024-04-20 10:00", "mug", 1, "10", customer_id="ann")  # her 102nd
    small.line("c1", "2024-03-05 10:00", "mug", 10, "10", customer_id="cat")
    small.line("g1", "2024-01-12 10:00", "mug", 7, "10")
    small.line("t1", "2024-01-02 10:00", "mug", 9, "10", customer_id="dan", is_test=True)
    return small


@pytest.fixture(scope="module")
def visitor(shop: Any) -> Any:
    return shop.open(data_until=CLOSED)


def amount(value: dict[str, Any] | None) -> str | None:
    return None if value is None else str(value["amount"])


def marks(cohort: dict[str, Any], name: str = "value") -> list[str | None]:
    return [amount(mark[name]) for mark in cohort["marks"]]


def cohort_of(answer: dict[str, Any], month: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in answer["cohorts"] if each["start"].startswith(month))
    return found


def test_value_is_cumulative_and_per_customer_of_the_cohort(visitor: Any) -> None:
    answer = visitor.get("customers/ltv", as_of=LATE)
    january, march = cohort_of(answer, "2024-01"), cohort_of(answer, "2024-03")
    assert (january["customers"], march["customers"], answer["customers"]) == (2, 1, 3)
    # net: 30 days 20 + 10 + 30 = 60; 60 and 90 days + 50 = 110; from 180 days on less 10 = 100; by two customers
    assert marks(january, "net_sales") == ["30.00", "55.00", "55.00", "50.00", None]
    assert marks(january, "gross_margin") == ["18.00", "33.00", "33.00", "30.00", None]
    assert marks(january) == marks(january, "gross_margin")
    assert january["marks"][0]["value"]["denominator"] == 2
    assert marks(march, "net_sales") == ["100.00", "100.00", "100.00", "100.00", None]
    assert amount(january["to_date"]["net_sales"]) == "50.00"
    assert (answer["measure"], answer["cost_coverage"]["value"]) == ("gross_margin", 1)


def test_what_is_not_mature_is_null_with_its_reason_and_its_day(visitor: Any) -> None:
    january = cohort_of(visitor.get("customers/ltv", as_of=LATE), "2024-01")
    last = january["marks"][-1]
    assert (last["days"], last["value"], last["mature_from"]) == (360, None, "2025-01-25")
    assert last["reasons"] == dict.fromkeys(("value", "net_sales", "gross_margin"), "immature")
    # The 30 days of who came on the 31st are over on the 1st of March, not a moment before.
    before = visitor.get("customers/ltv", as_of="2024-02-29T23:59:59Z")
    assert marks(cohort_of(before, "2024-01"))[:2] == [None, None]
    after = visitor.get("customers/ltv", as_of="2024-03-01T00:00:00Z")
    assert marks(cohort_of(after, "2024-01"))[:2] == ["18.00", None]


def test_a_month_is_mature_only_as_far_as_the_data_goes(shop: Any) -> None:
    answer = shop.open(data_until="2024-04-20 10:00").get("customers/ltv", as_of=LATE)
    assert marks(cohort_of(answer, "2024-01"), "net_sales") == ["30.00", "55.00", None, None, None]
    assert cohort_of(answer, "2024-06")["reasons"] == {"customers": "no_data_since"}


def test_a_month_in_which_nobody_came_is_there_and_has_no_value(visitor: Any) -> None:
    answer = visitor.get("customers/ltv", as_of=LATE)
    assert [each["start"] for each in answer["cohorts"]] == [f"2024-{month:02}-01" for month in range(1, 13)]
    february = cohort_of(answer, "2024-02")
    assert (february["customers"], february["complete"], marks(february)) == (0, True, [None] * 5)
    assert february["marks"][0]["reasons"]["value"] == "no_customers"


def test_the_month_the_data_begins_in_says_so(visitor: Any) -> None:
    answer = visitor.get("customers/ltv", as_of=LATE)
    assert [each["begins_with_data"] for each in answer["cohorts"][:3]] == [True, False, False]
    assert [each["complete"] for each in answer["cohorts"][:3]] == [False, True, True]


def test_refunds_lie_on_their_own_day_or_on_that_of_the_order(visitor: Any) -> None:
    by_order = visitor.get("customers/ltv", as_of=LATE, basis="order")
    assert marks(cohort_of(by_order, "2024-01"), "net_sales") == ["25.00", "50.00", "50.00", "50.00", None]


def test_the_window_chooses_customers_by_their_first_order_and_counts_all_they_bought(visitor: Any) -> None:
    answer = visitor.get("customers/ltv", as_of=LATE, from_="2024-01-01", to="2024-01-20")
    [january] = answer["cohorts"]
    assert (january["customers"], january["end"], january["complete"]) == (1, "2024-01-21", False)
    assert amount(january["to_date"]["net_sales"]) == "90.00"
    assert visitor.get("customers/ltv", as_of=LATE, window="30d")["customers"] == 0


def test_a_channel_chooses_who_came_by_it(visitor: Any) -> None:
    online = visitor.get("customers/ltv", as_of=LATE, channel="online")
    assert online["customers"] == 1
    assert amount(cohort_of(online, "2024-01")["to_date"]["net_sales"]) == "90.00"  # ann's, at the counter too
    assert visitor.get("customers/ltv", as_of=LATE, location="nowhere")["customers"] == 0


def test_who_came_long_ago_does_not_come_by_the_channel_of_today(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    small.line("a1", "2024-01-10 10:00", "mug", 1, "10", customer_id="ann")
    small.line("a2", "2024-02-10 10:00", "mug", 1, "10", customer_id="ann", channel="online")
    small.line("b1", "2024-02-10 11:00", "mug", 1, "10", customer_id="bob", channel="online")
    small.line("c1", "2024-02-10 18:00", "mug", 1, "10", customer_id="cat", channel="online")
    visitor, noon = small.open(data_until=CLOSED), "2024-02-10T12:00:00Z"
    for asked in ({"channel": "online"}, {"window": "7d"}):
        answer = visitor.get("customers/ltv", as_of=noon, **asked)
        assert answer["customers"] == cohort_of(answer, "2024-02")["customers"] == 1  # bob; cat is not here yet


def test_the_day_of_the_question_counts_until_its_moment(visitor: Any) -> None:
    for moment, value in (("2024-02-09T09:59:00Z", "50.00"), ("2024-02-09T10:01:00Z", "100.00")):
        answer = visitor.get("customers/ltv", as_of=moment, from_="2024-01-10", to="2024-01-10")
        assert amount(answer["cohorts"][0]["to_date"]["net_sales"]) == value


def test_value_is_net_for_all_when_too_little_cost_is_known(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    small.line("a", "2024-01-10 10:00", "mug", 1, "94", customer_id="ann", cost="40")
    small.line("b", "2024-01-10 10:00", "hat", 1, "6", customer_id="bob")
    answer = small.open(data_until=CLOSED).get("customers/ltv", as_of=LATE)
    assert (answer["measure"], answer["measure_reason"]) == ("net_sales", "cost_coverage_too_low")
    assert answer["cost_coverage"]["value"] == 0.94
    january = cohort_of(answer, "2024-01")
    assert (marks(january)[0], january["marks"][0]["gross_margin"]) == ("50.00", None)
    assert january["marks"][0]["reasons"] == {"gross_margin": "cost_coverage_too_low"}
    assert amount(answer["distribution"]["highest"]) == "94.00"
    small.line("c", "2024-01-11 10:00", "mug", 1, "20", cost="10")  # a guest's: 114 of 120 is 95 %
    answer = small.open(data_until=CLOSED).get("customers/ltv", as_of=LATE)
    assert (answer["measure"], amount(answer["distribution"]["highest"])) == ("gross_margin", "54.00")


def test_who_may_not_see_margin_sees_net_and_is_told(visitor: Any) -> None:
    answer = visitor.get("customers/ltv", as_of=LATE, role="viewer")
    assert (answer["measure"], answer["measure_reason"], answer["cost_coverage"]) == (
        "net_sales",
        "needs_margin_read",
        None,
    )
    mark = cohort_of(answer, "2024-01")["marks"][0]
    assert (amount(mark["value"]), mark["gross_margin"]) == ("30.00", None)
    assert mark["reasons"] == {"gross_margin": "needs_margin_read"}
    immature = cohort_of(answer, "2024-01")["marks"][-1]
    assert immature["reasons"]["gross_margin"] == "needs_margin_read"


def test_the_few_who_bring_much(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    for number in range(1, 12):  # eleven customers of 1 to 11 pounds: 66 in all
        small.line(f"o{number}", "2024-01-10 10:00", "mug", number, "1", customer_id=f"c{number:02}", cost="0")
    answer = small.open(data_until=CLOSED).get("customers/ltv", as_of=LATE)
    spread = answer["distribution"]
    assert (spread["customers"], amount(spread["mean"])) == (11, "6.00")
    assert (amount(spread["lowest"]), amount(spread["highest"])) == ("1.00", "11.00")
    assert {each["share"]: amount(each["value"]) for each in spread["quantiles"]} == {
        0.1: "2.00",  # 10 % of 11 is 1.1: the second
        0.25: "3.00",
        0.5: "6.00",
        0.75: "9.00",
        0.9: "10.00",
        0.95: "11.00",
        0.99: "11.00",
    }
    top = [
        (each["share_of_customers"], each["customers"], each["share"]["numerator"]) for each in answer["concentration"]
    ]
    assert [(share, many, amount(numerator)) for share, many, numerator in top] == [
        (0.01, 1, "11.00"),
        (0.1, 2, "21.00"),
        (0.2, 3, "30.00"),
    ]
    assert answer["concentration"][2]["share"]["value"] == pytest.approx(30 / 66)


def test_a_shop_without_data_says_so(small_shop: Callable[..., Any]) -> None:
    answer = small_shop().open().get("customers/ltv", as_of=LATE)
    LifetimeValue.model_validate(answer)
    assert (answer["customers"], answer["distribution"], answer["concentration"]) == (None, None, [])
    assert answer["reasons"]["customers"] == "no_data"
    assert cohort_of(answer, "2024-12")["reasons"] == {"customers": "no_data"}


def test_customers_who_only_bring_back_have_no_share(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    small.line("a", "2024-01-10 10:00", "mug", 1, "10", customer_id="ann")
    small.refund("a", "2024-01-11 10:00", "mug", 1, "10", customer_id="ann")
    answer = small.open(data_until=CLOSED).get("customers/ltv", as_of=LATE)
    assert answer["concentration"][0] == {
        "share_of_customers": 0.01,
        "customers": 1,
        "share": None,
        "reason": "no_sales",
    }
    assert (answer["measure"], answer["measure_reason"]) == ("net_sales", "no_sales")


def test_the_file_holds_every_mark_of_every_cohort(visitor: Any) -> None:
    answer = visitor.get("customers/ltv", as_of=LATE)
    response = visitor.ask("customers/ltv.csv", as_of=LATE)
    assert response.mimetype == "text/csv"
    rows = list(csv.DictReader(response.text.splitlines()))
    assert len(rows) == len(answer["cohorts"]) * 6
    first = rows[0]
    assert (first["cohort"], first["customers"], first["days"], first["value"]) == ("2024-01-01", "2", "30", "18.00")
    assert rows[4]["reasons"] == "value: immature; net_sales: immature; gross_margin: immature"
    assert visitor.ask("customers/ltv", as_of=LATE, headers={"Accept": "text/csv"}).text == response.text


@pytest.mark.parametrize("role", ["viewer", "owner"])
def test_an_explained_answer_is_what_the_contract_says(visitor: Any, role: str) -> None:
    answer = visitor.get("customers/ltv", as_of=LATE, role=role, explain="1")
    LifetimeValue.model_validate(answer)
    assert {"cohort_values", "customer_spread"} <= {query["name"] for query in answer["explain"]["queries"]}
    assert "lifetime_value" in answer["explain"]["definitions"]
