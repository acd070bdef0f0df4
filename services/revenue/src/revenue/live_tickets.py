"""Tickets to the live figures: whoever may read figures gets one, and it opens one connection within half a minute.

A browser sends no Authorization with a WebSocket, and a token in an address would stand in logs; what stands there
instead is worth nothing a moment later. The store holds a digest only, so what reads the store opens nothing.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from shared.auth import Identity, NotSignedInError
from shared.auth.sessions import PROOF
from shared.store import Store, StoreConflictError

TICKET_SECONDS = 30  # from the answer that holds it to the handshake, over a slow mobile network
_PREFIX = "live/tickets/"
_LONGEST = 200  # characters; a ticket has 54


@dataclass(frozen=True, slots=True)
class Grant:
    """What the store keeps of a ticket."""

    user: str
    may_see_margin: bool
    proof: str
    until: float  # seconds since 1970: when whoever asked for it is signed in no longer
    expires_at: float  # of the ticket itself
    used: bool = False


@dataclass
class Tickets:
    """The tickets of this shop, of all instances."""

    store: Store
    now: Callable[[], datetime]
    _cleared_at: float = 0.0

    def issue(self, identity: Identity) -> tuple[str, datetime]:
        """A ticket for somebody who is signed in, and when it ends."""
        expires_at = self.now() + timedelta(seconds=TICKET_SECONDS)
        ticket = f"{int(expires_at.timestamp())}.{secrets.token_urlsafe(32)}"
        is_browser = identity.proof.startswith(PROOF)  # of those all that one role signed in share a subject
        grant = Grant(
            user=identity.proof if is_browser else identity.subject,
            may_see_margin="margin:read" in identity.scopes,
            proof=identity.proof,
            until=identity.expires_at.timestamp(),
            expires_at=expires_at.timestamp(),
        )
        self.store.put(_key(ticket), json.dumps(asdict(grant)).encode(), if_absent=True)
        self._clear(self.now().timestamp())
        return ticket, expires_at

    def redeem(self, ticket: str) -> Grant:
        """Use a ticket up. Of many who try at once one succeeds; raises NotSignedInError for all others."""
        key = _key(ticket[:_LONGEST])
        stored = self.store.get(key)
        grant = None if stored is None else Grant(**json.loads(stored.value))
        if stored is None or grant is None or grant.used or self.now().timestamp() >= grant.expires_at:
            raise NotSignedInError("The ticket is unknown, used or too old; ask for another", refused=True)
        try:
            used = json.dumps(asdict(grant) | {"used": True}).encode()
            self.store.put(key, used, if_version=stored.version)  # deleting would not tell who was first
        except StoreConflictError:
            raise NotSignedInError("The ticket was used a moment ago; ask for another", refused=True) from None
        self.store.delete(key)
        return grant

    def _clear(self, now: float) -> None:
        """Remove what nobody used, once in a while; when it ended stands in the key."""
        if now - self._cleared_at < 2 * TICKET_SECONDS:
            return
        self._cleared_at = now
        for key in self.store.list(_PREFIX):
            if int(key.removeprefix(_PREFIX).partition("/")[0]) + TICKET_SECONDS < now:
                self.store.delete(key)


def _key(ticket: str) -> str:
    ends, _, _ = ticket.partition(".")
    ends = ends if ends.isascii() and ends.isdigit() and len(ends) < len("10000000000") + 1 else "0"
    return f"{_PREFIX}{ends}/{sha256(ticket.encode(errors='replace')).hexdigest()}"
