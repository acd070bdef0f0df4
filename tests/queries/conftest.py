"""Both engines for the tests: DuckDB in this process, BigQuery as the emulator that the official client talks to."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud import bigquery

from shared.warehouse import Warehouse, connect

ROOT = Path(__file__).parents[2]
EMULATOR = ROOT / ".build" / "emulator"
PROJECT = "shop"
NO_PYTHON = 3  # infra/local/emulator.sh: no Python that the emulator runs on
START_SECONDS = 60.0  # about 2 on a quiet machine
STOP_SECONDS = 10.0  # then it is killed
_running: list[subprocess.Popen[bytes]] = []  # the emulators that were not ended


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def installed() -> None:
    """Set the emulator up; without a Python for it what needs it is not run, and on CI that is a failure."""
    setup = subprocess.run(
        ["bash", "infra/local/emulator.sh"],  # noqa: S607 - bash is where it is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if setup.returncode == NO_PYTHON and os.environ.get("CI") != "true":
        pytest.skip(setup.stderr.strip())
    assert setup.returncode == 0, f"infra/local/emulator.sh: {setup.stderr}"


def answers(address: str, within: float = 5.0) -> bool:
    try:
        with urlopen(f"{address}/discovery/v1/apis/bigquery/v2/rest", timeout=within):  # noqa: S310 - our own server
            return True
    except OSError:
        return False


def wait_until_ready(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        assert process.poll() is None, f"the emulator ended at once: {log.read_text()[-2000:]}"
        if answers(address):
            return
        assert time.monotonic() < deadline, f"the emulator does not answer: {log.read_text()[-2000:]}"
        time.sleep(0.1)


@pytest.fixture(autouse=True)
def no_wait_for_an_emulator_that_has_ended() -> None:
    """The client would try for minutes, and in each test anew."""
    assert all(process.poll() is None for process in _running), "the emulator has ended; its words come at the end"


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running emulator."""
    installed()
    folder = tmp_path_factory.mktemp("emulator")
    port, log = free_port(), folder / "log"
    address = f"http://127.0.0.1:{port}"
    command = [
        EMULATOR / "bin" / "python",
        "-Xfaulthandler",  # it says where it stood when it ends unasked
        Path(__file__).with_name("quick_emulator.py"),
        "serve",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += ["--grpc-port", str(free_port()), "--project", PROJECT, "--data-dir", str(folder / "data")]
    environment = {"HOME": str(EMULATOR / "home"), "PATH": os.environ["PATH"], "TZ": "UTC"}
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output)
    _running.append(process)
    try:
        wait_until_ready(process, address, log)
        yield address
        if not answers(address, within=START_SECONDS):
            process.send_signal(signal.SIGABRT)
            process.wait(STOP_SECONDS)
        assert process.poll() is None, f"the emulator has ended, or did not answer: {log.read_text()[-8000:]}"
    finally:
        _running.remove(process)
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def emulator_client(emulator: str) -> Iterator[bigquery.Client]:
    """The official client, past our adapter."""
    client = bigquery.Client(
        project=PROJECT, credentials=AnonymousCredentials(), client_options={"api_endpoint": emulator}
    )
    yield client
    client.close()


@pytest.fixture(scope="module")
def new_dataset(emulator_client: bigquery.Client) -> Callable[[str], AbstractContextManager[str]]:
    """Makes an empty dataset for a while: every table that is there makes every statement of the emulator slower."""

    @contextmanager
    def made(prefix: str) -> Iterator[str]:
        name = f"{prefix}_{secrets.token_hex(6)}"
        emulator_client.create_dataset(name)
        yield name
        with suppress(OSError):  # the emulator has ended, and its tables with it
            emulator_client.delete_dataset(name, delete_contents=True, retry=None, timeout=30)

    return made


@pytest.fixture(scope="module", params=["duckdb", "bigquery"])
def new_warehouse(request: pytest.FixtureRequest) -> Iterator[Callable[[], Warehouse]]:
    """Makes an empty warehouse, on either engine, which is gone with the module."""
    on_bigquery = request.param == "bigquery"
    address, new_dataset = (
        request.getfixturevalue(name) if on_bigquery else None for name in ("emulator", "new_dataset")
    )
    with ExitStack() as opened:

        def made() -> Warehouse:
            url = "duckdb:///:memory:"
            if new_dataset is not None:
                dataset = opened.enter_context(new_dataset("test"))
                url = f"bigquery://{PROJECT}/{dataset}?emulator={address}&service=tests"
            warehouse = connect(url)
            opened.callback(warehouse.close)
            return warehouse

        yield made


@pytest.fixture(scope="module")
def warehouse(new_warehouse: Callable[[], Warehouse]) -> Warehouse:
    """A warehouse that the tests of one module share."""
    return new_warehouse()
