"""Customers erased lately: their digests, so that nothing that was read or kept before brings them back.

A digest is that of the id alone, never of an address, and it goes when the shop's tables have forgotten the customer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from shared.contracts.events import Event
from shared.event_bus import Handler
from shared.store import Store

_KEY = "recommendations-v2/erased/"  # in the store: when a customer was erased, by the digest of the id
_REMEMBERED = timedelta(days=7)  # longer than any event waits for its next try, and any batch for the warehouse

Erase = Callable[[Sequence[str]], object]
"""Takes customers out of what one part of the service keeps, by `TO_HEX(MD5(customer_id))` of each; twice is fine."""


def digest(customer_id: str) -> str:
    """As `TO_HEX(MD5(customer_id))` in SQL. It names a key and hides the id from a glance; nothing rests on it."""
    return hashlib.md5(customer_id.encode(), usedforsecurity=False).hexdigest()


def erased_lately(store: Store, now: datetime) -> tuple[str, ...]:
    """Digests of customers erased lately; those of long ago are let go of."""
    found, since = [], now.astimezone(UTC) - _REMEMBERED
    for key in list(store.list(_KEY)):
        stored = store.get(key)
        if stored is None:
            continue
        if datetime.fromisoformat(stored.value.decode()) < since:
            store.delete(key)
        else:
            found.append(key.removeprefix(_KEY))
    return tuple(found)


def erasing(
    store: Store, now: Callable[[], datetime], forget: Callable[[str], object], parts: Sequence[Erase]
) -> Handler:
    """The handler of `customer-erased.v1`: nothing of the customer is left here when it returns.

    The digest is kept first: whoever writes afterwards sees it. `forget` is told the id, the parts its digest. Erasing
    twice, or whom nobody knows, changes nothing.
    """

    def handle(event: Event) -> None:
        name = digest(event.entity_id)
        store.put(_KEY + name, now().astimezone(UTC).isoformat().encode())
        forget(event.entity_id)
        for erase in parts:
            erase([name])

    return handle
