"""What the store promises between processes, some of which are killed, and what the folder adapter does on its disk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shared.store import LeaseHeldError, StoreConflictError, StoreError, connect, lease

PATIENCE_SECONDS = 20  # for another process to end; it takes a fraction of one, unless the machine is busy
Wait = Callable[[Callable[[], bool]], bool]


def other_process(program: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


# Between processes

COUNTER = """
import sys
from shared.store import StoreConflictError, connect
store = connect(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
done = 0
while done < int(sys.argv[2]):
    stored = store.get("counter")
    try:
        store.put("counter", str(int(stored.value) + 1).encode(), if_version=stored.version)
        done += 1
    except StoreConflictError:
        pass
"""

CREATOR = """
import sys
from shared.store import StoreConflictError, connect
store = connect(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
won = 0
for number in range(int(sys.argv[2])):
    try:
        store.put(f"keys/{number}", b"mine", if_absent=True)
        won += 1
    except StoreConflictError:
        pass
print(won, flush=True)
"""

HOLDER = """
import sys, time
from shared.store import connect, lease
with lease(connect(sys.argv[1]), "leases/load", holder="the killed load", seconds=float(sys.argv[2])):
    print("held", flush=True)
    time.sleep(60)
"""

STREAMER = """
import sys
from pathlib import Path
from shared.store import connect
store = connect(sys.argv[1])
print("ready", flush=True)
store.put_file("models/forecast.bin", Path(sys.argv[2]))
"""

WRITER = """
import sys
from shared.store import connect
store = connect(sys.argv[1])
number = 0
while True:
    number += 1
    store.put("big", str(number % 10).encode() * 500_000)
    if number == 1:
        print("writing", flush=True)
"""


def race(program: str, url: str, times: int) -> list[str]:
    """Two processes run the program from the same moment on; answers the last line each of them said."""
    racers = [other_process(program, url, str(times)) for _ in range(2)]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    answers = [racer.communicate(timeout=PATIENCE_SECONDS)[0].strip() for racer in racers]
    assert [racer.returncode for racer in racers] == [0, 0]
    return answers


def killed(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == -signal.SIGKILL


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_two_processes_count_without_losing_one(shared_url: str) -> None:
    store = connect(shared_url)
    store.put("counter", b"0")

    race(COUNTER, shared_url, 100)

    assert (found := store.get("counter")) is not None
    assert found.value == b"200"


def test_every_key_two_processes_create_is_won_by_one_of_them(shared_url: str) -> None:
    wins = race(CREATOR, shared_url, 100)

    assert sum(map(int, wins)) == 100


def test_a_killed_holder_keeps_others_out_no_longer_than_its_time(shared_url: str, eventually: Wait) -> None:
    store = connect(shared_url)
    holder = other_process(HOLDER, shared_url, "1")
    assert first_line(holder) == "held"
    killed(holder)

    with pytest.raises(LeaseHeldError, match="the killed load"), lease(store, "leases/load", holder="the next"):
        pass

    def taken_over() -> bool:
        try:
            with lease(store, "leases/load", holder="the next"):
                return True
        except LeaseHeldError:
            return False

    assert eventually(taken_over)


# The folder alone


def files_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def streamer(shared_url: str, tmp_path: Path, eventually: Wait) -> Iterator[subprocess.Popen[str]]:
    """A process in the middle of writing an artefact, whose source has given a part and keeps it waiting."""
    pipe = tmp_path / "source"
    os.mkfifo(pipe)
    process = other_process(STREAMER, shared_url, str(pipe))
    with pipe.open("wb") as source:
        source.write(b"x" * 1_500_000)  # more than the store copies at once
        source.flush()
        writing = tmp_path / "shared" / ".writing"
        assert eventually(lambda: any(path.stat().st_size for path in writing.iterdir()))
        yield process
    if process.poll() is None:
        process.communicate(timeout=PATIENCE_SECONDS)


def test_a_writer_killed_in_the_middle_leaves_the_value_of_before(
    streamer: subprocess.Popen[str], shared_url: str, tmp_path: Path
) -> None:
    store = connect(shared_url)
    store.put("models/forecast.bin", b"yesterday's")

    killed(streamer)

    assert (found := store.get("models/forecast.bin")) is not None
    assert found.value == b"yesterday's"
    assert list(store.list("")) == ["models/forecast.bin"]
    assert len(files_below(tmp_path / "shared" / ".writing")) == 1
    connect(shared_url)
    assert files_below(tmp_path / "shared") == {".lock", "models/forecast%2ebin.value"}
    store.put("models/forecast.bin", b"today's")


def test_connecting_leaves_a_living_writer_alone(
    streamer: subprocess.Popen[str], shared_url: str, tmp_path: Path
) -> None:
    connect(shared_url)

    assert streamer.poll() is None
    assert len(files_below(tmp_path / "shared" / ".writing")) == 1


def test_a_writer_killed_at_any_moment_leaves_a_whole_value_and_a_store_that_works(
    shared_url: str, tmp_path: Path
) -> None:
    for moment in (0.0, 0.003, 0.007, 0.013, 0.029):
        writer = other_process(WRITER, shared_url)
        assert first_line(writer) == "writing"
        time.sleep(moment)
        killed(writer)

        store = connect(shared_url)
        stored = store.get("big")
        assert stored is not None
        assert stored.value == stored.value[:1] * 500_000
        store.put("big", b"still writable", if_version=stored.version)
        assert files_below(tmp_path / "shared") == {".lock", "big.value"}


def test_a_write_that_fails_leaves_nothing_behind(shared_url: str, tmp_path: Path) -> None:
    store = connect(shared_url)
    store.put("pointer", b"old")

    with pytest.raises(FileNotFoundError):
        store.put_file("pointer", tmp_path / "no such file")
    with pytest.raises(StoreConflictError):
        store.put("pointer", b"new", if_absent=True)

    assert files_below(tmp_path / "shared") == {".lock", "pointer.value"}


def test_versions_go_on_when_the_clock_is_put_back(shared_url: str, tmp_path: Path) -> None:
    store = connect(shared_url)
    store.put("pointer", b"same")
    last_of_before = time.time_ns() + 3_600_000_000_000  # the clock was an hour ahead when this was the last version
    os.utime(tmp_path / "shared/.lock", ns=(last_of_before, last_of_before))

    versions = [int(store.put("pointer", b"same")) for _ in range(3)]

    assert last_of_before < versions[0] < versions[1] < versions[2]


def test_only_the_owner_can_read_the_folder(shared_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir(mode=0o755)
    store = connect(shared_url)
    store.put("auth/sessions/1", b"")

    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "auth/sessions/1.value").stat().st_mode & 0o777 == 0o600


def test_a_folder_whose_last_key_is_deleted_goes_too(shared_url: str, tmp_path: Path) -> None:
    store = connect(shared_url)
    store.put("a/b/c", b"")
    store.put("a/d", b"")
    store.delete("a/b/c")
    assert not (tmp_path / "shared/a/b").exists()
    store.delete("a/d")
    assert not (tmp_path / "shared/a").exists()
    assert list(store.list("a")) == []


@pytest.mark.parametrize("key", ["../outside", "/etc/hostname", "a/../../outside"])
def test_nothing_outside_the_folder_can_be_read_or_deleted(shared_url: str, tmp_path: Path, key: str) -> None:
    (tmp_path / "outside.value").write_bytes(b"not yours")
    store = connect(shared_url)

    for verb in (store.get, store.open, store.delete):
        with pytest.raises(StoreError, match="is no key"):
            verb(key)
    assert (tmp_path / "outside.value").exists()


@pytest.mark.parametrize("url", ["gs://bucket", "file://relative/folder", "file:relative", "/just/a/path", ""])
def test_a_url_nobody_serves_is_refused_with_advice(url: str) -> None:
    with pytest.raises(StoreError, match="use file:///"):
        connect(url)
