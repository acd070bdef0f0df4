"""What the command line says, and how it ends. Figures go to stdout; everything else to stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from pathlib import Path
from typing import TextIO

DONE = 0
REFUSED = 1
WRONG_USAGE = 2
SOME_REJECTED = 3
UNAVAILABLE = 4
INTERRUPTED = 130

EXIT_CODES = """\b
Exit codes:
  0    done
  1    refused: the request or the data cannot be taken as they are; nothing was changed
  2    wrong usage or wrong settings
  3    loaded, but some rows were rejected
  4    unavailable: the port is taken, the data folder is held, or the suite does not answer
  130  stopped by ctrl-C"""

_QUIET_SECONDS = 2.0  # what takes longer says what it is doing
_PAUSE_SECONDS = 5.0  # between two lines about the same stage

Progress = Callable[[str, int, int], None]


class CommandError(Exception):
    """Ends a command with words instead of a stack trace."""

    def __init__(self, message: str, *details: str, code: int) -> None:
        super().__init__(message)
        self.message = message
        self.details = details
        self.code = code


class _Terminal:
    """Where talk goes: standard error, also while that is pointed elsewhere to keep log lines out of the talk."""

    kept: TextIO | None = None


def terminal() -> TextIO:
    """The stream that a person reads."""
    return _Terminal.kept or sys.stderr


def talk_stays_here() -> None:
    """Whatever `sys.stderr` becomes from now on, talk goes on where it goes now."""
    _Terminal.kept = sys.stderr


@contextmanager
def log_lines_into(file: Path) -> Iterator[None]:
    """Point standard error, where log lines go, to a file; talk stays where it is."""
    with file.open("a", encoding="utf-8", buffering=1) as opened:
        _Terminal.kept = sys.stderr
        try:
            with redirect_stderr(opened):
                yield
        finally:
            _Terminal.kept = None


def say(text: str) -> None:
    """One line of talk."""
    print(text, file=terminal(), flush=True)


def answer(text: str) -> None:
    """One line of what was asked for."""
    print(text, flush=True)  # noqa: T201 - stdout is the command's answer


def problem_error(problem: Mapping[str, object], status: int) -> CommandError:
    """A problem document of the suite as the end of a command."""
    details = [str(problem["detail"])] if problem.get("detail") else []
    errors = problem.get("errors")
    if isinstance(errors, list):
        details += [f"{error.get('field')}: {error.get('message')}" for error in errors if isinstance(error, dict)]
    title = str(problem.get("title") or f"The suite answered {status}")
    return CommandError(title, *details, code=UNAVAILABLE if status >= 500 else REFUSED)  # noqa: PLR2004 - RFC 9110: the server's fault


@contextmanager
def progress_talk() -> Iterator[Progress]:
    """Shows how far slow work is: a bar in a terminal, a line per stage elsewhere; nothing in the first two seconds."""
    if not terminal().isatty():
        yield lines_of_progress()
        return
    from rich.console import Console  # noqa: PLC0415 - 60 ms that most commands need not spend
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415 - as above
    from rich.progress import Progress as Bars  # noqa: PLC0415 - as above

    columns = (TextColumn("{task.description}"), BarColumn(bar_width=28), TextColumn("{task.fields[amount]}"))
    with Bars(*columns, TimeElapsedColumn(), console=Console(file=terminal()), transient=True) as bars:
        task = bars.add_task("starting", total=None, amount="")

        def show(stage: str, done: int, total: int) -> None:
            amount = f"{done:,} of {total:,}" if total else f"{done:,}" if done else ""
            bars.update(task, description=stage, completed=done, total=total or None, amount=amount)

        yield show


def lines_of_progress() -> Progress:
    """Says how far slow work is, a line per stage and one every few seconds; nothing in the first two seconds."""
    said_at = time.monotonic() - _PAUSE_SECONDS + _QUIET_SECONDS
    said_of = ""

    def show(stage: str, done: int, total: int) -> None:
        nonlocal said_at, said_of
        now = time.monotonic()
        if now - said_at < (_PAUSE_SECONDS if stage == said_of or not said_of else 0):
            return
        said_at, said_of = now, stage
        say(f"{stage}: {done:,} of {total:,}" if done and total else stage)

    return show
