"""What the owner sees of now: a small shop whose figures were added up by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

NOON_WEDNESDAY = "2024-03-27T12:00:00Z"  # London is on UTC until the 31st


def amount(money: dict[str, str] | None) -> str | None:
    return None if money is None else money["amount"]


@pytest.fixture(scope="module")
def shop(small_shop: Callable[..., Any]) -> Any:
    """Two places, a week: discounts, refunds on the next day, a guest, a gift card, a test order, shipping, no cost."""
    small = small_shop()
    small.product("mug", "kitchen")
    small.product("scarf", "clothing")
    small.cost("mug", "4.00")
    small.line("a", "2024-03-20 09:00", "mug", 1, "10", customer_id="ann")
    small.line("b", "2024-03-20 11:59", "mug", 2, "10", customer_id="bob")
    small.line("c", "2024-03-20 12:01", "mug", 4, "10", customer_id="cat")
    # Tuesday: two mugs with a discount of 2, a scarf nobody knows the cost of, and what is no sale.
    small.line("d", "2024-03-26 10:00", "mug", 2, "10", discount="2", customer_id="ann")
    small.line("d", "2024-03-26 10:00", "scarf", 1, "30", customer_id="ann")
    small.line("d", "2024-03-26 10:00", None, 1, "5", line_type="shipping", customer_id="ann")
    small.line("g", "2024-03-26 11:00", "card", 1, "50", line_type="gift_card")
    small.line("t", "2024-03-26 12:00", "mug", 9, "10", is_test=True)
    # Wednesday: a guest online, a new customer, one mug of Tuesday's order given back; then an afternoon not yet known.
    small.line("e", "2024-03-27 09:00", "mug", 1, "10", channel="online", location_id=None)
    small.line("f", "2024-03-27 10:00", "scarf", 2, "30", customer_id="dan")
    small.refund("d", "2024-03-27 11:00", "mug", 1, "9", customer_id="ann")
    small.line("h", "2024-03-27 15:00", "mug", 5, "10", customer_id="eve")
    return small


@pytest.fixture(scope="module")
def visitor(shop: Any) -> Any:
    return shop.open(data_until="2024-03-29 20:00")


def test_today_so_far_counts_merchandise_up_to_the_moment(visitor: Any) -> None:
    today = visitor.get("current", as_of=NOON_WEDNESDAY)["today"]
    assert amount(today["gross_sales"]) == "70.00"
    assert amount(today["discounts"]) == "0.00"
    assert amount(today["refunds"]) == "9.00"
    assert amount(today["net_sales"]) == "61.00"
    assert today["orders"] == 2
    assert today["units"] == 2
    assert today["units_refunded"] == 1
    assert today["average_order_value"] == {
        "amount": "35.00",
        "currency": "GBP",
        "numerator": {"amount": "70.00", "currency": "GBP"},
        "denominator": 2,
    }
    assert not today["complete"]


def test_margin_is_told_of_what_has_a_cost_with_how_much_that_is(visitor: Any) -> None:
    today = visitor.get("current", as_of=NOON_WEDNESDAY)["today"]
    # One mug sold for 10, one given back for 9, both at 4: 1 of net sales with a cost, and no cost left.
    assert amount(today["gross_margin"]) == "1.00"
    assert amount(today["cost_coverage"]["numerator"]) == "1.00"
    assert amount(today["cost_coverage"]["denominator"]) == "61.00"
    assert today["cost_coverage"]["value"] == pytest.approx(1 / 61)


def test_shipping_gift_cards_and_test_orders_are_no_sales(visitor: Any) -> None:
    tuesday = visitor.get("current", as_of=NOON_WEDNESDAY)["last_full_day"]
    assert amount(tuesday["gross_sales"]) == "50.00"
    assert amount(tuesday["discounts"]) == "2.00"
    assert amount(tuesday["net_sales"]) == "48.00"
    assert tuesday["orders"] == 1
    assert amount(tuesday["gross_margin"]) == "10.00"
    assert tuesday["complete"]


def test_last_week_is_cut_at_the_same_time_of_day(visitor: Any) -> None:
    week_ago = visitor.get("current", as_of=NOON_WEDNESDAY)["same_weekday_last_week"]
    assert amount(week_ago["net_sales"]) == "30.00"
    assert week_ago["orders"] == 2
    two_minutes_later = visitor.get("current", as_of="2024-03-27T12:02:00Z")["same_weekday_last_week"]
    assert amount(two_minutes_later["net_sales"]) == "70.00"


def test_a_year_ago_lies_before_the_data_and_is_not_zero(visitor: Any) -> None:
    year_ago = visitor.get("current", as_of=NOON_WEDNESDAY)["same_weekday_last_year"]
    assert year_ago["net_sales"] is None
    assert year_ago["new_customers"] is None
    assert set(year_ago["reasons"].values()) == {"no_data_before"}


def test_the_refund_moves_to_the_day_of_its_order_on_the_other_basis(visitor: Any) -> None:
    answer = visitor.get("current", as_of=NOON_WEDNESDAY, basis="order")
    assert amount(answer["today"]["refunds"]) == "0.00"
    assert amount(answer["today"]["net_sales"]) == "70.00"
    assert amount(answer["last_full_day"]["refunds"]) == "9.00"
    assert amount(answer["last_full_day"]["net_sales"]) == "39.00"
    before = visitor.get("current", as_of="2024-03-27T10:59:00Z", basis="order")
    assert amount(before["last_full_day"]["net_sales"]) == "48.00"


def test_both_bases_give_the_month_the_same_net_sales(visitor: Any) -> None:
    months = [
        visitor.get("current", as_of=NOON_WEDNESDAY, basis=basis)["month_to_date"] for basis in ("accounting", "order")
    ]
    assert [amount(month["net_sales"]) for month in months] == ["179.00", "179.00"]
    assert [month["orders"] for month in months] == [6, 6]


def test_customers_are_new_once(visitor: Any) -> None:
    answer = visitor.get("current", as_of=NOON_WEDNESDAY)
    names = ("new_customers", "returning_customers", "guest_orders")
    assert [answer["today"][name] for name in names] == [1, 0, 1]  # dan; nobody; order e
    assert [answer["last_full_day"][name] for name in names] == [0, 1, 0]  # ann was here the week before
    assert [answer["month_to_date"][name] for name in names] == [4, 0, 1]


def test_the_last_full_day_may_be_the_day_that_last_week_is_cut_in(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    small.line("a", "2024-03-20 09:00", "mug", 1, "10", customer_id="ann")
    small.line("b", "2024-03-20 12:00", "mug", 1, "10", customer_id="bob")
    answer = small.open(data_until="2024-03-21 12:00").get("current", as_of=NOON_WEDNESDAY)
    assert answer["same_weekday_last_week"]["new_customers"] == 1
    assert answer["last_full_day"]["new_customers"] == 2


def test_a_filter_narrows_every_period_but_not_who_is_new(visitor: Any) -> None:
    answer = visitor.get("current", as_of=NOON_WEDNESDAY, product="scarf")
    assert answer["filters"] == {"product": "scarf"}
    assert amount(answer["today"]["net_sales"]) == "60.00"
    assert answer["today"]["gross_margin"] is None
    assert answer["today"]["reasons"]["gross_margin"] == "cost_unknown"
    assert answer["last_full_day"]["orders"] == 1
    assert answer["last_full_day"]["returning_customers"] == 1
    online = visitor.get("current", as_of=NOON_WEDNESDAY, channel="online")["today"]
    assert (amount(online["net_sales"]), online["orders"], online["guest_orders"]) == ("10.00", 1, 1)


def test_the_days_asked_for_stand_beside_the_rest(visitor: Any) -> None:
    asked = {"as_of": NOON_WEDNESDAY, "from_": "2024-03-25", "to": "2024-03-26"}
    answer = visitor.get("current", **asked)
    assert amount(answer["period"]["net_sales"]) == "48.00"
    assert answer["period"]["complete"]
    assert not answer["is_provisional"]
    assert "period" not in visitor.get("current", as_of=NOON_WEDNESDAY)


def test_a_day_without_sales_inside_the_data_is_a_true_zero(visitor: Any) -> None:
    answer = visitor.get("current", as_of="2024-03-28T12:00:00Z")["today"]
    assert amount(answer["net_sales"]) == "0.00"
    assert amount(answer["gross_margin"]) == "0.00"
    assert answer["orders"] == 0
    assert answer["reasons"] == {
        "average_order_value": "no_orders",
        "gross_margin_rate": "no_sales",
        "cost_coverage": "no_sales",
    }


def test_after_an_export_that_ended_last_week_today_is_unknown_and_the_last_full_day_offered(visitor: Any) -> None:
    answer = visitor.get("current", as_of="2024-04-05T12:00:00Z")
    assert answer["today"]["net_sales"] is None
    assert set(answer["today"]["reasons"].values()) == {"no_data_since"}
    assert answer["last_full_day"]["start"].startswith("2024-03-28T00:00:00")
    assert answer["stale"]
    assert answer["is_provisional"]


def test_a_shop_without_data_says_so(small_shop: Callable[..., Any]) -> None:
    answer = small_shop().open().get("current", as_of=NOON_WEDNESDAY)
    assert answer["data_until"] is None
    assert answer["stale"]
    assert answer["last_full_day"] is None
    assert set(answer["today"]["reasons"].values()) == {"no_data"}


def test_the_target_for_the_fewest_days_counts_and_a_withdrawn_one_does_not(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    small.line("a", "2024-03-25 10:00", "mug", 10, "10")
    small.line("b", "2024-03-27 10:00", "mug", 5, "10", channel="online")
    small.target("2024-03-01", "2024-03-31", "1000")
    small.target("2024-03-25", "2024-03-31", "500")
    small.target("2024-03-25", "2024-03-31", "600")
    small.target("2024-03-27", "2024-03-27", "1")
    small.target("2024-03-27", "2024-03-27", None)
    small.target("2024-03-01", "2024-03-31", "0", "channel", "online")
    visitor = small.open()
    target = visitor.get("current", as_of=NOON_WEDNESDAY)["target"]
    assert (target["period_start"], amount(target["net_amount"])) == ("2024-03-25", "600.00")
    assert amount(target["net_sales_so_far"]) == "150.00"
    assert target["attainment"]["value"] == 0.25
    online = visitor.get("current", as_of=NOON_WEDNESDAY, channel="online")["target"]
    assert (online["scope"], online["scope_id"], amount(online["net_sales_so_far"])) == ("channel", "online", "50.00")
    assert online["reasons"] == {"attainment": "target_is_zero"}
    without = visitor.get("current", as_of=NOON_WEDNESDAY, product="mug")
    assert (without["target"], without["target_reason"]) == (None, "no_target")


def test_the_cost_is_that_of_the_day_the_order_was_placed(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    small.cost("mug", "4", until="2024-03-27 00:00")
    small.cost("mug", "5", since="2024-03-27 00:00")
    small.line("a", "2024-03-26 10:00", "mug", 1, "10")
    small.line("b", "2024-03-27 10:00", "mug", 1, "10")
    small.refund("a", "2024-03-27 11:00", "mug", 1, "10")
    today = small.open().get("current", as_of=NOON_WEDNESDAY)["today"]
    assert amount(today["gross_margin"]) == "-1.00"  # 10 - 5 of the sale, -10 + 4 of the refund


@pytest.mark.parametrize(("currency", "shown"), [("GBP", "10.00"), ("JPY", "10"), ("KWD", "10.005")])
def test_money_has_the_digits_of_its_currency(small_shop: Callable[..., Any], currency: str, shown: str) -> None:
    small = small_shop(currency=currency)
    small.line("a", "2024-03-27 10:00", "mug", 1, "10.005")
    today = small.open().get("current", as_of=NOON_WEDNESDAY)["today"]
    assert today["net_sales"] == {"amount": shown, "currency": currency}
