"""Heavy arithmetic is done in a child: what goes in and out, how it fails, and that it ends with its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.child import ChildError, compute, tell

PATIENCE_SECONDS = 20.0  # of a busy machine


@pytest.fixture(autouse=True)
def found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child finds the arithmetic beside this file."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").exists() and ") Z " in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")


def test_it_reads_and_writes_files_and_answers(tmp_path: Path) -> None:
    (tmp_path / "given.txt").write_text("tea", encoding="utf-8")
    told: list[tuple[str, int, int]] = []
    answer = compute(
        "arithmetic_in_a_child:run",
        tmp_path,
        {"horizon": 28, "country": "GB", "level": 0.8, "promoted": True, "until": None},
        progress=lambda *progress: told.append(progress),
    )
    assert (tmp_path / "made.txt").read_text(encoding="utf-8") == "TEA"
    assert answer["arguments"] == {"horizon": 28, "country": "GB", "level": 0.8, "promoted": True, "until": None}
    assert told[0] == ("fitting", 1, 3)
    assert told[-1] == ("fitting", 3, 3)


def test_its_files_may_be_written_while_it_starts_and_it_waits_for_them(tmp_path: Path) -> None:
    def meanwhile() -> None:
        (tmp_path / "given.txt").write_text("tea", encoding="utf-8")

    compute("arithmetic_in_a_child:run", tmp_path, {}, meanwhile=meanwhile)
    assert (tmp_path / "made.txt").read_text(encoding="utf-8") == "TEA"


def test_where_its_files_cannot_be_written_it_is_not_called(tmp_path: Path) -> None:
    def fails() -> None:
        raise OSError("the disk is full")

    (tmp_path / "given.txt").write_text("tea", encoding="utf-8")
    with pytest.raises(OSError, match="full"):
        compute("arithmetic_in_a_child:run", tmp_path, {}, meanwhile=fails)
    assert not (tmp_path / "made.txt").exists()


def test_answers_go_first_and_linear_algebra_has_one_thread(tmp_path: Path) -> None:
    (tmp_path / "given.txt").write_text("", encoding="utf-8")
    answer = compute("arithmetic_in_a_child:run", tmp_path, {})
    assert answer["threads"] == "1"
    assert answer["nice"] == os.nice(0) + 5


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("arithmetic_in_a_child:fail", "weekday profile: 3 days of sales are not enough"),
        ("arithmetic_in_a_child:fail_silently", "MemoryError"),
        ("arithmetic_in_a_child:nothing", "has no attribute 'nothing'"),
        ("nowhere:run", "No module named 'nowhere'"),
        ("arithmetic_in_a_child:end", "code -9; the machine may have had too little memory"),
    ],
)
def test_what_goes_wrong_there_is_told_here(tmp_path: Path, target: str, why: str) -> None:
    with pytest.raises(ChildError, match=why):
        compute(target, tmp_path, {})


def test_one_that_says_nothing_for_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(ChildError, match="code -9"):
        compute("arithmetic_in_a_child:hang", tmp_path, {}, silent_seconds=5.0)  # a busy machine needs two to start it
    assert is_gone(int((tmp_path / "pid.txt").read_text(encoding="utf-8")))


class StoppedError(Exception):
    """Whoever waits has had enough."""


def test_it_ends_when_whoever_listens_stops(tmp_path: Path) -> None:
    def stop(*_: object) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        compute("arithmetic_in_a_child:hang", tmp_path, {}, progress=stop)
    assert is_gone(int((tmp_path / "pid.txt").read_text(encoding="utf-8")))


def test_it_ends_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    program = (
        "import pathlib, sys, shared.child; "
        "shared.child.compute('arithmetic_in_a_child:hang', pathlib.Path(sys.argv[1]), {})"
    )
    parent = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)])
    pid_file = tmp_path / "pid.txt"
    wait_for(lambda: pid_file.exists() and bool(pid_file.read_text(encoding="utf-8")))
    child = int(pid_file.read_text(encoding="utf-8"))
    assert not is_gone(child)
    parent.send_signal(signal.SIGKILL)
    parent.wait(PATIENCE_SECONDS)
    wait_for(lambda: is_gone(child))


def test_the_parent_pays_for_no_numbers() -> None:
    code = "import sys, shared.child, shared.generations; print({'pyarrow', 'numpy', 'flask'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_telling_outside_a_child_does_nothing() -> None:
    tell("fitting", 1, 2)
