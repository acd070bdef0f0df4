"""A process that serves: ready when it says so, gone soon after it is told, and no stack trace for a wrong setting."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import Field

from shared import serving
from shared.schedule import JobBusyError, NotYetError, ScheduleError, Timing
from shared.schedule import connect as connect_schedule
from shared.schedule.doing import attempt
from shared.settings import Settings
from shared.warehouse import WarehouseError

SERVER = """
import os, sys, time
from shared.serving import serve
from shared.store import StoreError

mode, port = sys.argv[1], int(sys.argv[2])

def answer(environ, start_response):
    time.sleep(0.7 if environ["PATH_INFO"] == "/slow" else 0)
    told = str(os.getpid()).encode() if mode == "two" else b"ok"
    start_response("200 OK", [("Content-Length", str(len(told)))])
    return [told]

def make():
    if mode == "refused":
        raise StoreError("STORE_URL: the folder is not there; make it")
    if mode == "broken":
        raise RuntimeError("a fault of the program")
    return answer

def say(what):
    return lambda: os.write(1, f"{what}\\n".encode())  # at once: two processes say it

workers = 2 if mode == "two" else 1
ready, stopped = say("ready"), say("stopped")
serve(make, host="127.0.0.1", port=port, threads=4, workers=workers, on_ready=ready, on_stop=stopped)
"""


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def server(mode: str, port: int) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", SERVER, mode, str(port)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, start_new_session=True) as process:
        try:
            yield process
        finally:
            process.kill()  # its worker sees within a second that it is alone, and ends


def get(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    finally:
        connection.close()


def test_it_says_when_it_is_ready_finishes_what_it_began_and_ends() -> None:
    port = free_port()
    with server("fine", port) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        answers: list[bytes] = []
        slow = threading.Thread(target=lambda: answers.append(get(port, "/slow")))
        slow.start()
        time.sleep(0.2)  # the request is in hand
        told = time.monotonic()
        process.send_signal(signal.SIGTERM)
        words, complaints = process.communicate(timeout=8)
        slow.join()
        assert answers == [b"ok"]
        assert time.monotonic() - told < 4  # half a second for the request, two for connections kept alive
        assert (process.returncode, words, complaints) == (0, "stopped\n", "")


def test_several_processes_answer_at_one_port_and_end_together() -> None:
    port = free_port()
    with server("two", port) as process:
        assert process.stdout is not None
        assert [process.stdout.readline() for _ in range(2)] == ["ready\n", "ready\n"]
        answered, given_up = set[bytes](), time.monotonic() + 10
        while len(answered) < 2 and time.monotonic() < given_up:  # whoever is awake takes a connection
            answered.add(get(port, "/"))
        process.send_signal(signal.SIGTERM)
        words, complaints = process.communicate(timeout=8)
        assert (process.returncode, words, complaints) == (0, "stopped\nstopped\n", "")
        assert len(answered) == 2


def test_a_refusal_is_words_and_no_stack_trace() -> None:
    with server("refused", free_port()) as process:
        _, complaints = process.communicate(timeout=8)
        assert process.returncode == 4
        assert complaints.startswith("STORE_URL: the folder is not there; make it\n")
        assert "Traceback" not in complaints


def test_a_fault_of_the_program_shows_where_it_is() -> None:
    with server("broken", free_port()) as process:
        _, complaints = process.communicate(timeout=8)
        assert process.returncode == 3
        assert "Traceback" in complaints


class Knobs(Settings):
    """A service's settings."""

    shelves: int = Field(default=1, ge=1)


def never() -> object:
    pytest.fail("must not be called")


def run(arguments: list[str], environment: dict[str, str], **jobs: object) -> int:
    return serving.run(arguments, environment, app=never, settings=Knobs, jobs=jobs)  # type: ignore[arg-type]  # an app that is never made


def test_a_taken_port_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert run([], {"PORT": str(port), "DATA_DIR": str(tmp_path)}) == 2
    assert capsys.readouterr().err == f"PORT: {port} on 127.0.0.1 is in use; stop that process, or choose another\n"


def test_wrong_settings_of_the_process_and_of_the_service_are_named_together(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run([], {"PORT": "x", "SHELVES": "0"}) == 2
    assert [line.split(":")[0] for line in capsys.readouterr().err.splitlines()] == ["PORT", "SHELVES"]


def test_a_job_runs_by_its_name() -> None:
    ran: list[str] = []
    assert run(["job", "tidy"], {}, tidy=lambda: ran.append("tidy")) == 0
    assert ran == ["tidy"]


@pytest.mark.parametrize("why", [NotYetError("no sales were loaded"), JobBusyError("another does it")])
def test_a_job_that_has_nothing_to_do_yet_or_is_being_done_has_not_failed(why: Exception) -> None:
    def tidy() -> None:
        raise why

    assert run(["job", "tidy"], {}, tidy=tidy) == 0


def test_a_job_that_waits_comes_after_whoever_does_it_now() -> None:
    waited: list[float] = []
    said: list[Exception | None] = [JobBusyError("another does it"), JobBusyError("another does it"), None]

    def tidy() -> None:
        if why := said.pop(0):
            raise why

    attempt("tidy", tidy, waits=True, pause=waited.append)
    assert (said, len(waited)) == ([], 2)
    assert run(["job", "tidy", "wait"], {}, tidy=lambda: said.append(None)) == 0
    assert said == [None]

    said[:] = [NotYetError("no sales were loaded"), None]
    attempt("tidy", tidy, waits=True, pause=waited.append)
    assert (said, len(waited)) == ([None], 2)
    with pytest.raises(ValueError, match="broken"):
        attempt("tidy", lambda: int("broken"), waits=True, pause=waited.append)


def test_times_are_chosen_in_the_store_of_one_machine(tmp_path: Path) -> None:
    plugs = serving.open_plugs({"DATA_DIR": str(tmp_path)}, service="revenue")
    plugs.schedule.set("inventory.digest", Timing("30 7 * * *", "Europe/Rome"))
    assert plugs.schedule.get("inventory.digest") == Timing("30 7 * * *", "Europe/Rome")
    assert plugs.schedule.get("inventory.other") is None
    with pytest.raises(ScheduleError, match="IANA"):
        plugs.schedule.set("inventory.digest", Timing("30 7 * * *", "Rome"))
    plugs.warehouse.close()
    for url, why in (
        ("cloud-scheduler://project", "write cloud-scheduler://<project>/<location>"),
        ("crontab://", "no adapter"),
        ("", "infra/terraform"),
    ):
        with pytest.raises(ScheduleError, match=why):
            connect_schedule(url, plugs.store)


@pytest.mark.parametrize("arguments", [["job"], ["job", "dust"], ["job", "tidy", "now"]])
def test_a_job_nobody_knows_is_answered_with_those_there_are(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments, {}, tidy=never, air=never) == 2
    assert capsys.readouterr().err == "usage: main.py job NAME; jobs: air, tidy\n"


def test_the_plugs_are_opened_where_the_environment_says(tmp_path: Path) -> None:
    plugs = serving.open_plugs({"DATA_DIR": str(tmp_path), "SHOP_CURRENCY": "EUR"}, service="revenue")
    plugs.store.put("key", b"value")
    assert (tmp_path / "shop" / "store").is_dir()
    assert plugs.shop().currency == "EUR"
    plugs.warehouse.close()
    assert (tmp_path / "shop" / "shop.duckdb").is_file()


def test_a_warehouse_nobody_serves_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="WAREHOUSE_URL"):
        serving.open_plugs({"DATA_DIR": str(tmp_path), "WAREHOUSE_URL": "abacus://desk"}, service="revenue")
