"""Building a demo: whole or not at all, whoever is killed, and never more than one at a time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from local.demo_folder import DemoError, DemoFolder
from local.demo_plan import DemoMaker
from local.testing import END_SECONDS, Shopsight

HERE = str(Path(__file__).parent)
UNTIL = datetime(2024, 5, 2, 12, tzinfo=UTC)


@pytest.fixture
def maker(data_dir: Path) -> DemoMaker:
    data_dir.mkdir()
    return DemoMaker(data_dir, {"PYTHONPATH": HERE}, data_dir / "log", "fake_demo")


def start_building(data_dir: Path) -> subprocess.Popen[str]:
    """A build in a process of its own, as `shopsight up` starts one."""
    child = subprocess.Popen(
        [sys.executable, "-m", "local.demo_child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": HERE, "DATA_DIR": str(data_dir)},
    )
    assert child.stdin is not None
    plan = {"work": "build", "seed": 2, "until": UNTIL.isoformat(), "scale": 1}
    child.stdin.write(json.dumps({**plan, "data_dir": str(data_dir), "generator": "fake_demo"}) + "\n")
    child.stdin.flush()
    return child


def generations(data_dir: Path) -> list[str]:
    return [entry.name for entry in (data_dir / "demo").iterdir() if entry.is_dir()]


def test_what_is_built_is_told_and_shown(maker: DemoMaker, data_dir: Path) -> None:
    stages: list[str] = []

    told = maker.build(seed=2, until=UNTIL, progress=lambda stage, _done, _total: stages.append(stage))

    assert told["tables"] == [{"table": "sales", "read": 1440, "loaded": 1440, "known": 0, "rejected": 0}]
    assert stages[0] == "making the demo, inventing"
    assert "making the demo, loading" in stages
    made = DemoFolder(data_dir / "demo").find()
    assert made is not None
    assert (made.seed, made.until, made.scale) == (2, UNTIL, 1)
    assert made.shop["SHOP_CURRENCY"] == "EUR"
    assert generations(data_dir) == [made.generation]
    assert not (data_dir / "demo" / made.generation / "files").exists()
    assert not (data_dir / "shop").exists()


@pytest.mark.parametrize("reached", ["inventing", "loading", "daily figures"])
def test_a_build_that_is_killed_leaves_what_was_there(maker: DemoMaker, data_dir: Path, reached: str) -> None:
    folder = DemoFolder(data_dir / "demo")
    with start_building(data_dir) as child:
        for line in child.stdout or ():
            if reached in line:
                child.kill()
                break
    assert folder.find() is None
    assert generations(data_dir)

    folder.remove_leftovers()

    assert not generations(data_dir)
    with folder.building():  # the lock went with the process
        pass
    assert maker.data_dir == data_dir


def test_a_build_ends_with_the_process_that_waits_for_it(data_dir: Path) -> None:
    data_dir.mkdir()
    with start_building(data_dir) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdout.readline()
        child.stdin.close()
        began = time.monotonic()
        assert child.wait(END_SECONDS) == 1
        assert time.monotonic() - began < END_SECONDS
    assert DemoFolder(data_dir / "demo").find() is None


def test_two_are_not_built_at_once(maker: DemoMaker, data_dir: Path) -> None:
    with (
        DemoFolder(data_dir / "demo").building(),
        pytest.raises(DemoError, match="another process is building the demo"),
    ):
        maker.build(until=UNTIL, progress=lambda *_: None)


def test_a_build_that_fails_says_where_to_look(data_dir: Path) -> None:
    data_dir.mkdir()
    maker = DemoMaker(data_dir, {}, data_dir / "log", "no_such_generator")

    with pytest.raises(DemoError, match="log says why"):
        maker.build(until=UNTIL, progress=lambda *_: None)

    assert "no_such_generator" in (data_dir / "log").read_text(encoding="utf-8")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"seed": 1}', '{"seed": "x", "until": "y", "scale": 1}'])
def test_what_was_cut_short_is_no_demo(data_dir: Path, content: str) -> None:
    (data_dir / "demo").mkdir(parents=True)
    (data_dir / "demo" / "demo.json").write_text(content, encoding="utf-8")

    assert DemoFolder(data_dir / "demo").find() is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--scale", "2"], "scale"),
        (["--seed", "-1"], "seed"),
        (["--until", "soon"], "2026-03-01T12:00:00Z"),
        (["--until", (datetime.now(UTC) + timedelta(days=1)).isoformat()], "has not come yet"),
    ],
)
def test_what_cannot_be_asked_for_is_wrong_usage(
    shopsight: Shopsight, data_dir: Path, arguments: list[str], words: str
) -> None:
    said = shopsight("demo", *arguments, "--data-dir", data_dir)

    assert said.code == 2
    assert words in said.talk
    assert not data_dir.exists()
