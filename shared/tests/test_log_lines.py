"""The log lines: their form, and what they do not say."""

from __future__ import annotations

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import NoReturn

import pytest

from shared import telemetry


class Lines:
    """The lines written to standard error since the last look."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture

    def __call__(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self._capture.readouterr().err.splitlines()]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    telemetry.configure(service="shopsight", otlp_endpoint=None)
    return Lines(capsys)


def fail(error: Exception) -> NoReturn:
    raise error


def test_a_line_says_when_how_grave_what_where_and_for_which_request(lines: Lines) -> None:
    token = telemetry.request_id.set("0b5c")
    telemetry.logger().warning("load finished", load_id="20111209-abc", rows=17, share=0.5)
    telemetry.request_id.reset(token)

    (line,) = lines()
    moment = datetime.fromisoformat(str(line.pop("time")))
    assert abs((datetime.now(UTC) - moment).total_seconds()) < 60
    assert line == {
        "severity": "WARNING",
        "message": "load finished",
        "service": telemetry._process.service,  # the first to configure in this run of tests named it
        "request_id": "0b5c",
        "load_id": "20111209-abc",
        "rows": 17,
        "share": 0.5,
    }


def test_each_request_has_its_own_id_in_its_lines(lines: Lines) -> None:
    def answer(number: int) -> None:
        telemetry.request_id.set(f"request-{number}")
        telemetry.logger().info(f"answer {number}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(answer, range(200)))

    written = lines()
    assert len(written) == 200
    assert all(str(line["message"]).split()[1] == str(line["request_id"]).split("-")[1] for line in written)


def test_a_service_of_many_in_one_process_names_itself(lines: Lines) -> None:
    telemetry.logger().info("answered", service="revenue")

    assert [line["service"] for line in lines()] == ["revenue"]


def test_debug_lines_are_not_written(lines: Lines) -> None:
    telemetry.logger().debug("details")

    assert lines() == []


def test_any_text_makes_one_line_of_valid_json(lines: Lines) -> None:
    telemetry.logger().info('quote " newline \n umlaut ü lone \udc80', value=float("nan"), also=object)

    (line,) = lines()
    assert line["message"] == 'quote " newline \n umlaut ü lone \udc80'
    assert (line["value"], line["also"]) == ("nan", "<class 'object'>")


def test_an_exception_stands_in_the_line_without_what_it_quotes(lines: Lines) -> None:
    try:
        fail(ValueError("no customer anna.smith@example.com, phone +44 20 7946 0958, Bearer abcdefgh12345678"))
    except ValueError:
        telemetry.logger().exception("request failed")

    (line,) = lines()
    assert line["severity"] == "ERROR"
    text = str(line["exception"])
    assert "Traceback" in text
    assert "ValueError: no customer [removed], phone [removed], Bearer [removed]" in text


def test_the_cause_of_an_exception_is_as_clean(lines: Lines) -> None:
    error = RuntimeError("lookup failed")
    error.__cause__ = KeyError("anna.smith@example.com")

    telemetry.logger().error("request failed", exc_info=error)

    (line,) = lines()
    assert "lookup failed" in str(line["exception"])
    assert "anna" not in json.dumps(line)


def test_lines_of_libraries_have_the_same_form_and_are_as_clean(lines: Lines) -> None:
    library = logging.getLogger("some.library")
    library.info("chatter")
    try:
        fail(OSError("cannot write to anna@example.com"))
    except OSError:
        library.exception("mail to %s failed", "anna@example.com")

    (line,) = lines()
    assert (line["severity"], line["message"]) == ("ERROR", "mail to [removed] failed")
    assert "OSError: cannot write to [removed]" in str(line["exception"])
