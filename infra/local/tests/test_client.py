"""The commands' way to a running suite."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from local.client import SocketClient
from local.data_folder import RunningSuite

LINE = b'{"progress":["backup",1,2]}\n'


@contextmanager
def a_suite_that_talks_on(hung_up: threading.Event, requests: int = 1) -> Iterator[RunningSuite]:
    """Answers each request with a line and no end, and says when the caller has hung up."""

    class Talks(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/x-ndjson")
            self.end_headers()
            self.wfile.write(LINE)
            self.wfile.flush()
            if not self.connection.recv(1):
                hung_up.set()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Talks) as server:
        server.timeout = 10
        served = threading.Thread(target=lambda: [server.handle_request() for _ in range(requests)])
        served.start()
        try:
            yield RunningSuite(pid=0, host="127.0.0.1", port=server.server_port, started_at="2026-11-23T06:00:00Z")
        finally:
            served.join(10)


@pytest.mark.parametrize("read", [0, 1], ids=["not at all", "one line"])
def test_an_answer_that_was_read_in_part_leaves_no_connection_open(read: int) -> None:
    hung_up = threading.Event()
    with a_suite_that_talks_on(hung_up) as running:
        with closing(SocketClient(running, "a-token")) as client:
            lines = client.request("POST", "/api/jobs/local/backup/run", accept="application/x-ndjson").lines()
            assert [next(lines) for _ in range(read)] == [{"progress": ["backup", 1, 2]}] * read
        assert hung_up.wait(10)  # while what was read of it is still held
        lines.close()


def test_an_answer_that_is_let_go_of_late_leaves_the_next_one_alone() -> None:
    with a_suite_that_talks_on(threading.Event(), requests=2) as running:
        with closing(SocketClient(running, "a-token")) as client:
            first = client.request("POST", "/first").lines()
            assert next(first)
            second = client.request("POST", "/second").lines()
            first.close()
            assert next(second)
        second.close()
