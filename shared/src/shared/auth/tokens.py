"""Bearer tokens: the suite's own issuer on one machine, and the verification that is the same everywhere.

A token says who (`sub`), as what (`role`, `role_version`), for whom (`aud`) and until when (`exp`, at most 15 minutes
after `iat`).
Importing this costs 40 ms and 9 MB (jwt, cryptography), so the command line imports it only where it needs a token.
"""

from __future__ import annotations

import secrets as randomness
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from jwt import PyJWK
from jwt.algorithms import OKPAlgorithm

from shared.auth import ROLES, Identity, NotSignedInError, utc_now
from shared.auth.role_versions import RoleVersions
from shared.auth.signing_keys import ALGORITHMS, KeySource, LocalKeys
from shared.secrets import Secrets, connect_own
from shared.settings import PlugSettings
from shared.store import Store

LONGEST_LIFE_SECONDS = 900  # what a token that leaks is good for, when nobody notices
LEEWAY_SECONDS = 10  # machines that keep time by NTP are apart by less; a container that was paused, by a few seconds
LARGEST_TOKEN = 8 * 1024  # bytes; ours are under 400, an identity provider's under 2,000
SIGNING_KEY = "auth-signing-key"  # its name among the secrets
LOCAL_ISSUER = "shopsight"
LOCAL_AUDIENCE = "shopsight"

# Verifying costs a third of an answer from the cache. What was verified is taken again for a minute, and a key that its
# issuer withdraws counts so much longer; a role that is revoked is noticed as before.
_REMEMBERED_SECONDS = 60.0
_MOST_REMEMBERED = 1024  # tokens; then all are forgotten

_REQUIRED = ["iss", "aud", "sub", "iat", "exp", "role", "role_version"]


@dataclass(frozen=True)
class Issuer:
    """Signs tokens with a key that never leaves this process and its secrets."""

    signing_key: Ed25519PrivateKey
    versions: RoleVersions
    issuer: str = LOCAL_ISSUER
    audience: str = LOCAL_AUDIENCE
    now: Callable[[], datetime] = utc_now

    def issue(self, role: str, subject: str, seconds: int = LONGEST_LIFE_SECONDS) -> str:
        """A token for a role. Raises ValueError for a role that does not exist and a life outside 1 to 900 seconds."""
        if role not in ROLES:
            raise ValueError(f"no role {role!r}; there are {', '.join(ROLES)}")
        if not 1 <= seconds <= LONGEST_LIFE_SECONDS:
            raise ValueError(f"a token lives 1 to {LONGEST_LIFE_SECONDS} seconds, not {seconds}")
        issued_at = self.now()
        claims = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": subject,
            "iat": issued_at,
            "exp": issued_at + timedelta(seconds=seconds),
            "jti": randomness.token_urlsafe(16),
            "role": role,
            "role_version": self.versions.latest(role),
        }
        return jwt.encode(claims, self.signing_key, algorithm="EdDSA", headers={"kid": key_id(self.signing_key)})

    def public_keys(self) -> LocalKeys:
        """What the tokens of this issuer are verified with."""
        public = OKPAlgorithm.to_jwk(self.signing_key.public_key(), as_dict=True)
        return LocalKeys({key_id(self.signing_key): PyJWK(public, algorithm="EdDSA")})


@dataclass(frozen=True)
class Verifier:
    """Says whose token it is, or refuses it."""

    keys: KeySource
    versions: RoleVersions
    issuer: str = LOCAL_ISSUER
    audience: str = LOCAL_AUDIENCE
    _remembered: dict[str, tuple[float, dict[str, Any]]] = field(default_factory=dict, repr=False, compare=False)

    def verify(self, token: str) -> Identity:
        """The identity behind a token.

        Raises NotSignedInError for any token that does not hold, KeysUnavailableError when the issuer is out of reach.
        """
        try:
            claims = self._claims(token)
        except jwt.ExpiredSignatureError:
            raise NotSignedInError("The token has expired; ask for a new one", refused=True) from None
        # What is no token at all fails deep inside the decoder, and claims of a wrong type here.
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
            raise NotSignedInError("The token is not valid here", refused=True) from None
        role = claims["role"]
        if not isinstance(role, str) or role not in ROLES or not self.versions.in_force(role, claims["role_version"]):
            raise NotSignedInError("The token's role is not in force any more; ask for a new token", refused=True)
        expires_at = datetime.fromtimestamp(int(claims["exp"]), UTC)
        return Identity(claims["sub"], role, ROLES[role], expires_at, f"role:{role}:{claims['role_version']}")

    def holds(self, proof: str) -> bool:
        """Whether the role of a token that was verified once is still in force, by the proof of its identity."""
        _, role, version = proof.split(":")
        return self.versions.in_force(role, int(version))

    def _claims(self, token: str) -> dict[str, Any]:
        now = time.time()
        verified_at, claims = self._remembered.get(token, (0.0, {}))
        if now - _REMEMBERED_SECONDS < verified_at <= now < claims["exp"]:
            return claims
        claims = self._verified(token)
        if len(self._remembered) >= _MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[token] = (now, claims)
        return claims

    def _verified(self, token: str) -> dict[str, Any]:
        if len(token) > LARGEST_TOKEN:
            raise jwt.InvalidTokenError("too large")
        named = jwt.get_unverified_header(token).get("kid")
        if not isinstance(named, str):
            raise jwt.InvalidTokenError("names no key")
        key = self.keys.key(named)
        if key.algorithm_name not in ALGORITHMS:
            raise jwt.InvalidAlgorithmError(key.algorithm_name)
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[key.algorithm_name],  # the key's own and no other, whatever the token's header says
            audience=self.audience,
            issuer=self.issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": _REQUIRED, "strict_aud": True},
        )
        if int(claims["exp"]) - int(claims["iat"]) > LONGEST_LIFE_SECONDS:
            raise jwt.InvalidTokenError("lives too long")
        return claims


def local_issuer(secrets: Secrets, store: Store, now: Callable[[], datetime] = utc_now) -> Issuer:
    """The suite as its own issuer; its key is made on the first start and kept among the secrets."""
    pem = secrets.get(SIGNING_KEY)
    if pem is None:
        made = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        secrets.put(SIGNING_KEY, made.decode())
        pem = secrets.get(SIGNING_KEY) or made.decode()  # what stands there, should two have made one at once
    key = load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"the secret {SIGNING_KEY} holds no Ed25519 key")  # noqa: TRY004 - the value is wrong, its type is text
    return Issuer(key, RoleVersions(store), now=now)


def own_issuer(settings: PlugSettings, store: Store) -> Issuer:
    """This machine as its own issuer, wherever other secrets are: nobody elsewhere believes it. So a command with the
    plugs of Google Cloud needs no secret there.
    """
    return local_issuer(connect_own(settings.secrets_url, settings.data_dir), store)


def key_id(key: Ed25519PrivateKey) -> str:
    """A name for a key that follows from the key: 128 bits of its public half's digest."""
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return urlsafe_b64encode(sha256(public).digest()[:16]).rstrip(b"=").decode()
