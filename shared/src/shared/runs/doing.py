"""Does runs that were asked for: the handler of `run-requested.v1`, under a lease, in slices."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any, Final

from shared import telemetry
from shared.contracts.events import Event
from shared.event_bus import EventBus, Handler
from shared.progress import told_to
from shared.runs import Argument, Run, Runs, announce, event_id
from shared.schedule import NotYetError
from shared.store import LeaseHeldError, lease

SLICE_SECONDS = 480.0  # a push ends at 600; what is in hand when they are over has two minutes to end
_PATIENCE_SECONDS = 20.0  # a lease of a process that was killed runs out after 15
_PAUSE_SECONDS = 0.5  # between two looks at the lease
_TOLD_SECONDS = 1.0  # between two writes of progress: a page asks no faster
_LONGEST = 1_000  # characters of an error that are kept


class RunFailedError(Exception):
    """Raised by work that cannot succeed however often it is tried; `str()` says why and what to do."""


class Again:
    """What work answers that is not finished: another slice goes on from the position that it kept."""


AGAIN: Final = Again()

Work = Callable[["Slice"], Mapping[str, Any] | Again | None]
"""Does a run, or one slice of it: answers its result (plain JSON), or AGAIN after `keep`.

It may be given the same position again, after a crash. Raises RunFailedError or NotYetError for what no repetition
mends; whatever else it raises is tried again by the bus.
"""


class Slice:
    """What work is given: the arguments of its run, where it stopped before, and how long it may go on."""

    def __init__(self, runs: Runs, run: Run, seconds: float) -> None:
        self._runs = runs
        self._run = run
        self._ends = time.monotonic() + seconds
        self._told = 0.0

    @property
    def run_id(self) -> str:
        return self._run.run_id

    @property
    def arguments(self) -> Mapping[str, Argument]:
        return self._run.arguments

    @property
    def position(self) -> Mapping[str, Any] | None:
        """What `keep` was told last, in this slice or an earlier one; None at the beginning."""
        return self._run.position

    @property
    def run(self) -> Run:
        """The run as it was written last."""
        return self._run

    def is_over(self) -> bool:
        """Whether it is time to `keep` the position and answer AGAIN."""
        return time.monotonic() >= self._ends

    def keep(self, position: Mapping[str, Any]) -> None:
        """Remember how far the work is, for a slice that goes on; durable when this returns."""
        self._run = self._runs.write(replace(self._run, position=dict(position)))

    def tell(self, what: str, done: int, of: int) -> None:
        """Say how far it is; also heard from `shared.progress.tell`."""
        changed = what != self._run.what
        self._run = replace(self._run, what=what, done=done, of=of)
        if changed or time.monotonic() - self._told >= _TOLD_SECONDS:
            self._told = time.monotonic()
            self._run = self._runs.write(self._run)


def handler(runs: Runs, bus: EventBus, works: Mapping[str, Work]) -> Handler:
    """What a service does with `run-requested.v1`: those runs whose name is among its works; others are others'."""
    return lambda event: run_requested(event, runs, bus, works)


def run_requested(
    event: Event, runs: Runs, bus: EventBus, works: Mapping[str, Work], *, seconds: float = SLICE_SECONDS
) -> None:
    """Do a slice of the run that an event asks for, if its name is one of `works` and it is not over.

    Returns when the slice's effect is durable, and the next slice asked for. Raises LeaseHeldError while another does
    it, and what the work raised: then the bus tries again.
    """
    run_id, name = str(event.data["run_id"]), str(event.data["name"])
    if name not in works or runs.read(run_id) is None:
        return
    with _alone(runs, name):
        run = runs.read(run_id)
        if run is None or run.state == "done" or not runs.is_newest(run):
            return  # told again, or a failed one that somebody has asked for anew
        if event.id != event_id(run):
            announce(bus, runs.service, run)  # this slice is done; whoever did it may have ended before it asked on
            return
        now = runs.now()
        run = runs.write(replace(run, state="running", began_at=run.began_at or now, ended_at=None, error=None))
        part = Slice(runs, run, seconds)
        try:
            with told_to(part.tell):
                answer = works[name](part)
        except (RunFailedError, NotYetError) as error:
            _end(runs, part.run, error=str(error))
            return
        except Exception as error:
            _end(runs, part.run, error=str(error) or type(error).__name__)
            raise
        if isinstance(answer, Again):
            waiting = runs.write(replace(part.run, state="queued", slices=run.slices + 1))
            announce(bus, runs.service, waiting)
            return
        runs.write(replace(part.run, state="done", ended_at=runs.now(), result=answer))
        telemetry.logger().info("run done", service=runs.service, run=name, run_id=run_id)


def _end(runs: Runs, run: Run, *, error: str) -> None:
    runs.write(replace(run, state="failed", ended_at=runs.now(), error=error[:_LONGEST]))


@contextmanager
def _alone(runs: Runs, name: str) -> Iterator[None]:
    """Hold the lease of a name; waits for one that a killed process left behind."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    holder = f"{socket.gethostname()}, process {os.getpid()}"
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(lease(runs.store, runs.lease_key(name), holder=holder))
                break
            except LeaseHeldError:
                if time.monotonic() >= deadline:
                    raise
                time.sleep(_PAUSE_SECONDS)
        yield
