"""Orders and money of the ledger beside the visits; what fell, and why."""

from __future__ import annotations

from typing import Any

import pytest

Storefront = Any
STEPS = ["session", "product_view", "add_to_cart", "checkout", "purchase"]
WHOLE_WAY = ("page_view", "product_view", "add_to_cart", "begin_checkout", "purchase")


def closed(steps: list[dict[str, Any]]) -> list[int]:
    assert [step["step"] for step in steps] == STEPS
    return [step["sessions"] for step in steps]


def test_every_order_of_the_ledger_stands_under_one_cause(storefront: Storefront) -> None:
    storefront.visit("2024-05-02 09:00", *WHOLE_WAY, order="o1")
    storefront.visit("2024-05-02 09:30", "purchase", order="o1")  # the page of thanks, opened again
    storefront.visit("2024-05-02 10:00", "page_view", "purchase", order="o2")
    storefront.nobody("2024-05-02 10:00", "purchase", order="o3")
    storefront.visit("2024-05-02 10:00", *WHOLE_WAY, order="o4", is_bot=True)
    storefront.visit("2024-05-02 10:00", *WHOLE_WAY, order="never-heard-of")
    for number, price in enumerate(("10.00", "20.00", "40.00", "80.00", "160.00"), 1):
        storefront.order(f"o{number}", "2024-05-02 09:04", price)
    storefront.order("till", "2024-05-02 11:00", "999.00", channel="counter")
    storefront.small.refund("o1", "2024-05-03 09:00", "mug", 1, "10.00", channel="online")
    orders = storefront.funnel()["orders"]
    causes = {each["cause"]: (each["orders"], each["order_value"]["amount"]) for each in orders["causes"]}
    assert causes == {
        "in_funnel": (1, "10.00"),  # as it was placed: what was given back later is no matter of the funnel
        "skipped_a_step": (1, "20.00"),
        "without_session": (1, "40.00"),
        "bots": (1, "80.00"),
        "consent_denied": (0, "0.00"),
        "no_purchase_event": (1, "160.00"),
    }
    assert (orders["in_ledger"], orders["order_value"]["amount"], orders["channels"]) == (5, "310.00", ["online"])
    assert (orders["coverage"]["numerator"], orders["coverage"]["denominator"]) == (4, 5)
    assert orders["unknown_to_ledger"] == 1


def test_money_of_a_group_comes_from_the_ledger(storefront: Storefront) -> None:
    storefront.visit("2024-05-02 09:00", *WHOLE_WAY, order="o1")
    storefront.visit("2024-05-02 09:00", "page_view")
    storefront.visit("2024-05-02 09:00", *WHOLE_WAY, order="o2", device="desktop")
    storefront.visit("2024-05-02 09:00", "page_view", device=None)
    storefront.order("o1", "2024-05-02 09:04", "10.00")
    storefront.order("o2", "2024-05-02 09:04", "25.00")
    items = {item["key"]: item for item in storefront.funnel()["items"]}
    assert {key: closed(item["steps"]) for key, item in items.items()} == {
        "mobile": [2, 1, 1, 1, 1],
        "desktop": [1, 1, 1, 1, 1],
        None: [1, 0, 0, 0, 0],
    }
    assert (items["mobile"]["orders"], items["mobile"]["value_per_session"]["amount"]) == (1, "5.00")
    assert items["desktop"]["order_value"]["amount"] == "25.00"
    assert items[None]["value_per_session"]["amount"] == "0.00"


def crowded(storefront: Storefront) -> None:
    """Two days: 200 visits each that see a product; fewer of them by telephone put it in the cart on the second."""
    for day, carts, phones in (("2024-05-01", 80, 100), ("2024-05-02", 20, 150)):
        for number in range(200):
            device = "mobile" if number < phones else "desktop"
            puts = number % 2 == 0 and number < 2 * carts
            done = ("page_view", "product_view", *(("add_to_cart",) if puts else ()))
            storefront.visit(f"{day} {8 + number % 10:02}:00", *done, device=device)


def test_the_step_that_fell_most_told_apart_into_mix_and_rate(storefront: Storefront) -> None:
    crowded(storefront)
    answer = storefront.funnel()
    fell = answer["changes"]["step_that_fell_most"]
    # Before: 80 of 200 (50 of 100 mobile, 30 of 100 desktop). Now: 20 of 200 (20 of 150 mobile, none of 50 desktop).
    assert (fell["step"], fell["over"], fell["now"], fell["before"]) == ("add_to_cart", "product_view", 0.1, 0.4)
    # Mix: mobile +.25 (.316667 - .25), desktop -.25 (.15 - .25); rate: mobile -.366667 x .625, desktop -.3 x .375.
    effects = {item["key"]: item["effects"]["fell"] for item in answer["items"]}
    assert effects["mobile"] == {"mix": pytest.approx(0.0166667, abs=1e-7), "rate": pytest.approx(-0.2291667, abs=1e-7)}
    assert effects["desktop"] == {"mix": pytest.approx(0.025, abs=1e-9), "rate": pytest.approx(-0.1125, abs=1e-9)}
    assert (fell["change"], round(fell["mix"] + fell["rate"], 9)) == (-0.3, -0.3)
    assert answer["sentence"] == (
        "Of 200 visits 0 (0.0 %) went through every step to a purchase, 0.0 % the day before. The step that fell most"
        " is putting one in the cart: 10.0 % of the step before, after 40.0 %. Of its -30.00 points +4.17 come from"
        " the mix of devices and -34.17 from the rates within them, most from mobile (-21.25)."
    )


def test_a_fall_that_chance_explains_is_none(storefront: Storefront) -> None:
    for day, carts in (("2024-05-01", 21), ("2024-05-02", 20)):
        for number in range(40):
            done = ("page_view", "product_view", *(("add_to_cart",) if number < carts else ()))
            storefront.visit(f"{day} 09:00", *done)
    changes = storefront.funnel()["changes"]
    assert (changes["step_that_fell_most"], changes["reasons"]["step_that_fell_most"]) == (None, "within_chance")


def test_too_few_visits_are_an_answer(storefront: Storefront) -> None:
    storefront.visit("2024-05-01 09:00", *WHOLE_WAY)
    storefront.visit("2024-05-02 09:00", "page_view")
    answer = storefront.funnel()
    assert answer["changes"]["reasons"]["step_that_fell_most"] == "too_few_sessions"
    assert answer["needs"] == [
        {"what": "sessions", "figures": ["changes"], "detail": answer["needs"][0]["detail"]},
    ]
    assert "there are 1 of 30" in answer["needs"][0]["detail"]


def test_nothing_is_compared_with_days_that_nobody_counted(storefront: Storefront) -> None:
    storefront.visit("2024-05-02 09:00", "page_view", "product_view")
    answer = storefront.funnel()
    assert (answer["previous"], answer["reasons"]["previous"]) == (None, "previous_not_covered")
    assert answer["items"][0]["before"] is None
    assert answer["items"][0]["reasons"]["before"] == "previous_not_covered"


def test_of_many_landing_pages_the_rest_is_one_group_and_a_file_has_all(storefront: Storefront) -> None:
    for number in range(60):
        storefront.visit("2024-05-02 09:00", "page_view", "product_view", page=f"/p/{number:02}")
    storefront.visit("2024-05-02 10:00", "page_view", page="/p/59")
    answer = storefront.funnel(by="landing_page")
    assert (len(answer["items"]), answer["items"][0]["key"]) == (51, "/p/59")
    rest = answer["items"][-1]
    assert (rest["is_rest"], rest["key"], rest["groups"], closed(rest["steps"])[0]) == (True, None, 10, 10)
    visitor = storefront.small.open(data_until="2024-05-03 12:00")
    file = visitor.ask("funnel.csv", by="landing_page", **{"from": "2024-05-02", "to": "2024-05-02"})
    lines = file.text.splitlines()
    assert lines[0].startswith("key,session,product_view,add_to_cart,checkout,purchase,product_view_of_previous,")
    assert len(lines) == 61
    assert lines[1].startswith("/p/59,2,1,0,0,0,0.5,")


def test_a_cell_that_a_spreadsheet_would_run_is_only_text(storefront: Storefront) -> None:
    storefront.visit("2024-05-02 09:00", "page_view", page="=1+1")
    visitor = storefront.small.open(data_until="2024-05-03 12:00")
    file = visitor.ask("funnel.csv", by="landing_page", **{"from": "2024-05-02", "to": "2024-05-02"})
    assert file.text.splitlines()[1].startswith("'=1+1,")
