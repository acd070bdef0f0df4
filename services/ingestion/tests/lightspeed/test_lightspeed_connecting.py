"""What is kept of a connection, what a shop says of itself, and where its token goes."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest

from ingestion.lightspeed.client import Lightspeed, LightspeedUnavailableError, shop_url
from ingestion.lightspeed.connecting import (
    Connection,
    NotConnectedError,
    Retailer,
    ask_retailer,
    store_connection,
    stored_connection,
)
from ingestion.lightspeed.testing import DISCOUNT, TOKEN, StandIn
from ingestion.settings import Settings
from shared.settings import SettingsError, read
from shared.shop import Shop
from shared.testing import MemorySecrets

LONDON = Shop("Europe/London", "GBP", "GB")


def asked(lightspeed: StandIn) -> Retailer:
    with closing(Lightspeed(lightspeed.url, TOKEN, now=lambda: datetime.now(UTC))) as client:
        return ask_retailer(client)


def test_a_shop_says_its_name_currency_zone_and_outlets(lightspeed: StandIn) -> None:
    assert asked(lightspeed) == Retailer(
        name="The Corner Shop",
        currency="GBP",
        time_zone="Europe/London",
        country="GB",
        discount_product=DISCOUNT,
        outlets=(("North", "Europe/London"), ("South", "Europe/London")),
    )


@pytest.mark.parametrize(
    ("said", "zone", "currency"),
    [
        ({"timezone": {"name": "Europe/Paris"}, "currency": "eur"}, "Europe/Paris", "EUR"),
        ({"timezone": None, "currency": None}, None, None),
        ({"timezone": ["Paris"], "currency": ["EUR"]}, None, None),
    ],
    ids=["in other shapes", "not at all", "in shapes nobody can read"],
)
def test_a_shop_is_read_leniently(
    lightspeed: StandIn, said: dict[str, Any], zone: str | None, currency: str | None
) -> None:
    lightspeed.retailer |= said
    found = asked(lightspeed)

    assert (found.time_zone, found.currency) == (zone, currency)


def test_a_shop_that_is_none_is_told(lightspeed: StandIn) -> None:
    lightspeed.retailer = None  # type: ignore[assignment]  # whatever may be sent
    with pytest.raises(LightspeedUnavailableError, match="cannot be read"):
        asked(lightspeed)


def test_what_differs_from_the_shops_settings_is_named() -> None:
    there = Retailer("Shop", "EUR", "Europe/Paris", "FR", None, (("Oslo", "Europe/Oslo"), ("Paris", "Europe/Paris")))
    currency, zone, outlet = there.mismatches(LONDON)

    assert "SHOP_CURRENCY" in currency
    assert "SHOP_TIMEZONE" in zone
    assert "Oslo" in outlet
    assert Retailer("Shop", "GBP", "Europe/London", "GB", None, ()).mismatches(LONDON) == []


def test_a_connection_comes_back_as_it_was_kept_and_shows_its_token_to_nobody() -> None:
    secrets = MemorySecrets()
    store_connection(secrets, Connection("corner-shop", TOKEN))

    assert stored_connection(secrets) == Connection("corner-shop", TOKEN)
    assert TOKEN not in repr(stored_connection(secrets))


@pytest.mark.parametrize("kept", [None, "", "[]", "null", '{"token": "x"}'])
def test_what_is_no_connection_is_none(kept: str | None) -> None:
    secrets = MemorySecrets()
    if kept is not None:
        secrets.put("lightspeed", kept)
    with pytest.raises(NotConnectedError):
        stored_connection(secrets)


@pytest.mark.parametrize("prefix", ["", "a.b", "a/b", "a@evil.test", "-a", "a" * 64, "a b", "A"])
def test_a_token_is_sent_to_no_address_made_of_something_else(prefix: str) -> None:
    with pytest.raises(ValueError, match="no domain prefix"):
        shop_url("https://{domain_prefix}.retail.lightspeed.app/api/2.0", prefix)


def test_a_token_is_sent_over_https_or_to_this_machine_only() -> None:
    assert shop_url(Settings().lightspeed_api_url, "corner-shop") == "https://corner-shop.retail.lightspeed.app/api/2.0"
    assert read(Settings, {"LIGHTSPEED_API_URL": "http://127.0.0.1:9/api/2.0"})
    for url in ("http://lightspeed.test", "ftp://127.0.0.1", "http://127.0.0.1.evil.test"):
        with pytest.raises(SettingsError, match="LIGHTSPEED_API_URL"):
            read(Settings, {"LIGHTSPEED_API_URL": url})
