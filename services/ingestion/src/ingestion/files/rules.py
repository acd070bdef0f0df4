"""Rules of a mapping, on whole columns: which rows a condition holds for, and what a rule says of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingestion.files.decimals import AMOUNT
from ingestion.files.frame import Frame, Names
from ingestion.files.values import Mask, booleans_of, mask_of

Value = str | bool | Decimal


@dataclass(frozen=True)
class Condition:
    """What must hold of one column: all that is given. A missing value meets no condition but `is_null`."""

    equals: Value | None = None
    one_of: tuple[Value, ...] = ()
    starts_with: tuple[str, ...] = ()
    matches: str | None = None  # an RE2 pattern found anywhere in the text
    less_than: Decimal | None = None
    greater_than: Decimal | None = None
    is_null: bool | None = None


Conditions = tuple[tuple[Names, Condition], ...]


@dataclass(frozen=True)
class Rule:
    """Where all conditions hold, these fields have these values (typed scalars), and the line may be a discount."""

    when: Conditions
    values: Mapping[str, pa.Scalar]
    as_discount: bool = False


@dataclass
class Said:
    """What rules say of a chunk: for each field the rows decided and their values, and which lines are discounts."""

    fields: dict[str, tuple[Mask, pa.Array]] = field(default_factory=dict)
    discounts: Mask | None = None


def holds(conditions: Conditions, frame: Frame) -> Mask:
    """The rows for which all conditions hold."""
    mask = np.ones(frame.size, np.bool_)
    for names, condition in conditions:
        for test in _tests(condition):
            mask &= test(frame, names)
    return mask


def say(rules: Sequence[Rule], frame: Frame) -> Said:
    """Apply rules in their order: for each field of a row the first rule that sets it counts."""
    said = Said(discounts=np.zeros(frame.size, np.bool_))
    for rule in rules:
        mask = holds(rule.when, frame)
        if rule.as_discount:
            said.discounts = mask if said.discounts is None else said.discounts | mask
        for name, value in rule.values.items():
            decided, values = said.fields.get(name, (np.zeros(frame.size, np.bool_), pa.nulls(frame.size, value.type)))
            fresh = mask & ~decided
            said.fields[name] = (decided | fresh, pc.if_else(pa.array(fresh), value, values))
    return said


_Test = Callable[[Frame, Names], Mask]


def _tests(condition: Condition) -> list[_Test]:
    tests: list[_Test] = []
    if condition.is_null is not None:
        wanted = condition.is_null
        tests.append(lambda frame, names: mask_of(pc.is_null(frame.text(names).values)) == wanted)
    if condition.equals is not None:
        equals = condition.equals
        tests.append(lambda frame, names: _any_equal(frame, names, (equals,)))
    if condition.one_of:
        tests.append(lambda frame, names: _any_equal(frame, names, condition.one_of))
    if condition.starts_with:
        tests.append(lambda frame, names: _starts(frame, names, condition.starts_with))
    if condition.matches is not None:
        tests.append(lambda frame, names: _found(frame, names, condition.matches))
    if condition.less_than is not None:
        less = pa.scalar(condition.less_than, AMOUNT)
        tests.append(lambda frame, names: mask_of(pc.less(frame.number(names).values, less)))
    if condition.greater_than is not None:
        greater = pa.scalar(condition.greater_than, AMOUNT)
        tests.append(lambda frame, names: mask_of(pc.greater(frame.number(names).values, greater)))
    return tests


def _any_equal(frame: Frame, names: Names, values: Sequence[Value]) -> Mask:
    """Texts are compared as texts, numbers as numbers (0 is 0.00), true and false as such (yes is true)."""
    mask = np.zeros(frame.size, np.bool_)
    texts = [value for value in values if isinstance(value, str)]
    if texts:
        mask |= mask_of(pc.is_in(frame.text(names).values, value_set=pa.array(texts)))
    for value in values:
        if isinstance(value, bool):
            mask |= mask_of(pc.equal(booleans_of(frame.text(names).values).values, value))
        elif isinstance(value, Decimal):
            mask |= mask_of(pc.equal(frame.number(names).values, pa.scalar(value, AMOUNT)))
    return mask


def _starts(frame: Frame, names: Names, starts: Sequence[str]) -> Mask:
    mask = np.zeros(frame.size, np.bool_)
    for start in starts:
        mask |= mask_of(pc.starts_with(frame.text(names).values, start))
    return mask


def _found(frame: Frame, names: Names, pattern: str | None) -> Mask:
    return mask_of(pc.match_substring_regex(frame.text(names).values, pattern))
