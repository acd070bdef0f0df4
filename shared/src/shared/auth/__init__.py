"""Who may do what: scopes, the roles that bundle them, and the identity behind a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

SCOPES = frozenset(
    {
        "figures:read",
        "margin:read",
        "customers:read",
        "personal-data:read",
        "targets:write",
        "segments:write",
        "inventory:write",
        "recommendations:read",
        "recommendations:write",
        "feedback:write",
        "data:write",
        "events:write",
        "admin",
    }
)

_VIEWER = frozenset({"figures:read", "recommendations:read"})

ROLES: Mapping[str, frozenset[str]] = {
    "viewer": _VIEWER,
    "marketer": _VIEWER | {"customers:read", "personal-data:read", "segments:write", "recommendations:write"},
    "buyer": _VIEWER | {"margin:read", "inventory:write"},
    "owner": SCOPES - {"events:write", "feedback:write", "admin"},
    "admin": SCOPES,
    "service": frozenset(
        {"figures:read", "customers:read", "recommendations:read", "feedback:write", "events:write", "data:write"}
    ),
    "storefront": frozenset({"recommendations:read", "feedback:write", "events:write"}),
}


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is asking: nobody's name or address, only what the token or session says.

    `proof` names what was shown without being it: a guard can be asked by it later whether it still holds.
    """

    subject: str
    role: str
    scopes: frozenset[str]
    expires_at: datetime
    proof: str = field(default="", compare=False)


class AuthError(Exception):
    """A request that may not go on; `str()` says why, and holds nothing secret."""


class NotSignedInError(AuthError):
    """No identity, or one that does not hold; `refused` when the caller did show something."""

    def __init__(self, reason: str, *, refused: bool = False) -> None:
        super().__init__(reason)
        self.refused = refused


class NotAllowedError(AuthError):
    """The identity holds, but may not do this; `scope` is what it lacks, if that is the reason."""

    def __init__(self, reason: str, *, scope: str | None = None) -> None:
        super().__init__(reason)
        self.scope = scope


class KeysUnavailableError(AuthError):
    """The issuer's keys cannot be had now, so no token can be verified; trying again may help."""


def utc_now() -> datetime:
    """The real time, which sign-in runs on: a replay of another day changes the figures, not who may see them."""
    return datetime.now(UTC)
