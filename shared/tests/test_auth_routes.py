"""Who gets in at the door: by token, by cookie, by one-time code; and whom another site cannot use."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from shared.auth import ROLES, SCOPES
from shared.auth.role_versions import RoleVersions, revoke_role
from shared.auth.routes import COOKIE, Guard, current_identity, session_blueprint
from shared.auth.sessions import Sessions, create_code
from shared.auth.tokens import Verifier, local_issuer
from shared.testing import MemorySecrets, MemoryStore
from shared.web import install, json_answer

SAME = {"Sec-Fetch-Site": "same-origin"}


class Shop:
    """An app with one view per scope and one that changes something, and a clock for its sessions."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.time = datetime(2026, 11, 21, 9, tzinfo=UTC)
        self.seconds = 0.0
        versions = RoleVersions(self.store, lambda: self.seconds)
        issuer = local_issuer(MemorySecrets(), self.store)
        self.issuer = issuer
        self.sessions = Sessions(self.store, versions, lambda: self.time)
        self.guard = Guard(Verifier(issuer.public_keys(), versions), self.sessions)
        self.app = Flask("shop")
        install(self.app, service="shop")
        self.app.register_blueprint(session_blueprint(self.guard, self.sessions))
        for scope in (*SCOPES, None):
            self.add_view(scope)

    def add_view(self, scope: str | None) -> None:
        @self.guard.requires(scope)
        def view() -> Response:
            return json_answer({"role": current_identity().role})

        self.app.add_url_rule(f"/{scope}", f"view_{scope}", view, methods=["GET", "POST"])

    def token(self, role: str) -> str:
        return self.issuer.issue(role, "cli")

    def client(self) -> FlaskClient:
        return self.app.test_client()

    def code(self, role: str = "owner") -> str:
        return create_code(self.store, role, now=lambda: self.time)

    def signed_in(self, role: str = "owner") -> FlaskClient:
        client = self.client()
        assert client.post("/api/auth/session", json={"code": self.code(role)}).status_code == 200
        return client


@pytest.fixture
def shop() -> Shop:
    return Shop()


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_in_where_its_scopes_say_and_nowhere_else(shop: Shop, role: str) -> None:
    headers = bearer(shop.token(role))
    entered = {scope for scope in SCOPES if shop.client().get(f"/{scope}", headers=headers).status_code == 200}
    refused = {scope for scope in SCOPES if shop.client().get(f"/{scope}", headers=headers).status_code == 403}

    assert entered == ROLES[role]
    assert refused == SCOPES - ROLES[role]
    assert shop.client().get("/None", headers=headers).status_code == 200


def test_a_view_says_which_scope_it_requires_and_a_made_up_scope_is_refused(shop: Shop) -> None:
    view = shop.app.view_functions["view_admin"]

    assert vars(view)["required_scope"] == "admin"
    with pytest.raises(ValueError, match="no scope 'figures'"):
        shop.guard.requires("figures")


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Bearer x.y.z", "Basic dXNlcjpwYXNz", "bearer\tx", "Token ÿ", "Bearer " + "x" * 9000],
)
def test_who_shows_no_good_token_is_asked_to_sign_in(shop: Shop, authorization: str) -> None:
    answer = shop.client().get("/figures:read", headers={"Authorization": authorization})

    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="shopsight", error="invalid_token"'


def test_who_shows_nothing_is_told_how_and_who_may_not_is_told_what_is_lacking(shop: Shop) -> None:
    nothing = shop.client().get("/figures:read")
    too_little = shop.client().get("/admin", headers=bearer(shop.token("viewer")))

    assert (nothing.status_code, nothing.headers["WWW-Authenticate"]) == (401, 'Bearer realm="shopsight"')
    assert too_little.status_code == 403
    assert 'error="insufficient_scope", scope="admin"' in too_little.headers["WWW-Authenticate"]
    assert too_little.get_json()["detail"] == "The role viewer lacks the scope admin"


def test_a_bad_token_is_not_made_good_by_a_cookie(shop: Shop) -> None:
    assert shop.signed_in().get("/None", headers=bearer("x.y.z")).status_code == 401


def test_a_code_becomes_a_session_that_scripts_and_other_sites_cannot_reach(shop: Shop) -> None:
    client = shop.client()

    answer = client.post("/api/auth/session", json={"code": shop.code("marketer")}, headers=SAME)

    assert answer.get_json() == {
        "subject": "browser:marketer",
        "role": "marketer",
        "scopes": sorted(ROLES["marketer"]),
        "expires_at": "2026-11-21T21:00:00Z",
    }
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get("/api/auth/me").get_json()["role"] == "marketer"


def test_over_https_the_cookie_stays_on_https(shop: Shop) -> None:
    answer = shop.client().post("/api/auth/session", json={"code": shop.code()}, base_url="https://shop.example")

    assert "Secure" in answer.headers["Set-Cookie"].split("; ")


def test_a_code_works_once(shop: Shop) -> None:
    code = shop.code()
    statuses = [shop.client().post("/api/auth/session", json={"code": code}).status_code for _ in range(3)]

    assert statuses == [200, 401, 401]


def test_revoking_a_role_ends_its_sessions_and_its_open_codes(shop: Shop) -> None:
    client, code = shop.signed_in("owner"), shop.code("owner")
    revoke_role(shop.store, "owner")
    shop.seconds += 5

    assert client.get("/None").status_code == 401
    assert shop.client().post("/api/auth/session", json={"code": code}).status_code == 401
    assert shop.signed_in("owner").get("/None").status_code == 200


def test_signing_out_ends_the_session_and_not_only_the_cookie(shop: Shop) -> None:
    client = shop.signed_in()
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None

    answer = client.delete("/api/auth/session", headers=SAME)

    assert answer.status_code == 204
    assert client.get_cookie(COOKIE) is None
    thief = shop.client()
    thief.set_cookie(COOKIE, cookie.value)
    assert thief.get("/None").status_code == 401
    assert shop.client().delete("/api/auth/session").status_code == 204


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},  # another port of this machine
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:9999"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_with_a_cookie_another_site_s_page_changes_nothing(shop: Shop, headers: dict[str, str]) -> None:
    client = shop.signed_in()

    assert client.post("/None", headers=headers).status_code == 403
    assert client.delete("/api/auth/session", headers=headers).status_code == 403
    assert client.get("/None", headers=headers).status_code == 200


@pytest.mark.parametrize("headers", [SAME, {"Origin": "http://localhost"}, {**SAME, "Origin": "http://localhost"}])
def test_with_a_cookie_our_own_page_may(shop: Shop, headers: dict[str, str]) -> None:
    assert shop.signed_in().post("/None", headers=headers).status_code == 200


def test_a_token_needs_no_page(shop: Shop) -> None:
    assert shop.client().post("/None", headers=bearer(shop.token("viewer"))).status_code == 200


def test_another_site_cannot_sign_the_browser_in_as_somebody_of_its_own(shop: Shop) -> None:
    code = shop.code()
    answer = shop.client().post("/api/auth/session", json={"code": code}, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers
    assert shop.client().post("/api/auth/session", json={"code": code}).status_code == 200


@pytest.mark.parametrize("cookie", ["", "x", "..%2f..%2fsecrets", "x" * 3000])
def test_a_made_up_cookie_signs_nobody_in(shop: Shop, cookie: str) -> None:
    client = shop.client()
    client.set_cookie(COOKIE, cookie)

    assert client.get("/None").status_code == 401


def test_where_there_are_no_sessions_no_cookie_counts(shop: Shop) -> None:
    guard = Guard(Verifier(local_issuer(MemorySecrets(), shop.store).public_keys(), RoleVersions(shop.store)))
    app = Flask("cloud")
    install(app, service="cloud")
    view: Callable[[], Response] = guard.requires(None)(lambda: json_answer({}))
    app.add_url_rule("/x", view_func=view, endpoint="x")
    client = app.test_client()
    client.set_cookie(COOKIE, shop.sessions.sign_in(shop.code())[0])

    assert client.get("/x").status_code == 401


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b'{"code": "unknown"}', "application/json", 401),
        (b'{"code": ""}', "application/json", 400),
        (b'{"code": 7}', "application/json", 400),
        (b'{"code": "x", "role": "admin"}', "application/json", 400),
        (b"{}", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b'{"code": "\\ud800"}', "application/json", 400),
        (b'{"code": "\\u0000"}', "application/json", 401),
        (b"", "application/json", 400),
        (b"code=x", "application/x-www-form-urlencoded", 415),
        (b'{"code": "x"}', "text/plain", 415),
        (b"x" * 5000, "application/json", 413),
    ],
)
def test_a_sign_in_that_is_not_one_is_refused_as_the_contract_says(
    shop: Shop, body: bytes, content_type: str, status: int
) -> None:
    answer = shop.client().post("/api/auth/session", data=body, content_type=content_type)

    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
