"""The storefront's door over HTTP: batches of web events in, and the script that sends them out."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

from flask import Blueprint, Response, request

from ingestion.door import Door
from ingestion.storefront.batch import LARGEST_BATCH, Document, read_batch, read_document
from ingestion.storefront.bots import Pace
from ingestion.storefront.taking import ErasedCustomers, Sender, Taker
from shared.auth import Identity, NotAllowedError, NotSignedInError
from shared.auth.customer_signature import SigningSecret
from shared.auth.routes import Guard
from shared.auth.storefront_keys import StorefrontKeys, is_storefront_key
from shared.contracts.generated.ingestion import ReceiveWebEventsParametersQuery
from shared.cors import CrossOrigin
from shared.rate_limits import RateLimit, client_address
from shared.web import ProblemError, json_answer, query_parameters

_SCOPE = "events:write"
_AT_ONCE = 10  # times the rate a second: what gathers while a network is slow
_MOST_KEYS = 1_000  # storefront keys and backends counted at once
_BODY_TYPES = frozenset({"application/json", "text/plain"})  # the second is what sendBeacon may send unasked
_HEADERS = ("Authorization", "Content-Type", "X-Customer-Signature", "X-Customer-Expires")
_SNIPPET_SECONDS = 3600  # in browsers: a new version reaches every page within the hour


def add_storefront_routes(blueprint: Blueprint, door: Door, guard: Guard) -> None:
    """Add `web-events` and `snippet.js`."""
    settings = door.settings
    entrance = _Entrance(
        guard=guard,
        keys=StorefrontKeys(door.store),
        cross_origin=CrossOrigin(settings.page_origins, ("POST",), _HEADERS),
        trusted_proxies=settings.trusted_proxies,
        by_key=RateLimit(
            settings.storefront_key_per_second, settings.storefront_key_per_second * _AT_ONCE, most_kept=_MOST_KEYS
        ),
        by_address=RateLimit(settings.storefront_address_per_second, settings.storefront_address_per_second * _AT_ONCE),
    )
    taker = Taker(SigningSecret(door.secrets), ErasedCustomers(door.store, door.secrets), Pace(), door.now)

    @blueprint.post("/web-events", provide_automatic_options=False)  # else Flask answers OPTIONS for it
    def receive_web_events() -> Response:
        entrance.cross_origin.answer_readable()
        sender, document = entrance.let_in()
        query_parameters(ReceiveWebEventsParametersQuery)
        if request.mimetype not in _BODY_TYPES:
            wanted = "Send Content-Type: application/json, or text/plain with JSON in it"
            raise ProblemError(415, "unsupported-media-type", "The body must be JSON", wanted)
        taken = taker.take(read_batch(document), sender)
        if taken.events:
            door.event_bus.publish(taken.events)
        return json_answer(taken.report(), personal=True)

    @blueprint.route("/web-events", methods=["OPTIONS"])
    def preflight_web_events() -> Response:
        return entrance.cross_origin.preflight()

    snippet = (files("ingestion.storefront") / "shopsight.js").read_bytes()
    version = sha256(snippet).hexdigest()[:16]

    @blueprint.get("/snippet.js")
    def send_snippet() -> Response:
        answer = Response(snippet, content_type="text/javascript; charset=utf-8")
        answer.headers["Cache-Control"] = f"public, max-age={_SNIPPET_SECONDS}"
        answer.headers["Access-Control-Allow-Origin"] = "*"  # it is the same for everybody; pages may pin its hash
        answer.set_etag(version)
        answer.make_conditional(request)
        return answer


@dataclass(frozen=True)
class _Entrance:
    """Who may send events, and how many."""

    guard: Guard
    keys: StorefrontKeys
    cross_origin: CrossOrigin
    trusted_proxies: int
    by_key: RateLimit
    by_address: RateLimit

    def let_in(self) -> tuple[Sender, Document | None]:
        """Who sends this request, and the document in it. No cookie counts here: every page could make one go along.

        Raises NotSignedInError, NotAllowedError, and ProblemError 403 for another origin, 413 and 429.
        """
        address = client_address(request.remote_addr, request.headers.get("X-Forwarded-For"), self.trusted_proxies)
        bearer = _bearer()
        if bearer is not None and not is_storefront_key(bearer):
            identity = self.guard.identify()
            if _SCOPE not in identity.scopes:
                raise NotAllowedError(f"The role {identity.role} lacks the scope {_SCOPE}", scope=_SCOPE)
            self._limit(self.by_key, identity.subject)
            return self._sender(identity, address), read_document(_body())
        self._limit(self.by_address, address)
        document = read_document(_body())
        key = bearer or request.args.get("key") or (document or {}).get("key")
        if not isinstance(key, str):
            where = "as a bearer token, as key= in the URL, or as key in the JSON body"
            raise NotSignedInError(f"Send the storefront key, {where}")
        identity = self.keys.verify(key, self.cross_origin.origin())
        self.cross_origin.require_allowed()
        self._limit(self.by_key, identity.subject)
        return self._sender(identity, address), document

    @staticmethod
    def _limit(limit: RateLimit, who: str) -> None:
        seconds = limit.wait(who)
        if seconds:
            detail = f"Ask again in {seconds} seconds, and gather more events in each request"
            headers = {"Retry-After": str(seconds)}
            raise ProblemError(429, "too-many-requests", "Too many requests", detail, headers=headers)

    @staticmethod
    def _sender(identity: Identity, address: str) -> Sender:
        return Sender(
            address=address,
            user_agent=request.headers.get("User-Agent"),
            is_browser=identity.role == "storefront",
            page_host=(request.headers.get("Origin") or "").partition("://")[2] or None,
            expires=request.headers.get("X-Customer-Expires"),
            signature=request.headers.get("X-Customer-Signature"),
        )


def _bearer() -> str | None:
    authorization = request.headers.get("Authorization")
    if authorization is None:
        return None
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise NotSignedInError("Send a bearer token", refused=True)
    return token.strip()


def _body() -> bytes:
    request.max_content_length = LARGEST_BATCH
    return request.get_data()
