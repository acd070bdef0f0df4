"""Has demo rows made in a child process, and says what it says. Light: the serving process imports this."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from local.demo_folder import DemoError, MadeDemo

APPENDED_UNTIL = "demo/appended_until"
"""In the demo's store: the instant up to which its rows are in the tables, or on their way over the bus."""

PUBLISHED_UNTIL = "demo/published_until"
"""In the demo's store: the instant up to which some of its events may have been published."""

EVENTS_FILE = "events.jsonl"
"""The file of a portion that holds events; all others are tables."""

SOURCE = "demo"
"""What the list of loads says of the demo's loads; their ids begin with it."""

_GENERATOR = "local.demo"
_END_SECONDS = 5  # a child that was told to end has nothing to finish

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Portion:
    """Rows of the demo after `since`, up to and with `until`; no file where nothing happened.

    `events` is a file of CloudEvents, a line each, in order of time.
    """

    since: datetime
    until: datetime
    files: list[Path]
    events: Path | None = None


@dataclass(frozen=True, slots=True)
class DemoMaker:
    """Makes the demo of one data folder; `generator` is the module that invents its rows."""

    data_dir: Path
    environment: Mapping[str, str]
    log: Path
    generator: str = _GENERATOR

    def build(self, *, seed: int | None = None, until: datetime, scale: int = 1, progress: Progress) -> dict[str, Any]:
        """Build a demo and make it the one to show; answers its seed, until, scale and rows by table.

        Whole or not at all: who is killed in the middle leaves the demo that was there. Raises DemoError.
        """
        asked = {"seed": seed, "until": until.isoformat(), "scale": scale}
        return self._run({"work": "build", **asked, "data_dir": str(self.data_dir)}, progress)

    def write_next(
        self, made: MadeDemo, since: datetime, ends: Sequence[tuple[datetime, bool]], folder: Path
    ) -> list[Portion]:
        """Write the demo's rows after `since`, a portion up to each of `ends`, those with True as events.

        Raises DemoError.
        """
        anchor = {"seed": made.seed, "until": made.until.isoformat(), "scale": made.scale}
        spans = [(end.isoformat(), as_events) for end, as_events in ends]
        window = {"since": since.isoformat(), "ends": spans, "folder": str(folder)}
        answer = self._run({"work": "next", **anchor, **window}, lambda *_: None)
        portions, start = [], since
        for (end, _), written in zip(ends, answer["files"], strict=True):
            files = [Path(file) for file in written]
            events = next((file for file in files if file.name == EVENTS_FILE), None)
            portions.append(Portion(start, end, [file for file in files if file != events], events))
            start = end
        return portions

    def _run(self, plan: dict[str, object], progress: Progress) -> dict[str, Any]:
        """What the child answers; it ends when anything goes wrong here, and with this process."""
        environment = {**os.environ, **self.environment, "DATA_DIR": str(self.data_dir)}
        told: dict[str, Any] = {}
        with (
            self.log.open("ab") as log,
            subprocess.Popen(
                [sys.executable, "-m", "local.demo_child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=environment,
                text=True,
                encoding="utf-8",
            ) as child,
        ):
            try:
                self._send(child, {**plan, "generator": self.generator})
                for line in child.stdout or ():
                    told = json.loads(line)
                    if "progress" in told:
                        stage, done, total = told["progress"]
                        progress(str(stage), int(done), int(total))
                child.wait()
            except BaseException:
                child.terminate()
                try:
                    child.wait(_END_SECONDS)
                except subprocess.TimeoutExpired:
                    child.kill()
                raise
        if "error" in told:
            raise DemoError(f"the demo could not be made: {told['error']}")
        if child.returncode != 0 or "done" not in told:
            raise DemoError(f"the demo could not be made: it ended with code {child.returncode}; {self.log} says why")
        done_: dict[str, Any] = told["done"]
        return done_

    @staticmethod
    def _send(child: subprocess.Popen[str], plan: dict[str, object]) -> None:
        if child.stdin is None:
            raise TypeError("the child has an input")
        child.stdin.write(json.dumps(plan) + "\n")
        child.stdin.flush()  # not closed: its end would end the child
