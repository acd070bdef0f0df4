"""`shopsight up` while it shows the demo, from outside: what is said, what a load does, and what a crash leaves."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from local.testing import NET_TOTAL, Shopsight, Up, free_port, started


def whose(suite: Up) -> str:
    """Whose data the figures are, as the header and the answer have it."""
    _, headers, body = suite.ask("GET", "/api/revenue/current", headers=suite.signed_in())
    assert json.loads(body)["data"] == headers["X-Shopsight-Data"]
    return str(headers["X-Shopsight-Data"])


def test_a_load_shows_ones_own_shop_and_nobody_is_signed_out(
    demo: Up, shopsight: Shopsight, shop_files: Path, data_dir: Path
) -> None:
    cookie = demo.signed_in()
    assert whose(demo) == "demo"
    listed = shopsight("loads", "list", "--data-dir", data_dir)
    assert "demo-start" in listed.out
    assert "These are the demo's" in listed.talk
    dry = shopsight("load", "--format", "canonical", shop_files, "--dry-run", "--data-dir", data_dir)
    assert f"{NET_TOTAL} GBP" in dry.out
    assert whose(demo) == "demo"

    said = shopsight("load", "--format", "canonical", shop_files, "--data-dir", data_dir)

    assert said.code == 0
    assert "this shop is shown from now on" in said.out
    status, headers, _ = demo.ask("GET", "/api/revenue/current", headers=cookie)
    assert (status, headers["X-Shopsight-Data"]) == (200, "shop")
    talk = demo.end(signal.SIGTERM)
    assert "This is the demo" in talk
    assert demo.process.returncode == 0
    assert not list(data_dir.rglob("*.wal")), "a warehouse was not closed"


def test_who_is_killed_right_after_the_load_starts_with_ones_own_shop(
    demo: Up, shopsight: Shopsight, shop_files: Path, data_dir: Path
) -> None:
    shopsight("load", "--format", "canonical", shop_files, "--data-dir", data_dir)
    demo.process.kill()
    demo.process.wait()

    with started(data_dir, empty=False) as again:
        assert whose(again) == "shop"
        assert again.end() != ""
    with started(data_dir, empty=False, environment={"USE_MOCK_DATA": "true"}) as asked_for:
        assert whose(asked_for) == "demo"


def test_erasing_somebody_of_the_demo_is_told_as_that(demo: Up, shopsight: Shopsight, data_dir: Path) -> None:
    said = shopsight("erase", "c-1", "--yes", "--data-dir", data_dir)

    assert said.code == 0
    assert "the demo's customer" in said.talk
    assert whose(demo) == "demo"


def test_the_demo_and_none_exclude_one_another(
    shopsight: Shopsight, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("USE_MOCK_DATA", "true")

    said = shopsight("up", "--empty", "--data-dir", data_dir, "--port", free_port())

    assert said.code == 2
    assert "USE_MOCK_DATA" in said.talk
