"""`python -m ingestion.files.child PLAN.json`: stages files in a process of its own, which a signal ends at once.

Standard output carries JSON lines: `{"progress": [file, done, total]}` while it reads, and at the end `{"report": ...}`
or `{"error": "what is wrong and what to do"}`, both with exit code 0. Any other end is a fault of the program.
"""

from __future__ import annotations

import gc
import json
import signal
import sys
import time
from dataclasses import asdict
from pathlib import Path

from ingestion.files.plan import plan_from_json
from ingestion.files.staging import FilesError, stage

_SECONDS = 0.1  # between two lines of progress about one file: no eye follows faster


class _Teller:
    """Tells progress, not too often."""

    def __init__(self) -> None:
        self._last = ("", 0.0)

    def __call__(self, file: str, done: int, total: int) -> None:
        name, told_at = self._last
        if file == name and done < total and time.monotonic() - told_at < _SECONDS:
            return
        self._last = (file, time.monotonic())
        _tell({"progress": [file, done, total]})


def _tell(message: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Stage the plan in the file the command line names."""
    # Ctrl-C goes to the parent too, which says what is to be said; a parent that is gone reads no more.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    gc.disable()  # a chunk is a million texts and no cycles; looking for some costs a third of the reading
    plan = plan_from_json(Path(sys.argv[1]).read_text(encoding="utf-8"))
    try:
        report = stage(plan, _Teller())
    except FilesError as error:
        _tell({"error": str(error)})
    else:
        _tell({"report": asdict(report)})


if __name__ == "__main__":
    main()
