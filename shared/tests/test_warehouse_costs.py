"""What guards the bill and the caller's patience on BigQuery, asked of a stand-in that bills, limits and fails."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from shared.warehouse import Query, Warehouse, WarehouseError, connect
from shared.warehouse.bigquery import BigQueryWarehouse

SCAN = Query("whole_ledger", "SELECT SUM(net_amount) AS net FROM sales", {})
ADD = Query("add", "INSERT INTO sales (entry_id) VALUES ('a')", {})
GIGABYTE = 1_000_000_000

Failure = tuple[int, str]


@dataclass
class Bill:
    """A BigQuery of one table: every statement reads a gigabyte, unless it only opens or closes something."""

    failures: list[Failure] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    billed: int = 0

    def statements(self, text: str) -> list[dict[str, Any]]:
        return [body for body in self.asked if text in body["query"]]

    def answer(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if path.endswith("/jobs"):
            return self._job(body)
        self.asked.append(body)
        if self.failures and re.match("SELECT|INSERT", body["query"]):
            return refused(*self.failures.pop(0))
        size = GIGABYTE if "sales" in body["query"] else 0
        if size > int(body.get("maximumBytesBilled", size)):
            return refused(400, "bytesBilledLimitExceeded")
        self.billed += size
        return 200, {"jobComplete": True, "numDmlAffectedRows": "1", **rows()}

    def _job(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """jobs.insert: how dry runs are asked, and how a session begins."""
        query = body["configuration"]["query"]
        self.asked.append({**body["configuration"], **query})
        counted = {"query": {"totalBytesProcessed": str(GIGABYTE)}, "sessionInfo": {"sessionId": "s1"}}
        return 200, {**body, "status": {"state": "DONE"}, "statistics": {"totalBytesProcessed": "1", **counted}}


def rows() -> dict[str, Any]:
    return {
        "schema": {"fields": [{"name": "net", "type": "NUMERIC"}]},
        "rows": [{"f": [{"v": "1.5"}]}],
        "totalRows": "1",
    }


def refused(status: int, reason: str) -> tuple[int, dict[str, Any]]:
    message = f"refused because of {reason}"
    errors = [{"reason": reason, "message": message, "domain": "global"}]
    return status, {"error": {"code": status, "message": message, "errors": errors}}


@pytest.fixture
def bill() -> Bill:
    return Bill()


@pytest.fixture
def opened(bill: Bill) -> Iterator[Callable[[str], BigQueryWarehouse]]:
    """Opens the warehouse on the stand-in, with options."""

    class Desk(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _reply(self, status: int, content: dict[str, Any]) -> None:
            raw = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._reply(*bill.answer(self.path.partition("?")[0], body))

        def do_GET(self) -> None:  # the results of BEGIN TRANSACTION
            self._reply(200, {"jobComplete": True, "jobReference": {"projectId": "p", "jobId": "j"}, "totalRows": "0"})

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()  # looks for its end that often
    warehouses: list[Warehouse] = []

    def made(options: str) -> BigQueryWarehouse:
        url = f"bigquery://p/d?emulator=http://127.0.0.1:{server.server_port}&location=EU&{options}"
        warehouses.append(connect(url))
        assert isinstance(warehouses[-1], BigQueryWarehouse)
        return warehouses[-1]

    yield made
    for warehouse in warehouses:
        warehouse.close()
    server.shutdown()
    server.server_close()


Opened = Callable[[str], BigQueryWarehouse]


def test_a_statement_that_would_cost_too_much_is_refused_and_not_billed(opened: Opened, bill: Bill) -> None:
    with pytest.raises(WarehouseError, match=r"^whole_ledger: .*maximum_bytes_billed"):
        opened(f"maximum_bytes_billed={GIGABYTE - 1}").query(SCAN)
    assert bill.billed == 0
    assert len(bill.asked) == 1  # asking again would not make it cheaper


def test_a_statement_within_the_limit_is_answered(opened: Opened, bill: Bill) -> None:
    [row] = opened(f"maximum_bytes_billed={GIGABYTE}").query(SCAN)
    assert row["net"] == Decimal("1.5")
    assert bill.billed == GIGABYTE


def test_without_a_limit_none_is_asked_for(opened: Opened, bill: Bill) -> None:
    opened("").query(SCAN)
    assert "maximumBytesBilled" not in bill.asked[0]


def test_the_limit_holds_in_streams_and_changes_too(opened: Opened, bill: Bill) -> None:
    warehouse = opened("maximum_bytes_billed=5")
    with pytest.raises(WarehouseError, match="bytesBilledLimitExceeded"):
        list(warehouse.stream(SCAN))
    with pytest.raises(WarehouseError, match="bytesBilledLimitExceeded"), warehouse.change() as change:
        change.execute(ADD)
    assert bill.billed == 0
    assert {body.get("maximumBytesBilled") for body in bill.asked} == {"5"}
    assert [body["query"].split()[0] for body in bill.asked][-2:] == ["ROLLBACK", "CALL"]


def test_a_dry_run_says_what_it_would_cost_and_costs_nothing(opened: Opened, bill: Bill) -> None:
    assert opened("").bytes_scanned(SCAN) == GIGABYTE
    [asked] = bill.asked
    assert (asked["dryRun"], asked["useQueryCache"], bill.billed) == (True, False, 0)


def test_jobs_name_the_statement_and_the_service(opened: Opened, bill: Bill) -> None:
    opened("service=revenue").query(SCAN)
    assert bill.asked[0]["labels"] == {"query": "whole_ledger", "service": "revenue"}


def test_nothing_waits_for_ever(opened: Opened, bill: Bill) -> None:
    opened("").query(SCAN)
    assert int(bill.asked[0]["timeoutMs"]) < 30_000  # BigQuery says "not yet" before the request times out
    assert int(bill.asked[0]["jobTimeoutMs"]) == 60_000  # and stops working when nobody waits any more


@pytest.mark.parametrize("failure", [(503, "backendError"), (400, "jobBackendError")])
def test_a_question_is_asked_again(opened: Opened, bill: Bill, failure: Failure) -> None:
    bill.failures.append(failure)
    assert len(opened("").query(SCAN)) == 1
    assert len(bill.asked) == 2


def test_a_question_that_is_wrong_is_not_asked_again(opened: Opened, bill: Bill) -> None:
    bill.failures.append((400, "invalidQuery"))
    with pytest.raises(WarehouseError, match="invalidQuery"):
        opened("").query(SCAN)
    assert len(bill.asked) == 1


def test_a_write_whose_answer_was_lost_is_repeated_as_the_same_request(opened: Opened, bill: Bill) -> None:
    bill.failures.append((503, "backendError"))
    with opened("").change() as change:
        assert change.execute(ADD) == 1
    first, second = bill.statements("INSERT")
    assert first["requestId"] == second["requestId"]  # by which BigQuery knows that it ran it already
    assert [body["query"] for body in bill.asked][-2:] == ["COMMIT TRANSACTION", "CALL BQ.ABORT_SESSION()"]


def test_a_write_that_failed_is_not_run_again(opened: Opened, bill: Bill) -> None:
    bill.failures.append((400, "jobBackendError"))
    with pytest.raises(WarehouseError, match="add: "), opened("").change() as change:
        change.execute(ADD)
    assert len(bill.statements("INSERT")) == 1
    assert not bill.statements("COMMIT")


def test_everything_of_a_change_runs_in_its_session_where_the_dataset_is(opened: Opened, bill: Bill) -> None:
    with opened("").change() as change:
        change.execute(ADD)
    begun, *others = bill.asked
    assert begun["createSession"] is True
    assert {body["location"] for body in others} == {"EU"}
    assert {str(body["connectionProperties"]) for body in others} == {str([{"key": "session_id", "value": "s1"}])}


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("bigquery://project", "bigquery://<project>/<dataset>"),
        ("bigquery:///dataset", "bigquery://<project>/<dataset>"),
        ("bigquery://project/dataset/table", "bigquery://<project>/<dataset>"),
        ("bigquery://project/dataset?maximum_bytes_billed=10GB", "'10GB'"),
        ("bigquery://project/dataset?max_bytes=10", "max_bytes unknown"),
        ("abacus://desk", "bigquery://<project>/<dataset>"),
    ],
)
def test_a_url_that_cannot_be_read_says_what_to_write(url: str, says: str) -> None:
    with pytest.raises(WarehouseError, match=re.escape(says)):
        connect(url)


def test_a_list_that_is_nothing_is_refused_rather_than_taken_for_an_empty_one(opened: Opened, bill: Bill) -> None:
    with pytest.raises(WarehouseError, match="@days"):
        opened("").query(Query("days", "SELECT @days AS days", {"days": "ARRAY<DATE>"}), {"days": None})
    assert bill.asked == []


def test_whoever_does_not_choose_bigquery_does_not_pay_for_its_start() -> None:
    program = (
        "import sys; there = set(sys.modules);"  # a library of functions makes the empty namespace google in any Python
        "from shared import warehouse; warehouse.connect('duckdb:///:memory:'); print(*(set(sys.modules) - there))"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in loaded if name.startswith(("google", "grpc"))] == []
