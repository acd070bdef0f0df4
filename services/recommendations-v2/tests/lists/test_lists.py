"""Lists as they are answered: to whom, what they say, and how long they are kept."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from recommendations_v2.live_alerts import LiveAlerts
from recommendations_v2.people import RESERVED
from recommendations_v2.shelf import ShelfState
from recommendations_v2.state import Moment
from shared.hurry import hurried


def test_a_list_says_what_it_is_and_each_item_what_a_page_needs(lists: Any) -> None:
    answer = lists.get("anna?limit=2").json
    assert [item["product_id"] for item in answer["items"]] == ["mug", "bowl"]
    first = answer["items"][0]
    assert first["rank"] == 1
    assert first["title"] == "Mug"
    assert first["price"] == {"amount": "12.50", "currency": "EUR"}
    assert (first["url"], first["image_url"]) == ("https://shop.example/p/mug", None)
    assert (first["score"], first["confidence"], first["reason"]) == (0.3, 0.25, "habit")
    assert answer["model"]["version"] == "build-1"
    assert answer["as_of"] == "2026-03-02T10:00:00+00:00"
    assert (answer["stale"], answer["strategy"], answer["variant"]) == (False, "personal", "v2")


def test_a_price_nobody_knows_is_null_and_says_so(lists: Any) -> None:
    jug = lists.get("anna").json["items"][-1]
    assert (jug["product_id"], jug["price"], jug["reasons"]) == ("jug", None, {"price": "not_known"})


def test_feedback_can_be_told_which_list_it_was(lists: Any) -> None:
    answer = lists.get("anna?surface=email&limit=3").json
    opened = lists.records.open(answer["recommendation_id"])
    assert (opened.subject, opened.surface, opened.arm) == ("customer:anna", "email", "standing")
    assert [opened.position(product) for product in ("mug", "plate", "jug")] == [1, 3, None]


def test_before_the_first_build_there_is_an_empty_list_and_it_says_why(lists: Any) -> None:
    lists.shelf.engine = None
    answer = lists.get("anonymous").json
    assert (answer["items"], answer["strategy"], answer["stale"]) == ([], "empty", True)
    assert answer["reasons"] == {"build": "none_yet"}
    assert lists.get("health/ready", role=None).status_code == 200


def test_a_list_is_made_where_it_was_asked_for(lists: Any) -> None:
    """Another thread would make it no sooner; what has to wait for more than Redis would raise here."""
    with hurried():
        anew, kept = (lists.get("anna?limit=2").json for _ in range(2))
    assert len(anew["items"]) == 2
    assert anew["recommendation_id"] == kept["recommendation_id"]


def test_an_answer_is_kept_while_nothing_it_is_made_of_changes(lists: Any) -> None:
    first = lists.get("anna")
    again = lists.get("anna")
    assert first.data == again.data
    assert len(lists.build.asked) == 1
    held = lists.get("anna", headers={"If-None-Match": first.headers["ETag"]})
    assert (held.status_code, held.data) == (304, b"")


@pytest.mark.parametrize("path", ["ben", "anna?surface=cart", "anna?limit=3", "anna?exclude=bowl", "visitor:anna"])
def test_another_question_is_another_answer(lists: Any, path: str) -> None:
    lists.get("anna")
    lists.get(path)
    assert len(lists.build.asked) == 2


def test_the_order_of_what_is_excluded_makes_no_other_question(lists: Any) -> None:
    assert lists.items("anna?exclude=bowl,mug") == lists.items("anna?exclude=mug,%20bowl") == ["plate", "spoon", "jug"]
    assert len(lists.build.asked) == 1


def test_what_somebody_does_changes_their_next_answer_and_nobody_elses(lists: Any) -> None:
    lists.items("anna")
    lists.items("ben")
    lists.people.known["customer:anna"] = Moment(cart=("mug",), dismissed=frozenset({"plate"}), key="2")
    assert lists.items("anna") == ["bowl", "spoon", "jug"]
    assert lists.items("ben")[0] == "mug"
    assert len(lists.build.asked) == 3


def test_what_runs_out_is_gone_from_the_next_answer(lists: Any) -> None:
    assert "mug" in lists.items("anna")
    lists.alerts = LiveAlerts(version="2", out=frozenset({"mug"}))
    assert "mug" not in lists.items("anna")


def test_a_new_build_answers_at_once(lists: Any) -> None:
    lists.get("anna")
    lists.build.version = "build-2"
    assert lists.get("anna").json["model"]["version"] == "build-2"


def test_what_was_kept_of_somebody_is_not_answered_once_they_are_erased(lists: Any) -> None:
    lists.get("anna")
    lists.build.erased.add("anna")
    lists.get("anna")
    assert len(lists.build.asked) == 2


def test_no_answer_is_older_than_five_minutes(lists: Any) -> None:
    made = lists.get("anna").json["as_of"]
    lists.now += timedelta(seconds=301)
    assert lists.get("anna").json["as_of"] != made


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (lambda lists: setattr(lists.build, "built_at", lists.now - timedelta(hours=37)), "build"),
        (lambda lists: setattr(lists.build, "data_until", lists.now - timedelta(hours=37)), "data_until"),
        (lambda lists: lists.people.known.update({"customer:anna": Moment(stale=True)}), "online_state"),
        (lambda lists: lists.people.known.update({"customer:anna": Moment(forgets=True)}), "dismissed"),
        (lambda lists: setattr(lists, "alerts", LiveAlerts(stale=True)), "alerts"),
        (
            lambda lists: setattr(
                lists.shelf, "state", ShelfState("build-1", None, None, "build-2", stale=True, problem="cut short")
            ),
            "artefact",
        ),
    ],
)
def test_what_is_missing_is_said_and_the_list_is_answered_all_the_same(lists: Any, happens: Any, reason: str) -> None:
    happens(lists)
    answer = lists.get("anna").json
    assert list(answer["reasons"]) == [reason]
    assert answer["stale"]
    assert len(answer["items"]) == 5


def test_a_newer_build_that_is_not_loaded_yet_makes_it_provisional(lists: Any) -> None:
    lists.shelf.state = replace(lists.shelf.state, wanted="build-2")
    assert lists.get("anna").json["is_provisional"]


def test_the_control_arm_is_answered_by_the_first_version(lists: Any) -> None:
    lists.everybody_in("control", "v1")
    answer = lists.get("anna?limit=1").json
    assert (answer["experiment_id"], answer["arm"], answer["variant"]) == ("trial", "control", "v1")
    assert (answer["items"][0]["product_id"], answer["strategy"]) == ("jug", "v1_frequency")
    assert answer["items"][0]["reasons"]["confidence"] == "not_calibrated"


@pytest.mark.parametrize(
    ("model", "reasons"), [("lambdarank", {}), ("gone", {"model": "not_there_so_the_current_one_ranks"})]
)
def test_an_arm_is_ranked_by_the_model_it_names_and_says_so_where_that_is_not_there(
    lists: Any, model: str, reasons: dict[str, str]
) -> None:
    lists.everybody_in("other", "v2", model)
    answer = lists.get("anna").json
    assert lists.build.asked[-1].model == model
    assert (answer["model"]["name"], answer["reasons"]) == ("lambdarank", reasons)


def test_where_ranking_fails_the_first_version_answers_and_says_so(lists: Any) -> None:
    lists.build.is_broken = True
    answer = lists.get("anna").json
    assert (answer["variant"], answer["strategy"], len(answer["items"])) == ("v1", "v1_frequency", 5)
    assert lists.records.open(answer["recommendation_id"]).variant == "v1"
    assert (answer["stale"], answer["reasons"]) == (True, {"ranking": "failed_so_v1_answers"})


@pytest.mark.parametrize(("name", "asked"), [("build", "recommendations-build"), ("train", "recommendations-train")])
def test_a_build_or_a_training_can_be_asked_for(lists: Any, name: str, asked: str) -> None:
    path, body = "/api/recommendations/v2/runs", {"name": name}
    assert lists.client.post(path, json=body, headers=lists.headers("viewer")).status_code == 403
    assert lists.client.post(path, json={"name": "tidy"}, headers=lists.headers("owner")).status_code == 400
    answer = lists.client.post(path, json=body, headers=lists.headers("owner"))
    assert answer.status_code == 202
    [event] = lists.published
    assert (event.data["name"], event.data["run_id"]) == (asked, answer.json["run_id"])
    assert lists.get(f"runs/{answer.json['run_id']}", role="owner").json["state"] == "queued"


@pytest.mark.parametrize("options", [{"hold_out_share": 0.5}])
def test_who_is_held_out_is_shown_nothing_and_counted(lists: Any) -> None:
    answers = [lists.get(f"customer-{number}").json for number in range(40)]
    nothing = [answer for answer in answers if answer["arm"] == "held_out"]
    assert 8 <= len(nothing) <= 32  # of 40 with even chances: further off once in 10,000
    assert all(answer["items"] == [] and answer["strategy"] == "none" for answer in nothing)
    assert all(lists.records.open(answer["recommendation_id"]) is not None for answer in nothing)
    assert len(lists.exposed) == 40


def test_everybody_who_is_answered_is_counted_also_from_what_is_kept(lists: Any) -> None:
    lists.everybody_in("new", "v2")
    for path in ("anna", "anna", "anonymous", "visitor:v-1"):
        lists.get(path)
    assert [(subject, told.arm) for subject, _, told in lists.exposed] == [
        ("customer:anna", "new"),
        ("customer:anna", "new"),
        ("visitor:v-1", "new"),
    ]


@pytest.mark.parametrize("path", ["anna.csv", "anna"])
def test_a_list_is_a_file_too(lists: Any, path: str) -> None:
    answer = lists.get(path, headers={"Accept": "text/csv"} if path == "anna" else {})
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["rank"], row["product_id"], row["price"]) for row in rows[:2]] == [
        ("1", "mug", "12.50"),
        ("2", "bowl", "12.50"),
    ]


def test_the_reserved_words_are_those_of_the_contracts_paths() -> None:
    contract = yaml.safe_load((Path(__file__).parents[4] / "openapi/recommendations-v2.yaml").read_text())
    words = {path.removeprefix("/api/recommendations/v2/").split("/")[0] for path in contract["paths"]}
    own = {word for word in words if not word.startswith("{")}
    assert {word.removesuffix(".csv") for word in own} == RESERVED


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_word_of_the_api_is_no_customer_unless_it_is_said_to_be_an_id(lists: Any, word: str) -> None:
    if word not in {"coverage", "docs", "openapi.json", "rules"}:  # these answer themselves
        refused = lists.get(word)
        assert (refused.status_code, refused.json["type"]) == (404, "urn:shopsight:problem:reserved-id")
        assert f"id:{word}" in refused.json["detail"]
    assert lists.get(f"id:{word}").json["customer"] == f"id:{word}"
    assert lists.build.asked[-1].customer_id == word


def test_an_id_may_hold_slashes_and_no_path_of_the_api_is_taken_for_one(lists: Any) -> None:
    assert lists.get("gid://shopify/Customer/7").json["customer"] == "gid://shopify/Customer/7"
    assert lists.get("gid:%2F%2Fshopify%2FCustomer%2F7/explain", role="owner").status_code == 200
    assert lists.build.asked[-1].customer_id == "gid://shopify/Customer/7"
    assert lists.get("health/nothing").status_code == 404
    assert lists.get("id:health/nothing").status_code == 200


def test_a_customer_whose_id_ends_in_csv_or_looks_like_a_visitors_is_reached_too(lists: Any) -> None:
    answer = lists.get("id:report.csv")
    assert (answer.mimetype, lists.build.asked[-1].customer_id) == ("application/json", "report.csv")
    lists.get("id:visitor:9")
    assert (lists.build.asked[-1].kind, lists.build.asked[-1].customer_id) == ("customer", "visitor:9")


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("anna?surface=product", "product"),
        ("anna?surface=window", "surface"),
        ("anna?limit=0", "limit"),
        ("anna?limit=51", "limit"),
        ("anna?colour=red", "colour"),
        ("anna?product=", "product"),
        (f"anna?exclude={','.join(map(str, range(101)))}", "exclude"),
        (f"anna?exclude={'x' * 301}", "exclude"),
        ("visitor:", "customer_id"),
        ("id:", "customer_id"),
        ("a%01b", "customer_id"),
        ("x" * 301, "customer_id"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(lists: Any, path: str, field: str) -> None:
    answer = lists.get(path)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json["errors"]] == [field]
