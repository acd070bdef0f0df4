"""Customers' ids as digests: an artefact holds what people bought, and nobody's id."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Digests = npt.NDArray[np.uint64]


def digest(customer_id: str) -> int:
    """Eight bytes: of a million customers two share one with a chance of one in forty million."""
    return int.from_bytes(hashlib.blake2b(customer_id.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def digests(customer_ids: Iterable[str]) -> Digests:
    """Of many."""
    return np.fromiter((digest(each) for each in customer_ids), np.uint64)


def place(known: Digests, customer_id: str | None) -> int:
    """Where a customer stands among sorted digests; -1 where he is not known."""
    if customer_id is None or not len(known):
        return -1
    wanted = np.uint64(digest(customer_id))
    at = int(np.searchsorted(known, wanted))
    return at if at < len(known) and known[at] == wanted else -1
