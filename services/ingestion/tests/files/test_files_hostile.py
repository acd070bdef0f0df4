"""Files that want to do harm: what unpacks without end, what holds rows without end, what a spreadsheet would run."""

from __future__ import annotations

import csv
import gzip
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingestion.files.plan import FilesError, SourceFile, StagePlan, plan_from_json, plan_to_json
from ingestion.files.rejects import Rejected, Rejects, open_rejects
from shared.shop import Shop

SALES = "order_id,occurred_at,product_id,quantity,unit_price\n"


def table(rows: int) -> pa.Table:
    """Lines that take hardly any room: every column holds one value."""
    empty = pa.array([None] * rows, pa.string())
    return pa.table(dict.fromkeys(SALES.strip().split(","), empty))


def test_a_tiny_gzip_that_becomes_gigabytes_is_refused_early(load: Any) -> None:
    packed = gzip.compress(b"\n" * (256 << 20), compresslevel=9)
    assert len(packed) < 300_000

    with pytest.raises(FilesError, match="unpacks to more than 200 times its size"):
        load({"sales.csv.gz": packed})


def test_a_parquet_file_of_rows_without_end_is_refused_before_one_is_read(load: Any) -> None:
    with pytest.raises(FilesError, match="says that it holds 3,000,000 rows"):
        load({"sales.parquet": table(3_000_000)})


def test_a_few_rows_of_nothing_are_only_rejected(load: Any) -> None:
    assert len(load({"sales.parquet": table(100)}).rejected) == 100


def test_a_parquet_file_of_long_texts_without_end_is_ended_by_the_bound_of_memory(tmp_path: Path) -> None:
    # Two megabytes of text, said 65,536 times in a chunk: 131 GB, out of a file of a few hundred kilobytes.
    text = pa.DictionaryArray.from_arrays(pa.array([0] * 200_000, pa.int32()), pa.array(["x" * (2 << 20)]))
    ones = pa.array([1] * 200_000)
    path = tmp_path / "sales.parquet"
    columns = {"order_id": text, "occurred_at": text, "product_id": text, "quantity": ones, "unit_price": ones}
    pq.write_table(pa.table(columns), path)
    assert path.stat().st_size < 1_000_000
    plan = StagePlan((SourceFile(path.name, path),), "canonical", None, Shop("UTC", "GBP", "GB"), tmp_path)
    (tmp_path / "plan.json").write_text(plan_to_json(plan), encoding="utf-8")

    ended = subprocess.run(
        [sys.executable, "-m", "ingestion.files.child", str(tmp_path / "plan.json")],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,  # a second on a quiet machine
    )

    assert "needs more than 8 GB of memory" in json.loads(ended.stdout.splitlines()[-1])["error"]


def test_a_million_rows_that_cannot_be_taken_are_no_shops_file(tmp_path: Path) -> None:
    with open_rejects(tmp_path / "rejected.csv") as rejects:
        few = Rejects(rejects.writer, most=3)
        rows = [Rejected(line, "quantity", "not_a_number", "many") for line in range(2, 5)]
        few.add("sales.csv", "sales", rows)
        with pytest.raises(FilesError, match=r"More than 3 rows cannot be taken, most of them since not_a_number"):
            few.add("sales.csv", "sales", rows)


@pytest.mark.parametrize("value", ["=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(1)", "\t=1+1", " =1+1", "\r=1+1"])
def test_no_rejected_value_begins_as_a_formula(load: Any, value: str) -> None:
    row = f'1,2024-01-01,mug,"{value}",1\n'
    loaded = load({"sales.csv": SALES + row})

    text = (loaded.folder / loaded.report.rejected_file).read_text(encoding="utf-8")
    cells = [cell for line in csv.reader(text.splitlines()) for cell in line]
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t"}]


def test_a_plan_goes_to_the_child_whole(tmp_path: Path) -> None:
    now = datetime(2026, 7, 1, tzinfo=UTC)
    plan = StagePlan((), "shopify", None, Shop("UTC", "GBP", "GB"), tmp_path, tmp_path / "known.sqlite", now)

    assert plan_from_json(plan_to_json(plan)) == plan
