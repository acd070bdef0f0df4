"""`shopsight token`."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from local.data_folder import DataFolder
from local.plugs import issuer
from local.testing import Shopsight, Up
from shared.auth import ROLES
from shared.auth.tokens import Verifier

REVOKED_WITHIN_SECONDS = 10  # five are promised


def test_the_token_stands_alone_on_stdout_and_the_suite_takes_it(suite: Up, shopsight: Shopsight) -> None:
    said = shopsight("token", "--role", "viewer", "--data-dir", suite.data_dir)

    assert said.code == 0
    assert said.out.count("\n") == 1
    assert said.out.count(".") == 2
    assert str(suite.port) in said.talk
    status, _, body = suite.ask("GET", "/api/auth/me", headers={"Authorization": f"Bearer {said.out.strip()}"})
    assert status == 200
    assert json.loads(body)["role"] == "viewer"


def test_a_token_needs_no_suite_and_says_how_to_start_one(shopsight: Shopsight, data_dir: Path) -> None:
    said = shopsight("token", "--role", "owner", "--data-dir", data_dir)

    assert said.code == 0
    assert f"shopsight up --data-dir {data_dir}" in said.talk


def test_with_the_secrets_of_google_cloud_a_command_needs_none_of_them(data_dir: Path) -> None:
    folder = DataFolder(data_dir)
    plugs = {"SECRETS_URL": "secret-manager://no-such-project", "STORE_URL": (data_dir / "elsewhere").as_uri()}
    token = issuer(folder, plugs).issue("owner", "command-line")

    again = issuer(folder, plugs)  # the key is this machine's own, and kept
    assert Verifier(again.public_keys(), again.versions).verify(token).role == "owner"
    (held,) = (data_dir / "secrets").glob("auth-signing-key.*")
    assert held.stat().st_mode & 0o077 == 0


def test_a_script_reads_the_token_as_json(shopsight: Shopsight, data_dir: Path) -> None:
    said = shopsight("token", "--role", "service", "--json", "--data-dir", data_dir)

    assert said.document["role"] == "service"
    assert said.document["expires_in"] == 900
    assert str(said.document["token"]).count(".") == 2
    assert said.talk == ""


def test_an_unknown_role_is_wrong_usage_and_the_roles_are_named(shopsight: Shopsight, data_dir: Path) -> None:
    said = shopsight("token", "--role", "boss", "--data-dir", data_dir)

    assert said.code == 2
    assert all(role in said.talk for role in ROLES)


def test_a_link_signs_another_browser_in(suite: Up, shopsight: Shopsight) -> None:
    said = shopsight("token", "--role", "buyer", "--link", "--data-dir", suite.data_dir)

    address, _, code = said.out.strip().partition("/#code=")
    assert address == suite.origin
    status, _, body = suite.ask("POST", "/api/auth/session", body={"code": code})
    assert status == 200
    assert json.loads(body)["role"] == "buyer"


def test_a_link_needs_a_suite_to_sign_in_to(shopsight: Shopsight, data_dir: Path) -> None:
    said = shopsight("token", "--role", "owner", "--link", "--data-dir", data_dir)

    assert said.code == 4
    assert "shopsight up" in said.talk
    assert said.out == ""


def test_revoking_makes_the_tokens_of_a_role_worthless_and_no_others(suite: Up, shopsight: Shopsight) -> None:
    def token(role: str) -> str:
        return shopsight("token", "--role", role, "--data-dir", suite.data_dir).out.strip()

    def status(bearer: str) -> int:
        return suite.ask("GET", "/api/auth/me", headers={"Authorization": f"Bearer {bearer}"})[0]

    viewer, buyer = token("viewer"), token("buyer")

    said = shopsight("token", "--role", "viewer", "--revoke", "--data-dir", suite.data_dir)

    assert said.code == 0
    assert said.out == ""
    deadline = time.monotonic() + REVOKED_WITHIN_SECONDS
    while status(viewer) != 401:
        assert time.monotonic() < deadline, "the token still counts"
        time.sleep(0.1)
    assert status(buyer) == 200
    assert status(token("viewer")) == 200


def test_a_link_cannot_be_asked_for_together_with_revoking(shopsight: Shopsight, data_dir: Path) -> None:
    assert shopsight("token", "--role", "viewer", "--revoke", "--link", "--data-dir", data_dir).code == 2


@pytest.mark.parametrize("name", ["auth-signing-key"])
def test_the_signing_key_is_for_its_owner_only(shopsight: Shopsight, data_dir: Path, name: str) -> None:
    shopsight("token", "--role", "viewer", "--data-dir", data_dir)

    assert (data_dir / "secrets").stat().st_mode & 0o077 == 0
    kept = [file for file in (data_dir / "secrets").rglob("*") if file.is_file() and name in file.name]
    assert kept
    assert all(file.stat().st_mode & 0o077 == 0 for file in kept)
