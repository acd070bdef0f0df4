"""A process that is killed while it replaces a table leaves the generation that was live, and the next run goes on."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from shared import store, warehouse
from shared.generations import live, replace
from shared.warehouse import Column, Query, Table

ROWS = 20_000
FORECAST = Table(
    name="forecast",
    description="Daily sales",
    shape="generation",
    public=True,
    columns=(Column("generation_id", "STRING", "REQUIRED"), Column("n", "INT64"), Column("mean", "NUMERIC")),
    key=("n",),
    partition=None,
    cluster=(),
)
# Replaces the table again and again, and says so each time.
VICTIM = textwrap.dedent("""
    import sys
    from datetime import UTC, datetime
    from pathlib import Path
    sys.path.insert(0, sys.argv[2])
    from shared import store, warehouse
    from shared.generations import replace
    from test_generations_killed import FORECAST
    folder = Path(sys.argv[1])
    tables = warehouse.connect(f"duckdb://{folder / 'shop.duckdb'}")
    kept = store.connect(f"file://{folder / 'store'}")
    while True:
        print("again", flush=True)
        replace(tables, kept, "revenue", datetime.now(UTC), {FORECAST: folder / "made.parquet"})
""")
COUNT = Query(
    "count",
    "SELECT COUNT(*) AS row_count, SUM(mean) AS total FROM forecast WHERE generation_id = @generation_id",
    {"generation_id": "STRING"},
)
MOMENTS = (0.0, 0.005, 0.02, 0.05)  # seconds after a run began, which takes about 0.05


def test_killed_at_any_moment_a_whole_generation_stands(tmp_path: Path) -> None:
    numbers = pa.array(range(ROWS))
    ones = pa.array([Decimal(1)] * ROWS, pa.decimal128(38, 9))
    pyarrow.parquet.write_table(pa.table({"n": numbers, "mean": ones}), tmp_path / "made.parquet")
    made = datetime.combine(date(2026, 3, 2), datetime.min.time(), UTC)
    tables = warehouse.connect(f"duckdb://{tmp_path / 'shop.duckdb'}")
    tables.create([FORECAST])
    replace(
        tables, store.connect(f"file://{tmp_path / 'store'}"), "revenue", made, {FORECAST: tmp_path / "made.parquet"}
    )
    tables.close()
    for moment in MOMENTS:
        command = [sys.executable, "-c", VICTIM, str(tmp_path), str(Path(__file__).parent)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as victim:
            assert victim.stdout is not None
            for _ in range(2):
                victim.stdout.readline()
            time.sleep(moment)
            victim.send_signal(signal.SIGKILL)
        tables = warehouse.connect(f"duckdb://{tmp_path / 'shop.duckdb'}")
        generation_id = live(store.connect(f"file://{tmp_path / 'store'}"), "revenue", "forecast")
        assert tables.query(COUNT, {"generation_id": generation_id}) == [{"row_count": ROWS, "total": Decimal(ROWS)}]
        held = tables.query(Query("held", "SELECT COUNT(DISTINCT generation_id) AS held FROM forecast", {}))
        assert int(str(held[0]["held"])) <= 2  # the live one, and one before it or one that was never switched to
        tables.close()
