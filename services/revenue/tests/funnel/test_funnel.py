"""Which visits count at which step, whose they are, and what stands apart."""

from __future__ import annotations

from typing import Any

import pytest

Storefront = Any
STEPS = ["session", "product_view", "add_to_cart", "checkout", "purchase"]
WHOLE_WAY = ("page_view", "product_view", "add_to_cart", "begin_checkout", "purchase")


def closed(steps: list[dict[str, Any]]) -> list[int]:
    assert [step["step"] for step in steps] == STEPS
    return [step["sessions"] for step in steps]


def did(steps: list[dict[str, Any]]) -> list[int]:
    return [step["visits_that_did"] for step in steps]


def test_a_visit_counts_at_a_step_when_it_did_all_earlier_ones(storefront: Storefront) -> None:
    storefront.visit("2024-05-02 09:00", *WHOLE_WAY)
    storefront.visit("2024-05-02 09:00", "page_view", "product_view")
    storefront.visit(
        "2024-05-02 09:00", "page_view", "add_to_cart", "begin_checkout"
    )  # from a list: no product was seen
    storefront.visit("2024-05-02 09:00", "page_view", "product_view", "purchase")  # in one click
    storefront.visit("2024-05-02 09:00")
    answer = storefront.funnel()
    assert closed(answer["steps"]) == [5, 3, 1, 1, 1]
    assert did(answer["steps"]) == [5, 3, 2, 2, 2]
    bought = answer["steps"][-1]
    assert (bought["of_all"]["numerator"], bought["of_all"]["denominator"], bought["of_all"]["value"]) == (1, 5, 0.2)
    assert bought["of_previous"]["value"] == 1
    # Wilson's interval of 1 of 5, from his formula by hand: (0.2 + 0.38415 -+ 1.96 sqrt(0.032 + 0.03841)) / 1.76829
    assert bought["of_all"]["interval"]["low"] == pytest.approx(0.03622, abs=1e-5)
    assert bought["of_all"]["interval"]["high"] == pytest.approx(0.62446, abs=1e-5)


def test_the_order_of_events_within_a_visit_decides_nothing(storefront: Storefront) -> None:
    storefront.visit("2024-05-02 09:00", *reversed(WHOLE_WAY))
    assert closed(storefront.funnel()["steps"]) == [1, 1, 1, 1, 1]


def test_bots_stand_apart(storefront: Storefront) -> None:
    storefront.visit("2024-05-02 09:00", *WHOLE_WAY)
    storefront.visit("2024-05-02 09:00", "page_view", "product_view", is_bot=True)
    storefront.visit("2024-05-02 09:00", "page_view", is_bot=True)
    storefront.nobody("2024-05-02 09:00", "product_view", is_bot=True, consent="denied")
    answer = storefront.funnel()
    assert closed(answer["steps"]) == [1, 1, 1, 1, 1]
    assert closed(answer["bots"]["steps"]) == [2, 1, 0, 0, 0]
    assert (answer["bots"]["events"], answer["bots"]["product_views"]) == (1, 1)
    assert answer["consent_denied"]["events"] == 0


def test_a_crowd_of_glances_at_night_is_suspected_and_a_film_is_not(storefront: Storefront) -> None:
    for number in range(110):
        storefront.visit("2024-05-02 03:00", "product_view", product_id=f"p{number}")
        storefront.visit("2024-05-02 15:00", "product_view", product_id="mug")  # the film's
    for _ in range(20):
        storefront.visit("2024-05-02 10:00", "page_view", "product_view")
    answer = storefront.funnel()
    assert closed(answer["suspected_bots"]) == [110, 110, 0, 0, 0]
    assert closed(answer["steps"]) == [130, 130, 0, 0, 0]
    assert "110 visits that look like a program's are left out." in answer["sentence"]


def test_who_denied_consent_is_counted_and_is_nobodys_visit(storefront: Storefront) -> None:
    storefront.visit("2024-05-02 09:00", "page_view")
    storefront.nobody("2024-05-02 09:00", *WHOLE_WAY, "purchase", consent="denied")
    storefront.nobody("2024-05-02 10:00", "page_view", "add_to_cart")
    answer = storefront.funnel()
    assert closed(answer["steps"]) == [1, 0, 0, 0, 0]
    assert answer["consent_denied"] == {
        "events": 6, "product_views": 1, "add_to_carts": 1, "checkouts": 1, "purchases": 2,
    }  # fmt: skip
    assert (answer["without_session"]["events"], answer["without_session"]["add_to_carts"]) == (2, 1)


@pytest.mark.parametrize(
    ("said", "channel"),
    [
        ({}, "direct"),
        ({"source": "(direct)", "medium": "(none)"}, "direct"),
        ({"source": "www.google.co.uk"}, "search"),
        ({"source": "anything", "medium": "organic"}, "search"),
        ({"source": "google", "medium": "cpc"}, "paid"),
        ({"source": "l.instagram.com"}, "social"),
        ({"source": "netflix.com"}, "referral"),  # not t.co, not x.com
        ({"source": "spring", "medium": "Email"}, "email"),
        ({"source": "partner", "medium": "affiliate"}, "affiliate"),
        ({"source": "(data deleted)", "medium": "(data deleted)"}, "unknown"),
        ({"source": "recipes.example.org", "medium": "referral"}, "referral"),
    ],
)
def test_what_brought_a_visit(storefront: Storefront, said: dict[str, str], channel: str) -> None:
    storefront.visit("2024-05-02 09:00", "page_view", **said)
    assert [item["key"] for item in storefront.funnel(by="channel")["items"]] == [channel]


def test_who_was_there_in_the_thirty_days_before_is_back(storefront: Storefront) -> None:
    storefront.visit("2024-04-01 12:00", "page_view", visitor="long-ago")
    storefront.visit("2024-04-02 00:00", "page_view", visitor="a-month-ago")
    for visitor in ("long-ago", "a-month-ago", "first-time"):
        storefront.visit("2024-05-02 09:00", "page_view", visitor=visitor)
    storefront.visit("2024-05-02 10:00", "page_view", visitor="first-time")  # now for the second time
    answer = storefront.funnel(by="new_returning")
    assert {item["key"]: closed(item["steps"])[0] for item in answer["items"]} == {"new": 2, "returning": 2}


def test_where_events_begin_too_late_new_may_not_be_new(storefront: Storefront) -> None:
    storefront.visit("2024-04-20 12:00", "page_view")
    storefront.visit("2024-05-02 09:00", "page_view")
    assert storefront.funnel(by="new_returning")["reasons"]["items.new"] == "events_begin_too_late"


def test_a_visit_over_midnight_is_one_visit_of_the_day_it_began(storefront: Storefront) -> None:
    storefront.visit("2024-05-02 23:58", "page_view", "product_view")
    later = dict(storefront.events[-1])
    later |= {"event_id": "later", "event": "add_to_cart", "occurred_at": storefront.small.at("2024-05-03 00:10")}
    storefront.events.append(later)
    storefront.visit("2024-05-03 09:00", "page_view")
    assert closed(storefront.funnel()["steps"]) == [1, 1, 1, 0, 0]
    today = storefront.funnel(**{"from": "2024-05-03", "to": "2024-05-03"})
    assert closed(today["steps"]) == [1, 0, 0, 0, 0]
    assert today["is_provisional"]


def test_the_moment_of_a_question_cuts_its_day_and_the_one_before_alike(storefront: Storefront) -> None:
    for day in ("2024-05-01", "2024-05-02"):
        storefront.visit(f"{day} 08:00", "page_view", "product_view")
        storefront.visit(f"{day} 11:00", "page_view", "product_view")
    answer = storefront.funnel(as_of="2024-05-02T08:00:30+01:00")
    assert closed(answer["steps"]) == [1, 0, 0, 0, 0]  # what it will do a minute later is not known yet
    assert closed(answer["previous"]["steps"]) == [1, 0, 0, 0, 0]


def test_without_web_events_figures_are_null_and_it_says_what_to_connect(storefront: Storefront) -> None:
    storefront.order("o1", "2024-05-02 09:04", "10.00")
    answer = storefront.funnel()
    nulls = ("steps", "bots", "consent_denied", "orders", "previous", "sentence")
    assert [answer[name] for name in nulls] == [None] * len(nulls)
    assert answer["items"] == []
    assert {answer["reasons"][name] for name in (*nulls, "items")} == {"no_web_events"}
    assert [need["what"] for need in answer["needs"]] == ["web_events"]
    assert "docs/storefront.md" in answer["needs"][0]["detail"]


def test_a_period_outside_the_events_is_unknown(storefront: Storefront) -> None:
    storefront.visit("2024-05-02 09:00", "page_view")
    before = storefront.funnel(**{"from": "2024-04-01", "to": "2024-04-30"})
    assert (before["steps"], before["reasons"]["steps"]) == (None, "no_web_events_before")
    since = storefront.funnel(**{"from": "2024-05-03", "to": "2024-05-03"})
    assert (since["steps"], since["reasons"]["steps"]) == (None, "no_web_events_since")


def test_a_silent_day_and_a_broken_tag_are_named(storefront: Storefront) -> None:
    storefront.visit("2024-04-29 09:00", "page_view")
    for number in range(3):
        storefront.visit(f"2024-05-01 1{number}:00", "page_view", "product_view", "begin_checkout", "purchase")
    storefront.visit("2024-05-02 09:00", "page_view")
    answer = storefront.funnel(**{"from": "2024-04-29", "to": "2024-05-02"})
    assert answer["days_without_events"] == ["2024-04-30"]
    assert answer["days_without_step"] == [{"step": "add_to_cart", "days": ["2024-05-01"]}]
    assert closed(answer["steps"]) == [5, 3, 0, 0, 0]
    assert did(answer["steps"]) == [5, 3, 0, 3, 3]
