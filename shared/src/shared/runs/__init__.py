"""Work that a caller or the clock starts and that outlives the request: asked for, done under a lease, looked at.

`request` answers an id at once and publishes `run-requested.v1`; the service that owns the name does it in the handler
of that event (`shared.runs.doing`), in slices shorter than a push may take; `GET <prefix>/runs/{run_id}`
(`shared.runs.routes`) tells how far it is. Arguments and progress lie in the store, so any instance can go on with it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from shared.contracts.events import new_event
from shared.event_bus import EventBus
from shared.store import Store, StoreConflictError
from shared.store.leases import held_by

State = Literal["queued", "running", "done", "failed"]
Argument = str | int | float | bool | None

EVENT = "run-requested.v1"

_FORGOTTEN = timedelta(minutes=15)  # longer than any redelivery takes: nobody does this one any more
_KEPT = 100  # runs of a service that can be looked at; an owner looks at the last


@dataclass(frozen=True, slots=True)
class Run:
    """One run: what was asked for, how far it is, and what came of it. Times are in UTC."""

    run_id: str
    name: str
    arguments: Mapping[str, Argument]
    requested_at: datetime
    changed_at: datetime
    state: State = "queued"
    began_at: datetime | None = None
    ended_at: datetime | None = None
    what: str | None = None  # what it is doing, in words
    done: int = 0
    of: int = 0  # 0 while nobody knows
    result: Mapping[str, Any] | None = None
    error: str | None = None  # why it failed, and what to do
    slices: int = 0  # how many have been begun
    position: Mapping[str, Any] | None = None  # where the next slice goes on

    @property
    def is_over(self) -> bool:
        return self.state in {"done", "failed"}

    def document(self) -> dict[str, object]:
        """The run as the contract's components have it."""
        return {
            "run_id": self.run_id,
            "name": self.name,
            "state": self.state,
            "requested_at": self.requested_at,
            "began_at": self.began_at,
            "ended_at": self.ended_at,
            "progress": {"what": self.what, "done": self.done, "of": self.of or None},
            "result": self.result,
            "error": self.error,
        }


class Runs:
    """The runs of one service, in the store."""

    def __init__(self, store: Store, service: str, now: Callable[[], datetime]) -> None:
        self.store = store
        self.service = service
        self.now = now

    def read(self, run_id: str) -> Run | None:
        """The run of an id; None when there is none, or it is long over."""
        if not run_id.isascii() or not run_id.replace("-", "").isalnum():
            return None
        stored = self.store.get(self._key(run_id))
        if stored is None:
            return None
        content = json.loads(stored.value)
        moments = {name: _moment(content[name]) for name in _MOMENTS}
        return Run(**{**content, **moments})

    def write(self, run: Run) -> Run:
        """Keep a run as it is now; for whoever holds its lease."""
        run = replace(run, changed_at=self.now())
        content = asdict(run)
        moments = {name: content[name] and content[name].astimezone(UTC).isoformat() for name in _MOMENTS}
        self.store.put(self._key(run.run_id), json.dumps({**content, **moments}).encode())
        return run

    def progress(self, run_id: str, done: int, of: int, words: str) -> None:
        """Say how far a run is: `done` of `of` (0 while nobody knows), doing what."""
        run = self.read(run_id)
        if run is not None and not run.is_over:
            self.write(replace(run, what=words, done=done, of=of))

    def current(self, name: str) -> Run | None:
        """The run of a name that waits or is being done; None when there is none."""
        stored = self.store.get(self._current_key(name))
        run = self.read(stored.value.decode()) if stored else None
        if run is None or run.is_over:
            return None
        forgotten = self.now() - run.changed_at > _FORGOTTEN and held_by(self.store, self.lease_key(name)) is None
        return None if forgotten else run

    def is_newest(self, run: Run) -> bool:
        """Whether no other run of its name was asked for since."""
        stored = self.store.get(self._current_key(run.name))
        return stored is None or stored.value.decode() == run.run_id

    def lease_key(self, name: str) -> str:
        """The lease under which runs of a name are done."""
        return f"leases/runs/{self.service}.{name}"

    def begin(self, name: str, arguments: Mapping[str, Argument]) -> Run:
        """A new run, or the one of this name that waits or is being done. Two at once get the same."""
        while True:
            stored = self.store.get(self._current_key(name))
            current = self.current(name)
            if current is not None:
                return current
            now = self.now()
            run_id = f"{now.astimezone(UTC):%Y%m%d%H%M%S}-{secrets.token_hex(4)}"
            run = self.write(Run(run_id, name, dict(arguments), now, now))
            try:
                version = stored.version if stored else None
                self.store.put(self._current_key(name), run_id.encode(), if_absent=version is None, if_version=version)
            except StoreConflictError:
                self.store.delete(self._key(run_id))  # somebody was faster: theirs counts
                continue
            self._forget_old()
            return run

    def _forget_old(self) -> None:
        for key in sorted(self.store.list(f"runs/{self.service}/"))[:-_KEPT]:
            self.store.delete(key)

    def _key(self, run_id: str) -> str:
        return f"runs/{self.service}/{run_id}"

    def _current_key(self, name: str) -> str:
        return f"current-runs/{self.service}/{name}"


_MOMENTS = ("requested_at", "changed_at", "began_at", "ended_at")


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def request(  # noqa: PLR0917 - two plugs, whose it is, what, of what, when
    bus: EventBus, store: Store, service: str, name: str, arguments: Mapping[str, Argument], now: datetime
) -> str:
    """Ask for a run; answers its id, or that of the one that waits or is being done already. Raises EventBusError.

    When this returns the run is sure to be done, also if this process ends now.
    """
    runs = Runs(store, service, lambda: now)
    run = runs.begin(name, arguments)
    if run.state == "queued" or held_by(store, runs.lease_key(name)) is None:
        announce(bus, service, run)  # of one that waits again: who asked for it may have ended before it said so
    return run.run_id


def announce(bus: EventBus, service: str, run: Run) -> None:
    """Publish that a slice of a run is to be done; saying so twice is a repetition, which the bus knows."""
    data = {"run_id": run.run_id, "name": run.name, "requested_at": _text(run.requested_at)}
    bus.publish([new_event(EVENT, f"/{service}/runs", data, event_id=event_id(run))])


def event_id(run: Run) -> str:
    """The id of the event that asks for a run's next slice."""
    return f"{run.run_id}.{run.slices}"


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
