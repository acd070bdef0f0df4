"""Connecting a Shopify shop: tried before it is kept, subscribed once, and no secret where it could be read."""

from __future__ import annotations

from typing import Any

import pytest

from ingestion.shopify.admin import Admin, AdminError
from ingestion.shopify.connecting import PATH, connect_shop
from ingestion.shopify.connection import Connection, read_connection, shop_domain
from ingestion.shopify.topics import REGISTERED
from shared.testing import MemorySecrets, MemoryStore

HERE = Connection("mugs.myshopify.com", "shpat_test", "app-secret")


@pytest.fixture
def connect(shopify: Any) -> Any:
    secrets, store = MemorySecrets(), MemoryStore()

    def connected(connection: Connection = HERE, address: str | None = "https://shop.example.com/") -> Any:
        return connect_shop(secrets, store, Admin(connection, shopify.url), address=address)

    connected.secrets = secrets
    return connected


def test_it_is_tried_kept_and_subscribed_to(connect: Any, shopify: Any) -> None:
    told = connect()
    assert (told.made, told.moved, told.kept) == (len(REGISTERED), 0, 0)
    assert {one["uri"] for one in shopify.subscriptions} == {f"https://shop.example.com{PATH}"}
    assert {one["topic"] for one in shopify.subscriptions} >= {
        "ORDERS_CREATE",
        "CUSTOMERS_EMAIL_MARKETING_CONSENT_UPDATE",
    }
    assert read_connection(connect.secrets) == HERE
    assert told.locations == 2


def test_an_app_without_a_token_of_its_own_fetches_one_by_its_client_id(connect: Any, shopify: Any) -> None:
    app = Connection("mugs.myshopify.com", "0123456789abcdef0123456789abcdef", "app-secret")
    assert connect(app).made == len(REGISTERED)
    assert shopify.granted == 1
    assert read_connection(connect.secrets) == app
    with pytest.raises(AdminError, match="installed"):
        connect(Connection("mugs.myshopify.com", "0123456789abcdef0123456789abcdef", "another secret"))


def test_twice_is_as_once(connect: Any, shopify: Any) -> None:
    connect()
    told = connect()
    assert (told.made, told.moved, told.kept) == (0, 0, len(REGISTERED))
    assert len(shopify.subscriptions) == len(REGISTERED)


def test_another_address_takes_the_webhooks_along(connect: Any, shopify: Any) -> None:
    connect()
    told = connect(address="https://elsewhere.example.com")
    assert (told.made, told.moved, told.kept) == (0, len(REGISTERED), 0)
    assert {one["uri"] for one in shopify.subscriptions} == {f"https://elsewhere.example.com{PATH}"}


def test_webhooks_of_this_app_that_go_to_other_programs_are_left_alone(connect: Any, shopify: Any) -> None:
    theirs = {"id": "1", "topic": "ORDERS_CREATE", "uri": "https://erp.example.com/hook", "format": "JSON"}
    shopify.subscriptions.append(dict(theirs))
    connect()
    assert shopify.subscriptions[0] == theirs
    assert len(shopify.subscriptions) == len(REGISTERED) + 1


def test_without_an_address_nothing_is_subscribed_to(connect: Any, shopify: Any) -> None:
    assert connect(address=None).made == 0
    assert shopify.subscriptions == []
    assert read_connection(connect.secrets) == HERE


@pytest.mark.parametrize(
    ("connection", "scopes", "why"),
    [
        (Connection("mugs.myshopify.com", "shpat_wrong", "s"), None, "token"),
        (Connection("bowls.myshopify.com", "shpat_test", "s"), None, "that of mugs"),
        (HERE, ["read_orders"], "lacks read_products, read_customers"),
    ],
)
def test_nothing_is_kept_of_what_is_refused(
    connect: Any, shopify: Any, connection: Connection, scopes: list[str] | None, why: str
) -> None:
    shopify.scopes = scopes or shopify.scopes
    with pytest.raises(AdminError, match=why):
        connect(connection)
    assert read_connection(connect.secrets) is None


def test_a_secret_stands_in_no_text() -> None:
    assert "shpat" not in repr(HERE)
    assert "secret" not in repr(HERE)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Mugs.myshopify.com", "mugs.myshopify.com"),
        ("https://mugs.myshopify.com/", "mugs.myshopify.com"),
        ("mugs.example.com", None),
        ("mugs.myshopify.com.evil.example", None),
        ("mugs.myshopify.com/admin", None),
        ("-.myshopify.com", None),
    ],
)
def test_a_shop_is_named_by_its_own_address(typed: str, meant: str | None) -> None:
    assert shop_domain(typed) == meant
