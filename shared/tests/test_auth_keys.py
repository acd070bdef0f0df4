"""The issuer's published keys: found, kept, refetched sparingly, and used on while the issuer is away."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import ECAlgorithm, OKPAlgorithm

from shared.auth import KeysUnavailableError, NotSignedInError
from shared.auth.role_versions import RoleVersions
from shared.auth.signing_keys import IssuerKeys, fetch_document, parse_keys
from shared.auth.tokens import Issuer, Verifier, key_id
from shared.testing import MemoryStore

URL = "https://issuer.example/jwks"


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Publisher:
    """An issuer's key page that can be changed and taken away."""

    def __init__(self, *keys: Ed25519PrivateKey) -> None:
        self.document = document(*keys)
        self.away = False
        self.asked = 0

    def __call__(self, url: str) -> bytes:
        assert url == URL
        self.asked += 1
        if self.away:
            raise OSError("no route")
        return self.document


def public(key: Ed25519PrivateKey) -> dict[str, Any]:
    return {**OKPAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": key_id(key), "use": "sig"}


def document(*keys: Ed25519PrivateKey) -> bytes:
    return json.dumps({"keys": [public(key) for key in keys]}).encode()


@pytest.fixture
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def test_a_token_of_the_issuer_is_verified_with_the_keys_it_publishes(key: Ed25519PrivateKey) -> None:
    versions = RoleVersions(MemoryStore())
    token = Issuer(key, versions, issuer="https://issuer.example", audience="shop").issue("owner", "somebody")
    keys = IssuerKeys(URL, fetch=Publisher(key))

    assert Verifier(keys, versions, "https://issuer.example", "shop").verify(token).role == "owner"
    with pytest.raises(NotSignedInError):
        Verifier(keys, versions, "https://issuer.example", "another").verify(token)


def test_keys_are_fetched_once_an_hour(key: Ed25519PrivateKey) -> None:
    clock, publisher = Clock(), Publisher(key)
    keys = IssuerKeys(URL, fetch=publisher, clock=clock)

    for _ in range(3):
        keys.key(key_id(key))
    assert publisher.asked == 1
    clock.seconds += 3600
    keys.key(key_id(key))
    assert publisher.asked == 2


def test_a_new_key_is_found_at_once_and_a_made_up_one_asks_once_a_minute(key: Ed25519PrivateKey) -> None:
    clock, publisher, new = Clock(), Publisher(key), Ed25519PrivateKey.generate()
    keys = IssuerKeys(URL, fetch=publisher, clock=clock)
    keys.key(key_id(key))
    clock.seconds += 60
    publisher.document = document(key, new)

    keys.key(key_id(new))
    for made_up in range(50):
        with pytest.raises(NotSignedInError):
            keys.key(f"made-up-{made_up}")
    assert publisher.asked == 2
    clock.seconds += 60
    with pytest.raises(NotSignedInError):
        keys.key("made-up")
    assert publisher.asked == 3


def test_a_withdrawn_key_is_refused_after_the_next_fetch(key: Ed25519PrivateKey) -> None:
    clock, publisher = Clock(), Publisher(key)
    keys = IssuerKeys(URL, fetch=publisher, clock=clock)
    keys.key(key_id(key))
    publisher.document = document(Ed25519PrivateKey.generate())
    clock.seconds += 3600

    with pytest.raises(NotSignedInError):
        keys.key(key_id(key))


def test_while_the_issuer_is_away_known_keys_serve_for_a_day(key: Ed25519PrivateKey) -> None:
    clock, publisher = Clock(), Publisher(key)
    keys = IssuerKeys(URL, fetch=publisher, clock=clock)
    keys.key(key_id(key))
    publisher.away = True

    clock.seconds += 23 * 3600
    assert keys.key(key_id(key))
    clock.seconds += 3600
    with pytest.raises(KeysUnavailableError):
        keys.key(key_id(key))
    publisher.away = False
    clock.seconds += 60
    assert keys.key(key_id(key))


def test_an_issuer_that_was_away_at_the_start_is_asked_again_soon(key: Ed25519PrivateKey) -> None:
    clock, publisher = Clock(), Publisher(key)
    publisher.away = True
    keys = IssuerKeys(URL, fetch=publisher, clock=clock)
    for _ in range(10):
        with pytest.raises(KeysUnavailableError):
            keys.key(key_id(key))
    assert publisher.asked == 1

    publisher.away = False
    clock.seconds += 5
    assert keys.key(key_id(key))


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b'{"keys": []}', b'{"keys": 7}', b"\xff", b'{"keys":[{}]}'])
def test_an_answer_without_keys_keeps_those_we_have(key: Ed25519PrivateKey, answer: bytes) -> None:
    clock, publisher = Clock(), Publisher(key)
    keys = IssuerKeys(URL, fetch=publisher, clock=clock)
    keys.key(key_id(key))
    publisher.document = answer
    clock.seconds += 7200

    assert keys.key(key_id(key))


def test_many_at_once_fetch_once(key: Ed25519PrivateKey) -> None:
    publisher = Publisher(key)
    keys = IssuerKeys(URL, fetch=publisher)
    threads = [threading.Thread(target=keys.key, args=(key_id(key),)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert publisher.asked == 1


def test_only_keys_that_sign_count(key: Ed25519PrivateKey) -> None:
    elliptic = ECAlgorithm.to_jwk(generate_private_key(SECP256R1()).public_key(), as_dict=True)
    published = [
        public(key),
        {**elliptic, "kid": "elliptic"},
        {**elliptic, "kid": "for-encryption", "use": "enc"},
        elliptic,  # without a name
        {"kty": "oct", "k": "c2VjcmV0", "alg": "HS256", "kid": "password"},
    ]

    assert set(parse_keys(json.dumps({"keys": published}).encode())) == {key_id(key), "elliptic"}


@pytest.mark.parametrize(
    "url",
    ["http://issuer.example/jwks", "http://127.0.0.1.example/", "http://localhost/", "file:///etc/passwd", "jwks", ""],
)
def test_keys_come_over_a_line_nobody_can_change(url: str) -> None:
    with pytest.raises(ValueError, match="AUTH_JWKS_URL"):
        IssuerKeys(url)


@pytest.fixture
def pages() -> Iterator[str]:
    """A web server on this machine: /keys answers, /moved redirects to it."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302 if self.path == "/moved" else 200)
            self.send_header("Location", "/keys")
            self.send_header("Content-Length", "4")
            self.end_headers()
            self.wfile.write(b"keys")

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_the_key_page_is_read_and_a_redirect_is_not_followed(pages: str) -> None:
    assert fetch_document(f"{pages}/keys") == b"keys"
    with pytest.raises(OSError, match="302"):
        fetch_document(f"{pages}/moved")
