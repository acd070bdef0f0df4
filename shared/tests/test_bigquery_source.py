"""What a person is told when a BigQuery that is not ours cannot be read, and what guards the bill."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from shared.warehouse import Query, WarehouseError
from shared.warehouse.bigquery_source import BigQuerySource, SourceUnavailableError, open_source

LINES = Query("Order lines", "SELECT sku FROM lines", {})
GIGABYTE = 1_000_000_000


class Desk:
    """A BigQuery that answers every job with what it is told to."""

    def __init__(self) -> None:
        self.status, self.reason, self.message = 200, "", ""
        self.statement_type = "SELECT"
        self.asked: list[dict[str, Any]] = []

    def refuses(self, status: int, reason: str, message: str) -> None:
        self.status, self.reason, self.message = status, reason, message

    def answer(self, body: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(body)
        if self.status != 200:
            errors = [{"reason": self.reason, "message": self.message, "domain": "global"}]
            return {"error": {"code": self.status, "message": self.message, "errors": errors}}
        schema = {"fields": [{"name": "sku", "type": "STRING"}, {"name": "n", "type": "INTEGER"}]}
        if "configuration" not in body:
            return {"jobComplete": True, "schema": schema, "rows": [], "totalRows": "0"}
        query = {"totalBytesProcessed": str(GIGABYTE), "statementType": self.statement_type, "schema": schema}
        return {
            **body,
            "status": {"state": "DONE"},
            "statistics": {"totalBytesProcessed": str(GIGABYTE), "query": query},
        }


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def source(desk: Desk) -> Iterator[BigQuerySource]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = json.dumps(desk.answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))).encode()
            self.send_response(desk.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()  # looks for its end that often
    opened = open_source(
        "theirs",
        "shop",
        job_project="ours",
        maximum_bytes_billed=5 * GIGABYTE,
        service="ingestion",
        emulator=f"http://127.0.0.1:{server.server_port}",
    )
    yield opened
    opened.close()
    server.shutdown()
    server.server_close()


def test_columns_and_bytes_are_known_before_anything_is_read(source: BigQuerySource, desk: Desk) -> None:
    estimate = source.estimate(LINES)
    assert [(column.name, column.type) for column in estimate.columns] == [("sku", "STRING"), ("n", "INT64")]
    assert estimate.bytes == GIGABYTE
    [asked] = desk.asked
    assert asked["configuration"]["dryRun"] is True
    assert asked["configuration"]["query"]["useQueryCache"] is False


def test_every_job_is_limited_named_and_paid_for_by_the_project_that_is_told(
    source: BigQuerySource, desk: Desk
) -> None:
    assert next(source.read(LINES).batches).num_rows == 0
    [asked] = desk.asked
    assert int(asked["maximumBytesBilled"]) == 5 * GIGABYTE
    assert asked["labels"] == {"query": "order_lines", "service": "ingestion"}
    assert asked["defaultDataset"] == {"projectId": "theirs", "datasetId": "shop"}


def test_what_bigquery_itself_does_not_call_a_select_is_not_run(source: BigQuerySource, desk: Desk) -> None:
    desk.statement_type = "SCRIPT"
    with pytest.raises(WarehouseError, match="only a SELECT is run"):
        source.estimate(LINES)


@pytest.mark.parametrize(
    ("status", "reason", "message", "says"),
    [
        (
            403,
            "accessDenied",
            "User does not have permission",
            "BigQuery Data Viewer .* BigQuery Job User .* project ours",
        ),
        (404, "notFound", "Not found: Dataset theirs:shop", "Look at the names"),
        (
            400,
            "invalidQuery",
            "Unrecognized name: skuu; Did you mean sku?",
            "Order lines: Unrecognized name: skuu; Did you",
        ),
        (403, "responseTooLarge", "Response too large to return", "read it in parts, by a WHERE"),
        (400, "bytesBilledLimitExceeded", "limit exceeded", "more bytes than this service may pay for"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(
    source: BigQuerySource, desk: Desk, status: int, reason: str, message: str, says: str
) -> None:
    desk.refuses(status, reason, message)
    with pytest.raises(WarehouseError, match=says) as refused:
        source.estimate(LINES)
    assert not isinstance(refused.value, SourceUnavailableError)


def test_a_quota_that_is_used_up_is_nothing_wrong_with_what_was_asked(source: BigQuerySource, desk: Desk) -> None:
    desk.refuses(403, "quotaExceeded", "Quota exceeded")
    with pytest.raises(SourceUnavailableError, match="try again"):
        source.estimate(LINES)


def test_without_credentials_it_is_said_how_to_get_some(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    monkeypatch.setenv("NO_GCE_CHECK", "true")  # else the library asks the network whether this is a Google machine
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    with pytest.raises(SourceUnavailableError, match="gcloud auth application-default login"):
        open_source("theirs", "shop", job_project=None, maximum_bytes_billed=1, service="tests")
