"""`python -m ingestion.files.child PLAN.json`: stages files in a process of its own, which a signal ends at once.

Standard output carries JSON lines: `{"progress": [file, done, total]}` while it reads, and at the end `{"report": ...}`
or `{"error": "what is wrong and what to do"}`, both with exit code 0. Any other end is a fault of the program.
"""

from __future__ import annotations

import gc
import json
import resource
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from ingestion.files.plan import plan_from_json
from ingestion.files.staging import FilesError, stage

_MOST_MEMORY = 8 << 30  # bytes; a load of fifty million lines needs one or two gigabytes
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
    plan = plan_from_json(Path(sys.argv[1]).read_text(encoding="utf-8"))
    answer_with(lambda progress: {"report": asdict(stage(plan, progress))})


def answer_with(work: Callable[[Callable[[str, int, int], None]], dict[str, object]]) -> None:
    """Do the work of this process: what it answers, or the FilesError that ended it, is its last line."""
    # Ctrl-C goes to the parent too, which says what is to be said; a parent that is gone reads no more.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    _bound_memory()
    gc.disable()  # a chunk is a million texts and no cycles; looking for some costs a third of the reading
    try:
        answer = work(_Teller())
    except FilesError as error:
        answer = {"error": str(error)}
    except MemoryError:  # Arrow's own is one too
        answer = {
            "error": f"Reading the files needs more than {_MOST_MEMORY >> 30} GB of memory, as no shop's table does: a "
            "Parquet file may hold very long texts very often. Export it as CSV, or leave those columns out."
        }
    _tell(answer)


def _bound_memory() -> None:
    """Let what unpacks without end fail here, before the machine does; a limit that is lower already stays."""
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    bound = _MOST_MEMORY if most == resource.RLIM_INFINITY else min(_MOST_MEMORY, most)
    resource.setrlimit(resource.RLIMIT_DATA, (bound, most))


if __name__ == "__main__":
    main()
