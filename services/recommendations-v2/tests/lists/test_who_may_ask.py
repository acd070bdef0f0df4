"""Who gets a list: a page with its key, and for a customer the shop's word; staff for anybody."""

from __future__ import annotations

from typing import Any

import pytest

from shared.auth import ROLES

PAGE = "https://shop.example"


@pytest.mark.parametrize("who", ["anonymous", "visitor:v-9"])
def test_a_page_asks_for_its_visitor_without_a_signature(lists: Any, who: str) -> None:
    answer = lists.page(who)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == PAGE


def test_the_key_may_stand_in_the_url(lists: Any) -> None:
    lists.page("anonymous")
    assert lists.get(f"anonymous?key={lists._key}", role=None, headers={"Origin": PAGE}).status_code == 200


def test_a_page_asks_for_a_customer_with_the_shops_word_only(lists: Any) -> None:
    refused = lists.page("anna")
    assert (refused.status_code, refused.json["type"]) == (403, "urn:shopsight:problem:customer-not-signed")
    assert "X-Customer-Signature" in refused.json["detail"]
    assert lists.page("anna", **lists.signed("anna")).status_code == 200


@pytest.mark.parametrize("who", ["ben", "id:ben"])
def test_a_signature_counts_for_its_customer_alone(lists: Any, who: str) -> None:
    assert lists.page(who, **lists.signed("anna")).status_code == 403
    assert lists.page(who, **lists.signed("ben")).status_code == 200


@pytest.mark.parametrize("seconds", [-120, 2 * 86_400])
def test_a_signature_has_an_end_within_a_day(lists: Any, seconds: int) -> None:
    assert lists.page("anna", **lists.signed("anna", seconds=seconds)).status_code == 403


def test_a_page_cannot_have_anybody_by_another_spelling(lists: Any) -> None:
    """What is answered without a signature is never a customer's list."""
    for who in ("visitor:anna", "anonymous"):
        lists.page(who)
    assert [visit.customer_id for visit in lists.build.asked] == [None, None]


@pytest.mark.parametrize("origin", [None, "null", "https://other.example", "https://shop.example.evil.example"])
def test_a_key_counts_only_from_the_shops_pages(lists: Any, origin: str | None) -> None:
    answer = lists.page("anonymous", origin=origin)
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer sf_" + "a" * 43}, {"Authorization": "Basic eDp5"}])
def test_who_shows_nothing_or_something_wrong_is_not_let_in(lists: Any, headers: dict[str, str]) -> None:
    answer = lists.get("anonymous", role=None, headers={"Origin": PAGE, **headers})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_browser_may_ask_before_it_sends_the_key(lists: Any) -> None:
    path = "/api/recommendations/v2/anna"
    asked = lists.client.options(path, headers={"Origin": PAGE, "Access-Control-Request-Method": "GET"})
    assert asked.status_code == 204
    assert "X-Customer-Signature" in asked.headers["Access-Control-Allow-Headers"]
    assert lists.client.options(path, headers={"Origin": "https://other.example"}).status_code == 403


@pytest.mark.parametrize("options", [{"allowed_origins": PAGE, "lists_address_per_second": 0.2, "hold_out_share": 0}])
def test_who_asks_too_often_is_told_when_to_ask_again(lists: Any) -> None:
    answers = [lists.page("anonymous") for _ in range(3)]  # ten times the rate at once are two
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert answers[-1].headers["Access-Control-Allow-Origin"] == PAGE


@pytest.mark.parametrize("role", [role for role in ROLES if role != "storefront"])
def test_staff_and_the_shops_servers_ask_for_anybody(lists: Any, role: str) -> None:
    assert lists.get("anna", role=role).status_code == 200


def test_a_token_of_the_storefronts_role_needs_the_shops_word_too(lists: Any) -> None:
    assert lists.get("anna", role="storefront").status_code == 403
    assert lists.get("anonymous", role="storefront").status_code == 200


@pytest.mark.parametrize(("role", "status"), [("marketer", 200), ("owner", 200), ("viewer", 403), ("storefront", 403)])
def test_an_explanation_tells_what_somebody_bought_so_it_is_for_those_who_may_know(
    lists: Any, role: str, status: int
) -> None:
    assert lists.get("anna/explain", role=role).status_code == status


def test_no_page_is_given_an_explanation(lists: Any) -> None:
    assert lists.page("anonymous/explain").status_code == 401
    assert lists.page("rules").status_code == 401
