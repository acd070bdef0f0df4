"""People on Google Cloud: Identity-Aware Proxy signs in, and its signed header says who it was. Roles go by e-mail.

The header comes with every request that passed the proxy, and names the backend that it was meant for. A browser sends
it for whatever page makes it send a request, as it does a cookie, so a guard asks for the same proof of its origin.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import jwt

from shared.auth import ROLES, Identity, NotAllowedError, NotSignedInError
from shared.auth.signing_keys import IssuerKeys, KeySource
from shared.auth.tokens import LARGEST_TOKEN
from shared.staff import StaffRoles

HEADER = "X-Goog-IAP-JWT-Assertion"
ISSUER = "https://cloud.google.com/iap"
GOOGLE_KEYS = "https://www.gstatic.com/iap/verify/public_key-jwk"
ALGORITHM = "ES256"  # the only one the proxy signs with
LEEWAY_SECONDS = 30  # what Google's own description of the header allows for clocks that differ
PROOF = "proxy:"  # how the proof of somebody who came through the proxy begins

_REQUIRED = ["iss", "aud", "sub", "email", "iat", "exp"]
_REMEMBERED_SECONDS = 60.0  # as a token is, see shared.auth.tokens; a header is the same for some minutes
_MOST_REMEMBERED = 256  # people at once, several times over


@dataclass(frozen=True)
class ProxyVerifier:
    """Says who came through the proxy, or refuses the header."""

    keys: KeySource
    audience: str  # /projects/NUMBER/global/backendServices/ID: what the proxy signs for this service alone
    staff: StaffRoles
    _remembered: dict[str, tuple[float, Mapping[str, Any]]] = field(default_factory=dict, repr=False, compare=False)

    def verify(self, assertion: str) -> Identity:
        """The identity behind a header.

        Raises NotSignedInError for a header that does not hold, NotAllowedError for somebody whom nobody gave a role,
        KeysUnavailableError when Google's keys are out of reach.
        """
        try:
            claims = self._claims(assertion)
        except jwt.ExpiredSignatureError:
            raise NotSignedInError("The sign-in has expired; load the page again", refused=True) from None
        # What is no token at all fails deep inside the decoder, and claims of a wrong type here.
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
            raise NotSignedInError("The sign-in is not valid here", refused=True) from None
        role = self.staff.role(str(claims["email"]), claims.get("hd"))
        if role is None:
            raise NotAllowedError("You are signed in, but nobody has given your address a role in this shop")
        expires_at = datetime.fromtimestamp(int(claims["exp"]), UTC)
        return Identity(str(claims["sub"]), role, ROLES[role], expires_at, f"{PROOF}{role}")

    def _claims(self, assertion: str) -> Mapping[str, Any]:
        now = time.time()
        verified_at, claims = self._remembered.get(assertion, (0.0, {}))
        if now - _REMEMBERED_SECONDS < verified_at <= now < claims["exp"]:
            return claims
        claims = self._verified(assertion)
        if len(self._remembered) >= _MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[assertion] = (now, claims)
        return claims

    def _verified(self, assertion: str) -> Mapping[str, Any]:
        if len(assertion) > LARGEST_TOKEN:
            raise jwt.InvalidTokenError("too large")
        named = jwt.get_unverified_header(assertion).get("kid")
        if not isinstance(named, str):
            raise jwt.InvalidTokenError("names no key")
        key = self.keys.key(named)
        if key.algorithm_name != ALGORITHM:
            raise jwt.InvalidAlgorithmError(key.algorithm_name)
        claims: dict[str, Any] = jwt.decode(
            assertion,
            key,
            algorithms=[ALGORITHM],  # whatever the header of the token says
            audience=self.audience,
            issuer=ISSUER,
            leeway=LEEWAY_SECONDS,
            options={"require": _REQUIRED, "strict_aud": True},
        )
        if not isinstance(claims["email"], str) or not isinstance(claims.get("hd", ""), str):
            raise jwt.InvalidTokenError("no address")
        return claims


def google_proxy(audience: str, staff: StaffRoles) -> ProxyVerifier:
    """Takes what Identity-Aware Proxy signs for a backend; its keys are kept as an issuer's are."""
    return ProxyVerifier(IssuerKeys(GOOGLE_KEYS), audience, staff)
