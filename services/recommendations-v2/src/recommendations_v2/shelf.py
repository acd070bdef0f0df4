"""Holds the engine that answers, and swaps it for the next one without a pause: until then the old one answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from recommendations_v2 import artefact_store, ids
from recommendations_v2.artefact import ArtefactError
from recommendations_v2.engine import Engine
from shared import telemetry
from shared.erased_digests import Erased
from shared.secrets import SecretsError
from shared.store import Store, StoreError

_JOIN_SECONDS = 5.0  # a load that goes on is let go of: it holds nothing that has to be given back

_FAILURES = (ArtefactError, StoreError, SecretsError, OSError, json.JSONDecodeError, KeyError, MemoryError)


@dataclass(frozen=True, slots=True)
class ShelfState:
    """What is served, and what is wrong with it."""

    version: str | None  # None before the first artefact
    built_at: datetime | None
    data_until: datetime | None
    wanted: str | None  # what the store says is live, as far as it could be asked
    stale: bool  # another one is live and could not be loaded, or the store cannot be asked
    problem: str | None


_EMPTY = ShelfState(None, None, None, None, stale=False, problem=None)


class Shelf:
    """Looks each second at which artefact is live and loads it in the background. Needs the store alone."""

    def __init__(
        self, store: Store, erased: Callable[[], Erased], key: Callable[[], str | None], pause_seconds: float = 1.0
    ) -> None:
        self._store, self._erased, self._key, self._pause_seconds = store, erased, key, pause_seconds
        self._engine: Engine | None = None
        self._state = _EMPTY
        self._ended = threading.Event()
        self._looking = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Load what is live, and keep looking; without an artefact there is no engine yet, which is no error."""
        self.look()
        self._thread = threading.Thread(target=self._keep_looking, name="recommendations-shelf", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End looking."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(_JOIN_SECONDS)

    def look(self) -> bool:
        """Look once, and load what is new; answers whether the engine changed. Errors are kept in `state`."""
        with self._looking:
            before = self._engine
            wanted = self._state.wanted
            try:
                wanted = artefact_store.live(self._store)
                if wanted is not None and (before is None or before.version != wanted):
                    self._engine = self._loaded(wanted).warm()
                if self._engine is not None:
                    self._engine = self._engine.without(self._erased())
            except _FAILURES as error:
                self._state = self._told(wanted, str(error) or type(error).__name__)
                telemetry.logger().warning("artefact not loaded", wanted=wanted, problem=self._state.problem)
            else:
                self._state = self._told(wanted, None)
            return self._engine is not before

    def _loaded(self, version: str) -> Engine:
        """Raises ArtefactError, StoreError, SecretsError."""
        artefact = artefact_store.load(self._store, version)
        if not artefact.customer_key:  # of a version before this one, whose digests are under none
            return Engine(artefact)
        key = self._key() or ""
        if ids.mark(key) != artefact.customer_key:
            raise ArtefactError(f"the secret {ids.KEY} is not the one that {version} was built with: build again")
        return Engine(artefact, key)

    def _told(self, wanted: str | None, problem: str | None) -> ShelfState:
        engine = self._engine
        told = replace(_EMPTY, wanted=wanted, problem=problem, stale=problem is not None)
        if engine is None:
            return told
        return replace(told, version=engine.version, built_at=engine.built_at, data_until=engine.data_until)

    def _keep_looking(self) -> None:
        while not self._ended.wait(self._pause_seconds):
            self.look()

    @property
    def engine(self) -> Engine | None:
        """What answers now; None before the first artefact."""
        return self._engine

    @property
    def state(self) -> ShelfState:
        """For health and for what answers say of their age."""
        return self._state
