"""Storefront keys on the command line: made, listed and revoked beside a suite that runs, and the signing secret."""

from __future__ import annotations

import json
from pathlib import Path

from local.testing import Shopsight, started
from shared.auth.storefront_keys import is_storefront_key

SHOP = "https://shop.example"


def test_a_key_is_shown_once_and_listed_without_itself(shopsight: Shopsight, data_dir: Path) -> None:
    made = shopsight("keys", "create", "--origin", SHOP, "--origin", "https://www.shop.example", "--data-dir", data_dir)
    listed = shopsight("keys", "list", "--data-dir", data_dir)

    assert made.code == listed.code == 0
    assert is_storefront_key(made.out.strip())
    assert "ALLOWED_ORIGINS=https://shop.example,https://www.shop.example" in made.talk
    assert f"{SHOP}, https://www.shop.example" in listed.out
    assert made.out.strip() not in listed.out + listed.talk
    files = [file for file in data_dir.rglob("*") if file.is_file()]
    assert files
    assert not [file for file in files if made.out.strip().encode() in file.read_bytes()]


def test_keys_speak_json(shopsight: Shopsight, data_dir: Path) -> None:
    made = shopsight("keys", "create", "--origin", SHOP, "--json", "--data-dir", data_dir).document
    assert is_storefront_key(str(made["key"]))
    listed = json.loads(shopsight("keys", "list", "--json", "--data-dir", data_dir).out)
    assert listed == [{name: made[name] for name in ("key_id", "origins", "created_at")}]
    assert shopsight("keys", "revoke", made["key_id"], "--json", "--data-dir", data_dir).document == listed[0]
    assert json.loads(shopsight("keys", "list", "--json", "--data-dir", data_dir).out) == []


def test_what_is_no_origin_and_what_is_no_key_are_refused_with_words(shopsight: Shopsight, data_dir: Path) -> None:
    refused = shopsight("keys", "create", "--origin", "shop.example/path", "--data-dir", data_dir)
    assert (refused.code, refused.out) == (2, "")
    assert "write it as https://shop.example" in refused.talk
    unknown = shopsight("keys", "revoke", "00000000", "--data-dir", data_dir)
    assert unknown.code == 1
    assert "keys list" in unknown.talk
    assert "keys create" in shopsight("keys", "list", "--data-dir", data_dir).talk


def test_the_signing_secret_stays_until_it_is_renewed(shopsight: Shopsight, data_dir: Path) -> None:
    first = shopsight("keys", "signing-secret", "--data-dir", data_dir)
    again = shopsight("keys", "signing-secret", "--json", "--data-dir", data_dir).document
    assert len(first.out.strip()) == 64
    assert again == {"signing_secret": first.out.strip(), "made": False}
    assert first.out.strip() not in first.talk
    renewed = shopsight("keys", "signing-secret", "--renew", "--data-dir", data_dir)
    assert renewed.out != first.out
    assert (data_dir / "secrets").stat().st_mode & 0o077 == 0


def test_a_key_made_beside_a_running_suite_counts_until_it_is_revoked(shopsight: Shopsight, data_dir: Path) -> None:
    with started(data_dir, environment={"ALLOWED_ORIGINS": SHOP}) as up:
        made = shopsight("keys", "create", "--origin", SHOP, "--json", "--data-dir", data_dir).document
        sent = {"events": [{"id": "event-0001", "event": "page_view"}], "key": made["key"]}
        status, headers, body = up.ask("POST", "/api/ingest/web-events", body=sent, headers={"Origin": SHOP})
        assert (status, json.loads(body)["accepted"]) == (200, 1)
        assert headers["Access-Control-Allow-Origin"] == SHOP
        status, headers, script = up.ask("GET", "/api/ingest/snippet.js")
        assert (status, headers.get_content_type()) == (200, "text/javascript")
        assert b"web-events" in script
