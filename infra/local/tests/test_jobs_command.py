"""`shopsight jobs`: what the clock does and how it went, and doing it by hand; with a running suite and without."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from local.testing import Shopsight, started

PATIENCE_SECONDS = 30.0  # a start on a loaded machine included
EMPTY = {"SHOP_TIMEZONE": "Europe/London"}


def jobs(shopsight: Shopsight, data_dir: Path) -> dict[str, Any]:
    said = shopsight("jobs", "list", "--json", "--data-dir", data_dir)
    assert said.code == 0, said.talk
    return {job["job"]: job for job in json.loads(said.out)}


def test_without_a_suite_jobs_are_listed_and_done_in_this_process(shopsight: Shopsight, tmp_path: Path) -> None:
    listed = jobs(shopsight, tmp_path)
    assert (listed["digest-delivery"]["when"], listed["digest-delivery"]["outcome"]) == ("every minute", "never")
    assert listed["sync-lightspeed"]["when"] == "every hour at 0 past"
    done = shopsight("jobs", "run", "sync-lightspeed", "--data-dir", tmp_path)
    assert (done.code, done.out) == (0, "done: sync-lightspeed: lightspeed is not connected\n")
    after = jobs(shopsight, tmp_path)["sync-lightspeed"]
    assert (after["outcome"], after["said"]) == ("done", "lightspeed is not connected")
    assert after["due_at"] > after["ended_at"]
    said = shopsight("jobs", "list", "--data-dir", tmp_path)
    assert "No suite runs" in said.talk
    assert "Asks Lightspeed what is new" in said.out


def test_a_name_that_is_none_is_refused_with_those_there_are(shopsight: Shopsight, tmp_path: Path) -> None:
    said = shopsight("jobs", "run", "tidy-up", "--data-dir", tmp_path)
    assert said.code == 2
    assert "tidy-up is no job" in said.talk
    assert "close-days" in said.talk


def test_a_running_suite_has_a_clock_and_does_what_it_is_told(shopsight: Shopsight, tmp_path: Path) -> None:
    with started(tmp_path, environment={"JOBS_BY_CLOCK": "true"}):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while jobs(shopsight, tmp_path)["digest-delivery"]["outcome"] != "done":
            assert time.monotonic() < deadline
            time.sleep(0.2)
        done = shopsight("jobs", "run", "ingestion/sync-lightspeed", "--json", "--data-dir", tmp_path)
        assert done.code == 0, done.talk
        assert json.loads(done.out)["outcome"] == "done"
