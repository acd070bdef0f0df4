"""Who may come in, for who runs the suite: roles, sign-in links, tokens and storefront keys (openapi/auth.yaml).

What `shopsight token` and `shopsight keys` do, for the dashboard. All needs the scope admin: whoever may hand out roles
can hand out every role.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response

from shared.auth import ROLES
from shared.auth.role_versions import RoleVersions, revoke_role
from shared.auth.routes import Guard, current_identity
from shared.auth.sessions import CODE_SECONDS, create_code
from shared.auth.storefront_keys import KeyRefusedError, StorefrontKey, create_key, list_keys, revoke_key
from shared.auth.tokens import LONGEST_LIFE_SECONDS, Issuer
from shared.contracts.generated.auth import NewKey, RoleWanted
from shared.store import Store
from shared.web import ProblemError, csv_answer, json_answer, json_body, wants_csv

_ROLE_COLUMNS = ("role", "scopes", "version")
_KEY_COLUMNS = ("key_id", "origins", "created_at")


def make_access_blueprint(
    store: Store, issuer: Callable[[], Issuer], guard: Guard, now: Callable[[], datetime]
) -> Blueprint:
    """The routes of openapi/auth.yaml that hand out and take back; those of signing in are `shared.auth.routes`'."""
    blueprint = Blueprint("access", __name__, url_prefix="/api/auth")
    _add_roles(blueprint, store, guard)
    _add_ways_in(blueprint, store, issuer, guard, now)
    _add_keys(blueprint, store, guard, now)
    return blueprint


def _add_roles(blueprint: Blueprint, store: Store, guard: Guard) -> None:
    @blueprint.get("/roles")
    @guard.requires("admin")
    def list_roles() -> Response:
        return _roles_file(store) if wants_csv() else json_answer({"items": _roles(store)}, personal=True)

    @blueprint.get("/roles.csv")
    @guard.requires("admin")
    def list_roles_csv() -> Response:
        return _roles_file(store)

    @blueprint.post("/roles/<role>/revoke")
    @guard.requires("admin")
    def revoke(role: str) -> Response:
        if role not in ROLES:
            raise ProblemError(404, "no-such-role", "No such role", f"Roles are: {', '.join(ROLES)}")
        revoke_role(store, role)
        return json_answer(next(each for each in _roles(store) if each["role"] == role), personal=True)


def _add_ways_in(
    blueprint: Blueprint, store: Store, issuer: Callable[[], Issuer], guard: Guard, now: Callable[[], datetime]
) -> None:
    @blueprint.post("/codes")
    @guard.requires("admin")
    def make_code() -> Response:
        role = json_body(RoleWanted).role
        code = create_code(store, role, subject=f"browser:{role}", now=now)
        answer = {"role": role, "path": f"/#code={code}", "expires_at": now() + timedelta(seconds=CODE_SECONDS)}
        return json_answer(answer, status=201, personal=True)

    @blueprint.post("/tokens")
    @guard.requires("admin")
    def make_token() -> Response:
        role = json_body(RoleWanted).role
        token = issuer().issue(role, f"{current_identity().subject}:{role}")
        answer = {"role": role, "token": token, "expires_at": now() + timedelta(seconds=LONGEST_LIFE_SECONDS)}
        return json_answer(answer, status=201, personal=True)


def _add_keys(blueprint: Blueprint, store: Store, guard: Guard, now: Callable[[], datetime]) -> None:
    @blueprint.get("/keys")
    @guard.requires("admin")
    def list_storefront_keys() -> Response:
        if wants_csv():
            return _keys_file(store)
        return json_answer({"items": [_key(key) for key in list_keys(store)]}, personal=True)

    @blueprint.get("/keys.csv")
    @guard.requires("admin")
    def list_storefront_keys_csv() -> Response:
        return _keys_file(store)

    @blueprint.post("/keys")
    @guard.requires("admin")
    def make_storefront_key() -> Response:
        try:
            secret, key = create_key(store, [origin.root for origin in json_body(NewKey).origins], now=now)
        except KeyRefusedError as refused:
            errors = [("origins", str(refused))]
            raise ProblemError(400, "invalid-body", "No key was made", str(refused), errors) from refused
        return json_answer({**_key(key), "key": secret}, status=201, personal=True)

    @blueprint.delete("/keys/<key_id>")
    @guard.requires("admin")
    def revoke_storefront_key(key_id: str) -> Response:
        try:
            return json_answer(_key(revoke_key(store, key_id)), personal=True)
        except KeyRefusedError as refused:
            detail = f"{key_id[:64]!r} is none of GET /api/auth/keys."
            raise ProblemError(404, "no-such-key", "No such key", detail) from refused


def _roles(store: Store) -> list[dict[str, object]]:
    versions = RoleVersions(store)
    return [
        {"role": role, "scopes": sorted(scopes), "version": versions.latest(role)} for role, scopes in ROLES.items()
    ]


def _roles_file(store: Store) -> Response:
    rows = ([each["role"], " ".join(sorted(ROLES[str(each["role"])])), each["version"]] for each in _roles(store))
    return csv_answer("roles.csv", _ROLE_COLUMNS, rows, personal=True)


def _key(key: StorefrontKey) -> dict[str, object]:
    return {"key_id": key.key_id, "origins": list(key.origins), "created_at": key.created_at.astimezone(UTC)}


def _keys_file(store: Store) -> Response:
    rows = ([key.key_id, " ".join(key.origins), key.created_at] for key in list_keys(store))
    return csv_answer("storefront-keys.csv", _KEY_COLUMNS, rows, personal=True)
