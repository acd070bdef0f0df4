"""`shopsight connect shopify` and `sync shopify` against a stand-in; and a webhook that becomes a figure."""

from __future__ import annotations

import http.client
import io
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

import pytest

from ingestion.shopify.connection import signature_of
from ingestion.shopify.testing import order_payload
from ingestion.testing import Item, Order
from local.testing import Shopsight, Up, started
from local.testing_shopify import SECRET, SHOP, TOKEN, shopify_standing_in


@pytest.fixture(scope="module")
def admin_api() -> Iterator[str]:
    with shopify_standing_in() as shopify:
        yield shopify.url


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, shopsight: Shopsight, admin_api: str) -> Shopsight:
    """Runs a command with the token and the secret on standard input."""
    monkeypatch.setenv("SHOPIFY_API_URL", admin_api)

    def run(*arguments: object, lines: str = f"{TOKEN}\n{SECRET}\n") -> object:
        monkeypatch.setattr("sys.stdin", io.StringIO(lines))
        return shopsight(*arguments)

    return run  # type: ignore[return-value]  # a Shopsight with one word more


def test_a_shop_is_connected_and_says_what_to_do_without_an_address(typed: Shopsight, data_dir: Path) -> None:
    said = typed("connect", "shopify", "--shop", SHOP, "--data-dir", data_dir)
    assert said.code == 0
    assert said.out == f"connected: {SHOP}, GBP, Europe/London, 1 locations\n"
    assert "--address https://HOST" in said.talk
    assert "sync shopify" in said.talk
    assert TOKEN not in said.out + said.talk
    kept = data_dir / "secrets" / "shopify"
    assert any(SECRET in path.read_text() for path in kept.parent.rglob("*") if path.is_file())
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept.parent.rglob("*") if path.is_file())


def test_with_an_address_webhooks_are_subscribed_to(typed: Shopsight, data_dir: Path) -> None:
    said = typed(
        "connect", "shopify", "--shop", SHOP, "--address", "https://shop.example.com", "--json", "--data-dir", data_dir
    )
    assert said.document["made"] == 14
    assert said.document["webhooks"] == "https://shop.example.com/api/ingest/shopify/webhooks"


def test_the_shops_own_zone_and_currency_are_shopifys_while_nobody_has_set_them(
    typed: Shopsight, data_dir: Path
) -> None:
    typed("connect", "shopify", "--shop", SHOP, "--data-dir", data_dir)
    assert 'SHOP_TIMEZONE = "Europe/London"' in (data_dir / "shop.toml").read_text()


def test_a_shop_that_has_data_keeps_its_own_and_is_told(typed: Shopsight, data_dir: Path, shop_files: Path) -> None:
    assert typed("load", "--format", "canonical", shop_files, "--data-dir", data_dir).code == 0
    said = typed("connect", "shopify", "--shop", SHOP, "--data-dir", data_dir)
    assert "Europe/London, this shop's of UTC" in said.talk
    assert not (data_dir / "shop.toml").exists()


@pytest.mark.parametrize(
    ("arguments", "lines", "code", "words"),
    [
        (("--shop", "mugs.example.com"), f"{TOKEN}\n{SECRET}\n", 2, "NAME.myshopify.com"),
        (("--shop", SHOP, "--address", "http://shop.example.com"), f"{TOKEN}\n{SECRET}\n", 2, "https://"),
        (("--shop", SHOP), "", 2, "both needed"),
        (("--shop", SHOP), f"{TOKEN}\n", 2, "both needed"),
        (("--shop", SHOP), f"shpat_wrong\n{SECRET}\n", 1, "refuses the token"),
        (("--shop", "bowls.myshopify.com"), f"{TOKEN}\n{SECRET}\n", 1, "that of mugs"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_kept(
    typed: Shopsight, data_dir: Path, arguments: tuple[str, ...], lines: str, code: int, words: str
) -> None:
    said = typed("connect", "shopify", *arguments, "--data-dir", data_dir, lines=lines)
    assert said.code == code
    assert words in said.talk
    assert not [path for path in data_dir.rglob("*") if path.is_file() and TOKEN in path.read_text(errors="replace")]


def test_secrets_are_taken_from_the_environment(
    typed: Shopsight, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPIFY_TOKEN", TOKEN)
    monkeypatch.setenv("SHOPIFY_SECRET", SECRET)
    assert typed("connect", "shopify", "--shop", SHOP, "--data-dir", data_dir, lines="").code == 0


def test_nothing_is_compared_before_a_shop_is_connected(shopsight: Shopsight, data_dir: Path) -> None:
    said = shopsight("sync", "shopify", "--data-dir", data_dir)
    assert said.code == 1
    assert "connect shopify" in said.talk


def test_the_difference_is_said(typed: Shopsight, data_dir: Path) -> None:
    typed("connect", "shopify", "--shop", SHOP, "--data-dir", data_dir)
    said = typed("sync", "shopify", "--data-dir", data_dir)
    assert said.code == 0
    assert f"compared with {SHOP} until " in said.out
    assert "  orders: 0 changed, 0 had been missed\n" in said.out
    assert typed("sync", "shopify", "--since", "2026-03-01", "--data-dir", data_dir).code == 0
    assert typed("sync", "shopify", "--since", "last week", "--data-dir", data_dir).code == 1


def test_a_webhook_becomes_a_figure_of_the_suite_that_runs(typed: Shopsight, data_dir: Path, admin_api: str) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    order = Order("#1", [Item("Mug", "12.50", 2)], created_at=now.strftime("%Y-%m-%d %H:%M:%S +0000"))
    with started(data_dir, environment={"SHOPIFY_API_URL": admin_api}) as up:
        assert typed("connect", "shopify", "--shop", SHOP, "--data-dir", data_dir).code == 0
        _taken(up, json.dumps(order_payload(order)).encode(), now)
        headers = up.signed_in()
        for _ in range(60):  # few: nobody reads the log of the suite meanwhile, and its pipe fills up
            _, _, body = up.ask("GET", "/api/revenue/current", headers=headers)
            today = json.loads(body).get("today")
            if today and today["net_sales"] == {"amount": "25.00", "currency": "GBP"}:
                return
            time.sleep(0.5)
    raise AssertionError(f"the figure did not come: {today}")


def _taken(up: Up, body: bytes, now: datetime) -> None:
    """Send a webhook as Shopify does."""
    headers = {
        "Content-Type": "application/json",
        "X-Shopify-Topic": "orders/create",
        "X-Shopify-Shop-Domain": SHOP,
        "X-Shopify-Hmac-Sha256": signature_of(body, SECRET),
        "X-Shopify-Event-Id": "e1",
        "X-Shopify-Triggered-At": now.isoformat(),
    }
    connection = http.client.HTTPConnection("127.0.0.1", up.port, timeout=10)
    connection.request("POST", "/api/ingest/shopify/webhooks", body, headers)
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())) == (200, {"outcome": "taken"})
    connection.close()


def test_a_token_that_was_taken_back_is_said_with_what_to_do(
    shopsight: Shopsight, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPIFY_TOKEN", TOKEN)
    monkeypatch.setenv("SHOPIFY_SECRET", SECRET)
    with shopify_standing_in() as shopify:
        monkeypatch.setenv("SHOPIFY_API_URL", shopify.url)
        assert shopsight("connect", "shopify", "--shop", SHOP, "--data-dir", data_dir).code == 0
        with started(data_dir, environment={"SHOPIFY_API_URL": shopify.url}) as up:
            headers = {**up.signed_in(), "Origin": up.origin, "Accept": "application/json"}
            assert up.ask("POST", "/api/ingest/shopify/reconcile", headers=headers)[0] == HTTPStatus.OK
            shopify.takes = "another"
            status, _, body = up.ask("POST", "/api/ingest/shopify/reconcile", headers=headers)
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    said = json.loads(body)
    assert said["title"] == "Shopify refuses"
    assert "refuses the token" in said["detail"]
    assert "shopsight connect shopify" in said["detail"]
