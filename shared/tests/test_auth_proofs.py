"""Who was let in once and stays: whether what they showed still holds is asked by its proof."""

from __future__ import annotations

from shared.auth.role_versions import RoleVersions, revoke_role
from shared.auth.routes import Guard
from shared.auth.sessions import Sessions, create_code
from shared.auth.tokens import Verifier, local_issuer
from shared.testing import MemorySecrets, MemoryStore


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class House:
    """A guard, and what two people showed it."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.store = MemoryStore()
        self.sessions = Sessions(self.store, RoleVersions(self.store, self.clock))
        issuer = local_issuer(MemorySecrets(), self.store)
        verifier = Verifier(issuer.public_keys(), RoleVersions(self.store, self.clock))
        self.guard = Guard(verifier, self.sessions)
        self.token = verifier.verify(issuer.issue("viewer", "somebody")).proof
        self.session_id, _ = self.sessions.sign_in(create_code(self.store, "owner"))
        self.session = self.sessions.identity(self.session_id).proof


def test_a_proof_holds_and_signs_nobody_in() -> None:
    house = House()
    assert house.guard.still_holds(house.token)
    assert house.guard.still_holds(house.session)
    assert house.session_id not in house.session


def test_a_role_that_is_revoked_holds_no_longer_within_seconds() -> None:
    house = House()
    assert house.guard.still_holds(house.token)
    revoke_role(house.store, "viewer")
    house.clock.seconds += 5
    assert not house.guard.still_holds(house.token)
    assert house.guard.still_holds(house.session)
    revoke_role(house.store, "owner")
    house.clock.seconds += 5
    assert not house.guard.still_holds(house.session)


def test_who_signed_out_is_out() -> None:
    house = House()
    house.sessions.sign_out(house.session_id)
    assert not house.guard.still_holds(house.session)
    assert house.guard.still_holds(house.token)


def test_where_there_are_no_sessions_no_proof_of_one_holds() -> None:
    house = House()
    verifier = Verifier(local_issuer(MemorySecrets(), house.store).public_keys(), RoleVersions(house.store))
    assert not Guard(verifier).still_holds(house.session)
