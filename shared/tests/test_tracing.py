"""Log lines carry the trace of the request they belong to, and nothing else that a caller wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from flask import Flask

from shared import telemetry, tracing
from shared.web import install

ID, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
PARENT = f"00-{ID}-{SPAN}-01"


@pytest.fixture(autouse=True)
def on_one_machine() -> Iterator[None]:
    yield
    tracing.configure(None)
    tracing.begin("", "")


def lines_of(headers: dict[str, str], capture: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """The log lines of one request with these headers."""
    app = Flask("test")
    install(app, service="test")

    @app.get("/asked")
    def asked() -> str:
        telemetry.logger().warning("in the middle")
        return "well"

    capture.readouterr()
    app.test_client().get("/asked", headers=headers)
    return [json.loads(line) for line in capture.readouterr().err.splitlines()]


def test_every_line_of_a_request_carries_its_trace(capsys: pytest.CaptureFixture[str]) -> None:
    lines = lines_of({"traceparent": PARENT}, capsys)
    assert [line["trace"] for line in lines] == [ID, ID]  # the route's own and the one of the request


def test_on_google_cloud_logging_finds_the_trace_by_its_own_names(capsys: pytest.CaptureFixture[str]) -> None:
    tracing.configure("my-shop")
    line = lines_of({"traceparent": PARENT}, capsys)[0]
    assert line["logging.googleapis.com/trace"] == f"projects/my-shop/traces/{ID}"
    assert line["logging.googleapis.com/spanId"] == SPAN
    assert line["logging.googleapis.com/trace_sampled"] is True


def test_the_next_request_does_not_inherit_a_trace(capsys: pytest.CaptureFixture[str]) -> None:
    lines_of({"traceparent": PARENT}, capsys)
    assert all("trace" not in line for line in lines_of({}, capsys))


def test_googles_older_header_is_understood_too() -> None:
    found = tracing.trace_of("", f"{ID}/67667974448284343;o=1")
    assert found == tracing.Trace(ID, "00f067aa0ba902b7", is_sampled=True)
    assert tracing.trace_of("", ID) == tracing.Trace(ID, "0" * 16, is_sampled=False)


@pytest.mark.parametrize(
    "header",
    ["", "anna@example.com", f"00-{ID}-{SPAN}", f"00-{ID.upper()}-{SPAN}-01", f"00-{'0' * 32}-{SPAN}-01", PARENT + "x"],
)
def test_a_header_of_any_other_form_is_no_trace(header: str) -> None:
    assert tracing.trace_of(header) is None
