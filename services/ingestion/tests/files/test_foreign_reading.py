"""What is asked of a BigQuery dataset: the columns that are used, the rows that are new, and no more than may be."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from ingestion.files.foreign_child import read_and_stage
from ingestion.files.foreign_statements import relation
from ingestion.files.mapped import foreign_reads
from ingestion.files.mapping import load_mapping
from ingestion.files.plan import FilesError, StagePlan
from ingestion.foreign import ForeignSource, SourceError, checked_since, dataset_of
from shared.shop import Shop
from shared.warehouse import Column, Query, Value, WarehouseError
from shared.warehouse.bigquery_source import Answered, Estimate, SourceUnavailableError

SHOP = Shop("Europe/Berlin", "EUR", "DE")
ALL = ForeignSource("theirs", "shop", None, 3, 10**9, None, None, show_rows=True, now="2024-06-01T00:00:00+00:00")
KINDS = {"date32[day]": "DATE", "timestamp[us]": "DATETIME", "timestamp[us, tz=UTC]": "TIMESTAMP", "string": "STRING"}
PRODUCTS = """
source: Theirs
tables:
  - table: products
    from: Wares
    watermark: Changed
    columns: {product_id: Sku, title: Name}
"""


@dataclass
class FakeSource:
    """A dataset of one table, whatever is asked of it."""

    rows: pa.Table
    bytes: int = 1000
    asked: list[tuple[Query, dict[str, Value]]] = field(default_factory=list)
    read_texts: list[str] = field(default_factory=list)
    failing: WarehouseError | None = None

    def estimate(self, query: Query, parameters: dict[str, Value] | None = None) -> Estimate:
        if self.failing is not None:
            raise self.failing
        self.asked.append((query, parameters or {}))
        columns = [
            Column(
                column.name, KINDS.get(str(column.type), "STRUCT"), "REPEATED" if is_list(column.type) else "NULLABLE"
            )
            for column in self.rows.schema
        ]
        return Estimate(tuple(columns), self.bytes)

    def read(self, query: Query, parameters: dict[str, Value] | None = None) -> Answered:
        assert self.asked[-1] == (query, parameters or {}), "nothing is read that was not estimated as it is"
        self.read_texts.append(query.text)
        named = [name for name in self.rows.column_names if f"source.`{name}`" in query.text]
        return Answered(self.rows.num_rows, iter(self.rows.select(named).combine_chunks().to_batches(2)))


def is_list(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind))


def wares(changed: pa.Array, **more: pa.Array) -> FakeSource:
    size = len(changed)
    columns = {"Sku": pa.array([f"s{n}" for n in range(size)]), "Name": pa.array(["Mug"] * size), "Changed": changed}
    return FakeSource(pa.table({**columns, "Secret": pa.array(["x"] * size), **more}))


def moments(*texts: str) -> pa.Array:
    return pa.array([datetime.fromisoformat(text) for text in texts], pa.timestamp("us", tz="UTC"))


def loaded(
    tmp_path: Path, opened: FakeSource, source: ForeignSource = ALL, mapping: str = PRODUCTS
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The first source's report, and the whole report of the staging."""
    plan = StagePlan((), None, mapping, SHOP, tmp_path)
    answer: Any = read_and_stage(plan, source, opened, lambda *_: None)
    return answer["sources"][0], answer["report"]


def test_only_the_columns_that_are_used_are_read(tmp_path: Path) -> None:
    opened = wares(moments("2024-05-01T10:00:00+00:00", "2024-05-02T10:00:00+00:00", "2024-05-01T11:00:00+00:00"))
    source, report = loaded(tmp_path, opened)
    columns = "source.`Sku`, source.`Name`, source.`Changed`"
    assert opened.read_texts == [f"SELECT {columns} FROM `theirs.shop.Wares` AS source ORDER BY source.`Changed`"]
    assert (source["rows"], source["bytes"], source["ignored"]) == (3, 1000, ["Secret"])
    assert source["until"] == "2024-05-02T10:00:00+00:00"
    assert report["files"][0]["rows_read"] == 3
    assert len(source["mapped"][0]["rows"]) == 3


@pytest.mark.parametrize(
    ("changed", "bound", "value", "until"),
    [
        (moments("2024-05-02T10:00:00+00:00"), ">= @since ", datetime(2024, 4, 30, 22, tzinfo=UTC), "2024-05-02T10:00"),
        (
            pa.array([datetime(2024, 5, 2, 12)], pa.timestamp("us")),  # noqa: DTZ001 - what a DATETIME is
            ">= CAST(@since AS DATETIME) ",
            "2024-05-01 00:00:00",
            "2024-05-02T10:00",
        ),
        (pa.array([date(2024, 5, 2)]), ">= @since ", date(2024, 5, 1), "2024-05-01T22:00"),
    ],
    ids=["TIMESTAMP", "DATETIME", "DATE"],
)
def test_a_watermark_is_compared_as_what_it_is(
    tmp_path: Path, changed: pa.Array, bound: str, value: Value, until: str
) -> None:
    """A day begins in the shop's zone (in Berlin two hours before UTC's), and so does what has no offset."""
    opened = wares(changed)
    source, _ = loaded(tmp_path, opened, replace(ALL, since="2024-05-01"))
    text = opened.read_texts[0]
    assert bound in text
    assert "OR source.`Changed` IS NULL" in text  # what says no time is never left out
    assert opened.asked[-1][1] == {"since": value}
    assert source["until"].startswith(until)


def test_the_overlap_is_taken_off_the_last_watermark(tmp_path: Path) -> None:
    opened = wares(moments("2024-05-20T10:00:00+00:00"))
    first, _ = loaded(tmp_path, opened)
    told = replace(ALL, since="last", overlap_days=2, watermarks={first["key"]: first["until"]})
    second, report = loaded(tmp_path, opened, told)
    assert second["since"] == "2024-05-18T10:00:00+00:00"
    assert report["notes"] == []


def test_a_mapping_that_changed_begins_anew(tmp_path: Path) -> None:
    opened = wares(moments("2024-05-20T10:00:00+00:00"))
    first, _ = loaded(tmp_path, opened)
    told = replace(ALL, since="last", watermarks={first["key"]: first["until"]})
    for changed in (PRODUCTS.replace("title: Name", "category: Name"), PRODUCTS + "null_values: [none]\n"):
        source, report = loaded(tmp_path, opened, told, changed)
        assert source["since"] is None
        assert report["notes"] == ["Wares: read whole; no earlier load of it with this mapping is there."]
    renamed = PRODUCTS.replace("source: Theirs", "source: Another name")
    assert loaded(tmp_path, opened, told, renamed)[0]["since"] is not None


def test_a_date_in_the_future_does_not_hide_what_comes_before_it(tmp_path: Path) -> None:
    source, _ = loaded(tmp_path, wares(moments("2099-01-01T00:00:00+00:00")))
    assert source["until"] == ALL.now


def test_no_rows_leave_no_watermark(tmp_path: Path) -> None:
    source, _ = loaded(tmp_path, wares(pa.array([None], pa.timestamp("us", tz="UTC"))))
    assert source["until"] is None


def test_what_would_cost_too_much_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    opened = wares(moments("2024-05-01T10:00:00+00:00"))
    opened.bytes = 3 * 10**9
    with pytest.raises(FilesError, match=r"would read 3\.00 GB \(Wares 3\.00 GB\).*1\.00 GB.*BIGQUERY_MAX_GB"):
        loaded(tmp_path, opened)
    assert opened.read_texts == []


def test_a_table_that_fills_two_is_read_once(tmp_path: Path) -> None:
    mapping = """
source: Theirs
tables:
  - table: products
    from: Wares
    columns: {product_id: Sku, title: Name}
  - table: customers
    from: Wares
    columns: {customer_id: Secret}
    distinct: last
"""
    opened = wares(moments("2024-05-01T10:00:00+00:00", "2024-05-02T10:00:00+00:00"))
    source, report = loaded(tmp_path, opened, mapping=mapping)
    assert len(opened.read_texts) == 1
    assert source["tables"] == ["products", "customers"]
    assert [(shown["table"], len(shown["rows"])) for shown in source["mapped"]] == [("products", 2), ("customers", 1)]
    assert [file["ignored"] for file in report["files"]] == [["Changed"], ["Changed"]]


def test_columns_that_are_called_as_the_fields_need_no_list_of_them(tmp_path: Path) -> None:
    opened = FakeSource(pa.table({"PRODUCT_ID": ["a"], "title": ["Mug"], "other": ["x"]}))
    mapping = "source: T\ntables: [{table: products, select: SELECT * FROM Wares}]"
    source, _ = loaded(tmp_path, opened, mapping=mapping)
    [row] = source["mapped"][0]["rows"]
    assert (row["product_id"], row["title"]) == ("a", "Mug")
    assert source["ignored"] == ["other"]


def test_what_holds_no_single_values_is_refused_before_it_is_paid_for(tmp_path: Path) -> None:
    opened = wares(moments("2024-05-01T10:00:00+00:00"), Names=pa.array([["a"]]), Parts=pa.array([{"x": "y"}]))
    for column, kind in (("Names", "a list of STRUCT"), ("Parts", "STRUCT")):
        with pytest.raises(FilesError, match=f"column {column} is {kind}, no single value"):
            loaded(tmp_path, opened, mapping=PRODUCTS.replace("title: Name", f"title: {column}"))
    assert opened.read_texts == []


def test_the_example_in_the_docs_is_one() -> None:
    docs = (Path(__file__).parents[4] / "docs" / "mappings.md").read_text(encoding="utf-8")
    written = re.search(r"```yaml\n(source: Theirs.*?)```", docs, re.DOTALL)
    assert written is not None
    reads = foreign_reads(load_mapping(written[1]))
    assert [read.name for read in reads] == ["SELECT for sales", "kundschaft", "artikelstamm"]
    assert [relation(read, ALL)[:15] for read in reads] == ["(\nSELECT CONCAT", "`theirs.shop.ku", "`theirs.shop.ar"]


def test_since_says_nothing_where_no_table_has_a_watermark(tmp_path: Path) -> None:
    opened = wares(moments("2024-05-01T10:00:00+00:00"))
    with pytest.raises(FilesError, match="No table of the mapping has a watermark"):
        loaded(tmp_path, opened, replace(ALL, since="last"), PRODUCTS.replace("    watermark: Changed\n", ""))


def test_what_bigquery_refuses_is_refused_and_what_it_cannot_do_now_is_not(tmp_path: Path) -> None:
    opened = wares(moments("2024-05-01T10:00:00+00:00"))
    opened.failing = WarehouseError("Wares: Not found")
    with pytest.raises(FilesError, match="Wares: Not found"):
        loaded(tmp_path, opened)
    opened.failing = SourceUnavailableError("There are no Google credentials here")
    with pytest.raises(SourceUnavailableError, match="credentials"):
        loaded(tmp_path, opened)


def test_what_fails_on_a_row_quotes_it_only_to_who_may_see_rows(tmp_path: Path) -> None:
    class Failing(FakeSource):
        def read(self, query: Query, parameters: dict[str, Value] | None = None) -> Answered:
            super().read(query, parameters)
            raise WarehouseError("Wares: Invalid date: 'ann@example.org'")

    opened = Failing(wares(moments("2024-05-01T10:00:00+00:00")).rows)
    with pytest.raises(FilesError, match="ann@example"):
        loaded(tmp_path, opened)
    with pytest.raises(FilesError) as refused:
        loaded(tmp_path, opened, replace(ALL, show_rows=False))
    assert "ann" not in str(refused.value)
    assert "Wares: it fails on a row" in str(refused.value)


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("{table: products, from: a, select: SELECT 1}", "give either from or select"),
        ("{table: products, from: a, file: b}", "file is for files"),
        ("{table: products, from: 'a` x', columns: {product_id: a}}", "from: String should match pattern"),
        ("{table: products, watermark: x, columns: {product_id: a}}", "watermark is for BigQuery"),
        ("{table: products}", "columns is missing"),
        ("{table: products, select: SELECT 1, joins: [{file: x, match: {a: b}, columns: {c: d}}]}", "join in a SELECT"),
        ("{table: products, from: a}, {table: customers, columns: {customer_id: a}}", "write two mappings"),
        ("{table: products, from: a}, {table: customers, from: a, watermark: x}", "a is read twice; give it one"),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_refused(entry: str, says: str) -> None:
    with pytest.raises(FilesError) as refused:
        load_mapping(f"source: T\ntables: [{entry}]")
    assert says in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "bigquery://project",
        "bigquery://project/dataset/table",
        "bigquery://project/data-set",
        "bigquery://pro ject/dataset",
        "bigquery://project/dataset?location=EU",
        "bigquery://project/dataset?emulator=http://169.254.169.254/",
        "bigquery://user@host/dataset",
        "https://project/dataset",
    ],
)
def test_a_source_is_a_dataset_and_never_an_address(url: str) -> None:
    with pytest.raises(SourceError):
        dataset_of(url, emulator="http://127.0.0.1:9050")
    with pytest.raises(SourceError):
        dataset_of(url, emulator=None)


def test_an_emulator_may_be_named_where_the_settings_name_it() -> None:
    url = "bigquery://my-project/shop?emulator=http://127.0.0.1:9050"
    assert dataset_of(url, emulator="http://127.0.0.1:9050") == ("my-project", "shop")


@pytest.mark.parametrize("text", ["", "yesterday", "2024-13-01", "0001-01-01", "9999-12-31T00:00:00Z", "Last"])
def test_since_is_a_time_or_last(text: str) -> None:
    with pytest.raises(SourceError):
        checked_since(text)
