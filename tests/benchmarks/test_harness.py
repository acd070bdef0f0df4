"""The benchmark's own arithmetic: what it says of a run must be true of it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.benchmarks.generated_shop import LINES, REFUNDED, write_shop
from tests.benchmarks.growth_table import question_cell, same, table
from tests.benchmarks.latencies import percentile, spread
from tests.benchmarks.memory import memory_of, watched
from tests.benchmarks.moments import Moment, moments
from tests.benchmarks.offered_load import Answered, Offer, due_times, offer, summary
from tests.benchmarks.processes import settled
from tests.benchmarks.questions import QUESTIONS, unasked


def test_a_percentile_is_the_least_value_that_so_many_do_not_exceed() -> None:
    hundred = [float(value) for value in range(100, 0, -1)]
    assert percentile(hundred, 0.5) == 50
    assert percentile(hundred, 0.99) == 99
    assert percentile([7.0], 0.99) == 7
    assert percentile([1.0, 9.0], 0.99) == 9
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 0.5)


def test_of_forty_answers_the_slowest_is_p99() -> None:
    assert spread([1.0] * 39 + [50.0]).p99 == 50
    assert spread([1.0] * 39 + [50.0]).p50 == 1


def test_requests_are_due_evenly_spaced_for_as_long_as_was_asked() -> None:
    due = due_times(500, 20)
    assert len(due) == 10_000
    assert due[0] == 0
    assert due[-1] == pytest.approx(19.998)
    assert due[250] == pytest.approx(0.5)


@contextmanager
def port_of_a_server(loop: asyncio.AbstractEventLoop, pauses: Iterator[float]) -> Iterator[int]:
    """Answers 304 to who holds something and 200 with two bytes to others; before each answer it stalls for a pause."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                asked = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                break
            await asyncio.sleep(next(pauses, 0))
            held = b"If-None-Match" in asked
            writer.write(
                b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"
                if held
                else b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
            )
        writer.close()

    server = loop.run_until_complete(asyncio.start_server(serve, "127.0.0.1", 0))
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        loop.run_until_complete(asyncio.sleep(0.05))  # for the connections to see their end


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    made = asyncio.new_event_loop()
    yield made
    made.close()


def test_all_that_is_offered_is_answered_and_what_callers_hold_counts_apart(loop: asyncio.AbstractEventLoop) -> None:
    with port_of_a_server(loop, iter(())) as port:
        asked = Offer(port, [["/a", "token", ""], ["/a", "token", '"x"']], rate=200, seconds=0.5)
        answered = loop.run_until_complete(offer(asked))
    told = summary(answered, asked)
    assert {status: of["count"] for status, of in told["by_status"].items()} == {"200": 50, "304": 50}
    assert told["unexpected"] == 0


def test_what_waits_behind_a_slow_answer_shows_the_wait(loop: asyncio.AbstractEventLoop) -> None:
    every_connection_stalls_once = iter([0.4] * 32)
    with port_of_a_server(loop, every_connection_stalls_once) as port:
        asked = Offer(port, [["/a", "token", ""]], rate=200, seconds=0.4)
        answered = loop.run_until_complete(offer(asked))
    waited = [each.milliseconds for each in answered]
    assert len(waited) == 80
    # 32 are stalled for 400 ms; those due after them found no free connection, and their clock ran meanwhile.
    assert sum(each > 100 for each in waited) > 32


def test_an_answer_that_never_comes_is_counted_as_none() -> None:
    told = summary([Answered(200, 1.0), Answered(0, 2.0), Answered(503, 3.0)], Offer(1, [], 1, 1))
    assert told["unexpected"] == 2
    assert told["slowest_ms"] == 3


def test_moments_differ_and_their_days_are_the_shops() -> None:
    some = moments(63)
    assert len({moment.as_of for moment in some}) == len({moment.day for moment in some}) == 63
    facts = Moment(datetime(2023, 11, 1, 9, 30, tzinfo=UTC)).facts(90)
    assert (facts["first"], facts["today"]) == (date(2023, 8, 4), date(2023, 11, 1))
    assert (facts["previous_first"], facts["previous_last"]) == (date(2023, 5, 6), date(2023, 8, 3))
    assert facts["previous_cut"] == datetime(2023, 8, 3, 8, 30, tzinfo=UTC)  # half past nine by the clock, in summer
    assert facts["year_day"] == date(2022, 11, 2)


def test_the_generated_shop_has_the_shape_that_was_asked_for(tmp_path: Path) -> None:
    sales = write_shop(tmp_path, 20_000)[0]
    rows = pq.read_table(sales).to_pylist()
    sold = [row for row in rows if row["kind"] == "sale"]
    returned = [row for row in rows if row["kind"] == "refund"]
    assert len(rows) == pytest.approx(20_000, rel=0.02)
    assert len(sold) == LINES * len({row["order_id"] for row in sold})
    assert len(returned) / len(sold) == pytest.approx(REFUNDED, rel=0.2)
    assert all(row["quantity"] < 0 and row["discount_amount"] <= 0 for row in returned)
    assert 0.25 < sum(row["unit_cost"] is None for row in sold) / len(sold) < 0.4
    assert len({row["product_id"] for row in rows}) > 1000


def test_the_most_memory_of_a_process_and_all_below_it_is_noticed_though_it_is_given_back() -> None:
    holding = "held = bytearray(b'x') * (80 << 20); import time; time.sleep(1); del held; print('done', flush=True)"
    program = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {holding!r}]); input()"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        with watched(parent.pid) as most:
            parent.stdout.readline()
        after = memory_of(parent.pid)
        parent.communicate(b"\n")
    assert most.proportional > after.proportional + 60


def measured(p50: float, by_hand: float, **more: Any) -> dict[str, Any]:
    times = {
        "server": {"p50": p50, "p99": p50 * 2, "count": 60},
        "by_hand": {"p50": by_hand, "p99": by_hand, "count": 60},
    }
    return {**times, "most_ms": None, "said": "10.50", "found": "10.500000000", **more}


def test_a_broken_promise_is_marked() -> None:
    assert "over" not in question_cell(measured(24, 10), 1)
    assert "over" in question_cell(measured(26, 10), 1)
    assert "over" in question_cell(measured(24, 10, most_ms=20), 50)
    assert "over" not in question_cell(measured(24, 10, most_ms=20), 10)
    assert "over" in question_cell(measured(24, 10, most_query_ms=20, query={"p50": 21.0}), 50)
    assert "its query 19.0" in question_cell(measured(24, 10, most_query_ms=20, query={"p50": 19.0}), 50)
    assert "over" not in question_cell(measured(24, 10, most_query_ms=20, query={"p50": 19.0}), 50)
    assert "over" not in question_cell(measured(24, 10, most_query_ms=20, query={"p50": 21.0}), 10)
    assert "differs" in question_cell(measured(24, 10, found="10.49"), 1)
    assert question_cell({"missing": "answered 404"}, 1) == "not there (answered 404)"
    assert same("3", "3")
    assert not same("3", str(Decimal("3.01")))


def test_the_table_has_a_line_for_every_question_even_of_a_run_that_was_stopped() -> None:
    text = table([{"millions": 1, "questions": {QUESTIONS[0].name: measured(5, 4)}}])
    assert all(f"| {question.name} |" in text for question in QUESTIONS)
    assert "not measured" in text


def test_every_list_of_the_contract_is_asked_for() -> None:
    assert unasked() == []


def job_seen(name: str, outcome: str, began: str = "05:00:00", ended: str | None = None) -> dict[str, Any]:
    day = "2026-11-23T"
    return {
        "service": "revenue",
        "job": name,
        "outcome": outcome,
        "began_at": f"{day}{began}Z",
        "ended_at": ended and f"{day}{ended}Z",
    }


def test_a_job_that_waits_for_another_is_waited_for() -> None:
    seen: dict[str, str] = {}
    waits, waits_still = job_seen("segments", "not_yet", "05:00:01"), job_seen("segments", "not_yet", "05:02:00")
    assert not settled([job_seen("value", "running"), waits], seen)
    assert not settled([job_seen("value", "done", ended="05:01:30"), waits], seen)  # it is asked again a minute later
    assert not settled([job_seen("value", "running"), job_seen("segments", "running", "05:02:00")], seen)
    assert settled([job_seen("value", "running"), waits_still], seen)  # one that was done may be done once more
    assert settled([job_seen("value", "running"), job_seen("segments", "done", "05:02:00", "05:02:05")], seen)
