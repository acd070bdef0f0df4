"""What earns the money, product by product."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shared.contracts.generated.revenue_answers import TopProducts
from shared.warehouse.recording import recording

NOON = "2024-03-27T12:00:00Z"


@pytest.fixture
def shop(small_shop: Callable[..., Any]) -> Any:
    """Mugs sell often, a tray earns most, and nobody knows what the hat cost."""
    small = small_shop()
    small.product("mug", "kitchen")
    small.product("tray", "kitchen")
    small.products[0]["title"] = "Mug, blue"
    small.cost("mug", "9")
    small.cost("tray", "10")
    small.line("a", "2024-03-26 10:00", "mug", 6, "10")
    small.line("a", "2024-03-26 10:00", "tray", 1, "40")
    small.line("b", "2024-03-27 10:00", "hat", 1, "50")
    small.line("b", "2024-03-27 10:00", None, 1, "5")
    small.refund("a", "2024-03-27 11:00", "mug", 1, "10")
    return small


def ranked(answer: Any) -> list[tuple[int, str | None]]:
    return [(item["rank"], item["product_id"]) for item in answer["items"]]


def test_what_sells_most_is_not_what_earns_most(shop: Any) -> None:
    visitor = shop.open()
    assert ranked(visitor.get("products/top", as_of=NOON)) == [(1, "hat"), (2, "mug"), (3, "tray"), (4, None)]
    assert ranked(visitor.get("products/top", by="units", as_of=NOON))[0] == (1, "mug")
    assert ranked(visitor.get("products/top", by="margin", as_of=NOON)) == [(1, "tray"), (2, "mug")]


def test_a_product_comes_with_its_name_its_share_and_its_margin(shop: Any) -> None:
    answer = shop.open().get("products/top", by="margin", as_of=NOON)
    tray, mug = answer["items"]
    assert (mug["title"], mug["category"], tray["title"]) == ("Mug, blue", "kitchen", None)
    assert tray["gross_margin"]["amount"] == "30.00"
    assert tray["gross_margin_rate"]["value"] == 0.75
    assert tray["cost_coverage"]["value"] == 1
    assert tray["share"]["numerator"]["amount"] == "30.00"
    assert tray["share"]["denominator"]["amount"] == "35.00"
    assert mug["orders"] == 1
    assert mug["units"] == 5
    assert answer["totals"]["products"] == 4


def test_a_product_whose_cost_nobody_knows_stands_apart_and_never_earns_nothing(shop: Any) -> None:
    answer = shop.open().get("products/top", by="margin", as_of=NOON)
    assert [item["product_id"] for item in answer["margin_unknown"]] == ["hat", None]
    hat = answer["margin_unknown"][0]
    assert (hat["rank"], hat["gross_margin"], hat["reasons"]["rank"]) == (None, None, "cost_unknown")
    assert answer["margin_unknown_total"] == {"products": 2, "net_sales": {"amount": "55.00", "currency": "GBP"}}


def test_an_order_by_margin_is_for_those_who_may_see_margins(shop: Any) -> None:
    visitor = shop.open()
    refused = visitor.ask("products/top", by="margin", as_of=NOON, role="viewer")
    assert refused.status_code == 403
    assert "margin:read" in refused.get_json()["detail"]
    assert visitor.ask("products/top.csv", by="margin", as_of=NOON, role="viewer").status_code == 403
    allowed = visitor.get("products/top", by="net", as_of=NOON, role="viewer")
    assert allowed["margin_unknown"] is None
    assert allowed["reasons"]["margin_unknown"] == "needs_margin_read"
    assert allowed["totals"]["gross_margin"] is None
    for item in allowed["items"]:
        assert item["gross_margin"] is None
        assert item["reasons"]["cost_coverage"] == "needs_margin_read"


def test_pages_speak_of_one_moment_while_the_shop_goes_on_selling(shop: Any) -> None:
    visitor = shop.open()
    shop.now = shop.at("2024-03-27 10:30")
    first = visitor.get("products/top", limit=2)
    shop.now = shop.at("2024-03-27 11:30")  # a mug came back meanwhile
    second = visitor.get("products/top", limit=2, cursor=first["next_cursor"])
    assert second["as_of"] == first["as_of"]
    assert ranked(first) + ranked(second) == [(1, "mug"), (2, "hat"), (3, "tray"), (4, None)]
    assert second["next_cursor"] is None


def test_a_list_of_now_is_read_once_for_all_moments_of_the_same_data(shop: Any) -> None:
    visitor = shop.open()

    def asked(**question: Any) -> tuple[dict[str, Any], int]:
        with recording() as executed:
            answer = visitor.get("products/top", limit=2, **question)
        return answer, sum("top_products" in each.name for each in executed)

    first, read = asked(as_of=NOON)
    assert read == 1
    second, read = asked(as_of="2024-03-27T12:00:05Z")
    assert read == 0
    of_their_moment = ("as_of", "next_cursor")
    assert [second.pop(name) == first.pop(name) for name in of_their_moment] == [False, False]
    assert second == first
    assert asked(as_of=NOON, by="units")[1] == asked(as_of=NOON, role="viewer")[1] == 1
    assert asked(as_of="2024-03-27T10:30:00Z")[1] == 1  # what happened since is known, and does not count
    assert asked(as_of="2024-03-27T10:30:05Z")[1] == 1
    visitor.newer_data()
    assert asked(as_of="2024-03-27T12:00:10Z")[1] == 1


def test_a_cursor_of_another_question_is_refused(shop: Any) -> None:
    visitor = shop.open()
    cursor = visitor.get("products/top", limit=1, as_of=NOON)["next_cursor"]
    assert visitor.ask("products/top", cursor=cursor, by="units").status_code == 400
    assert visitor.ask("products/top", cursor=cursor, as_of="2024-03-26T12:00:00Z").status_code == 400
    assert visitor.ask("breakdown", cursor=cursor, by="channel").status_code == 400
    assert visitor.ask("products/top", cursor="bm9uc2Vuc2U=").status_code == 400
    assert visitor.ask("products/top", cursor=cursor, limit=500).status_code == 200


def test_the_file_has_every_product_whatever_the_page(shop: Any) -> None:
    text = shop.open().ask("products/top.csv", by="margin", as_of=NOON).text
    assert [line.split(",")[:2] for line in text.splitlines()] == [
        ["rank", "product_id"],
        ["1", "tray"],
        ["2", "mug"],
        ["", "hat"],
        ["", ""],
    ]


def test_a_shop_that_lost_money_has_no_shares(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    small.cost("mug", "12")
    small.line("a", "2024-03-27 10:00", "mug", 1, "10")
    item = small.open().get("products/top", by="margin", as_of=NOON)["items"][0]
    assert (item["share"], item["reasons"]["share"]) == (None, "no_sales")
    assert item["gross_margin"]["amount"] == "-2.00"


def test_days_without_data_are_named_and_not_empty_shelves(shop: Any) -> None:
    answer = shop.open().get("products/top", from_="2024-05-01", to="2024-05-02", as_of="2024-05-03T12:00:00Z")
    assert answer["items"] == []
    assert answer["reasons"]["items"] == "no_data_since"
    assert answer["covered"] is False


def test_titles_and_categories_are_those_of_the_latest_row(shop: Any) -> None:
    shop.product("tray", "garden", recorded_at="2024-03-01 00:00")
    visitor = shop.open()
    assert ranked(visitor.get("products/top", category="garden", as_of=NOON)) == [(1, "tray")]
    assert ranked(visitor.get("products/top", category="kitchen", as_of=NOON)) == [(1, "mug")]


@pytest.mark.parametrize("role", ["viewer", "owner"])
@pytest.mark.parametrize("basis", ["accounting", "order"])
def test_the_answer_is_what_the_contract_says(shop: Any, role: str, basis: str) -> None:
    TopProducts.model_validate(shop.open().get("products/top", as_of=NOON, role=role, basis=basis, explain="1"))


def test_what_the_caller_holds_is_not_made_again(shop: Any) -> None:
    visitor = shop.open()
    for path in ("products/top", "products/top.csv"):
        etag = visitor.ask(path, as_of=NOON).headers["ETag"]
        assert visitor.ask(path, as_of=NOON, headers={"If-None-Match": etag}).status_code == 304
        assert visitor.ask(path, as_of=NOON, by="units", headers={"If-None-Match": etag}).status_code == 200
