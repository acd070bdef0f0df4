"""What a running suite leaves in the data folder for the command line, and when that is not believed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from local.data_folder import (
    DataFolder,
    find_running,
    find_said,
    forget_running,
    open_data_folder,
    reachable_host,
    write_running,
)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return open_data_folder(tmp_path / "data")


@contextmanager
def healthy_server() -> Iterator[int]:
    """Something that answers as a suite's health does."""

    class Healthy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Healthy) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ended_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        return process.pid


def test_a_new_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    assert open_data_folder(tmp_path / "new" / "data").root.stat().st_mode & 0o077 == 0


def test_a_running_suite_is_found(folder: DataFolder) -> None:
    with healthy_server() as port:
        write_running(folder, pid=os.getpid(), host="127.0.0.1", port=port)

        running = find_running(folder)

    assert running is not None
    assert running.origin == f"http://127.0.0.1:{port}"


def test_a_suite_whose_process_is_gone_is_not_believed_even_if_somebody_took_its_port(folder: DataFolder) -> None:
    with healthy_server() as port:
        write_running(folder, pid=ended_process(), host="127.0.0.1", port=port)

        assert find_running(folder) is None


def test_a_process_number_that_somebody_else_has_now_is_not_believed(folder: DataFolder) -> None:
    write_running(folder, pid=os.getpid(), host="127.0.0.1", port=unused_port())

    assert find_running(folder) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}', '{"pid": "x", "host": 1, "port": 2, "started_at": 3}'])
def test_a_file_cut_short_is_no_suite(folder: DataFolder, text: str) -> None:
    folder.suite.write_text(text, encoding="utf-8")

    assert find_said(folder) is None
    assert find_running(folder) is None


def test_only_the_suite_that_said_it_takes_it_back(folder: DataFolder) -> None:
    write_running(folder, pid=41, host="127.0.0.1", port=8080)

    forget_running(folder, 42)
    assert find_said(folder) is not None
    forget_running(folder, 41)
    assert find_said(folder) is None
    assert list(folder.root.iterdir()) == []


@pytest.mark.parametrize(
    ("host", "reached"),
    [("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("::1", "[::1]"), ("10.0.0.5", "10.0.0.5")],  # noqa: S104 - nothing is bound
)
def test_a_suite_that_listens_everywhere_is_reached_here(host: str, reached: str) -> None:
    assert reachable_host(host) == reached
