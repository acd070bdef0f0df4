"""Explanations over HTTP: what adds up, and why a product is not shown."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from recommendations_v2.state import Moment


def explained(lists: Any, path: str) -> Any:
    answer = lists.get(path, role="owner")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.json


@pytest.mark.parametrize("variant", ["v2", "v1"])
def test_the_parts_of_every_score_add_up_to_it(lists: Any, variant: str) -> None:
    lists.everybody_in("arm", variant)
    answer = explained(lists, "anna/explain")
    assert answer["variant"] == variant
    assert len(answer["items"]) == 5
    for item in answer["items"]:
        assert sum(part["millionths"] for part in item["parts"]) == item["score_millionths"]
        assert sum(item["families"].values()) == item["score_millionths"]
        assert item["score"] == item["score_millionths"] / 1_000_000
        assert item["words"]


def test_the_list_explained_is_the_list_served(lists: Any) -> None:
    lists.people.known["customer:anna"] = Moment(cart=("mug",), key="1")
    answer = explained(lists, "anna/explain?surface=cart&limit=3")
    served = lists.get("anna?surface=cart&limit=3").json
    assert [item["product_id"] for item in answer["items"]] == [item["product_id"] for item in served["items"]]
    assert (answer["cart"], answer["data_age_hours"], answer["recommendation_id"]) == (["mug"], 7.0, None)


def test_nobody_is_counted_as_having_seen_an_explanation(lists: Any) -> None:
    explained(lists, "anna/explain")
    assert lists.exposed == []


def test_a_product_that_is_shown_is_found_in_the_list(lists: Any) -> None:
    about = explained(lists, "anna/explain?product=bowl")["asked_about"]
    assert (about["is_recommended"], about["rank"], about["why_not"]) == (True, 2, None)


def test_a_product_that_is_not_shown_says_why_with_its_own_parts(lists: Any) -> None:
    about = explained(lists, "anna/explain?limit=2&product=spoon")["asked_about"]
    assert (about["is_recommended"], about["rank"], about["why_not"]) == (False, None, "ranked_lower")
    assert (about["title"], about["words"], about["item"]["rank"]) == ("Spoon", "others rank higher", 4)
    assert sum(part["millionths"] for part in about["item"]["parts"]) == about["item"]["score_millionths"]


def test_the_first_version_says_which_rule_kept_a_product_out(lists: Any) -> None:
    lists.everybody_in("control", "v1")
    lists.people.known["customer:anna"] = Moment(cart=("unknown",), dismissed=frozenset({"mug"}), key="1")
    why = {
        product: explained(lists, f"anna/explain?limit=1&product={product}")["asked_about"]["why_not"]
        for product in ("mug", "bowl", "no-such-thing")
    }
    assert why == {"mug": "dismissed", "bowl": "ranked_lower", "no-such-thing": "unknown_product"}


@pytest.mark.parametrize("options", [{"hold_out_share": 0.5}])
def test_of_who_is_held_out_it_says_that(lists: Any) -> None:
    answers = [explained(lists, f"customer-{number}/explain?product=mug") for number in range(20)]
    held_out = next(answer for answer in answers if answer["variant"] == "none")
    assert held_out["items"] == []
    assert held_out["asked_about"]["why_not"] == "hold_out"


def test_before_the_first_build_it_says_that(lists: Any) -> None:
    lists.shelf.engine = None
    answer = explained(lists, "anna/explain?product=mug")
    assert answer["data_age_hours"] is None
    assert answer["asked_about"]["why_not"] == "no_build_yet"


def test_on_a_product_page_the_page_has_to_be_named(lists: Any) -> None:
    refused = lists.get("anna/explain?surface=product&product=mug", role="owner")
    assert [error["field"] for error in refused.json["errors"]] == ["viewing"]
    explained(lists, "anna/explain?surface=product&viewing=mug")
    assert lists.build.asked[-1].product == "mug"


def test_an_explanation_is_a_file_too_with_a_row_for_each_part(lists: Any) -> None:
    answer = lists.get("anna/explain.csv?limit=1", role="owner")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["product_id"], row["name"], row["millionths"]) for row in rows] == [
        ("mug", "basis", "-100000"),
        ("mug", "times", "400000"),
    ]
