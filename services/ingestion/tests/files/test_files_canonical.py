"""The canonical format: files named after the tables, columns named as theirs."""

from __future__ import annotations

import json
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from ingestion.files.canonical import table_of
from ingestion.files.fields import needed, readable, tables
from ingestion.files.staging import FilesError
from shared.warehouse.sql_files import load_tables

Load = Any  # the fixture's callable
VALUES = {
    "STRING": "x",
    "NUMERIC": "0.5",
    "INT64": "1",
    "BOOL": "true",
    "DATE": "2024-01-01",
    "TIMESTAMP": "2024-01-01T00:00:00Z",
}
WORDS = {"kind": "sale", "event": "search", "scope": "staff", "currency": "GBP", "fx_rate": "1", "unit_price": "1"}
WORDS |= {"line_type": "fee", "marketing_consent": "cleaned", "consent": "denied", "status": "open"}
WORDS |= {"gross_amount": "0.5", "discount_amount": "0", "period_end": "2024-01-31"}
ARROW = {
    "STRING": pa.string(),
    "NUMERIC": pa.decimal128(38, 9),
    "INT64": pa.int64(),
    "BOOL": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us", tz="UTC"),
}


@pytest.mark.parametrize("name", sorted(tables()))
def test_every_table_can_be_loaded_whole(load: Load, name: str) -> None:
    columns = [column for column in readable(tables()[name]) if name != "content" or column != "kind"]
    columns += ["kind"] if name == "content" else []
    row = [WORDS.get(column, VALUES[readable(tables()[name])[column].type]) for column in columns]
    loaded = load({f"{name}.csv": ",".join(columns) + "\n" + ",".join(row) + "\n"})
    assert loaded.rejected == []
    assert loaded.report.files[0].ignored == []
    staged = loaded.table(name)
    assert staged.num_rows == 1
    expected = [column for column in load_tables("ingestion")[name].columns if column.name in staged.column_names]
    left_out = {column.name for column in load_tables("ingestion")[name].columns} - set(staged.column_names)
    assert left_out <= {"load_id", "recorded_at", "is_order_start", "line_type_given"}
    extra = ["_file", "_line", "_line_key"] if name == "sales" else ["_file", "_line"]
    assert staged.column_names == [column.name for column in expected] + extra
    for column in expected:
        kind = ARROW[column.type]
        assert staged.schema.field(column.name).type == (pa.list_(kind) if column.mode == "REPEATED" else kind)


@pytest.mark.parametrize("name", sorted(tables()))
def test_what_is_needed_is_all_that_is_needed(load: Load, name: str) -> None:
    columns = [group[0] for group in needed(tables()[name])]
    row = [WORDS.get(column, VALUES[readable(tables()[name])[column].type]) for column in columns]
    if name == "targets":
        columns, row = [*columns, "scope_id"], [*row, "7"]
    loaded = load({f"{name}.csv": ",".join(columns) + "\n" + ",".join(row) + "\n"})
    assert loaded.rejected == []
    assert loaded.table(name).num_rows == 1


def test_defaults_stand_where_nothing_is_said(load: Load) -> None:
    loaded = load(
        {
            "customers.csv": "customer_id,marketing_consent\nC1,\n",
            "web_events.csv": "event_id,occurred_at,event\nE1,2024-01-01,search\n",
            "receipts.csv": "receipt_id,product_id,quantity,received_at\nR1,A,5,2024-01-01\n",
            "purchase_orders.csv": "purchase_order_id,line_no,product_id,quantity,ordered_at\nO1,1,A,5,2024-01-01\n",
        }
    )
    assert loaded.column("customers", "marketing_consent") == ["never_asked"]
    assert (loaded.rows("web_events")[0]["consent"], loaded.rows("web_events")[0]["is_bot"]) == ("unknown", False)
    assert loaded.column("receipts", "line_no") == [1]
    assert loaded.column("purchase_orders", "status") == ["open"]


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("sales.csv", "sales"),
        ("Sales_2.csv.gz", "sales"),
        ("2024/sales-2024-01.parquet", "sales"),
        ("sales2024.csv", "sales"),
        ("product_components.csv", "product_components"),
        ("products (1).csv", "products"),
        ("C:\\exports\\stock_counts.tsv", "stock_counts"),
    ],
)
def test_files_are_named_after_their_table(name: str, table: str) -> None:
    assert table_of(name).name == table


def test_a_file_of_no_tables_name_is_an_error(load: Load) -> None:
    with pytest.raises(FilesError, match=r"orders\.csv is not named after a table.*sales"):
        load({"orders.csv": "a\n1\n"})
    for computed in ("daily_shop_sales", "product_costs", "load_audit", "order_facts"):
        with pytest.raises(FilesError, match="computed by the suite itself"):
            load({f"{computed}.csv": "a\n1\n"})


def test_tables_come_in_parts_and_rows_know_theirs(load: Load) -> None:
    loaded = load(
        {
            "products.csv": "product_id\nA\n",
            "products-2.csv": "product_id\nB\nC\n",
            "suppliers.csv": "supplier_id\nS\n",
        }
    )
    assert [(row["product_id"], row["_file"], row["_line"]) for row in loaded.rows("products")] == [
        ("A", 0, 2),
        ("B", 1, 2),
        ("C", 1, 3),
    ]
    assert loaded.column("suppliers", "_file") == [2]
    assert list(dict.fromkeys(file.name for file in loaded.report.files)) == [
        "products.csv",
        "products-2.csv",
        "suppliers.csv",
    ]


def test_columns_nobody_knows_are_named(load: Load) -> None:
    loaded = load({"products.csv": "Product ID,Title,colour,load_id\nA,Tea,green,x\n"})
    assert loaded.report.files[0].ignored == ["colour", "load_id"]
    assert loaded.report.files[0].recognised == {"product_id": "Product ID", "title": "Title"}


def test_words_that_are_not_allowed_are_rejected(load: Load) -> None:
    loaded = load({"customers.csv": "customer_id,marketing_consent\nC1,Subscribed\nC2,perhaps\n"})
    assert loaded.column("customers", "marketing_consent") == ["subscribed"]
    assert loaded.report.rejected == [
        {
            "table": "customers",
            "reason": "unknown_value",
            "rows": 1,
            "example": "customers.csv line 3, marketing_consent: perhaps",
        }
    ]


def test_personal_values_are_not_written_down_when_rejected(load: Load) -> None:
    loaded = load(
        {
            "customers.csv": "customer_id,email,created_at\n"
            "C1,a\x07@example.org,\nC2,b@example.org,never\nC3,c@example.org\n",
            "suppliers.csv": "supplier_id,name\nS1,Ann\x07 Smith\n",
        }
    )
    assert len(loaded.rejected) == 4
    written = (loaded.folder / "rejected.csv").read_text(encoding="utf-8")
    assert "example.org" not in written
    assert "Smith" not in written
    assert "never" in written


def test_values_are_shown_short_and_on_one_line(load: Load) -> None:
    loaded = load({"products.csv": f'product_id,price\nA,"{"long " * 50}\nend"\n'})
    assert loaded.rejected[0]["value"] == ("long " * 16)[:80]


def test_the_report_can_be_written_as_json(load: Load) -> None:
    loaded = load({"products.csv": "product_id,price\nA,1\nB,x\n"})
    assert json.loads(json.dumps(asdict(loaded.report)))["files"][0]["rows_read"] == 2
    assert loaded.column("products", "price") == [Decimal(1)]
