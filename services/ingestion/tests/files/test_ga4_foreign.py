"""What is asked of GA4's tables in BigQuery: the days since the load before, few columns, no more than may be read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingestion.files import ga4_foreign
from ingestion.files.foreign_child import read_and_stage
from ingestion.files.plan import FilesError, SourceFile, StagePlan
from ingestion.files.staging import stage
from ingestion.foreign import ForeignSource
from ingestion.testing_ga4 import ga4_event, json_lines, purchase
from shared.shop import Shop
from shared.warehouse import Column, Query, Value, WarehouseError
from shared.warehouse.bigquery_source import Answered, Estimate

SHOP = Shop("Europe/Berlin", "EUR", "DE")
ALL = ForeignSource(
    "theirs", "analytics_1", None, 3, 10**9, None, None, show_rows=True, now="2024-06-01T00:00:00+00:00"
)
LAST = replace(ALL, since="last")
LATER_COLUMNS = ("batch_page_id", "batch_ordering_id", "batch_event_index", "session_traffic_source_last_click")


@dataclass
class FakeExport:
    """Tables `events_<name>` of some rows each, all with the columns of the first one."""

    tables: dict[str, list[dict[str, Any]]]
    bytes_a_row: int = 1000
    columns: tuple[str, ...] = ()
    failing: WarehouseError | None = None
    estimated: list[str] = field(default_factory=list)
    read_texts: list[str] = field(default_factory=list)

    def within(self, query: Query) -> list[tuple[str, dict[str, Any]]]:
        found = re.search(r"e\._TABLE_SUFFIX BETWEEN '(\w+)' AND '(\w+)'", query.text)
        assert found, "no table is asked for without bounds"
        return [(day, row) for day, rows in self.tables.items() if found[1] <= day <= found[2] for row in rows]

    def estimate(self, query: Query, parameters: dict[str, Value] | None = None) -> Estimate:
        assert not parameters
        self.estimated.append(query.text)
        names = self.columns or tuple(ga4_event("page_view"))
        return Estimate(tuple(Column(name, "STRING") for name in names), self.bytes_a_row * len(self.within(query)))

    def read(self, query: Query, parameters: dict[str, Value] | None = None) -> Answered:
        assert query.text in self.estimated, "nothing is read that was not estimated as it is"
        assert not parameters
        self.read_texts.append(query.text)
        rows = self.within(query)
        if "GROUP BY day" in query.text:
            days = sorted({day for day, _ in rows})
            table = pa.table({"day": days, "row_count": [sum(one == day for one, _ in rows) for day in days]})
            return Answered(len(days), iter(table.to_batches()))
        if self.failing is not None:
            raise self.failing
        names = re.findall(r" AS (\w+),?\n", query.text)
        assert len(names) > 10
        flat = [{name: self._value(row, name) for name in names} for _, row in rows]
        columns = {name: pa.array([one[name] for one in flat], pa.string()) for name in names}
        return Answered(len(rows), self._pages(pa.table(columns)))

    @staticmethod
    def _value(row: dict[str, Any], name: str) -> str | None:
        value: Any = row
        for part in name.split("__"):
            value = value.get(part) if isinstance(value, dict) else None
        return value if value is None or isinstance(value, str) else json.dumps(value)

    @staticmethod
    def _pages(table: pa.Table) -> Iterator[pa.RecordBatch]:
        yield from table.combine_chunks().to_batches(2)


@dataclass
class Read:
    """What a load read and staged."""

    sources: list[dict[str, Any]]
    report: dict[str, Any]
    rows: list[dict[str, Any]]


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def run(export: FakeExport, source: ForeignSource = ALL) -> Read:
        plan = StagePlan((), "ga4", None, SHOP, tmp_path)
        answer: Any = read_and_stage(plan, source, export, lambda *_: None)
        parts = answer["report"]["parquet"]["web_events"]
        rows = [row for part in parts for row in pq.read_table(tmp_path / part).to_pylist()]
        return Read(answer["sources"], answer["report"], rows)

    return run


def views(count: int) -> list[dict[str, Any]]:
    return [ga4_event("page_view", visitor=str(number)) for number in range(count)]


def test_each_month_is_read_by_one_statement_and_told_by_its_days(read: Any) -> None:
    export = FakeExport(
        {"20240130": views(2), "20240131": views(1), "20240201": views(3), "intraday_20240202": views(9)}
    )

    done = read(export)

    assert [(one["name"], one["rows"], one["bytes"]) for one in done.sources] == [
        ("events_20240130 to 20240131", 3, 3000),
        ("events_20240201", 3, 3000),
    ]
    assert [(one["name"], one["rows_read"]) for one in done.report["files"]] == [
        ("events_20240130 to 20240131", 3),
        ("events_20240201", 3),
    ]
    assert [one["until"] for one in done.sources] == [None, "2024-02-02T00:00:00+00:00"]  # the end of the last day
    assert done.sources[0]["mapped"][0]["table"] == "web_events"


def test_a_month_of_too_many_rows_is_read_in_parts() -> None:
    days = [("20240101", 1_000_000), ("20240102", 900_000), ("20240103", 200_000), ("20240104", 3_000_000)]

    portions = ga4_foreign._portions(days)

    assert [(one.first, one.last, one.rows) for one in portions] == [
        ("20240101", "20240102", 1_900_000),
        ("20240103", "20240103", 200_000),
        ("20240104", "20240104", 3_000_000),
    ]


def test_after_a_load_its_last_day_and_the_three_before_are_read_again(read: Any) -> None:
    export = FakeExport({f"202401{day:02}": views(1) for day in range(1, 21)})
    [first] = read(export, LAST).sources
    assert (first["rows"], first["since"]) == (20, None)

    again = replace(LAST, watermarks={first["key"]: first["until"]})
    [second] = read(export, again).sources

    assert (second["rows"], second["since"]) == (4, "2024-01-17T00:00:00+00:00")
    assert second["name"] == "events_20240117 to 20240120"


@pytest.mark.parametrize("since", ["2024-01-19", "2024-01-19T13:00:00Z"])
def test_a_day_may_be_named_to_begin_with(read: Any, since: str) -> None:
    export = FakeExport({f"202401{day:02}": views(1) for day in range(1, 21)})

    assert [one["rows"] for one in read(export, replace(ALL, since=since)).sources] == [2]


def test_only_what_is_used_is_read(read: Any) -> None:
    export = FakeExport({"20240101": views(1)})

    read(export)

    text = export.read_texts[-1]
    for name in ("user_properties", "user_ltv", "geo", "app_info", "publisher", "event_previous_timestamp", "*,"):
        assert name not in text
    assert "ep.key IN ('ga_session_id', 'page_location'" in text
    assert "FROM `theirs.analytics_1.events_*` AS e\nWHERE e._TABLE_SUFFIX BETWEEN '20240101' AND '20240101'" in text


def test_an_export_that_began_before_a_column_was_invented_is_read_without_it(read: Any) -> None:
    columns = tuple(name for name in ga4_event("page_view") if name not in LATER_COLUMNS)
    export = FakeExport({"20240101": views(1)}, columns=columns)

    done = read(export)

    assert len(done.rows) == 1
    assert not any(name in export.read_texts[-1] for name in LATER_COLUMNS)


def test_a_row_is_the_same_event_from_a_file_and_from_bigquery(read: Any, tmp_path: Path) -> None:
    events = [
        purchase("1001", items=[("mug", 2)]),
        ga4_event("add_to_cart", items=[("tray", 1), ("mug", 3)]),
        ga4_event("video_progress", parameters={"video_url": "v", "video_percent": 25, "engagement_time_msec": 1.5}),
        ga4_event("page_view", device={"web_info": {"browser": "HeadlessChrome"}}, consent="No"),
    ]
    file = tmp_path / "events.json"
    file.write_bytes(json_lines(events))
    folder = tmp_path / "from file"
    folder.mkdir()

    told = stage(StagePlan((SourceFile("f", file),), "ga4", None, SHOP, folder), lambda *_: None)
    done = read(FakeExport({"20240501": events}))

    [part] = told.parquet["web_events"]
    assert pq.read_table(folder / part).to_pylist() == done.rows
    assert told.counted_apart == done.report["counted_apart"]


# What is refused


def test_more_bytes_than_may_be_are_refused_before_anything_is_read(read: Any) -> None:
    export = FakeExport({"20240101": views(1), "20240201": views(1)}, bytes_a_row=600_000_000)

    with pytest.raises(FilesError, match=r"1\.20 GB \(events_20240101 0\.60 GB, events_20240201 0\.60 GB\)"):
        read(export)
    assert [text for text in export.read_texts if "event_name" in text] == []


def test_a_dataset_without_such_tables_is_named(read: Any) -> None:
    with pytest.raises(FilesError, match="no rows in tables events_YYYYMMDD; is this"):
        read(FakeExport({"intraday_20240101": views(1)}))
    with pytest.raises(FilesError, match="since 2024-02-01"):
        read(FakeExport({"20240101": views(1)}), replace(ALL, since="2024-02-01"))


def test_tables_of_that_name_that_are_no_export_are_named(read: Any) -> None:
    with pytest.raises(FilesError, match="events_20240101 has no column event_timestamp, event_params"):
        read(FakeExport({"20240101": views(1)}, columns=("event_name", "user_pseudo_id")))


def test_what_fails_on_a_row_is_told_to_who_may_see_it(read: Any) -> None:
    export = FakeExport({"20240101": views(1)}, failing=WarehouseError("Bad value: 'ann@example.org'"))

    with pytest.raises(FilesError, match="ann@example"):
        read(export)
    with pytest.raises(FilesError) as hidden:
        read(export, replace(ALL, show_rows=False))
    assert "ann@" not in str(hidden.value)


def test_rejected_values_are_hidden_from_who_may_not_see_rows(read: Any, tmp_path: Path) -> None:
    broken = {**ga4_event("page_view"), "event_timestamp": "ann"}

    done = read(FakeExport({"20240101": [broken, *views(1)]}), replace(ALL, show_rows=False))

    assert done.sources[0]["mapped"] is None
    assert "ann" not in str(done.report["rejected"])
    assert "ann" not in (tmp_path / "rejected.csv").read_text(encoding="utf-8")
