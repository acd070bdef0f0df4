"""The connection to one Shopify shop: its address, the API's token and the app's secret, kept among the secrets."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import threading
import time
from dataclasses import dataclass, field

from shared.secrets import Secrets

NAME = "shopify"  # of the secret
_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,59}\.myshopify\.com")
_TOKENS = ("shpat_", "shpca_", "shppa_", "shpua_")  # how Shopify's access tokens begin
_FRESH_SECONDS = 60.0  # how long a look at the secrets counts: a new secret is used a minute later
_AGAIN_SECONDS = 5.0  # and where there was none


class ConnectionSecretError(Exception):
    """What stands among the secrets is no connection; `str()` says why and holds no secret."""


@dataclass(frozen=True, slots=True)
class Connection:
    """One shop; `repr` shows its name only."""

    shop: str
    token: str = field(repr=False)  # an access token, or the client id of an app that fetches its own
    secret: str = field(repr=False)

    @property
    def fetches_token(self) -> bool:
        """Whether an access token has to be fetched by the client id: apps made since 2026 have tokens of a day."""
        return not self.token.startswith(_TOKENS)


def shop_domain(name: str) -> str | None:
    """`NAME.myshopify.com` in small letters out of what somebody typed; null for anything else."""
    plain = name.strip().casefold().removeprefix("https://").rstrip("/")
    return plain if _DOMAIN.fullmatch(plain) else None


def read_connection(secrets: Secrets) -> Connection | None:
    """The connection; None when there is none. Raises ConnectionSecretError for one that cannot be read."""
    written = secrets.get(NAME)
    if written is None:
        return None
    try:
        said = json.loads(written)
        connection = Connection(said["shop"], said["token"], said["secret"])
    except (ValueError, KeyError, TypeError):
        raise ConnectionSecretError(f"the secret {NAME!r} is not what `shopsight connect shopify` writes") from None
    if shop_domain(connection.shop) != connection.shop or not connection.secret:
        raise ConnectionSecretError(f"the secret {NAME!r} names no shop, or holds no secret of an app")
    return connection


def keep_connection(secrets: Secrets, connection: Connection) -> None:
    """Write the connection among the secrets; the one before is gone."""
    secrets.put(NAME, json.dumps({"shop": connection.shop, "token": connection.token, "secret": connection.secret}))


class Connections:
    """The connection as it is now, looked up once a minute at most."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._lock = threading.Lock()
        self._found: Connection | None = None
        self._looked_at = float("-inf")

    def current(self) -> Connection | None:
        """The connection; None when there is none. Raises ConnectionSecretError."""
        with self._lock:
            found, age = self._found, time.monotonic() - self._looked_at
        if age < (_AGAIN_SECONDS if found is None else _FRESH_SECONDS):
            return found
        found = read_connection(self._secrets)
        with self._lock:
            self._found, self._looked_at = found, time.monotonic()
        return found


def signature_of(body: bytes, secret: str) -> str:
    """What Shopify sends as X-Shopify-Hmac-Sha256: HMAC-SHA256 over the raw body, in base64."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def is_signed(body: bytes, given: str, secret: str) -> bool:
    """Whether the signature is right; takes the same time for every wrong one."""
    return hmac.compare_digest(signature_of(body, secret).encode(), given.strip().encode())
