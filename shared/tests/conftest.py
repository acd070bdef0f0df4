"""What the tests of the plugs share: the stores, races between threads, and patience with other processes."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from shared.store import Store, StoreConflictError, connect
from shared.testing import MemoryStore

RACERS = 20
PATIENCE_SECONDS = 20  # for another thread or process to come to the point; it takes a fraction of one, unless busy
DISCOVERY = (
    Path(__file__).parents[3] / "shared/data/vendor_specs/google/storage.v1.discovery.json.gz"
)  # not of this repository


class StandIn:
    """The process that stands in for Cloud Storage (cloud_storage_stand_in.py), and how to speak with it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.url = f"http://127.0.0.1:{port}"

    def meets(self, bucket: str, *faults: tuple[str, str]) -> None:
        """From now on the next request of a method (insert, get, ...) goes wrong in the way named, one for each."""
        self._ask("POST", f"{bucket}/faults", [{"on": method, "what": what} for method, what in faults])

    def asked_of(self, bucket: str) -> list[str]:
        """The requests about a bucket since its faults were told, by their method."""
        return self._ask("GET", f"{bucket}/requests")

    def broken_rules(self) -> list[str]:
        """What was asked, of any bucket, that the discovery document does not know."""
        return self._ask("GET", "broken-rules")

    def _ask(self, verb: str, path: str, body: object = None) -> list[str]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(verb, f"/stand-in/{path}", json.dumps(body).encode())
            answer: list[str] = json.loads(connection.getresponse().read())
            return answer
        finally:
            connection.close()


@contextmanager
def running_stand_in() -> Iterator[StandIn]:
    document = [str(DISCOVERY)] if DISCOVERY.exists() else []
    program = [sys.executable, str(Path(__file__).with_name("cloud_storage_stand_in.py")), *document]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield StandIn(int(process.stdout.readline()))
        process.communicate(timeout=PATIENCE_SECONDS)  # it ends with its standard input


@pytest.fixture(scope="session")
def cloud_storage() -> Iterator[StandIn]:
    """The stand-in for Cloud Storage; at the end nothing it was asked may be foreign to the real one."""
    with running_stand_in() as stand_in, pytest.MonkeyPatch.context() as environment:
        environment.setenv("STORAGE_EMULATOR_HOST", stand_in.url)  # the official client's own; processes inherit it
        yield stand_in
        assert stand_in.broken_rules() == []


@pytest.fixture
def careless_stand_in() -> Iterator[StandIn]:
    """Another one, which may be asked what is foreign to the real one."""
    if not DISCOVERY.exists():
        pytest.skip(f"no discovery document at {DISCOVERY}")
    with running_stand_in() as stand_in:
        yield stand_in


@pytest.fixture
def bucket(cloud_storage: StandIn) -> str:
    """A bucket of its own for each test."""
    assert cloud_storage.url
    return f"bucket-{uuid.uuid4().hex}"


@pytest.fixture(params=["folder", "memory", "cloud storage"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Every store there is, one after the other: a later adapter joins here."""
    if request.param == "folder":
        return connect((tmp_path / "a store").as_uri())
    if request.param == "cloud storage":
        return connect(f"gs://{request.getfixturevalue('bucket')}/of/this/shop")
    return MemoryStore()


@pytest.fixture(params=["folder", "cloud storage"])
def shared_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A store that other processes reach as well."""
    if request.param == "cloud storage":
        return f"gs://{request.getfixturevalue('bucket')}"
    return (tmp_path / "shared").as_uri()


@pytest.fixture
def other_process() -> Callable[..., subprocess.Popen[str]]:
    """Starts a program with arguments."""

    def start(program: str, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", program, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    return start


@pytest.fixture
def killed() -> Callable[[subprocess.Popen[str]], None]:
    """Kills a process as a power cut would."""

    def kill(process: subprocess.Popen[str]) -> None:
        process.kill()
        process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == -signal.SIGKILL

    return kill


@pytest.fixture
def at_once() -> Callable[[Callable[[int], object]], list[object]]:
    """Runs a task on 20 threads that start together; answers what each returned, or the conflict it met."""

    def race(task: Callable[[int], object]) -> list[object]:
        start = threading.Barrier(RACERS)

        def run(number: int) -> object:
            start.wait()
            try:
                return task(number)
            except StoreConflictError as conflict:
                return conflict

        with ThreadPoolExecutor(RACERS) as pool:
            return list(pool.map(run, range(RACERS)))

    return race


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool]], bool]:
    """Waits until something holds; answers whether it did in time."""

    def wait(condition: Callable[[], bool]) -> bool:
        end = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            if time.monotonic() > end:
                return False
            time.sleep(0.01)
        return True

    return wait
