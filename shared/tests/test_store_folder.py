"""What the store in a folder does on its disk, also when its processes are killed."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shared.store import StoreConflictError, StoreError, connect

PATIENCE_SECONDS = 20  # for another process to end; it takes a fraction of one, unless the machine is busy
Wait = Callable[[Callable[[], bool]], bool]
Start = Callable[..., subprocess.Popen[str]]
Kill = Callable[[subprocess.Popen[str]], None]


@pytest.fixture
def shared_url(tmp_path: Path) -> str:
    """A folder that other processes reach as well."""
    return (tmp_path / "shared").as_uri()


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


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def files_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def streamer(
    shared_url: str, tmp_path: Path, eventually: Wait, other_process: Start
) -> Iterator[subprocess.Popen[str]]:
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
    streamer: subprocess.Popen[str], shared_url: str, tmp_path: Path, killed: Kill
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
    shared_url: str, tmp_path: Path, other_process: Start, killed: Kill
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


@pytest.mark.parametrize(
    "url", ["s3://bucket", "gs://", "gs://bucket?a=b", "file://relative/folder", "file:relative", "/just/a/path", ""]
)
def test_a_url_nobody_serves_is_refused_with_advice(url: str) -> None:
    with pytest.raises(StoreError, match="use file:///"):
        connect(url)
