"""Columns of a file as texts, booleans and lists: vectorised, with the rows that cannot be read and why.

Everything here works on the distinct values of a chunk and spreads the result: a shop's files repeat themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ingestion.files.plan import FilesError

Mask = NDArray[np.bool_]

# What exports write for "no value". Not NA (Namibia), not None (a size, a surname).
NULL_TEXTS = ("NULL", "null", "\\N", "#N/A", "NaN", "nan")
_CONTROL = "[\\x01-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]"  # tab and line ends belong to multi-line cells
_TRUE = ("true", "yes", "1", "t", "y")
_FALSE = ("false", "no", "0", "f", "n")


@dataclass
class Parsed:
    """A column as values of one type; a row in a mask of `problems` could not be read, for that reason, and is null."""

    values: pa.Array
    problems: dict[str, Mask] = field(default_factory=dict)


def mask_of(booleans: pa.Array) -> Mask:
    """A boolean column as a mask; null is false."""
    mask: Mask = pc.fill_null(booleans, False).to_numpy(zero_copy_only=False)  # noqa: FBT003 - pyarrow's own signature
    return mask


def matching(texts: pa.Array, pattern: str) -> pa.Array:
    """The texts an RE2 pattern is found in."""
    return texts.filter(pa.array(mask_of(pc.match_substring_regex(texts, pattern))))


def chosen(mask: Mask, array: pa.Array) -> pa.Array:
    """The values where the mask holds, null elsewhere."""
    return pc.if_else(pa.array(mask), array, pa.scalar(None, array.type))


def by_distinct(array: pa.Array, parse: Callable[[pa.Array], Parsed]) -> Parsed:
    """Parse each distinct value once."""
    encoded = pc.dictionary_encode(array)
    if len(encoded.dictionary) * 2 > len(array):  # mostly distinct: spreading costs more than it saves
        return parse(array)
    parsed = parse(encoded.dictionary)
    indices = encoded.indices
    return Parsed(
        pc.take(parsed.values, indices),
        {reason: mask_of(pc.take(pa.array(mask), indices)) for reason, mask in parsed.problems.items() if mask.any()},
    )


def plain(array: pa.Array) -> pa.Array:
    """A column in one of few types: dictionaries, views and large or chunked arrays are resolved."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        return plain(pc.cast(array, kind.value_type))
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pc.cast(array, pa.string())
    return array


def text_of(name: str, array: pa.Array, nulls: Sequence[str] = NULL_TEXTS) -> Parsed:
    """A column as trimmed texts; what is empty or says that it is null is null. A number is written without `.0`.

    `name` is the column's, for the error. Raises FilesError for a column that holds no single values.
    """
    array = plain(array)
    kind = array.type
    if pa.types.is_null(kind):
        return Parsed(pa.nulls(len(array), pa.string()))
    if pa.types.is_string(kind):
        return by_distinct(array, lambda distinct: _clean(distinct, nulls))
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return by_distinct(array, lambda distinct: Parsed(_number_texts(distinct)))
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind) or pa.types.is_temporal(kind):
        return by_distinct(array, lambda distinct: Parsed(pc.cast(distinct, pa.string())))
    raise FilesError(f"Column {name!r} holds {kind}, not single values; export it as text, numbers or dates.")


def _clean(texts: pa.Array, nulls: Sequence[str]) -> Parsed:
    texts = pc.utf8_trim_whitespace(pc.replace_substring(texts, "\x00", ""))
    control = mask_of(pc.match_substring_regex(texts, _CONTROL))
    absent = mask_of(pc.is_in(texts, value_set=pa.array(["", *nulls], pa.string())))
    return Parsed(chosen(~(absent | control), texts), {"control_character": control})


def _number_texts(numbers: pa.Array) -> pa.Array:
    """Numbers as texts: 17850.0 is an identity that a tool made a number of, so "17850"."""
    if pa.types.is_floating(numbers.type):
        numbers = chosen(~mask_of(pc.is_nan(numbers)), numbers)
        whole = mask_of(pc.equal(pc.floor(numbers), numbers)) & mask_of(pc.less(pc.abs(numbers), 2.0**53))
        digits = pc.cast(pc.cast(chosen(whole, numbers), pa.int64(), safe=False), pa.string())
        return pc.if_else(pa.array(whole), digits, pc.cast(numbers, pa.string()))
    return pc.replace_substring_regex(pc.cast(numbers, pa.string()), r"\.0+$", "")


def booleans_of(texts: pa.Array) -> Parsed:
    """true, false, yes, no, 1, 0 and their first letters, in any case; else `not_a_boolean`."""
    low = pc.utf8_lower(texts)
    true = mask_of(pc.is_in(low, value_set=pa.array(_TRUE)))
    false = mask_of(pc.is_in(low, value_set=pa.array(_FALSE)))
    wrong = mask_of(pc.is_valid(texts)) & ~true & ~false
    return Parsed(chosen(true | false, pa.array(true)), {"not_a_boolean": wrong})


def lists_of(name: str, array: pa.Array) -> Parsed:
    """Lists: a list column as it is, or texts split at | or ; with empty parts left out. No value is an empty list."""
    array = plain(array)
    if pa.types.is_list(array.type) or pa.types.is_large_list(array.type):
        # Through Python: lists are rare and short (the products of an article).
        return Parsed(pa.array([_texts_of_list(name, row) for row in array.to_pylist()], pa.list_(pa.string())))
    parsed = text_of(name, array)
    rows = [_texts_of_list(name, _split(text)) for text in parsed.values.to_pylist()]
    return Parsed(pa.array(rows, pa.list_(pa.string())), parsed.problems)


def _split(text: str | None) -> list[str]:
    return [] if text is None else text.replace(";", "|").split("|")


def _texts_of_list(name: str, row: Sequence[object] | None) -> list[str]:
    if any(isinstance(part, (dict, list)) for part in row or ()):
        raise FilesError(f"Column {name!r} holds lists of lists or of records; it must hold lists of texts.")
    return [text for part in row or () if part is not None and (text := str(part).strip())]
