"""`shopsight connect slack` and `shopsight connect email`, as a person types them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from inventory_alerts.testing_digest import CHANNEL, TOKEN
from inventory_alerts.testing_vendors import StandInMailServer, StandInVendor, mail_server_standing_in, standing_in
from local.data_folder import DataFolder
from local.plugs import open_secrets
from local.testing import Shopsight


@pytest.fixture
def vendor(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandInVendor]:
    """Slack and SendGrid, and secrets for them in the environment."""
    with standing_in() as held:
        monkeypatch.setenv("SLACK_API_URL", f"{held.url}/api/")
        monkeypatch.setenv("SLACK_HOOKS_URL", f"{held.url}/")
        monkeypatch.setenv("SENDGRID_API_URL", held.url)
        monkeypatch.setenv("SLACK_BOT_TOKEN", TOKEN)
        monkeypatch.setenv("SLACK_SIGNING_SECRET", "signing")
        monkeypatch.setenv("SLACK_WEBHOOK_URL", f"{held.url}/services/T/B/x")
        monkeypatch.setenv("SENDGRID_API_KEY", "SG.x")
        yield held


@pytest.fixture
def mail_server() -> Iterator[StandInMailServer]:
    with mail_server_standing_in() as held:
        yield held


def kept(data_dir: Path, name: str) -> object:
    found = open_secrets(DataFolder(data_dir.absolute()), {}).get(name)
    return json.loads(found) if found else None


def test_a_bot_is_tried_and_kept(shopsight: Shopsight, data_dir: Path, vendor: StandInVendor) -> None:
    said = shopsight("connect", "slack", "--channel", CHANNEL, "--data-dir", data_dir)

    assert said.code == 0, said.talk
    assert said.out == "connected: slack, exactly once\n"
    assert "Posted, and found again." in said.talk
    assert kept(data_dir, "slack") == {"bot_token": TOKEN, "channel": CHANNEL, "signing_secret": "signing"}
    assert [one["channel"] for one in vendor.accepted] == [CHANNEL]
    assert TOKEN not in said.out + said.talk


def test_a_webhook_says_that_a_digest_may_come_twice(
    shopsight: Shopsight, data_dir: Path, vendor: StandInVendor
) -> None:
    said = shopsight("connect", "slack", "--webhook", "--data-dir", data_dir, "--json")

    assert said.document["guarantee"] == "at_least_once"
    assert kept(data_dir, "slack") == {"webhook_url": f"{vendor.url}/services/T/B/x"}


@pytest.mark.parametrize("trouble", ["not_in_channel", "500", "cut"])
def test_what_does_not_arrive_is_not_kept(
    shopsight: Shopsight, data_dir: Path, vendor: StandInVendor, trouble: str
) -> None:
    vendor.trouble = [trouble]
    said = shopsight("connect", "slack", "--channel", CHANNEL, "--data-dir", data_dir)

    assert said.code == 1
    assert "Nothing was connected" in said.talk
    assert kept(data_dir, "slack") is None


@pytest.mark.usefixtures("vendor")
def test_a_channels_name_is_no_id(shopsight: Shopsight, data_dir: Path) -> None:
    said = shopsight("connect", "slack", "--channel", "#digest", "--data-dir", data_dir)

    assert said.code == 1
    assert "channel's id" in " ".join(said.talk.split())


def test_one_way_or_the_other(shopsight: Shopsight, data_dir: Path) -> None:
    assert shopsight("connect", "slack", "--data-dir", data_dir).code == 2
    both = shopsight("connect", "slack", "--webhook", "--channel", CHANNEL, "--data-dir", data_dir)
    assert both.code == 2


def test_sendgrid_is_tried_with_a_mail_to_the_sender(
    shopsight: Shopsight, data_dir: Path, vendor: StandInVendor
) -> None:
    said = shopsight("connect", "email", "--sender", "shop@mugs.example", "--data-dir", data_dir)

    assert said.code == 0, said.talk
    assert said.out == "connected: email, at least once\n"
    assert vendor.accepted[0]["personalizations"][0]["to"] == [{"email": "shop@mugs.example"}]
    assert kept(data_dir, "sendgrid") == {"from": "shop@mugs.example", "api_key": "SG.x"}


def test_a_mail_server_takes_the_place_of_sendgrid(
    shopsight: Shopsight,
    data_dir: Path,
    vendor: StandInVendor,
    mail_server: StandInMailServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shopsight("connect", "email", "--sender", "shop@mugs.example", "--data-dir", data_dir)
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))  # no user
    server = f"127.0.0.1:{mail_server.port}"
    said = shopsight("connect", "email", "--sender", "shop@mugs.example", "--smtp", server, "--data-dir", data_dir)

    assert said.code == 0, said.talk
    assert len(mail_server.mails) == 1
    assert len(vendor.accepted) == 1
    assert kept(data_dir, "sendgrid") is None
    assert kept(data_dir, "smtp") == {
        "from": "shop@mugs.example",
        "host": "127.0.0.1",
        "port": mail_server.port,
        "security": "none",
        "username": "",
        "password": "",
    }


def test_a_mail_that_is_not_taken_connects_nothing(shopsight: Shopsight, data_dir: Path, vendor: StandInVendor) -> None:
    vendor.trouble = ["401"]
    said = shopsight("connect", "email", "--sender", "shop@mugs.example", "--data-dir", data_dir)

    assert said.code == 1
    assert "SendGrid answered 401" in said.talk
    assert kept(data_dir, "sendgrid") is None
