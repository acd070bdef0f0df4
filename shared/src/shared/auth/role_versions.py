"""Which version of each role is in force. Raising it revokes every token and session of the role at once."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from shared.auth import ROLES
from shared.store import Store, StoreConflictError

KEY = "auth/role_versions"
FIRST_VERSION = 1
CACHE_SECONDS = 5.0  # a revocation takes hold within it; a request does not pay for a read of the store each time


class RoleVersions:
    """The versions in force, read from the store at most every five seconds. Safe to use from any thread."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock = clock
        self._read: tuple[float, dict[str, int]] | None = None  # replaced as a whole, so no lock is needed

    def latest(self, role: str) -> int:
        """The version in the store now."""
        versions = _parse(self._store)[0]
        self._read = (self._clock(), versions)
        return versions.get(role, FIRST_VERSION)

    def in_force(self, role: str, version: object) -> bool:
        """Whether a token or session of this version still counts."""
        read = self._read
        if read is None or self._clock() - read[0] >= CACHE_SECONDS:
            return version == self.latest(role)
        known = read[1].get(role, FIRST_VERSION)
        # A version the cache has not seen yet was given out a moment ago: look again before refusing it.
        return version == known or (isinstance(version, int) and version > known and version == self.latest(role))


def revoke_role(store: Store, role: str) -> int:
    """Make every token and session of a role worthless; answers the version that counts from now on.

    Raises ValueError for a role that does not exist.
    """
    if role not in ROLES:
        raise ValueError(f"no role {role!r}; there are {', '.join(ROLES)}")
    while True:
        versions, stored_version = _parse(store)
        versions[role] = versions.get(role, FIRST_VERSION) + 1
        value = json.dumps(versions, sort_keys=True).encode()
        try:
            store.put(KEY, value, if_absent=stored_version is None, if_version=stored_version)
        except StoreConflictError:
            continue  # somebody revoked at the same moment: count on from there
        return versions[role]


def _parse(store: Store) -> tuple[dict[str, int], str | None]:
    stored = store.get(KEY)
    return ({}, None) if stored is None else (json.loads(stored.value), stored.version)
