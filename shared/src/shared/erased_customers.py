"""Customers erased lately, as one service remembers them: so that nothing it read or kept before brings them back.

What is remembered is a digest under a key among the secrets: without it nobody can tell who is meant, not even by
trying every id, address and number there is. It goes when the shop's tables have long forgotten the customer.
"""

from __future__ import annotations

import secrets as randomness
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from shared.contracts.events import Event
from shared.erased_digests import NOBODY, Erased, digest
from shared.event_bus import Handler
from shared.secrets import Secrets, SecretsError
from shared.store import LeaseHeldError, Store, lease

_KEY_BYTES = 32  # 256 bits, the strength of the digest
_MADE_SECONDS = 5.0  # another process that makes the key writes one file; it may have died, and the event comes again
_LOOK_SECONDS = 0.05
_REMEMBERED = timedelta(days=7)  # longer than any event waits for its next try, any job runs, and any build is served


Erase = Callable[[Erased], object]
"""Takes customers out of what one part of a service keeps; twice is fine."""


class ErasedLately:
    """Whom one service remembers. Safe to use from any thread and any process.

    The days are part of the names in the store, so that a look is one listing.
    """

    def __init__(self, store: Store, secrets: Secrets, service: str, now: Callable[[], datetime]) -> None:
        self._store, self._secrets, self._now = store, secrets, now
        self._place = f"{service}/erased-customers/"
        self._key, self._lease = f"{service}-erasure-key", f"leases/{service}/erasure-key"
        self._secret: str | None = None

    def now(self) -> Erased:
        """All of them; those of long ago are let go of. Raises SecretsError when there are some and the key is gone."""
        named, oldest = set(), f"{self._now().astimezone(UTC) - _REMEMBERED:%Y%m%d}"
        for place in list(self._store.list(self._place)):
            day, _, name = place.removeprefix(self._place).partition("-")
            if day < oldest:
                self._store.delete(place)
            else:
                named.add(name)
        return Erased(frozenset(named), self._known()) if named else NOBODY

    def remember(self, customer_id: str) -> Erased:
        """From now on a customer is one of them, durably; answers the customer alone.

        Raises SecretsError as `now`, StoreError.
        """
        secret = self._known() if any(True for _ in self._store.list(self._place)) else self._made()
        name = digest(secret, customer_id)
        self._store.put(f"{self._place}{self._now().astimezone(UTC):%Y%m%d}-{name}", b"")
        return Erased(frozenset((name,)), secret)

    def these(self, customer_ids: Sequence[str]) -> Erased:
        """Some customers who are remembered already."""
        secret = self._known()
        return Erased(frozenset(digest(secret, each) for each in customer_ids), secret)

    def drop_plain(self, place: str) -> None:
        """Let go of what a version before this one remembered under a place: digests without any key.

        No job of that version is under way when this one starts, and the shop's tables have forgotten the customers.
        """
        for key in list(self._store.list(place)):
            self._store.delete(key)

    def _known(self) -> str:
        if self._secret is None:
            self._secret = self._secrets.get(self._key)
        if self._secret is None:  # a new one would make the service forget whom it erased, in silence
            raise SecretsError(f"put the secret {self._key} back: without it nobody can tell who was erased lately")
        return self._secret

    def _made(self) -> str:
        """The key; made when nobody was ever erased. All processes have the same: one of them makes it."""
        until = time.monotonic() + _MADE_SECONDS
        while self._secrets.get(self._key) is None:
            try:
                with lease(self._store, self._lease, holder="making the key"):
                    if self._secrets.get(self._key) is None:
                        self._secrets.put(self._key, randomness.token_hex(_KEY_BYTES))
            except LeaseHeldError:
                if time.monotonic() > until:
                    raise
                time.sleep(_LOOK_SECONDS)
        return self._known()


def erasing(
    lately: ErasedLately, parts: Sequence[Erase], forget: Callable[[str], object] = lambda _customer_id: None
) -> Handler:
    """The handler of `customer-erased.v1`: nothing of the customer is left in the service when it returns.

    The digest is kept first: whoever writes afterwards sees it. `forget` is told the id, the parts its digest. Erasing
    twice, or whom nobody knows, changes nothing.
    """

    def handle(event: Event) -> None:
        erased = lately.remember(event.entity_id)
        forget(event.entity_id)
        for erase in parts:
            erase(erased)

    return handle
