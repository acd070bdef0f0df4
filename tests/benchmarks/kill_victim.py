"""The process that is killed: says `ready`, waits for one line that says what to do where, does it, says `done`.

It waits with everything imported, so that an instant of its work is an instant of the change and not of Python's start.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from tests.benchmarks.kill_shop import Operation, opened, perform


def main() -> None:
    print("ready", flush=True)
    line = sys.stdin.readline()
    if not line:  # not needed after all
        return
    told = json.loads(line)
    suite = opened(Path(told["data_dir"]), told["operation"]["environment"])
    perform(suite, Operation(**told["operation"]))
    print("done", flush=True)
    sys.stdin.readline()  # so that a kill after the end still finds somebody
    os._exit(0)


if __name__ == "__main__":
    main()
