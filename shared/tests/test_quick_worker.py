"""What needs no waiting is answered by the thread that reads the sockets; everything else as gunicorn does."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import pytest

from shared.hurry import WouldWaitError, about_to_wait, hurried, patiently
from shared.quick_worker import QuickWorker

SERVER = """
import json, os, sys, threading, time
from shared.hurry import about_to_wait
from shared.serving import serve

attempts = []

def answer(environ, start_response):
    path = environ["PATH_INFO"]
    attempts.append(path)
    if path == "/api/waits":
        about_to_wait()
        time.sleep(1)
    if path == "/api/waits-late":
        start_response("200 OK", [("Content-Length", "4")])
        return late()
    if path == "/api/fails":
        raise RuntimeError("a fault of the program")
    body = b"x" * 8_000_000 if path == "/api/large" else json.dumps({
        "thread": threading.current_thread().name,
        "attempts": attempts.count(path),
        "body": environ["wsgi.input"].read().decode(),
        "query": environ["QUERY_STRING"],
    }).encode()
    start_response("200 OK", [("Content-Length", str(len(body))), ("Content-Type", "application/json")])
    return [body]

def late():
    about_to_wait()
    yield b"late"

port, workers = int(sys.argv[1]), int(sys.argv[2])
ready = lambda: os.write(1, b"ready\\n")  # at once: two processes say it
serve(lambda: answer, host="127.0.0.1", port=port, threads=4, workers=workers, on_ready=ready)
"""
POLLING = "MainThread"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def serving(workers: int = 1) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-c", SERVER, str(port), str(workers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            for _ in range(workers):
                assert process.stdout.readline() == "ready\n"
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=10)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving() as listening:
        yield listening


@pytest.fixture
def connection(port: int) -> Iterator[http.client.HTTPConnection]:
    """A connection that has had its first answer, which any connection gets from a thread of the pool."""
    kept = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    kept.request("GET", "/api/first")
    assert json.loads(kept.getresponse().read())["thread"] != POLLING
    time.sleep(0.3)  # the connection goes back to the thread that reads
    yield kept
    kept.close()


def asked(connection: http.client.HTTPConnection, path: str, **more: object) -> dict[str, object]:
    connection.request(more.pop("method", "GET"), path, **more)  # type: ignore[arg-type]  # as http.client names them
    response = connection.getresponse()
    assert response.status == 200
    document: dict[str, object] = json.loads(response.read())
    return document


def test_what_needs_no_waiting_is_answered_where_it_was_read(connection: http.client.HTTPConnection) -> None:
    for number in range(1, 4):
        answer = asked(connection, f"/api/quick?number={number}")
        assert (answer["thread"], answer["query"]) == (POLLING, f"number={number}")


def test_what_waits_begins_anew_in_another_thread_and_holds_up_nobody(
    connection: http.client.HTTPConnection, port: int
) -> None:
    waiting = threading.Thread(target=lambda: answers.append(asked(connection, "/api/waits")))
    answers: list[dict[str, object]] = []
    other = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    asked(other, "/api/first")
    time.sleep(0.3)
    waiting.start()
    time.sleep(0.05)
    assert asked(other, "/api/quick")["thread"] == POLLING
    assert waiting.is_alive()
    assert answers == []  # the other takes a second
    waiting.join()
    other.close()
    assert answers[0]["thread"] != POLLING
    assert answers[0]["attempts"] == 2  # once in a hurry, once with time


def test_an_answer_that_waits_after_its_head_is_whole(connection: http.client.HTTPConnection) -> None:
    connection.request("GET", "/api/waits-late")
    assert connection.getresponse().read() == b"late"
    assert asked(connection, "/api/quick")["query"] == ""


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/api/quick", {"method": "POST", "body": "a body"}),
        ("/api/quick", {"body": "a body"}),
        ("/api/list.csv", {}),
        ("/api/quick", {"headers": {"Accept": "text/csv"}}),
        ("/page", {}),
    ],
)
def test_bodies_csv_and_other_paths_go_to_the_pool(
    connection: http.client.HTTPConnection, path: str, more: dict[str, object]
) -> None:
    answer = asked(connection, path, **more)
    assert answer["thread"] != POLLING
    assert answer["body"] == more.get("body", "")


def test_a_request_in_pieces_is_read_by_who_may_wait(connection: http.client.HTTPConnection) -> None:
    for piece in (b"GET /api/quick?in=pieces HTTP/1.1\r\n", b"Host: x\r\n", b"\r\n"):
        connection.sock.sendall(piece)
        time.sleep(0.05)
    head, _, body = connection.sock.recv(65536).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert json.loads(body)["thread"] != POLLING


def test_requests_one_behind_the_other_are_all_answered_in_order(connection: http.client.HTTPConnection) -> None:
    connection.sock.sendall(b"".join(b"GET /api/quick?n=%d HTTP/1.1\r\nHost: x\r\n\r\n" % n for n in range(3)))
    said = b""
    while said.count(b'"query"') < 3:
        said += connection.sock.recv(65536)
    assert [said.index(b'"n=%d"' % n) for n in range(3)] == sorted(said.index(b'"n=%d"' % n) for n in range(3))


def test_who_reads_slowly_gets_all_of_it_and_holds_up_nobody(connection: http.client.HTTPConnection, port: int) -> None:
    connection.sock.sendall(b"GET /api/large HTTP/1.1\r\nHost: x\r\n\r\n")
    time.sleep(0.2)  # more than the buffers hold stands there, and nobody reads
    other = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    asked(other, "/api/first")
    time.sleep(0.3)
    assert asked(other, "/api/quick")["thread"] == POLLING
    other.close()
    said = b""
    while len(said) < 8_000_000 + said.find(b"\r\n\r\n") + 4:
        said += connection.sock.recv(1 << 20)
    assert said.endswith(b"x" * 8_000_000)


def test_who_closes_at_once_breaks_nothing(port: int) -> None:
    for _ in range(20):
        gone = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        asked(gone, "/api/first")
        with suppress(OSError):
            gone.sock.sendall(b"GET /api/quick HTTP/1.1\r\nHost: x\r\n\r\n")
        gone.close()
    alive = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    assert asked(alive, "/api/first")
    alive.close()


def test_a_caller_who_wants_no_more_is_let_go(connection: http.client.HTTPConnection) -> None:
    connection.request("GET", "/api/quick", headers={"Connection": "close"})
    response = connection.getresponse()
    assert json.loads(response.read())["thread"] == POLLING
    assert response.will_close
    assert connection.sock is None


def test_a_wrong_head_is_refused_and_the_connection_ends(connection: http.client.HTTPConnection) -> None:
    connection.sock.sendall(b"GET /api/quick HTTP/1.1\r\nHost : x\r\n\r\n")
    said = b""
    while part := connection.sock.recv(65536):
        said += part
    assert said.startswith(b"HTTP/1.1 400")
    assert said.count(b"HTTP/1.1") == 1


def test_a_fault_of_the_program_is_answered_with_500(connection: http.client.HTTPConnection) -> None:
    connection.request("GET", "/api/fails")
    assert connection.getresponse().status == 500


def test_a_stopping_server_closes_after_its_answer() -> None:
    with serving() as port:
        kept = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        asked(kept, "/api/first")
        time.sleep(0.1)
        assert asked(kept, "/api/quick")["thread"] == POLLING
    with pytest.raises((OSError, http.client.HTTPException)):
        asked(kept, "/api/quick")


def test_among_several_processes_a_first_request_is_answered_where_it_was_read_and_each_has_its_share() -> None:
    with serving(workers=2) as port, ExitStack() as opened:
        held = [http.client.HTTPConnection("127.0.0.1", port, timeout=10) for _ in range(16)]
        for connection in held:
            opened.callback(connection.close)
            assert asked(connection, "/api/quick")["thread"] == POLLING
        counted = [asked(connection, "/api/again")["attempts"] for connection in held]  # each process counts its own
        assert counted.count(1) == 2
        assert asked(held[0], "/api/quick", method="POST", body="x")["body"] == "x"


def test_gunicorn_has_what_the_worker_builds_on() -> None:
    """The worker overrides two methods and calls these; another gunicorn that lacks one must not go unnoticed."""
    for name in ("accept", "on_client_socket_readable", "finish_request", "handle", "handle_error", "get_thread_pool"):
        assert callable(getattr(QuickWorker, name))


def test_only_a_hurry_forbids_waiting() -> None:
    about_to_wait()
    with hurried(), pytest.raises(WouldWaitError):
        about_to_wait()
    about_to_wait()


def test_who_is_patient_waits_briefly_in_a_hurry_and_no_longer() -> None:
    with hurried():
        with patiently():
            about_to_wait(briefly=True)
            with pytest.raises(WouldWaitError):
                about_to_wait()
        with pytest.raises(WouldWaitError):
            about_to_wait(briefly=True)
