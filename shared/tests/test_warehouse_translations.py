"""Statements are translated once for a data folder: the next start does without the translator."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
from shared.warehouse import Query, connect
warehouse = connect(sys.argv[1])
types = {"late": "TIMESTAMP", "early": "TIMESTAMP"}
asked = Query("asked", "SELECT TIMESTAMP_DIFF(@late, @early, MINUTE) AS minutes", types)
from datetime import UTC, datetime
late, early = datetime(2024, 5, 1, 9, 0, 59, tzinfo=UTC), datetime(2024, 5, 1, 8, 0, 1, tzinfo=UTC)
minutes = warehouse.query(asked, {"late": late, "early": early})[0]["minutes"]
warehouse.close()
print(minutes, "sqlglot" in sys.modules)
"""


def asked_in_a_process_of_its_own(folder: Path) -> str:
    url = f"duckdb://{folder / 'shop.duckdb'}"
    done = subprocess.run([sys.executable, "-c", SCRIPT, url], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.strip()


def test_a_statement_is_translated_by_the_first_start_only(tmp_path: Path) -> None:
    assert asked_in_a_process_of_its_own(tmp_path) == "60 True"
    assert asked_in_a_process_of_its_own(tmp_path) == "60 False"


def test_what_another_translator_made_or_a_killed_process_left_is_not_taken(tmp_path: Path) -> None:
    asked_in_a_process_of_its_own(tmp_path)
    kept = tmp_path / "shop.duckdb.sql"
    made_by, line = kept.read_bytes().splitlines()
    kept.write_bytes(made_by + b"\n" + line[: len(line) // 2])
    assert asked_in_a_process_of_its_own(tmp_path) == "60 True"
    assert asked_in_a_process_of_its_own(tmp_path) == "60 False"
    kept.write_bytes(b"0" * 64 + b"\n" + line.replace(b"date_sub", b"date_diff") + b"\n")
    assert asked_in_a_process_of_its_own(tmp_path) == "60 True"
