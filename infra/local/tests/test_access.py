"""Who runs the suite hands out and takes back from the dashboard what the command line does."""

from __future__ import annotations

import json
from typing import Any

from local.data_folder import DataFolder
from local.plugs import issuer, open_store
from local.testing import Up
from shared.auth.role_versions import RoleVersions


def said(up: Up, method: str, path: str, headers: dict[str, str], body: object = None) -> tuple[int, Any]:
    status, _, content = up.ask(method, path, headers=headers, body=body)
    return status, json.loads(content)


def asked(up: Up, method: str, path: str, role: str, body: object = None) -> tuple[int, Any]:
    token = issuer(DataFolder(up.data_dir), {}).issue(role, f"test:{role}")
    return said(up, method, path, {"Authorization": f"Bearer {token}"}, body)


def test_a_link_signs_one_browser_in_once(suite: Up) -> None:
    status, made = asked(suite, "POST", "/api/auth/codes", "admin", {"role": "viewer"})
    assert status == 201
    code = {"code": made["path"].removeprefix("/#code=")}
    status, who = said(suite, "POST", "/api/auth/session", {}, code)
    assert (status, who["role"]) == (200, "viewer")
    assert said(suite, "POST", "/api/auth/session", {}, code)[0] == 401


def test_a_token_counts_until_its_role_is_revoked(suite: Up) -> None:
    _, made = asked(suite, "POST", "/api/auth/tokens", "admin", {"role": "marketer"})
    bearer = {"Authorization": f"Bearer {made['token']}"}
    assert said(suite, "GET", "/api/auth/me", bearer)[1]["role"] == "marketer"
    before = {each["role"]: each for each in asked(suite, "GET", "/api/auth/roles", "admin")[1]["items"]}
    status, now = asked(suite, "POST", "/api/auth/roles/marketer/revoke", "admin")
    assert (status, now["version"]) == (200, before["marketer"]["version"] + 1)
    versions = RoleVersions(open_store(DataFolder(suite.data_dir), {}))
    assert not versions.in_force("marketer", before["marketer"]["version"])
    assert "margin:read" not in before["viewer"]["scopes"]
    assert asked(suite, "POST", "/api/auth/roles/nobody/revoke", "admin")[0] == 404


def test_a_storefront_key_is_shown_once(suite: Up) -> None:
    status, made = asked(suite, "POST", "/api/auth/keys", "admin", {"origins": ["https://shop.example"]})
    assert status == 201
    listed = asked(suite, "GET", "/api/auth/keys", "admin")[1]["items"]
    assert listed == [{name: made[name] for name in ("key_id", "origins", "created_at")}]
    assert asked(suite, "POST", "/api/auth/keys", "admin", {"origins": ["shop.example/path"]})[0] == 400
    assert asked(suite, "DELETE", f"/api/auth/keys/{made['key_id']}", "admin")[0] == 200
    assert asked(suite, "DELETE", f"/api/auth/keys/{made['key_id']}", "admin")[0] == 404


def test_only_who_runs_the_suite_hands_out_what_opens_it(suite: Up) -> None:
    for method, path in (("POST", "/api/auth/codes"), ("POST", "/api/auth/tokens"), ("GET", "/api/auth/keys")):
        assert asked(suite, method, path, "owner", {"role": "admin"} if method == "POST" else None)[0] == 403
