"""The child process that reads files: what it says on standard output, and how it ends."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from ingestion.files.plan import SourceFile, StagePlan, plan_from_json, plan_to_json, report_from_json
from shared.shop import Shop


def plan_for(tmp_path: Path, text: str) -> Path:
    (tmp_path / "out").mkdir()
    (tmp_path / "products.csv").write_text(text, encoding="utf-8")
    files = (SourceFile("products.csv", tmp_path / "products.csv"),)
    plan = StagePlan(files, "canonical", None, Shop("Europe/London", "GBP", "GB"), tmp_path / "out")
    assert plan_from_json(plan_to_json(plan)) == plan
    (tmp_path / "plan.json").write_text(plan_to_json(plan), encoding="utf-8")
    return tmp_path / "plan.json"


def run(plan: Path) -> list[dict[str, Any]]:
    command = [sys.executable, "-W", "error", "-m", "ingestion.files.child", str(plan)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_it_tells_progress_and_at_the_end_the_report(tmp_path: Path) -> None:
    *progress, last = run(plan_for(tmp_path, "product_id,title\nA,Thé\n"))
    assert progress[-1] == {"progress": ["products.csv", 24, 24]}
    report = report_from_json(last["report"])
    assert (report.files[0].rows_read, report.parquet) == (1, {"products": ["products-0000.parquet"]})
    assert (tmp_path / "out" / "products-0000.parquet").exists()


def test_an_error_of_the_files_is_its_answer(tmp_path: Path) -> None:
    assert run(plan_for(tmp_path, ""))[-1]["error"].startswith("products.csv is empty")


def test_a_signal_ends_it_at_once(tmp_path: Path) -> None:
    rows = "".join(f"P{number},thing\n" for number in range(3_000_000))
    plan = plan_for(tmp_path, "product_id,title\n" + rows)
    command = [sys.executable, "-m", "ingestion.files.child", str(plan)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        child.send_signal(signal.SIGTERM)
        assert child.wait(timeout=5) == -signal.SIGTERM


def test_the_plan_is_light() -> None:
    """The serving process imports the plan, and must not get Arrow with it."""
    code = "import sys, ingestion.files.plan; print(sorted({'pyarrow', 'numpy', 'pydantic'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
