"""Lists as files: exact, safe to open in a spreadsheet, and never a part that looks like the whole."""

import csv
import http.client
import io
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask, Response
from hypothesis import given
from hypothesis import strategies as st

from shared.csv_stream import CHUNK_CHARACTERS, cell, csv_chunks
from shared.warehouse import WarehouseBusyError
from shared.web import csv_answer, install


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (7, "7"),
        (-7, "-7"),
        (0.5, "0.5"),
        (Decimal("-12.50"), "-12.50"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E-9"), "0.000000001"),
        (date(2011, 8, 31), "2011-08-31"),
        (datetime(2011, 8, 31, 22, 59, 59, tzinfo=UTC), "2011-08-31T22:59:59Z"),
        ("Café", "Café"),
        ("-12.50", "-12.50"),
    ],
)
def test_each_value_has_one_spelling(value: object, text: str) -> None:
    assert cell(value) == text


@pytest.mark.parametrize("value", [datetime(2011, 8, 31), object(), ["a"]])  # noqa: DTZ001 - a naive time is refused
def test_what_has_no_spelling_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        cell(value)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+442079460958", "+44 20 7946 0958", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "-", "-1e5", "=X()"],
)
def test_no_text_is_run_as_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"
    assert b"'" + text[:1].encode() in b"".join(csv_chunks([text], []))


@pytest.mark.parametrize("text", ["+44 20 7946 0958", "=1+1", 'say "yes", twice', "two\r\nlines", "'"])
def test_a_machine_is_given_every_text_as_it_is(text: str) -> None:
    content = b"".join(csv_chunks(["phone", "name"], [[text, None]], for_machines=True)).decode()
    assert list(csv.reader(io.StringIO(content, newline=""))) == [["phone", "name"], [text, ""]]


@given(st.lists(st.tuples(st.text(), st.integers(), st.none() | st.booleans()), max_size=20))
def test_a_reader_of_csv_gets_back_every_row(rows: list[tuple[object, ...]]) -> None:
    text = b"".join(csv_chunks(["text", "number", "flag"], rows)).decode()

    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read == [["text", "number", "flag"], *([cell(value) for value in row] for row in rows)]
    assert text.endswith("\r\n")


def test_a_long_list_comes_in_pieces_and_is_asked_for_as_it_goes() -> None:
    asked = []

    def rows() -> Iterator[tuple[str]]:
        for number in range(10_000):
            asked.append(number)
            yield ("x" * 99,)

    chunks = csv_chunks(["a"], rows())
    first = next(chunks)

    assert CHUNK_CHARACTERS <= len(first) < CHUNK_CHARACTERS + 200
    assert len(asked) < 1000
    assert len(first + b"".join(chunks)) == 3 + 10_000 * 101


def failing_after(count: int, error: Exception) -> Iterator[tuple[str]]:
    for _ in range(count):
        yield ("x" * 99,)
    raise error


def an_app() -> Flask:
    app = Flask("lists")
    install(app, service="lists")

    @app.get("/good.csv")
    def good() -> Response:
        return csv_answer('lo"a\r\nds é.csv', ["id", "=title"], [("a", "=1+1"), ("b", None)], etag="v1")

    @app.get("/bad-start.csv")
    def bad_start() -> Response:
        return csv_answer("bad.csv", ["id"], failing_after(0, WarehouseBusyError("held")))

    @app.get("/bad-middle.csv")
    def bad_middle() -> Response:
        return csv_answer("bad.csv", ["id"], failing_after(5000, RuntimeError("the disk is gone")), personal=True)

    return app


def test_a_list_is_a_file_with_a_harmless_name() -> None:
    answer = an_app().test_client().get("/good.csv")

    assert answer.data == b"id,'=title\r\na,'=1+1\r\nb,\r\n"
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="lo-a--ds--.csv"'
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["ETag"] == '"v1-csv"'


def test_head_and_a_held_file_cost_no_body() -> None:
    client = an_app().test_client()

    assert client.head("/good.csv").data == b""
    assert client.get("/good.csv", headers={"If-None-Match": '"v1-csv"'}).status_code == 304


def test_what_fails_before_the_first_row_is_a_problem() -> None:
    answer = an_app().test_client().get("/bad-start.csv")

    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")


def test_what_fails_in_the_middle_is_logged_under_its_request_id(capsys: pytest.CaptureFixture[str]) -> None:
    answer = an_app().test_client().get("/bad-middle.csv", headers={"X-Request-Id": "abc-3"}, buffered=False)

    assert answer.headers["Cache-Control"] == "no-store"
    with pytest.raises(RuntimeError):
        answer.get_data()
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["request_id"] for line in lines if line["message"] == "transfer broken off"] == ["abc-3"]


@pytest.fixture(scope="module")
def served() -> Iterator[int]:
    """The port of gunicorn, which the suite runs under, with this module's app."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        place = Path(__file__)
        command = [sys.executable, "-m", "gunicorn", "--no-control-socket", "-k", "gthread", "--threads", "2"]
        command += ["--bind", f"fd://{listener.fileno()}", "--log-level", "critical", f"{place.stem}:an_app()"]
        environment = {**os.environ, "PYTHONPATH": str(place.parent)}
        with subprocess.Popen(command, pass_fds=[listener.fileno()], env=environment) as server:
            yield listener.getsockname()[1]
            server.terminate()
            server.wait(timeout=10)


def fetched(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    finally:
        connection.close()


def test_what_fails_in_the_middle_breaks_the_transfer_off(served: int) -> None:
    began = time.monotonic()

    assert fetched(served, "/good.csv").endswith(b"b,\r\n")
    with pytest.raises(http.client.IncompleteRead) as caught:
        fetched(served, "/bad-middle.csv")
    assert len(caught.value.partial) >= CHUNK_CHARACTERS
    assert fetched(served, "/good.csv").endswith(b"b,\r\n")
    assert time.monotonic() - began < 10
