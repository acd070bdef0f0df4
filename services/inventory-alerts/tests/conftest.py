"""Whether an explanation speaks of every figure that an answer may show."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from typing import Any

import pytest

SCHEMAS: Mapping[str, Any] = json.loads(
    (files("shared.contracts") / "generated/inventory_alerts.json").read_text(encoding="utf-8")
)["components"]["schemas"]
_NO_FIGURES = frozenset({"data", "explain"})  # what data it is made of, and the explanation itself


def fields(schema: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Every field of an answer, by the names on the way to it, and whether it is a figure: a number or an amount."""
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    if name:
        schema = SCHEMAS[name]
    types = schema.get("type", "")
    yield path, name == "Money" or bool({"number", "integer"} & set([types] if isinstance(types, str) else types))
    if name == "Money":
        return
    for either in schema.get("anyOf", ()):
        yield from fields(either, path)
    if "items" in schema:
        yield from fields(schema["items"], path)
    if isinstance(schema.get("additionalProperties"), Mapping):
        yield from fields(schema["additionalProperties"], path)
    for each, inner in schema.get("properties", {}).items():
        if each not in _NO_FIGURES:
            yield from fields(inner, (*path, each))


def numbers(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The names on the way to every figure of an answer that was given."""
    if isinstance(value, Mapping):
        if value.keys() == {"amount", "currency"}:
            yield path
        for name, inner in value.items():
            if name not in _NO_FIGURES:
                yield from numbers(inner, (*path, str(name)))
    elif isinstance(value, list):
        for inner in value:
            yield from numbers(inner, path)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield path


@pytest.fixture
def unexplained() -> Callable[[str, Mapping[str, Any]], set[str]]:
    """The figures that an answer shows, or may show by its schema, and does not say a word of."""

    def find(schema: str, answer: Mapping[str, Any]) -> set[str]:
        said = set(answer["explain"]["definitions"]) - {"items"}  # which lines there are tells of no figure in them
        possible = {path for path, is_figure in fields(SCHEMAS[schema]) if is_figure}
        return {".".join(path) for path in possible | set(numbers(answer)) if not said.intersection(path)}

    return find


@pytest.fixture
def unheard_of() -> Callable[[str, Mapping[str, Any]], set[str]]:
    """What an answer explains and does not have: neither as a field, nor as the kind of an alert."""

    def find(schema: str, answer: Mapping[str, Any]) -> set[str]:
        known = {name for path, _ in fields(SCHEMAS[schema]) for name in path}
        of_evidence = {name for path in numbers(answer) for name in path}
        return set(answer["explain"]["definitions"]) - known - of_evidence - set(SCHEMAS["AlertKind"]["enum"])

    return find
