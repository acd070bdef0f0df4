"""The statements that read a BigQuery dataset: only the columns a mapping uses, only the rows since a moment."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ingestion.files.feeds import Feed, find_column
from ingestion.files.fields import readable, table_named
from ingestion.files.mapped import ForeignRead
from ingestion.files.mapping import Mapping
from ingestion.files.plan import FilesError
from ingestion.foreign import LAST, ForeignSource, moment_of
from shared.warehouse import Column, Query, Value, WarehouseError
from shared.warehouse.single_select import check_select

_GROWING = ("TIMESTAMP", "DATETIME", "DATE")  # what a watermark can be: an overlap of days needs time
_NO_VALUES = ("STRUCT", "INTERVAL", "RANGE")  # of one field each; a SELECT can take them apart


@dataclass(frozen=True)
class Bounded:
    """A statement and its parameters; since when it reads, None for everything."""

    query: Query
    parameters: dict[str, Value]
    since: datetime | None


def relation(read: ForeignRead, source: ForeignSource) -> str:
    """What stands behind FROM. Raises FilesError for a table elsewhere, or for what is no single SELECT."""
    if read.select is not None:
        try:
            return f"(\n{check_select(read.select, project=source.project, dataset=source.dataset)}\n)"
        except WarehouseError as error:
            raise FilesError(f"{read.name}: {error}.") from error
    *place, table = str(read.source_table).split(".")
    if place != [source.project, source.dataset][2 - len(place) :]:
        raise FilesError(f"{read.source_table} is not in {source.project}.{source.dataset}, which is loaded from.")
    return f"`{source.project}.{source.dataset}.{table}`"


def whole(read: ForeignRead, relation_text: str) -> Query:
    """The statement whose dry run names the columns."""
    return Query(read.name, f"SELECT * FROM {relation_text} AS source", {})


def watermark_column(read: ForeignRead, columns: Sequence[Column]) -> Column | None:
    """The column that says what is new. Raises FilesError if it is not there or does not grow with time."""
    if read.watermark is None:
        return None
    name = find_column(read.name, read.watermark, [column.name for column in columns])
    found = next(column for column in columns if column.name == name)
    if found.type not in _GROWING or found.mode == "REPEATED":
        raise FilesError(f"{read.name}: the watermark {name} is {found.type}; it must be one of {', '.join(_GROWING)}.")
    return found


def check_types(read: ForeignRead, feeds: Sequence[Feed], columns: Sequence[Column]) -> None:
    """Raise FilesError for columns that hold no single values, before anything is read and billed."""
    lists = {
        name
        for feed in feeds
        for field, names in feed.sources.items()
        for name in names
        if readable(feed.table)[field].mode == "REPEATED"
    }
    used = {name for feed in feeds for name in feed.used}
    for column in columns:
        if column.name in used and (
            column.type in _NO_VALUES or (column.mode == "REPEATED" and column.name not in lists)
        ):
            kind = f"a list of {column.type}" if column.mode == "REPEATED" else column.type
            raise FilesError(
                f"{read.name}: column {column.name} is {kind}, no single value; take it apart in a SELECT."
            )


def bounded(
    read: ForeignRead,
    relation_text: str,
    *,
    names: Sequence[str],
    watermark: Column | None,
    since: datetime | None,
    zone: ZoneInfo,
) -> Bounded:
    """The statement that reads these columns since a moment. A row without a watermark is always read."""
    listed = ", ".join(f"source.`{name}`" for name in names)
    text = f"SELECT {listed} FROM {relation_text} AS source"
    if watermark is None:
        return Bounded(Query(read.name, text, {}), {}, None)
    column = f"source.`{watermark.name}`"
    kinds: dict[str, str] = {}
    parameters: dict[str, Value] = {}
    if since is not None:
        kinds["since"], parameters["since"], bound = _bound(watermark.type, since, zone)
        text += f" WHERE {column} >= {bound} OR {column} IS NULL"
    if any(entry.distinct or "recorded_at" in table_named(entry.table).column_names for entry in read.entries):
        # Of several rows with one key the last one counts; other tables' rows stand for themselves.
        text += f" ORDER BY {column}"
    return Bounded(Query(read.name, text, kinds), parameters, since)


def _bound(kind: str, since: datetime, zone: ZoneInfo) -> tuple[str, Value, str]:
    """Type, value and expression of the parameter: constant for BigQuery, so that it leaves out partitions."""
    if kind == "TIMESTAMP":
        return "TIMESTAMP", since, "@since"
    there = since.astimezone(zone)
    if kind == "DATE":
        return "DATE", there.date(), "@since"
    return "STRING", there.replace(tzinfo=None).isoformat(sep=" "), "CAST(@since AS DATETIME)"


def since_of(source: ForeignSource, key: str, zone: ZoneInfo) -> datetime | None:
    """Since when is read: as told, or since the last load less the overlap; None for everything."""
    if source.since is None:
        return None
    if source.since == LAST:
        until = source.watermarks.get(key)
        return datetime.fromisoformat(until) - timedelta(days=source.overlap_days) if until else None
    return as_moment(moment_of(source.since), zone)


def as_moment(value: date | datetime, zone: ZoneInfo) -> datetime:
    """A value of a watermark as a point in time; days and times without an offset are the mapping's zone's."""
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - its zone comes with the next line
    return value if value.tzinfo is not None else value.replace(tzinfo=zone)


def digest(mapping: Mapping, read: ForeignRead, source: ForeignSource) -> str:
    """What is read, and how: a watermark holds for just this, and any change of the mapping begins anew."""
    said: dict[str, Any] = mapping.model_dump(mode="json", exclude={"tables", "source"})
    said["tables"] = [entry.model_dump(mode="json") for entry in read.entries]
    content = json.dumps([source.project, source.dataset, said], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()
