"""The shop's word for who its visitor is: hex HMAC-SHA256 of `customer_id.expires` under a secret that both know.

The shop's server signs, its page carries customer id, end and signature, and whoever reads the page can repeat them
until then, for that customer only. `expires` is in seconds since 1970, at most a day ahead.
"""

from __future__ import annotations

import hmac
import re
import secrets as randomness
import time
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from shared.secrets import Secrets

SECRET = "customer-signing-secret"  # noqa: S105 - its name among the secrets
LONGEST_LIFE_SECONDS = 24 * 3600  # a page that stays open for a day; what leaks is worth nothing after it
LEEWAY_SECONDS = 60  # between the shop's clock and ours
CACHE_SECONDS = 60.0  # a new secret counts within it; a secret manager is asked over the network

_SECRET_BYTES = 32  # 256 bits, the strength of the digest
_EXPIRES = re.compile(r"[0-9]{1,10}")  # digits only, so that the last dot of what is signed parts the two
_SIGNATURE = re.compile(r"[0-9a-fA-F]{64}")

Verdict = Literal["kept", "unsigned", "expired", "expires_too_late", "wrong_signature", "no_signing_secret"]


def signature(secret: str, customer_id: str, expires: int) -> str:
    """What the shop's server writes into its page."""
    return hmac.digest(secret.encode(), f"{customer_id}.{expires}".encode(errors="surrogatepass"), "sha256").hex()


def verdict(secret: str | None, customer_id: str, expires: str | None, given: str | None, now: datetime) -> Verdict:
    """Whether a customer's id is vouched for; only `kept` says so. Takes the same time for every wrong signature."""
    if not expires or not given:
        return "unsigned"
    if secret is None:
        return "no_signing_secret"
    formed = _EXPIRES.fullmatch(expires) and _SIGNATURE.fullmatch(given)
    if not formed or not hmac.compare_digest(signature(secret, customer_id, int(expires)), given.lower()):
        return "wrong_signature"
    left = int(expires) - now.timestamp()
    if left <= -LEEWAY_SECONDS:
        return "expired"
    return "kept" if left <= LONGEST_LIFE_SECONDS + LEEWAY_SECONDS else "expires_too_late"


def make_secret(secrets: Secrets) -> str:
    """A new signing secret; what was signed with the one before counts no more."""
    secrets.put(SECRET, randomness.token_hex(_SECRET_BYTES))
    return secrets.get(SECRET) or ""


class SigningSecret:
    """The secret that the shop signs with, read at most every minute. Safe to use from any thread."""

    def __init__(self, secrets: Secrets, clock: Callable[[], float] = time.monotonic) -> None:
        self._secrets = secrets
        self._clock = clock
        self._read: tuple[float, str | None] | None = None  # replaced as a whole, so no lock is needed

    def get(self) -> str | None:
        """The secret; None until it was made. Raises SecretsError, StoreError."""
        read = self._read
        if read is None or self._clock() - read[0] >= CACHE_SECONDS:
            read = self._read = (self._clock(), self._secrets.get(SECRET))
        return read[1]
