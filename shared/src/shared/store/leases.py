"""Leases: one holder at a time, on any store, without a server that could forget to unlock.

A lease is a key that says who holds it and until when. It renews itself while the block runs; a holder that dies stops
renewing, and the next one takes over when the time is up. Every step is a compare-and-set, so two can never both win.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from shared import telemetry
from shared.store import LeaseHeldError, LeaseLostError, Store, StoreConflictError

_RENEWALS = 3  # attempts within a lease's time: one or two may fail before it is lost


class Lease:
    """A lease that was taken. Ask `check()` before a step that must not happen twice."""

    def __init__(self, store: Store, key: str, holder: str, seconds: float, version: str | None) -> None:
        self._store = store
        self._key = key
        self._holder = holder
        self._seconds = seconds
        self._until = time.time() + seconds
        self._version = self._put(self._until, version)
        self._taken_over = False
        self._writing = threading.Lock()

    def check(self) -> None:
        """Raise `LeaseLostError` when the lease ran out or somebody else has it."""
        if self._taken_over:
            raise LeaseLostError(f"{self._key} was taken over from {self._holder}")
        if time.time() >= self._until:
            raise LeaseLostError(f"{self._key} could not be renewed in time by {self._holder}")

    def renew(self) -> None:
        """Hold it for another `seconds`, counted from now. Raises `LeaseLostError` when somebody else has it."""
        with self._writing:
            until = time.time() + self._seconds
            try:
                self._version = self._put(until, self._version)
            except StoreConflictError as error:
                self._taken_over = True
                raise LeaseLostError(f"{self._key} was taken over from {self._holder}") from error
            self._until = until

    def give_back(self) -> None:
        """Let the next one in. Raises `LeaseLostError` when the lease was not held to the end."""
        self.renew()  # the proof that nobody had it in between, even if they are gone again
        with suppress(StoreConflictError):  # taken over after the proof: the work was done by then
            self._store.delete(self._key, if_version=self._version)

    def _put(self, until: float, version: str | None) -> str:
        value = json.dumps({"holder": self._holder, "until": until}).encode()
        return self._store.put(self._key, value, if_absent=version is None, if_version=version)


@contextmanager
def lease(store: Store, key: str, *, holder: str, seconds: float = 15) -> Iterator[Lease]:
    """Hold `key` while the block runs, renewed every `seconds`/3 by a thread.

    15 seconds: a holder that died delays the next one no longer than a person waits, and a busy disk loses no lease.
    A lease that has run out is taken over. Leaving the block gives it back.

    Raises:
        LeaseHeldError: somebody holds it; the error names them.
        LeaseLostError: at `check()`, or at the end of a block that went well, when the lease was lost meanwhile.
    """
    held = _take(store, key, holder, seconds)
    done = threading.Event()
    renewal = threading.Thread(target=_keep, args=(held, seconds, done), name=f"lease {key}", daemon=True)
    renewal.start()
    try:
        yield held
    except BaseException:
        _stop(renewal, done)
        with suppress(Exception):  # what went wrong in the block is the news
            held.give_back()
        raise
    _stop(renewal, done)
    held.give_back()


def held_by(store: Store, key: str) -> str | None:
    """Who holds a lease now; None when nobody does."""
    found = store.get(key)
    if found is None:
        return None
    holder, until = _read(found.value)
    return holder if time.time() < until else None


def _keep(held: Lease, seconds: float, done: threading.Event) -> None:
    while not done.wait(seconds / _RENEWALS):
        try:
            held.renew()
        except LeaseLostError:
            return
        except Exception:  # noqa: BLE001 - a disk or a network may be back in time for the next attempt; check() keeps the time
            telemetry.logger().warning("lease not renewed", exc_info=True)


def _stop(renewal: threading.Thread, done: threading.Event) -> None:
    done.set()
    renewal.join()


def _take(store: Store, key: str, holder: str, seconds: float) -> Lease:
    while True:
        found = store.get(key)
        if found is not None:
            other, until = _read(found.value)
            if time.time() < until:
                raise LeaseHeldError(key, other)
        try:
            return Lease(store, key, holder, seconds, found.version if found else None)
        except StoreConflictError:
            continue  # somebody was faster: see who


def _read(value: bytes) -> tuple[str, float]:
    """Who holds it and until when; a value nobody can read has run out."""
    try:
        content = json.loads(value)
        return str(content["holder"]), float(content["until"])
    except (ValueError, KeyError, TypeError):
        return "nobody", 0.0
