"""Whose token pushes: Google's for one audience and account, or on one machine the suite's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jwt
import pytest

from shared.auth import KeysUnavailableError, NotAllowedError, NotSignedInError
from shared.auth.tokens import Verifier, local_issuer
from shared.event_bus.push_identity import GOOGLE_ISSUERS, LocalPush, PushVerifier
from shared.testing import MemorySecrets, MemoryStore

AUDIENCE = "https://shop.example/events"
ACCOUNT = "push@shop.iam.gserviceaccount.com"


class _Google:
    """What signs Pub/Sub's tokens, and the verifier of a service that is pushed to from there."""

    def __init__(self, google: Any) -> None:
        self.sign: Callable[[str, str], str] = google.sign
        self.verifier = PushVerifier(google.keys, GOOGLE_ISSUERS, "RS256", AUDIENCE, ACCOUNT)


@pytest.fixture
def on_google_cloud(google: Any) -> _Google:
    return _Google(google)


def test_google_cloud_pushes_with_a_token_of_google(on_google_cloud: _Google) -> None:
    on_google_cloud.verifier.verify(on_google_cloud.sign(AUDIENCE, ACCOUNT))


def test_a_token_that_google_signed_for_somebody_else_is_refused(on_google_cloud: _Google) -> None:
    """Anybody with a project of their own gets Google's signature; audience and account are what counts."""
    for token in (on_google_cloud.sign("https://evil.example", ACCOUNT), on_google_cloud.sign(AUDIENCE, "evil@x.test")):
        with pytest.raises(NotAllowedError):
            on_google_cloud.verifier.verify(token)


def test_a_key_for_another_algorithm_is_not_used(on_google_cloud: _Google) -> None:
    with pytest.raises(NotSignedInError):
        replace(on_google_cloud.verifier, algorithm="ES256").verify(on_google_cloud.sign(AUDIENCE, ACCOUNT))


def test_an_issuer_out_of_reach_is_told_from_a_wrong_token(on_google_cloud: _Google) -> None:
    class Unreachable:
        def key(self, _: str) -> Any:
            raise KeysUnavailableError("not now")

    with pytest.raises(KeysUnavailableError):
        replace(on_google_cloud.verifier, keys=Unreachable()).verify(on_google_cloud.sign(AUDIENCE, ACCOUNT))


def test_the_token_of_the_bus_opens_nothing_else() -> None:
    issuer = local_issuer(MemorySecrets(), MemoryStore())

    with pytest.raises(NotSignedInError):
        Verifier(issuer.public_keys(), issuer.versions).verify(LocalPush(issuer).token())


def test_the_bus_renews_its_token_before_it_ends() -> None:
    issuer = local_issuer(MemorySecrets(), MemoryStore())
    began = issuer.now()
    passed = [0.0]
    later = replace(issuer, now=lambda: began.fromtimestamp(began.timestamp() + passed[0], began.tzinfo))
    push = LocalPush(later)
    first = push.token()
    assert push.token() == first

    passed[0] = 800.0
    assert push.token() != first
    assert jwt.decode(push.token(), options={"verify_signature": False})["exp"] > began.timestamp() + 800 + 120

    passed[0] = -86_400.0  # the machine's clock was set back: a token of tomorrow would not be valid yet
    assert jwt.decode(push.token(), options={"verify_signature": False})["iat"] < began.timestamp()
