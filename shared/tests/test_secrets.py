"""What every keeper of secrets promises. A later adapter joins by adding a parameter to the fixture `secrets`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.secrets import Secrets, SecretsError, connect
from shared.testing import MemorySecrets
from shared.testing_google import google_stand_in


@pytest.fixture(params=["folder", "memory", "secret manager"])
def secrets(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Secrets]:
    if request.param == "secret manager":
        with google_stand_in() as google:
            google.secrets.update({name: [] for name in ("auth-signing-key", "mail", "mail-2")})  # as Terraform does
            yield connect(f"secret-manager://shop-of-tests?emulator={google.url}")
    elif request.param == "folder":
        yield connect((tmp_path / "secrets").as_uri())
    else:
        yield MemorySecrets()


def test_a_secret_comes_back_exactly_as_it_was_put(secrets: Secrets) -> None:
    for value in ("-----BEGIN KEY-----\nabc\n-----END KEY-----\n", " padded ", "schlüssel 🔑", ""):
        secrets.put("auth-signing-key", value)

        assert secrets.get("auth-signing-key") == value


def test_a_secret_nobody_put_is_none(secrets: Secrets) -> None:
    assert secrets.get("mailchimp_api_key") is None


def test_each_name_has_a_secret_of_its_own(secrets: Secrets) -> None:
    secrets.put("mail", "1")
    secrets.put("mail-2", "2")

    assert (secrets.get("mail"), secrets.get("mail-2")) == ("1", "2")


@pytest.mark.parametrize("name", ["", "../key", "a/b", "Key", "-key", "a b", "a\n", "a" * 81, ".."])
def test_a_name_that_some_keeper_could_not_hold_is_refused(tmp_path: Path, name: str) -> None:
    secrets = connect((tmp_path / "secrets").as_uri())

    with pytest.raises(SecretsError, match="is no name"):
        secrets.get(name)
    with pytest.raises(SecretsError, match="is no name") as refused:
        secrets.put(name, "hunter2")
    assert "hunter2" not in str(refused.value)


def test_only_the_owner_can_read_the_folder_and_what_is_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    folder.mkdir(mode=0o755)
    before = os.umask(0)
    try:
        connect(folder.as_uri()).put("auth-signing-key", "hunter2")
    finally:
        os.umask(before)

    assert folder.stat().st_mode & 0o777 == 0o700
    for path in folder.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_secret_survives_its_process_and_leaves_no_copy(tmp_path: Path) -> None:
    url = (tmp_path / "secrets").as_uri()
    connect(url).put("auth-signing-key", "old")
    connect(url).put("auth-signing-key", "new")

    assert connect(url).get("auth-signing-key") == "new"
    files = [path for path in (tmp_path / "secrets").rglob("*") if path.is_file()]
    assert [path.name for path in files if path.read_bytes()] == ["auth-signing-key.value"]


@pytest.mark.parametrize("url", ["secrets://project", "file:relative", "file://host/folder", "/a/path", ""])
def test_a_url_nobody_serves_is_refused_with_advice(url: str) -> None:
    with pytest.raises(SecretsError, match="use file:///"):
        connect(url)
