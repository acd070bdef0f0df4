"""Who is left out of exports at random, so that what exports bring can be told. Pure.

The same customers are left out of one group whenever it is exported and wherever to, and others of another group: a
digest under the shop's own key says who, so that nobody can choose them.
"""

from __future__ import annotations

import hmac

_BYTES = 8  # a share is met to far more digits than there are customers
_ALL = 2.0**64  # as many digests as fit


def is_held_out(key: bytes, group_id: str, customer_id: str, share: float) -> bool:
    """Whether a customer is among the `share` (0 to 1) of a group's members that are left out."""
    digest = hmac.digest(key, f"hold-out\0{group_id}\0{customer_id}".encode(errors="surrogatepass"), "sha256")
    return int.from_bytes(digest[:_BYTES]) < share * _ALL
