"""The key under which this shop's customers are digested: who is held out, who withdrew.

Without it nobody can tell who is meant, not even by trying every id, address and number there is.
"""

from __future__ import annotations

import hmac
import secrets as randomness

from segments.desk import SERVICE, Desk
from shared.store import lease

KEY_NAME = "segments-key"  # among the secrets
_BYTES = 32  # 256 bits, the strength of the digest
_LEASE = f"leases/{SERVICE}/key"


def shop_key(desk: Desk) -> str:
    """The key as text; made when it is asked for the first time. Raises LeaseHeldError while another makes it."""
    found = desk.secrets.get(KEY_NAME)
    if found is not None:
        return found
    with lease(desk.store, _LEASE, holder="making the key"):
        found = desk.secrets.get(KEY_NAME)
        if found is None:
            found = randomness.token_hex(_BYTES)
            desk.secrets.put(KEY_NAME, found)
    return found


def digest(key: str, customer_id: str) -> str:
    """Names a customer to whoever has the key."""
    return hmac.digest(key.encode(), customer_id.encode(errors="surrogatepass"), "sha256").hex()
