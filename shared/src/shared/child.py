"""Heavy arithmetic in a child process: Parquet in, Parquet out, and the process that serves never imports numpy.

`compute` spawns a Python that imports a target and calls it. The child has one thread for linear algebra and a lower
CPU priority, so answers are given meanwhile, and it ends with its parent. The same call works in a Cloud Run job.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from shared import telemetry
from shared.progress import Progress, tell

__all__ = ["Argument", "ChildError", "Progress", "compute", "converse", "tell"]

Argument = str | int | float | bool | None

_SILENT_SECONDS = 1800.0  # a fit says nothing until it ends, and the longest takes minutes: this one hangs
_END_SECONDS = 5  # a child that was told to end has nothing to finish
_KILLED = -9  # by the kernel, when the machine has no memory left, or by a person
# One thread each: two cores serve as well, and threads of several libraries at once only wait for one another.
_ONE_THREAD = dict.fromkeys(
    (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
        "NUMEXPR_NUM_THREADS",
        "NUMBA_NUM_THREADS",
    ),
    "1",
)
_one_at_a_time = threading.Lock()


class ChildError(Exception):
    """The child failed; `str()` says why, in the words of what it raised."""


def compute(
    target: str,
    folder: Path,
    arguments: Mapping[str, Argument],
    *,
    progress: Progress | None = None,
    silent_seconds: float = _SILENT_SECONDS,
    meanwhile: Callable[[], object] | None = None,
) -> dict[str, object]:
    """Call `target` ("package.module:function") in a child as `function(folder, arguments)`, and answer what it does.

    The function reads and writes files in `folder` and answers a dict of plain JSON. What it tells of its progress with
    `tell` goes to `progress`, else to whoever listens here. One child of a process computes at a time: the next waits,
    for two would only share the cores, and hold the memory of two. What the target needs, such as its files, may be
    made `meanwhile`: while the child starts, and before it is called. Raises ChildError with the text of what it
    raised, or when the child was ended or said nothing for `silent_seconds`, and what `meanwhile` raises.
    """
    command = [sys.executable, "-m", "shared.child_entry", target, str(folder)]
    with _one_at_a_time:
        answer, code = converse(
            command,
            progress or tell,
            silent_seconds=silent_seconds,
            environment={**os.environ, **_ONE_THREAD},
            said=json.dumps(dict(arguments)),
            meanwhile=meanwhile,
        )
    if code == 0 and "answer" in answer:
        result: dict[str, object] = answer["answer"]
        return result
    if "error" in answer:
        telemetry.logger().warning("child failed", target=target, traceback=answer.get("traceback"))
        raise ChildError(str(answer["error"]))
    memory = "; the machine may have had too little memory" if code == _KILLED else ""
    raise ChildError(f"{target} was ended with code {code}{memory}")


def converse(
    command: Sequence[str],
    progress: Progress,
    *,
    silent_seconds: float,
    environment: Mapping[str, str] | None = None,
    said: str | None = None,
    meanwhile: Callable[[], object] | None = None,
) -> tuple[dict[str, Any], int]:
    """Run a program that speaks JSON lines; answers its last line and its exit code.

    `{"progress": [what, done, of]}` goes to `progress`. The child gets `said` as the first line of its standard input,
    which stays open until this process ends, however that happens; it gets it when `meanwhile` is done. It is ended
    when anything goes wrong here, and when it says nothing for `silent_seconds`.
    """
    answer: dict[str, Any] = {}
    hears = subprocess.DEVNULL if said is None else subprocess.PIPE
    with subprocess.Popen(  # noqa: S603 - our own modules
        command, stdin=hears, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment
    ) as child:
        try:
            if meanwhile is not None:
                meanwhile()
            if child.stdin is not None:
                _say(child.stdin, said or "")
            for line in _lines(child, silent_seconds):
                answer = json.loads(line)
                if "progress" in answer:
                    what, done, of = answer["progress"]
                    progress(str(what), int(done), int(of))
        except BaseException:
            child.terminate()
            try:
                child.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
            raise
    return answer, child.returncode


def _say(hearing: IO[str], text: str) -> None:
    try:
        hearing.write(text + "\n")
        hearing.flush()
    except BrokenPipeError:
        return  # it has ended already; its exit code says why


def _lines(child: subprocess.Popen[str], silent_seconds: float) -> Iterator[str]:
    """What the child says; one that says nothing for too long is ended."""
    while True:
        silent = threading.Timer(silent_seconds, child.kill)
        silent.daemon = True
        silent.start()
        try:
            line = child.stdout.readline() if child.stdout else ""
        finally:
            silent.cancel()
        if not line:
            return
        yield line
