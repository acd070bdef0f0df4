"""What a shop sets for itself: validated, kept under a version, gone by from the next refresh on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from segments.rules import PATH_WORDS
from shared.contracts.generated.segments_answers import SegmentSettings

CONTRACT = Path(__file__).parents[4] / "openapi" / "segments.yaml"
BIG = {
    "segment_id": "big-spenders",
    "name": "Big spenders",
    "when": [{"feature": "net_sales", "operator": "at_least", "value": 500}],
}


@pytest.fixture
def asked(shop: Any, ask: Callable[..., Any]) -> Any:
    return ask(shop)


def test_nothing_set_is_the_defaults(asked: Any) -> None:
    told = asked.get("/settings").get_json()
    SegmentSettings.model_validate(told)
    assert told["version"] == 0
    assert told["settings"] == told["defaults"]
    assert (told["settings"]["inactive_after_days"], told["settings"]["hold_out"]) == (90, 0.05)


def test_what_is_set_counts_from_the_next_refresh_and_null_takes_it_back(shop: Any, asked: Any) -> None:
    told = asked.put("/settings", {"inactive_after_days": 180, "recency_cuts": [10, 30, 60, 90], "rules": [BIG]})
    assert told.status_code == 200, told.text
    answered = told.get_json()
    SegmentSettings.model_validate(answered)
    assert (answered["version"], answered["changed_by"]) == (1, "test:marketer")
    assert answered["settings"]["rules"] == [{**BIG, "definition": "", "before": None}]
    shop.puts(anna="vip")
    done = shop.refresh().refresh
    assert done.settings_version == 1
    assert json.loads(shop.child.asked[0]["cuts"])["recency"] == [10, 30, 60, 90]
    assert done.rules["parameters"]["inactive_after_days"] == 180
    assert "tag:big-spenders" in {item["segment_id"] for item in asked.get("/list?kind=tag").get_json()["items"]}
    back = asked.put("/settings", {"inactive_after_days": None, "rules": None}).get_json()
    assert (back["version"], back["settings"]["inactive_after_days"], back["settings"]["rules"]) == (2, 90, [])
    assert back["settings"]["recency_cuts"] == [10, 30, 60, 90]  # left out: it stays


def test_an_own_segment_takes_its_place_in_the_order(shop: Any, asked: Any) -> None:
    assert asked.put("/settings", {"rules": [{**BIG, "before": "vip"}]}).status_code == 200
    shop.refresh()
    listed = [item["segment_id"] for item in asked.get("/list").get_json()["items"]]
    assert listed[:4] == ["prospect", "new", "big-spenders", "vip"]


def test_of_two_who_change_one_version_the_second_is_told(asked: Any) -> None:
    assert asked.put("/settings", {"version": 0, "hold_out": 0.1}).status_code == 200
    late = asked.put("/settings", {"version": 0, "hold_out": 0.2})
    assert late.status_code == 409
    assert asked.get("/settings").get_json()["settings"]["hold_out"] == 0.1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"inactive_after_days": 89}, "inactive_after_days"),
        ({"hold_out": 0.6}, "hold_out"),
        ({"recency_cuts": [10, 30, 30, 90]}, "recency_cuts"),
        ({"rules": [BIG, BIG]}, "rules.1.segment_id"),
        ({"rules": [{**BIG, "segment_id": "vip"}]}, "rules.0.segment_id"),
        ({"rules": [{**BIG, "segment_id": "movement"}]}, "rules.0.segment_id"),
        ({"rules": [{**BIG, "segment_id": "segments"}]}, "rules.0.segment_id"),  # Klaviyo's shopsight_segments
        ({"rules": [{**BIG, "segment_id": "segment"}]}, "rules.0.segment_id"),
        ({"rules": [{**BIG, "segment_id": "tag-vip"}]}, "rules.0.segment_id"),  # as that of tag:vip is there
        ({"rules": [{**BIG, "segment_id": "cluster-1"}]}, "rules.0.segment_id"),
        ({"rules": [{**BIG, "before": "nobody"}]}, "rules.0.before"),
        ({"rules": [{**BIG, "name": " Vip"}]}, "rules.0.name"),
        ({"rules": [BIG, {**BIG, "segment_id": "big"}]}, "rules.1.name"),
        (
            {"rules": [{**BIG, "when": [{"feature": "colour", "operator": "is", "value": "red"}]}]},
            "rules.0.when.0.feature",
        ),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field_and_changes_nothing(asked: Any, body: Any, field: str) -> None:
    refused = asked.put("/settings", body)
    assert refused.status_code == 400
    assert field in {error["field"] for error in refused.get_json()["errors"]}
    assert asked.get("/settings").get_json()["version"] == 0


def test_only_who_may_write_segments_sets_anything(asked: Any) -> None:
    assert asked.put("/settings", {"hold_out": 0.1}, role="service").status_code == 403
    assert asked.post("/refresh", role="service").status_code == 403


def test_no_segment_of_a_shop_can_be_a_word_of_a_path() -> None:
    paths = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))["paths"]
    words = {word for path in paths for word in path.removeprefix("/api/segments/").split("/")}
    assert {word for word in words if re.fullmatch(r"[a-z][a-z0-9-]*", word)} <= PATH_WORDS
