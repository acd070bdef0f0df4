"""Reads Google Analytics 4's export where it lies, in the tables `events_YYYYMMDD` of a BigQuery dataset.

Only what is used is read and billed: few columns, of the parameters those that are kept, and the days since the load
before, less the three that Google still adds to. Tables of the day that goes on (`events_intraday_`) are left alone:
what is in them comes again on the next day, with what was found out meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson

from ingestion.files.foreign_reading import Progress, ReadTable, Source, check_cost, plainly, without_values
from ingestion.files.ga4 import TABLE, stage_rows
from ingestion.files.ga4_rows import PARAMETERS, Row
from ingestion.files.plan import REJECTED_FILE, FilesError, StagePlan, StageReport
from ingestion.files.rejects import open_rejects
from ingestion.foreign import LAST, ForeignSource, moment_of
from shared.warehouse import Query
from shared.warehouse.bigquery_source import Answered

_DAY = re.compile(r"\d{8}", re.ASCII)
_FIRST, _END = date(2015, 1, 1), date(2200, 1, 1)  # an export cannot be older; no table is of a later day
_MOST_ROWS = 2_000_000  # of one statement: 1 GB as it is handed out, of which BigQuery gives 10 at most
_NEEDED = ("event_timestamp", "event_name", "event_params", "user_pseudo_id")
# Columns that later exports have and earlier ones lack; the wildcard has those of its newest table.
_PLAIN = (
    *("event_timestamp", "event_name", "stream_id", "user_pseudo_id", "user_id", "event_bundle_sequence_id"),
    *("batch_page_id", "batch_ordering_id", "batch_event_index"),
)
_NESTED = (
    "privacy_info.analytics_storage",
    "privacy_info.uses_transient_token",
    "device.category",
    "device.operating_system",
    "device.mobile_model_name",
    "device.browser",
    "device.web_info.browser",
    "ecommerce.transaction_id",
    "session_traffic_source_last_click.manual_campaign.source",
    "session_traffic_source_last_click.manual_campaign.medium",
    "session_traffic_source_last_click.manual_campaign.campaign_name",
    "collected_traffic_source.manual_source",
    "collected_traffic_source.manual_medium",
    "collected_traffic_source.manual_campaign_name",
)
_KEYS = ", ".join(f"'{name}'" for name in PARAMETERS)
_LISTS = {
    "event_params": "(SELECT TO_JSON_STRING(ARRAY_AGG(ep)) FROM UNNEST(e.event_params) AS ep"
    f" WHERE ep.key IN ({_KEYS}))",
    "items": "(SELECT TO_JSON_STRING(ARRAY_AGG(STRUCT(i.item_id AS item_id, i.item_name AS item_name,"
    " i.quantity AS quantity))) FROM UNNEST(e.items) AS i)",
}


@dataclass(frozen=True)
class _Days:
    """Consecutive tables that one statement reads."""

    first: str
    last: str
    rows: int

    @property
    def name(self) -> str:
        """How the report and the audit call them."""
        return f"events_{self.first}" if self.first == self.last else f"events_{self.first} to {self.last}"


def stage_ga4_tables(
    plan: StagePlan, source: ForeignSource, opened: Source, progress: Progress
) -> tuple[StageReport, list[ReadTable]]:
    """Stage the export's days, and say what was read of which tables. Nothing is read before all is estimated.

    Raises FilesError for a dataset without such tables and for more bytes than may be read, SourceUnavailableError
    when BigQuery cannot be asked.
    """
    relation = f"`{source.project}.{source.dataset}.events_*`"
    key = _key(source)
    since = _since(source, key)
    with plainly():
        days = _days(opened, relation, since)
        portions = _portions(days)
        columns = _columns(opened, relation, portions[-1])
        reads = [(portion, _statement(relation, portion, columns)) for portion in portions]
        tables = [
            ReadTable(
                name=portion.name,
                tables=[TABLE],
                bytes=opened.estimate(query).bytes,
                rows=0,
                since=None if since is None else datetime(since.year, since.month, since.day, tzinfo=UTC).isoformat(),
                watermark="event_date",
                until=None,
                key=key,
                ignored=[],
            )
            for portion, query in reads
        ]
    check_cost(tables, source.maximum_bytes)
    report = StageReport()
    with open_rejects(plan.folder / REJECTED_FILE) as rejects:
        for (portion, query), told in zip(reads, tables, strict=True):
            with plainly(), without_values(portion.name, shown=source.show_rows):
                batches = _rows(opened.read(query), told, progress)
                stage_rows(plan, portion.name, batches, rejects, report)
        report.rejected = list(rejects.counted.values())
    tables[-1].until = _end_of(portions[-1].last).isoformat()
    if source.since == LAST and since is None:
        report.notes.append("read whole; no earlier load of this export is there.")
    return report, tables


def _key(source: ForeignSource) -> str:
    """What a watermark of this export holds for."""
    return hashlib.sha256(json.dumps([source.project, source.dataset, "ga4"]).encode()).hexdigest()


def _since(source: ForeignSource, key: str) -> date | None:
    """The first day to read; None for all. After a load that is the last day it read, less the overlap."""
    if source.since is None:
        return None
    if source.since != LAST:
        told = moment_of(source.since)
        return told.date() if isinstance(told, datetime) else told
    until = source.watermarks.get(key)
    if until is None:
        return None
    return datetime.fromisoformat(until).date() - timedelta(days=1 + source.overlap_days)  # `until` ends the last day


def _end_of(day: str) -> datetime:
    return datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC) + timedelta(days=1)


def _within(first: str, last: str) -> str:
    """The condition on the tables' names: constant, as BigQuery asks for where tables shall be left out unread."""
    return f"e._TABLE_SUFFIX BETWEEN '{first}' AND '{last}'"


def _days(opened: Source, relation: str, since: date | None) -> list[tuple[str, int]]:
    """The days that there are tables of, in order, and how many rows each holds; to count reads no bytes."""
    within = _within(f"{since or _FIRST:%Y%m%d}", f"{_END:%Y%m%d}")
    query = Query(
        "events_*",
        f"SELECT e._TABLE_SUFFIX AS day, COUNT(*) AS row_count FROM {relation} AS e WHERE {within}"
        " GROUP BY day ORDER BY day",
        {},
    )
    opened.estimate(query)
    found = [
        (str(row["day"]), int(row["row_count"])) for batch in opened.read(query).batches for row in batch.to_pylist()
    ]
    days = [(day, rows) for day, rows in found if _DAY.fullmatch(day)]
    if not days:
        span = "" if since is None else f" since {since}"
        raise FilesError(f"There are no rows in tables events_YYYYMMDD{span}; is this the dataset of a GA4 export?")
    return days


def _portions(days: Sequence[tuple[str, int]]) -> list[_Days]:
    """The days of a month together, fewer where they hold many rows."""
    portions: list[_Days] = []
    for day, rows in days:
        last = portions[-1] if portions else None
        if last is not None and last.first[:6] == day[:6] and last.rows + rows <= _MOST_ROWS:
            portions[-1] = _Days(last.first, day, last.rows + rows)
        else:
            portions.append(_Days(day, day, rows))
    return portions


def _columns(opened: Source, relation: str, newest: _Days) -> frozenset[str]:
    """The columns that the tables have. Raises FilesError when they are no export."""
    query = Query("events_*", f"SELECT * FROM {relation} AS e WHERE {_within(newest.last, newest.last)}", {})
    columns = frozenset(column.name for column in opened.estimate(query).columns)
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        raise FilesError(f"events_{newest.last} has no column {', '.join(missing)}; is this a GA4 export?")
    return columns


def _statement(relation: str, days: _Days, columns: frozenset[str]) -> Query:
    """The rows of some days, flat: a column for each value, the lists as JSON."""
    chosen = [f"e.{name} AS {name}" for name in _PLAIN if name in columns]
    chosen += [f"e.{path} AS {path.replace('.', '__')}" for path in _NESTED if path.partition(".")[0] in columns]
    chosen += [f"{text} AS {name}" for name, text in _LISTS.items() if name in columns]
    listed = ",\n  ".join(chosen)
    text = f"SELECT\n  {listed}\nFROM {relation} AS e\nWHERE {_within(days.first, days.last)}"
    return Query(days.name, text, {})


def _rows(answered: Answered, told: ReadTable, progress: Progress) -> Iterator[list[tuple[int, Row | None]]]:
    for batch in answered.batches:
        first = told.rows + 1
        rows = [_as_exported(row) for row in batch.to_pylist()]
        told.rows += len(rows)
        progress(told.name, told.rows, answered.total_rows)
        yield list(enumerate(rows, first))


def _as_exported(flat: Mapping[str, Any]) -> Row:
    """A row of the statement in the export's own shape, as files have it."""
    row: dict[str, Any] = {}
    for name, value in flat.items():
        *outer, last = name.split("__")
        place = row
        for part in outer:
            place = place.setdefault(part, {})
        place[last] = orjson.loads(value) if name in _LISTS and value is not None else value
    return row
