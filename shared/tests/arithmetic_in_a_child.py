"""What the tests of shared.child have computed in one."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from shared.child import Argument, tell


def run(folder: Path, arguments: Mapping[str, Argument]) -> dict[str, object]:
    """Read a file, write a file, tell about it, and say under which conditions."""
    sys.stdout.write("a library that talks\n")
    text = (folder / "given.txt").read_text(encoding="utf-8")
    for done in range(1, 4):
        tell("fitting", done, 3)
    (folder / "made.txt").write_text(text.upper(), encoding="utf-8")
    return {
        "arguments": dict(arguments),
        "threads": os.environ["OMP_NUM_THREADS"],
        "nice": os.nice(0),
        "argv": sys.argv[1:],
    }


def fail(_: Path, __: Mapping[str, Argument]) -> dict[str, object]:
    """Find something wrong."""
    raise ValueError("weekday profile: 3 days of sales are not enough")


def fail_silently(_: Path, __: Mapping[str, Argument]) -> dict[str, object]:
    """Fail with an exception that has no text."""
    raise MemoryError


def end(_: Path, __: Mapping[str, Argument]) -> dict[str, object]:
    """End as the kernel ends who takes too much memory."""
    os.kill(os.getpid(), 9)
    return {}


def hang(folder: Path, _: Mapping[str, Argument]) -> dict[str, object]:
    """Go on for ever."""
    (folder / "pid.txt").write_text(str(os.getpid()), encoding="utf-8")
    tell("hanging", 0, 1)
    time.sleep(600)  # far longer than any test waits
    return {}
