"""Whose pushes are taken: those that carry a token of the bus's own service account, issued for this audience.

On Google Cloud Google signs it (the OIDC token of a push subscription); on one machine the suite does, with the key
that signs its other tokens, for an audience that no other token has.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import jwt

from shared.auth import NotAllowedError, NotSignedInError
from shared.auth.signing_keys import IssuerKeys, KeySource
from shared.auth.tokens import LARGEST_TOKEN, LEEWAY_SECONDS, LONGEST_LIFE_SECONDS, Issuer, key_id

GOOGLE_ISSUERS = frozenset({"https://accounts.google.com", "accounts.google.com"})  # Google's documents have both
GOOGLE_KEYS = "https://www.googleapis.com/oauth2/v3/certs"
LOCAL_PUSH_AUDIENCE = "shopsight-push"
LOCAL_PUSH_ACCOUNT = "event-bus@shopsight"

_REQUIRED = ["iss", "aud", "iat", "exp"]
_REMEMBERED_SECONDS = 60.0  # a bus sends one token for up to an hour; a key that is withdrawn counts so much longer
_MOST_REMEMBERED = 16  # tokens; a bus has one or two in use
_RENEW_SECONDS = 120.0  # before its end a token is made anew: the clock may be set meanwhile


@dataclass(frozen=True)
class PushVerifier:
    """Lets a push in, or refuses it."""

    keys: KeySource
    issuers: frozenset[str]
    algorithm: str
    audience: str
    account: str  # e-mail of the service account that the bus pushes as
    _remembered: dict[str, tuple[float, float]] = field(default_factory=dict, repr=False, compare=False)

    def verify(self, token: str) -> None:
        """Return when the bus itself sent this token.

        Raises NotSignedInError for a token that does not hold, NotAllowedError for one that was issued for another
        audience or to another account, KeysUnavailableError when the issuer is out of reach.
        """
        now = time.time()
        verified_at, expires_at = self._remembered.get(token, (0.0, 0.0))
        if now - _REMEMBERED_SECONDS < verified_at <= now < expires_at:
            return
        expires_at = self._verified(token)
        if len(self._remembered) >= _MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[token] = (now, expires_at)

    def _verified(self, token: str) -> float:
        try:
            claims = self._claims(token)
        except jwt.ExpiredSignatureError:
            raise NotSignedInError("The push token has expired", refused=True) from None
        except jwt.InvalidAudienceError:
            raise NotAllowedError("The push token was issued for another audience") from None
        # What is no token at all fails deep inside the decoder, and claims of a wrong type here.
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
            raise NotSignedInError("The push token is not valid here", refused=True) from None
        if claims.get("email") != self.account or claims.get("email_verified") is not True:
            raise NotAllowedError("The push token belongs to another account")
        return float(claims["exp"])

    def _claims(self, token: str) -> dict[str, Any]:
        if len(token) > LARGEST_TOKEN:
            raise jwt.InvalidTokenError("too large")
        named = jwt.get_unverified_header(token).get("kid")
        if not isinstance(named, str):
            raise jwt.InvalidTokenError("names no key")
        key = self.keys.key(named)
        if key.algorithm_name != self.algorithm:
            raise jwt.InvalidAlgorithmError(key.algorithm_name)
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[self.algorithm],
            audience=self.audience,
            issuer=sorted(self.issuers),
            leeway=LEEWAY_SECONDS,
            options={"require": _REQUIRED, "strict_aud": True},
        )
        return claims


def google_push(audience: str, account: str) -> PushVerifier:
    """Takes the pushes of a Pub/Sub subscription with this audience and service account."""
    return PushVerifier(IssuerKeys(GOOGLE_KEYS), GOOGLE_ISSUERS, "RS256", audience, account)


class LocalPush:
    """The push identity of one machine: `token` is what the local bus sends, `verifier` takes it and no other."""

    def __init__(self, issuer: Issuer) -> None:
        self._issuer = issuer
        self._issued: tuple[str, float] = ("", 0.0)  # the token and its end; replaced as a whole

    def token(self) -> str:
        """A token that is good for two minutes at least; the same one until it nears its end."""
        token, expires_at = self._issued
        now = self._issuer.now()
        if not 0 <= expires_at - now.timestamp() - _RENEW_SECONDS <= LONGEST_LIFE_SECONDS:
            end = now + timedelta(seconds=LONGEST_LIFE_SECONDS)
            claims = {
                "iss": self._issuer.issuer,
                "aud": LOCAL_PUSH_AUDIENCE,
                "sub": LOCAL_PUSH_ACCOUNT,
                "email": LOCAL_PUSH_ACCOUNT,
                "email_verified": True,
                "iat": now,
                "exp": end,
            }
            key = self._issuer.signing_key
            token = jwt.encode(claims, key, algorithm="EdDSA", headers={"kid": key_id(key)})
            self._issued = (token, end.timestamp())
        return token

    def verifier(self) -> PushVerifier:
        """Takes the tokens of this identity."""
        return PushVerifier(
            self._issuer.public_keys(),
            frozenset({self._issuer.issuer}),
            "EdDSA",
            LOCAL_PUSH_AUDIENCE,
            LOCAL_PUSH_ACCOUNT,
        )
