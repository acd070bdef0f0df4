"""Kills changes of a shop at random instants, and looks at what the next start finds: one whole state and no orphan.

`python -m tests.benchmarks kills --count 200 --seed 1` runs it by itself; a few kills are part of `make test`.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks import processes
from tests.benchmarks.kill_instants import Instant
from tests.benchmarks.kill_shop import (
    CASES,
    FIRST_ZONE,
    LOAD,
    Case,
    Operation,
    as_document,
    do,
    environment,
    load,
    write_files,
)
from tests.benchmarks.whole_state import State, next_write_removes_journal, state_of, version_of

ROOT = Path(__file__).parents[2]
SPILL = "duckdb_temp_storage_DEFAULT-0.tmp"  # what a load that is killed while DuckDB spills leaves beside its file
# Of a suite that served, and its caller: found stale by the next start; a log; codes, until they expire; a copy.
_KEPT = re.compile(r"suite\.(json|log)$|shop/store/(auth|jobs)|shop/rejected|work$")  # the last is empty
# What subscribers note when an event reaches them: as the killed process went on, or at the next start.
_DELIVERED = re.compile(r"shop/store/trails(/|$)")
_JOURNAL = "shop/shop.duckdb.wal"
_AFTER_SECONDS = 0.1  # one kill in three comes so soon after the commit begins: it is short, and it matters most
_SERVED_EVERY = 10  # one kill in so many ends a whole suite that serves; its start costs two seconds
_COMMIT_EVERY = 3
_AGAIN_EVERY = 3  # after one kill in so many that left the old state, the change is done again to its end
_ORPHAN_SECONDS = 10.0  # how long a child of the killed process may live on: it ends at its next line or file
_PATIENCE_SECONDS = 300.0  # a change takes half a second; a machine with twenty other things to do a minute


@dataclass(frozen=True)
class Prepared:
    """A kind of change ready to be killed: the folder before it, both states that may be found, its usual seconds."""

    case: Case
    folder: Path
    operation: Operation
    before: State
    after: State
    seconds: float


@dataclass(frozen=True)
class Outcome:
    """One kill: of what, how, when, which state was found, and what was wrong."""

    number: int
    case: str
    how: str
    instant: str
    found: str  # before | after | neither
    wrong: tuple[str, ...]


@contextmanager
def waiting_victim() -> Iterator[subprocess.Popen[str]]:
    """A process that waits to be told what to do; gone at the end, with all its children."""
    victim = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.kill_victim"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    )
    try:
        yield victim
    finally:
        with suppress(ProcessLookupError):
            os.killpg(victim.pid, signal.SIGKILL)
        victim.communicate()


def prepare(folder: Path, case: Case) -> Prepared:
    """Make the shop before the change, do the change to a copy, and see how long it takes."""
    home = folder / case.name.replace(" ", "-")
    before, after = home / "before", home / "after"
    loads = [load(before, folder / "files", names) for names in case.first]
    files = {Path(name).name: str(folder / "files" / name) for name in case.files}
    operation = Operation(environment(case.zone), case.path.format(load=loads[-1]), files)
    shutil.copytree(before, after)
    with waiting_victim() as victim:
        _expect(victim, "ready")
        started = time.monotonic()
        _tell(victim, after, operation)
        _expect(victim, "done")
        seconds = time.monotonic() - started
    return Prepared(case, before, operation, _started(before, FIRST_ZONE), _started(after, case.zone), seconds)


def _started(data_dir: Path, zone: str) -> State:
    """The state that a start finds and leaves, when it is given the time to end."""
    do(data_dir, Operation(environment(zone)))
    return state_of(data_dir)


def _expect(victim: subprocess.Popen[str], word: str) -> None:
    line = victim.stdout.readline().strip() if victim.stdout else ""
    if line != word:
        raise RuntimeError(f"the process that changes the shop said {line!r}, not {word!r}")


def _tell(victim: subprocess.Popen[str], data_dir: Path, operation: Operation) -> None:
    if victim.stdin is None:
        raise RuntimeError("a victim is told what to do by its standard input")
    victim.stdin.write(json.dumps({"data_dir": str(data_dir), "operation": as_document(operation)}) + "\n")
    victim.stdin.flush()


def _kill_change(prepared: Prepared, data_dir: Path, instant: Instant, *, alone: bool) -> None:
    """Let a process change the folder and kill it, with its children or without them."""
    with waiting_victim() as victim:
        _expect(victim, "ready")
        _tell(victim, data_dir, prepared.operation)
        instant.wait(data_dir)
        if alone:
            os.kill(victim.pid, signal.SIGKILL)
            victim.wait()
            do(data_dir, Operation(prepared.operation.environment))  # starts beside a child that still reads files
            _wait_for_children(victim.pid)


def _wait_for_children(group: int) -> None:
    """Until nobody of a process group is left; who outlives its time is ended with the victim."""
    deadline = time.monotonic() + _ORPHAN_SECONDS
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)


def _kill_suite(prepared: Prepared, data_dir: Path, instant: Instant) -> None:
    """Kill a suite that serves, all its processes at once, while `shopsight load` talks to it."""
    with processes.serving(data_dir, prepared.operation.environment) as server:
        names = list(prepared.operation.files.values())
        client = subprocess.Popen(
            [processes.SHOPSIGHT, "load", "--format", "canonical", *names, "--data-dir", str(data_dir)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **prepared.operation.environment},
        )
        time.sleep(processes.CLIENT_SECONDS)
        instant.wait(data_dir)
        os.killpg(server.pid, signal.SIGKILL)
        client.wait(_PATIENCE_SECONDS)


def kill_once(prepared: Prepared, folder: Path, number: int, chance: random.Random) -> Outcome:
    """Kill one change at a random instant and say what the next start found."""
    data_dir = folder / _folder_name(number)
    shutil.copytree(prepared.folder, data_dir)
    spill = data_dir / "shop" / "shop.duckdb.tmp"
    spill.mkdir(exist_ok=True)
    (spill / SPILL).write_bytes(b"left by an earlier crash")
    version = version_of(data_dir)
    after_commit = number % _COMMIT_EVERY == 1
    share = chance.uniform(0, 1.05)  # a little beyond the end: it may just be done
    instant = Instant(share * (_AFTER_SECONDS if after_commit else prepared.seconds), after_commit)
    how = "with its children" if chance.random() < 2 / 3 else "alone"
    served = number % _SERVED_EVERY == 0 and prepared.case.path == LOAD
    if served:
        how = "as a suite that serves"
        _kill_suite(prepared, data_dir, instant)
    else:
        _kill_change(prepared, data_dir, instant, alone=how == "alone")
    zone = prepared.case.zone
    if not prepared.operation.path and chance.random() < 1 / 2:
        zone = FIRST_ZONE  # the owner thinks better of the other time zone
    state = _started(data_dir, zone)
    wrong = [*state.wrong]
    whole = {"before": prepared.before, "after": prepared.after}
    found = next((name for name, known in whole.items() if known.tables == state.tables), "neither")
    if found == "neither":
        wrong.append(f"neither state: {state.told()}; before {prepared.before.told()}, after {prepared.after.told()}")
    if not prepared.operation.path and found != ("after" if zone == prepared.case.zone else "before"):
        wrong.append(f"a start in {zone} found the days of another time zone")
    allowed = prepared.before.names | prepared.after.names
    if _JOURNAL in state.names and next_write_removes_journal(data_dir):
        allowed |= {_JOURNAL}
    orphans = sorted(name for name in state.names - allowed if not _DELIVERED.match(name))
    wrong += [f"orphan: {name}" for name in orphans if not (served and _KEPT.match(name))]
    if version_of(data_dir) <= version:
        wrong.append("the version of the data did not move on")
    if found == "before" and number % _AGAIN_EVERY == 0 and prepared.operation.path and not wrong:
        wrong += _done_again(prepared, data_dir)
    if not wrong:
        shutil.rmtree(data_dir)
    told = instant.told(prepared.seconds)
    return Outcome(number, prepared.case.name, how, told, found, tuple(wrong))


def _folder_name(number: int) -> str:
    return f"kill-{number}"


def _done_again(prepared: Prepared, data_dir: Path) -> list[str]:
    """What is wrong after the change was done once more, to its end."""
    do(data_dir, prepared.operation)
    state = _started(data_dir, prepared.case.zone)
    wrong = [f"after doing it again: {each}" for each in state.wrong]
    if state.tables != prepared.after.tables:
        wrong.append(f"doing it again ended in {state.told()}, not in {prepared.after.told()}")
    return wrong


def run(folder: Path, count: int, seed: int, told: Callable[[Outcome], None] = lambda _: None) -> list[Outcome]:
    """So many kills, of every kind of change in turn; the same seed kills at the same shares of a change's time."""
    chance = random.Random(seed)  # noqa: S311 - when to kill, not a secret
    write_files(folder / "files")
    prepared = [prepare(folder, case) for case in CASES[: max(1, count)]]
    outcomes = []
    for number in range(count):
        outcomes.append(kill_once(prepared[number % len(prepared)], folder, number, chance))
        told(outcomes[-1])
    return outcomes


def summary(outcomes: list[Outcome]) -> str:
    """What became of the kills, as a table for people."""
    counted = Counter((outcome.case, outcome.found) for outcome in outcomes)
    lines = [f"{'killed':<40}{'kills':>6}{'before':>8}{'after':>8}{'neither':>9}{'wrong':>7}"]
    for case in dict.fromkeys(outcome.case for outcome in outcomes):
        found = [counted[case, name] for name in ("before", "after", "neither")]
        wrong = sum(bool(outcome.wrong) for outcome in outcomes if outcome.case == case)
        lines.append(f"{case:<40}{sum(found):>6}{found[0]:>8}{found[1]:>8}{found[2]:>9}{wrong:>7}")
    return "\n".join(lines)


def tell(outcome: Outcome, folder: Path) -> None:
    """One line a kill, and for one that went wrong where to look."""
    print(f"{outcome.number:>4} {outcome.case:<34} {outcome.how:<22} {outcome.instant:<30} {outcome.found}", flush=True)
    for line in outcome.wrong:
        print(f"     WRONG: {line}", flush=True)
    if outcome.wrong:
        print(f"     the folder stays: {folder / _folder_name(outcome.number)}", flush=True)


def documents(outcomes: list[Outcome]) -> list[dict[str, Any]]:
    """Outcomes as JSON has them."""
    return [asdict(outcome) for outcome in outcomes]


def clear(folder: Path, *, keep: bool) -> None:
    """Remove what the kills worked on; with `keep` not the folders of kills that went wrong."""
    for each in folder.iterdir():
        if each.is_file() and not keep:
            each.unlink()
        elif each.is_dir() and not (keep and each.name.startswith("kill-")):
            shutil.rmtree(each)
    if not keep:
        folder.rmdir()
