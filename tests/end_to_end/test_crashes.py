"""Changes that are killed leave one whole state, and the next start leaves nothing of them lying about.

A few kills of each kind, from a fixed seed; `make bench-kills` does two hundred with the same code.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.benchmarks import kills
from tests.benchmarks.kill_shop import CASES, FIRST_ZONE, environment, load, write_files
from tests.benchmarks.whole_state import state_of

KILLS = 6  # one of every kind of change and a second load; the first is of a suite that serves
SEED = 7


@pytest.mark.slow
def test_whatever_is_killed_at_whatever_instant_is_whole_or_was_never_there(tmp_path: Path) -> None:
    outcomes = kills.run(tmp_path, KILLS, SEED)
    assert {outcome.case for outcome in outcomes} == {case.name for case in CASES}
    assert [outcome for outcome in outcomes if outcome.wrong] == []


def test_a_state_that_is_not_whole_is_noticed(tmp_path: Path) -> None:
    import duckdb  # noqa: PLC0415 - breaks a shop behind the suite's back

    write_files(tmp_path / "files")
    data_dir = tmp_path / "data"
    load(data_dir, tmp_path / "files", ("sales.csv",))
    whole = state_of(data_dir)
    assert whole.wrong == ()
    with duckdb.connect(str(data_dir / "shop" / "shop.duckdb")) as connection:
        connection.execute("DELETE FROM sales WHERE order_id = 'o7' AND product_id = 'p28'")
    (data_dir / "shop" / "store" / "forgotten.part").touch()
    broken = state_of(data_dir)
    assert broken.tables["sales"] != whole.tables["sales"]
    assert broken.tables["daily_shop_sales"] == whole.tables["daily_shop_sales"]
    assert {each.split()[0] for each in broken.wrong} >= {
        "daily_shop_sales",
        "daily_product_sales",
        "daily_customer_sales",
    }
    assert broken.names - whole.names == {"shop/store/forgotten.part"}


def test_a_load_by_the_command_line_that_is_killed_can_be_repeated_at_once(tmp_path: Path) -> None:
    write_files(tmp_path / "files")
    data_dir, sales = tmp_path / "data", tmp_path / "files" / "sales.csv"
    shopsight = str(Path(sys.executable).parent / "shopsight")
    command = [shopsight, "load", "--format", "canonical", str(sales), "--json", "--data-dir", str(data_dir)]
    settings = {**os.environ, **environment(FIRST_ZONE)}
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=settings, start_new_session=True
    )
    lease = data_dir / "shop" / "store" / "leases" / "load.value"
    while not lease.exists() and process.poll() is None:
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert lease.exists()
    again = subprocess.run(command, capture_output=True, text=True, check=True, env=settings)
    report = json.loads(again.stdout)
    assert report["tables"][0]["loaded"] == report["tables"][0]["read"]
    assert "waiting for another load" not in again.stderr
