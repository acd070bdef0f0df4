"""Rules are data: what a shop may write, what is refused with a word on what to do, and that they survive as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from segments.definitions import DefinitionError, definitions, from_plain, plain, thresholds
from segments.feature_names import FEATURES


def rule(**changed: Any) -> dict[str, Any]:
    when = [{"feature": "orders", "operator": "at_least", "value": 3}]
    return {"segment_id": "own", "name": "Own", "when": when, **changed}


def condition(feature: str, operator: str, value: object) -> dict[str, Any]:
    return rule(when=[{"feature": feature, "operator": operator, "value": value}])


def test_the_built_in_segments_are_those_of_the_house_in_order() -> None:
    rules = definitions({}, [])
    assert [each.id for each in rules.segments] == [
        "prospect", "new", "vip", "loyalist", "at-risk", "inactive", "regular"]  # fmt: skip
    assert rules.segments[-1].when == ()
    assert "last 14 days" in definitions({"new_for_days": 14}, []).segments[1].definition


def test_rules_survive_as_json() -> None:
    channels = {**condition("channel", "is_any_of", ["a", "b"]), "segment_id": "b"}
    rules = definitions({"vip_share": 0.2}, [rule(), channels, rule(segment_id="first", before="new")])
    assert from_plain(json.loads(json.dumps(plain(rules)))) == rules
    assert [each.id for each in rules.tags] == ["own", "b"]
    assert rules.segments[1].id == "first"


def test_a_value_may_be_a_threshold() -> None:
    own = definitions({"inactive_after_days": 120}, [condition("days_since_last", "less_than", "inactive_after_days")])
    assert own.tags[0].when[0].value == 120
    assert own.tags[0].definition == "Days since the last purchase: less than 120."


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (rule(segment_id="vip"), "rules.0.segment_id"),
        (rule(segment_id="was-vip"), "rules.0.segment_id"),
        (rule(segment_id="Own"), "rules.0.segment_id"),
        (rule(segment_id="a--b"), "rules.0.segment_id"),
        (rule(segment_id="tag:own"), "rules.0.segment_id"),
        (rule(segment_id=None), "rules.0.segment_id"),
        (rule(name=" "), "rules.0.name"),
        (rule(when=[]), "rules.0.when"),
        (rule(when="all"), "rules.0.when"),
        (rule(before="nobody"), "rules.0.before"),
        (condition("email", "is", "x"), "rules.0.when.0.feature"),
        (condition("orders", "is_any_of", ["1"]), "rules.0.when.0.operator"),
        (condition("orders", "at_least", "many"), "rules.0.when.0.value"),
        (condition("orders", "at_least", value=True), "rules.0.when.0.value"),
        (condition("orders", "at_least", float("nan")), "rules.0.when.0.value"),
        (condition("orders", "top_share", 1), "rules.0.when.0.value"),
        (condition("is_late", "is", "yes"), "rules.0.when.0.value"),
        (condition("channel", "is", 3), "rules.0.when.0.value"),
        (condition("channel", "is_any_of", "online"), "rules.0.when.0.value"),
        (condition("channel", "known", "yes"), "rules.0.when.0.value"),
    ],
)
def test_a_rule_that_cannot_stand_is_refused_by_name(given: dict[str, Any], field: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        definitions({}, [given])
    assert refused.value.field == field


def test_no_two_rules_share_an_id_and_there_is_an_end_to_them() -> None:
    with pytest.raises(DefinitionError, match="take another id"):
        definitions({}, [rule(), rule()])
    with pytest.raises(DefinitionError, match="at most 50"):
        definitions({}, [rule(segment_id=f"r{number}") for number in range(51)])


def test_thresholds_have_bounds() -> None:
    for name, value in (("inactive_after_days", 89), ("vip_share", 0.6), ("nothing", 1), ("new_for_days", True)):
        with pytest.raises(DefinitionError) as refused:
            definitions({name: value}, [])
        assert refused.value.field == name
    assert all(each.least <= each.value <= each.most for each in thresholds().values())


def test_every_feature_of_a_rule_is_one() -> None:
    spoken = {each.feature for rules in definitions({}, []).segments for each in (*rules.when, *rules.while_)}
    assert spoken <= set(FEATURES)
