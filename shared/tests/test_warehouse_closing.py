"""A suite that ends does not wait for a job's statement, and does not stumble over it."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from shared.warehouse import Query, WarehouseError, connect

LONG = Query(
    "long",
    "SELECT COUNTIF(MOD(a * b, 7) = 3) AS pairs"
    " FROM UNNEST(GENERATE_ARRAY(1, 9000)) AS a CROSS JOIN UNNEST(GENERATE_ARRAY(1, 9000)) AS b",
    {},
)
MAY_TAKE_SECONDS = 4  # a second of patience, and a busy machine


def test_closing_while_a_job_asks_neither_fails_nor_waits_for_it(tmp_path: Path) -> None:
    warehouse = connect(f"duckdb:///{tmp_path / 'shop.duckdb'}")
    asked, closed = threading.Event(), threading.Event()

    def job() -> None:
        while not closed.is_set():
            asked.set()
            try:
                warehouse.query(LONG)
            except WarehouseError:  # the tables are let go of
                return

    asking = threading.Thread(target=job)
    asking.start()
    asked.wait()
    time.sleep(0.1)  # into the statement
    began = time.monotonic()
    try:
        warehouse.close()
    finally:
        closed.set()
        asking.join()

    assert time.monotonic() - began < MAY_TAKE_SECONDS
