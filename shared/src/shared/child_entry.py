"""`python -m shared.child_entry TARGET FOLDER`: what `shared.child.compute` runs; arguments come as a line of JSON.

Standard output carries JSON lines: `{"progress": [what, done, of]}`, and at the end `{"answer": {...}}` or
`{"error": "what was raised", "traceback": "..."}`. What the target or a library prints goes to standard error.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import IO, NoReturn

from shared.progress import told_to

_NICE = 5  # of 19: an answer goes first, and an idle machine computes as fast as without
_SECONDS = 0.1  # between two lines of progress: no eye follows faster
_FAILED = 1


def main() -> None:
    """Call the target the command line names, and say what came of it."""
    # Ctrl-C goes to the parent too, which ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    target, folder = sys.argv[1:]
    os.nice(_NICE)
    out = _own_output()
    try:
        module, _, function = target.partition(":")
        called = getattr(importlib.import_module(module), function)  # before the arguments come: that may take a while
        arguments = json.loads(sys.stdin.readline() or _nobody())
        threading.Thread(target=_end_with_parent, daemon=True).start()
        with told_to(_Teller(out)):
            answer = called(Path(folder), arguments)
        line, code = json.dumps({"answer": answer}), 0
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent raises it
        text = str(error) or type(error).__name__
        line, code = json.dumps({"error": text, "traceback": traceback.format_exc()}), _FAILED
    out.write(line + "\n")
    out.flush()
    sys.stdout.flush()
    os._exit(code)  # threads of a library may go on for ever, and nothing is to be tidied up


def _nobody() -> NoReturn:
    """The parent is gone before it said what to do."""
    os._exit(_FAILED)


def _end_with_parent() -> None:
    """The parent holds the other end of standard input: it closes when the parent is gone, however that happened."""
    while os.read(0, 1):
        pass
    os._exit(_FAILED)


def _own_output() -> IO[str]:
    """Standard output for us alone; what others print there goes to standard error."""
    own = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return own


class _Teller:
    """Tells progress, not too often."""

    def __init__(self, out: IO[str]) -> None:
        self._out = out
        self._last = ("", 0.0)

    def __call__(self, what: str, done: int, of: int) -> None:
        name, told_at = self._last
        if what == name and done < of and time.monotonic() - told_at < _SECONDS:
            return
        self._last = (what, time.monotonic())
        self._out.write(json.dumps({"progress": [what, done, of]}) + "\n")
        self._out.flush()


if __name__ == "__main__":
    main()
