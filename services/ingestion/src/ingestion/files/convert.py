"""From a column of a file to a field of a table: its type, the words allowed, what holds where nothing is said."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingestion.files import dates
from ingestion.files.decimals import AMOUNT, STORED
from ingestion.files.fields import ALLOWED, DEFAULTS, PERSONAL, SHARES, readable
from ingestion.files.formats import Formats, Told
from ingestion.files.frame import Frame, Names, Problems
from ingestion.files.plan import FilesError
from ingestion.files.values import Mask, Parsed, booleans_of, by_distinct, chosen, lists_of, mask_of
from ingestion.files.zones import zone
from shared.warehouse import Column, Table

_TYPES = {
    "STRING": pa.string(),
    "NUMERIC": AMOUNT,
    "INT64": pa.int64(),
    "BOOL": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": dates.MOMENT,
}
_CODES = frozenset({("sales", "currency")})  # written in capitals


def working_type(column: Column) -> pa.DataType:
    """The Arrow type of a field while it is computed with."""
    return pa.list_(_TYPES[column.type]) if column.mode == "REPEATED" else _TYPES[column.type]


def stored_type(column: Column) -> pa.DataType:
    """The Arrow type of a staged column."""
    return STORED if column.type == "NUMERIC" else working_type(column)


def read_field(
    table: Table, column: Column, names: Names, frame: Frame, *, problems: Problems, overruled: Mask | None = None
) -> pa.Array:
    """A field from its columns of the file. What cannot be read is rejected, except where a rule decides anyway."""
    parsed = _parse(table, column, names, frame)
    secret = table.name in {"customers", "suppliers"} and column.name in PERSONAL
    if any(mask.any() for mask in parsed.problems.values()):
        problems.add_all(parsed, column.name, None if secret else _shown(frame, names), unless=overruled)
    return parsed.values


def _shown(frame: Frame, names: Names) -> pa.Array:
    array = frame.raw(names)
    return array if pa.types.is_string(array.type) else frame.text(names).values


def _parse(table: Table, column: Column, names: Names, frame: Frame) -> Parsed:
    if column.mode == "REPEATED":
        return lists_of(names[0], frame.columns[names[0]])
    if column.type in {"NUMERIC", "INT64"}:
        parsed = frame.number(names)
        if column.type == "INT64":
            return _integers(parsed)
        return _shares(parsed) if (table.name, column.name) in SHARES else parsed
    if column.type in {"TIMESTAMP", "DATE"}:
        return _dates(column, names, frame)
    texts = frame.text(names)
    if column.type == "BOOL":
        booleans = by_distinct(texts.values, booleans_of)
        return Parsed(booleans.values, {**texts.problems, **booleans.problems})
    return _words(table, column, texts)


def _dates(column: Column, names: Names, frame: Frame) -> Parsed:
    times, told, fact = frame.time(names), frame.formats.told, column.mode == "REQUIRED"
    if column.type == "DATE":
        return dates.days(times, told.shop_zone, fact=fact)
    return dates.moments(times, told.zone, fact=fact)


def _words(table: Table, column: Column, texts: Parsed) -> Parsed:
    """Texts, of which some columns allow only a few."""
    allowed = ALLOWED.get((table.name, column.name))
    if allowed is not None:
        words = pc.utf8_lower(texts.values)
        known = mask_of(pc.is_in(words, value_set=pa.array(allowed)))
    elif (table.name, column.name) in _CODES:
        words = pc.utf8_upper(texts.values)
        known = mask_of(pc.match_substring_regex(words, "^[A-Z]{3}$"))
    else:
        return texts
    return Parsed(chosen(known, words), {**texts.problems, "unknown_value": mask_of(pc.is_valid(words)) & ~known})


def _shares(parsed: Parsed) -> Parsed:
    zero, one = pa.scalar(Decimal(0), AMOUNT), pa.scalar(Decimal(1), AMOUNT)
    outside = mask_of(pc.or_(pc.less(parsed.values, zero), pc.greater(parsed.values, one)))
    return Parsed(parsed.values, {**parsed.problems, "not_between_0_and_1": outside})


def _integers(parsed: Parsed) -> Parsed:
    whole = mask_of(pc.equal(pc.floor(parsed.values), parsed.values))
    broken = mask_of(pc.is_valid(parsed.values)) & ~whole
    integers = pc.cast(chosen(whole, parsed.values), pa.int64(), safe=False)
    return Parsed(integers, {**parsed.problems, "not_a_whole_number": broken})


def scalar(table: Table, name: str, value: str | bool | Decimal | None) -> pa.Scalar:
    """A mapping's constant as a value of the field. Raises FilesError if it cannot be one."""
    column = readable(table)[name]
    if value is None:
        return pa.scalar(None, working_type(column))
    if isinstance(value, bool) and column.type == "STRING":
        raise FilesError(f"The mapping is not right: {name} is a text; write it in quotes: '{str(value).lower()}'.")
    text = str(value).lower() if isinstance(value, bool) else f"{value:f}" if isinstance(value, Decimal) else value
    told = Told(zone=zone("UTC"), shop_zone=zone("UTC"), currency=None, decimal="point", canonical=True)
    frame = Frame({name: pa.array([text], pa.string())}, np.zeros(1, np.int64), Formats("mapping", told))
    problems = Problems(1)
    array = read_field(table, column, (name,), frame, problems=problems)
    if problems.rows:
        reason = problems.rows[0][1].replace("_", " ")
        words = ALLOWED.get((table.name, name))
        hint = f"; it may be {', '.join(words)}" if words else ""
        raise FilesError(f"The mapping is not right: {text!r} for {name} of {table.name}: {reason}{hint}.")
    return array[0]


def default_of(table: Table, name: str, array: pa.Array) -> pa.Array:
    """A field with its default where it is null."""
    value = DEFAULTS.get((table.name, name))
    return array if value is None or not array.null_count else pc.fill_null(array, pa.scalar(value, array.type))
