"""Storefront keys: what a shop's own pages call the API with. Everybody who opens such a page can read its key.

So a key names the origins it counts for, which only browsers keep to, opens little (the role `storefront`) and is
limited in rate where it is used. The store holds digests, all in one value: a made-up key costs no read of its own.
"""

from __future__ import annotations

import json
import re
import secrets as randomness
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock

from shared.auth import ROLES, Identity, NotAllowedError, NotSignedInError, utc_now
from shared.origins import checked_origin
from shared.store import Store, StoreConflictError

STORE_KEY = "auth/storefront_keys"
PREFIX = "sf_"
MOST_KEYS = 100  # one for each storefront and each renewal; all of them are read at once
MOST_ORIGINS = 20  # of one key: a shop's domains and its staging
CACHE_SECONDS = 5.0  # a revocation takes hold within it, as one of a role does
LOOK_AGAIN_SECONDS = 1.0  # so soon a new key counts, and no more often does a made-up one make us read the store

_FORM = re.compile(r"sf_[A-Za-z0-9_-]{43}")  # 256 random bits


class KeyRefusedError(ValueError):
    """A key cannot be made or revoked as asked; `str()` says why."""


@dataclass(frozen=True, slots=True)
class StorefrontKey:
    """What is known of a key; not the key."""

    key_id: str
    origins: tuple[str, ...]
    created_at: datetime
    digest: str


def is_storefront_key(text: str) -> bool:
    """Whether a text has the form of one; tokens do not."""
    return _FORM.fullmatch(text) is not None


def create_key(
    store: Store, origins: Sequence[str], *, now: Callable[[], datetime] = utc_now
) -> tuple[str, StorefrontKey]:
    """Make a key for pages of these origins; answers the key, which is shown this once, and what is kept of it.

    Raises KeyRefusedError for what is no origin, none, or too many.
    """
    try:
        kept_for = tuple(dict.fromkeys(checked_origin(origin) for origin in origins))
    except ValueError as error:
        raise KeyRefusedError(str(error)) from error
    if not 1 <= len(kept_for) <= MOST_ORIGINS:
        raise KeyRefusedError(f"a key is for 1 to {MOST_ORIGINS} origins, not {len(kept_for)}")
    secret = PREFIX + randomness.token_urlsafe(32)
    key = StorefrontKey(randomness.token_hex(4), kept_for, now(), _digest(secret))

    def with_it(keys: list[StorefrontKey]) -> list[StorefrontKey]:
        if len(keys) >= MOST_KEYS:
            raise KeyRefusedError(f"there are {MOST_KEYS} keys already; revoke one that no page uses")
        return [*keys, key]

    _change(store, with_it)
    return secret, key


def list_keys(store: Store) -> list[StorefrontKey]:
    """The keys that count, oldest first."""
    return _read(store)[0]


def revoke_key(store: Store, key_id: str) -> StorefrontKey:
    """Make a key worthless; answers what was known of it. Raises KeyRefusedError when there is none of this id."""
    found: list[StorefrontKey] = []

    def without_it(keys: list[StorefrontKey]) -> list[StorefrontKey]:
        found[:] = [key for key in keys if key.key_id == key_id]
        if not found:
            raise KeyRefusedError(f"there is no key {key_id!r}")
        return [key for key in keys if key.key_id != key_id]

    _change(store, without_it)
    return found[0]


class StorefrontKeys:
    """Says whose key it is, or refuses it. The store is read at most every five seconds. Safe from any thread."""

    def __init__(
        self, store: Store, clock: Callable[[], float] = time.monotonic, now: Callable[[], datetime] = utc_now
    ) -> None:
        self._store = store
        self._clock = clock
        self._now = now
        self._lock = Lock()
        self._known: tuple[float, dict[str, StorefrontKey]] | None = None  # replaced as a whole

    def verify(self, secret: str, origin: str | None) -> Identity:
        """The identity behind a key that a page of this origin sends.

        Raises NotSignedInError for an unknown key, NotAllowedError for an origin that is not the key's, StoreError.
        """
        key = self._find(_digest(secret)) if is_storefront_key(secret) else None
        if key is None:
            raise NotSignedInError("The storefront key is unknown or was revoked", refused=True)
        if origin is None:
            raise NotAllowedError("A storefront key counts only from a page: the request names no Origin")
        if origin not in key.origins:
            raise NotAllowedError("This storefront key is not for pages of this origin")
        until = self._now() + timedelta(seconds=CACHE_SECONDS)  # a key has no end; the verdict is looked at again
        return Identity(f"storefront:{key.key_id}", "storefront", ROLES["storefront"], until)

    def _find(self, digest: str) -> StorefrontKey | None:
        known = self._known
        age = float("inf") if known is None else self._clock() - known[0]
        if known is not None and age < (CACHE_SECONDS if digest in known[1] else LOOK_AGAIN_SECONDS):
            return known[1].get(digest)
        with self._lock:  # one reads for all that wait
            if self._known is known:
                self._known = (self._clock(), {key.digest: key for key in list_keys(self._store)})
            fresh = self._known
        return None if fresh is None else fresh[1].get(digest)


def _change(store: Store, changed: Callable[[list[StorefrontKey]], list[StorefrontKey]]) -> None:
    while True:
        keys, version = _read(store)
        value = json.dumps([_document(key) for key in changed(keys)]).encode()
        try:
            store.put(STORE_KEY, value, if_absent=version is None, if_version=version)
        except StoreConflictError:
            continue  # somebody made or revoked one at the same moment: look again
        return


def _read(store: Store) -> tuple[list[StorefrontKey], str | None]:
    stored = store.get(STORE_KEY)
    if stored is None:
        return [], None
    return [
        StorefrontKey(one["key_id"], tuple(one["origins"]), datetime.fromisoformat(one["created_at"]), one["digest"])
        for one in json.loads(stored.value)
    ], stored.version


def _document(key: StorefrontKey) -> dict[str, object]:
    return {
        "key_id": key.key_id,
        "origins": list(key.origins),
        "created_at": key.created_at.isoformat(),
        "digest": key.digest,
    }


def _digest(secret: str) -> str:
    return sha256(secret.encode(errors="replace")).hexdigest()
