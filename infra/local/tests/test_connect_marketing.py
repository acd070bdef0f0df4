"""`shopsight connect mailchimp` and `shopsight connect klaviyo`, as a person types them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.data_folder import DataFolder
from local.plugs import open_secrets
from local.testing import Shopsight
from segments.testing_marketing import standing_in
from segments.testing_marketing_klaviyo import KEY as KLAVIYO_KEY
from segments.testing_marketing_klaviyo import StandInKlaviyo
from segments.testing_marketing_mailchimp import KEY, LIST, StandInMailchimp


@pytest.fixture
def mailchimp(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandInMailchimp]:
    vendor = StandInMailchimp()
    with standing_in(vendor):
        monkeypatch.setenv("MAILCHIMP_API_URL", vendor.url)
        monkeypatch.setenv("MAILCHIMP_API_KEY", KEY)
        yield vendor


@pytest.fixture
def klaviyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandInKlaviyo]:
    vendor = StandInKlaviyo()
    with standing_in(vendor):
        monkeypatch.setenv("KLAVIYO_API_URL", vendor.url)
        monkeypatch.setenv("KLAVIYO_API_KEY", KLAVIYO_KEY)
        yield vendor


def kept(data_dir: Path, name: str) -> dict[str, str] | None:
    found = open_secrets(DataFolder(data_dir.absolute()), {}).get(name)
    held: dict[str, str] | None = json.loads(found) if found else None
    return held


def test_an_audience_is_tried_and_kept(shopsight: Shopsight, data_dir: Path, mailchimp: StandInMailchimp) -> None:
    said = shopsight(
        "connect", "mailchimp", "--audience", LIST, "--address", "https://shop.example.com", "--data-dir", data_dir
    )
    held = kept(data_dir, "mailchimp")

    assert said.code == 0, said.talk
    assert held is not None
    assert (held["api_key"], held["list_id"]) == (KEY, LIST)
    assert said.out.splitlines() == [
        "connected: mailchimp, News",
        f"webhook: https://shop.example.com/api/ingest/mailchimp/webhooks?secret={held['webhook_secret']}",
    ]
    assert KEY not in said.out + said.talk
    assert mailchimp.members == {}

    again = shopsight("connect", "mailchimp", "--audience", LIST, "--data-dir", data_dir, "--json")
    assert str(again.document["webhooks"]).endswith(held["webhook_secret"])  # a webhook that was set up goes on


def test_an_account_is_tried_and_kept(shopsight: Shopsight, data_dir: Path, klaviyo: StandInKlaviyo) -> None:
    said = shopsight("connect", "klaviyo", "--data-dir", data_dir)
    held = kept(data_dir, "klaviyo")

    assert said.code == 0, said.talk
    assert held is not None
    assert held["api_key"] == KLAVIYO_KEY
    assert f"secret key: {held['webhook_secret']}" in said.out
    assert KLAVIYO_KEY not in said.out + said.talk
    assert klaviyo.profiles == {}


@pytest.mark.usefixtures("klaviyo")
def test_a_key_that_opens_nothing_is_not_kept(
    shopsight: Shopsight, data_dir: Path, mailchimp: StandInMailchimp, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailchimp.key = "changed"
    said = shopsight("connect", "mailchimp", "--audience", LIST, "--data-dir", data_dir)
    assert said.code == 1
    assert "the key does not hold" in said.talk
    assert kept(data_dir, "mailchimp") is None

    monkeypatch.setenv("KLAVIYO_API_KEY", "Abc123")
    assert shopsight("connect", "klaviyo", "--data-dir", data_dir).code == 1
    assert kept(data_dir, "klaviyo") is None


def test_webhooks_are_sent_over_https_only(shopsight: Shopsight, data_dir: Path) -> None:
    said = shopsight("connect", "klaviyo", "--address", "http://shop.example.com", "--data-dir", data_dir)
    assert said.code == 2
