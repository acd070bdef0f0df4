"""Marketing's rules: who set them, from when until when, seen in the next answer, and tried before they count."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from recommendations_v2.watched import Watched


def test_a_ban_is_seen_in_the_next_answer(lists: Any) -> None:
    assert "mug" in lists.items("anna")
    answer = lists.put_rules(bans=[{"product_id": "mug", "note": "recalled"}])
    assert answer.status_code == 200
    [ban] = answer.json["bans"]
    assert (ban["title"], ban["note"], ban["author"], ban["is_live"]) == ("Mug", "recalled", "test:marketer", True)
    assert "mug" not in lists.items("anna")


def test_pins_stand_first_in_their_order_on_their_surface(lists: Any) -> None:
    lists.put_rules(pins=[{"product_id": "jug", "surface": "home"}, {"product_id": "spoon", "surface": "home"}])
    assert lists.items("anna")[:3] == ["jug", "spoon", "mug"]
    assert lists.items("anna?surface=cart")[0] == "mug"


def test_a_rule_begins_and_ends_at_its_moment_not_when_an_answer_is_old(lists: Any) -> None:
    starts, ends = lists.now + timedelta(seconds=10), lists.now + timedelta(seconds=20)
    lists.put_rules(bans=[{"product_id": "mug", "from": starts.isoformat(), "until": ends.isoformat()}])
    seen = []
    for _ in range(3):
        seen.append("mug" in lists.items("anna"))
        lists.now += timedelta(seconds=10)
    assert seen == [True, False, True]


def test_a_cross_sell_rule_comes_with_what_baskets_say_of_it(lists: Any) -> None:
    pairs = [{"bought": "mug", "then": "spoon"}, {"bought": "bowl", "then": "jug"}]
    rules = lists.put_rules(cross_sell=pairs).json["cross_sell"]
    assert [rule["evidence"] for rule in rules] == [{"strength": 0.4}, None]
    assert lists.rules.current.rules.cross_sell[0].wants == "spoon"


def test_what_is_left_out_stays_and_who_set_it_stays_its_author(lists: Any) -> None:
    lists.put_rules(bans=[{"product_id": "mug"}], pins=[{"product_id": "jug"}])
    lists.now += timedelta(days=1)
    after = lists.put_rules(role="owner", bans=[{"product_id": "mug"}, {"product_id": "bowl"}]).json
    assert [(ban["product_id"], ban["author"], ban["at"][:10]) for ban in after["bans"]] == [
        ("mug", "test:marketer", "2026-03-02"),
        ("bowl", "test:owner", "2026-03-03"),
    ]
    assert [pin["product_id"] for pin in after["pins"]] == ["jug"]
    assert (after["version"], after["changed_by"]) == (2, "test:owner")


def test_two_who_change_them_at_once_do_not_undo_each_other(lists: Any) -> None:
    lists.put_rules(version=0, bans=[{"product_id": "mug"}])
    refused = lists.put_rules(version=0, bans=[])
    assert (refused.status_code, refused.json["type"]) == (409, "urn:shopsight:problem:rules-changed")
    assert "mug" not in lists.items("anna")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (
            {"bans": [{"product_id": "mug", "from": "2026-03-02T00:00:00Z", "until": "2026-03-02T00:00:00Z"}]},
            "bans.0.until",
        ),
        ({"cross_sell": [{"bought": "mug", "then": "mug"}]}, "cross_sell.0.then"),
        ({"pins": [{"product_id": "mug"}, {"product_id": "mug"}]}, "pins.1"),
        ({"pins": [{"product_id": ""}]}, "pins.0.product_id"),
        ({"pins": [{"product_id": "mug", "from": "2026-03-02T00:00:00"}]}, "pins.0.from"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_by_name(lists: Any, given: dict[str, Any], field: str) -> None:
    answer = lists.put_rules(**given)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json["errors"]] == [field]
    assert lists.get("rules").json["version"] == 0


def test_a_preview_tells_what_would_change_and_changes_nothing(lists: Any) -> None:
    answer = lists.put_rules(preview=True, bans=[{"product_id": "mug"}], pins=[{"product_id": "mug"}]).json
    preview = answer["preview"]
    assert (preview["lists"], preview["changed"]) == (2, 2)
    assert preview["examples"][0] == {
        "customer": "anonymous",
        "surface": "home",
        "added": [],
        "removed": ["mug"],
        "moved": ["bowl", "plate", "spoon", "jug"],
    }
    assert any("does nothing, since mug is banned" in note for note in preview["notes"])
    assert any("warehouse" in note for note in preview["notes"])  # it is away: only nobody's lists were tried
    assert (answer["version"], lists.get("rules").json["version"]) == (1, 0)
    assert lists.items("anna")[0] == "mug"


def test_a_preview_names_what_nobody_knows_and_what_is_over(lists: Any) -> None:
    over = (lists.now - timedelta(days=1)).isoformat()
    pins = [{"product_id": "kettle"}, {"product_id": "jug", "until": over}]
    notes = lists.put_rules(preview=True, pins=pins).json["preview"]["notes"]
    assert "pins: no product kettle was known at the last build" in notes
    assert "pins: jug is over" in notes


def test_the_rules_are_a_file_too(lists: Any) -> None:
    lists.put_rules(bans=[{"product_id": "mug"}], cross_sell=[{"bought": "bowl", "then": "jug"}])
    rows = list(csv.DictReader(io.StringIO(lists.get("rules.csv").text)))
    assert [(row["kind"], row["product_id"], row["then"]) for row in rows] == [
        ("bans", "mug", ""),
        ("cross_sell", "bowl", "jug"),
    ]


@pytest.mark.parametrize("role", ["viewer", "buyer", "service", "storefront"])
def test_only_who_may_changes_them(lists: Any, role: str) -> None:
    assert lists.put_rules(role=role, bans=[]).status_code == 403


def test_rules_that_cannot_be_read_stay_as_they_were_and_answers_say_so(lists: Any) -> None:
    lists.put_rules(bans=[{"product_id": "mug"}])
    lists.store.put("recommendations-v2/rules", b"cut sho")
    lists.rules.look()
    answer = lists.get("anna").json
    assert "mug" not in [item["product_id"] for item in answer["items"]]
    assert (answer["stale"], list(answer["reasons"])) == (True, ["rules"])


def test_a_look_that_works_again_says_nothing_more() -> None:
    answers: list[int | Exception] = [OSError("away"), 7]

    def read() -> int:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    watched = Watched("something", read, 1)
    watched.look()
    assert (watched.current, watched.problem) == (1, "something cannot be read: OSError")
    watched.look()
    assert (watched.current, watched.problem) == (7, None)
