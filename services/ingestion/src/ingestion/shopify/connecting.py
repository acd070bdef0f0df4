"""Connecting a Shopify shop: its token is tried, the secret kept, the webhooks subscribed to. Twice is as once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ingestion.shopify.admin import Admin, AdminError
from ingestion.shopify.connection import Connection, keep_connection
from ingestion.shopify.directory import Directory
from ingestion.shopify.reconciling import learn_shop
from ingestion.shopify.topics import REGISTERED
from shared.secrets import Secrets
from shared.store import Store

PATH = "/api/ingest/shopify/webhooks"
SCOPES = ("read_orders", "read_products", "read_customers", "read_inventory", "read_locations")


@dataclass(frozen=True, slots=True)
class Connected:
    """What came of connecting: the shop's own words of itself, and webhooks by what was done."""

    shop: str
    currency: str
    time_zone: str
    country: str | None
    locations: int
    address: str | None
    made: int = 0
    moved: int = 0
    kept: int = 0


def connect_shop(secrets: Secrets, store: Store, admin: Admin, *, address: str | None) -> Connected:
    """Try the token, keep the connection, and subscribe to webhooks at `address` (https://...; None: to none).

    Nothing is kept of a shop that refuses. Raises AdminError and AdminUnavailableError.
    """
    connection = admin.connection
    directory = Directory(store)
    found = admin.ask("shop")
    _check(found, connection)
    keep_connection(secrets, connection)
    learn_shop(admin, directory)
    said = found["shop"]
    locations = len(directory.says(said["currencyCode"]).locations)
    country = said["shopAddress"]["countryCodeV2"]
    connected = Connected(connection.shop, said["currencyCode"], said["ianaTimezone"], country, locations, address)
    return connected if address is None else _subscribe(admin, connected, address.rstrip("/") + PATH)


def _check(found: Mapping[str, Any], connection: Connection) -> None:
    named = found["shop"]["myshopifyDomain"]
    if named != connection.shop:
        raise AdminError(f"The token is that of {named}, not of {connection.shop}")
    granted = {scope["handle"] for scope in (found["currentAppInstallation"] or {}).get("accessScopes", [])}
    # A scope to write holds the one to read.
    missing = [one for one in SCOPES if one not in granted and one.replace("read_", "write_") not in granted]
    if missing:
        raise AdminError(f"The app lacks {', '.join(missing)}: grant these in its configuration, and install it again")


def _subscribe(admin: Admin, connected: Connected, uri: str) -> Connected:
    """Every topic once, at this address; those that this app has elsewhere are moved."""
    there: dict[str, tuple[str, str]] = {}
    for node in admin.pages("webhooks", ("webhookSubscriptions",)):
        if node["uri"] == uri or node["topic"] not in there:
            there[node["topic"]] = (node["id"], node["uri"])
    made = moved = kept = 0
    subscription = {"uri": uri, "format": "JSON"}
    for topic in REGISTERED:
        name = topic.replace("/", "_").upper()
        identity, where = there.get(name, ("", ""))
        if where == uri:
            kept += 1
        elif identity and where.endswith(PATH):
            _done(admin.ask("resubscribe", id=identity, subscription=subscription), "webhookSubscriptionUpdate", topic)
            moved += 1
        else:
            _done(admin.ask("subscribe", topic=name, subscription=subscription), "webhookSubscriptionCreate", topic)
            made += 1
    return replace(connected, address=uri, made=made, moved=moved, kept=kept)


def _done(answered: Mapping[str, Any], mutation: str, topic: str) -> None:
    errors = answered[mutation]["userErrors"]
    if errors:
        raise AdminError(f"Shopify does not subscribe to {topic}: {errors[0]['message']}")
