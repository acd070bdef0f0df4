"""Who was shown what arm, kept from the first sight of each day on, without a request waiting for it.

A request leaves its sight in memory; a thread writes what came together to the store each second, and a job brings it
to the warehouse. A sight that a killed process had not written yet is met again at the subject's next: the arm is the
same, because the hash says it.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from recommendations_v2.assignment import HELD_OUT, HOLD_OUT, RECOMMENDED, Assignment
from shared.store import Store, StoreError
from shared.telemetry import logger

WAITING = "recommendations-v2/exposures/"  # in the store: batches that are not in the warehouse yet, oldest first
FLUSH_SECONDS = 1.0  # what a killed process may forget until the next sight
_MOST_WAITING = 100_000  # sights kept while the store does not answer: 20 MB; the oldest go first
_MOST_MET = 200_000  # sights told apart: some 60 MB; beyond, one is told again, which counts once: the first is read
_BATCH = 5_000  # sights in an object of the store: a megabyte
_CUSTOMER, _VISITOR = "customer:", "visitor:"  # as `state_keys` names people
_STOP_SECONDS = 5.0  # a write that hangs is left to end with the process
_MOMENT = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True, slots=True)
class Exposure:
    """A subject's first sight of a day in an experiment; `subject` as `state_keys` names people."""

    experiment_id: str
    subject: str
    arm: str
    surface: str
    exposed_at: datetime

    def row(self) -> dict[str, str | None]:
        """As the table has it."""
        kind, bare = self.subject.split(":", 1)
        return {
            "experiment_id": self.experiment_id,
            "subject": self.subject,
            "customer_id": bare if kind == "customer" else None,
            "visitor_id": bare if kind == "visitor" else None,
            "arm": self.arm,
            "surface": self.surface,
            "exposed_at": self.exposed_at.astimezone(UTC).isoformat(),
        }


def exposures(subject: str | None, surface: str, assigned: Assignment, at: datetime) -> tuple[Exposure, ...]:
    """What a sight tells: the standing hold-out's arm of everybody, and that of the experiment; of nobody nothing."""
    if subject is None or not subject.startswith((_CUSTOMER, _VISITOR)):
        return ()
    if assigned.experiment_id == HOLD_OUT:
        return (Exposure(HOLD_OUT, subject, HELD_OUT, surface, at),)
    standing = Exposure(HOLD_OUT, subject, RECOMMENDED, surface, at)
    if assigned.experiment_id is None:
        return (standing,)
    return (standing, Exposure(assigned.experiment_id, subject, assigned.arm, surface, at))


class Recorder:
    """Takes sights and writes them to the store in batches. Safe to use from any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._day: date | None = None
        self._met: set[tuple[str, str]] = set()  # of this day; an arm cannot change within an experiment
        self._pending: list[Exposure] = []
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def seen(self, subject: str | None, surface: str, assigned: Assignment, at: datetime) -> None:
        """A subject was answered a list. Waits for nothing and raises nothing."""
        for each in exposures(subject, surface, assigned, at):
            key, day = (each.experiment_id, each.subject), at.astimezone(UTC).date()
            with self._lock:
                if day != self._day or len(self._met) >= _MOST_MET:
                    self._day, self._met = day, set()
                if key not in self._met:
                    self._met.add(key)
                    self._pending.append(each)

    def flush(self) -> None:
        """Write what came together. What the store does not take is tried again the next time."""
        with self._writing:
            with self._lock:
                batch, self._pending = self._pending, []
            for start in range(0, len(batch), _BATCH):
                part = batch[start : start + _BATCH]
                try:
                    self._store.put(_key(part[0].exposed_at), _written(part))
                except (StoreError, OSError):
                    logger().warning("exposures not written yet", exc_info=True)
                    with self._lock:
                        self._pending = (batch[start:] + self._pending)[-_MOST_WAITING:]
                    return

    def start(self) -> None:
        """Begin to write what comes together each second; twice is fine."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="recommendations-exposures", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End, and write what is left."""
        self._over.set()
        if self._thread is not None:
            self._thread.join(timeout=_STOP_SECONDS)
        self.flush()

    def _run(self) -> None:
        while not self._over.wait(FLUSH_SECONDS):
            self.flush()


def waiting(store: Store, most: int) -> list[str]:
    """Keys of batches that are not in the warehouse yet, oldest first."""
    found = []
    for key in store.list(WAITING):
        found.append(key)
        if len(found) == most:
            break
    return found


def read_batches(store: Store, keys: Iterable[str]) -> Sequence[str]:
    """The lines of some batches, each a row of the table as JSON; a batch that is gone is none."""
    lines: list[str] = []
    for key in keys:
        stored = store.get(key)
        if stored is not None:
            lines += stored.value.decode().splitlines()
    return lines


def _key(first: datetime) -> str:
    return f"{WAITING}{first.astimezone(UTC).strftime(_MOMENT)}-{secrets.token_hex(4)}"


def _written(batch: Sequence[Exposure]) -> bytes:
    return "".join(json.dumps(each.row()) + "\n" for each in batch).encode()
