"""Who is asking, for routes: a guard that every view stands behind, and the browser's sign-in.

A bearer token counts before a proxy's header, and this before a cookie. The latter two go along with whatever page
makes the browser send a request, so with one an unsafe method needs proof that the page is ours; SameSite does not tell
ports of one host apart.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, Protocol, TypeVar

from flask import Blueprint, Response, g, request

from shared.auth import SCOPES, Identity, NotAllowedError, NotSignedInError
from shared.auth.identity_proxy import HEADER, ProxyVerifier
from shared.auth.identity_proxy import PROOF as PROXY_PROOF
from shared.auth.sessions import PROOF, SESSION_SECONDS, Sessions
from shared.contracts.generated.auth import SignIn
from shared.web import json_answer, json_body

COOKIE = "shopsight_session"
LARGEST_SIGN_IN = 4 * 1024  # bytes; a code has 43 characters
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

P = ParamSpec("P")
R = TypeVar("R")


class TokenVerifier(Protocol):
    """What a guard needs of `shared.auth.tokens.Verifier`."""

    def verify(self, token: str) -> Identity:
        """The identity behind a token. Raises NotSignedInError or KeysUnavailableError."""

    def holds(self, proof: str) -> bool:
        """Whether the token behind an identity's proof was not revoked since."""


class Guard:
    """Lets a view run for those who may. Without `sessions` no cookie counts, without `proxy` no header of one."""

    def __init__(
        self, verifier: TokenVerifier, sessions: Sessions | None = None, *, proxy: ProxyVerifier | None = None
    ) -> None:
        self._verifier = verifier
        self._sessions = sessions
        self._proxy = proxy

    def requires(self, scope: str | None) -> Callable[[Callable[P, R]], Callable[P, R]]:
        """A decorator for views: only an identity with this scope gets in; None lets in everybody who is signed in.

        The decorated view says so itself, as `required_scope`. Raises ValueError for a scope that does not exist, and
        at a request NotSignedInError or NotAllowedError.
        """
        if scope is not None and scope not in SCOPES:
            raise ValueError(f"no scope {scope!r}; there are {', '.join(sorted(SCOPES))}")

        def decorate(view: Callable[P, R]) -> Callable[P, R]:
            @wraps(view)
            def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
                identity = self.identify()
                if scope is not None and scope not in identity.scopes:
                    raise NotAllowedError(f"The role {identity.role} lacks the scope {scope}", scope=scope)
                g.identity = identity
                return view(*args, **kwargs)

            guarded.required_scope = scope  # type: ignore[attr-defined]  # read by the test of routes times roles
            return guarded

        return decorate

    def identify(self) -> Identity:
        """Who sends this request. Raises NotSignedInError, and NotAllowedError for another site's page."""
        authorization = request.headers.get("Authorization")
        if authorization is not None:
            scheme, _, token = authorization.partition(" ")
            if scheme.lower() != "bearer":
                raise NotSignedInError("Send a bearer token", refused=True)
            return self._verifier.verify(token.strip())
        assertion = request.headers.get(HEADER)
        if self._proxy is not None and assertion:
            person = self._proxy.verify(assertion)
            if request.method not in _SAFE:
                require_same_origin()
            return person
        session_id = request.cookies.get(COOKIE)
        if self._sessions is None or not session_id:
            raise NotSignedInError("Send a bearer token, or sign in")
        identity = self._sessions.identity(session_id)
        if request.method not in _SAFE:
            require_same_origin()
        return identity

    def still_holds(self, proof: str) -> bool:
        """Whether what an identity showed once was not revoked since; its `expires_at` is another matter."""
        if proof.startswith(PROOF):
            return self._sessions is not None and self._sessions.holds(proof)
        if proof.startswith(PROXY_PROOF):
            return self._proxy is not None  # whom it lets in is a setting: told otherwise, a process is a new one
        return self._verifier.holds(proof)


def current_identity() -> Identity:
    """Who sends this request; only in a view that a guard let run."""
    identity: Identity = g.identity
    return identity


def require_same_origin(*, unless_silent: bool = False) -> None:
    """Refuse a request that a page of another origin made the browser send.

    Every browser of today sends Sec-Fetch-Site or, with an unsafe method, Origin; `unless_silent` lets in what sends
    neither, which is no browser. Raises NotAllowedError.
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is None and origin is None:
        if unless_silent:
            return
        raise NotAllowedError("A cookie alone cannot change anything: this request says not which page it comes from")
    # Host, not scheme: behind a proxy that ends TLS the app sees http where the browser's page has https.
    foreign = origin is not None and (not request.host or origin.partition("://")[2] != request.host)
    if foreign or site not in {None, "same-origin"}:
        raise NotAllowedError("A page of another origin cannot do this")


def session_blueprint(guard: Guard, sessions: Sessions) -> Blueprint:
    """`POST|DELETE /api/auth/session` and `GET /api/auth/me` (openapi/auth.yaml)."""
    blueprint = Blueprint("auth", __name__, url_prefix="/api/auth")

    @blueprint.post("/session")
    def sign_in() -> Response:
        require_same_origin(unless_silent=True)  # else another site could sign the browser in as somebody of its own
        code = json_body(SignIn, largest=LARGEST_SIGN_IN).code
        session_id, identity = sessions.sign_in(code)
        answer = _identity_answer(identity)
        answer.set_cookie(
            COOKIE,
            session_id,
            max_age=SESSION_SECONDS,
            path="/",
            secure=request.is_secure,
            httponly=True,
            samesite="Strict",
        )
        return answer

    @blueprint.delete("/session")
    def sign_out() -> Response:
        session_id = request.cookies.get(COOKIE)
        if session_id:
            require_same_origin()
            sessions.sign_out(session_id)
        answer = Response(status=204)
        answer.delete_cookie(COOKIE, path="/", secure=request.is_secure, httponly=True, samesite="Strict")
        return answer

    _add_me(blueprint, guard)
    return blueprint


def identity_blueprint(guard: Guard) -> Blueprint:
    """`GET /api/auth/me` alone, for where somebody else signs people in: the dashboard asks what they may do."""
    blueprint = Blueprint("auth", __name__, url_prefix="/api/auth")
    _add_me(blueprint, guard)
    return blueprint


def _add_me(blueprint: Blueprint, guard: Guard) -> None:
    @blueprint.get("/me")
    @guard.requires(None)
    def me() -> Response:
        return _identity_answer(current_identity())


def _identity_answer(identity: Identity) -> Response:
    document = {
        "subject": identity.subject,
        "role": identity.role,
        "scopes": sorted(identity.scopes),
        "expires_at": identity.expires_at,
    }
    return json_answer(document, personal=True)
