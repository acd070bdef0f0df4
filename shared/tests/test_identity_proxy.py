"""People who come through Identity-Aware Proxy: whom its header lets in, and every other header that does not."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa_key
from flask import Flask, Response
from flask.testing import FlaskClient
from jwt import PyJWK
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from shared.auth import ROLES, NotAllowedError, NotSignedInError
from shared.auth.identity_proxy import ALGORITHM, HEADER, ISSUER, LEEWAY_SECONDS, ProxyVerifier
from shared.auth.opening import open_guard
from shared.auth.routes import Guard, current_identity, identity_blueprint
from shared.auth.signing_keys import IssuerKeys
from shared.auth.tokens import Verifier, local_issuer
from shared.settings import PlugSettings, SettingsError, read
from shared.staff import StaffRoles
from shared.testing import MemorySecrets, MemoryStore
from shared.web import install, json_answer

AUDIENCE = "/projects/123456/global/backendServices/789"
STAFF = "anna@mugs.example=owner, ben@elsewhere.example=buyer,@mugs.example=viewer"
SAME = {"Sec-Fetch-Site": "same-origin"}
KEY = generate_private_key(SECP256R1())
ON_CLOUD_RUN = {
    "K_SERVICE": "shopsight-revenue",
    "WAREHOUSE_URL": "bigquery://project/shop",
    "EVENT_BUS_URL": "pubsub://project",
    "STORE_URL": "gs://bucket",
    "SECRETS_URL": "secret-manager://project",
    "PUSH_AUDIENCE": "shopsight-push",
    "PUSH_SERVICE_ACCOUNT": "push@project.iam.gserviceaccount.com",
}


def published(key: EllipticCurvePrivateKey, key_id: str = "2nMJtw") -> dict[str, Any]:
    """A key as Google publishes it."""
    return {**ECAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": key_id, "alg": ALGORITHM, "use": "sig"}


class Google:
    """The proxy: signs what it is told to, and counts how often its keys are asked for."""

    def __init__(self) -> None:
        self.fetched = 0
        self.seconds = 0.0
        self.keys = IssuerKeys("https://keys.example/jwk", fetch=self._fetch, clock=lambda: self.seconds)
        self.verifier = ProxyVerifier(self.keys, AUDIENCE, StaffRoles(STAFF))

    def _fetch(self, _: str) -> bytes:
        self.fetched += 1
        return json.dumps({"keys": [published(KEY)]}).encode()

    def header(self, claims: Mapping[str, Any] = {}, *, key: Any = KEY, **options: Any) -> str:
        now = datetime.now(UTC)
        said = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": "accounts.google.com:1234",
            "email": "anna@mugs.example",
            "hd": "mugs.example",
            "iat": now,
            "exp": now + timedelta(minutes=10),
            **claims,
        }
        told = {name: value for name, value in said.items() if value is not None}
        return jwt.encode(told, key, **{"algorithm": ALGORITHM, "headers": {"kid": "2nMJtw"}, **options})


@pytest.fixture
def google() -> Google:
    return Google()


def test_who_came_through_the_proxy_is_known_by_number_and_has_the_role_of_their_address(google: Google) -> None:
    anna = google.verifier.verify(google.header())

    assert (anna.subject, anna.role, anna.scopes) == ("accounts.google.com:1234", "owner", ROLES["owner"])
    assert "anna" not in repr(anna)
    assert timedelta(minutes=9) < anna.expires_at - datetime.now(UTC) <= timedelta(minutes=10)


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"email": "Anna@Mugs.Example"}, "owner"),
        ({"email": "carl@mugs.example"}, "viewer"),
        ({"email": "ben@elsewhere.example", "hd": None}, "buyer"),
    ],
)
def test_an_address_goes_before_its_domain(google: Google, claims: dict[str, str], role: str) -> None:
    assert google.verifier.verify(google.header(claims)).role == role


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "carl@elsewhere.example", "hd": "elsewhere.example"},
        {"email": "carl@mugs.example", "hd": None},  # an account of their own with the shop's address
        {"email": "carl@mugs.example", "hd": "elsewhere.example"},
        {"email": "carl@evil-mugs.example", "hd": "mugs.example"},
    ],
)
def test_whom_nobody_gave_a_role_is_told_so_and_not_asked_to_sign_in_again(
    google: Google, claims: dict[str, str]
) -> None:
    with pytest.raises(NotAllowedError, match="nobody has given your address a role"):
        google.verifier.verify(google.header(claims))


FORGERIES: dict[str, Callable[[Google], str]] = {
    "signed by somebody else": lambda google: google.header(key=generate_private_key(SECP256R1())),
    "for another service": lambda google: google.header({"aud": AUDIENCE + "0"}),
    "for several at once": lambda google: google.header({"aud": [AUDIENCE, "/projects/1/global/backendServices/2"]}),
    "of another issuer": lambda google: google.header({"iss": "https://accounts.google.com"}),
    "expired": lambda google: google.header({"exp": datetime.now(UTC) - timedelta(seconds=LEEWAY_SECONDS + 5)}),
    "of the future": lambda google: google.header({"iat": datetime.now(UTC) + timedelta(seconds=LEEWAY_SECONDS + 30)}),
    "without a signature": lambda google: google.header(key=None, algorithm="none"),
    "signed with the public key as a password": lambda google: google.header(
        key=published(KEY)["x"], algorithm="HS256"
    ),
    "cut": lambda google: google.header()[:-4],
    "changed": lambda google: ".".join(
        (google.header().split(".")[0], google.header({"sub": "x"}).split(".")[1], "AAAA")
    ),
    "naming no key": lambda google: google.header(headers={}),
    "naming an unknown key": lambda google: google.header(headers={"kid": "other"}),
    "without an address": lambda google: google.header({"email": None}),
    "with an address that is none": lambda google: google.header({"email": ["anna@mugs.example"]}),
    "without an end": lambda google: google.header({"exp": None}),
    "without anybody": lambda google: google.header({"sub": None}),
    "no token at all": lambda _: "anna@mugs.example",
    "too large": lambda google: google.header({"x": "x" * 9000}),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_no_other_header_is_believed(google: Google, forgery: str) -> None:
    header = FORGERIES[forgery](google)

    with pytest.raises(NotSignedInError):
        google.verifier.verify(header)


def test_a_key_of_another_kind_among_googles_signs_nobody_in(google: Google) -> None:
    rsa = generate_rsa_key(public_exponent=65537, key_size=2048)
    key = PyJWK({**RSAAlgorithm.to_jwk(rsa.public_key(), as_dict=True), "kid": "2nMJtw", "alg": "RS256"})

    class OneKey:
        def key(self, _: str) -> PyJWK:
            return key

    verifier = ProxyVerifier(OneKey(), AUDIENCE, StaffRoles(STAFF))
    with pytest.raises(NotSignedInError):
        verifier.verify(google.header(key=rsa, algorithm="RS256"))


def test_clocks_may_differ_by_half_a_minute(google: Google) -> None:
    google.verifier.verify(google.header({"exp": datetime.now(UTC) - timedelta(seconds=LEEWAY_SECONDS - 10)}))
    google.verifier.verify(google.header({"iat": datetime.now(UTC) + timedelta(seconds=LEEWAY_SECONDS - 10)}))


def test_googles_keys_are_fetched_once_for_many_people(google: Google) -> None:
    for number in range(20):
        google.verifier.verify(google.header({"sub": f"accounts.google.com:{number}"}))

    assert google.fetched == 1


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("anna@mugs.example", "neither"),
        ("anna=owner", "neither"),
        ("an na@mugs.example=owner", "neither"),
        ("anna@mugs.example=boss", "no role of a person"),
        ("anna@mugs.example=service", "no role of a person"),
        ("anna@mugs.example=owner,ANNA@mugs.example=viewer", "twice"),
    ],
)
def test_a_list_of_staff_that_cannot_be_meant_is_refused_when_a_process_starts(text: str, wrong: str) -> None:
    with pytest.raises(SettingsError, match=f"STAFF_ROLES: .*{wrong}"):
        read(PlugSettings, {"IAP_AUDIENCE": AUDIENCE, "STAFF_ROLES": text})


@pytest.mark.parametrize("given", [{"IAP_AUDIENCE": AUDIENCE}, {"STAFF_ROLES": STAFF}])
def test_the_proxy_and_its_people_are_named_together(given: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=r"STAFF_ROLES: .*without one another"):
        read(PlugSettings, given)


def test_an_audience_that_is_no_backend_is_refused() -> None:
    with pytest.raises(SettingsError, match="IAP_AUDIENCE"):
        read(PlugSettings, {"IAP_AUDIENCE": "shopsight", "STAFF_ROLES": STAFF})


def test_on_cloud_run_the_proxy_alone_is_enough_and_nobody_at_all_is_not() -> None:
    people = {"IAP_AUDIENCE": AUDIENCE, "STAFF_ROLES": STAFF}

    assert read(PlugSettings, ON_CLOUD_RUN | people).auth_jwks_url is None
    with pytest.raises(SettingsError, match="AUTH_ISSUER"):
        read(PlugSettings, ON_CLOUD_RUN)


class Suite:
    """The app of a service behind the proxy, and its own programs' tokens."""

    def __init__(self, google: Google) -> None:
        self.google = google
        self.issuer = local_issuer(MemorySecrets(), MemoryStore())
        guard = Guard(Verifier(self.issuer.public_keys(), self.issuer.versions), proxy=google.verifier)
        self.guard = guard
        self.app = Flask("suite")
        install(self.app, service="suite")
        self.app.register_blueprint(identity_blueprint(guard))

        @self.app.route("/margin", methods=["GET", "POST"])
        @guard.requires("margin:read")
        def margin() -> Response:
            return json_answer({"role": current_identity().role})

    def client(self) -> FlaskClient:
        return self.app.test_client()


@pytest.fixture
def suite(google: Google) -> Suite:
    return Suite(google)


def test_behind_the_proxy_a_person_has_the_role_and_no_more(suite: Suite) -> None:
    anna, carl = (
        {HEADER: suite.google.header({"email": email, "sub": email})}
        for email in ("anna@mugs.example", "carl@mugs.example")
    )

    assert suite.client().get("/margin", headers=anna).get_json() == {"role": "owner"}
    assert suite.client().get("/margin", headers=carl).status_code == 403
    assert suite.client().get("/api/auth/me", headers=carl).get_json()["role"] == "viewer"
    assert suite.client().get("/margin").status_code == 401
    assert suite.client().get("/margin", headers={HEADER: anna[HEADER] + "x"}).status_code == 401


def test_a_program_s_token_counts_as_ever_and_before_the_header(suite: Suite) -> None:
    service = {"Authorization": f"Bearer {suite.issuer.issue('buyer', 'till')}"}

    assert suite.client().get("/margin", headers=service).get_json() == {"role": "buyer"}
    assert suite.client().post("/margin", headers=service).status_code == 200
    both = {**service, HEADER: suite.google.header()}
    assert suite.client().get("/margin", headers=both).get_json() == {"role": "buyer"}


@pytest.mark.parametrize("page", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_another_site_s_page_changes_nothing_with_the_header_that_the_proxy_adds(
    suite: Suite, page: dict[str, str]
) -> None:
    anna = {HEADER: suite.google.header()}

    assert suite.client().post("/margin", headers={**anna, **page}).status_code == 403
    assert suite.client().post("/margin", headers={**anna, **SAME}).status_code == 200


def test_where_no_proxy_stands_its_header_is_just_a_header(suite: Suite) -> None:
    app = Flask("machine")
    install(app, service="machine")
    guard = Guard(Verifier(suite.issuer.public_keys(), suite.issuer.versions))
    app.add_url_rule("/x", view_func=guard.requires(None)(lambda: json_answer({})), endpoint="x")

    assert app.test_client().get("/x", headers={HEADER: suite.google.header()}).status_code == 401


def test_live_figures_go_on_for_a_person_until_their_sign_in_ends(suite: Suite) -> None:
    proof = suite.google.verifier.verify(suite.google.header()).proof

    assert suite.guard.still_holds(proof)
    assert not Guard(Verifier(suite.issuer.public_keys(), suite.issuer.versions)).still_holds(proof)


def test_a_process_that_is_told_of_people_only_takes_no_token(suite: Suite) -> None:
    settings = read(PlugSettings, ON_CLOUD_RUN | {"IAP_AUDIENCE": AUDIENCE, "STAFF_ROLES": STAFF})
    guard = open_guard(settings, MemoryStore())
    app = Flask("people")
    install(app, service="people")
    app.register_blueprint(identity_blueprint(guard))
    token = suite.issuer.issue("admin", "till")

    assert app.test_client().get("/api/auth/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert app.test_client().get("/api/auth/me").status_code == 401
    assert not guard.still_holds("role:admin:1")
