"""The demo goes on beyond its anchor: the same rows however the time is cut, and no break at the anchor."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from local.demo import write_next
from local.demo.testing import WrittenDemo

FACTS = {
    "sales": ("entry_id", "occurred_at"),
    "stock_counts": ("counted_at", "counted_at"),
    "receipts": ("receipt_id", "received_at"),
    "web_events": ("event_id", "occurred_at"),
}
KEYS = {"customers": ["customer_id"], "purchase_orders": ["purchase_order_id", "line_no"], "products": ["product_id"]}
Rows = list[dict[str, Any]]


def spans(written: WrittenDemo, moments: list[datetime], folder: Path) -> dict[str, Rows]:
    """The rows of spans that follow one another, by table, in the order they came in."""
    rows: dict[str, Rows] = {}
    for number, (since, until) in enumerate(pairwise(moments)):
        for file in write_next(written.demo, since, until, folder / str(number)):
            rows.setdefault(file.stem, []).extend(pq.read_table(file).to_pylist())
    return rows


def as_set(rows: Rows) -> set[tuple[Any, ...]]:
    return {tuple(row.values()) for row in rows}


def latest(rows: Rows, key: list[str]) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {tuple(row[name] for name in key): row for row in rows}


def test_any_cutting_of_time_gives_the_same_rows(written_demo: WrittenDemo, tmp_path: Path) -> None:
    anchor = written_demo.demo.until
    begin, end = anchor - timedelta(hours=40), anchor + timedelta(hours=30)
    whole = spans(written_demo, [begin, end], tmp_path / "whole")
    cuts = [begin, begin + timedelta(seconds=5), begin + timedelta(hours=11, milliseconds=300), anchor]
    cuts += [anchor + timedelta(seconds=1), anchor + timedelta(hours=15), end]
    cut = spans(written_demo, cuts, tmp_path / "cut")
    assert set(whole) == set(cut)
    for table in FACTS:
        assert len(cut[table]) == len(as_set(cut[table])) == len(whole[table]) > 0, f"{table}: nothing twice"
        assert as_set(cut[table]) == as_set(whole[table]), table
    for table, key in KEYS.items():
        assert latest(cut.get(table, []), key) == latest(whole.get(table, []), key), table


def test_there_is_no_seam_at_the_anchor(written_demo: WrittenDemo, tmp_path: Path) -> None:
    anchor = written_demo.demo.until
    since = anchor - timedelta(hours=30)
    rows = spans(written_demo, [since, anchor], tmp_path)
    for table, (_, moment) in FACTS.items():
        read = written_demo.table(table)
        start = pa.scalar(since, read.schema.field(moment).type)
        kept = read.filter(pc.greater(read[moment], start)).to_pylist()
        new = rows[table] if table != "web_events" else [row for row in rows[table] if row[moment] > since]
        assert as_set(new) == as_set(kept), table
        assert all(row[moment] <= anchor for row in kept)


def test_events_that_come_late_are_told_once_and_no_more_than_three_days_late(
    written_demo: WrittenDemo, tmp_path: Path
) -> None:
    anchor = written_demo.demo.until
    rows = spans(written_demo, [anchor, anchor + timedelta(hours=12)], tmp_path)["web_events"]
    late = [row for row in rows if row["occurred_at"] <= anchor]
    assert late
    assert all(row["occurred_at"] > anchor - timedelta(days=3) for row in late)
    known = set(written_demo.table("web_events")["event_id"].to_pylist())
    assert not known & {row["event_id"] for row in rows}


def test_an_order_to_a_supplier_is_open_until_it_arrives(written_demo: WrittenDemo, tmp_path: Path) -> None:
    anchor = written_demo.demo.until
    orders = written_demo.table("purchase_orders").to_pylist()
    opened = {(row["purchase_order_id"], row["line_no"]) for row in orders if row["status"] == "open"}
    assert opened
    rows = spans(written_demo, [anchor, anchor + timedelta(days=3)], tmp_path)
    received = {
        (row["purchase_order_id"], row["line_no"]) for row in rows["purchase_orders"] if row["status"] == "received"
    }
    assert received & opened
    came = {(row["purchase_order_id"], row["line_no"]) for row in rows["receipts"]}
    assert received <= came | {
        (row["purchase_order_id"], row["line_no"]) for row in written_demo.table("receipts").to_pylist()
    }


def test_a_moment_without_anything_writes_nothing(written_demo: WrittenDemo, tmp_path: Path) -> None:
    anchor = written_demo.demo.until
    assert write_next(written_demo.demo, anchor, anchor, tmp_path) == []
