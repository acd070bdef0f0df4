"""The push route lets in the bus and nobody else, and takes what is an event of the contract and nothing else."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Blueprint, Flask
from werkzeug.test import TestResponse

from shared.auth import NotSignedInError
from shared.auth.signing_keys import LocalKeys
from shared.auth.tokens import Issuer, local_issuer
from shared.contracts.events import Event, EventError, encode, event_types, new_event
from shared.event_bus import Handler
from shared.event_bus.envelope import from_cloud_event, wrap
from shared.event_bus.push import add_push_route, quick_pushes
from shared.event_bus.push_identity import LocalPush, PushVerifier
from shared.testing import MemorySecrets, MemoryStore
from shared.web import install

KIND = "product-changed.v1"
PATH = "/api/ingest/events"


@dataclass
class House:
    """A service with a push route, and the issuer whose tokens it takes."""

    app: Flask
    issuer: Issuer
    verifier: PushVerifier
    taken: list[Event]

    def claims(self, **changed: object) -> dict[str, object]:
        """Those of a token that gets in, with some changed; None leaves one out."""
        now = int(time.time())
        right = {
            "iss": "shopsight",
            "aud": "shopsight-push",
            "sub": "bus",
            "email": "event-bus@shopsight",
            "email_verified": True,
            "iat": now,
            "exp": now + 600,
        }
        return {name: value for name, value in {**right, **changed}.items() if value is not None}

    def signed(self, **changed: object) -> str:
        kid = jwt.get_unverified_header(LocalPush(self.issuer).token())["kid"]
        return jwt.encode(self.claims(**changed), self.issuer.signing_key, algorithm="EdDSA", headers={"kid": kid})

    def push(self, body: bytes | None = None, *, token: str | None = None, headers: Any = None) -> TestResponse:
        signed = {"Authorization": f"Bearer {self.signed() if token is None else token}"}
        content = pushed(encode(an_event())) if body is None else body
        return self.app.test_client().post(
            PATH, data=content, headers=signed if headers is None else headers, content_type="application/json"
        )


def an_event() -> Event:
    return new_event(KIND, "/ingestion/test", event_types()[KIND].example)


def pushed(data: bytes) -> bytes:
    return wrap(data, message_id="7", published_at="2026-03-01T08:00:00Z", subscription="s", attempt=1)


def made(verifier: PushVerifier, handlers: Mapping[str, Handler], *, quick: bool) -> Flask:
    app = Flask("subscriber")
    install(app, service="subscriber")
    blueprint = Blueprint("ingestion", "subscriber", url_prefix="/api/ingest")
    add_push_route(blueprint, verifier, handlers)
    app.register_blueprint(blueprint)
    if quick:
        app.wsgi_app = quick_pushes(app.wsgi_app, verifier, {PATH: ("ingestion", handlers)})  # type: ignore[assignment,method-assign]  # as the suite does
    return app


@pytest.fixture(params=["by the route", "past Flask"])
def house(request: pytest.FixtureRequest) -> House:
    """Both ways in, which must answer alike."""
    issuer = local_issuer(MemorySecrets(), MemoryStore())
    taken: list[Event] = []

    def fails(_: Event) -> None:
        raise OSError("the disk is full")

    def refuses(_: Event) -> None:
        raise EventError("not with this amount")

    handlers = {KIND: taken.append, "stock-counted.v1": fails, "customer-changed.v1": refuses}
    verifier = LocalPush(issuer).verifier()
    app = made(verifier, handlers, quick=request.param == "past Flask")
    return House(app, issuer, verifier, taken)


def test_the_bus_gets_in(house: House) -> None:
    answer = house.push()

    assert answer.status_code == 204
    assert answer.data == b""
    assert answer.headers["X-Request-Id"]
    assert [event.data for event in house.taken] == [event_types()[KIND].example]


def test_without_a_token_nobody_gets_in(house: House) -> None:
    for headers in ({}, {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer "}, {"Cookie": "a=b"}):
        answer = house.push(headers=headers)
        assert answer.status_code == 401, headers
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.mimetype == "application/problem+json"
    assert not house.taken


def test_a_token_for_another_audience_is_refused(house: House) -> None:
    for audience in ("shopsight", "https://elsewhere.example", ["shopsight-push", "shopsight"]):
        assert house.push(token=house.signed(aud=audience)).status_code == 403, audience
    assert house.push(token=house.issuer.issue("admin", "somebody")).status_code == 403
    assert not house.taken


def test_a_token_of_another_account_is_refused(house: House) -> None:
    for changed in (
        {"email": "somebody@shop.iam.gserviceaccount.com"},
        {"email": "event-bus@shopsight "},
        {"email": None},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
    ):
        assert house.push(token=house.signed(**changed)).status_code == 403, changed
    assert not house.taken


def test_a_token_that_does_not_hold_is_refused(house: House) -> None:
    now = int(time.time())
    good = house.signed()
    head, claims, signature = good.split(".")
    kid = jwt.get_unverified_header(good)["kid"]
    foreign = Ed25519PrivateKey.generate()
    richer = base64.urlsafe_b64encode(json.dumps(house.claims(email="x")).encode()).rstrip(b"=").decode()
    wrong = {
        "expired": house.signed(exp=now - 60, iat=now - 660),
        "not yet valid": house.signed(nbf=now + 600),
        "issued in the future": house.signed(iat=now + 600),
        "another issuer": house.signed(iss="https://accounts.google.com"),
        "no end": house.signed(exp=None),
        "no audience": house.signed(aud=None),
        "an empty audience": house.signed(aud=""),
        "forged with a key of its own": jwt.encode(house.claims(), foreign, algorithm="EdDSA", headers={"kid": kid}),
        "an unknown key": jwt.encode(house.claims(), foreign, algorithm="EdDSA", headers={"kid": "x"}),
        "names no key": jwt.encode(house.claims(), house.issuer.signing_key, algorithm="EdDSA"),
        "another algorithm": jwt.encode(house.claims(), "s" * 32, algorithm="HS256", headers={"kid": kid}),
        "no algorithm": jwt.encode(house.claims(), "", algorithm="none", headers={"kid": kid}),
        "other claims under the signature": f"{head}.{richer}.{signature}",
        "a signature cut off": f"{head}.{claims}.{signature[:-8]}",
        "no signature": f"{head}.{claims}.",
        "no token": "abc",
        "too large": "a" * 20_000,
        "nested": "ey" + "J" * 4000,
    }
    for name, token in wrong.items():
        assert house.push(token=token).status_code == 401, name
    assert not house.taken


def test_a_token_is_not_taken_beyond_its_end_because_it_was_taken_before(house: House) -> None:
    short = house.signed(exp=int(time.time()) + 1, iat=int(time.time()) - 600)
    house.verifier.verify(short)
    house.verifier._remembered[short] = (time.time() - 1, time.time() - 0.001)

    with pytest.raises(NotSignedInError):
        replace(house.verifier, keys=LocalKeys({})).verify(short)


def test_what_is_no_event_is_the_bus_to_bring_again_and_to_give_up(house: House) -> None:
    event = an_event()
    envelope = json.loads(encode(event))
    bodies = {
        "nothing": b"",
        "no JSON": b"{",
        "not UTF-8": b"\xff\xfe",
        "a list": b"[]",
        "a number": b"1",
        "no message": b"{}",
        "no data": b'{"message": {}}',
        "data of another kind": b'{"message": {"data": 1}}',
        "no base64": b'{"message": {"data": "***"}}',
        "no event in it": pushed(b"hello"),
        "a type of nobody's": pushed(json.dumps({**envelope, "type": "shop-sold.v1"}).encode()),
        "a type for another service": pushed(encode(replace(event, type="web-event-received.v1"))),
        "data that cannot be": pushed(json.dumps({**envelope, "data": {"entity_id": 5}}).encode()),
        "the event without its envelope": encode(event),
        "nested without end": b'{"message":' + b"[" * 100_000,
        "larger than any": pushed(json.dumps({**envelope, "data": {"title": "x" * 1_100_000}}).encode()),
    }
    for name, body in bodies.items():
        answer = house.push(body)
        assert answer.status_code == 400, name
        assert answer.get_json()["type"].endswith("not-an-event")
    assert not house.taken


def test_a_body_beyond_all_measure_is_not_read(house: House) -> None:
    assert house.push(b"x" * (3 * 1024 * 1024)).status_code == 413


def test_what_the_handler_raises_is_no_success(house: House) -> None:
    for kind, status in (("stock-counted.v1", 500), ("customer-changed.v1", 400)):
        event = new_event(kind, "/ingestion/test", event_types()[kind].example)
        answer = house.push(pushed(encode(event)))
        assert answer.status_code == status
        assert "disk" not in answer.text


def test_only_post_is_a_push(house: House) -> None:
    answer = house.app.test_client().get(PATH, headers={"Authorization": f"Bearer {house.signed()}"})
    assert answer.status_code == 405


class _FunctionsFramework:
    """A CloudEvent as functions-framework hands it to a function that a push triggers."""

    def __init__(self, body: bytes) -> None:
        self._data = json.loads(body)

    def get_data(self) -> object:
        return self._data


def test_a_function_of_functions_framework_is_given_the_same_event() -> None:
    event = an_event()
    assert from_cloud_event(_FunctionsFramework(pushed(encode(event)))) == event


@pytest.mark.parametrize("body", [b"null", b"{}", b'{"message": {"data": "AAAA"}}', b'{"message": []}'])
def test_a_cloud_event_of_somebody_else_is_none_of_ours(body: bytes) -> None:
    with pytest.raises(EventError):
        from_cloud_event(_FunctionsFramework(body))
