"""How fast stock turns into sales, from counts, receipts and the ledger, against tables worked out by hand."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any

import pytest

from shared.contracts.generated.revenue_answers import Turnover

# Ten days, from Monday the 1st to Wednesday the 10th of April.
ASKED = {"as_of": "2024-04-11T12:00:00Z", "from_": "2024-04-01", "to": "2024-04-10"}
CLOSED = "2024-04-11 00:00"


@pytest.fixture(scope="module")
def shop(small_shop: Callable[..., Any]) -> Any:
    """Mugs are counted twice and delivered once; hats are never counted; the scarf lies there and is not sold.

    Mugs at the end of each day: 40 | 1st 38, 2nd 38, 3rd 35, 4th 55 (delivered), 5th 50, 6th 48 (counted at noon, when
    50 were there; two sold after), 7th to 9th 48, 10th 44. Sum 452, mean 45.2.
    """
    small = small_shop()
    for product, category in (("mug", "Kitchen"), ("scarf", "Clothes"), ("hat", "Clothes")):
        small.product(product, category)
    small.cost("mug", "4")
    small.cost("scarf", "10")
    small.line("old", "2024-03-20 10:00", "mug", 5, "10")
    small.counted("mug", "2024-03-30 18:00", 41)
    small.line("m0", "2024-03-30 17:00", "mug", 3, "10")  # before the count: in it
    small.line("m0", "2024-03-31 10:00", "mug", 1, "10")
    small.line("m1", "2024-04-01 10:00", "mug", 2, "10")
    small.line("m2", "2024-04-03 10:00", "mug", 3, "10")
    small.received("mug", "2024-04-04 09:00", 20)
    small.line("m3", "2024-04-05 10:00", "mug", 6, "10")
    small.refund("m3", "2024-04-05 17:00", "mug", 1, "10")
    small.line("m4", "2024-04-06 11:00", "mug", 1, "10")
    small.counted("mug", "2024-04-06 12:00", 50)
    small.line("m5", "2024-04-06 15:00", "mug", 2, "10")
    small.line("m6", "2024-04-10 23:30", "mug", 4, "10")
    small.line("m7", "2024-04-11 09:00", "mug", 9, "10")  # after the window
    small.line("test", "2024-04-02 09:00", "mug", 9, "10", is_test=True)
    small.counted("scarf", "2024-03-25 10:00", 7)
    small.line("h1", "2024-04-02 10:00", "hat", 2, "15")
    return small


@pytest.fixture(scope="module")
def visitor(shop: Any) -> Any:
    return shop.open(data_until=CLOSED)


def item(answer: dict[str, Any], product: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in answer["items"] if each["product_id"] == product)
    return found


def test_turnover_is_cost_of_goods_sold_over_average_stock_at_cost(visitor: Any) -> None:
    answer = visitor.get("inventory/turnover", **ASKED)
    mug = item(answer, "mug")
    assert (answer["days"], mug["units_sold"], mug["average_units"]) == (10, 17, 45.2)
    assert mug["cost_of_goods_sold"]["amount"] == "68.00"  # 17 x 4
    assert mug["average_stock_at_cost"]["amount"] == "180.80"  # 45.2 x 4
    assert mug["turnover"]["value"] == pytest.approx(68 / 180.8)
    assert mug["days_of_inventory"] == pytest.approx(10 * 180.8 / 68)
    assert mug["gmroi"]["value"] == pytest.approx((170 - 68) / 180.8)
    assert mug["stock_days"] == {"counted": 1, "estimated": 9, "unknown": 0}
    assert (mug["opening_units"], mug["received_units"], mug["closing_units"]) == (40, 20, 44)


def test_sell_through_is_of_what_could_be_sold_where_deliveries_are_known(visitor: Any) -> None:
    answer = visitor.get("inventory/turnover", **ASKED)
    assert answer["sell_through_formula"] == "sold_of_opening_and_received"
    assert item(answer, "mug")["sell_through"] == {"value": pytest.approx(17 / 60), "numerator": 17, "denominator": 60}


def test_sell_through_is_of_sold_and_left_where_no_delivery_is_known(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    small.counted("mug", "2024-04-05 08:00", 10)
    small.line("a", "2024-04-05 10:00", "mug", 4, "10")
    answer = small.open(data_until=CLOSED).get("inventory/turnover", **ASKED)
    assert answer["sell_through_formula"] == "sold_of_sold_and_closing"
    assert answer["items"][0]["sell_through"] == {"value": 0.4, "numerator": 4, "denominator": 10}
    assert [need["table"] for need in answer["needs"]] == ["receipts", "products"]


def test_what_is_not_sold_has_no_days_of_inventory(visitor: Any) -> None:
    scarf = item(visitor.get("inventory/turnover", **ASKED), "scarf")
    assert (scarf["units_sold"], scarf["average_units"], scarf["turnover"]["value"]) == (0, 7, 0)
    assert (scarf["days_of_inventory"], scarf["reasons"]["days_of_inventory"]) == (None, "no_sales")
    assert scarf["stock_days"] == {"counted": 0, "estimated": 10, "unknown": 0}


def test_what_was_never_counted_says_so(visitor: Any) -> None:
    hat = item(visitor.get("inventory/turnover", **ASKED), "hat")
    assert (hat["units_sold"], hat["average_units"], hat["sell_through"], hat["turnover"]) == (2, None, None, None)
    assert hat["reasons"]["average_units"] == "not_counted"
    assert (hat["cost_of_goods_sold"], hat["reasons"]["cost_of_goods_sold"]) == (None, "cost_unknown")


def test_categories_and_the_total_add_up_what_is_known_of_both(visitor: Any) -> None:
    answer = visitor.get("inventory/turnover", by="category", **ASKED)
    kitchen, clothes = answer["items"]
    assert (kitchen["category"], clothes["category"], kitchen["product_id"]) == ("Kitchen", "Clothes", None)
    assert (clothes["products"], clothes["units_sold"], clothes["average_units"]) == (2, 2, 7)
    assert clothes["turnover"]["numerator"]["amount"] == "0.00"  # the hats' cost is unknown, and so is their stock
    total = answer["total"]
    assert total["average_stock_at_cost"]["amount"] == "250.80"
    assert total["turnover"]["value"] == pytest.approx(68 / 250.8)
    assert (total["products"], total["units_sold"]) == (3, 19)
    assert total["stock_days"] == {"counted": 1, "estimated": 19, "unknown": 0}


def test_the_days_before_the_first_count_are_unknown_and_not_nothing(visitor: Any) -> None:
    asked = {**ASKED, "from_": "2024-03-28"}
    mug = item(visitor.get("inventory/turnover", **asked), "mug")
    assert mug["stock_days"] == {"counted": 2, "estimated": 10, "unknown": 2}
    assert mug["average_units"] == pytest.approx((41 + 40 + 452) / 12)
    assert (mug["opening_units"], mug["reasons"]["opening_units"]) == (None, "not_counted_before")
    assert mug["reasons"]["sell_through"] == "not_counted_before"


def test_the_day_of_the_question_counts_until_its_moment(visitor: Any) -> None:
    asked = {"from_": "2024-04-06", "to": "2024-04-12"}
    before = item(visitor.get("inventory/turnover", as_of="2024-04-06T10:30:00Z", **asked), "mug")  # 11:30 in London
    assert (before["closing_units"], before["stock_days"]["counted"], before["units_sold"]) == (49, 0, 1)
    after = visitor.get("inventory/turnover", as_of="2024-04-06T13:00:00Z", **asked)
    assert (item(after, "mug")["closing_units"], after["days"]) == (50, 1)


def test_what_is_sold_where_it_is_not_counted_comes_from_where_most_of_it_lies(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    small.counted("mug", "2024-03-31 18:00", 10, "shop")
    small.counted("mug", "2024-03-31 18:00", 90, "barn")
    small.line("a", "2024-04-01 10:00", "mug", 5, "10", location_id=None)
    small.line("b", "2024-04-01 10:00", "mug", 2, "10", location_id="shop")
    small.line("c", "2024-04-01 10:00", "mug", 1, "10", location_id="fair")
    small.received("mug", "2024-04-01 12:00", 4, None)
    visitor = small.open(data_until=CLOSED)
    assert visitor.get("inventory/turnover", **ASKED)["items"][0]["closing_units"] == 96
    for place, left in (("barn", 88), ("shop", 8)):
        assert visitor.get("inventory/turnover", location=place, **ASKED)["total"]["closing_units"] == left


def test_more_sold_than_counts_and_deliveries_know_of_is_no_turnover(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    small.cost("mug", "4")
    small.counted("mug", "2024-03-31 18:00", 1)
    small.line("a", "2024-04-01 10:00", "mug", 9, "10")
    mug = small.open(data_until=CLOSED).get("inventory/turnover", **ASKED)["items"][0]
    assert (mug["closing_units"], mug["turnover"], mug["gmroi"]) == (-8, None, None)
    assert mug["reasons"]["turnover"] == "no_stock"


def test_without_counts_the_answer_says_what_to_load(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    small.line("a", "2024-04-01 10:00", "mug", 1, "10")
    answer = small.open(data_until=CLOSED).get("inventory/turnover", **ASKED)
    assert answer["total"]["reasons"]["turnover"] == "no_stock_counts"
    assert answer["total"]["net_sales"]["amount"] == "10.00"
    assert [need["table"] for need in answer["needs"]] == ["stock_counts", "receipts", "products"]
    assert "turnover" in answer["needs"][0]["figures"]


def test_before_and_after_the_data_nothing_is_said(visitor: Any, small_shop: Callable[..., Any]) -> None:
    later = visitor.get("inventory/turnover", as_of="2024-06-30T12:00:00Z", window="7d")
    assert (later["items"], later["total"]["units_sold"]) == ([], None)
    assert later["total"]["reasons"]["units_sold"] == "no_data_since"
    Turnover.model_validate(later)
    empty = small_shop().open().get("inventory/turnover", **ASKED)
    assert empty["total"]["reasons"]["turnover"] == "no_data"


def test_stock_at_cost_takes_what_was_sold_where_products_tell_no_cost(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    small.line("before", "2024-03-01 10:00", "hat", 1, "10")
    small.counted("mug", "2024-03-31 18:00", 12)
    small.line("a", "2024-04-10 10:00", "mug", 1, "10", cost="4")
    small.line("b", "2024-04-10 10:00", "mug", 1, "10", cost="6")
    mug = small.open(data_until=CLOSED).get("inventory/turnover", product="mug", **ASKED)["items"][0]
    assert mug["average_stock_at_cost"]["amount"] == "59.00"  # 11.8 units at 5


def test_who_may_not_see_margin_sees_units_only(visitor: Any) -> None:
    mug = item(visitor.get("inventory/turnover", role="viewer", **ASKED), "mug")
    hidden = ("cost_of_goods_sold", "cost_coverage", "average_stock_at_cost", "turnover", "days_of_inventory", "gmroi")
    assert {mug["reasons"][name] for name in hidden} == {"needs_margin_read"}
    assert [mug[name] for name in hidden] == [None] * 6
    assert (mug["closing_units"], mug["sell_through"]["numerator"]) == (44, 17)


def test_pages_follow_one_another_and_the_file_holds_all(visitor: Any) -> None:
    first = visitor.get("inventory/turnover", limit=2, **ASKED)
    assert [each["product_id"] for each in first["items"]] == ["mug", "hat"]
    second = visitor.get("inventory/turnover", limit=2, cursor=first["next_cursor"], **ASKED)
    assert ([each["product_id"] for each in second["items"]], second["next_cursor"]) == (["scarf"], None)
    assert first["total"] == second["total"]
    rows = list(csv.DictReader(visitor.ask("inventory/turnover.csv", **ASKED).text.splitlines()))
    assert [row["product_id"] for row in rows] == ["mug", "hat", "scarf"]
    assert (rows[0]["average_units"], rows[0]["average_stock_at_cost"], rows[1]["turnover"]) == ("45.2", "180.80", "")
    wrong = visitor.ask("inventory/turnover", cursor="bm9uZQ==", **ASKED)
    assert (wrong.status_code, wrong.get_json()["errors"][0]["field"]) == (400, "cursor")


@pytest.mark.parametrize(("name", "value", "found"), [("product", "scarf", 1), ("category", "Clothes", 2)])
def test_filters_narrow_what_is_listed(visitor: Any, name: str, value: str, found: int) -> None:
    answer = visitor.get("inventory/turnover", **{name: value}, **ASKED)
    assert (len(answer["items"]), answer["total"]["products"]) == (found, found)


@pytest.mark.parametrize("role", ["viewer", "owner"])
def test_an_explained_answer_is_what_the_contract_says(visitor: Any, role: str) -> None:
    answer = visitor.get("inventory/turnover", role=role, explain="1", **ASKED)
    Turnover.model_validate(answer)
    assert "turnover" in answer["explain"]["definitions"]


def test_a_count_three_days_before_the_end_makes_no_turnover(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    small.product("mug", "Kitchen")
    small.cost("mug", "4")
    for day in range(1, 11):
        small.line(f"o{day}", f"2024-04-{day:02} 10:00", "mug", 5, "10")
    small.counted("mug", "2024-04-08 08:00", 16)
    few = item(small.open(data_until=CLOSED).get("inventory/turnover", **ASKED), "mug")
    for figure in ("average_units", "average_stock_at_cost", "turnover", "days_of_inventory", "gmroi"):
        assert (few[figure], few["reasons"][figure]) == (None, "too_few_known_days")
    assert few["stock_days"] == {"counted": 1, "estimated": 2, "unknown": 7}
    assert (few["closing_units"], few["cost_of_goods_sold"]["amount"]) == (1, "200.00")
    five = {**ASKED, "from_": "2024-04-05"}
    enough = item(small.open(data_until=CLOSED).get("inventory/turnover", **five), "mug")
    assert enough["average_units"] == 6  # 11, 6 and 1 on half of the six days
