"""A load that is killed leaves the shop as it was; the next start has nothing to clean but what it cleans itself."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

SHOPSIGHT = str(Path(sys.executable).parent / "shopsight")
ROWS = 60_000
KILLS = 6


def sales_file(folder: Path) -> Path:
    path = folder / "sales.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("order_id,occurred_at,product_id,quantity,unit_price\n")
        for row in range(ROWS):
            file.write(
                f"o{row // 4},2024-{row % 12 + 1:02}-{row % 28 + 1:02}T{row % 24:02}:00:00Z,p{row % 500},1,2.50\n"
            )
    return path


def shopsight(data_dir: Path, *arguments: str) -> Any:
    answer = subprocess.run(
        [SHOPSIGHT, *arguments, "--json", "--data-dir", str(data_dir)], capture_output=True, text=True, check=True
    )
    return json.loads(answer.stdout)


@pytest.mark.slow
def test_a_load_killed_at_any_instant_is_whole_or_was_never_there(tmp_path: Path) -> None:
    data_dir, sales = tmp_path / "data", sales_file(tmp_path)
    chance = random.Random(7)  # noqa: S311 - when to kill, not a secret
    started = time.monotonic()
    whole = shopsight(tmp_path / "whole", "load", "--format", "canonical", str(sales))
    usual = time.monotonic() - started
    assert whole["net_amount"] == {"amount": str(Decimal("2.50") * ROWS), "currency": "GBP"}
    for _ in range(KILLS):
        process = subprocess.Popen(
            [SHOPSIGHT, "load", "--format", "canonical", str(sales), "--data-dir", str(data_dir)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(chance.uniform(0.3, 1) * usual)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        loads = shopsight(data_dir, "loads", "list")
        loaded = [load for load in loads if load["status"] == "loaded" and load["loaded"]]
        assert [load["loaded"] for load in loaded] in ([], [ROWS])
        assert [load["net_amount"] for load in loaded] in ([], [whole["net_amount"]])
        assert not list((data_dir / "shop" / "staging").glob("*"))
    again = shopsight(data_dir, "load", "--format", "canonical", str(sales))
    sales_table = again["tables"][0]
    assert sales_table["loaded"] + sales_table["known"] == ROWS
