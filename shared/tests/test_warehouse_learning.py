"""What is sent to BigQuery ML: priced before, bounded while it runs, never sent twice."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from shared.google_prices import prices
from shared.warehouse import Query, WarehouseError, connect
from shared.warehouse.learning import (
    LEAST_BYTES,
    READ,
    TRAIN,
    Cost,
    Learning,
    Place,
    TooDearError,
    check_affordable,
    cost_of,
    learning_of,
    over,
    with_literals,
)

SERIES = Query("series", "SELECT day, value FROM sold -- all\nWHERE day < @until", {"until": "DATE"})
TRAINING = Query("bigquery_ml/train", "CREATE OR REPLACE MODEL m OPTIONS (model_type = 'ARIMA_PLUS') AS SELECT 1", {})
ASKING = Query("bigquery_ml/ask", "SELECT day, value FROM AI.FORECAST((SELECT day, value FROM series))", {})


@dataclass
class Google:
    """Takes queries and dry runs; says what it is told to."""

    reads: int = 5_000_000_000
    fails: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if path.endswith("/jobs"):
            query = body["configuration"]["query"]
            self.asked.append({**query, **body["configuration"], "dry": True})
            told = {"totalBytesProcessed": str(self.reads), "query": {"totalBytesProcessed": str(self.reads)}}
            return 200, {**body, "status": {"state": "DONE"}, "statistics": told}
        self.asked.append(body)
        if self.fails:
            error = {"reason": "invalidQuery", "message": "no such option", "domain": "global"}
            return 400, {"error": {"code": 400, "message": "no such option", "errors": [error]}}
        schema = {"fields": [{"name": "day", "type": "DATE"}, {"name": "value", "type": "FLOAT"}]}
        rows = [{"f": [{"v": "2026-03-02"}, {"v": "12.5"}]}]
        return 200, {"jobComplete": True, "schema": schema, "rows": rows, "totalRows": "1"}


@pytest.fixture
def google() -> Google:
    return Google()


@pytest.fixture
def opened(google: Google) -> Iterator[Callable[[str], Learning]]:
    """Opens what a warehouse learns with, over the wire, with options of its URL."""

    class Desk(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, content = google.answer(self.path.partition("?")[0], body)
            raw = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()  # looks for its end that often
    warehouses = []

    def made(options: str = "") -> Learning:
        warehouse = connect(
            f"bigquery://p/d?emulator=http://127.0.0.1:{server.server_port}&location=EU&service=revenue{options}"
        )
        warehouses.append(warehouse)
        found = learning_of(warehouse)
        assert found is not None
        return found

    yield made
    for warehouse in warehouses:
        warehouse.close()
    server.shutdown()
    server.server_close()


Opened = Callable[[str], Learning]
UNTIL = {"until": date(2026, 3, 2)}


def test_what_a_job_costs_is_its_bytes_times_its_models_at_list_price(opened: Opened, google: Google) -> None:
    cost = opened("").cost(SERIES, UNTIL, price=TRAIN, tables=1, times=12)
    assert cost == Cost(5_000_000_000, 12, Decimal("17.0531"))  # 0.06 TB at 312.5 USD a TiB, rounded up
    (asked,) = google.asked
    assert (asked["dryRun"], asked["useQueryCache"]) == (True, False)


def test_little_is_billed_as_ten_megabytes_of_each_table() -> None:
    assert cost_of(1, Decimal("6.25"), tables=5) == Cost(5 * LEAST_BYTES, 1, Decimal("0.0003"))


def test_what_is_dearer_than_allowed_is_refused_before_it_runs() -> None:
    cost = cost_of(2**40, prices().usd[READ], tables=1)
    with pytest.raises(TooDearError, match=r"^a forecast would cost 6\.2500 USD .*, and 6 USD are allowed"):
        check_affordable(cost, Decimal(6), "a forecast")
    assert check_affordable(cost, Decimal("6.25"), "a forecast") is cost


def test_a_training_carries_its_own_limit_and_says_whose_it_is(opened: Opened, google: Google) -> None:
    opened("").train(TRAINING, {}, most=Cost(1_000_000, 12, Decimal(1)))
    (asked,) = google.asked
    assert asked["maximumBytesBilled"] == "15000000"  # twelve models, and a quarter for what comes meanwhile
    assert asked["labels"] == {"query": "bigquery_ml_train", "service": "revenue"}
    assert asked["defaultDataset"] == {"projectId": "p", "datasetId": "d"}


def test_the_limit_of_the_warehouse_holds_where_it_is_lower(opened: Opened, google: Google) -> None:
    opened("&maximum_bytes_billed=7").train(TRAINING, {}, most=Cost(1_000_000, 12, Decimal(1)))
    assert google.asked[0]["maximumBytesBilled"] == "7"


def test_a_training_that_failed_is_not_paid_twice(opened: Opened, google: Google) -> None:
    google.fails = True
    with pytest.raises(WarehouseError, match=r"^bigquery_ml/train: no such option"):
        opened("").train(TRAINING, {}, most=Cost(1, 1, Decimal(1)))
    assert len(google.asked) == 1


def test_rows_of_a_model_become_a_file_and_a_failure_leaves_none(
    opened: Opened, google: Google, tmp_path: Path
) -> None:
    path = tmp_path / "said.parquet"
    assert opened("").ask(ASKING, {}, path, most=Cost(1, 2, Decimal(1))) == 1
    assert pq.read_table(path).to_pylist() == [{"day": date(2026, 3, 2), "value": 12.5}]
    google.fails = True
    with pytest.raises(WarehouseError):
        opened("").ask(ASKING, {}, path, most=Cost(1, 2, Decimal(1)))
    assert not path.exists()


def test_a_library_is_told_where_the_tables_are(opened: Opened) -> None:
    assert opened("").place == Place("p", "d", "EU")


def test_a_warehouse_of_one_machine_does_not_learn() -> None:
    warehouse = connect("duckdb:///:memory:")
    assert learning_of(warehouse) is None
    warehouse.close()


def test_a_statement_is_put_where_a_table_was_read() -> None:
    whole = over(ASKING, "series", SERIES)
    assert whole.parameters == {"until": "DATE"}
    assert whole.text == (
        "SELECT day, value FROM AI.FORECAST((SELECT day, value FROM (\n"
        "SELECT day, value FROM sold WHERE day < @until\n) AS series))"
    )
    with pytest.raises(ValueError, match="does not read nothing"):
        over(ASKING, "nothing", SERIES)
    with pytest.raises(ValueError, match="different types"):
        over(Query("a", "SELECT @until FROM series", {"until": "INT64"}), "series", SERIES)


def test_only_what_the_suite_makes_itself_is_written_into_a_text() -> None:
    query = Query(
        "q", "SELECT @id, @n, @x, @all", {"id": "STRING", "n": "INT64", "x": "FLOAT64", "all": "ARRAY<FLOAT64>"}
    )
    given: dict[str, Any] = {"id": "20260302T06Z-ab", "n": 3, "x": 0.5, "all": [1.0, -2e-07]}
    assert with_literals(query, given) == "SELECT '20260302T06Z-ab', 3, 0.5, [1.0, -2e-07]"
    for name, value in (("id", "a'); DROP"), ("n", 1.5), ("x", float("nan")), ("all", ["1"])):
        with pytest.raises(ValueError, match="is not written into a statement"):
            with_literals(query, given | {name: value})
