"""Whose token is believed: forged, borrowed, old, revoked and foreign ones are not."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.auth import ROLES, SCOPES, NotSignedInError
from shared.auth.role_versions import KEY, RoleVersions, revoke_role
from shared.auth.tokens import SIGNING_KEY, Issuer, Verifier, key_id, local_issuer
from shared.testing import MemorySecrets, MemoryStore


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def issuer(store: MemoryStore) -> Issuer:
    return local_issuer(MemorySecrets(), store)


@pytest.fixture
def verifier(issuer: Issuer) -> Verifier:
    return Verifier(issuer.public_keys(), issuer.versions)


def now() -> int:
    return int(datetime.now(UTC).timestamp())


def claims(**changed: Any) -> dict[str, Any]:
    """What a good token says, with some of it changed; None leaves a claim out."""
    good = {
        "iss": "shopsight",
        "aud": "shopsight",
        "sub": "somebody",
        "iat": now(),
        "exp": now() + 600,
        "role": "viewer",
        "role_version": 1,
    }
    return {name: value for name, value in {**good, **changed}.items() if value is not None}


def part(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def signed(issuer: Issuer, content: dict[str, Any], **headers: Any) -> str:
    return jwt.encode(
        content, issuer.signing_key, algorithm="EdDSA", headers={"kid": key_id(issuer.signing_key), **headers}
    )


def test_the_issuer_s_own_token_says_who_may_do_what_and_until_when(issuer: Issuer, verifier: Verifier) -> None:
    identity = verifier.verify(issuer.issue("buyer", "cli", seconds=60))

    assert (identity.subject, identity.role) == ("cli", "buyer")
    assert identity.scopes == {"figures:read", "recommendations:read", "margin:read", "inventory:write"}
    assert timedelta(seconds=50) < identity.expires_at - datetime.now(UTC) <= timedelta(seconds=60)


def test_a_hand_made_token_with_all_claims_is_good_so_that_the_forgeries_below_fail_for_their_own_reason(
    issuer: Issuer, verifier: Verifier
) -> None:
    assert verifier.verify(signed(issuer, claims())).role == "viewer"


def with_public_key_as_password(issuer: Issuer) -> str:
    """The classic confusion: a verifier that believes the header would check an HMAC with the public key."""
    public = issuer.signing_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    text = f"{part({'alg': 'HS256', 'kid': key_id(issuer.signing_key)})}.{part(claims(role='admin'))}"
    digest = hmac.digest(public, text.encode(), hashlib.sha256)
    return f"{text}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def with_role_raised(issuer: Issuer) -> str:
    header, _, signature = signed(issuer, claims()).split(".")
    return f"{header}.{part(claims(role='admin'))}.{signature}"


def without(name: str) -> Callable[[Issuer], str]:
    return lambda issuer: signed(issuer, claims(**{name: None}))


FORGERIES: dict[str, Callable[[Issuer], str]] = {
    "no signature": lambda issuer: f"{part({'alg': 'none', 'kid': key_id(issuer.signing_key)})}.{part(claims())}.",
    "signed with the public key as a password": with_public_key_as_password,
    "signed with another key under our key's name": lambda issuer: jwt.encode(
        claims(), Ed25519PrivateKey.generate(), "EdDSA", {"kid": key_id(issuer.signing_key)}
    ),
    "an unknown key's name": lambda issuer: signed(issuer, claims(), kid="another"),
    "no key's name": lambda issuer: jwt.encode(claims(), issuer.signing_key, "EdDSA"),
    "an extension nobody here knows": lambda issuer: signed(issuer, claims(), crit=["shop"], shop=1),
    "for another service": lambda issuer: signed(issuer, claims(aud="another")),
    "for several services": lambda issuer: signed(issuer, claims(aud=["shopsight", "another"])),
    "from another issuer": lambda issuer: signed(issuer, claims(iss="another")),
    "expired": lambda issuer: signed(issuer, claims(iat=now() - 900, exp=now() - 60)),
    "issued in the future": lambda issuer: signed(issuer, claims(iat=now() + 300)),
    "not yet valid": lambda issuer: signed(issuer, claims(nbf=now() + 300)),
    "too long-lived": lambda issuer: signed(issuer, claims(exp=now() + 901)),
    "an unknown role": lambda issuer: signed(issuer, claims(role="root")),
    "no text for a role": lambda issuer: signed(issuer, claims(role=["admin"])),
    "an older version of its role": lambda issuer: signed(issuer, claims(role_version=0)),
    "a version nobody gave out": lambda issuer: signed(issuer, claims(role_version=2)),
    "no number for an expiry": lambda issuer: signed(issuer, claims(exp=[])),
    "endless expiry": lambda issuer: signed(issuer, claims(exp=float("inf"))),
    "a role raised after signing": with_role_raised,
    "empty": lambda _: "",
    "not a token": lambda _: "a.b.c",
    "not even text": lambda _: "\x00ÿ.\x00ÿ.\x00ÿ",
    "nested beyond reading": lambda _: f"{base64.urlsafe_b64encode(b'[' * 6000).decode()}.e30.e30",
    "a header that is a list": lambda _: f"{part([])}.e30.e30",
    "far too long": lambda issuer: signed(issuer, claims(sub="x" * 9000)),
    **{f"without {name}": without(name) for name in ("iss", "aud", "sub", "iat", "exp", "role", "role_version")},
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_no_other_token_is_believed(issuer: Issuer, verifier: Verifier, forgery: str) -> None:
    with pytest.raises(NotSignedInError):
        verifier.verify(FORGERIES[forgery](issuer))


def test_a_token_of_yesterday_says_that_it_has_expired(store: MemoryStore, issuer: Issuer, verifier: Verifier) -> None:
    yesterday = Issuer(issuer.signing_key, RoleVersions(store), now=lambda: datetime.now(UTC) - timedelta(days=1))

    with pytest.raises(NotSignedInError, match="has expired"):
        verifier.verify(yesterday.issue("owner", "cli"))


def test_a_token_that_was_believed_a_moment_ago_is_not_verified_again_but_its_end_and_its_role_still_count(
    store: MemoryStore, issuer: Issuer
) -> None:
    asked: list[str] = []
    keys = issuer.public_keys()

    class Counting:
        def key(self, name: str) -> jwt.PyJWK:
            asked.append(name)
            return keys.key(name)

    clock = Clock()
    verifier = Verifier(Counting(), RoleVersions(store, clock))
    token, short = issuer.issue("owner", "cli"), signed(issuer, claims(iat=now() - 20, exp=now() - 9))

    assert verifier.verify(token) == verifier.verify(token)
    assert len(asked) == 1

    verifier.verify(short)  # still good by the leeway of clocks, and looked at each time
    verifier.verify(short)
    assert len(asked) == 3

    revoke_role(store, "owner")
    clock.seconds += 6
    with pytest.raises(NotSignedInError):
        verifier.verify(token)


def test_clocks_that_differ_by_seconds_do_not_matter(issuer: Issuer, verifier: Verifier) -> None:
    assert verifier.verify(signed(issuer, claims(iat=now() + 5, exp=now() + 905)))
    assert verifier.verify(signed(issuer, claims(iat=now() - 905, exp=now() - 5)))


@pytest.mark.parametrize("seconds", [0, -1, 901])
def test_no_token_lives_longer_than_a_quarter_of_an_hour(issuer: Issuer, seconds: int) -> None:
    with pytest.raises(ValueError, match="1 to 900"):
        issuer.issue("owner", "cli", seconds)


def test_a_role_that_does_not_exist_gets_no_token(issuer: Issuer, store: MemoryStore) -> None:
    with pytest.raises(ValueError, match="no role 'root'"):
        issuer.issue("root", "cli")
    with pytest.raises(ValueError, match="no role 'root'"):
        revoke_role(store, "root")


def test_revoking_a_role_ends_its_tokens_and_no_others(store: MemoryStore, issuer: Issuer) -> None:
    clock = Clock()
    verifier = Verifier(issuer.public_keys(), RoleVersions(store, clock))
    owner, viewer = issuer.issue("owner", "cli"), issuer.issue("viewer", "cli")
    verifier.verify(owner)

    assert revoke_role(store, "owner") == 2
    clock.seconds += 4.9
    verifier.verify(owner)  # believed for up to five seconds more
    clock.seconds += 0.2

    with pytest.raises(NotSignedInError, match="not in force"):
        verifier.verify(owner)
    assert verifier.verify(viewer).role == "viewer"


def test_a_token_issued_after_a_revocation_counts_at_once(store: MemoryStore, issuer: Issuer) -> None:
    clock = Clock()
    verifier = Verifier(issuer.public_keys(), RoleVersions(store, clock))
    verifier.verify(issuer.issue("owner", "cli"))

    revoke_role(store, "owner")

    assert verifier.verify(issuer.issue("owner", "cli")).role == "owner"


class Crowded(MemoryStore):
    """A store in which somebody else revokes just before each of the first writes."""

    def __init__(self, others: int) -> None:
        super().__init__()
        self.others = others

    def put(self, key: str, value: bytes, *, if_absent: bool = False, if_version: str | None = None) -> str:
        if key == KEY and self.others:
            self.others -= 1
            revoke_role(self, "buyer")
        return super().put(key, value, if_absent=if_absent, if_version=if_version)


def test_two_revocations_at_once_both_count() -> None:
    store = Crowded(others=2)

    revoke_role(store, "owner")

    held = store.get(KEY)
    assert held is not None
    assert json.loads(held.value) == {"buyer": 3, "owner": 2}


def test_the_key_is_made_once_and_outlives_a_restart(store: MemoryStore) -> None:
    secrets = MemorySecrets()
    token = local_issuer(secrets, store).issue("owner", "cli")
    restarted = local_issuer(secrets, store)

    assert Verifier(restarted.public_keys(), restarted.versions).verify(token).role == "owner"
    assert "PRIVATE KEY" in (secrets.get(SIGNING_KEY) or "")


def test_a_secret_that_holds_no_key_is_refused(store: MemoryStore) -> None:
    secrets = MemorySecrets()
    secrets.put(SIGNING_KEY, "hunter2")

    with pytest.raises(ValueError, match="PEM"):
        local_issuer(secrets, store)


def test_the_roles_are_those_of_the_design() -> None:
    assert ROLES["viewer"] == {"figures:read", "recommendations:read"}
    assert ROLES["marketer"] - ROLES["viewer"] == {
        "customers:read",
        "personal-data:read",
        "segments:write",
        "recommendations:write",
    }
    assert ROLES["owner"] == SCOPES - {"events:write", "feedback:write", "admin"}
    assert ROLES["admin"] == SCOPES
    assert ROLES["storefront"] == {"recommendations:read", "feedback:write", "events:write"}
    assert all(scopes <= SCOPES for scopes in ROLES.values())
    assert [role for role in ROLES if "personal-data:read" in ROLES[role]] == ["marketer", "owner", "admin"]
