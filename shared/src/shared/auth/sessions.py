"""How a browser is signed in on one machine: a one-time code is traded for a session, both kept in the store.

Code and session id are 256 random bits; the store holds only their digests, so what reads the store cannot sign in.
"""

from __future__ import annotations

import json
import secrets as randomness
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from shared.auth import ROLES, Identity, NotSignedInError, utc_now
from shared.auth.role_versions import RoleVersions
from shared.store import Store, StoreConflictError

CODE_SECONDS = 600  # from the terminal to the browser, with an interruption in between
SESSION_SECONDS = 12 * 3600  # one working day: sign in each morning

PROOF = "session:"  # how the proof of somebody who signed in with a browser begins

_CODES = "auth/codes/"
_SESSIONS = "auth/sessions/"


def create_code(store: Store, role: str, *, subject: str = "", now: Callable[[], datetime] = utc_now) -> str:
    """A code that signs one browser in as `role`, once, within ten minutes. Raises ValueError for an unknown role."""
    if role not in ROLES:
        raise ValueError(f"no role {role!r}; there are {', '.join(ROLES)}")
    code = randomness.token_urlsafe(32)
    expires_at = now() + timedelta(seconds=CODE_SECONDS)
    grant = _Grant(subject or f"browser:{role}", role, RoleVersions(store).latest(role), expires_at.isoformat())
    store.put(_key(_CODES, code), grant.document(), if_absent=True)
    return code


@dataclass(frozen=True)
class Sessions:
    """The browsers that are signed in."""

    store: Store
    versions: RoleVersions
    now: Callable[[], datetime] = utc_now

    def sign_in(self, code: str) -> tuple[str, Identity]:
        """Trade a code for a session: its id, for the cookie, and the identity behind it.

        However many ask at once, one gets the session. Raises NotSignedInError for a code that is unknown, used or old.
        """
        key = _key(_CODES, code)
        stored = self.store.get(key)
        grant = None if stored is None else _Grant(**json.loads(stored.value))
        if stored is None or grant is None or not self._holds(grant):
            raise NotSignedInError("The code is unknown, used or too old; make a new one", refused=True)
        try:
            # Who writes first has the code, and writes it as over: deleting alone would not tell, as deleting what is
            # gone is fine, and whoever reads between the two must not find a code that still holds.
            over = replace(grant, expires_at=self.now().isoformat())
            self.store.put(key, over.document(), if_version=stored.version)
        except StoreConflictError:
            raise NotSignedInError("The code was used a moment ago; make a new one", refused=True) from None
        self.store.delete(key)
        self.remove_expired()
        session_id = randomness.token_urlsafe(32)
        expires_at = self.now() + timedelta(seconds=SESSION_SECONDS)
        session = _Grant(grant.subject, grant.role, grant.role_version, expires_at.isoformat())
        self.store.put(_key(_SESSIONS, session_id), session.document(), if_absent=True)
        return session_id, session.identity()

    def identity(self, session_id: str) -> Identity:
        """Who is signed in with a session. Raises NotSignedInError when it is unknown, over, or its role revoked."""
        stored = self.store.get(_key(_SESSIONS, session_id))
        session = None if stored is None else _Grant(**json.loads(stored.value))
        if session is None or not self._holds(session):
            raise NotSignedInError("The session is over; sign in again", refused=True)
        return replace(session.identity(), proof=f"{PROOF}{_digest(session_id)}")

    def holds(self, proof: str) -> bool:
        """Whether a session goes on, by the proof of its identity."""
        stored = self.store.get(_SESSIONS + proof.removeprefix(PROOF))
        return stored is not None and self._holds(_Grant(**json.loads(stored.value)))

    def sign_out(self, session_id: str) -> None:
        """End a session; one that is over is fine."""
        self.store.delete(_key(_SESSIONS, session_id))

    def remove_expired(self) -> None:
        """Delete the codes and sessions whose time is up; each sign-in does it, so they cannot pile up."""
        for key in [*self.store.list(_CODES), *self.store.list(_SESSIONS)]:
            stored = self.store.get(key)
            if stored is not None and _Grant(**json.loads(stored.value)).ends <= self.now():
                self.store.delete(key)

    def _holds(self, grant: _Grant) -> bool:
        return self.now() < grant.ends and self.versions.in_force(grant.role, grant.role_version)


@dataclass(frozen=True)
class _Grant:
    """What the store keeps of a code or a session."""

    subject: str
    role: str
    role_version: int
    expires_at: str

    @property
    def ends(self) -> datetime:
        return datetime.fromisoformat(self.expires_at)

    def document(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    def identity(self) -> Identity:
        return Identity(self.subject, self.role, ROLES[self.role], self.ends)


def _key(prefix: str, secret: str) -> str:
    return prefix + _digest(secret)


def _digest(secret: str) -> str:
    return sha256(secret.encode(errors="replace")).hexdigest()
