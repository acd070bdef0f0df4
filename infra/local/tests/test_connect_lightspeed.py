"""`shopsight connect lightspeed`, and the sync that follows, as a person types them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion.lightspeed.testing import MUG, PREFIX, TOKEN, StandIn, error, line, sale, small_shop, stand_in
from local.data_folder import DataFolder
from local.plugs import open_secrets
from local.testing import Shopsight


@pytest.fixture
def lightspeed(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """A small Lightspeed shop with one sale, and a token for it in the environment."""
    with stand_in() as held:
        small_shop(held)
        held.put("sales", sale("1", line(MUG, 2, 10)))
        monkeypatch.setenv("LIGHTSPEED_API_URL", held.url)
        monkeypatch.setenv("LIGHTSPEED_TOKEN", TOKEN)
        yield held


def kept(data_dir: Path) -> str | None:
    return open_secrets(DataFolder(data_dir.absolute()), {}).get("lightspeed")


def connect(shopsight: Shopsight, data_dir: Path, *more: str, domain: str = PREFIX) -> object:
    return shopsight("connect", "lightspeed", "--domain", domain, "--data-dir", data_dir, *more)


@pytest.mark.usefixtures("lightspeed")
def test_connecting_keeps_the_token_and_says_what_was_found(shopsight: Shopsight, data_dir: Path) -> None:
    said = shopsight("connect", "lightspeed", "--domain", PREFIX, "--data-dir", data_dir)

    assert said.code == 0, said.talk
    assert "connected: The Corner Shop, GBP, Europe/London, 2 outlets" in said.out
    assert "North" in said.out
    assert "sync lightspeed" in said.talk
    assert json.loads(kept(data_dir) or "") == {"domain_prefix": PREFIX, "token": TOKEN}
    assert TOKEN not in said.out + said.talk
    assert not [path for path in data_dir.rglob("*") if path.is_file() and path.stat().st_mode & 0o077 and _holds(path)]


def _holds(path: Path) -> bool:
    return TOKEN.encode() in path.read_bytes()


@pytest.mark.usefixtures("lightspeed")
def test_the_address_will_do_for_the_prefix(shopsight: Shopsight, data_dir: Path) -> None:
    address = f"https://{PREFIX}.retail.lightspeed.app/"
    said = shopsight("connect", "lightspeed", "--domain", address, "--data-dir", data_dir, "--json")

    assert said.document["domain_prefix"] == PREFIX
    assert said.document["outlets"] == [
        {"name": "North", "time_zone": "Europe/London"},
        {"name": "South", "time_zone": "Europe/London"},
    ]


@pytest.mark.usefixtures("lightspeed")
def test_what_differs_from_the_shops_settings_is_said(
    shopsight: Shopsight, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_TIMEZONE", "Europe/Paris")
    monkeypatch.setenv("SHOP_CURRENCY", "EUR")
    data_dir.mkdir(parents=True)
    (data_dir / "shop.toml").write_text('SHOP_TIMEZONE = "Europe/Paris"\nSHOP_CURRENCY = "EUR"\n', encoding="utf-8")
    said = shopsight("connect", "lightspeed", "--domain", PREFIX, "--data-dir", data_dir)

    assert "in GBP, this shop's in EUR" in said.out
    assert "SHOP_TIMEZONE" in said.out


def test_a_token_that_opens_nothing_is_not_kept(shopsight: Shopsight, data_dir: Path, lightspeed: StandIn) -> None:
    lightspeed.token = "another"  # noqa: S105 - of nobody
    said = shopsight("connect", "lightspeed", "--domain", PREFIX, "--data-dir", data_dir)

    assert said.code == 1
    assert "token does not hold" in said.talk
    assert kept(data_dir) is None


@pytest.mark.usefixtures("lightspeed")
def test_the_token_may_come_from_standard_input(
    shopsight: Shopsight, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LIGHTSPEED_TOKEN")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{TOKEN}\n"))
    said = shopsight("connect", "lightspeed", "--domain", PREFIX, "--data-dir", data_dir)

    assert said.code == 0, said.talk
    assert json.loads(kept(data_dir) or "")["token"] == TOKEN


@pytest.mark.usefixtures("lightspeed")
@pytest.mark.parametrize("domain", ["", "a b", "../x", "x/../../y", "-x", "x@evil.test"])
def test_what_is_no_prefix_is_sent_no_token(
    shopsight: Shopsight, data_dir: Path, lightspeed: StandIn, domain: str
) -> None:
    said = shopsight("connect", "lightspeed", f"--domain={domain}", "--data-dir", data_dir)

    assert said.code == 2
    assert lightspeed.requests == []


@pytest.mark.usefixtures("lightspeed")
def test_without_a_token_nothing_is_asked(
    shopsight: Shopsight, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LIGHTSPEED_TOKEN")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    said = shopsight("connect", "lightspeed", "--domain", PREFIX, "--data-dir", data_dir)

    assert said.code == 2
    assert "LIGHTSPEED_TOKEN" in said.talk


@pytest.mark.usefixtures("lightspeed")
def test_a_sync_without_a_running_suite_says_what_came_over(shopsight: Shopsight, data_dir: Path) -> None:
    connect(shopsight, data_dir)
    said = shopsight("sync", "lightspeed", "--data-dir", data_dir)

    assert said.code == 0, said.talk
    assert "synced with The Corner Shop" in said.out
    assert "sales: 1 read, 1 brought over" in said.out
    assert "customers: 2 read, 1 brought over, 1 walk in" in said.out


def test_a_sync_that_sets_something_aside_says_so_and_in_its_exit_code(
    shopsight: Shopsight, data_dir: Path, lightspeed: StandIn
) -> None:
    lightspeed.put("sales", sale("2", line(MUG, 1, 10), status="DREAMT"))
    connect(shopsight, data_dir)
    said = shopsight("sync", "lightspeed", "--data-dir", data_dir)

    assert said.code == 3
    assert "set aside, unknown_status: 1" in said.out


def test_a_sync_of_what_is_not_connected_says_how_to(shopsight: Shopsight, data_dir: Path) -> None:
    said = shopsight("sync", "lightspeed", "--data-dir", data_dir)

    assert said.code == 1
    assert "shopsight connect lightspeed" in said.talk


def test_lightspeed_that_refuses_is_told_as_its_own_doing(
    shopsight: Shopsight, data_dir: Path, lightspeed: StandIn
) -> None:
    connect(shopsight, data_dir)
    lightspeed.faults.append(error(401))
    said = shopsight("sync", "lightspeed", "--data-dir", data_dir)

    assert said.code == 1
    assert "token does not hold" in said.talk
