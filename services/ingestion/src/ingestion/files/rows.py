"""One chunk of a file as rows of one table, and the rows of it that are rejected."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingestion.files.convert import default_of, read_field, stored_type, working_type
from ingestion.files.feeds import Feed
from ingestion.files.fields import needs_value, readable, stored
from ingestion.files.frame import Frame, Problems
from ingestion.files.rejects import Rejected
from ingestion.files.rules import Said, holds, say
from ingestion.files.sales import Fields, Ledger
from ingestion.files.values import Mask, chosen, mask_of
from ingestion.files.zones import Int64s
from shared.warehouse import Table

_MAKE_AMOUNTS = frozenset(
    {
        "quantity",
        "unit_price",
        "line_amount",
        "gross_amount",
        "discount_amount",
        "net_amount",
        "original_amount",
        "currency",
        "fx_rate",
    }
)
_READ = frozenset({"sign_conflict", "amounts_disagree"})  # the amount is there, and contradicts what stands beside it


@dataclass(frozen=True)
class Taken:
    """What became of a chunk: the rows that are staged, and those that are not."""

    rows: pa.Table
    rejected: list[Rejected]


def schema_of(table: Table) -> pa.Schema:
    """The columns of a staged table: its own, where each row came from, and for sales the key of the line."""
    fields = [pa.field(column.name, stored_type(column)) for column in stored(table)]
    fields += [pa.field("_file", pa.int64()), pa.field("_line", pa.int64())]
    return pa.schema(fields + ([pa.field("_line_key", pa.string())] if table.name == "sales" else []))


def take(feed: Feed, ledger: Ledger | None, frame: Frame, file_index: int) -> Taken:
    """Read a chunk as the feed's table. `ledger` is there for sales."""
    table, problems = feed.table, Problems(frame.size)
    said = say(feed.rules, frame)
    fields = {name: _field(feed, name, frame, said, problems) for name in readable(table)}
    if ledger is not None:
        nothing = np.zeros(frame.size, np.bool_)
        discounts = nothing if said.discounts is None else said.discounts
        fields = ledger.complete(fields, discounts, _written(feed, frame, fields), problems)
    elif table.name == "targets":
        fields = _whole_targets(fields, problems)
    belongs = holds(feed.where, frame)
    for name in table.key if feed.distinct else ():  # a sale to nobody known names no customer
        belongs &= mask_of(pc.is_valid(fields[name])) | ~problems.sound
    for column in stored(table):
        if column.mode != "REPEATED" and fields[column.name].null_count and needs_value(table, column.name):
            missing = mask_of(pc.is_null(fields[column.name]))
            problems.add(missing, _named(column.name, feed), "required_missing")
    arrays = [pc.cast(fields[column.name], stored_type(column)) for column in stored(table)]
    arrays += [pa.repeat(pa.scalar(file_index, pa.int64()), frame.size), pa.array(frame.lines)]
    arrays += [fields["_line_key"]] if table.name == "sales" else []
    rows = pa.Table.from_arrays(arrays, schema=schema_of(table))
    keep = problems.sound & belongs
    amounts = fields["net_amount"] if ledger is not None else None
    return Taken(
        rows if keep.all() else rows.filter(pa.array(keep)), _rejected(problems, belongs, frame.lines, amounts)
    )


def _written(feed: Feed, frame: Frame, fields: Fields) -> pa.Array:
    """When each line says it happened, as text: the moment where it bears an offset, else the clock on the wall.

    So a line stays the same line when the shop's time zone turns out to be another.
    """
    if "occurred_at" not in feed.sources:
        return pc.cast(pc.cast(fields["occurred_at"], pa.int64()), pa.string())
    times = frame.time(feed.sources["occurred_at"])
    return pc.cast(pa.array(times.micros * 2 + times.fixed), pa.string())  # even: a clock's time, odd: a moment


def _rejected(problems: Problems, belongs: Mask, lines: Int64s, amounts: pa.Array | None) -> list[Rejected]:
    return [
        Rejected(int(lines[place]), *what, amount=_amount(problems, place, amounts))
        for place, what in sorted(problems.rows.items())
        if belongs[place]
    ]


def _amount(problems: Problems, place: int, amounts: pa.Array | None) -> Decimal | None:
    """What a rejected sale comes to; None where a fault lies in what the amount is made of."""
    if amounts is None:
        return None
    if any(name in _MAKE_AMOUNTS and reason not in _READ for name, reason in problems.faults[place]):
        return None
    amount: Decimal | None = amounts[place].as_py()
    return amount


def _named(name: str, feed: Feed) -> str:
    """The field a person would look for: a missing amount has many names, a date is missing where it comes from."""
    derived = {"local_date": "occurred_at", "ordered_local_date": "occurred_at", "ordered_at": "occurred_at"}
    if feed.table.name != "sales":
        return name
    return "net_amount" if name in {"gross_amount", "discount_amount", "original_amount"} else derived.get(name, name)


def _field(feed: Feed, name: str, frame: Frame, said: Said, problems: Problems) -> pa.Array:
    """One field of a chunk: what a rule says, else what the file says, else the constant, else the default."""
    column = readable(feed.table)[name]
    decided = said.fields.get(name)
    if name in feed.sources:
        array = read_field(
            feed.table,
            column,
            feed.sources[name],
            frame,
            problems=problems,
            overruled=None if decided is None else decided[0],
        )
    elif name in feed.constants:
        array = pa.repeat(feed.constants[name], frame.size)
    elif column.mode == "REPEATED":
        array = pa.array([[]] * frame.size, working_type(column))
    else:
        array = pa.nulls(frame.size, working_type(column))
    if decided is not None:
        array = pc.if_else(pa.array(decided[0]), decided[1], array)
    return default_of(feed.table, name, array)


def _whole_targets(fields: Fields, problems: Problems) -> Fields:
    """Targets with both ends of their period, the last day included, and no scope_id needed for the whole shop."""
    first = pc.cast(pc.floor_temporal(fields["month"], unit="month"), pa.date32())
    known = mask_of(pc.is_valid(first))
    days = pc.fill_null(pc.cast(first, pa.int32()), 0).to_numpy().astype("datetime64[D]")
    following = (days.astype("datetime64[M]") + np.timedelta64(1, "M")).astype("datetime64[D]")
    last = chosen(known, pa.array(following - np.timedelta64(1, "D"), pa.date32()))
    start, end = pc.coalesce(fields["period_start"], first), pc.coalesce(fields["period_end"], last)
    problems.add(mask_of(pc.less(end, start)), "period_end", "ends_before_it_starts", pc.cast(end, pa.string()))
    whole = pc.and_(pc.equal(fields["scope"], "shop"), pc.is_null(fields["scope_id"]))
    scope_id = pc.if_else(pa.array(mask_of(whole)), "", fields["scope_id"])
    return {**fields, "period_start": start, "period_end": end, "scope_id": scope_id}
