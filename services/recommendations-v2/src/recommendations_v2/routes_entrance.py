"""Who may come in: staff and the shop's servers with a token or session, the shop's own pages with a storefront key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import request

from recommendations_v2.desk import Desk
from recommendations_v2.people import Person
from shared.auth import Identity, NotAllowedError, NotSignedInError
from shared.auth.customer_signature import SigningSecret, verdict
from shared.auth.routes import Guard
from shared.auth.storefront_keys import StorefrontKeys, is_storefront_key
from shared.cors import CrossOrigin
from shared.rate_limits import RateLimit, client_address
from shared.web import ProblemError

STOREFRONT = "storefront"  # the role of a page: whoever opens it can read its key
_HEADERS = ("Authorization", "Content-Type", "If-None-Match", "X-Customer-Signature", "X-Customer-Expires")
_AT_ONCE = 10  # times the rate a second: what gathers while a network is slow
_MOST_KEYS = 1_000  # storefront keys and backends counted at once
_WHY = {
    "unsigned": "Send X-Customer-Signature and X-Customer-Expires, which the shop's server wrote into the page",
    "expired": "The signature has run out; the shop's server signs anew with every page",
    "expires_too_late": "The signature would count for longer than a day",
    "wrong_signature": "The signature is not this customer's",
    "no_signing_secret": "No secret has been made to sign with: shopsight keys signing-secret",
}


@dataclass(frozen=True)
class Entrance:
    """The door of lists and feedback."""

    guard: Guard
    keys: StorefrontKeys
    signing: SigningSecret
    trusted_proxies: int
    by_key: RateLimit
    by_address: RateLimit
    origins: frozenset[str]
    now: Callable[[], datetime]

    def let_in(self, scope: str, cross_origin: CrossOrigin, key_in_body: str | None = None) -> Identity:
        """Who sends this request. A page's key counts before a cookie, which every page could make go along.

        Raises NotSignedInError, NotAllowedError, and ProblemError 403 for another origin and 429.
        """
        bearer = _bearer()
        key = bearer if bearer is not None and is_storefront_key(bearer) else None
        if bearer is None:
            key = request.args.get("key") or key_in_body
        if key is None:
            identity = self.guard.identify()
            if scope not in identity.scopes:
                raise NotAllowedError(f"The role {identity.role} lacks the scope {scope}", scope=scope)
            _limit(self.by_key, identity.subject)
            return identity
        address = client_address(request.remote_addr, request.headers.get("X-Forwarded-For"), self.trusted_proxies)
        _limit(self.by_address, address)
        identity = self.keys.verify(key, cross_origin.origin())
        cross_origin.require_allowed()
        _limit(self.by_key, identity.subject)
        return identity

    def require_signature(self, identity: Identity, person: Person) -> None:
        """A page may ask for a customer only with the shop's word for it. Raises ProblemError 403."""
        if identity.role != STOREFRONT or person.customer_id is None:
            return
        expires, signature = request.headers.get("X-Customer-Expires"), request.headers.get("X-Customer-Signature")
        outcome = verdict(self.signing.get(), person.customer_id, expires, signature, self.now())
        if outcome != "kept":
            raise ProblemError(403, "customer-not-signed", "The shop's signature is needed", _WHY[outcome])

    def pages(self, methods: Sequence[str]) -> CrossOrigin:
        """What pages of the shop's origins may send."""
        return CrossOrigin(self.origins, methods, _HEADERS)


def make_entrance(desk: Desk, guard: Guard) -> Entrance:
    """One door for the process: its limits count over all that goes through it."""
    settings = desk.settings
    per_key, per_address = settings.lists_key_per_second, settings.lists_address_per_second
    return Entrance(
        guard=guard,
        keys=StorefrontKeys(desk.store),
        signing=SigningSecret(desk.secrets),
        trusted_proxies=settings.trusted_proxies,
        by_key=RateLimit(per_key, per_key * _AT_ONCE, most_kept=_MOST_KEYS),
        by_address=RateLimit(per_address, per_address * _AT_ONCE),
        origins=settings.page_origins,
        now=desk.now,
    )


def _limit(limit: RateLimit, who: str) -> None:
    seconds = limit.wait(who)
    if seconds:
        detail = f"Ask again in {seconds} seconds, and keep lists for as long as a page is looked at"
        raise ProblemError(429, "too-many-requests", "Too many requests", detail, headers={"Retry-After": str(seconds)})


def _bearer() -> str | None:
    authorization = request.headers.get("Authorization")
    if authorization is None:
        return None
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise NotSignedInError("Send a bearer token", refused=True)
    return token.strip()
