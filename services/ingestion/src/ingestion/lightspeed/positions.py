"""Until which version each kind of thing was read from Lightspeed, and what became of all of it so far."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from shared.store import Store

LEASE_KEY = "leases/lightspeed"
"""One sync at a time: two would read the same pages, and name the same products twice."""


@dataclass(slots=True)
class Tally:
    """Counts of items; read = published + left out + set aside. `events` is what was published of them."""

    read: int = 0
    published: int = 0
    events: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    set_aside: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Count the other's too."""
        self.read += other.read
        self.published += other.published
        self.events += other.events
        self.left_out += other.left_out
        self.set_aside += other.set_aside


@dataclass(slots=True)
class Position:
    """Everything up to `version` has been read, and what was said of it is durable."""

    version: int = 0
    tally: Tally = field(default_factory=Tally)


class Positions:
    """The positions of one Lightspeed shop, in the store under `prefix`."""

    def __init__(self, store: Store, prefix: str) -> None:
        self._store = store
        self._prefix = prefix

    def of(self, entity: str) -> Position:
        """Where the reading of an entity stands; at the beginning when it never began."""
        stored = self._store.get(self._key(entity))
        if stored is None:
            return Position()
        said: dict[str, Any] = json.loads(stored.value)
        counts = said["tally"]
        tally = Tally(
            counts["read"],
            counts["published"],
            counts["events"],
            Counter(counts["left_out"]),
            Counter(counts["set_aside"]),
        )
        return Position(said["version"], tally)

    def keep(self, entity: str, position: Position) -> None:
        """Move on. To be called when the events of what was read are durable, and not before."""
        tally = position.tally
        counts = {
            "read": tally.read,
            "published": tally.published,
            "events": tally.events,
            "left_out": tally.left_out,
            "set_aside": tally.set_aside,
        }
        self._store.put(self._key(entity), json.dumps({"version": position.version, "tally": counts}).encode())

    def forget(self, entity: str) -> None:
        """Begin again."""
        self._store.delete(self._key(entity))

    def _key(self, entity: str) -> str:
        return f"{self._prefix}/positions/{entity}"
