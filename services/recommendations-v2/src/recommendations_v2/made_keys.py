"""Keys that the service makes for itself when they are first needed, one for all its processes."""

from __future__ import annotations

import secrets as randomness
import time

from recommendations_v2.desk import SERVICE
from shared.secrets import Secrets, SecretsError
from shared.store import LeaseHeldError, Store, lease

_BYTES = 32  # 256 bits, more than anybody can try
_MADE_SECONDS = 5.0  # another process puts a secret in less
_LOOK_SECONDS = 0.05


def made_key(secrets: Secrets, store: Store, name: str) -> str:
    """The key, hexadecimal; made where there is none. Of processes that find none at once one makes it, under a lease,
    and all have the same. Raises SecretsError and StoreError.
    """
    until = time.monotonic() + _MADE_SECONDS
    while (found := secrets.get(name)) is None:
        try:
            with lease(store, f"leases/{SERVICE}/{name}", holder="making the key"):
                if secrets.get(name) is None:
                    secrets.put(name, randomness.token_hex(_BYTES))
        except LeaseHeldError:
            if time.monotonic() > until:
                raise SecretsError(f"the secret {name} is being made by another process; ask again") from None
            time.sleep(_LOOK_SECONDS)
    return found
