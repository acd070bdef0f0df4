"""What the shop's rows call Lightspeed's products, outlets and users: names that people read and that stay.

A product is its SKU, as it is in Shopify's exports, so that both doors speak of the same product; an outlet and a user
are their names. Whatever an entity was called when it was first seen it goes on being called here: a new SKU or a new
name does not cut a history in two. Two of one name are told apart by the id.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Literal

from shared.store import Store

Kind = Literal["products", "outlets", "users", "walk_in"]
_KINDS: tuple[Kind, ...] = ("products", "outlets", "users", "walk_in")
_LONGEST_NAME = 200  # characters; the contract's ids hold 300
_NO_SKU = frozenset({"", "-"})  # what people type where a SKU is asked for and there is none


class Names:
    """The names of one Lightspeed shop, kept in the store under `prefix`; for one sync at a time."""

    def __init__(self, store: Store, prefix: str) -> None:
        self._store = store
        self._prefix = f"{prefix}/names"
        self._names: dict[str, dict[str, str]] = {kind: {} for kind in _KINDS}
        self._new: dict[str, dict[str, str]] = {}
        self._segments = list(store.list(f"{self._prefix}/"))
        for key in self._segments:
            stored = store.get(key)
            for kind, found in (json.loads(stored.value) if stored else {}).items():
                for identity, name in found.items():
                    self._names[kind].setdefault(identity, name)
        self._taken = {kind: set(found.values()) for kind, found in self._names.items()}

    def take(self, kind: Kind, identity: str, wanted: str | None) -> str:
        """The name of an entity; the wanted one where it has none yet and nobody else has that."""
        known = self._names[kind].get(identity)
        if known is not None:
            return known
        name = (wanted or "")[:_LONGEST_NAME].strip()
        if name in _NO_SKU:
            name = identity
        elif name in self._taken[kind]:
            name = identity if kind == "products" else f"{name} ({identity[:8]})"
        if name in self._taken[kind]:
            name = identity
        self._names[kind][identity] = name
        self._taken[kind].add(name)
        self._new.setdefault(kind, {})[identity] = name
        return name

    def of(self, kind: Kind, identity: str) -> str | None:
        """The name of an entity that was seen before."""
        return self._names[kind].get(identity)

    def unknown(self, kind: Kind, identities: Iterable[str | None]) -> set[str]:
        """Which of these were never seen."""
        return {identity for identity in identities if identity is not None} - self._names[kind].keys()

    def keep(self) -> None:
        """Write what is new: before an event speaks of it, so that it is called the same after a crash."""
        if not self._new:
            return
        key = f"{self._prefix}/{len(self._segments):06d}"
        self._store.put(key, json.dumps(self._new).encode())
        self._segments.append(key)
        self._new = {}

    def gather(self) -> None:
        """Write all names as one, so that the next sync has one value to read."""
        self.keep()
        if len(self._segments) < 2:  # noqa: PLR2004 - one is gathered already
            return
        first, *others = self._segments
        self._store.put(first, json.dumps(self._names).encode())
        for key in reversed(others):  # the last first: what is left of a crash is still numbered without a gap
            self._store.delete(key)
        self._segments = [first]
