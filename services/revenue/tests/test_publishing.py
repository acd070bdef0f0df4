"""A changed target on its way to an ingestion in another process."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from revenue.publishing import PublishingError, over_http
from shared.contracts.target_changed import TargetChange, TargetKey


class Ingestion(BaseHTTPRequestHandler):
    """Answers as ingestion does, and keeps what it was sent."""

    def do_PUT(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self.server.heard.append((self.command, self.path, self.headers["Authorization"], self.rfile.read(length)))  # type: ignore[attr-defined]  # the server below
        self.send_response(self.server.status)  # type: ignore[attr-defined]  # as above
        self.end_headers()

    def do_DELETE(self) -> None:
        self.do_PUT()

    def log_message(self, *_: Any) -> None:
        """Nothing to say."""


@pytest.fixture
def ingestion() -> Iterator[Any]:
    server: Any = HTTPServer(("127.0.0.1", 0), Ingestion)
    server.heard, server.status = [], 200
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_another_process_is_told_in_the_name_of_the_caller(ingestion: Any) -> None:
    key = TargetKey("staff", "ann", date(2024, 5, 1), date(2024, 5, 31))
    stands, gone = TargetChange(key, Decimal(0), "first"), TargetChange(key, None, "second")
    publish = over_http(f"http://127.0.0.1:{ingestion.server_port}/", lambda: "GBP", lambda: "Bearer somebody")
    publish([stands, gone])
    (method, path, signed, body), (second, second_path, _, _) = ingestion.heard
    assert (method, path, signed, second) == ("PUT", "/api/ingest/targets", "Bearer somebody", "DELETE")
    assert json.loads(body)["items"][0]["net_amount"] == {"amount": "0", "currency": "GBP"}
    assert second_path.endswith("?scope=staff&scope_id=ann&period_start=2024-05-01&period_end=2024-05-31")
    ingestion.status = 409
    with pytest.raises(PublishingError, match="409"):
        publish([gone])
    with pytest.raises(PublishingError, match="nobody is signed in"):
        over_http("http://127.0.0.1:1", lambda: "GBP", lambda: None)([gone])
