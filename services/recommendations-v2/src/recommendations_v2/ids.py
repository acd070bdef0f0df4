"""Customers' ids as digests: an artefact holds what people bought, and nobody's id.

They are under a key among the secrets: without it nobody can tell whom an artefact knows, not even by trying every id,
address and number there is. A build makes the key, where there is none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

KEY = "recommendations-v2-customer-key"  # the secret's name

Digests = npt.NDArray[np.uint64]


def digest(customer_id: str, key: str) -> int:
    """Eight bytes: of a million customers two share one with a chance of one in forty million."""
    return _digest(customer_id, bytes.fromhex(key))


def digests(customer_ids: Iterable[str], key: str) -> Digests:
    """Of many."""
    read = bytes.fromhex(key)
    return np.fromiter((_digest(each, read) for each in customer_ids), np.uint64)


def _digest(customer_id: str, key: bytes) -> int:
    name = customer_id.encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(name, digest_size=8, key=key).digest(), "little")


def mark(key: str) -> str:
    """What tells one key from another, and nothing of either."""
    return f"{digest('', key):016x}" if key else ""


def place(known: Digests, customer_id: str | None, key: str) -> int:
    """Where a customer stands among sorted digests; -1 where he is not known."""
    if customer_id is None or not len(known):
        return -1
    wanted = np.uint64(digest(customer_id, key))
    at = int(np.searchsorted(known, wanted))
    return at if at < len(known) and known[at] == wanted else -1
