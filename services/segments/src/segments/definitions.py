"""What a segment is: rules as data, of `segments.yaml` and of the shop. No numeric library: the server reads it too."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

from segments.feature_names import FEATURES

Operand = float | bool | str | Sequence[str]

_ORDERED = ("at_least", "at_most", "more_than", "less_than", "top_share")
_OPERATORS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "number": (*_ORDERED, "is", "is_not", "known"),
        "text": ("is", "is_not", "is_any_of", "known"),
        "flag": ("is", "known"),
    }
)
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST_ID, _LONGEST_NAME = 40, 60  # as the contract has them
_MOST_RULES = 50
WAS = "was-"  # before the id of a segment whose `when` holds and whose `while` does not
_WORDS = MappingProxyType(
    {
        "at_least": "{} or more",
        "at_most": "{} or less",
        "more_than": "more than {}",
        "less_than": "less than {}",
        "is": "{}",
        "is_not": "not {}",
        "is_any_of": "one of {}",
        "known": "known: {}",
        "top_share": "among the top {} of buyers",
    }
)


class DefinitionError(Exception):
    """A rule that cannot stand. `field` is the path of what is wrong ("rules.0.when.1.feature"), `str()` what to do."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number in the rules that a shop may set within bounds."""

    value: float
    least: float
    most: float
    says: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One feature compared with one value; a feature that is unknown fulfils nothing but `known: false`."""

    feature: str
    operator: str
    value: Operand


@dataclass(frozen=True, slots=True)
class Definition:
    """One segment or tag: all of `when` hold and, for it to be the segment, all of `while_` too."""

    id: str
    name: str
    definition: str  # one sentence, for people
    when: tuple[Condition, ...]
    while_: tuple[Condition, ...] = ()  # with `when` alone the customer carries the tag `was-<id>`
    built_in: bool = True


@dataclass(frozen=True, slots=True)
class Definitions:
    """All rules of a run: `segments` in the order they are tried, the last takes the rest; `tags` are no segments."""

    segments: tuple[Definition, ...]
    tags: tuple[Definition, ...] = ()
    parameters: Mapping[str, float] = field(default_factory=dict)  # every threshold, as set


@cache
def thresholds() -> Mapping[str, Threshold]:
    """Every number that a shop may set, with its default and bounds, by name."""
    return MappingProxyType({name: Threshold(**told) for name, told in _document()["thresholds"].items()})


def definitions(parameters: Mapping[str, float], own: Sequence[Mapping[str, Any]]) -> Definitions:
    """The built-in rules with a shop's thresholds and own rules. Raises DefinitionError.

    Own rule: {segment_id, name, when: [{feature, operator, value}], definition and before where given}; with `before`
    it is a segment that is tried before that one, else a tag.
    """
    values = {name: each.value for name, each in thresholds().items()}
    for name, value in parameters.items():
        values[name] = _within(name, value)
    segments = [_built_in(told, values) for told in _document()["segments"]]
    tags: list[Definition] = []
    if len(own) > _MOST_RULES:
        raise DefinitionError("rules", f"at most {_MOST_RULES} rules")
    for number, told in enumerate(own):
        path = f"rules.{number}"
        rule = _own(told, values, path)
        known = {each.id: place for place, each in enumerate(segments)}
        if rule.id in known or any(each.id == rule.id for each in tags):
            raise DefinitionError(f"{path}.segment_id", f"{rule.id} is there already; take another id")
        before = told.get("before")
        if before is None:
            tags.append(rule)
        elif before in known:
            segments.insert(known[before], rule)
        else:
            raise DefinitionError(f"{path}.before", f"no segment before it is called {before!r}")
    return Definitions(tuple(segments), tuple(tags), values)


def plain(rules: Definitions) -> dict[str, Any]:
    """As JSON: what stands in definitions.json, and in the run."""
    return {
        "segments": [asdict(each) for each in rules.segments],
        "tags": [asdict(each) for each in rules.tags],
        "parameters": dict(rules.parameters),
    }


def from_plain(document: Mapping[str, Any]) -> Definitions:
    """The reverse of `plain`."""
    segments, tags = (tuple(_of_plain(told) for told in document[name]) for name in ("segments", "tags"))
    return Definitions(segments, tags, dict(document["parameters"]))


def in_words(condition: Condition) -> str:
    """A condition for a person: `days since the last purchase: less than 30`."""
    name = FEATURES[condition.feature][1]
    return f"{name}: {_WORDS[condition.operator].format(_told(condition))}"


def _told(condition: Condition) -> str:
    value = condition.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if condition.operator == "top_share" and not isinstance(value, str | Sequence):
        return f"{value:.0%}"
    if isinstance(value, str):
        return value
    return ", ".join(value) if isinstance(value, Sequence) else f"{value:g}"


@cache
def _document() -> dict[str, Any]:
    text = resources.files("segments").joinpath("segments.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.safe_load(text)
    return read


def _built_in(told: Mapping[str, Any], values: Mapping[str, float]) -> Definition:
    path = f"segments.{told['segment_id']}"
    when, while_ = (tuple(_conditions(told.get(name, ()), values, path)) for name in ("when", "while"))
    shown = {name: int(value) if float(value).is_integer() else value for name, value in values.items()}
    return Definition(told["segment_id"], told["name"], told["definition"].format(**shown), when, while_)


def _own(told: Mapping[str, Any], values: Mapping[str, float], path: str) -> Definition:
    identity, name = told.get("segment_id"), told.get("name")
    if not isinstance(identity, str) or len(identity) > _LONGEST_ID or not _ID.fullmatch(identity):
        raise DefinitionError(f"{path}.segment_id", "small letters and digits, with single hyphens between, 40 at most")
    if identity.startswith(WAS):
        raise DefinitionError(f"{path}.segment_id", f"{WAS} begins the tags of those who left a segment")
    if not isinstance(name, str) or not name.strip() or len(name) > _LONGEST_NAME:
        raise DefinitionError(f"{path}.name", f"a name of at most {_LONGEST_NAME} characters")
    when = tuple(_conditions(told.get("when", ()), values, path))
    if not when:
        raise DefinitionError(f"{path}.when", "at least one condition: a rule without takes everybody")
    definition = str(told.get("definition") or "").strip() or f"{'; '.join(in_words(each) for each in when)}."
    return Definition(identity, name.strip(), definition[:1].upper() + definition[1:], when, built_in=False)


def _conditions(told: object, values: Mapping[str, float], path: str) -> Iterator[Condition]:
    if not isinstance(told, Sequence) or isinstance(told, str):
        raise DefinitionError(f"{path}.when", "a list of conditions")
    for number, each in enumerate(told):
        yield _condition(each, values, f"{path}.when.{number}")


def _condition(told: Mapping[str, Any], values: Mapping[str, float], path: str) -> Condition:
    feature, operator, value = str(told.get("feature")), str(told.get("operator")), told.get("value")
    if feature not in FEATURES:
        raise DefinitionError(f"{path}.feature", f"no feature is called {feature!r}; there are {', '.join(FEATURES)}")
    kind = FEATURES[feature][0]
    if operator not in _OPERATORS[kind]:
        raise DefinitionError(f"{path}.operator", f"{feature} is a {kind}: one of {', '.join(_OPERATORS[kind])}")
    return Condition(feature, operator, _operand(kind, operator, value, values, f"{path}.value"))


def _operand(kind: str, operator: str, value: object, values: Mapping[str, float], path: str) -> Operand:
    if operator == "known" or kind == "flag":
        if not isinstance(value, bool):
            raise DefinitionError(path, "true or false")
        return value
    if kind == "text":
        return _text(operator, value, path)
    if isinstance(value, str) and value in values:
        value = values[value]
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise DefinitionError(path, f"a number, or one of {', '.join(values)}")
    if operator == "top_share" and not 0 < value < 1:
        raise DefinitionError(path, "a share above 0 and below 1")
    return float(value)


def _text(operator: str, value: object, path: str) -> Operand:
    if operator != "is_any_of":
        if not isinstance(value, str):
            raise DefinitionError(path, "a text")
        return value
    if not isinstance(value, Sequence) or isinstance(value, str) or not all(isinstance(each, str) for each in value):
        raise DefinitionError(path, "a list of texts")
    return tuple(value)


def _within(name: str, value: object) -> float:
    threshold = thresholds().get(name)
    if threshold is None:
        raise DefinitionError(name, f"no threshold is called {name}; there are {', '.join(thresholds())}")
    if isinstance(value, bool) or not isinstance(value, int | float) or not threshold.least <= value <= threshold.most:
        raise DefinitionError(name, f"a number from {threshold.least:g} to {threshold.most:g}")
    return float(value)


def _of_plain(told: Mapping[str, Any]) -> Definition:
    when, while_ = (
        tuple(
            Condition(each["feature"], each["operator"], tuple(v) if isinstance(v := each["value"], list) else v)
            for each in told[name]
        )
        for name in ("when", "while_")
    )
    return Definition(told["id"], told["name"], told["definition"], when, while_, told["built_in"])
