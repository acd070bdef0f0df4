"""Every event bus there is, with a subscriber: the suite's own app behind the push route."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, Protocol

import grpc  # type: ignore[import-untyped]  # it ships no types
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from flask import Blueprint, Flask
from google.pubsub_v1 import types
from google.pubsub_v1.services.publisher import PublisherClient
from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport
from google.pubsub_v1.services.subscriber import SubscriberClient
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcTransport
from jwt.algorithms import RSAAlgorithm
from werkzeug.serving import make_server

from shared.auth.signing_keys import LocalKeys
from shared.auth.tokens import local_issuer
from shared.contracts.events import Event, decode, event_types
from shared.event_bus import EventBus, Handler
from shared.event_bus.local import LocalBus
from shared.event_bus.local_delivery import Pace
from shared.event_bus.pubsub import PubSubBus
from shared.event_bus.push import add_push_route, quick_pushes
from shared.event_bus.push_identity import GOOGLE_ISSUERS, LocalPush, PushVerifier
from shared.testing import MemorySecrets, MemoryStore
from shared.web import install

PROJECT = "shop-of-tests"
AUDIENCE = "https://ingestion.example/api/ingest/events"
ACCOUNT = "push@shop-of-tests.iam.gserviceaccount.com"
QUICK = Pace(first_pause_seconds=0.02, growth=1.5)
PATHS = {"ingestion": "/api/ingest/events"}
FIRST_PAUSE = 0.02  # seconds before a failed push is repeated: the policies of Pub/Sub begin at none


class Delivery(Protocol):
    """A bus with whatever delivers from it."""

    bus: EventBus

    def begin(self, handlers: Mapping[str, Handler]) -> None:
        """Deliver what is published from now on, of these types, as pushes to an app that has these handlers."""

    def dead(self) -> list[Event]:
        """The events that were given up."""


def app_with(verifier: PushVerifier, handlers: Mapping[str, Handler]) -> Flask:
    """An app of one service, which is subscribed with these handlers at `/api/ingest/events`."""
    app = Flask("subscriber")
    install(app, service="subscriber")
    blueprint = Blueprint("ingestion", "subscriber", url_prefix="/api/ingest")
    add_push_route(blueprint, verifier, handlers)
    app.register_blueprint(blueprint)
    return app


class Google:
    """Signs the tokens of pushes as Google does."""

    def __init__(self) -> None:
        self._key = generate_private_key(65537, 2048)
        public = {**RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True), "kid": "google-1", "alg": "RS256"}
        self.keys = LocalKeys({"google-1": jwt.PyJWK.from_dict(public)})

    def sign(self, audience: str, account: str) -> str:
        now = int(time.time())
        claims = {"aud": audience, "email": account, "email_verified": True, "iat": now, "exp": now + 3600}
        named = {"iss": "https://accounts.google.com", "sub": "1234567890"}
        return jwt.encode({**claims, **named}, self._key, algorithm="RS256", headers={"kid": "google-1"})

    def verifier(self) -> PushVerifier:
        return PushVerifier(self.keys, GOOGLE_ISSUERS, "RS256", AUDIENCE, ACCOUNT)


class PubSub:
    """Pub/Sub's stand-in, as Terraform would set it up, and its client."""

    def __init__(self, stand_in: Any, google: Google) -> None:
        self.stand_in = stand_in
        self.address = f"127.0.0.1:{stand_in.port}"
        self.bus = PubSubBus(PROJECT, emulator=self.address)
        self._google = google
        self._server: Any = None
        self.endpoint = ""
        channel = grpc.insecure_channel(self.address)
        self._topics = PublisherClient(transport=PublisherGrpcTransport(channel=channel))
        self._subscriptions = SubscriberClient(transport=SubscriberGrpcTransport(channel=channel))
        for name in [*event_types(), "dead-letters"]:
            self._topics.create_topic(name=self._topics.topic_path(PROJECT, name), timeout=5, retry=None)

    def begin(self, handlers: Mapping[str, Handler]) -> None:
        self._server = make_server("127.0.0.1", 0, app_with(self._google.verifier(), handlers), threaded=True)
        serve = {"target": self._server.serve_forever, "args": (0.02,)}  # seconds between looks whether to end
        threading.Thread(**serve, name="subscriber").start()
        self.endpoint = f"http://127.0.0.1:{self._server.port}/api/ingest/events"
        for kind in handlers:
            self.subscribe(kind, self.endpoint)

    def subscribe(self, kind: str, endpoint: str, *, audience: str = AUDIENCE) -> None:
        """Make the push subscription that Terraform would, but with an impatient back-off."""
        token = types.PushConfig.OidcToken(service_account_email=ACCOUNT, audience=audience)
        dead = self._topics.topic_path(PROJECT, "dead-letters")
        self._subscriptions.create_subscription(
            types.Subscription(
                name=self._subscriptions.subscription_path(PROJECT, f"ingestion.{kind}"),
                topic=self._topics.topic_path(PROJECT, kind),
                push_config=types.PushConfig(push_endpoint=endpoint, oidc_token=token),
                dead_letter_policy=types.DeadLetterPolicy(dead_letter_topic=dead, max_delivery_attempts=5),
                retry_policy=types.RetryPolicy(
                    minimum_backoff={"nanos": int(FIRST_PAUSE * 1e9)}, maximum_backoff={"seconds": 1}
                ),
            ),
            timeout=5,
            retry=None,
        )

    def dead(self) -> list[Event]:
        return [decode(message.data) for message in self.stand_in.published("dead-letters")]

    def close(self) -> None:
        self.bus.close()
        self._topics.transport.close()  # type: ignore[no-untyped-call]  # the library lacks it; one channel for both
        self.stand_in.stop()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()


class Subscriber:
    """An app with a push route, and what came in; `handler` takes each event."""

    def __init__(self, handler: Handler | None = None) -> None:
        push = LocalPush(local_issuer(MemorySecrets(), MemoryStore()))
        self.names: list[str] = []
        self.handler = handler or (lambda _: None)
        self.token = push.token
        self.app = app_with(push.verifier(), {"product-changed.v1": self._take})

    def _take(self, event: Event) -> None:
        self.handler(event)
        self.names.append(event.entity_id)

    def deliver_from(self, bus: LocalBus, pace: Pace = QUICK, paths: Mapping[str, str] = PATHS) -> None:
        bus.deliver(self.app, paths, self.token, pace)


class OneMachine:
    """The bus of one machine, and its own delivery."""

    def __init__(self, file: Path) -> None:
        self.bus = LocalBus(file)
        self._push = LocalPush(local_issuer(MemorySecrets(), MemoryStore()))

    def begin(self, handlers: Mapping[str, Handler]) -> None:
        verifier = self._push.verifier()
        app = app_with(verifier, handlers)
        pushes = quick_pushes(app, verifier, {"/api/ingest/events": ("ingestion", handlers)})
        self.bus.deliver(self.bus.answering(pushes), PATHS, self._push.token, QUICK)

    def dead(self) -> list[Event]:
        return [decode(letter.body) for letter in self.bus.dead_letters(100)[1]]


def _stand_in_class() -> Any:
    """The class of `pubsub_stand_in.py`: the folders of tests are no packages."""
    spec = spec_from_file_location("pubsub_stand_in", Path(__file__).with_name("pubsub_stand_in.py"))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # a dataclass looks for its module there
    spec.loader.exec_module(module)
    return module.PubSubStandIn


@pytest.fixture(scope="session")
def google() -> Google:
    """Whoever signs Pub/Sub's pushes; making the key takes a moment."""
    return Google()


@pytest.fixture(scope="session")
def new_stand_in(google: Google) -> Callable[..., Any]:
    """Starts a stand-in for Pub/Sub, `port=` where it must be a certain one; whoever starts it stops it."""
    made = _stand_in_class()
    return lambda **port: made(google.sign, **port)


@pytest.fixture
def pubsub(new_stand_in: Callable[..., Any], google: Google) -> Iterator[PubSub]:
    """Pub/Sub with all topics, and the bus on it."""
    with closing(PubSub(new_stand_in(), google)) as pubsub:
        yield pubsub


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a bus of one machine is to be."""
    return tmp_path / "shop" / "events.sqlite"


@pytest.fixture
def bus(file: Path) -> Iterator[LocalBus]:
    """A bus of one machine from which nobody delivers yet."""
    with closing(LocalBus(file)) as opened:
        yield opened


@pytest.fixture
def new_subscriber() -> Callable[..., Subscriber]:
    """Makes a subscriber; what it is given fails where `handler` raises."""
    return Subscriber


@pytest.fixture
def subscriber() -> Subscriber:
    """One that takes everything."""
    return Subscriber()


@pytest.fixture
def one_machine(tmp_path: Path) -> Iterator[OneMachine]:
    """The bus of one machine."""
    made = OneMachine(tmp_path / "events.sqlite")
    with closing(made.bus):
        yield made


@pytest.fixture(params=["pub/sub", "one machine"])
def delivery(request: pytest.FixtureRequest) -> Delivery:
    """Every bus there is, one after the other, as a `Delivery`: a later adapter joins here."""
    found: Delivery = request.getfixturevalue({"pub/sub": "pubsub", "one machine": "one_machine"}[request.param])
    return found
